// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is said of all paths of a function is said of functions only that were
// followed to all their ends.
//
// RUN: %clang_analyze -Xclang -analyzer-checker=unwedge.UnguardedCleanup -std=c++17 %mock_flags %s \
// RUN:   -Xclang -analyzer-config -Xclang unwedge.UnguardedCleanup:ShowStatistics=true \
// RUN:   -o /dev/null 2>&1 | FileCheck %s --check-prefix=WHOLE
// RUN: %clang_analyze -Xclang -analyzer-checker=unwedge.UnguardedCleanup -std=c++17 %mock_flags %s \
// RUN:   -Xclang -analyzer-config -Xclang unwedge.UnguardedCleanup:ShowStatistics=true \
// RUN:   -Xclang -analyzer-config -Xclang max-nodes=2000 \
// RUN:   -o /dev/null 2>&1 | FileCheck %s --check-prefix=FEW --implicit-check-not=warning:
// RUN: %clang_analyze -Xclang -analyzer-checker=unwedge.UnguardedCleanup -std=c++17 %mock_flags %s \
// RUN:   -Xclang -analyzer-config -Xclang unwedge.UnguardedCleanup:ShowStatistics=true \
// RUN:   -Xclang -analyzer-config -Xclang max-nodes=2250 \
// RUN:   -o /dev/null 2>&1 | FileCheck %s --check-prefix=FEW --implicit-check-not=warning:
// RUN: %clang_analyze -Xclang -analyzer-checker=unwedge.UnguardedCleanup -std=c++17 %mock_flags %s \
// RUN:   -Xclang -analyzer-config -Xclang unwedge.UnguardedCleanup:ShowStatistics=true \
// RUN:   -Xclang -analyzer-config -Xclang max-nodes=2500 \
// RUN:   -o /dev/null 2>&1 | FileCheck %s --check-prefix=FEW --implicit-check-not=warning:
//
// WHOLE: functions given up on the way: too many paths: 0
// FEW: functions given up on the way: too many paths: 2

#include <functional>

bool ask();

class Service {
  bool Busy = false;

  static int number() {
    int N = 0;
    if (ask())
      ++N;
    if (ask())
      N += 2;
    if (ask())
      N += 4;
    if (ask())
      N += 8;
    if (ask())
      N += 16;
    if (ask())
      N += 32;
    return N;
  }

public:
  int size() const { return Busy ? 0 : 1; }

  // One path of all leaves it set.
  void exceptOnceOk(const std::function<void()> &Callback) {
    bool Was = false;
    if (ask()) {
      Was = true;
      Busy = true;
    }
    Callback();
    if (int N = number(); Was && N != 42)
      Busy = false;
  }

  void alwaysBad(const std::function<void()> &Callback) {
    bool Was = false;
    if (ask()) {
      Was = true;
      Busy = true;
    }
    // WHOLE: :[[@LINE+1]]:5: warning: if 'Callback' throws, 'Busy' stays true
    Callback();
    if (number() >= 0 && Was)
      Busy = false;
  }
};

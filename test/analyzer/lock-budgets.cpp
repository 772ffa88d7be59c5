// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The analyzer gives up a function that has too many paths, and leaves a loop after
// some turns. That is counted. What it found before stays.
//
// RUN: %clang_analyze -Xclang -analyzer-checker=unwedge.RecursiveSharedLock -std=c++17 %mock_flags %s \
// RUN:   -Xclang -analyzer-config -Xclang unwedge.RecursiveSharedLock:ShowStatistics=true \
// RUN:   -o /dev/null 2>&1 | FileCheck %s --check-prefixes=ALL,WHOLE
// RUN: %clang_analyze -Xclang -analyzer-checker=unwedge.RecursiveSharedLock -std=c++17 %mock_flags %s \
// RUN:   -Xclang -analyzer-config -Xclang unwedge.RecursiveSharedLock:ShowStatistics=true \
// RUN:   -Xclang -analyzer-config -Xclang max-nodes=400 \
// RUN:   -o /dev/null 2>&1 | FileCheck %s --check-prefixes=ALL,FEW
// RUN: %clang_analyze -Xclang -analyzer-checker=unwedge.RecursiveSharedLock -std=c++17 %mock_flags %s \
// RUN:   -Xclang -analyzer-config -Xclang unwedge.RecursiveSharedLock:ShowStatistics=true \
// RUN:   -Xclang -analyzer-max-loop -Xclang 8 \
// RUN:   -o /dev/null 2>&1 | FileCheck %s --check-prefixes=ALL,LONG
//
// WHOLE: functions given up on the way: too many paths: 0
// WHOLE: functions with loops not followed to the end: 1
// FEW: functions given up on the way: too many paths: 1
// FEW: functions with loops not followed to the end: 1
// LONG: functions given up on the way: too many paths: 0
// LONG: functions with loops not followed to the end: 0

#include <shared_mutex>

bool ask(int Number);

struct Table {
  mutable std::shared_mutex M;
  int size() const {
    std::shared_lock L(M);
    return 1;
  }

  int firstThingBad() const {
    std::shared_lock L(M);
    int Sum = size();
    // ALL-DAG: :[[@LINE-1]]:15: warning: calling 'Table::size' acquires 'M' shared again
    Sum += ask(0) + ask(1) ? 1 : 2;
    Sum += ask(2) ? 1 : 2;
    Sum += ask(3) ? 1 : 2;
    Sum += ask(4) ? 1 : 2;
    Sum += ask(5) ? 1 : 2;
    Sum += ask(6) ? 1 : 2;
    return Sum;
  }

  // Only the sixth turn comes to it.
  int sixthTurnBad() const {
    int Sum = 0;
    std::shared_lock L(M);
    for (int I = 0; I < 6; ++I)
      if (I == 5)
        Sum += size();
    // LONG-DAG: :[[@LINE-1]]:16: warning: calling 'Table::size' acquires 'M' shared again
    return Sum;
  }
};

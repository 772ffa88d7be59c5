// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of several findings of one cause the first is shown that no path refutes, and
// silence about it is silence about the cause.
//
// RUN: %check_analyzer %s unwedge.UnstableCacheKey --
// RUN: %clang_analyze -Xclang -analyzer-checker=unwedge.UnstableCacheKey -std=c++17 %s \
// RUN:   -Xclang -analyzer-config -Xclang unwedge.UnstableCacheKey:ShowStatistics=true \
// RUN:   -o /dev/null 2>&1 | FileCheck %s --check-prefix=COUNT
//
// A finding that has a path and waits for its turn is not one that no path
// leads to.
// COUNT: findings that no path leads to: 0

#include <ctime>
#include <map>
#include <string>

// No path has a place for what the constructor does, so that nothing is known
// of the first key of firstBad.
struct Stamp {
  std::string Text = std::to_string(time(nullptr));
};

class Cache {
  std::map<std::string, int> Entries;

public:
  int firstBad() {
    auto First = Entries.find(Stamp().Text);
    // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: the key for 'Entries' contains the time of the call
    if (First != Entries.end())
      return First->second;
    auto Second = Entries.find(std::to_string(time(nullptr)));
    return Second != Entries.end() ? Second->second : (Entries["k"] = 1);
  }
};

class SilencedCache {
  std::map<std::string, int> Entries;

public:
  int silencedOk() {
    // NOLINTNEXTLINE(unwedge-unstable-cache-key)
    auto First = Entries.find(Stamp().Text);
    if (First != Entries.end())
      return First->second;
    auto Second = Entries.find(std::to_string(time(nullptr)));
    return Second != Entries.end() ? Second->second : 0;
  }
};

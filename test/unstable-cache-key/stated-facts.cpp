// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keys that the code says are meant to vary (unwedge/Annotations.h).
//
// RUN: %check_tidy %s unwedge-unstable-cache-key -std=c++17 -- -I %S/../../include

#include "unwedge/Annotations.h"
#include <chrono>
#include <string>
#include <unordered_map>

static std::string stamp() {
  return std::to_string(
      std::chrono::steady_clock::now().time_since_epoch().count());
}
static std::string saidStamp() UNWEDGE_VARYING_KEY;
static std::string saidStamp() {
  return std::to_string(
      std::chrono::steady_clock::now().time_since_epoch().count());
}

class Plain {
  std::unordered_map<std::string, int> Seen;

public:
  int lookUpBad() {
    auto It = Seen.find(stamp());
    // CHECK-MESSAGES: warning: {{.*}}'Seen'
    if (It != Seen.end())
      return It->second;
    return Seen[stamp()] = 1;
  }
};

class SaidContainer {
  std::unordered_map<std::string, int> Seen UNWEDGE_VARYING_KEY;

public:
  int lookUpOk() {
    auto It = Seen.find(stamp());
    if (It != Seen.end())
      return It->second;
    return Seen[stamp()] = 1;
  }
};

class SaidVariable {
  std::unordered_map<std::string, int> Seen;

public:
  int lookUpOk() {
    std::string Key UNWEDGE_VARYING_KEY = stamp();
    auto It = Seen.find(Key);
    if (It != Seen.end())
      return It->second;
    return Seen[Key] = 1;
  }
};

class SaidFunction {
  std::unordered_map<std::string, int> Seen;

public:
  int lookUpOk() {
    auto It = Seen.find(saidStamp());
    if (It != Seen.end())
      return It->second;
    return Seen[saidStamp()] = 1;
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NOLINT and [[clang::suppress]], on the line of the warning.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <map>
#include <string>
#include <time.h>

static std::map<std::string, int> Cache;
static std::string fresh() { return std::to_string(time(nullptr)); }

int reportedBad() {
  return int(Cache.count(fresh()));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int sameLineOk() {
  return int(Cache.count(fresh())); // NOLINT(unwedge-unstable-cache-key): a probe
}
int nextLineOk() {
  // NOLINTNEXTLINE(unwedge-unstable-cache-key)
  return int(Cache.count(fresh()));
}
int otherCheckBad() {
  return int(Cache.count(fresh())); // NOLINT(unwedge-recursive-shared-lock)
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int attributeOk() {
  [[clang::suppress]] return int(Cache.count(fresh()));
}
[[clang::suppress("unwedge-unstable-cache-key")]] int attributeOnFunctionOk() {
  return int(Cache.count(fresh()));
}
[[clang::suppress("bugprone-other")]] int attributeOfOtherBad() {
  return int(Cache.count(fresh()));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

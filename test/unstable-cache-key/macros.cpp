// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The report stands where the user can change something.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <map>
#include <string>
#include <time.h>

static std::map<std::string, int> Cache;

#define NOW_TEXT std::to_string(time(nullptr))
#define LOOK(Key) Cache.find(Key)
#define LOOK_NOW() Cache.find("n" + NOW_TEXT)

int sourceInMacroBad() {
  auto It = Cache.find("m" + NOW_TEXT);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}
int lookUpInMacroBad() {
  auto It = LOOK(std::to_string(time(nullptr)));
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}
int allInMacroBad() {
  auto It = LOOK_NOW();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}
int macroOk() {
  auto It = LOOK("fixed");
  return It == Cache.end() ? 0 : It->second;
}
// The time at which the program was built: the same in all calls.
int builtOk() {
  auto It = Cache.find(__DATE__ " " __TIME__);
  return It == Cache.end() ? 0 : It->second;
}

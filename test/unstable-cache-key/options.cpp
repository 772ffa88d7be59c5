// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every option on and off, and the default without configuration.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key -check-suffixes=LIKELY --
// RUN: %check_tidy %s unwedge-unstable-cache-key -check-suffixes=LIKELY,POSSIBLE -config='{CheckOptions: {unwedge-unstable-cache-key.MinimumConfidence: possible}}' --
// RUN: %check_tidy %s unwedge-unstable-cache-key -check-suffixes=DEFINITE -config='{CheckOptions: {unwedge-unstable-cache-key.MinimumConfidence: definite}}' --
// RUN: %check_tidy %s unwedge-unstable-cache-key -check-suffixes=LIKELY,HOUR -config='{CheckOptions: {unwedge-unstable-cache-key.BucketSeconds: 3600}}' --
// RUN: %check_tidy %s unwedge-unstable-cache-key -check-suffixes=SECOND -config='{CheckOptions: {unwedge-unstable-cache-key.BucketSeconds: 1}}' --

#include <chrono>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <time.h>

using namespace std::chrono;

static std::map<std::string, int> Cache;
int definiteBad() {
  std::string Key = std::to_string(time(nullptr));
  if (Cache.count(Key))
    // CHECK-MESSAGES-LIKELY: :[[@LINE-1]]:19: warning: the key for 'Cache' contains the time of the call
    // CHECK-MESSAGES-DEFINITE: :[[@LINE-2]]:19: warning: the key for 'Cache' contains the time of the call
    // CHECK-MESSAGES-SECOND: :[[@LINE-3]]:19: warning: the key for 'Cache' contains the time of the call
    return 1;
  return Cache[Key] = 2;
}

static std::map<std::string, int> OnlyRead;
int likelyBad() {
  return int(OnlyRead.count(std::to_string(time(nullptr))));
  // CHECK-MESSAGES-LIKELY: :[[@LINE-1]]:29: warning: the key for 'OnlyRead' contains the time of the call
  // CHECK-MESSAGES-SECOND: :[[@LINE-2]]:29: warning: the key for 'OnlyRead' contains the time of the call
}

static std::map<std::string, int> ByThread;
void possibleBad(int V) {
  std::ostringstream Key;
  Key << std::this_thread::get_id();
  ByThread[Key.str()] = V;
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:12: warning: the key for 'ByThread' contains the id of the thread
}

static std::map<std::string, int> Minutes;
int minuteBucket() {
  auto Now = duration_cast<minutes>(system_clock::now().time_since_epoch());
  return int(Minutes.count(std::to_string(Now.count())));
  // CHECK-MESSAGES-HOUR: :[[@LINE-1]]:28: warning: the key for 'Minutes' contains the time of the call
}

static std::map<std::string, int> Seconds;
int secondBucket() {
  auto Now = duration_cast<seconds>(system_clock::now().time_since_epoch());
  return int(Seconds.count(std::to_string(Now.count())));
  // CHECK-MESSAGES-LIKELY: :[[@LINE-1]]:28: warning: the key for 'Seconds' contains the time of the call
}

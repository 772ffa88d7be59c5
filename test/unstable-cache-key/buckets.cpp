// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Times that are cut off on purpose, and the same key where they are not.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --
// RUN: %if have-libcxx %{ %check_tidy %s unwedge-unstable-cache-key -- -stdlib=libc++ %}

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <iomanip>
#include <sstream>
#include <string>
#include <unordered_map>

using namespace std::chrono;

static std::unordered_map<std::string, int> Cache;
int look(const std::string &Key) {
  auto It = Cache.find(Key);
  return It == Cache.end() ? Cache[Key] = 1 : It->second;
}

int divisionOk() { return look("m" + std::to_string(time(nullptr) / 60)); }
int moduloOk() { return look("m" + std::to_string(time(nullptr) % 60)); }
int roundedDownOk() {
  time_t Now = time(nullptr);
  return look("m" + std::to_string(Now - Now % 60));
}
int assignedOk() {
  time_t Now = time(nullptr);
  Now -= Now % 60;
  return look("m" + std::to_string(Now));
}
int dividedInPlaceOk() {
  time_t Now = time(nullptr);
  Now /= 300;
  return look("m" + std::to_string(Now));
}
int shiftOk() { return look("m" + std::to_string(uint64_t(time(nullptr)) >> 6)); }
int maskOk() { return look("m" + std::to_string(uint64_t(time(nullptr)) & ~63ull)); }
int minutesCastOk() {
  auto Now = duration_cast<minutes>(system_clock::now().time_since_epoch());
  return look("m" + std::to_string(Now.count()));
}
int hoursCastOk() {
  auto Now = time_point_cast<hours>(system_clock::now());
  return look("h" + std::to_string(Now.time_since_epoch().count()));
}
int floorOk() {
  auto Now = floor<seconds>(system_clock::now());
  return look("s" + std::to_string(Now.time_since_epoch().count()));
}
int durationDivisionOk() {
  auto Age = steady_clock::now().time_since_epoch() / minutes(5);
  return look("a" + std::to_string(Age));
}
int dateOnlyOk() {
  char Text[32];
  time_t Now = time(nullptr);
  strftime(Text, sizeof Text, "%Y-%m-%d", localtime(&Now));
  return look(Text);
}
int hourAndMinuteOk() {
  std::time_t Now = std::time(nullptr);
  std::ostringstream Text;
  Text << std::put_time(std::gmtime(&Now), "%Y%m%dT%H%M");
  return look(Text.str());
}
int cappedOk() {
  long Age = time(nullptr);
  return look("c" + std::to_string(std::min(Age, 10L)));
}
int comparedOk() {
  long Age = time(nullptr);
  return look(Age > 100 ? "old" : "new");
}
int shardOk() { return look("shard" + std::to_string(rand() % 16)); }

// The same without.
int undividedBad() {
  return look("m" + std::to_string(time(nullptr)));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int multipliedBad() {
  return look("m" + std::to_string(time(nullptr) * 1000));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int sumBad() {
  return look("m" + std::to_string(time(nullptr) + 60));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int millisecondsCastBad() {
  auto Now = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
  return look("m" + std::to_string(Now.count()));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int secondsCastBad() {
  auto Now = duration_cast<seconds>(system_clock::now().time_since_epoch());
  return look("m" + std::to_string(Now.count()));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int floorMillisecondsBad() {
  auto Now = floor<milliseconds>(system_clock::now());
  return look("s" + std::to_string(Now.time_since_epoch().count()));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int secondsInFormatBad() {
  char Text[32];
  time_t Now = time(nullptr);
  strftime(Text, sizeof Text, "%H:%M:%S", localtime(&Now));
  return look(Text);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int elapsedBad(long Start) {
  return look("e" + std::to_string(time(nullptr) - Start));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int bucketAndTimeBad() {
  time_t Now = time(nullptr);
  return look(std::to_string(Now / 60) + "." + std::to_string(Now));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}

// Broken-down time: all but the second is cut off by itself.
int hourOk() {
  time_t Now = time(nullptr);
  tm Parts;
  gmtime_r(&Now, &Parts);
  return look(std::to_string(Parts.tm_year) + "-" + std::to_string(Parts.tm_mon) + "-" +
              std::to_string(Parts.tm_hour) + ":" + std::to_string(Parts.tm_min));
}
int secondBad() {
  time_t Now = time(nullptr);
  tm *Parts = localtime(&Now);
  return look(std::to_string(Parts->tm_hour) + ":" + std::to_string(Parts->tm_sec));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}

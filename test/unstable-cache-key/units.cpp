// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A division that changes the unit, and one that makes a bucket.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --
// RUN: %if have-libcxx %{ %check_tidy %s unwedge-unstable-cache-key -- -stdlib=libc++ %}

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

using namespace std::chrono;

static std::map<std::string, int> Cache;
int look(const std::string &Key) {
  auto It = Cache.find(Key);
  return It == Cache.end() ? Cache[Key] = 1 : It->second;
}

int64_t sinceEpoch() {
  return duration_cast<nanoseconds>(system_clock::now().time_since_epoch())
      .count();
}

int divideByThousandBad() {
  auto Now = duration_cast<microseconds>(system_clock::now().time_since_epoch());
  return look("m" + std::to_string(Now.count() / 1000));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int variableBad() {
  int64_t Nanos = steady_clock::now().time_since_epoch() / nanoseconds(1);
  int64_t Ticks = nanoseconds(steady_clock::now().time_since_epoch()).count();
  int64_t Millis = Ticks / 1000 / 1000;
  (void)Nanos;
  return look("m" + std::to_string(Millis));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int secondsOfHelperBad() {
  return look("m" + std::to_string(sinceEpoch() / 1000000000));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int inPlaceBad() {
  int64_t Now = sinceEpoch();
  Now /= 1000000;
  return look("m" + std::to_string(Now));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int elapsedMillisecondsBad(steady_clock::time_point Start) {
  auto Passed = duration_cast<microseconds>(steady_clock::now() - Start);
  return look("e" + std::to_string(Passed.count() / 1000.0));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}

// Buckets.
int minuteOfNanosecondsOk() {
  return look("m" + std::to_string(sinceEpoch() / 1000000000 / 60));
}
int minuteOfNanosecondsAtOnceOk() {
  return look("m" + std::to_string(sinceEpoch() / 60000000000));
}
int tenSecondsOk() {
  return look("m" + std::to_string(sinceEpoch() / 10000000000));
}
int fiveSecondsOk() {
  auto Now = duration_cast<seconds>(system_clock::now().time_since_epoch());
  return look("m" + std::to_string(Now.count() / 5));
}
int tenOfSecondsOk() {
  auto Now = duration_cast<seconds>(system_clock::now().time_since_epoch());
  return look("m" + std::to_string(Now.count() / 10));
}
int halfASecondOk() {
  auto Now = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
  return look("m" + std::to_string(Now.count() / 500));
}
int thousandSecondsOk() {
  auto Now = duration_cast<seconds>(system_clock::now().time_since_epoch());
  return look("m" + std::to_string(Now.count() / 1000));
}
int remainderOk() {
  return look("m" + std::to_string(sinceEpoch() / 1000 % 10));
}
int byAVariableOk(int64_t Bucket) {
  return look("m" + std::to_string(sinceEpoch() / Bucket));
}
// The unit of what a parameter counts is not known.
static int64_t thousandth(int64_t Value) { return Value / 1000; }
int parameterFalseNegative() {
  return look("m" + std::to_string(thousandth(sinceEpoch())));
}

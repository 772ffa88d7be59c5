// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// POCO: default constructors that read the clock, formatters and caches.
//
// REQUIRES: have-poco
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <Poco/DateTimeFormatter.h>
#include <Poco/LRUCache.h>
#include <Poco/NumberFormatter.h>
#include <Poco/Timestamp.h>
#include <map>
#include <string>

static Poco::LRUCache<std::string, int> Cache;
static std::map<std::string, int> Map;

bool timestampBad() {
  Poco::Timestamp Now;
  return !Cache.get(Poco::NumberFormatter::format(Now.epochMicroseconds())).isNull();
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the key for 'Cache' contains the time of the call
}
bool formatterBad() {
  return Map.count(Poco::DateTimeFormatter::format(Poco::Timestamp(), "%H:%M:%S")) != 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the key for 'Map' contains the time of the call
}
// The cache takes old entries out by itself.
void addOk(int V) {
  Cache.add(Poco::NumberFormatter::format(Poco::Timestamp().epochMicroseconds()), V);
}
bool givenOk(const Poco::Timestamp &Modified) {
  return Cache.has(Poco::NumberFormatter::format(Modified.epochMicroseconds()));
}
bool bucketOk() {
  Poco::Timestamp Now;
  return Cache.has(Poco::NumberFormatter::format(Now.epochMicroseconds() / 60000000));
}
bool secondsBad() {
  static std::map<std::string, int> Map;
  return Map.count("s" + Poco::NumberFormatter::format(Poco::Timestamp().epochTime())) != 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the key for 'Map' contains the time of the call
}
bool minutesOk() {
  static std::map<std::string, int> Map;
  return Map.count("m" + Poco::NumberFormatter::format(Poco::Timestamp().epochTime() / 60)) != 0;
}

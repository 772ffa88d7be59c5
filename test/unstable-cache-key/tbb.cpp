// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// TBB: maps with an accessor before the key.
//
// REQUIRES: have-tbb
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <oneapi/tbb/concurrent_hash_map.h>
#include <oneapi/tbb/concurrent_unordered_map.h>
#include <oneapi/tbb/tick_count.h>
#include <string>
#include <time.h>

using Table = tbb::concurrent_hash_map<std::string, int>;
static Table Hash;
static tbb::concurrent_unordered_map<std::string, int> Unordered;

bool findBad() {
  Table::accessor A;
  return Hash.find(A, std::to_string(time(nullptr)));
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the key for 'Hash' contains the time of the call
}
bool eraseBad() {
  return Hash.erase(std::to_string(time(nullptr)));
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the key for 'Hash' contains the time of the call
}
bool unorderedBad() {
  return Unordered.count(std::to_string(time(nullptr))) != 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Unordered' contains the time of the call
}
bool findOk(const std::string &Name) {
  Table::const_accessor A;
  return Hash.find(A, Name);
}

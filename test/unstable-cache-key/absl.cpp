// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Abseil: StrCat and its relatives, AbslStringify, and maps.
//
// REQUIRES: have-absl
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <absl/container/btree_map.h>
#include <absl/container/flat_hash_map.h>
#include <absl/hash/hash.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/substitute.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <string>

static absl::flat_hash_map<std::string, int> Cache;
static absl::btree_map<std::string, int> Tree;
static absl::flat_hash_map<size_t, int> ByHash;

int strCatBad(int Id) {
  return int(Cache.count(absl::StrCat(Id, "@", absl::GetCurrentTimeNanos())));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int strAppendBad() {
  std::string Key = "k";
  absl::StrAppend(&Key, absl::ToUnixMillis(absl::Now()));
  return Cache.contains(Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: the key for 'Cache' contains the time of the call
}
int strFormatBad() {
  auto It = Tree.find(absl::StrFormat("%d", absl::GetCurrentTimeNanos()));
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the key for 'Tree' contains the time of the call
  return It == Tree.end() ? 0 : It->second;
}
int substituteBad() {
  return int(Cache.count(absl::Substitute("$0", absl::GetCurrentTimeNanos())));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int durationBad(absl::Time Deadline) {
  return int(Cache.count(absl::FormatDuration(Deadline - absl::Now())));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int formatTimeBad() {
  std::string Key = absl::FormatTime("%Y-%m-%d %H:%M:%S", absl::Now(), absl::UTCTimeZone());
  return int(Cache.count(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int formatTimeByDefaultBad() {
  return int(Cache.count(absl::FormatTime(absl::Now())));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int hashBad() {
  size_t Key = absl::HashOf(std::string("k"), absl::StrCat(absl::GetCurrentTimeNanos()));
  return int(ByHash.count(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'ByHash' contains the time of the call
}
int strCatOk(int Id) { return int(Cache.count(absl::StrCat("id", Id))); }
int minutesOk() {
  return int(Cache.count(absl::StrCat(absl::ToUnixSeconds(absl::Now()) / 60)));
}
int dateOk() {
  std::string Key = absl::FormatTime("%Y-%m-%d", absl::Now(), absl::UTCTimeZone());
  return int(Cache.count(Key));
}

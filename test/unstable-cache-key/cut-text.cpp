// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text of which a part is cut off: the part that changes may be gone. A separator or
// blanks at an end are not enough for that.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>

static std::unordered_map<std::string, int> Cache;
static std::string stamp() {
  return std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
}

int dayOk() { return int(Cache.count(stamp().substr(0, 10))); }
int restOk(size_t At) { return int(Cache.count(stamp().substr(At))); }
int viewOk() {
  std::string Whole = stamp();
  std::string_view View(Whole);
  View.remove_suffix(9);
  return int(Cache.count(std::string(View)));
}
int erasedOk(const std::string &Id) {
  std::string Key = Id + "|" + stamp();
  Key.erase(Key.find('|'));
  return int(Cache.count(Key));
}
int resizedOk(const std::string &Id) {
  std::string Key = Id + "|" + stamp();
  Key.resize(Id.size());
  return int(Cache.count(Key));
}
int cutAndGrownBad(const std::string &Id) {
  std::string Key = stamp();
  Key.resize(Id.size());
  Key += stamp();
  return int(Cache.count(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int lastSeparatorBad(const std::string &Id) {
  std::string Key = Id + "|" + stamp() + "|";
  Key.resize(Key.size() - 1);
  return int(Cache.count(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int lastCharacterBad(const std::string &Id) {
  std::string Key = Id + stamp() + "\n";
  Key.erase(Key.length() - 1);
  return int(Cache.count(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int firstCharacterBad() {
  return int(Cache.count(stamp().substr(1)));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int trimmedBad() {
  std::string Key = stamp() + " ";
  Key.erase(Key.find_last_not_of(" \n") + 1);
  return int(Cache.count(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int removedBad() {
  std::string Key = stamp();
  Key.erase(std::remove(Key.begin(), Key.end(), ':'), Key.end());
  return int(Cache.count(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

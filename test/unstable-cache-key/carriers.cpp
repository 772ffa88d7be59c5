// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How text gets from the clock into the key.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <charconv>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <time.h>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

static std::map<std::string, int> Cache;
static std::unordered_map<size_t, int> ByHash;

int look(std::map<std::string, int>::iterator It) {
  return It == Cache.end() ? 0 : It->second;
}

int appendBad() {
  std::string Key = "a";
  Key.append(std::to_string(time(nullptr)));
  return look(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int plusAssignBad() {
  std::string Key = "a";
  Key += ":";
  Key += std::to_string(time(nullptr));
  return look(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int insertBad() {
  std::string Key = "a";
  Key.insert(0, std::to_string(time(nullptr)));
  return look(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int assignBad() {
  std::string Key;
  Key.assign(std::to_string(time(nullptr)));
  return look(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int streamBad(int Id) {
  std::stringstream Text;
  Text << "id=" << Id << " at=" << time(nullptr) << ";";
  return look(Cache.find(Text.str()));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int snprintfBad(int Id) {
  char Text[64];
  snprintf(Text, sizeof Text, "%d-%ld", Id, (long)time(nullptr));
  return look(Cache.find(Text));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int sprintfBehindBad(int Id) {
  char Text[64];
  int Length = sprintf(Text, "%d-", Id);
  sprintf(Text + Length, "%ld", (long)time(nullptr));
  return look(Cache.find(std::string(Text)));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int asprintfBad() {
  char *Text = nullptr;
  if (asprintf(&Text, "%ld", (long)time(nullptr)) < 0)
    return 0;
  return look(Cache.find(Text));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int strcatBad() {
  char Text[64] = "t";
  std::string Now = std::to_string(time(nullptr));
  strcat(Text, Now.c_str());
  return look(Cache.find(Text));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int toCharsBad() {
  char Text[32] = {};
  std::to_chars(Text, Text + sizeof Text, (long long)time(nullptr));
  return look(Cache.find(Text));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int substrBad() {
  std::string Text = "now " + std::to_string(time(nullptr));
  return look(Cache.find(Text.substr(2)));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int viewBad() {
  std::string Text = std::to_string(time(nullptr));
  std::string_view View = Text;
  View.remove_prefix(1);
  return look(Cache.find(std::string(View)));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int movedBad() {
  std::string Text = std::to_string(time(nullptr));
  std::string Key = std::move(Text);
  return look(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int referenceBad() {
  std::string Key = "a";
  std::string &Same = Key;
  Same += std::to_string(time(nullptr));
  return look(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int hashOfTextBad() {
  size_t Key = std::hash<std::string>()("x" + std::to_string(time(nullptr)));
  auto It = ByHash.find(Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: the key for 'ByHash' contains the time of the call
  return It == ByHash.end() ? 0 : It->second;
}

int optionalBad() {
  std::optional<std::string> Key;
  Key = std::to_string(time(nullptr));
  return look(Cache.find(*Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int conditionalBad(bool Fresh) {
  std::string Key = Fresh ? std::to_string(time(nullptr)) : "old";
  return look(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int oneBranchBad(bool Fresh) {
  std::string Key = "k";
  if (Fresh)
    Key += std::to_string(time(nullptr));
  else
    Key += "old";
  return look(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int loopBad(int N) {
  std::string Key, Part;
  for (int I = 0; I < N; ++I) {
    Key += Part;
    Part = std::to_string(time(nullptr));
  }
  return look(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int switchBad(int Way) {
  std::string Key;
  switch (Way) {
  case 0:
    Key = "zero";
    break;
  case 1:
    Key = std::to_string(time(nullptr));
    break;
  default:
    Key = "other";
  }
  return look(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int tryBad() {
  std::string Key = "k";
  try {
    Key = std::to_string(time(nullptr));
  } catch (...) {
    Key = "none";
  }
  return look(Cache.find(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int lambdaBad() {
  auto Make = [](int Id) { return std::to_string(Id) + std::to_string(time(nullptr)); };
  return look(Cache.find(Make(1)));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int elementBad() {
  std::vector<std::string> Parts;
  Parts.push_back("a");
  Parts.push_back(std::to_string(time(nullptr)));
  return look(Cache.find(Parts[0] + Parts[1]));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int overwrittenOk() {
  std::string Key = std::to_string(time(nullptr));
  Key = "fixed";
  return look(Cache.find(Key));
}

int clearedOk() {
  std::string Key = std::to_string(time(nullptr));
  Key.clear();
  Key += "fixed";
  return look(Cache.find(Key));
}

int streamResetOk() {
  std::ostringstream Text;
  Text << time(nullptr);
  Text.str("");
  Text << "fixed";
  return look(Cache.find(Text.str()));
}

int otherBufferOk() {
  char Text[32], Log[32];
  snprintf(Log, sizeof Log, "%ld", (long)time(nullptr));
  snprintf(Text, sizeof Text, "%d", 3);
  puts(Log);
  return look(Cache.find(Text));
}

int otherFieldOk() {
  struct Request {
    std::string Name, Stamp;
  } R;
  R.Name = "a";
  R.Stamp = std::to_string(time(nullptr));
  return look(Cache.find(R.Name));
}

int earlyReturnOk(bool Log) {
  std::string Key = "fixed";
  if (Log) {
    Key = std::to_string(time(nullptr));
    return int(Key.size());
  }
  return look(Cache.find(Key));
}

int widthOk(int Width) {
  char Text[64];
  snprintf(Text, sizeof Text, "%*d", int(time(nullptr)), Width);
  return look(Cache.find(Text));
}

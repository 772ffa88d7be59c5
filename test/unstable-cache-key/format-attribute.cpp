// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions like printf without a body in sight: the attribute tells.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <cstddef>
#include <ctime>
#include <map>
#include <string>

#define PRINTF(F, A) __attribute__((format(printf, F, A)))

struct Standard {
  static int print(char *To, size_t Size, const char *Format, ...) PRINTF(3, 4);
};
struct Printer {
  std::string text(const char *Format, ...) const PRINTF(2, 3);
  void log(const char *Format, ...) const PRINTF(2, 3);
};
std::string textOf(const char *Format, ...) PRINTF(1, 2);
const char *staticText(const char *Format, ...) PRINTF(1, 2);
int logTo(const char *File, const char *Format, ...) PRINTF(2, 3);

static std::map<std::string, int> Cache;
int look(const std::string &Key) {
  auto It = Cache.find(Key);
  return It == Cache.end() ? Cache[Key] = 1 : It->second;
}

int bufferBad(const std::string &Name) {
  char Stamp[32];
  Standard::print(Stamp, sizeof Stamp, "@%ld", long(time(nullptr)));
  return look(Name + Stamp);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int memberBad(const Printer &P) {
  return look(P.text("%ld", long(time(nullptr))));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int freeBad(const std::string &Name) {
  return look(textOf("%s-%ld", Name.c_str(), long(time(nullptr))));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int staticBad() {
  return look(staticText("%ld", long(time(nullptr))));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}

int stableOk(const std::string &Name) {
  char Text[32];
  Standard::print(Text, sizeof Text, "%s", Name.c_str());
  return look(Text);
}
int overwrittenOk(const std::string &Name) {
  char Text[32];
  Standard::print(Text, sizeof Text, "%ld", long(time(nullptr)));
  Standard::print(Text, sizeof Text, "%s", Name.c_str());
  return look(Text);
}
int pointerOfTextOk(const char *Name) { return look(textOf("%s", Name)); }
int logOk(const Printer &P, const std::string &Name) {
  P.log("%ld %s", long(time(nullptr)), Name.c_str());
  int N = logTo("file", "%ld", long(time(nullptr)));
  return look(Name) + N;
}
int bucketOk() { return look(textOf("%ld", long(time(nullptr) / 60))); }

// A format and an ellipsis say it too.
struct Portable {
  static int print(char *To, size_t Size, const char *Format, ...);
  static std::string text(const char *Format, ...);
  static int log(const char *Format, ...);
};
int portableBad() {
  char Text[32];
  Portable::print(Text, sizeof Text, "@%ld", long(time(nullptr)));
  return look(Text);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int portableTextBad() {
  return look(Portable::text("@%ld", long(time(nullptr))));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Cache' contains the time of the call
}
int portableLogOk(const std::string &Name) {
  Portable::log("@%ld", long(time(nullptr)));
  return look(Name);
}

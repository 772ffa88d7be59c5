// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fmt: text of values and of objects with a formatter.
//
// REQUIRES: have-fmt
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/printf.h>
#include <map>
#include <string>
#include <time.h>

static std::map<std::string, int> Cache;

struct Job {
  std::string Name;
};
template <> struct fmt::formatter<Job> {
  constexpr auto parse(format_parse_context &C) { return C.begin(); }
  template <class Context> auto format(const Job &J, Context &C) const {
    return fmt::format_to(C.out(), "{}-{}", J.Name, time(nullptr));
  }
};
struct Task {
  std::string Name;
};
template <> struct fmt::formatter<Task> {
  constexpr auto parse(format_parse_context &C) { return C.begin(); }
  template <class Context> auto format(const Task &T, Context &C) const {
    return fmt::format_to(C.out(), "{}", T.Name);
  }
};

int formatBad(int Id) {
  return int(Cache.count(fmt::format("{}@{}", Id, time(nullptr))));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int formatToBad() {
  std::string Key;
  fmt::format_to(std::back_inserter(Key), "{}", time(nullptr));
  return int(Cache.count(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int bufferBad() {
  fmt::memory_buffer Buffer;
  fmt::format_to(std::back_inserter(Buffer), "{}", time(nullptr));
  return int(Cache.count(fmt::to_string(Buffer)));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int formatterBad(const Job &J) {
  return int(Cache.count(fmt::format("job {}", J))); // CLANGD-19-SILENT: what the formatter does is not instantiated there
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int sprintfBad() {
  return int(Cache.count(fmt::sprintf("%d", time(nullptr))));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int pointerBad(const Job *J) {
  static std::map<std::string, int> Ids;
  return ++Ids[fmt::format("{}", fmt::ptr(J))];
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the key for 'Ids' contains the address of an object
}
int withSecondsBad() {
  return int(Cache.count(fmt::format("{:%H:%M:%S}", fmt::localtime(time(nullptr)))));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int formatOk(int Id) { return int(Cache.count(fmt::format("{}", Id))); }
int formatterOk(const Task &T) { return int(Cache.count(fmt::format("task {}", T))); }
int minutesOk() {
  return int(Cache.count(fmt::format("{:%H:%M}", fmt::localtime(time(nullptr)))));
}
int bucketOk() { return int(Cache.count(fmt::format("{}", time(nullptr) / 60))); }

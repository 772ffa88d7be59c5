// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// std::format, with and without a formatter of the user's.
//
// REQUIRES: have-libcxx
// RUN: %check_tidy %s unwedge-unstable-cache-key -std=c++20 -- -stdlib=libc++

#include <chrono>
#include <format>
#include <map>
#include <string>

static std::map<std::string, int> Cache;
using Clock = std::chrono::system_clock;

struct Job {
  std::string Name;
};
template <> struct std::formatter<Job> : std::formatter<std::string> {
  template <class Context> auto format(const Job &J, Context &C) const {
    return std::format_to(C.out(), "{}-{}", J.Name, Clock::now().time_since_epoch().count());
  }
};
struct Task {
  std::string Name;
};
template <> struct std::formatter<Task> : std::formatter<std::string> {
  template <class Context> auto format(const Task &T, Context &C) const {
    return std::format_to(C.out(), "{}", T.Name);
  }
};

int formatBad(int Id) {
  return int(Cache.count(std::format("{}@{}", Id, Clock::now().time_since_epoch().count())));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int formatToBad() {
  std::string Key;
  std::format_to(std::back_inserter(Key), "{}", Clock::now().time_since_epoch().count());
  return Cache.contains(Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: the key for 'Cache' contains the time of the call
}
int formatterBad(const Job &J) {
  return int(Cache.count(std::format("job {}", J)));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int pointerBad(const Job *J) {
  static std::map<std::string, int> Ids;
  return ++Ids[std::format("{}", static_cast<const void *>(J))];
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the key for 'Ids' contains the address of an object
}
int formatterOk(const Task &T) { return int(Cache.count(std::format("task {}", T))); }
int formatOk(int Id) { return int(Cache.count(std::format("{}", Id))); }

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Outage 5, the cache key with a clock in it. A lock client keeps one stream for each
// context, in a map; the key is the context as text. The text of a context with a deadline
// has in it how much time remains, so every look-up misses, every erase takes nothing out,
// and each lock leaves a stream behind. Nothing waits here: the program grows, and counts.
//
// RUN: %build_incident %s -o %t
// RUN: %run_incident 4 %t | FileCheck %s --check-prefix=CHECK-OUTPUT
// RUN: %tidy_incident %s -- %incident_flags | FileCheck %s --check-prefix=CHECK-TIDY --implicit-check-not="{{[0-9]: (warning|error):}}"
// RUN: %analyze_incident unwedge.UnstableCacheKey %s 2>&1 | FileCheck %s --check-prefix=CHECK-ANALYZER --implicit-check-not="{{[0-9]: (warning|error|note):}}"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <unordered_map>

namespace {

using Clock = std::chrono::steady_clock;

struct Context {
  std::string Name;
  Clock::time_point Deadline;
};

std::ostream &operator<<(std::ostream &Out, const Context &C) {
  auto Remaining = C.Deadline - Clock::now();
  return Out << C.Name << ", " << Remaining.count() << " ns left";
}

std::string describe(const Context &C) {
  std::ostringstream Text;
  Text << C;
  return Text.str();
}

struct Stream {
  explicit Stream(const Context &C) : Name(C.Name) {}
  std::string Name;
};

class LockClient {
public:
  std::shared_ptr<Stream> watch(const Context &C) {
    std::string Key = describe(C);
    auto It = Streams.find(Key);
    // CHECK-TIDY: stuck.cpp:[[@LINE-1]]:28: warning: the key for 'Streams' contains the time of the call; the look-up never finds what an earlier call stored, and entries only pile up [unwedge-unstable-cache-key]
    // CHECK-TIDY: stuck.cpp:[[#NOW:]]:33: note: 'steady_clock::now' reads the clock here
    // CHECK-TIDY: stuck.cpp:[[#NOW+1]]:45: note: it becomes text here
    // CHECK-TIDY: stuck.cpp:[[#NOW+6]]:8: note: 'operator<<' is called here, and hands it on
    // CHECK-TIDY: stuck.cpp:[[@LINE-6]]:23: note: 'describe' is called here, and hands it on
    // CHECK-TIDY: stuck.cpp:[[#STORE:]]:21: note: an entry is stored in 'Streams' by the same key here
    // CHECK-TIDY: stuck.cpp:[[#STORE+4]]:50: note: an entry of 'Streams' is erased here by a key that is made anew
    // CHECK-TIDY: stuck.cpp:[[@LINE-8]]:28: note: make the key of what stays the same, or keep the key and use it again
    if (It != Streams.end())
      return It->second;
    auto New = std::make_shared<Stream>(C);
    Streams.emplace(Key, New);
    return New;
  }

  void release(const Context &C) { Streams.erase(describe(C)); }
  // CHECK-TIDY: stuck.cpp:[[@LINE-1]]:50: warning: the key for 'Streams' contains the time of the call; the erase does not find what an earlier call stored, and entries only pile up [unwedge-unstable-cache-key]

  std::size_t openStreams() const {
    return std::distance(Streams.begin(), Streams.end());
  }

private:
  std::unordered_map<std::string, std::shared_ptr<Stream>> Streams;
};

} // namespace

int main() {
  constexpr std::size_t Locks = 1000, Bound = 10;
  LockClient Client;
  for (std::size_t I = 0; I < Locks; ++I) {
    Context C{"lock", Clock::now() + std::chrono::seconds(30 + I)};
    Client.watch(C);
    Client.release(C);
  }
  // CHECK-OUTPUT: grows: 1000 streams are open after 1000 locks, and none is held
  if (Client.openStreams() > Bound) {
    std::printf("grows: %zu streams are open after %zu locks, and none is held\n",
                Client.openStreams(), Locks);
    return 4;
  }
  std::puts("done");
  return EXIT_SUCCESS;
}

// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:28: warning: the key for 'Streams' contains the time of the call; the look-up never finds what an earlier call stored, and entries only pile up
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:21: note: an entry is stored in 'Streams' by the same key here
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:50: note: an entry of 'Streams' is erased here by a key that is made anew
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:28: note: make the key of what stays the same, or keep the key and use it again
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:23: note: Calling 'describe'
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:3: note: Calling 'operator<<'
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:33: note: 'steady_clock::now' reads the clock here
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:35: note: it becomes text here
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:3: note: Returning from 'operator<<'
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:3: note: 'operator<<' is called here, and hands it on
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:23: note: Returning from 'describe'
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:23: note: 'describe' is called here, and hands it on
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:28: note: the key for 'Streams' contains the time of the call; the look-up never finds what an earlier call stored, and entries only pile up
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:50: warning: the key for 'Streams' contains the time of the call; the erase does not find what an earlier call stored, and entries only pile up
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:28: note: an entry of 'Streams' is looked up here by a key that is made anew
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:21: note: an entry is stored in 'Streams' here by a key that is made anew
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:50: note: make the key of what stays the same, or keep the key and use it again
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:50: note: Calling 'describe'
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:3: note: Calling 'operator<<'
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:33: note: 'steady_clock::now' reads the clock here
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:35: note: it becomes text here
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:3: note: Returning from 'operator<<'
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:3: note: 'operator<<' is called here, and hands it on
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:50: note: Returning from 'describe'
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:50: note: 'describe' is called here, and hands it on
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:50: note: the key for 'Streams' contains the time of the call; the erase does not find what an earlier call stored, and entries only pile up

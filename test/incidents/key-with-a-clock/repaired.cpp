// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Outage 5, repaired. The key is made of what stays the same for a context; how much time
// remains is still in the text, which goes to the log only.
//
// RUN: %build_incident %s -o %t
// RUN: %run_incident 0 %t | FileCheck %s --check-prefix=CHECK-OUTPUT
// RUN: %check_tidy %s "unwedge-*" -- %incident_flags
// RUN: %analyze_incident unwedge.UnstableCacheKey %s 2>&1 | count 0

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

  std::string key() const { return "context/" + Name; }
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
    std::string Key = C.key();
    auto It = Streams.find(Key);
    if (It != Streams.end())
      return It->second;
    std::fprintf(stderr, "a new stream for %s\n", describe(C).c_str());
    auto New = std::make_shared<Stream>(C);
    Streams.emplace(Key, New);
    return New;
  }

  void release(const Context &C) { Streams.erase(C.key()); }

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
  if (Client.openStreams() > Bound) {
    std::printf("grows: %zu streams are open after %zu locks, and none is held\n",
                Client.openStreams(), Locks);
    return 4;
  }
  // CHECK-OUTPUT: done
  std::puts("done");
  return EXIT_SUCCESS;
}

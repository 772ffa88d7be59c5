// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pools that are reached through an object that refers to them.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -std=c++17 --

#include <functional>
#include <future>

namespace llvm {
class ThreadPoolInterface {
public:
  std::shared_future<void> async(std::function<void()>);
  void wait();
};
} // namespace llvm

llvm::ThreadPoolInterface &shared();
llvm::ThreadPoolInterface &other();

class Group {
  llvm::ThreadPoolInterface &Pool;

public:
  explicit Group(llvm::ThreadPoolInterface &Pool) : Pool(Pool) {}
  void async(std::function<void()> F) { Pool.async(F); }
};

void index(int);

void nestedBad() {
  Group G(shared());
  auto Outer = [] {
    shared().async([] { index(1); }).wait();
    // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: a task of 'shared()' waits here for another task of 'shared()'; once all its threads wait like this, none is left to run what they wait for [unwedge-self-blocking-consumer]
  };
  G.async(Outer);
}

void otherPoolOk() {
  Group G(shared());
  auto Outer = [] { other().async([] { index(1); }).wait(); };
  G.async(Outer);
}

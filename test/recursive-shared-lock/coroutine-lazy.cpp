// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine that starts suspended has run nothing when the call returns; it runs where it
// is awaited.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -std=c++20 --

#include <coroutine>
#include <mutex>
#include <shared_mutex>

template <typename Start> struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    Start initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(int) {}
    void unhandled_exception() {}
  };
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>) {}
  int await_resume() { return 1; }
};
using Lazy = Task<std::suspend_always>;
using Eager = Task<std::suspend_never>;

class Table {
  std::shared_mutex Mutex;
  int Rows = 0;

public:
  Lazy size() {
    std::shared_lock Lock(Mutex);
    co_return Rows;
  }
  Eager sizeAtOnce() {
    std::shared_lock Lock(Mutex);
    co_return Rows;
  }
  Lazy laterOk() {
    std::shared_lock Lock(Mutex);
    auto Size = size();
    Lock.unlock();
    co_return co_await Size;
  }
  Lazy nowBad() {
    std::shared_lock Lock(Mutex);
    co_return co_await size();
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: calling 'Table::size' acquires 'Mutex' shared again
  }
  Lazy eagerBad() {
    std::shared_lock Lock(Mutex);
    auto Size = sizeAtOnce();
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: calling 'Table::sizeAtOnce' acquires 'Mutex' shared again
    Lock.unlock();
    co_return co_await Size;
  }
};

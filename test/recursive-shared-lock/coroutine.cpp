// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Coroutines: what runs after a suspension may run on another thread; no crash, and
// what is there before the first suspension is as in any function.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -std=c++20 -no-crash --

#include <coroutine>
#include <mutex>
#include <shared_mutex>

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};

class Table {
  mutable std::shared_mutex Mutex;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
  Task beforeSuspension() const {
    std::shared_lock Lock(Mutex);
    (void)size();
    co_await std::suspend_always();
  }
  Task scopes() const {
    {
      std::shared_lock Lock(Mutex);
    }
    co_await std::suspend_always();
    (void)size();
    co_return;
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A put waits only where its result is awaited; a pipe is one queue with two ends.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -std=c++20 --

#include <coroutine>
#include <optional>

namespace seastar {
template <typename T> struct future {
  struct promise_type {
    future get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_never final_suspend() noexcept;
    void unhandled_exception();
    void return_value(T);
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  void ignore_ready_future();
};
template <typename T> struct queue {
  explicit queue(unsigned Size);
  future<bool> push_eventually(T &&Item);
  bool push(T &&Item);
  future<T> pop_eventually();
};
template <typename T> struct pipe_reader {
  future<std::optional<T>> read();
};
template <typename T> struct pipe_writer {
  future<bool> write(T &&Item);
};
template <typename T> struct pipe {
  explicit pipe(unsigned Size);
  pipe_reader<T> reader;
  pipe_writer<T> writer;
};
} // namespace seastar

struct Service {
  seastar::queue<int> Items{4};
  seastar::pipe<int> First{4}, Second{4};
  seastar::pipe_writer<int> Loose;

  seastar::future<bool> queueBad() {
    while (true) {
      int X = co_await Items.pop_eventually();
      co_await Items.push_eventually(X + 1);
      // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the consumer of 'Items' puts into it here and waits for room
    }
  }
  seastar::future<bool> pipeBad() {
    while (std::optional<int> X = co_await First.reader.read()) {
      co_await First.writer.write(*X + 1);
      // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: the consumer of 'First' puts into it here and waits for room
    }
    co_return true;
  }

  seastar::future<bool> notAwaitedOk() {
    while (true) {
      int X = co_await Items.pop_eventually();
      Items.push_eventually(X + 1).ignore_ready_future();
    }
  }
  seastar::future<bool> failsOk() {
    while (true) {
      int X = co_await Items.pop_eventually();
      Items.push(X + 1);
    }
  }
  seastar::future<bool> otherPipeOk() {
    while (std::optional<int> X = co_await First.reader.read())
      co_await Second.writer.write(*X + 1);
    co_return true;
  }
  // Which pipe it is an end of is not known.
  seastar::future<bool> looseOk() {
    while (std::optional<int> X = co_await First.reader.read())
      co_await Loose.write(*X + 1);
    co_return true;
  }
};

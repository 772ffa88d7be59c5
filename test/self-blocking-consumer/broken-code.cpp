// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code with errors, as it stands in an editor: no crash.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -no-crash -- -I %S/Inputs
// RUN: %check_tidy %s unwedge-self-blocking-consumer -no-crash -- -I %S/Inputs -DSECOND
// RUN: %check_tidy %s unwedge-self-blocking-consumer -no-crash -- -I %S/Inputs -DTHIRD

#include "bounded_queue.h"
#include <functional>

class Broken {
  BoundedQueue<int> Items{4};
  BoundedQueue<Unknown> Others{4};
  Missing *Owner;
  std::mutex Mutex;
  std::condition_variable Changed;
  std::deque<int> Raw;

public:
  void put(int X) {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Raw.size() >= nothing)
      Changed.wait(Guard, [this] { return Raw.sise() < 4; });
    Raw.push_back(X, unknown);
  }
  void run() {
    for (;;) {
      auto X = Items.take(1, 2);
      Items.put(X);
      Owner->post([&] { Others.put(Undeclared{}); });
      switch (auto Y = Others.take()) {
      case nowhere:
        put(Y);
      }
      while (!Items.tryPut())
        ;
    }
  }
};

template <typename T, int N> struct Half {
  void put(T X) {
    while (size >= N)
      cond.wait(
#if defined(SECOND)
  Half<T, N - 1> Inner;
};
Half<int, 8> H;
void f() { for (;;) H.put(H.ta
#elif defined(THIRD)
          lock);
    items.push_back(X);
  }
  T take() { while (items.empty()) cond.wait(lock); return items.fro
};
void g(Half<int, 4> &Q) { while (true) Q.put(Q.take()
#endif

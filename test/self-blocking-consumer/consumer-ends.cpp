// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A put after which the consumer ends, or that asks for room first: it does not wait for
// itself.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -std=c++17 --

#include <condition_variable>
#include <deque>
#include <mutex>

class Queue {
  std::mutex Mutex;
  std::condition_variable Changed;
  std::deque<int> Items;
  size_t Capacity = 4;

public:
  void put(int Item) {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait(Lock, [&] { return Items.size() < Capacity; });
    Items.push_back(Item);
    Changed.notify_all();
  }
  int take() {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait(Lock, [&] { return !Items.empty(); });
    int Item = Items.front();
    Items.pop_front();
    Changed.notify_all();
    return Item;
  }
  // Not const: the mutex is not mutable.
  bool isFull() {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Items.size() >= Capacity;
  }
};

void use(int Item);

class Consumer {
  Queue Work;

public:
  void caseReturnsOk() {
    for (;;) {
      int Item = Work.take();
      switch (Item) {
      case -1:
        Work.put(Item);
        return;
      default:
        use(Item);
      }
    }
  }
  void throwsOk() {
    for (;;) {
      int Item = Work.take();
      if (Item < 0) {
        Work.put(Item);
        throw 1;
      }
      use(Item);
    }
  }
  void asksOk() {
    for (;;) {
      int Item = Work.take();
      if (!Work.isFull())
        Work.put(Item + 1);
    }
  }
  // The break ends the switch, not the loop.
  void caseBreaksBad() {
    for (;;) {
      int Item = Work.take();
      switch (Item) {
      case -1:
        Work.put(Item);
        // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the consumer of 'Work' puts into it here
        break;
      default:
        use(Item);
      }
    }
  }
};

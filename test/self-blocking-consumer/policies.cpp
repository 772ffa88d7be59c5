// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Queues that decide inside the put whether it waits: by a member, which is taken for what
// it starts as, or by the thread, also in the predicate of the wait.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -std=c++17 --

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

struct Queue {
  std::mutex Mutex;
  std::condition_variable Changed;
  std::deque<int> Items;
  size_t Capacity = 4;

  int take() {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait(Lock, [&] { return !Items.empty(); });
    int Item = Items.front();
    Items.pop_front();
    Changed.notify_all();
    return Item;
  }
};

class Dropping : Queue {
  enum class Policy { Wait, Drop };
  Policy WhenFull = Policy::Drop;

public:
  void put(int Item) {
    std::unique_lock<std::mutex> Lock(Mutex);
    if (Items.size() >= Capacity) {
      if (WhenFull == Policy::Drop)
        return;
      Changed.wait(Lock, [&] { return Items.size() < Capacity; });
    }
    Items.push_back(Item);
    Changed.notify_all();
  }
  // It starts as one that drops.
  void runOk() {
    for (;;) {
      int Item = take();
      if (Item > 4)
        put(Item / 2);
    }
  }
};

class Waiting : Queue {
  bool Block = true;
  bool Running = false;

public:
  void start() { Running = true; }
  void setBlock(bool On) { Block = On; }
  void put(int Item) {
    std::unique_lock<std::mutex> Lock(Mutex);
    if (!Running)
      return;
    if (!Block && Items.size() >= Capacity)
      return;
    while (Items.size() >= Capacity)
      Changed.wait(Lock);
    Items.push_back(Item);
    Changed.notify_all();
  }
  // It starts as one that waits, and as stopped; but somebody starts it.
  void runBad() {
    for (;;) {
      int Item = take();
      if (Item > 4)
        put(Item / 2);
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the consumer of 'Items' puts into it here
    }
  }
};

class NotBlocking : Queue {
  bool Block = false;

public:
  void setBlock(bool On) { Block = On; }
  void put(int Item) {
    std::unique_lock<std::mutex> Lock(Mutex);
    if (!Block && Items.size() >= Capacity)
      return;
    while (Items.size() >= Capacity)
      Changed.wait(Lock);
    Items.push_back(Item);
    Changed.notify_all();
  }
  void runOk() {
    for (;;) {
      int Item = take();
      if (Item > 4)
        put(Item / 2);
    }
  }
};

class Exempting : Queue {
  std::thread::id Worker;

public:
  void put(int Item) {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait(Lock, [&] {
      return std::this_thread::get_id() == Worker || Items.size() < Capacity;
    });
    Items.push_back(Item);
    Changed.notify_all();
  }
  void putAsking(int Item) {
    std::unique_lock<std::mutex> Lock(Mutex);
    while (Items.size() >= Capacity && std::this_thread::get_id() != Worker)
      Changed.wait(Lock);
    Items.push_back(Item);
    Changed.notify_all();
  }
  void askingOk() {
    for (;;) {
      int Item = take();
      if (Item)
        putAsking(Item - 1);
    }
  }
  void predicateOk() {
    for (;;) {
      int Item = take();
      if (Item)
        put(Item - 1);
    }
  }
};

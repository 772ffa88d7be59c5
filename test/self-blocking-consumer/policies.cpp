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

class Dropping {
  enum class Policy { Wait, Drop };
  Policy WhenFull = Policy::Drop;
  std::mutex Mutex;
  std::condition_variable Changed;
  std::deque<int> Items;
  size_t Capacity = 4;

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
  int take() {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait(Lock, [&] { return !Items.empty(); });
    int Item = Items.front();
    Items.pop_front();
    Changed.notify_all();
    return Item;
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

class Waiting {
  bool Block = true;
  bool Running = false;
  std::mutex Mutex;
  std::condition_variable Changed;
  std::deque<int> Items;
  size_t Capacity = 4;

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
  int take() {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait(Lock, [&] { return !Items.empty(); });
    int Item = Items.front();
    Items.pop_front();
    Changed.notify_all();
    return Item;
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

class NotBlocking {
  bool Block = false;
  std::mutex Mutex;
  std::condition_variable Changed;
  std::deque<int> Items;
  size_t Capacity = 4;

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
  int take() {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait(Lock, [&] { return !Items.empty(); });
    int Item = Items.front();
    Items.pop_front();
    Changed.notify_all();
    return Item;
  }
  void runOk() {
    for (;;) {
      int Item = take();
      if (Item > 4)
        put(Item / 2);
    }
  }
};

class Exempting {
  std::mutex Mutex;
  std::condition_variable Changed;
  std::deque<int> Items;
  size_t Capacity = 4;
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
  int take() {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait(Lock, [&] { return !Items.empty(); });
    int Item = Items.front();
    Items.pop_front();
    Changed.notify_all();
    return Item;
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

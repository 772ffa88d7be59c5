// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The hand-written queue that most tests of the check share.

#ifndef UNWEDGE_TEST_SELF_BLOCKING_CONSUMER_BOUNDED_QUEUE_H
#define UNWEDGE_TEST_SELF_BLOCKING_CONSUMER_BOUNDED_QUEUE_H

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

template <typename T> class BoundedQueue {
public:
  explicit BoundedQueue(std::size_t Capacity) : Capacity(Capacity) {}

  void put(T Item) {
    std::unique_lock<std::mutex> Guard(Mutex);
    NotFull.wait(Guard, [this] { return Items.size() < Capacity; });
    Items.push_back(std::move(Item));
    NotEmpty.notify_one();
  }

  bool tryPut(T Item) {
    std::unique_lock<std::mutex> Guard(Mutex);
    if (Items.size() >= Capacity)
      return false;
    Items.push_back(std::move(Item));
    NotEmpty.notify_one();
    return true;
  }

  // Drops the oldest one.
  void overwrite(T Item) {
    std::unique_lock<std::mutex> Guard(Mutex);
    if (Items.size() >= Capacity)
      Items.pop_front();
    Items.push_back(std::move(Item));
    NotEmpty.notify_one();
  }

  T take() {
    std::unique_lock<std::mutex> Guard(Mutex);
    NotEmpty.wait(Guard, [this] { return !Items.empty(); });
    T Item = std::move(Items.front());
    Items.pop_front();
    NotFull.notify_one();
    return Item;
  }

  bool tryTake(T &Item) {
    std::unique_lock<std::mutex> Guard(Mutex);
    if (Items.empty())
      return false;
    Item = std::move(Items.front());
    Items.pop_front();
    NotFull.notify_one();
    return true;
  }

  bool full() const {
    std::unique_lock<std::mutex> Guard(Mutex);
    return Items.size() >= Capacity;
  }

  bool empty() const {
    std::unique_lock<std::mutex> Guard(Mutex);
    return Items.empty();
  }

private:
  mutable std::mutex Mutex;
  std::condition_variable NotFull;
  std::condition_variable NotEmpty;
  std::deque<T> Items;
  std::size_t Capacity;
};

#endif // UNWEDGE_TEST_SELF_BLOCKING_CONSUMER_BOUNDED_QUEUE_H

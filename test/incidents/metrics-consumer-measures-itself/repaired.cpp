// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Outage 4 repaired: the flush offers its metric and does without it when there is
// no room. See stuck.cpp.
//
// RUN: %build_incident %s -o %t
// RUN: %run_incident 0 %t | FileCheck %s --check-prefix=CHECK-OUTPUT
// RUN: %check_tidy %s "unwedge-*" -- %incident_flags
// RUN: %analyze_incident unwedge.SelfBlockingConsumer %s 2>&1 | count 0

#include "watchdog.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// A bounded queue: who puts waits for room, who takes waits for an element.

template <typename T> class Channel {
public:
  explicit Channel(std::size_t Capacity) : Capacity(Capacity) {}

  void send(T Item) {
    std::unique_lock<std::mutex> Guard(Mutex);
    ++Senders;
    Changed.notify_all();
    while (Items.size() >= Capacity)
      HasRoom.wait(Guard);
    --Senders;
    Items.push_back(std::move(Item));
    HasItem.notify_one();
  }

  bool trySend(T Item) {
    std::lock_guard<std::mutex> Guard(Mutex);
    if (Items.size() >= Capacity)
      return false;
    Items.push_back(std::move(Item));
    HasItem.notify_one();
    return true;
  }

  T receive() {
    std::unique_lock<std::mutex> Guard(Mutex);
    while (Items.empty())
      HasItem.wait(Guard);
    T Item = std::move(Items.front());
    Items.pop_front();
    HasRoom.notify_one();
    return Item;
  }

  /// Returns once the queue is full and somebody waits for room.
  void awaitCongestion() {
    std::unique_lock<std::mutex> Guard(Mutex);
    Changed.wait(Guard,
                 [this] { return Items.size() >= Capacity && Senders > 0; });
  }

private:
  const std::size_t Capacity;
  std::size_t Senders = 0;
  std::deque<T> Items;
  std::mutex Mutex;
  std::condition_variable HasRoom, HasItem, Changed;
};

struct Metric {
  std::string Name;
  long Value;
};

class Metrics {
public:
  explicit Metrics(std::size_t Capacity) : Samples(Capacity) {}

  void record(const std::string &Name, long Value) {
    Samples.send(Metric{Name, Value});
  }

  /// For the consumer, who must not wait for itself.
  bool offer(const std::string &Name, long Value) {
    return Samples.trySend(Metric{Name, Value});
  }

  /// The consumer: until an empty name comes.
  void consume() {
    for (;;) {
      Metric Next = Samples.receive();
      if (Next.Name.empty())
        return;
      aggregate(Next);
    }
  }

  void stop() { record("", 0); }

private:
  void aggregate(const Metric &Next) {
    Sum += Next.Value;
    if (++Count % FlushEvery == 0)
      flush();
  }

  void flush() {
    // A flush takes its time; here until the handlers have filled the channel.
    if (!Flushed)
      Samples.awaitCongestion();
    Flushed = true;
    long Taken = Sum;
    Sum = 0;
    measure(Taken);
  }

  void measure(long Taken) { (void)offer("flush", Taken); }

  static constexpr int FlushEvery = 4;
  Channel<Metric> Samples;
  long Sum = 0;
  int Count = 0;
  bool Flushed = false;
};

int main() {
  gallery::Watchdog Dog("the consumer waits in flush() for room that only it "
                        "can make");
  // CHECK-OUTPUT: done
  Metrics Server(3);
  std::thread Consumer([&Server] { Server.consume(); });
  std::vector<std::thread> Handlers;
  for (int I = 0; I < 4; ++I)
    Handlers.emplace_back([&Server] {
      for (int J = 0; J < 50; ++J)
        Server.record("request", J);
    });
  for (std::thread &Handler : Handlers)
    Handler.join();
  Server.stop();
  Consumer.join();
  return Dog.done();
}

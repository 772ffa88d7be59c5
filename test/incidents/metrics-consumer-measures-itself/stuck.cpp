// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Outage 4, the metrics consumer that measured itself. All handlers of a server
// send metrics to a bounded channel. Its one consumer aggregates, and now and then
// flushes; the flush records how long it took, through the same method as the
// handlers. With the channel full the consumer waits for room in that send, and
// nobody is left to make room.
//
// RUN: %build_incident %s -o %t
// RUN: %run_incident 3 %t | FileCheck %s --check-prefix=CHECK-OUTPUT
// RUN: %tidy_incident %s -- %incident_flags | FileCheck %s --check-prefix=CHECK-TIDY --implicit-check-not="{{[0-9]: (warning|error|note):}}"
// RUN: %analyze_incident unwedge.SelfBlockingConsumer %s 2>&1 | FileCheck %s --check-prefix=CHECK-ANALYZER --implicit-check-not="{{[0-9]: (warning|error|note):}}"

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
    // CHECK-TIDY: stuck.cpp:[[@LINE-1]]:13: warning: the consumer of 'Samples' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    // CHECK-TIDY: stuck.cpp:[[@LINE+12]]:29: note: 'Samples' is taken from here
    // CHECK-TIDY: stuck.cpp:[[@LINE+14]]:7: note: 'Metrics::aggregate' is called here
    // CHECK-TIDY: stuck.cpp:[[@LINE+23]]:7: note: 'Metrics::flush' is called here
    // CHECK-TIDY: stuck.cpp:[[@LINE+32]]:5: note: 'Metrics::measure' is called here
    // CHECK-TIDY: stuck.cpp:[[@LINE+34]]:30: note: 'Metrics::record' is called here
    // CHECK-TIDY: stuck.cpp:[[@LINE-57]]:15: note: 'Samples' is taken to be bounded, and the put to wait, because it waits for room here
    // CHECK-TIDY: stuck.cpp:[[@LINE-8]]:13: note: use a put that gives up instead of waiting, or keep the element until the consumer can deal with it itself
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

  void measure(long Taken) { record("flush", Taken); }

  static constexpr int FlushEvery = 4;
  Channel<Metric> Samples;
  long Sum = 0;
  int Count = 0;
  bool Flushed = false;
};

int main() {
  gallery::Watchdog Dog("the consumer waits in flush() for room that only it "
                        "can make");
  // CHECK-OUTPUT: stuck: the consumer waits in flush()
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

// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:13: warning: the consumer of 'Samples' puts into it here and waits for room; once it is full, nobody is left to take from it
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:15: note: 'Samples' is taken to be bounded, and the put to wait, because it waits for room here
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:13: note: use a put that gives up instead of waiting, or keep the element until the consumer can deal with it itself
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:5: note: Loop condition is true.  Entering loop body
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:21: note: 'Samples' is taken from here
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:11: note: Assuming the condition is false
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:7: note: Taking false branch
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:7: note: Calling 'Metrics::aggregate'
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:9: note: Assuming the condition is true
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:5: note: Taking true branch
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:7: note: Calling 'Metrics::flush'
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:9: note: Assuming field 'Flushed' is true
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:5: note: Taking false branch
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:5: note: Calling 'Metrics::measure'
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:30: note: Calling 'Metrics::record'
// CHECK-ANALYZER: stuck.cpp:{{[0-9]+}}:13: note: the consumer of 'Samples' puts into it here and waits for room; once it is full, nobody is left to take from it

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Queues of libraries, by their real headers.
//
// REQUIRES: have-boost, have-tbb, have-poco
// RUN: %check_tidy %s unwedge-self-blocking-consumer -- -D__TBB_NO_IMPLICIT_LINKAGE

#define BOOST_THREAD_VERSION 4
#include <Poco/NotificationQueue.h>
#include <boost/interprocess/ipc/message_queue.hpp>
#include <boost/lockfree/queue.hpp>
#include <boost/thread/concurrent_queues/sync_queue.hpp>
#include <boost/thread/sync_bounded_queue.hpp>
#include <oneapi/tbb/concurrent_queue.h>
#include <thread>

void boostBoundedBad(boost::sync_bounded_queue<int> &Q) {
  for (;;)
    Q.push_back(Q.pull_front());
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
void boostBoundedWaitBad(boost::sync_bounded_queue<int> &Q) {
  int X;
  while (Q.wait_pull_front(X) == boost::queue_op_status::success)
    Q.wait_push_back(X);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
void boostBoundedTryOk(boost::sync_bounded_queue<int> &Q) {
  for (;;)
    Q.try_push_back(Q.pull_front());
}
void boostUnboundedOk(boost::sync_queue<int> &Q) {
  for (;;)
    Q.push(Q.pull());
}
void boostLockfreeOk(boost::lockfree::queue<int> &Q) {
  int X;
  while (Q.pop(X))
    Q.push(X);
}
void boostLockfreeSpinBad(boost::lockfree::queue<int> &Q) {
  int X;
  while (Q.pop(X))
    while (!Q.bounded_push(X))
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
      std::this_thread::yield();
}
void boostMessageBad(boost::interprocess::message_queue &Q) {
  int X;
  boost::interprocess::message_queue::size_type Size;
  unsigned Priority;
  for (;;) {
    Q.receive(&X, sizeof X, Size, Priority);
    Q.send(&X, sizeof X, 0);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
}
void boostMessageTryOk(boost::interprocess::message_queue &Q) {
  int X;
  boost::interprocess::message_queue::size_type Size;
  unsigned Priority;
  for (;;) {
    Q.receive(&X, sizeof X, Size, Priority);
    Q.try_send(&X, sizeof X, 0);
  }
}

class Bounded {
  tbb::concurrent_bounded_queue<int> Items;

public:
  Bounded() { Items.set_capacity(16); }
  void runBad() {
    int X;
    for (;;) {
      Items.pop(X);
      Items.push(X);
      // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the consumer of 'Items' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
    }
  }
  void runOk() {
    int X;
    for (;;) {
      Items.pop(X);
      Items.try_push(X);
    }
  }
};
class Unbounded {
  tbb::concurrent_bounded_queue<int> Items;

public:
  // Without set_capacity it grows.
  void runOk() {
    int X;
    for (;;) {
      Items.pop(X);
      Items.push(X);
    }
  }
};
void tbbQueueOk(tbb::concurrent_queue<int> &Q) {
  int X;
  while (Q.try_pop(X))
    Q.push(X);
}

void pocoOk(Poco::NotificationQueue &Q) {
  for (;;)
    Q.enqueueNotification(Q.waitDequeueNotification());
}

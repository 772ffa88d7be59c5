// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes and puts on different ways, of one queue or of several: the path knows
// which queue is meant, and what a callee was told.
//
// What clang-tidy says of the same code is claimed with TIDY: nothing where it
// says nothing.
//
// RUN: %check_analyzer %s unwedge.SelfBlockingConsumer --
// RUN: %check_analyzer %s unwedge.SelfBlockingConsumer -beside-others --
// RUN: %check_tidy %s unwedge-self-blocking-consumer -check-suffix=TIDY --

#include <condition_variable>
#include <deque>
#include <mutex>

bool ask();
int next();

template <typename T> class Queue {
  std::mutex M;
  std::condition_variable Added, Room;
  std::deque<T> Items;
  size_t Max = 8;

public:
  explicit Queue(size_t N) : Max(N) {}
  void put(T X) {
    std::unique_lock<std::mutex> L(M);
    while (Items.size() >= Max)
      Room.wait(L);
    Items.push_back(std::move(X));
    Added.notify_one();
  }
  bool tryPut(T X) {
    std::unique_lock<std::mutex> L(M);
    if (Items.size() >= Max)
      return false;
    Items.push_back(std::move(X));
    Added.notify_one();
    return true;
  }
  T take() {
    std::unique_lock<std::mutex> L(M);
    while (Items.empty())
      Added.wait(L);
    T X = std::move(Items.front());
    Items.pop_front();
    Room.notify_one();
    return X;
  }
};
struct Worker {
  Queue<int> In{8}, Out{8};
  bool Inline = false;
  void runBad() {
    for (;;) {
      int X = In.take();
      if (X > 3)
        In.put(X - 1);
        // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the consumer of 'In' puts into it here
        // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: the consumer of 'In' puts into it here
    }
  }
  void correlatedOk(bool Consumer) {
    for (;;) {
      int X = 0;
      if (Consumer)
        X = In.take();
      if (!Consumer)
        In.put(X);
        // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:12: warning: the consumer of 'In' puts into it here
    }
  }
  void pickOk() {
    for (;;) {
      int X = In.take();
      Queue<int> &Q = X > 3 ? Out : Out;
      Q.put(X);
    }
  }
  void pickBad(bool Back) {
    for (;;) {
      int X = In.take();
      Queue<int> *Q = &Out;
      if (X > 3)
        Q = &In;
      Q->put(X);
      // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the consumer of 'In' puts into it here
    }
  }
  // What the callee is told.
  void giveBackOk(int X, bool Again) {
    if (Again)
      In.put(X);
      // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:10: warning: the consumer of 'In' puts into it here
  }
  void notToldOk() {
    for (;;) {
      int X = In.take();
      bool Again = false;
      giveBackOk(X, Again);
    }
  }
  void giveBackBad(int X, bool Again) {
    if (Again)
      In.put(X);
      // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the consumer of 'In' puts into it here
      // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:10: warning: the consumer of 'In' puts into it here
  }
  void toldByVariable() {
    for (;;) {
      int X = In.take();
      bool Again = true;
      giveBackBad(X, Again);
    }
  }
  void notToldAgain() {
    for (;;) {
      int X = In.take();
      giveBackBad(X, false);
    }
  }
  void flaggedOk() {
    for (;;) {
      int X = In.take();
      Inline = true;
      if (!Inline)
        In.put(X);
      Inline = false;
    }
  }
  void flushOk(bool InConsumer) {
    if (InConsumer) {
      In.tryPut(0);
      return;
    }
    In.put(0);
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:8: warning: the consumer of 'In' puts into it here
  }
  void flushHere() {
    for (;;) {
      int X = In.take();
      bool Here = X >= 0 || X < 0;
      flushOk(Here);
    }
  }
  void modeOk(int Mode) {
    while (ask()) {
      int X = Mode == 1 ? In.take() : next();
      if (Mode == 2)
        In.put(X);
        // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:12: warning: the consumer of 'In' puts into it here
    }
  }
  void modeBad(int Mode) {
    while (ask()) {
      int X = Mode == 1 ? In.take() : next();
      if (Mode < 2)
        In.put(X);
        // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the consumer of 'In' puts into it here
        // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: the consumer of 'In' puts into it here
    }
  }
};

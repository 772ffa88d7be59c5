// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counters that are raised and lowered.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>

using Callback = std::function<void()>;

struct Limiter {
  int Active = 0;
  int Free = 4;
  int Statistics = 0;
  int Depth = 0;
  std::atomic<int> Pending{0};
  std::mutex Mutex;
  std::condition_variable Changed;

  void drain() {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait(Lock, [this] { return Active == 0; });
    while (Pending.load() != 0) {
    }
  }
  void plainBad(const Callback &F) {
    ++Active;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Active' stays one too high, and whoever waits for it to come back waits for ever [unwedge-unguarded-cleanup]
    --Active;
  }
  void postfixBad(const Callback &F) {
    Active++;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Active' stays one too high,
    Active--;
  }
  void compoundBad(const Callback &F) {
    Active += 1;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Active' stays one too high,
    Active -= 1;
  }
  void atomicBad(const Callback &F) {
    Pending.fetch_add(1);
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Pending' stays one too high,
    Pending.fetch_sub(1);
  }
  void atomicOperatorBad(const Callback &F) {
    ++Pending;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Pending' stays one too high,
    --Pending;
  }
  void permitsBad(const Callback &F) {
    if (Free == 0)
      return;
    --Free;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Free' stays one too low,
    ++Free;
  }
  void depthBad(const Callback &F) {
    if (Depth > 10)
      return;
    ++Depth;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Depth' stays one too high,
    --Depth;
  }
  void loweredLockedBad(const Callback &F) {
    {
      std::lock_guard<std::mutex> Guard(Mutex);
      ++Active;
    }
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Active' stays one too high,
    {
      std::lock_guard<std::mutex> Guard(Mutex);
      --Active;
    }
    Changed.notify_all();
  }

  void onlyUpOk(const Callback &F) {
    ++Statistics;
    F();
  }
  void nobodyLooksOk(const Callback &F) {
    ++Statistics;
    F();
    --Statistics;
  }
  void localOk(const Callback &F) {
    int Local = 0;
    ++Local;
    F();
    --Local;
  }
  void loopOk(const Callback &F) {
    for (int I = 0; I < 10; ++I)
      F();
  }
  void beforeOk(const Callback &F) {
    ++Active;
    --Active;
    F();
  }
  void guardOk(const Callback &F) {
    struct Counted {
      int &Count;
      explicit Counted(int &Count) : Count(Count) { ++Count; }
      ~Counted() { --Count; }
    } Guard(Active);
    F();
  }
  void handlerOk(const Callback &F) {
    ++Active;
    try {
      F();
    } catch (...) {
      --Active;
      throw;
    }
    --Active;
  }
};

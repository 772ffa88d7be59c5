// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The inverted form: a lock that is held is given up around the callback.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <functional>
#include <mutex>

using Callback = std::function<void()>;

struct Pool {
  std::mutex Mutex;
  int Count = 0;

  // The mutex is held by the caller.
  void heldByCallerBad(const Callback &F) {
    ++Count;
    Mutex.unlock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays unlocked, and whoever called takes it to be held [unwedge-unguarded-cleanup]
    Mutex.lock();
    --Count;
  }
  void underGuardBad(const Callback &F) {
    std::lock_guard<std::mutex> Guard(Mutex);
    Mutex.unlock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays unlocked,
    Mutex.lock();
  }
  void handlerOk(const Callback &F) {
    Mutex.unlock();
    try {
      F();
    } catch (...) {
      Mutex.lock();
      throw;
    }
    Mutex.lock();
  }
  void guardObjectOk(std::unique_lock<std::mutex> &Lock, const Callback &F) {
    Lock.unlock();
    F();
    Lock.lock();
  }
  void lockedHereOk(const Callback &F) {
    Mutex.lock();
    ++Count;
    Mutex.unlock();
    F();
    Mutex.lock();
    --Count;
    Mutex.unlock();
  }
  void givenBackOk(const Callback &F) {
    Mutex.unlock();
    F();
  }
};

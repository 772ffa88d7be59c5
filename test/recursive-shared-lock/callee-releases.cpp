// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Callees that give the caller's lock back for a while.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <condition_variable>
#include <mutex>
#include <shared_mutex>

class Queue {
  mutable std::shared_mutex Mutex;
  std::condition_variable_any Changed;
  int Items = 0;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return Items;
  }
  void reload() {
    Mutex.unlock();
    (void)size();
    Mutex.lock();
  }
  void reloadGuard(std::unique_lock<std::shared_mutex> &Lock) {
    Lock.unlock();
    (void)size();
    Lock.lock();
  }
  void release() { Mutex.unlock(); }
  void reloadTwice() {
    reload();
    reload();
  }

  void releasedInsideOk() {
    std::unique_lock Lock(Mutex);
    reload();
  }
  void releasedTwiceInsideOk() {
    std::unique_lock Lock(Mutex);
    reloadTwice();
  }
  void afterTheReleaseBad() {
    std::unique_lock Lock(Mutex);
    reload();
    (void)size();
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: calling 'Queue::size' acquires 'Mutex' shared while this thread holds it exclusive
  }
  void throughTheGuardOk() {
    std::unique_lock Lock(Mutex);
    reloadGuard(Lock);
  }
  void throughTheGuardAfterwardsBad() {
    std::unique_lock Lock(Mutex);
    reloadGuard(Lock);
    (void)size();
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: calling 'Queue::size' acquires 'Mutex' shared while this thread holds it exclusive
  }
  void releasedForGoodOk() {
    Mutex.lock();
    release();
    (void)size();
  }
  // The wait gives the lock up and has it again.
  void waitOk() {
    std::unique_lock Lock(Mutex);
    Changed.wait(Lock);
    Items = 1;
  }
  void waitedBad() {
    std::unique_lock Lock(Mutex);
    Changed.wait(Lock);
    (void)size();
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: calling 'Queue::size' acquires 'Mutex' shared while this thread holds it exclusive
  }
  void predicateBad() {
    std::unique_lock Lock(Mutex);
    Changed.wait(Lock, [this] { return size() > 0; });
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: calling the lambda acquires 'Mutex' shared while this thread holds it exclusive
  }
};

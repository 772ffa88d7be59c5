// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks that know which thread has them.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <thread>

class DepthLock {
  std::shared_mutex Mutex;
  static thread_local int Depth;

public:
  void lockShared() {
    if (Depth++ == 0)
      Mutex.lock_shared();
  }
  void unlockShared() {
    if (--Depth == 0)
      Mutex.unlock_shared();
  }
};

void threadLocalDepthOk(DepthLock &Lock) {
  Lock.lockShared();
  Lock.lockShared();
  Lock.unlockShared();
  Lock.unlockShared();
}

class OwnerLock {
  std::shared_mutex Mutex;
  std::atomic<std::thread::id> Owner;
  int Depth = 0;

public:
  void lock() {
    if (Owner.load() == std::this_thread::get_id()) {
      ++Depth;
      return;
    }
    Mutex.lock();
    Owner = std::this_thread::get_id();
  }
  void lockShared() {
    if (Owner.load() != std::this_thread::get_id())
      Mutex.lock_shared();
  }
};

void ownerOk(OwnerLock &Lock) {
  Lock.lock();
  Lock.lock();
  Lock.lockShared();
}

class Table {
  mutable std::shared_mutex Mutex;
  std::thread::id Writer;
  int Rows = 0;

  bool isWriter() const { return std::this_thread::get_id() == Writer; }

public:
  int size() const {
    if (isWriter())
      return Rows;
    std::shared_lock Lock(Mutex);
    return Rows;
  }
  int sizeAtOnce() const {
    std::shared_lock Lock(Mutex);
    return Rows;
  }
  void testedOk() {
    std::unique_lock Lock(Mutex);
    Writer = std::this_thread::get_id();
    size();
  }
  void notTestedBad() {
    std::unique_lock Lock(Mutex);
    Writer = std::this_thread::get_id();
    sizeAtOnce();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling 'Table::sizeAtOnce' acquires 'Mutex' shared while this thread holds it exclusive
  }
};

static thread_local bool Held;

class FlagTable {
  mutable std::shared_mutex Mutex;

public:
  int size() const {
    std::shared_lock<std::shared_mutex> Lock(Mutex, std::defer_lock);
    if (!Held)
      Lock.lock();
    return 1;
  }
  void flagOk() const {
    std::shared_lock Lock(Mutex);
    Held = true;
    size();
    Held = false;
  }
};

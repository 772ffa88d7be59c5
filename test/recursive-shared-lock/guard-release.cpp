// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Guards that give their lock back before they die, take it again, or let go of it.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

class Table {
  mutable std::shared_mutex Mutex;
  int Rows = 0;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return Rows;
  }

  int unlockedBeforeTheCallOk() const {
    std::shared_lock Lock(Mutex);
    int Copy = Rows;
    Lock.unlock();
    return Copy + size();
  }
  int unlockedAndLockedAgainBad() const {
    std::shared_lock Lock(Mutex);
    Lock.unlock();
    Lock.lock();
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int unlockedForTheCallOk() const {
    std::shared_lock Lock(Mutex);
    Lock.unlock();
    int Size = size();
    Lock.lock();
    return Size + Rows;
  }
  int unlockedOnOneWayBad(bool Early) const {
    std::shared_lock Lock(Mutex);
    if (Early) {
      Lock.unlock();
      return size();
    }
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int unlockedOnBothWaysOk(bool Way) const {
    std::shared_lock Lock(Mutex);
    if (Way)
      Lock.unlock();
    else
      Lock.unlock();
    return size();
  }
  // After release() the guard has nothing to do with the lock, which stays held.
  int detachedBad() const {
    std::shared_lock Lock(Mutex);
    Lock.release();
    int Size = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    Mutex.unlock_shared();
    return Size;
  }
  int detachedAndUnlockedOk() const {
    std::shared_lock Lock(Mutex);
    Lock.release()->unlock_shared();
    return size();
  }
  int detachedInAScopeBad() const {
    {
      std::shared_lock Lock(Mutex);
      Lock.release();
    }
    int Size = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    Mutex.unlock_shared();
    return Size;
  }
  int unlockedThroughTheMutexOk() const {
    Mutex.lock_shared();
    int Copy = Rows;
    Mutex.unlock_shared();
    return Copy + size();
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A try cannot wait for itself; but what it got is held.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <chrono>
#include <mutex>
#include <shared_mutex>

class Table {
  mutable std::shared_timed_mutex Mutex;
  int Rows = 0;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return Rows;
  }
  int trySize() const {
    std::shared_lock Lock(Mutex, std::try_to_lock);
    return Lock ? Rows : -1;
  }

  int triesInsideOk() const {
    std::shared_lock Lock(Mutex);
    return trySize();
  }
  int gotItBad() const {
    if (!Mutex.try_lock_shared())
      return 0;
    int Size = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    Mutex.unlock_shared();
    return Size;
  }
  int didNotGetItOk() const {
    if (!Mutex.try_lock_shared())
      return size();
    Mutex.unlock_shared();
    return 0;
  }
  int ownsLockBad() const {
    std::shared_lock Lock(Mutex, std::try_to_lock);
    if (Lock.owns_lock())
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    return 0;
  }
  int ownsLockOk() const {
    std::shared_lock Lock(Mutex, std::try_to_lock);
    if (Lock.owns_lock())
      return Rows;
    return size();
  }
  int asBoolBad() const {
    std::shared_lock Lock(Mutex, std::try_to_lock);
    if (!Lock)
      return 0;
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int asBoolOk() const {
    std::shared_lock Lock(Mutex, std::try_to_lock);
    if (!Lock)
      return size();
    return Rows;
  }
  int resultKeptBad() const {
    bool Got = Mutex.try_lock_shared();
    if (!Got)
      return 0;
    int Size = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    Mutex.unlock_shared();
    return Size;
  }
  int resultKeptOk() const {
    const bool Got = Mutex.try_lock_shared();
    if (Got)
      Mutex.unlock_shared();
    return size();
  }
  int untilItGetsItBad() const {
    while (!Mutex.try_lock_shared_for(std::chrono::milliseconds(1)))
      ;
    int Size = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    Mutex.unlock_shared();
    return Size;
  }
  int inAConditionBad() const {
    if (Rows > 0 && Mutex.try_lock_shared()) {
      int Size = size();
      // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
      Mutex.unlock_shared();
      return Size;
    }
    return size();
  }
  int memberTryLockBad() const {
    std::shared_lock Lock(Mutex, std::defer_lock);
    if (Lock.try_lock())
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    return 0;
  }
  int initializerBad() const {
    if (std::shared_lock Lock(Mutex, std::try_to_lock); Lock)
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    return 0;
  }
  int initializerOk() const {
    if (std::shared_lock Lock(Mutex, std::try_to_lock); Lock)
      return Rows;
    return size();
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hand-written locks: what they do is read from their bodies.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

// Forwards under names of its own.
class RwLock {
  mutable std::shared_mutex Mutex;

public:
  void acquireForReading() const { Mutex.lock_shared(); }
  void doneReading() const { Mutex.unlock_shared(); }
  bool tryForReading() const { return Mutex.try_lock_shared(); }
  void acquireForWriting() { Mutex.lock(); }
  void doneWriting() { Mutex.unlock(); }
  void acquire(bool ForWriting) {
    if (ForWriting)
      Mutex.lock();
    else
      Mutex.lock_shared();
  }
  std::shared_mutex &mutex() { return Mutex; }
};

void twiceBad(RwLock &Lock) {
  Lock.acquireForReading();
  Lock.acquireForReading();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: calling 'RwLock::acquireForReading' acquires 'Lock.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  Lock.doneReading();
  Lock.doneReading();
}

void upgradeBad(RwLock &Lock) {
  Lock.acquireForReading();
  Lock.acquireForWriting();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: calling 'RwLock::acquireForWriting' acquires 'Lock.Mutex' exclusive while this thread holds it shared; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
  Lock.doneWriting();
  Lock.doneReading();
}

void byFlagBad(RwLock &Lock) {
  Lock.acquire(false);
  Lock.acquire(true);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: calling 'RwLock::acquire' acquires 'Lock.Mutex' exclusive while this thread holds it shared; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
  Lock.doneWriting();
  Lock.doneReading();
}

void sequenceOk(RwLock &Lock) {
  Lock.acquireForReading();
  Lock.doneReading();
  Lock.acquireForWriting();
  Lock.doneWriting();
}

void triedOk(RwLock &Lock) {
  Lock.acquireForReading();
  if (Lock.tryForReading())
    Lock.doneReading();
  Lock.doneReading();
}

void twoLocksOk(RwLock &A, RwLock &B) {
  A.acquireForReading();
  B.acquireForReading();
  B.doneReading();
  A.doneReading();
}

// Through a getter of the mutex.
void getterBad(RwLock &Lock) {
  std::shared_lock Outer(Lock.mutex());
  std::shared_lock Inner(Lock.mutex());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'Lock.Mutex' is acquired shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

void getterAndMethodBad(RwLock &Lock) {
  std::shared_lock Outer(Lock.mutex());
  Lock.acquireForReading();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: calling 'RwLock::acquireForReading' acquires 'Lock.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  Lock.doneReading();
}

void getterOk(RwLock &A, RwLock &B) {
  std::shared_lock Outer(A.mutex());
  std::shared_lock Inner(B.mutex());
}

// A layer on top.
class Table {
  mutable RwLock Lock;
  int Rows = 0;

  void beginRead() const { Lock.acquireForReading(); }
  void endRead() const { Lock.doneReading(); }

public:
  int size() const {
    beginRead();
    int Result = Rows;
    endRead();
    return Result;
  }
  int layeredBad() const {
    beginRead();
    int Result = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::size' acquires 'Lock.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    endRead();
    return Result;
  }
  int layeredOk() const {
    beginRead();
    int Result = Rows;
    endRead();
    return Result + size();
  }
};

// The standard guards around a hand-written lock.
class Lockable {
  std::shared_mutex Mutex;

public:
  void lock() { Mutex.lock(); }
  void unlock() { Mutex.unlock(); }
  void lock_shared() { Mutex.lock_shared(); }
  void unlock_shared() { Mutex.unlock_shared(); }
  bool try_lock_shared() { return Mutex.try_lock_shared(); }
};

void standardGuardsBad(Lockable &L) {
  std::shared_lock Outer(L);
  std::shared_lock Inner(L);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: calling 'Lockable::lock_shared' acquires 'L.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

void standardGuardsOk(Lockable &L) {
  std::shared_lock Outer(L);
  Outer.unlock();
  std::lock_guard Inner(L);
}

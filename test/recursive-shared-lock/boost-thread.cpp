// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Boost.Thread: no reader gets in once a writer waits.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %if have-boost %{ %check_tidy %s unwedge-recursive-shared-lock -- %}

#include <boost/thread/lock_types.hpp>
#include <boost/thread/locks.hpp>
#include <boost/thread/shared_lock_guard.hpp>
#include <boost/thread/shared_mutex.hpp>

using Mutex = boost::shared_mutex;

void sharedTwiceBad(Mutex &M) {
  boost::shared_lock<Mutex> Outer(M);
  boost::shared_lock<Mutex> Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'M' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void sharedLockGuardTwiceBad(Mutex &M) {
  boost::shared_lock_guard<Mutex> Outer(M);
  boost::shared_lock_guard<Mutex> Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'M' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void byHandBad(Mutex &M) {
  M.lock_shared();
  M.lock_shared();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'M' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  M.unlock_shared();
  M.unlock_shared();
}

void exclusiveThenSharedBad(Mutex &M) {
  boost::unique_lock<Mutex> Outer(M);
  boost::shared_lock<Mutex> Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'M' is acquired shared while this thread holds it exclusive; the thread waits for itself [unwedge-recursive-shared-lock]
}

void sharedThenExclusiveBad(Mutex &M) {
  boost::shared_lock<Mutex> Reader(M);
  boost::unique_lock<Mutex> Writer(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'M' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}

class Registry {
  mutable Mutex M;
  int Entries = 0;

public:
  int size() const {
    boost::shared_lock<Mutex> Lock(M);
    return Entries;
  }
  int spaceBad() const {
    boost::shared_lock<Mutex> Lock(M);
    return 100 - size();
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Registry::size' acquires 'M' shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  }
};

void taggedOk(Mutex &M) {
  boost::shared_lock<Mutex> Outer(M);
  boost::shared_lock<Mutex> Deferred(M, boost::defer_lock);
  boost::shared_lock<Mutex> Tried(M, boost::try_to_lock);
}

void adoptedOk(Mutex &M) {
  M.lock_shared();
  boost::shared_lock<Mutex> Lock(M, boost::adopt_lock);
}

void releasedEarlyOk(Mutex &M) {
  boost::shared_lock<Mutex> Outer(M);
  Outer.unlock();
  boost::shared_lock<Mutex> Inner(M);
}

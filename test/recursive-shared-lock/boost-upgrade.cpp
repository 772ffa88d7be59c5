// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Upgrade ownership is made for readers who become the writer: one thread at a time
// has it, and gets the exclusive lock without giving anything up.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %if have-boost %{ %check_tidy %s unwedge-recursive-shared-lock -- %}

#include <boost/thread/lock_types.hpp>
#include <boost/thread/locks.hpp>
#include <boost/thread/shared_mutex.hpp>

using Mutex = boost::upgrade_mutex;

void upgradedOk(Mutex &M) {
  boost::upgrade_lock<Mutex> Reader(M);
  boost::upgrade_to_unique_lock<Mutex> Writer(Reader);
}

void upgradedInACallOk(boost::upgrade_lock<Mutex> &Reader) {
  boost::upgrade_to_unique_lock<Mutex> Writer(Reader);
}

void upgradedByHandOk(Mutex &M) {
  M.lock_upgrade();
  M.unlock_upgrade_and_lock();
  M.unlock();
}

void downgradedOk(Mutex &M) {
  M.lock();
  M.unlock_and_lock_shared();
  M.unlock_shared();
}

void releasedBeforeExclusiveOk(Mutex &M) {
  {
    boost::upgrade_lock<Mutex> Reader(M);
  }
  boost::unique_lock<Mutex> Writer(M);
}

// What upgrade ownership does not cover.
void sharedThenUpgradeToExclusiveBad(Mutex &M) {
  M.lock_shared();
  M.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'M' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
  M.unlock();
  M.unlock_shared();
}

void upgradeThenPlainExclusiveBad(Mutex &M) {
  boost::upgrade_lock<Mutex> Reader(M);
  boost::unique_lock<Mutex> Writer(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'M' is acquired exclusive while this thread holds it upgradable; the thread waits for itself [unwedge-recursive-shared-lock]
}

void downgradedAndSharedAgainBad(Mutex &M) {
  M.lock();
  M.unlock_and_lock_shared();
  M.lock_shared();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'M' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  M.unlock_shared();
  M.unlock_shared();
}

// While the upgraded lock lives, the mutex is held exclusively.
void upgradedAndSharedBad(Mutex &M) {
  boost::upgrade_lock<Mutex> Reader(M);
  boost::upgrade_to_unique_lock<Mutex> Writer(Reader);
  boost::shared_lock<Mutex> Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'M' is acquired shared while this thread holds it exclusive; the thread waits for itself [unwedge-recursive-shared-lock]
}

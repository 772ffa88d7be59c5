// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Boost.Interprocess: its own names for modes, guards and tags.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %if have-boost %{ %check_tidy %s unwedge-recursive-shared-lock -- %}
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %mock_flags

#include <boost/interprocess/sync/file_lock.hpp>
#include <boost/interprocess/sync/interprocess_sharable_mutex.hpp>
#include <boost/interprocess/sync/interprocess_upgradable_mutex.hpp>
#include <boost/interprocess/sync/scoped_lock.hpp>
#include <boost/interprocess/sync/sharable_lock.hpp>
#include <boost/interprocess/sync/upgradable_lock.hpp>

namespace bi = boost::interprocess;
using Sharable = bi::interprocess_sharable_mutex;
using Upgradable = bi::interprocess_upgradable_mutex;

void sharableTwiceBad(Sharable &M) {
  bi::sharable_lock<Sharable> Outer(M);
  bi::sharable_lock<Sharable> Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'M' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void upgradableMutexSharableTwiceBad(Upgradable &M) {
  M.lock_sharable();
  M.lock_sharable();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'M' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  M.unlock_sharable();
  M.unlock_sharable();
}

void scopedThenSharableBad(Sharable &M) {
  bi::scoped_lock<Sharable> Outer(M);
  bi::sharable_lock<Sharable> Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'M' is acquired shared while this thread holds it exclusive; the thread waits for itself [unwedge-recursive-shared-lock]
}

void sharableThenScopedBad(Sharable &M) {
  bi::sharable_lock<Sharable> Outer(M);
  bi::scoped_lock<Sharable> Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'M' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}

// The lock of a file belongs to the process, on some systems.
void fileLockBad(bi::file_lock &File) {
  bi::sharable_lock<bi::file_lock> Outer(File);
  bi::sharable_lock<bi::file_lock> Inner(File);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:36: warning: 'File' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'boost::interprocess::file_lock' lets readers pass; the lock belongs to the process on POSIX systems and to the file handle on Windows [unwedge-recursive-shared-lock]
}

void taggedOk(Sharable &M) {
  bi::sharable_lock<Sharable> Outer(M);
  bi::sharable_lock<Sharable> Deferred(M, bi::defer_lock);
  bi::sharable_lock<Sharable> Tried(M, bi::try_to_lock);
}

void adoptedOk(Sharable &M) {
  M.lock_sharable();
  bi::sharable_lock<Sharable> Lock(M, bi::accept_ownership);
}

void upgradedOk(Upgradable &M) {
  M.lock_upgradable();
  M.unlock_upgradable_and_lock();
  M.unlock();
}

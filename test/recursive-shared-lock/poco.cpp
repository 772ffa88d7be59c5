// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Poco's RWLock lets readers pass on Linux and not everywhere: a second read lock is
// shown on demand, a write lock by a reader always.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %mock_flags
// RUN: %if have-poco %{ %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %}

#include <Poco/RWLock.h>

void readTwiceBad(Poco::RWLock &Lock) {
  Poco::ScopedReadRWLock Outer(Lock);
  Poco::ScopedReadRWLock Inner(Lock);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:26: warning: 'Lock' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'Poco::RWLock' lets readers pass; depends on the platform; Linux lets readers pass [unwedge-recursive-shared-lock]
}

void nestedNamesBad(Poco::RWLock &Lock) {
  Poco::RWLock::ScopedReadLock Outer(Lock);
  Poco::RWLock::ScopedLock Inner(Lock);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:28: warning: 'Lock' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'Poco::RWLock' lets readers pass; depends on the platform; Linux lets readers pass [unwedge-recursive-shared-lock]
}

void readThenWriteBad(Poco::RWLock &Lock) {
  Lock.readLock();
  Lock.writeLock();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Lock' is acquired exclusive while this thread holds it shared; undefined for 'Poco::RWLock'; the thread waits for itself [unwedge-recursive-shared-lock]
  Lock.unlock();
  Lock.unlock();
}

void writeThenReadBad(Poco::RWLock &Lock) {
  Poco::ScopedRWLock Outer(Lock, /*write=*/true);
  Poco::ScopedReadRWLock Inner(Lock);
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: 'Lock' is acquired shared while this thread holds it exclusive; the thread waits for itself [unwedge-recursive-shared-lock]
}

void modeByArgumentBad(Poco::RWLock &Lock) {
  Poco::ScopedRWLock Outer(Lock);
  Poco::ScopedRWLock Inner(Lock, true);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'Lock' is acquired exclusive while this thread holds it shared; undefined for 'Poco::RWLock'; the thread waits for itself [unwedge-recursive-shared-lock]
}

void triedOk(Poco::RWLock &Lock) {
  Poco::ScopedReadRWLock Outer(Lock);
  if (Lock.tryReadLock())
    Lock.unlock();
}

void sequenceOk(Poco::RWLock &Lock) {
  Lock.readLock();
  Lock.unlock();
  Lock.writeLock();
  Lock.unlock();
}

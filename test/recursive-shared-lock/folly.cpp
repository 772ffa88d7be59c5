// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// folly's locks: SharedMutex prefers writers, and says so in one of its names.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %mock_flags

#include <folly/SharedMutex.h>
#include <folly/fibers/TimedMutex.h>
#include <folly/synchronization/RWSpinLock.h>

void sharedTwiceBad(folly::SharedMutex &Mutex) {
  std::shared_lock<folly::SharedMutex> Outer(Mutex);
  std::shared_lock<folly::SharedMutex> Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:40: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void readHolderTwiceBad(folly::SharedMutex &Mutex) {
  folly::SharedMutex::ReadHolder Outer(Mutex);
  folly::SharedMutex::ReadHolder Inner(&Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void trackedBad(folly::SharedMutexTracked &Mutex) {
  Mutex.lock_shared();
  Mutex.lock_shared();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  Mutex.unlock_shared();
  Mutex.unlock_shared();
}

void writeHolderThenReadHolderBad(folly::SharedMutex &Mutex) {
  folly::SharedMutex::WriteHolder Outer(Mutex);
  folly::SharedMutex::ReadHolder Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'Mutex' is acquired shared while this thread holds it exclusive; the thread waits for itself [unwedge-recursive-shared-lock]
}

void readPriorityUpgradeBad(folly::SharedMutexReadPriority &Mutex) {
  std::shared_lock<folly::SharedMutexReadPriority> Reader(Mutex);
  std::unique_lock<folly::SharedMutexReadPriority> Writer(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:52: warning: 'Mutex' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}

void spinLockUpgradeBad(folly::RWSpinLock &Lock) {
  Lock.lock_shared();
  Lock.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Lock' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
  Lock.unlock();
  Lock.unlock_shared();
}

// An alias tells which policy it is; the type behind it does not show here.
void fiberMutexBad(
    folly::fibers::TimedRWMutexWritePriority<folly::fibers::Baton> &Mutex) {
  Mutex.lock_shared();
  Mutex.lock_shared();
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:9: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'folly::fibers::TimedRWMutex' lets readers pass; TimedRWMutexWritePriority deadlocks, the others let readers pass [unwedge-recursive-shared-lock]
  Mutex.unlock_shared();
  Mutex.unlock_shared();
}

void readPriorityOk(folly::SharedMutexReadPriority &Mutex) {
  std::shared_lock<folly::SharedMutexReadPriority> Outer(Mutex);
  std::shared_lock<folly::SharedMutexReadPriority> Inner(Mutex);
}

void spinLockOk(folly::RWSpinLock &Lock) {
  std::shared_lock<folly::RWSpinLock> Outer(Lock);
  std::shared_lock<folly::RWSpinLock> Inner(Lock);
}

void upgradedOk(folly::SharedMutex &Mutex) {
  Mutex.lock_upgrade();
  Mutex.unlock_upgrade_and_lock();
  Mutex.unlock_and_lock_shared();
  Mutex.unlock_shared();
}

void readHolderReleasedOk(folly::SharedMutex &Mutex) {
  folly::SharedMutex::ReadHolder Outer(Mutex);
  Outer.unlock();
  folly::SharedMutex::ReadHolder Inner(Mutex);
}

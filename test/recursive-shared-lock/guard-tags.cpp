// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tags that tell a guard what to do with its lock.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <chrono>
#include <mutex>
#include <shared_mutex>

using namespace std::chrono_literals;
using Shared = std::shared_lock<std::shared_mutex>;

void deferredOk(std::shared_mutex &M) {
  Shared Outer(M);
  Shared Inner(M, std::defer_lock);
}

void deferredThenLockedBad(std::shared_mutex &M) {
  Shared Outer(M);
  Shared Inner(M, std::defer_lock);
  Inner.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'M' is acquired shared again while this thread holds it shared
}

void deferredThenTriedOk(std::shared_mutex &M) {
  Shared Outer(M);
  Shared Inner(M, std::defer_lock);
  (void)Inner.try_lock();
}

void deferredAloneOk(std::shared_mutex &M) {
  Shared Lock(M, std::defer_lock);
  Lock.lock();
}

void adoptedOk(std::shared_mutex &M) {
  M.lock_shared();
  Shared Lock(M, std::adopt_lock);
}

void adoptedThenSharedBad(std::shared_mutex &M) {
  M.lock_shared();
  Shared Lock(M, std::adopt_lock);
  M.lock_shared();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'M' is acquired shared again while this thread holds it shared
  M.unlock_shared();
}

// The guard that adopts also gives back.
void adoptedAndGivenBackOk(std::shared_mutex &M) {
  M.lock_shared();
  {
    Shared Lock(M, std::adopt_lock);
  }
  M.lock_shared();
  M.unlock_shared();
}

void triedOk(std::shared_mutex &M) {
  Shared Outer(M);
  Shared Inner(M, std::try_to_lock);
}

void timedOk(std::shared_timed_mutex &M) {
  std::shared_lock Outer(M);
  std::shared_lock For(M, 1ms);
  std::shared_lock Until(M, std::chrono::steady_clock::now() + 1ms);
}

void scopedAdoptOk(std::shared_mutex &M) {
  M.lock();
  std::scoped_lock Lock(std::adopt_lock, M);
}

void scopedAdoptThenSharedBad(std::shared_mutex &M) {
  M.lock();
  std::scoped_lock Lock(std::adopt_lock, M);
  Shared Inner(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'M' is acquired shared while this thread holds it exclusive
}

void lockGuardAdoptOk(std::shared_mutex &M) {
  M.lock();
  {
    std::lock_guard Lock(M, std::adopt_lock);
  }
  Shared Reader(M);
}

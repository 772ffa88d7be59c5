// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// userver: a mutex that prefers writers, and a variable with its mutex inside.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags

#include <userver/concurrent/variable.hpp>
#include <userver/engine/semaphore.hpp>
#include <userver/engine/shared_mutex.hpp>

#include <shared_mutex>

using userver::engine::SharedMutex;
using Shared = userver::concurrent::Variable<int, SharedMutex>;
using Plain = userver::concurrent::Variable<int>;

void sharedTwiceBad(SharedMutex &Mutex) {
  std::shared_lock Outer(Mutex);
  std::shared_lock Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void upgradeBad(SharedMutex &Mutex) {
  std::shared_lock Reader(Mutex);
  std::unique_lock Writer(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'Mutex' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}

void variableTwiceBad(Shared &Value) {
  auto Outer = Value.SharedLock();
  auto Inner = Value.SharedLock();
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'Value' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void variableUpgradeBad(Shared &Value) {
  auto Reader = Value.SharedLock();
  auto Writer = Value.Lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'Value' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}

void scopesOk(Shared &Value) {
  {
    auto Reader = Value.SharedLock();
  }
  auto Writer = Value.UniqueLock();
}

void exclusiveOnlyOk(Plain &A, Plain &B) {
  auto First = A.Lock();
  auto Second = B.Lock();
}

// A semaphore has lock_shared too, and is no reader/writer lock.
void semaphoreOk(userver::engine::Semaphore &Semaphore) {
  std::shared_lock Outer(Semaphore);
  std::shared_lock Inner(Semaphore);
}

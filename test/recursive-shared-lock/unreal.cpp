// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Unreal Engine: the lock of the platform, and the newer mutexes.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %mock_flags

#include <Async/SharedLock.h>
#include <Async/SharedMutex.h>
#include <Async/SharedRecursiveMutex.h>
#include <Async/UniqueLock.h>
#include <HAL/PThreadsSharedMutex.h>
#include <Misc/ScopeRWLock.h>

void platformLockBad(FRWLock &Lock) {
  FReadScopeLock Outer(Lock);
  FReadScopeLock Inner(Lock);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:18: warning: 'Lock' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'FRWLock' lets readers pass; an SRW lock on Windows, which forbids it [unwedge-recursive-shared-lock]
}

void platformLockUpgradeBad(FRWLock &Lock) {
  FReadScopeLock Outer(Lock);
  FWriteScopeLock Inner(Lock);
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'Lock' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}

void modeByArgumentBad(FRWLock &Lock) {
  FRWScopeLock Outer(Lock, SLT_ReadOnly);
  FRWScopeLock Inner(Lock, SLT_Write);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'Lock' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}

void sharedMutexBad(UE::FSharedMutex &Mutex) {
  UE::TSharedLock Outer(Mutex);
  UE::TSharedLock Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'Mutex' is acquired shared again while this thread holds it shared; 'UE::FSharedMutex' is not recursive; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void dynamicLockBad(UE::FSharedMutex &Mutex) {
  UE::TDynamicSharedLock<UE::FSharedMutex> Outer(Mutex);
  UE::TDynamicSharedLock<UE::FSharedMutex> Inner(Mutex, UE::FDeferLock());
  Inner.Lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Mutex' is acquired shared again while this thread holds it shared; 'UE::FSharedMutex' is not recursive; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void posixMutexBad(UE::FPThreadsSharedMutex &Mutex) {
  Mutex.LockShared();
  Mutex.LockShared();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Mutex' is acquired shared again while this thread holds it shared; 'UE::FSharedMutex' is not recursive; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  Mutex.UnlockShared();
  Mutex.UnlockShared();
}

void recursiveMutexUpgradeBad(UE::FSharedRecursiveMutex &Mutex) {
  UE::TSharedLock Outer(Mutex);
  UE::TUniqueLock Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'Mutex' is acquired exclusive while this thread holds it shared; 'UE::FSharedRecursiveMutex' is not recursive; the thread waits for itself [unwedge-recursive-shared-lock]
}

void recursiveMutexOk(UE::FSharedRecursiveMutex &Mutex) {
  UE::TSharedLock Outer(Mutex);
  UE::TSharedLock Inner(Mutex);
}

void deferredOk(UE::FSharedMutex &Mutex) {
  UE::TSharedLock Outer(Mutex);
  UE::TDynamicSharedLock<UE::FSharedMutex> Inner(Mutex, UE::FDeferLock());
}

void reacquiredOk(FRWLock &Lock) {
  FRWScopeLock Scope(Lock, SLT_ReadOnly);
  Scope.ReleaseReadOnlyLockAndAcquireWriteLock_USE_WITH_CAUTION();
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Slim reader/writer locks of Windows, and what wraps them.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags

#include <concrt.h>
#include <wil/resource.h>
#include <windows.h>
#include <winrt/base.h>
#include <wrl/wrappers/corewrappers.h>

static SRWLOCK Global = SRWLOCK_INIT;

void srwTwiceBad() {
  AcquireSRWLockShared(&Global);
  AcquireSRWLockShared(&Global);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'Global' is acquired shared again while this thread holds it shared; undefined for 'SRWLOCK'; Windows forbids recursive use of SRW locks [unwedge-recursive-shared-lock]
  ReleaseSRWLockShared(&Global);
  ReleaseSRWLockShared(&Global);
}

void srwUpgradeBad(SRWLOCK *Lock) {
  AcquireSRWLockShared(Lock);
  AcquireSRWLockExclusive(Lock);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'Lock' is acquired exclusive while this thread holds it shared; undefined for 'SRWLOCK'; the thread waits for itself [unwedge-recursive-shared-lock]
  ReleaseSRWLockExclusive(Lock);
  ReleaseSRWLockShared(Lock);
}

void srwTriedOk() {
  AcquireSRWLockShared(&Global);
  if (TryAcquireSRWLockShared(&Global))
    ReleaseSRWLockShared(&Global);
  ReleaseSRWLockShared(&Global);
}

void wilTwiceBad(wil::srwlock &Lock) {
  auto Outer = Lock.lock_shared();
  auto Inner = Lock.lock_shared();
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'Lock' is acquired shared again while this thread holds it shared; undefined for 'wil::srwlock'; Windows forbids recursive use of SRW locks [unwedge-recursive-shared-lock]
}

void wilFunctionBad(SRWLOCK *Lock) {
  auto Outer = wil::AcquireSRWLockShared(Lock);
  AcquireSRWLockExclusive(Lock);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'Lock' is acquired exclusive while this thread holds it shared; undefined for 'SRWLOCK'; the thread waits for itself [unwedge-recursive-shared-lock]
  ReleaseSRWLockExclusive(Lock);
}

void wilResetOk(wil::srwlock &Lock) {
  auto Outer = Lock.lock_shared();
  Outer.reset();
  auto Inner = Lock.lock_exclusive();
}

void winrtTwiceBad(winrt::slim_mutex &Mutex) {
  winrt::slim_shared_lock_guard Outer(Mutex);
  winrt::slim_shared_lock_guard Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'Mutex' is acquired shared again while this thread holds it shared; undefined for 'winrt::slim_mutex'; Windows forbids recursive use of SRW locks [unwedge-recursive-shared-lock]
}

void winrtWriterReadsBad(winrt::slim_mutex &Mutex) {
  winrt::slim_lock_guard Outer(Mutex);
  winrt::slim_shared_lock_guard Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'Mutex' is acquired shared while this thread holds it exclusive; undefined for 'winrt::slim_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
}

void winrtScopesOk(winrt::slim_mutex &Mutex) {
  {
    winrt::slim_shared_lock_guard Reader(Mutex);
  }
  winrt::slim_lock_guard Writer(Mutex);
}

void wrlTwiceBad(Microsoft::WRL::Wrappers::SRWLock &Lock) {
  auto Outer = Lock.LockShared();
  auto Inner = Lock.LockShared();
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'Lock' is acquired shared again while this thread holds it shared; undefined for 'Microsoft::WRL::Wrappers::SRWLock'; Windows forbids recursive use of SRW locks [unwedge-recursive-shared-lock]
}

void pplTwiceBad(concurrency::reader_writer_lock &Lock) {
  concurrency::reader_writer_lock::scoped_lock_read Outer(Lock);
  concurrency::reader_writer_lock::scoped_lock_read Inner(Lock);
  // CHECK-MESSAGES: :[[@LINE-1]]:53: warning: 'Lock' is acquired shared again while this thread holds it shared; 'concurrency::reader_writer_lock' is not recursive; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void pplUpgradeBad(concurrency::reader_writer_lock &Lock) {
  Lock.lock_read();
  Lock.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Lock' is acquired exclusive while this thread holds it shared; 'concurrency::reader_writer_lock' is not recursive; the thread waits for itself [unwedge-recursive-shared-lock]
  Lock.unlock();
  Lock.unlock();
}

void pplTriedOk(concurrency::reader_writer_lock &Lock) {
  Lock.lock_read();
  if (Lock.try_lock_read())
    Lock.unlock();
  Lock.unlock();
}

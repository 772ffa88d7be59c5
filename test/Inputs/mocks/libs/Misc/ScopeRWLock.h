// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_MISC_SCOPERWLOCK_H
#define UNWEDGE_TEST_MOCKS_LIBS_MISC_SCOPERWLOCK_H

#include <HAL/CriticalSection.h>

namespace UE {
template <typename MutexType> class TReadScopeLock {
  MutexType &Mutex;

public:
  explicit TReadScopeLock(MutexType &M) : Mutex(M) { Mutex.ReadLock(); }
  ~TReadScopeLock() { Mutex.ReadUnlock(); }
  TReadScopeLock(const TReadScopeLock &) = delete;
};
template <typename MutexType> class TWriteScopeLock {
  MutexType &Mutex;

public:
  explicit TWriteScopeLock(MutexType &M) : Mutex(M) { Mutex.WriteLock(); }
  ~TWriteScopeLock() { Mutex.WriteUnlock(); }
  TWriteScopeLock(const TWriteScopeLock &) = delete;
};
} // namespace UE

class FReadScopeLock {
  FRWLock &LockObject;

public:
  explicit FReadScopeLock(FRWLock &Lock) : LockObject(Lock) {
    LockObject.ReadLock();
  }
  ~FReadScopeLock() { LockObject.ReadUnlock(); }
  FReadScopeLock(const FReadScopeLock &) = delete;
};
class FWriteScopeLock {
  FRWLock &LockObject;

public:
  explicit FWriteScopeLock(FRWLock &Lock) : LockObject(Lock) {
    LockObject.WriteLock();
  }
  ~FWriteScopeLock() { LockObject.WriteUnlock(); }
  FWriteScopeLock(const FWriteScopeLock &) = delete;
};

enum FRWScopeLockType { SLT_ReadOnly = 0, SLT_Write };

class FRWScopeLock {
  FRWLock &LockObject;
  FRWScopeLockType LockType;

public:
  explicit FRWScopeLock(FRWLock &Lock, FRWScopeLockType Type)
      : LockObject(Lock), LockType(Type) {
    if (LockType != SLT_ReadOnly)
      LockObject.WriteLock();
    else
      LockObject.ReadLock();
  }
  ~FRWScopeLock() {
    if (LockType == SLT_ReadOnly)
      LockObject.ReadUnlock();
    else
      LockObject.WriteUnlock();
  }
  FRWScopeLock(const FRWScopeLock &) = delete;
  void ReleaseReadOnlyLockAndAcquireWriteLock_USE_WITH_CAUTION();
};

#endif // UNWEDGE_TEST_MOCKS_LIBS_MISC_SCOPERWLOCK_H

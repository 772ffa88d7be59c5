// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arcadia (ydb): the mode is in the operations that are the guard's second argument.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_UTIL_SYSTEM_RWLOCK_H
#define UNWEDGE_TEST_MOCKS_LIBS_UTIL_SYSTEM_RWLOCK_H

#include <util/system/guard.h>

class TRWMutex {
public:
  TRWMutex();
  ~TRWMutex();
  void AcquireRead() noexcept;
  bool TryAcquireRead() noexcept;
  void ReleaseRead() noexcept;
  void AcquireWrite() noexcept;
  bool TryAcquireWrite() noexcept;
  void ReleaseWrite() noexcept;
  void Release() noexcept;
};

template <class T> struct TReadGuardOps {
  static void Acquire(T *t) noexcept { t->AcquireRead(); }
  static void Release(T *t) noexcept { t->ReleaseRead(); }
};
template <class T> struct TTryReadGuardOps : public TReadGuardOps<T> {
  static bool TryAcquire(T *t) noexcept { return t->TryAcquireRead(); }
};
template <class T> struct TWriteGuardOps {
  static void Acquire(T *t) noexcept { t->AcquireWrite(); }
  static void Release(T *t) noexcept { t->ReleaseWrite(); }
};
template <class T> struct TTryWriteGuardOps : public TWriteGuardOps<T> {
  static bool TryAcquire(T *t) noexcept { return t->TryAcquireWrite(); }
};

template <class T> using TReadGuardBase = TGuard<T, TReadGuardOps<T>>;
template <class T> using TTryReadGuardBase = TTryGuard<T, TTryReadGuardOps<T>>;
template <class T> using TWriteGuardBase = TGuard<T, TWriteGuardOps<T>>;
template <class T>
using TTryWriteGuardBase = TTryGuard<T, TTryWriteGuardOps<T>>;
using TReadGuard = TReadGuardBase<TRWMutex>;
using TTryReadGuard = TTryReadGuardBase<TRWMutex>;
using TWriteGuard = TWriteGuardBase<TRWMutex>;
using TTryWriteGuard = TTryWriteGuardBase<TRWMutex>;

#endif // UNWEDGE_TEST_MOCKS_LIBS_UTIL_SYSTEM_RWLOCK_H

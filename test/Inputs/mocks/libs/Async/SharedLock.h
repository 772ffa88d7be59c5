// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_ASYNC_SHAREDLOCK_H
#define UNWEDGE_TEST_MOCKS_LIBS_ASYNC_SHAREDLOCK_H

namespace UE {
struct FDeferLock {};

template <typename LockType> class TSharedLock final {
  LockType &Mutex;

public:
  explicit TSharedLock(LockType &Lock) : Mutex(Lock) { Mutex.LockShared(); }
  ~TSharedLock() { Mutex.UnlockShared(); }
  TSharedLock(const TSharedLock &) = delete;
};
template <typename LockType> TSharedLock(LockType &) -> TSharedLock<LockType>;

template <typename LockType> class TDynamicSharedLock final {
public:
  TDynamicSharedLock();
  explicit TDynamicSharedLock(LockType &Lock);
  explicit TDynamicSharedLock(LockType &Lock, FDeferLock);
  TDynamicSharedLock(TDynamicSharedLock &&);
  ~TDynamicSharedLock();
  bool TryLock();
  void Lock();
  void Unlock();
  bool OwnsLock() const;
};
} // namespace UE

#endif // UNWEDGE_TEST_MOCKS_LIBS_ASYNC_SHAREDLOCK_H

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_ASYNC_SHAREDRECURSIVEMUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_ASYNC_SHAREDRECURSIVEMUTEX_H

#include <Async/SharedLock.h>

namespace UE {
class FSharedRecursiveMutex final {
public:
  FSharedRecursiveMutex();
  FSharedRecursiveMutex(const FSharedRecursiveMutex &) = delete;
  bool TryLock();
  void Lock();
  void Unlock();
  class FSharedLockLink {};
  bool TryLockShared(FSharedLockLink &Link);
  void LockShared(FSharedLockLink &Link);
  void UnlockShared(FSharedLockLink &Link);
};

template <> class TSharedLock<FSharedRecursiveMutex> final {
public:
  explicit TSharedLock(FSharedRecursiveMutex &Mutex);
  ~TSharedLock();
  TSharedLock(const TSharedLock &) = delete;
};
} // namespace UE

#endif // UNWEDGE_TEST_MOCKS_LIBS_ASYNC_SHAREDRECURSIVEMUTEX_H

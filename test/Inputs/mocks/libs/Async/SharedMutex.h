// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_ASYNC_SHAREDMUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_ASYNC_SHAREDMUTEX_H

namespace UE {
class FSharedMutex final {
public:
  constexpr FSharedMutex() = default;
  FSharedMutex(const FSharedMutex &) = delete;
  FSharedMutex &operator=(const FSharedMutex &) = delete;
  bool TryLock();
  void Lock();
  void Unlock();
  bool TryLockShared();
  void LockShared();
  void UnlockShared();
};
} // namespace UE

#endif // UNWEDGE_TEST_MOCKS_LIBS_ASYNC_SHAREDMUTEX_H

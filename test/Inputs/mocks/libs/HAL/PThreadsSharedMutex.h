// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_HAL_PTHREADSSHAREDMUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_HAL_PTHREADSSHAREDMUTEX_H

namespace UE {
class FPThreadsSharedMutex {
public:
  FPThreadsSharedMutex();
  ~FPThreadsSharedMutex();
  FPThreadsSharedMutex(const FPThreadsSharedMutex &) = delete;
  bool TryLock();
  void Lock();
  void Unlock();
  bool TryLockShared();
  void LockShared();
  void UnlockShared();
};
} // namespace UE

#endif // UNWEDGE_TEST_MOCKS_LIBS_HAL_PTHREADSSHAREDMUTEX_H

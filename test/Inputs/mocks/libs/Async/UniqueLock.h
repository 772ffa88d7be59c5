// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_ASYNC_UNIQUELOCK_H
#define UNWEDGE_TEST_MOCKS_LIBS_ASYNC_UNIQUELOCK_H

namespace UE {
template <typename LockType> class TUniqueLock final {
  LockType &Mutex;

public:
  explicit TUniqueLock(LockType &Lock) : Mutex(Lock) { Mutex.Lock(); }
  ~TUniqueLock() { Mutex.Unlock(); }
  TUniqueLock(const TUniqueLock &) = delete;
};
template <typename LockType> TUniqueLock(LockType &) -> TUniqueLock<LockType>;
} // namespace UE

#endif // UNWEDGE_TEST_MOCKS_LIBS_ASYNC_UNIQUELOCK_H

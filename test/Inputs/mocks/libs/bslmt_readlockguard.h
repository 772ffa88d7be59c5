// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_BSLMT_READLOCKGUARD_H
#define UNWEDGE_TEST_MOCKS_LIBS_BSLMT_READLOCKGUARD_H

namespace BloombergLP {
namespace bslmt {
template <class T> class ReadLockGuard {
  T *Held;

public:
  explicit ReadLockGuard(T *Lock) : Held(Lock) {
    if (Held)
      Held->lockRead();
  }
  ReadLockGuard(T *Lock, int PreLocked);
  ~ReadLockGuard() {
    if (Held)
      Held->unlock();
  }
  ReadLockGuard(const ReadLockGuard &) = delete;
  T *release();
  T *ptr() const;
};
} // namespace bslmt
} // namespace BloombergLP

#endif // UNWEDGE_TEST_MOCKS_LIBS_BSLMT_READLOCKGUARD_H

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_BSLMT_WRITELOCKGUARD_H
#define UNWEDGE_TEST_MOCKS_LIBS_BSLMT_WRITELOCKGUARD_H

namespace BloombergLP {
namespace bslmt {
template <class T> class WriteLockGuard {
  T *Held;

public:
  explicit WriteLockGuard(T *Lock) : Held(Lock) {
    if (Held)
      Held->lockWrite();
  }
  WriteLockGuard(T *Lock, int PreLocked);
  ~WriteLockGuard() {
    if (Held)
      Held->unlock();
  }
  WriteLockGuard(const WriteLockGuard &) = delete;
  T *release();
  T *ptr() const;
};
} // namespace bslmt
} // namespace BloombergLP

#endif // UNWEDGE_TEST_MOCKS_LIBS_BSLMT_WRITELOCKGUARD_H

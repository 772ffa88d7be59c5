// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_KUDU_UTIL_LOCKS_H
#define UNWEDGE_TEST_MOCKS_LIBS_KUDU_UTIL_LOCKS_H

#include <mutex>

namespace kudu {
template <class Mutex> class shared_lock {
  Mutex *Held = nullptr;

public:
  shared_lock() {}
  explicit shared_lock(Mutex &M) : Held(&M) { Held->lock_shared(); }
  shared_lock(Mutex &M, std::try_to_lock_t)
      : Held(M.try_lock_shared() ? &M : nullptr) {}
  ~shared_lock() {
    if (Held)
      Held->unlock_shared();
  }
  shared_lock(const shared_lock &) = delete;
  void unlock() {
    Held->unlock_shared();
    Held = nullptr;
  }
  bool owns_lock() const { return Held != nullptr; }
  void swap(shared_lock &Other);
};
} // namespace kudu

#endif // UNWEDGE_TEST_MOCKS_LIBS_KUDU_UTIL_LOCKS_H

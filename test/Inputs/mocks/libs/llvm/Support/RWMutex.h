// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As in LLVM 19 and 22: the scoped guards are aliases of the standard ones.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_LLVM_SUPPORT_RWMUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_LLVM_SUPPORT_RWMUTEX_H

#include <mutex>
#include <shared_mutex>

namespace llvm {
bool llvm_is_multithreaded();
namespace sys {
template <bool mt_only> class SmartRWMutex {
  std::shared_mutex impl;

public:
  bool lock_shared() {
    if (!mt_only || llvm_is_multithreaded())
      impl.lock_shared();
    return true;
  }
  bool unlock_shared() {
    if (!mt_only || llvm_is_multithreaded())
      impl.unlock_shared();
    return true;
  }
  bool try_lock_shared() { return impl.try_lock_shared(); }
  bool lock() {
    if (!mt_only || llvm_is_multithreaded())
      impl.lock();
    return true;
  }
  bool unlock() {
    if (!mt_only || llvm_is_multithreaded())
      impl.unlock();
    return true;
  }
  bool try_lock() { return impl.try_lock(); }
};
typedef SmartRWMutex<false> RWMutex;

template <bool mt_only>
using SmartScopedReader = const std::shared_lock<SmartRWMutex<mt_only>>;
typedef SmartScopedReader<false> ScopedReader;
template <bool mt_only>
using SmartScopedWriter = std::lock_guard<SmartRWMutex<mt_only>>;
typedef SmartScopedWriter<false> ScopedWriter;
} // namespace sys
} // namespace llvm

#endif // UNWEDGE_TEST_MOCKS_LIBS_LLVM_SUPPORT_RWMUTEX_H

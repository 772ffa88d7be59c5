// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations give an awaitable; what it is made of does not matter here.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_FOLLY_CORO_SHAREDMUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_FOLLY_CORO_SHAREDMUTEX_H

#include <mutex>

namespace folly {
namespace coro {
template <class T> struct MockAwaitable {
  bool await_ready();
  template <class Handle> void await_suspend(Handle Coroutine);
  T await_resume();
};

template <class Mutex> class SharedLock {
public:
  SharedLock(Mutex &M, std::adopt_lock_t);
  SharedLock(SharedLock &&) noexcept;
  ~SharedLock();
  void unlock() noexcept;
};

class SharedMutexFair {
public:
  SharedMutexFair() noexcept;
  ~SharedMutexFair();
  SharedMutexFair(const SharedMutexFair &) = delete;
  bool try_lock() noexcept;
  bool try_lock_shared() noexcept;
  [[nodiscard]] MockAwaitable<void> co_lock() noexcept;
  [[nodiscard]] MockAwaitable<std::unique_lock<SharedMutexFair>>
  co_scoped_lock() noexcept;
  [[nodiscard]] MockAwaitable<void> co_lock_shared() noexcept;
  [[nodiscard]] MockAwaitable<SharedLock<SharedMutexFair>>
  co_scoped_lock_shared() noexcept;
  [[nodiscard]] MockAwaitable<void> co_lock_upgrade() noexcept;
  void unlock() noexcept;
  void lock();
  void unlock_shared() noexcept;
  void unlock_upgrade() noexcept;
};
using SharedMutex = SharedMutexFair;
} // namespace coro
} // namespace folly

#endif // UNWEDGE_TEST_MOCKS_LIBS_FOLLY_CORO_SHAREDMUTEX_H

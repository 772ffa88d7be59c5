// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_WINRT_BASE_H
#define UNWEDGE_TEST_MOCKS_LIBS_WINRT_BASE_H

namespace winrt {
struct slim_mutex {
  slim_mutex() noexcept = default;
  slim_mutex(const slim_mutex &) = delete;
  slim_mutex &operator=(const slim_mutex &) = delete;
  void lock() noexcept;
  void lock_shared() noexcept;
  bool try_lock() noexcept;
  bool try_lock_shared() noexcept;
  void unlock() noexcept;
  void unlock_shared() noexcept;
};

struct slim_lock_guard {
  explicit slim_lock_guard(slim_mutex &M) noexcept : Owned(M) { Owned.lock(); }
  ~slim_lock_guard() noexcept { Owned.unlock(); }

private:
  slim_mutex &Owned;
};

struct slim_shared_lock_guard {
  explicit slim_shared_lock_guard(slim_mutex &M) noexcept : Owned(M) {
    Owned.lock_shared();
  }
  ~slim_shared_lock_guard() noexcept { Owned.unlock_shared(); }

private:
  slim_mutex &Owned;
};
} // namespace winrt

#endif // UNWEDGE_TEST_MOCKS_LIBS_WINRT_BASE_H

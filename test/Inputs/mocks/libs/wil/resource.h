// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// There is no unlock: the guard that an acquisition returns is the lock.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_WIL_RESOURCE_H
#define UNWEDGE_TEST_MOCKS_LIBS_WIL_RESOURCE_H

#include <windows.h>

namespace wil {
namespace details {
template <void (*Release)(PSRWLOCK)> struct mock_srwlock_policy {
  static void close(PSRWLOCK Lock) { Release(Lock); }
};
// Stands for what details::unique_storage and its policy make.
template <class Policy> class unique_storage {
  PSRWLOCK Lock;

public:
  unique_storage() : Lock(nullptr) {}
  explicit unique_storage(PSRWLOCK L) : Lock(L) {}
  unique_storage(unique_storage &&Other) noexcept : Lock(Other.release()) {}
  ~unique_storage() { reset(); }
  PSRWLOCK get() const { return Lock; }
  PSRWLOCK release() {
    PSRWLOCK Result = Lock;
    Lock = nullptr;
    return Result;
  }
  void reset() {
    if (Lock)
      Policy::close(Lock);
    Lock = nullptr;
  }
  explicit operator bool() const { return Lock != nullptr; }
};
} // namespace details

template <class Storage> class unique_any_t : public Storage {
public:
  using Storage::Storage;
  unique_any_t() = default;
  unique_any_t(unique_any_t &&) = default;
};

using rwlock_release_shared_scope_exit = unique_any_t<details::unique_storage<
    details::mock_srwlock_policy<ReleaseSRWLockShared>>>;
using rwlock_release_exclusive_scope_exit =
    unique_any_t<details::unique_storage<
        details::mock_srwlock_policy<ReleaseSRWLockExclusive>>>;

[[nodiscard]] inline rwlock_release_shared_scope_exit
AcquireSRWLockShared(SRWLOCK *Lock) noexcept {
  ::AcquireSRWLockShared(Lock);
  return rwlock_release_shared_scope_exit(Lock);
}
[[nodiscard]] inline rwlock_release_shared_scope_exit
TryAcquireSRWLockShared(SRWLOCK *Lock) noexcept {
  return rwlock_release_shared_scope_exit(
      ::TryAcquireSRWLockShared(Lock) ? Lock : nullptr);
}
[[nodiscard]] inline rwlock_release_exclusive_scope_exit
AcquireSRWLockExclusive(SRWLOCK *Lock) noexcept {
  ::AcquireSRWLockExclusive(Lock);
  return rwlock_release_exclusive_scope_exit(Lock);
}
[[nodiscard]] inline rwlock_release_exclusive_scope_exit
TryAcquireSRWLockExclusive(SRWLOCK *Lock) noexcept {
  return rwlock_release_exclusive_scope_exit(
      ::TryAcquireSRWLockExclusive(Lock) ? Lock : nullptr);
}

class srwlock {
  SRWLOCK Native = SRWLOCK_INIT;

public:
  srwlock() = default;
  srwlock(const srwlock &) = delete;
  srwlock &operator=(const srwlock &) = delete;
  [[nodiscard]] rwlock_release_exclusive_scope_exit lock_exclusive() noexcept {
    return wil::AcquireSRWLockExclusive(&Native);
  }
  [[nodiscard]] rwlock_release_exclusive_scope_exit
  try_lock_exclusive() noexcept {
    return wil::TryAcquireSRWLockExclusive(&Native);
  }
  [[nodiscard]] rwlock_release_shared_scope_exit lock_shared() noexcept {
    return wil::AcquireSRWLockShared(&Native);
  }
  [[nodiscard]] rwlock_release_shared_scope_exit try_lock_shared() noexcept {
    return wil::TryAcquireSRWLockShared(&Native);
  }
};
} // namespace wil

#endif // UNWEDGE_TEST_MOCKS_LIBS_WIL_RESOURCE_H

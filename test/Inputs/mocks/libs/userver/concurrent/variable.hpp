// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_USERVER_CONCURRENT_VARIABLE_HPP
#define UNWEDGE_TEST_MOCKS_LIBS_USERVER_CONCURRENT_VARIABLE_HPP

#include <userver/engine/shared_mutex.hpp>

#include <optional>

namespace userver {
namespace concurrent {
template <typename Lock, typename Data> class LockedPtr final {
  Lock Held;
  Data &Value;

public:
  using Mutex = typename Lock::mutex_type;
  LockedPtr(Mutex &M, Data &D) : Held(M), Value(D) {}
  LockedPtr(Lock &&L, Data &D) : Held(std::move(L)), Value(D) {}
  Data &operator*() & { return Value; }
  const Data &operator*() const & { return Value; }
  Data *operator->() & { return &Value; }
  const Data *operator->() const & { return &Value; }
  Lock &GetLock() { return Held; }
};

template <typename Data, typename Mutex = std::mutex> class Variable final {
  mutable Mutex Guard;
  Data Value;

public:
  template <typename... Args>
  Variable(Args &&...A) : Value(std::forward<Args>(A)...) {}
  LockedPtr<std::unique_lock<Mutex>, Data> UniqueLock() {
    return {Guard, Value};
  }
  LockedPtr<std::unique_lock<Mutex>, const Data> UniqueLock() const {
    return {Guard, Value};
  }
  std::optional<LockedPtr<std::unique_lock<Mutex>, Data>>
      UniqueLock(std::try_to_lock_t);
  LockedPtr<std::shared_lock<Mutex>, const Data> SharedLock() const {
    return {Guard, Value};
  }
  LockedPtr<std::lock_guard<Mutex>, Data> Lock() { return {Guard, Value}; }
  LockedPtr<std::lock_guard<Mutex>, const Data> Lock() const {
    return {Guard, Value};
  }
  Mutex &GetMutexUnsafe() const { return Guard; }
};
} // namespace concurrent
} // namespace userver

#endif // UNWEDGE_TEST_MOCKS_LIBS_USERVER_CONCURRENT_VARIABLE_HPP

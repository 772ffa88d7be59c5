// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_SEASTAR_CORE_SHARED_MUTEX_HH
#define UNWEDGE_TEST_MOCKS_LIBS_SEASTAR_CORE_SHARED_MUTEX_HH

#include <seastar/core/future.hh>

#include <mutex>
#include <shared_mutex>

namespace seastar {
class shared_mutex {
public:
  shared_mutex();
  shared_mutex(shared_mutex &&);
  future<> lock_shared() noexcept;
  bool try_lock_shared() noexcept;
  void unlock_shared() noexcept;
  future<> lock() noexcept;
  bool try_lock() noexcept;
  void unlock() noexcept;
};
template <typename Func>
auto with_shared(shared_mutex &M, Func &&F) -> future<> {
  return M.lock_shared().then(std::forward<Func>(F));
}
template <typename Func> auto with_lock(shared_mutex &M, Func &&F) -> future<> {
  return M.lock().then(std::forward<Func>(F));
}
future<std::shared_lock<shared_mutex>> get_shared_lock(shared_mutex &M);
future<std::unique_lock<shared_mutex>> get_unique_lock(shared_mutex &M);
} // namespace seastar

#endif // UNWEDGE_TEST_MOCKS_LIBS_SEASTAR_CORE_SHARED_MUTEX_HH

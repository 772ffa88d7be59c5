// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_USERVER_ENGINE_SHARED_MUTEX_HPP
#define UNWEDGE_TEST_MOCKS_LIBS_USERVER_ENGINE_SHARED_MUTEX_HPP

#include <mutex>
#include <shared_mutex>

namespace userver {
namespace engine {
class Deadline {};

class SharedMutex final {
public:
  SharedMutex();
  ~SharedMutex();
  SharedMutex(const SharedMutex &) = delete;
  SharedMutex &operator=(const SharedMutex &) = delete;
  void lock();
  void unlock();
  bool try_lock();
  template <class R, class P>
  bool try_lock_for(const std::chrono::duration<R, P> &Time);
  bool try_lock_until(Deadline Time);
  void lock_shared();
  void unlock_shared();
  bool try_lock_shared();
  template <class R, class P>
  bool try_lock_shared_for(const std::chrono::duration<R, P> &Time);
  bool try_lock_shared_until(Deadline Time);
};
} // namespace engine
} // namespace userver

#endif // UNWEDGE_TEST_MOCKS_LIBS_USERVER_ENGINE_SHARED_MUTEX_HPP

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_FOLLY_FIBERS_TIMEDMUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_FOLLY_FIBERS_TIMEDMUTEX_H

#include <mutex>
#include <shared_mutex>

namespace folly {
namespace fibers {
class Baton {};

template <bool ReaderPriority, typename BatonType> class TimedRWMutexImpl {
public:
  TimedRWMutexImpl() = default;
  TimedRWMutexImpl(const TimedRWMutexImpl &) = delete;
  TimedRWMutexImpl &operator=(const TimedRWMutexImpl &) = delete;
  void lock_shared();
  template <class R, class P>
  bool try_lock_shared_for(const std::chrono::duration<R, P> &Time);
  template <class C, class D>
  bool try_lock_shared_until(const std::chrono::time_point<C, D> &Time);
  bool try_lock_shared();
  void unlock_shared();
  void lock();
  template <class R, class P>
  bool try_lock_for(const std::chrono::duration<R, P> &Time);
  template <class C, class D>
  bool try_lock_until(const std::chrono::time_point<C, D> &Time);
  bool try_lock();
  void unlock();
  void unlock_and_lock_shared();
};

template <typename BatonType>
using TimedRWMutexReadPriority = TimedRWMutexImpl<true, BatonType>;
template <typename BatonType>
using TimedRWMutexWritePriority = TimedRWMutexImpl<false, BatonType>;
template <typename BatonType>
using TimedRWMutex = TimedRWMutexReadPriority<BatonType>;
} // namespace fibers
} // namespace folly

#endif // UNWEDGE_TEST_MOCKS_LIBS_FOLLY_FIBERS_TIMEDMUTEX_H

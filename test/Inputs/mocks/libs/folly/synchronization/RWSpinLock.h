// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_FOLLY_SYNCHRONIZATION_RWSPINLOCK_H
#define UNWEDGE_TEST_MOCKS_LIBS_FOLLY_SYNCHRONIZATION_RWSPINLOCK_H

#include <mutex>
#include <shared_mutex>

namespace folly {
class RWSpinLock {
public:
  constexpr RWSpinLock() {}
  RWSpinLock(const RWSpinLock &) = delete;
  RWSpinLock &operator=(const RWSpinLock &) = delete;
  void lock();
  void unlock();
  void lock_shared();
  void unlock_shared();
  void unlock_and_lock_shared();
  void lock_upgrade();
  void unlock_upgrade();
  void unlock_upgrade_and_lock();
  void unlock_upgrade_and_lock_shared();
  void unlock_and_lock_upgrade();
  bool try_lock();
  bool try_lock_shared();
  bool try_lock_upgrade();
};
} // namespace folly

#endif // UNWEDGE_TEST_MOCKS_LIBS_FOLLY_SYNCHRONIZATION_RWSPINLOCK_H

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Godot. Backed by the standard lock, so the bodies matter.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_CORE_OS_RW_LOCK_H
#define UNWEDGE_TEST_MOCKS_LIBS_CORE_OS_RW_LOCK_H

#include <mutex>
#include <shared_mutex>

class RWLock {
  mutable std::shared_timed_mutex mutex;

public:
  void read_lock() const { mutex.lock_shared(); }
  void read_unlock() const { mutex.unlock_shared(); }
  bool read_try_lock() const { return mutex.try_lock_shared(); }
  void write_lock() { mutex.lock(); }
  void write_unlock() { mutex.unlock(); }
  bool write_try_lock() { return mutex.try_lock(); }
};

class RWLockRead {
  const RWLock &lock;

public:
  RWLockRead(const RWLock &p_lock) : lock(p_lock) { lock.read_lock(); }
  ~RWLockRead() { lock.read_unlock(); }
};
class RWLockWrite {
  RWLock &lock;

public:
  RWLockWrite(RWLock &p_lock) : lock(p_lock) { lock.write_lock(); }
  ~RWLockWrite() { lock.write_unlock(); }
};

#endif // UNWEDGE_TEST_MOCKS_LIBS_CORE_OS_RW_LOCK_H

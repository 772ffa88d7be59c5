// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ceph, before std::shared_mutex. Not in one program with Godot's class of that name.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_COMMON_RWLOCK_H
#define UNWEDGE_TEST_MOCKS_LIBS_COMMON_RWLOCK_H

#include <pthread.h>
#include <string>

class RWLock final {
  mutable pthread_rwlock_t L;

public:
  RWLock(const RWLock &) = delete;
  const RWLock &operator=(const RWLock &) = delete;
  RWLock(const std::string &n, bool track_lock = true, bool ld = true,
         bool prioritize_write = false);
  ~RWLock();
  bool is_locked() const;
  bool is_wlocked() const;
  void unlock(bool lockdep = true) const;
  void get_read() const;
  bool try_get_read() const;
  void put_read() const { unlock(); }
  void get_write(bool lockdep = true);
  bool try_get_write(bool lockdep = true);
  void put_write() { unlock(); }
  void get(bool for_write) {
    if (for_write)
      get_write();
    else
      get_read();
  }

  class RLocker {
    const RWLock &m_lock;
    bool locked;

  public:
    explicit RLocker(const RWLock &lock) : m_lock(lock) {
      m_lock.get_read();
      locked = true;
    }
    void unlock() {
      m_lock.unlock();
      locked = false;
    }
    ~RLocker() {
      if (locked)
        m_lock.unlock();
    }
  };
  class WLocker {
    RWLock &m_lock;
    bool locked;

  public:
    explicit WLocker(RWLock &lock) : m_lock(lock) {
      m_lock.get_write();
      locked = true;
    }
    void unlock() {
      m_lock.unlock();
      locked = false;
    }
    ~WLocker() {
      if (locked)
        m_lock.unlock();
    }
  };
};

#endif // UNWEDGE_TEST_MOCKS_LIBS_COMMON_RWLOCK_H

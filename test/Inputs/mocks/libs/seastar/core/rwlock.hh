// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_SEASTAR_CORE_RWLOCK_HH
#define UNWEDGE_TEST_MOCKS_LIBS_SEASTAR_CORE_RWLOCK_HH

#include <seastar/core/semaphore.hh>

namespace seastar {
template <typename Clock> class basic_rwlock;

template <typename Clock = lowres_clock> class rwlock_for_read {
public:
  future<> lock() {
    return static_cast<basic_rwlock<Clock> *>(this)->read_lock();
  }
  void unlock() { static_cast<basic_rwlock<Clock> *>(this)->read_unlock(); }
  friend class basic_rwlock<Clock>;
};
template <typename Clock = lowres_clock> class rwlock_for_write {
public:
  future<> lock() {
    return static_cast<basic_rwlock<Clock> *>(this)->write_lock();
  }
  void unlock() { static_cast<basic_rwlock<Clock> *>(this)->write_unlock(); }
  friend class basic_rwlock<Clock>;
};

template <typename Clock = lowres_clock>
class basic_rwlock : private rwlock_for_read<Clock>, rwlock_for_write<Clock> {
public:
  using holder = semaphore_units<semaphore_default_exception_factory, Clock>;
  basic_rwlock();
  rwlock_for_read<Clock> &for_read() { return *this; }
  rwlock_for_write<Clock> &for_write() { return *this; }
  future<> read_lock();
  future<> read_lock(abort_source &Source);
  void read_unlock();
  future<> write_lock();
  future<> write_lock(abort_source &Source);
  void write_unlock();
  bool try_read_lock();
  bool try_write_lock();
  future<holder> hold_read_lock();
  future<holder> hold_read_lock(abort_source &Source);
  future<holder> hold_write_lock();
  future<holder> hold_write_lock(abort_source &Source);
  bool locked() const;
  friend class rwlock_for_read<Clock>;
  friend class rwlock_for_write<Clock>;
};
using rwlock = basic_rwlock<>;
} // namespace seastar

#endif // UNWEDGE_TEST_MOCKS_LIBS_SEASTAR_CORE_RWLOCK_HH

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All that the mocks in sync/ offer.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_BOOST_INTERPROCESS_MOCK_SYNC_HPP
#define UNWEDGE_TEST_MOCKS_LIBS_BOOST_INTERPROCESS_MOCK_SYNC_HPP

namespace boost {
namespace posix_time {
class ptime;
} // namespace posix_time

namespace interprocess {
using posix_time::ptime;
struct defer_lock_type {};
struct try_to_lock_type {};
struct accept_ownership_type {};
static const defer_lock_type defer_lock = {};
static const try_to_lock_type try_to_lock = {};
static const accept_ownership_type accept_ownership = {};
struct open_or_create_t {};
static const open_or_create_t open_or_create = {};

class interprocess_sharable_mutex {
public:
  interprocess_sharable_mutex();
  ~interprocess_sharable_mutex();
  interprocess_sharable_mutex(const interprocess_sharable_mutex &) = delete;
  void lock();
  bool try_lock();
  bool timed_lock(const ptime &Time);
  void unlock();
  void lock_sharable();
  bool try_lock_sharable();
  bool timed_lock_sharable(const ptime &Time);
  void unlock_sharable();
};

class interprocess_upgradable_mutex {
public:
  interprocess_upgradable_mutex();
  ~interprocess_upgradable_mutex();
  interprocess_upgradable_mutex(const interprocess_upgradable_mutex &) = delete;
  void lock();
  bool try_lock();
  bool timed_lock(const ptime &Time);
  void unlock();
  void lock_sharable();
  bool try_lock_sharable();
  bool timed_lock_sharable(const ptime &Time);
  void unlock_sharable();
  void lock_upgradable();
  bool try_lock_upgradable();
  bool timed_lock_upgradable(const ptime &Time);
  void unlock_upgradable();
  void unlock_and_lock_upgradable();
  void unlock_and_lock_sharable();
  void unlock_upgradable_and_lock_sharable();
  void unlock_upgradable_and_lock();
  bool try_unlock_upgradable_and_lock();
  bool try_unlock_sharable_and_lock();
};

class named_sharable_mutex {
public:
  named_sharable_mutex(open_or_create_t, const char *Name);
  ~named_sharable_mutex();
  void lock();
  bool try_lock();
  void unlock();
  void lock_sharable();
  bool try_lock_sharable();
  bool timed_lock_sharable(const ptime &Time);
  void unlock_sharable();
};

class named_upgradable_mutex {
public:
  named_upgradable_mutex(open_or_create_t, const char *Name);
  ~named_upgradable_mutex();
  void lock();
  bool try_lock();
  void unlock();
  void lock_sharable();
  bool try_lock_sharable();
  void unlock_sharable();
  void lock_upgradable();
  bool try_lock_upgradable();
  void unlock_upgradable();
};

class file_lock {
public:
  file_lock();
  explicit file_lock(const char *Name);
  ~file_lock();
  void lock();
  bool try_lock();
  void unlock();
  void lock_sharable();
  bool try_lock_sharable();
  bool timed_lock_sharable(const ptime &Time);
  void unlock_sharable();
};

#define MOCK_INTERPROCESS_LOCK(NAME)                                           \
  template <class Mutex> class NAME {                                          \
  public:                                                                      \
    using mutex_type = Mutex;                                                  \
    NAME();                                                                    \
    explicit NAME(Mutex &M);                                                   \
    NAME(Mutex &M, defer_lock_type);                                           \
    NAME(Mutex &M, accept_ownership_type);                                     \
    NAME(Mutex &M, try_to_lock_type);                                          \
    NAME(Mutex &M, const ptime &Time);                                         \
    NAME(NAME &&);                                                             \
    NAME &operator=(NAME &&);                                                  \
    ~NAME();                                                                   \
    void lock();                                                               \
    bool try_lock();                                                           \
    void unlock();                                                             \
    bool owns() const;                                                         \
    Mutex *release();                                                          \
  }
MOCK_INTERPROCESS_LOCK(scoped_lock);
MOCK_INTERPROCESS_LOCK(sharable_lock);
MOCK_INTERPROCESS_LOCK(upgradable_lock);
#undef MOCK_INTERPROCESS_LOCK
} // namespace interprocess
} // namespace boost

#endif // UNWEDGE_TEST_MOCKS_LIBS_BOOST_INTERPROCESS_MOCK_SYNC_HPP

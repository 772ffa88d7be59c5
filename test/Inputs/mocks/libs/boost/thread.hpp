// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Version 1.81, first implementation: shared_timed_mutex and upgrade_mutex are other
// names of shared_mutex.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_BOOST_THREAD_HPP
#define UNWEDGE_TEST_MOCKS_LIBS_BOOST_THREAD_HPP

#include <utility>

namespace boost {
namespace posix_time {
class ptime {};
class time_duration {};
} // namespace posix_time
using system_time = posix_time::ptime;
namespace chrono {
template <class Rep, class Period = void> class duration {
public:
  explicit duration(Rep Count);
};
using seconds = duration<long>;
using milliseconds = duration<long, int>;
template <class Clock, class Duration = seconds> class time_point {};
} // namespace chrono

struct adopt_lock_t {};
struct defer_lock_t {};
struct try_to_lock_t {};
constexpr adopt_lock_t adopt_lock = {};
constexpr defer_lock_t defer_lock = {};
constexpr try_to_lock_t try_to_lock = {};

template <class Mutex> class lock_guard {
  Mutex &Owned;

public:
  explicit lock_guard(Mutex &M) : Owned(M) { Owned.lock(); }
  lock_guard(Mutex &M, adopt_lock_t) : Owned(M) {}
  ~lock_guard() { Owned.unlock(); }
  lock_guard(const lock_guard &) = delete;
  lock_guard &operator=(const lock_guard &) = delete;
};

template <class Mutex> class unique_lock {
public:
  using mutex_type = Mutex;
  unique_lock() noexcept;
  explicit unique_lock(Mutex &M);
  unique_lock(Mutex &M, adopt_lock_t);
  unique_lock(Mutex &M, defer_lock_t) noexcept;
  unique_lock(Mutex &M, try_to_lock_t);
  unique_lock(Mutex &M, const system_time &Target);
  template <class R, class P>
  unique_lock(Mutex &M, const chrono::duration<R, P> &Time);
  unique_lock(unique_lock &&) noexcept;
  unique_lock &operator=(unique_lock &&) noexcept;
  ~unique_lock();
  void lock();
  bool try_lock();
  template <class R, class P>
  bool try_lock_for(const chrono::duration<R, P> &Time);
  void unlock();
  Mutex *release() noexcept;
  Mutex *mutex() const noexcept;
  bool owns_lock() const noexcept;
  explicit operator bool() const noexcept;
  void swap(unique_lock &) noexcept;
};

template <class Mutex> class shared_lock {
public:
  using mutex_type = Mutex;
  shared_lock() noexcept;
  explicit shared_lock(Mutex &M);
  shared_lock(Mutex &M, adopt_lock_t);
  shared_lock(Mutex &M, defer_lock_t) noexcept;
  shared_lock(Mutex &M, try_to_lock_t);
  shared_lock(Mutex &M, const system_time &Target);
  template <class R, class P>
  shared_lock(Mutex &M, const chrono::duration<R, P> &Time);
  shared_lock(shared_lock &&) noexcept;
  shared_lock &operator=(shared_lock &&) noexcept;
  ~shared_lock();
  void lock();
  bool try_lock();
  bool timed_lock(const system_time &Target);
  template <class R, class P>
  bool try_lock_for(const chrono::duration<R, P> &Time);
  void unlock();
  Mutex *release() noexcept;
  Mutex *mutex() const noexcept;
  bool owns_lock() const noexcept;
  explicit operator bool() const noexcept;
  void swap(shared_lock &) noexcept;
};

template <class Mutex> class shared_lock_guard {
  Mutex &Owned;

public:
  explicit shared_lock_guard(Mutex &M) : Owned(M) { Owned.lock_shared(); }
  shared_lock_guard(Mutex &M, adopt_lock_t) : Owned(M) {}
  ~shared_lock_guard() { Owned.unlock_shared(); }
  shared_lock_guard(const shared_lock_guard &) = delete;
  shared_lock_guard &operator=(const shared_lock_guard &) = delete;
};

template <class Mutex> class upgrade_lock {
public:
  using mutex_type = Mutex;
  upgrade_lock() noexcept;
  explicit upgrade_lock(Mutex &M);
  upgrade_lock(Mutex &M, adopt_lock_t);
  upgrade_lock(Mutex &M, defer_lock_t) noexcept;
  upgrade_lock(Mutex &M, try_to_lock_t);
  upgrade_lock(upgrade_lock &&) noexcept;
  upgrade_lock &operator=(upgrade_lock &&) noexcept;
  ~upgrade_lock();
  void lock();
  bool try_lock();
  void unlock();
  Mutex *release() noexcept;
  bool owns_lock() const noexcept;
};

template <class Mutex> class upgrade_to_unique_lock {
public:
  explicit upgrade_to_unique_lock(upgrade_lock<Mutex> &Source);
  ~upgrade_to_unique_lock();
};

class mutex {
public:
  using scoped_lock = unique_lock<mutex>;
  mutex();
  ~mutex();
  mutex(const mutex &) = delete;
  mutex &operator=(const mutex &) = delete;
  void lock();
  bool try_lock() noexcept;
  void unlock();
};

class shared_mutex {
public:
  shared_mutex();
  ~shared_mutex();
  shared_mutex(const shared_mutex &) = delete;
  shared_mutex &operator=(const shared_mutex &) = delete;
  void lock_shared();
  bool try_lock_shared();
  bool timed_lock_shared(const system_time &Target);
  template <class R, class P>
  bool try_lock_shared_for(const chrono::duration<R, P> &Time);
  template <class C, class D>
  bool try_lock_shared_until(const chrono::time_point<C, D> &Time);
  void unlock_shared();
  void lock();
  bool try_lock();
  bool timed_lock(const system_time &Target);
  template <class R, class P>
  bool try_lock_for(const chrono::duration<R, P> &Time);
  template <class C, class D>
  bool try_lock_until(const chrono::time_point<C, D> &Time);
  void unlock();
  void lock_upgrade();
  bool try_lock_upgrade();
  bool timed_lock_upgrade(const system_time &Target);
  template <class R, class P>
  bool try_lock_upgrade_for(const chrono::duration<R, P> &Time);
  void unlock_upgrade();
  void unlock_upgrade_and_lock();
  bool try_unlock_upgrade_and_lock();
  void unlock_and_lock_upgrade();
  void unlock_and_lock_shared();
  void unlock_upgrade_and_lock_shared();
#ifdef BOOST_THREAD_PROVIDES_SHARED_MUTEX_UPWARDS_CONVERSIONS
  bool try_unlock_shared_and_lock();
  bool try_unlock_shared_and_lock_upgrade();
#endif
};
using shared_timed_mutex = shared_mutex;
using upgrade_mutex = shared_mutex;

template <class M1, class M2> void lock(M1 &First, M2 &Second);
template <class Lockable, class F, class... Args>
auto with_lock_guard(Lockable &M, F &&Function, Args &&...Arguments)
    -> decltype(Function(std::forward<Args>(Arguments)...)) {
  lock_guard<Lockable> Guard(M);
  return Function(std::forward<Args>(Arguments)...);
}
} // namespace boost

#endif // UNWEDGE_TEST_MOCKS_LIBS_BOOST_THREAD_HPP

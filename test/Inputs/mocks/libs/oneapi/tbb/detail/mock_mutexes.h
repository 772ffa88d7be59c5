// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Classes live in detail::d1; tbb names them by using-declarations in an inline
// namespace.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_ONEAPI_TBB_DETAIL_MOCK_MUTEXES_H
#define UNWEDGE_TEST_MOCKS_LIBS_ONEAPI_TBB_DETAIL_MOCK_MUTEXES_H

namespace tbb {
namespace detail {
namespace d1 {
template <typename Mutex> class rw_scoped_lock {
  Mutex *Device = nullptr;
  bool IsWriter = false;

public:
  constexpr rw_scoped_lock() noexcept {}
  rw_scoped_lock(Mutex &M, bool Write = true) { acquire(M, Write); }
  ~rw_scoped_lock() {
    if (Device)
      release();
  }
  rw_scoped_lock(const rw_scoped_lock &) = delete;
  rw_scoped_lock &operator=(const rw_scoped_lock &) = delete;
  void acquire(Mutex &M, bool Write = true) {
    IsWriter = Write;
    Device = &M;
    if (Write)
      Device->lock();
    else
      Device->lock_shared();
  }
  bool try_acquire(Mutex &M, bool Write = true) {
    bool Succeeded = Write ? M.try_lock() : M.try_lock_shared();
    if (Succeeded) {
      Device = &M;
      IsWriter = Write;
    }
    return Succeeded;
  }
  void release() {
    Mutex *M = Device;
    Device = nullptr;
    if (IsWriter)
      M->unlock();
    else
      M->unlock_shared();
  }
  bool upgrade_to_writer();
  bool downgrade_to_reader();
  bool is_writer() const;
};

#define MOCK_TBB_MUTEX(NAME, IS_RECURSIVE)                                     \
  class NAME {                                                                 \
  public:                                                                      \
    NAME() noexcept;                                                           \
    ~NAME();                                                                   \
    NAME(const NAME &) = delete;                                               \
    NAME &operator=(const NAME &) = delete;                                    \
    using scoped_lock = rw_scoped_lock<NAME>;                                  \
    static constexpr bool is_rw_mutex = true;                                  \
    static constexpr bool is_recursive_mutex = IS_RECURSIVE;                   \
    static constexpr bool is_fair_mutex = false;                               \
    void lock();                                                               \
    bool try_lock();                                                           \
    void unlock();                                                             \
    void lock_shared();                                                        \
    bool try_lock_shared();                                                    \
    void unlock_shared();                                                      \
  }
MOCK_TBB_MUTEX(rw_mutex, false);
MOCK_TBB_MUTEX(spin_rw_mutex, false);
#undef MOCK_TBB_MUTEX
using speculative_spin_rw_mutex = spin_rw_mutex;

class null_rw_mutex {
public:
  constexpr null_rw_mutex() noexcept {}
  class scoped_lock {
  public:
    constexpr scoped_lock() noexcept {}
    scoped_lock(null_rw_mutex &, bool = true) {}
    void acquire(null_rw_mutex &, bool = true) {}
    bool try_acquire(null_rw_mutex &, bool = true) { return true; }
    void release() {}
  };
  static constexpr bool is_rw_mutex = true;
  static constexpr bool is_recursive_mutex = true;
  static constexpr bool is_fair_mutex = true;
  void lock() {}
  bool try_lock() { return true; }
  void unlock() {}
  void lock_shared() {}
  bool try_lock_shared() { return true; }
  void unlock_shared() {}
};

// Has no lock of its own: only its guard can acquire it.
class queuing_rw_mutex {
public:
  queuing_rw_mutex() noexcept;
  ~queuing_rw_mutex();
  queuing_rw_mutex(const queuing_rw_mutex &) = delete;
  class scoped_lock {
  public:
    scoped_lock() noexcept;
    scoped_lock(queuing_rw_mutex &M, bool Write = true);
    ~scoped_lock();
    scoped_lock(const scoped_lock &) = delete;
    void acquire(queuing_rw_mutex &M, bool Write = true);
    bool try_acquire(queuing_rw_mutex &M, bool Write = true);
    void release();
    bool upgrade_to_writer();
    bool downgrade_to_reader();
  };
  static constexpr bool is_rw_mutex = true;
  static constexpr bool is_recursive_mutex = false;
  static constexpr bool is_fair_mutex = true;
};
} // namespace d1
} // namespace detail
} // namespace tbb

#endif // UNWEDGE_TEST_MOCKS_LIBS_ONEAPI_TBB_DETAIL_MOCK_MUTEXES_H

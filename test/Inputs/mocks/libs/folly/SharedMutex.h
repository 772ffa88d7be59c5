// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The names that users write are aliases of one template; its first argument tells
// whether readers pass waiting writers.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_FOLLY_SHAREDMUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_FOLLY_SHAREDMUTEX_H

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace folly {
struct SharedMutexToken {};
struct SharedMutexPolicyDefault {};

template <bool ReaderPriority, typename Tag_ = void,
          template <typename> class Atom = std::atomic,
          typename Policy = SharedMutexPolicyDefault>
class SharedMutexImpl {
public:
  using Token = SharedMutexToken;
  constexpr SharedMutexImpl() noexcept {}
  SharedMutexImpl(const SharedMutexImpl &) = delete;
  SharedMutexImpl &operator=(const SharedMutexImpl &) = delete;
  ~SharedMutexImpl();

  void lock();
  bool try_lock();
  template <class R, class P>
  bool try_lock_for(const std::chrono::duration<R, P> &Time);
  template <class C, class D>
  bool try_lock_until(const std::chrono::time_point<C, D> &Time);
  void unlock();

  void lock_shared();
  void lock_shared(Token &T);
  bool try_lock_shared();
  bool try_lock_shared(Token &T);
  template <class R, class P>
  bool try_lock_shared_for(const std::chrono::duration<R, P> &Time);
  template <class C, class D>
  bool try_lock_shared_until(const std::chrono::time_point<C, D> &Time);
  void unlock_shared();
  void unlock_shared(Token &T);

  void lock_upgrade();
  bool try_lock_upgrade();
  void unlock_upgrade();
  void unlock_and_lock_shared();
  void unlock_upgrade_and_lock();
  void unlock_upgrade_and_lock_shared();
  void unlock_and_lock_upgrade();

  // Gone from the library in 2024, still in much code.
  class ReadHolder {
  public:
    explicit ReadHolder(const SharedMutexImpl *M);
    explicit ReadHolder(const SharedMutexImpl &M);
    ReadHolder(ReadHolder &&) noexcept;
    ReadHolder &operator=(ReadHolder &&) noexcept;
    ~ReadHolder();
    void unlock();
  };
  class WriteHolder {
  public:
    explicit WriteHolder(SharedMutexImpl *M);
    explicit WriteHolder(SharedMutexImpl &M);
    WriteHolder(WriteHolder &&) noexcept;
    WriteHolder &operator=(WriteHolder &&) noexcept;
    ~WriteHolder();
    void unlock();
  };
};

using SharedMutexReadPriority = SharedMutexImpl<true>;
using SharedMutexWritePriority = SharedMutexImpl<false>;
using SharedMutex = SharedMutexWritePriority;
struct SharedMutexPolicyTracked {};
using SharedMutexTracked =
    SharedMutexImpl<false, void, std::atomic, SharedMutexPolicyTracked>;
struct SharedMutexPolicySuppressTSAN {};
using SharedMutexSuppressTSAN =
    SharedMutexImpl<false, void, std::atomic, SharedMutexPolicySuppressTSAN>;

template <typename Mutex> class upgrade_lock {
public:
  explicit upgrade_lock(Mutex &M);
  upgrade_lock(Mutex &M, std::defer_lock_t) noexcept;
  upgrade_lock(Mutex &M, std::adopt_lock_t);
  ~upgrade_lock();
  void lock();
  void unlock();
};
template <typename Mutex> class hybrid_lock {
public:
  explicit hybrid_lock(Mutex &M);
  ~hybrid_lock();
};
template <typename Mutex> class hybrid_lock_guard {
public:
  explicit hybrid_lock_guard(Mutex &M);
  ~hybrid_lock_guard();
};
template <typename Mutex>
std::shared_lock<Mutex> transition_to_shared_lock(std::unique_lock<Mutex> &L);
} // namespace folly

// The library specialises the standard guard for its own lock.
namespace std {
template <bool ReaderPriority, typename Tag_, template <typename> class Atom,
          typename Policy>
class shared_lock<
    ::folly::SharedMutexImpl<ReaderPriority, Tag_, Atom, Policy>> {
public:
  using mutex_type =
      ::folly::SharedMutexImpl<ReaderPriority, Tag_, Atom, Policy>;
  shared_lock() noexcept;
  explicit shared_lock(mutex_type &M);
  shared_lock(mutex_type &M, defer_lock_t) noexcept;
  shared_lock(mutex_type &M, try_to_lock_t);
  shared_lock(mutex_type &M, adopt_lock_t);
  shared_lock(shared_lock &&) noexcept;
  shared_lock &operator=(shared_lock &&) noexcept;
  ~shared_lock();
  void lock();
  bool try_lock();
  void unlock();
  bool owns_lock() const noexcept;
  explicit operator bool() const noexcept;
  mutex_type *release() noexcept;
  mutex_type *mutex() const noexcept;
};
} // namespace std

#endif // UNWEDGE_TEST_MOCKS_LIBS_FOLLY_SHAREDMUTEX_H

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Methods are declared in SynchronizedBase, whose second argument says what the mutex
// can do; the access mode of a LockedPtr is its second argument.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_FOLLY_SYNCHRONIZED_H
#define UNWEDGE_TEST_MOCKS_LIBS_FOLLY_SYNCHRONIZED_H

#include <folly/SharedMutex.h>

#include <utility>

namespace folly {
namespace detail {
enum class SynchronizedMutexLevel { Unknown, Unique, Shared, Upgrade };

template <typename Mutex> struct MockMutexLevel {
  static constexpr auto value = SynchronizedMutexLevel::Shared;
};
template <> struct MockMutexLevel<std::mutex> {
  static constexpr auto value = SynchronizedMutexLevel::Unique;
};
template <bool P, typename T, template <typename> class A, typename Q>
struct MockMutexLevel<SharedMutexImpl<P, T, A, Q>> {
  static constexpr auto value = SynchronizedMutexLevel::Upgrade;
};

struct SynchronizedLockPolicyExclusive {};
struct SynchronizedLockPolicyTryExclusive {};
struct SynchronizedLockPolicyShared {};
struct SynchronizedLockPolicyTryShared {};
struct SynchronizedLockPolicyUpgrade {};
struct SynchronizedLockPolicyTryUpgrade {};
} // namespace detail

template <class SynchronizedType, class LockPolicy> class ScopedUnlocker {
public:
  ~ScopedUnlocker();
};

template <class SynchronizedType, class LockPolicy> class LockedPtr {
  using DataType = typename SynchronizedType::DataType;

public:
  using CDataType = std::conditional_t<std::is_const_v<SynchronizedType>,
                                       const DataType, DataType>;
  LockedPtr();
  LockedPtr(LockedPtr &&) noexcept;
  LockedPtr &operator=(LockedPtr &&) noexcept;
  ~LockedPtr();
  bool isNull() const;
  explicit operator bool() const;
  CDataType *operator->() const;
  CDataType &operator*() const;
  void unlock();
  ScopedUnlocker<SynchronizedType, LockPolicy> scopedUnlock();
};

template <class Subclass, detail::SynchronizedMutexLevel Level>
class SynchronizedBase;

template <class Subclass>
class SynchronizedBase<Subclass, detail::SynchronizedMutexLevel::Unique> {
public:
  using LockedPtr =
      ::folly::LockedPtr<Subclass, detail::SynchronizedLockPolicyExclusive>;
  using ConstLockedPtr =
      ::folly::LockedPtr<const Subclass,
                         detail::SynchronizedLockPolicyExclusive>;
  LockedPtr lock();
  ConstLockedPtr lock() const;
  template <class Function> auto withLock(Function &&F) {
    return std::forward<Function>(F)(*lock());
  }
};

template <class Subclass>
class SynchronizedBase<Subclass, detail::SynchronizedMutexLevel::Shared> {
public:
  using WLockedPtr =
      ::folly::LockedPtr<Subclass, detail::SynchronizedLockPolicyExclusive>;
  using RLockedPtr =
      ::folly::LockedPtr<const Subclass, detail::SynchronizedLockPolicyShared>;
  using TryWLockedPtr =
      ::folly::LockedPtr<Subclass, detail::SynchronizedLockPolicyTryExclusive>;
  using TryRLockedPtr =
      ::folly::LockedPtr<const Subclass,
                         detail::SynchronizedLockPolicyTryShared>;
  WLockedPtr wlock();
  RLockedPtr rlock() const;
  TryWLockedPtr tryWLock();
  TryRLockedPtr tryRLock() const;
  template <class R, class P>
  WLockedPtr wlock(const std::chrono::duration<R, P> &Timeout);
  template <class R, class P>
  RLockedPtr rlock(const std::chrono::duration<R, P> &Timeout) const;
  template <class Function> auto withWLock(Function &&F) {
    return std::forward<Function>(F)(*wlock());
  }
  template <class Function> auto withRLock(Function &&F) const {
    return std::forward<Function>(F)(*rlock());
  }
  template <class Function> auto withWLockPtr(Function &&F) {
    return std::forward<Function>(F)(wlock());
  }
  template <class Function> auto withRLockPtr(Function &&F) const {
    return std::forward<Function>(F)(rlock());
  }
};

template <class Subclass>
class SynchronizedBase<Subclass, detail::SynchronizedMutexLevel::Upgrade>
    : public SynchronizedBase<Subclass,
                              detail::SynchronizedMutexLevel::Shared> {
public:
  using UpgradeLockedPtr =
      ::folly::LockedPtr<Subclass, detail::SynchronizedLockPolicyUpgrade>;
  using TryUpgradeLockedPtr =
      ::folly::LockedPtr<Subclass, detail::SynchronizedLockPolicyTryUpgrade>;
  UpgradeLockedPtr ulock();
  TryUpgradeLockedPtr tryULock();
  template <class Function> auto withULock(Function &&F) {
    return std::forward<Function>(F)(*ulock());
  }
};

template <class T, class Mutex = SharedMutex>
struct Synchronized
    : public SynchronizedBase<Synchronized<T, Mutex>,
                              detail::MockMutexLevel<Mutex>::value> {
  using DataType = T;
  using MutexType = Mutex;
  Synchronized();
  explicit Synchronized(const T &Value);
  explicit Synchronized(T &&Value);
  Synchronized(const Synchronized &Other);
  Synchronized &operator=(const Synchronized &Other);
  Synchronized &operator=(const T &Value);
  ~Synchronized();
  auto contextualLock() { return this->wlock(); }
  T copy() const;
  void copyInto(T &Target) const;
  void swap(T &Other);
  T exchange(T &&Other);
  T &unsafeGetUnlocked();
};
} // namespace folly

#endif // UNWEDGE_TEST_MOCKS_LIBS_FOLLY_SYNCHRONIZED_H

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is returned is the lock; a Locked of a const type is shared.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_KJ_MUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_KJ_MUTEX_H

#include <type_traits>
#include <utility>

namespace kj {
class Duration {};
template <typename T> class Maybe {
public:
  Maybe();
  ~Maybe();
};

namespace _ {
class Mutex {
public:
  Mutex();
  ~Mutex();
  Mutex(const Mutex &) = delete;
  enum Exclusivity { EXCLUSIVE, SHARED };
  void lock(Exclusivity exclusivity);
  void unlock(Exclusivity exclusivity);
};
} // namespace _

template <typename T> class MutexGuarded;
template <typename T> class Locked {
  _::Mutex *Held;
  T *Value;
  Locked(_::Mutex &M, T &V) : Held(&M), Value(&V) {}
  template <typename U> friend class MutexGuarded;

public:
  Locked(const Locked &) = delete;
  Locked() : Held(nullptr), Value(nullptr) {}
  Locked(Locked &&Other) : Held(Other.Held), Value(Other.Value) {
    Other.Held = nullptr;
  }
  ~Locked() {
    if (Held != nullptr)
      Held->unlock(std::is_const_v<T> ? _::Mutex::SHARED : _::Mutex::EXCLUSIVE);
  }
  void release() {
    if (Held != nullptr)
      Held->unlock(std::is_const_v<T> ? _::Mutex::SHARED : _::Mutex::EXCLUSIVE);
    Held = nullptr;
  }
  T *operator->() { return Value; }
  T &operator*() { return *Value; }
  T *get() { return Value; }
  operator T *() { return Value; }
};

template <typename T> class MutexGuarded {
  mutable _::Mutex Guard;
  mutable T Value;

public:
  template <typename... Params>
  explicit MutexGuarded(Params &&...P) : Value(std::forward<Params>(P)...) {}
  Locked<T> lockExclusive() const {
    Guard.lock(_::Mutex::EXCLUSIVE);
    return Locked<T>(Guard, Value);
  }
  Locked<const T> lockShared() const {
    Guard.lock(_::Mutex::SHARED);
    return Locked<const T>(Guard, Value);
  }
  Maybe<Locked<T>> lockExclusiveWithTimeout(Duration Timeout) const;
  Maybe<Locked<const T>> lockSharedWithTimeout(Duration Timeout) const;
  const T &getWithoutLock() const { return Value; }
};
} // namespace kj

#endif // UNWEDGE_TEST_MOCKS_LIBS_KJ_MUTEX_H

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A template is looked at in its instances, and reported once.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

template <class T> class Guarded {
  mutable std::shared_mutex Mutex;
  T Value{};

public:
  T get() const {
    std::shared_lock Lock(Mutex);
    return Value;
  }
  T twiceBad() const {
    std::shared_lock Lock(Mutex);
    return get() + get();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Guarded::get' acquires 'Mutex' shared again while this thread holds it shared
  }
  T neverInstantiatedOk() const {
    std::shared_lock Lock(Mutex);
    return get();
  }
  template <class F> auto applyBad(F Function) const {
    std::shared_lock Lock(Mutex);
    return Function(get());
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: calling 'Guarded::get' acquires 'Mutex' shared again while this thread holds it shared
  }
};

int useInt(const Guarded<int> &G) {
  return G.twiceBad() + G.applyBad([](int V) { return V; });
}
long useLong(const Guarded<long> &G) {
  return G.twiceBad() + G.applyBad([](long V) { return V; });
}

// What the instance locks depends on the argument.
template <class Mutex> class Table {
  mutable Mutex M;

public:
  int size() const {
    std::shared_lock<Mutex> Lock(M);
    return 1;
  }
  int spaceBad() const {
    std::shared_lock<Mutex> Lock(M);
    return 10 - size();
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: calling 'Table::size' acquires 'M' shared again while this thread holds it shared
  }
};

struct NoMutex {
  void lock_shared() {}
  void unlock_shared() {}
};

int both(const Table<std::shared_mutex> &Locked, const Table<NoMutex> &Free) {
  return Locked.spaceBad() + Free.spaceBad();
}

template <bool Locking> int read(std::shared_mutex &M) {
  if constexpr (Locking) {
    std::shared_lock Lock(M);
    return 1;
  }
  return 0;
}

int constexprBad(std::shared_mutex &M) {
  std::shared_lock Lock(M);
  return read<true>(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: calling 'read' acquires 'M' shared again while this thread holds it shared
}

int constexprOk(std::shared_mutex &M) {
  std::shared_lock Lock(M);
  return read<false>(M);
}

template <class T> int special(T &) { return 0; }
template <> int special(std::shared_mutex &M) {
  std::shared_lock Lock(M);
  return 1;
}

int specializationBad(std::shared_mutex &M) {
  std::shared_lock Lock(M);
  return special(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: calling 'special' acquires 'M' shared again while this thread holds it shared
}

template <class... Mutexes> int readAll(Mutexes &...M) {
  return (read<true>(M) + ...);
}

int packBad(std::shared_mutex &A, std::shared_mutex &B) {
  std::shared_lock Lock(B);
  return readAll(A, B);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: calling 'readAll' acquires 'B' shared again while this thread holds it shared
}

int packOk(std::shared_mutex &A, std::shared_mutex &B, std::shared_mutex &C) {
  std::shared_lock Lock(C);
  return readAll(A, B);
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The base class calls what its derived class has, without virtual functions.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

template <class Derived> class Store {
protected:
  mutable std::shared_mutex Mutex;

  const Derived &self() const { return static_cast<const Derived &>(*this); }

public:
  int total() const {
    std::shared_lock Lock(Mutex);
    return static_cast<const Derived *>(this)->countBad();
    // CHECK-MESSAGES: :[[@LINE-1]]:48: warning: calling 'Locking::countBad' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int totalBySelf() const {
    std::shared_lock Lock(Mutex);
    return self().countBad();
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: calling 'Locking::countBad' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int totalUnlocked() const {
    std::shared_lock Lock(Mutex);
    return self().countOk();
  }
};

class Locking : public Store<Locking> {
public:
  int countBad() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
  int countOk() const { return 1; }
};

int crtpBad(const Locking &L) { return L.total() + L.totalBySelf(); }
int crtpOk(const Locking &L) { return L.totalUnlocked(); }

// The same template around a class that does not lock.
class Silent : public Store<Silent> {
public:
  int countBad() const { return 1; }
  int countOk() const { return 1; }
};
int crtpSilentOk(const Silent &S) { return S.totalUnlocked(); }

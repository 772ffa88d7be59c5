// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Guards that are moved, swapped and handed around on some ways only.
//
// What clang-tidy says of the same code is claimed with TIDY: nothing where it says
// nothing.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -- %mock_flags
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock --
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -beside-others --
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=TIDY -- %mock_flags

#include <mutex>
#include <shared_mutex>
#include <utility>

bool isBusy();

struct Table {
  mutable std::shared_mutex M;
  using Shared = std::shared_lock<std::shared_mutex>;

  int size() const {
    Shared L(M);
    return 1;
  }
  Shared read() const { return Shared(M); }
  Shared readIf(bool Wanted) const {
    Shared L(M, std::defer_lock);
    if (Wanted)
      L.lock();
    return L;
  }

  int movedOnOneWayBad() const {
    Shared A(M);
    bool Early = isBusy();
    if (Early)
      Shared B(std::move(A));
    if (!Early)
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'M' shared again
    return 0;
  }
  int movedOnThisWayOk() const {
    Shared A(M);
    bool Early = isBusy();
    if (Early)
      Shared B(std::move(A));
    if (Early)
      return size();
    return 0;
  }
  int assignedOverOk() const {
    Shared A(M);
    A = Shared();
    return size();
  }
  int assignedToOuterBad() const {
    Shared Outer;
    {
      Shared Inner(M);
      if (isBusy())
        Outer = std::move(Inner);
      else
        return 0;
    }
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int returnedBad() const {
    Shared L = read();
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int returnedAndGoneOk() const {
    { Shared L = read(); }
    return size();
  }
  int returnedIfBad() const {
    bool Busy = isBusy();
    Shared L = readIf(Busy);
    if (Busy)
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'M' shared again
    return 0;
  }
  int returnedIfOk() const {
    bool Busy = isBusy();
    Shared L = readIf(Busy);
    if (!Busy)
      return size();
    return 0;
  }
  int adoptedBad() const {
    M.lock_shared();
    Shared L(M, std::adopt_lock);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int adoptedAndGoneOk() const {
    M.lock_shared();
    { Shared L(M, std::adopt_lock); }
    return size();
  }
  int detachedBad() const {
    Shared L(M);
    std::shared_mutex *Mine = L.release();
    int Result = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::size' acquires 'M' shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:18: warning: calling 'Table::size' acquires 'M' shared again
    Mine->unlock_shared();
    return Result;
  }
  int detachedAndUnlockedOk() const {
    Shared L(M);
    std::shared_mutex *Mine = L.release();
    Mine->unlock_shared();
    return size();
  }
  int upgradeBad() {
    Shared Reader(M);
    std::unique_lock Writer(M);
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'M' is acquired exclusive while this thread holds it shared; undefined for 'std::shared_mutex'; the thread waits for itself
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:22: warning: 'M' is acquired exclusive while this thread holds it shared
    return 1;
  }
};

// Somebody else may unlock what it is given.
void takeOver(std::shared_lock<std::shared_mutex> &L);
void look(const std::shared_lock<std::shared_mutex> &L);

int handedOverOk(Table &T) {
  std::shared_lock L(T.M);
  takeOver(L);
  return T.size();
}
int onlyLookedAtBad(Table &T) {
  std::shared_lock L(T.M);
  look(L);
  return T.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'T.M' shared again
  // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'Table::size' acquires 'T.M' shared again
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks that are held on some ways only: the path knows on which.
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

bool isBusy();
int count();

struct Table {
  mutable std::shared_mutex M;
  bool InUse = false;
  int Generation = 0;

  int size() const {
    std::shared_lock L(M);
    return 1;
  }

  int plainBad() const {
    std::shared_lock L(M);
    return size();
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
    // CHECK-MESSAGES: :[[@LINE-2]]:12: warning: calling 'Table::size' acquires 'M' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge.RecursiveSharedLock]
  }

  int twoTestsOfOneVariableBad() const {
    bool Busy = isBusy();
    int Result = 0;
    if (Busy)
      M.lock_shared();
    if (Busy) {
      Result = size();
      // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Table::size' acquires 'M' shared again
      M.unlock_shared();
    }
    return Result;
  }
  int oppositeTestsOk() const {
    bool Busy = isBusy();
    int Result = 0;
    if (Busy)
      M.lock_shared();
    if (!Busy)
      Result = size();
    if (Busy)
      M.unlock_shared();
    return Result;
  }

  int impliedTestBad() const {
    int N = count();
    if (N > 10)
      M.lock_shared();
    int Result = 0;
    if (N > 20)
      Result = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Table::size' acquires 'M' shared again
    if (N > 10)
      M.unlock_shared();
    return Result;
  }
  int excludedTestOk() const {
    int N = count();
    if (N > 10)
      M.lock_shared();
    int Result = 0;
    if (N < 5)
      Result = size();
    if (N > 10)
      M.unlock_shared();
    return Result;
  }

  int unlockedOnOneWayBad() const {
    std::shared_lock L(M);
    bool Done = isBusy();
    if (Done)
      L.unlock();
    if (!Done)
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'M' shared again
    return 0;
  }
  int unlockedOnThisWayOk() const {
    std::shared_lock L(M);
    bool Done = isBusy();
    if (Done)
      L.unlock();
    if (Done)
      return size();
    return 0;
  }

  // The false positive that the check's page describes.
  void help() {
    if (InUse)
      return;
    std::shared_lock L(M);
  }
  void memberFlagOk() {
    std::shared_lock L(M);
    InUse = true;
    help();
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:5: warning: calling 'Table::help' acquires 'M' shared again
    InUse = false;
  }
  void memberFlagClearBad() {
    std::shared_lock L(M);
    InUse = false;
    help();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling 'Table::help' acquires 'M' shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:5: warning: calling 'Table::help' acquires 'M' shared again
  }

  // Locks at the first two levels.
  int walk(int Depth) {
    if (Depth >= 4)
      return 0;
    if (Depth < 2)
      M.lock_shared();
    // The warning stands at the call that leads there.
    int Result = walk(Depth + 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::walk' acquires 'M' shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:18: warning: calling 'Table::walk' acquires 'M' shared again
    if (Depth < 2)
      M.unlock_shared();
    return Result;
  }
  int walkFromTheTop() { return walk(0); }

  // Never at depth 0 again; clang-tidy does not count.
  int descend(int Depth) {
    if (Depth >= 4)
      return 0;
    if (Depth == 0)
      M.lock_shared();
    int Result = descend(Depth + 1);
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:18: warning: calling 'Table::descend' acquires 'M' shared again
    if (Depth == 0)
      M.unlock_shared();
    return Result;
  }
  int lockedAtTheTopOk() { return descend(0); }

  int switchBad() const {
    int Kind = count();
    switch (Kind) {
    case 1:
    case 2:
      M.lock_shared();
      break;
    default:
      break;
    }
    int Result = 0;
    if (Kind == 2)
      Result = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Table::size' acquires 'M' shared again
    if (Kind == 1 || Kind == 2)
      M.unlock_shared();
    return Result;
  }
  int switchOk() const {
    int Kind = count();
    switch (Kind) {
    case 1:
    case 2:
      M.lock_shared();
      break;
    default:
      break;
    }
    int Result = 0;
    if (Kind == 3)
      Result = size();
    if (Kind == 1 || Kind == 2)
      M.unlock_shared();
    return Result;
  }
};

struct Name {
  friend bool operator==(const Name &A, const Name &B);
};
Name bus();
struct Services {
  mutable std::shared_mutex M;
  bool registered(const Name &N) const {
    if (N == bus())
      return true;
    std::shared_lock L(M);
    return false;
  }
  // Whether it is the bus is out of sight: neither host is sure enough to report.
  // See lock-decisions.cpp.
  void specialArgumentOk() {
    std::unique_lock L(M);
    (void)registered(bus());
  }
};

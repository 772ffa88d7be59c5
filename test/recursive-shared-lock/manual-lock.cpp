// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locked and unlocked by hand: early returns, loops and handlers.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <shared_mutex>

void work();

class Table {
  mutable std::shared_mutex Mutex;
  int Rows = 0;

public:
  int size() const {
    Mutex.lock_shared();
    int Result = Rows;
    Mutex.unlock_shared();
    return Result;
  }

  int earlyReturnOk() const {
    Mutex.lock_shared();
    if (Rows == 0) {
      Mutex.unlock_shared();
      return size();
    }
    Mutex.unlock_shared();
    return 1;
  }
  int earlyReturnBad() const {
    Mutex.lock_shared();
    if (Rows == 0) {
      int Size = size();
      // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
      Mutex.unlock_shared();
      return Size;
    }
    Mutex.unlock_shared();
    return size();
  }
  void loopOk() const {
    for (int I = 0; I < 3; ++I) {
      Mutex.lock_shared();
      work();
      Mutex.unlock_shared();
    }
  }
  void unlockedInsideLoopOk() const {
    Mutex.lock_shared();
    for (int I = 0; I < 3; ++I) {
      Mutex.unlock_shared();
      size();
      Mutex.lock_shared();
    }
    Mutex.unlock_shared();
  }
  void loopBad() const {
    Mutex.lock_shared();
    for (int I = 0; I < 3; ++I)
      size();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    Mutex.unlock_shared();
  }
  // From the second turn on.
  void notUnlockedAtContinueFalseNegative() const {
    for (int I = 0; I < 3; ++I) {
      Mutex.lock_shared(); // ANALYZER-ALSO: :[[@LINE]]:13: warning: 'Mutex' is acquired shared again -- the path comes back with the lock held
      if (Rows == I)
        continue;
      Mutex.unlock_shared();
    }
  }
  void handlerBad() const {
    Mutex.lock_shared();
    try {
      work();
    } catch (...) {
      size(); // ANALYZER-SILENT: the analyzer does not follow exceptions
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    }
    Mutex.unlock_shared();
  }
  void handlerOk() const {
    try {
      std::shared_lock Lock(Mutex);
      work();
    } catch (...) {
      size();
    }
  }
  void handlerUnlocksOk() const {
    Mutex.lock_shared();
    try {
      work();
      Mutex.unlock_shared();
    } catch (...) {
      Mutex.unlock_shared();
    }
    size();
  }
  void unlockedInTheTryOk() const {
    Mutex.lock_shared();
    try {
      Mutex.unlock_shared();
      work();
    } catch (...) {
      size();
    }
  }
  void twoUnlocksOk(int Kind) const {
    Mutex.lock_shared();
    switch (Kind) {
    case 0:
      Mutex.unlock_shared();
      break;
    default:
      Mutex.unlock_shared();
    }
    size();
  }
  void neverReturnsOk() const {
    Mutex.lock_shared();
    if (Rows < 0)
      throw 1;
    Mutex.unlock_shared();
    size();
  }
};

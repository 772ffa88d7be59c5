// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags

// A function that locks and unlocks if its parameter says so releases nothing of the
// caller's, whatever the parameter is.

#include <mutex>
#include <shared_mutex>

class Table {
  std::shared_mutex Mutex;
  int Turns = 0;

  void rehash(bool Lock) {
    if (Lock)
      Mutex.lock();
    ++Turns;
    if (Lock)
      Mutex.unlock();
  }

  void unlockIf(bool Unlock) {
    if (Unlock)
      Mutex.unlock_shared();
  }

  void write() {
    std::unique_lock Lock(Mutex);
    ++Turns;
  }

public:
  void loopBad() {
    std::shared_lock Lock(Mutex);
    for (int I = 0; I < 3; ++I)
      rehash(true);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: calling 'Table::rehash' acquires 'Mutex' exclusive while this thread holds it shared
  }

  void afterBad() {
    std::shared_lock Lock(Mutex);
    rehash(false);
    write();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling 'Table::write' acquires 'Mutex' exclusive while this thread holds it shared
  }

  void keptBad() {
    Mutex.lock_shared();
    unlockIf(false);
    write();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling 'Table::write' acquires 'Mutex' exclusive while this thread holds it shared
    Mutex.unlock_shared();
  }

  void givenUpOk() {
    Mutex.lock_shared();
    unlockIf(true);
    write();
  }
};

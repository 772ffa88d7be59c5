// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locking that depends on a parameter.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

enum class Locking { Take, Held };

class Table {
  mutable std::shared_mutex Mutex;
  mutable std::shared_mutex *Optional = nullptr;
  int Rows = 0;

public:
  int size(bool Lock = true) const {
    if (Lock)
      Mutex.lock_shared();
    int Result = Rows;
    if (Lock)
      Mutex.unlock_shared();
    return Result;
  }
  int sizeUnlessHeld(bool AlreadyHeld = false) const {
    std::shared_lock Lock(Mutex, std::defer_lock);
    if (!AlreadyHeld)
      Lock.lock();
    return Rows;
  }
  int sizeBy(Locking Way) const {
    if (Way == Locking::Held)
      return Rows;
    std::shared_lock Lock(Mutex);
    return Rows;
  }
  int sizeWith(std::shared_mutex *M) const {
    if (M == nullptr)
      return Rows;
    std::shared_lock Lock(*M);
    return Rows;
  }

  int sayNoOk() const {
    std::shared_lock Lock(Mutex);
    return size(false);
  }
  int sayYesBad() const {
    std::shared_lock Lock(Mutex);
    return size(true);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int sayNothingBad() const {
    std::shared_lock Lock(Mutex);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int heldOk() const {
    std::shared_lock Lock(Mutex);
    return sizeUnlessHeld(true);
  }
  int heldForgottenBad() const {
    std::shared_lock Lock(Mutex);
    return sizeUnlessHeld();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::sizeUnlessHeld' acquires 'Mutex' shared again while this thread holds it shared
  }
  int enumeratorOk() const {
    std::shared_lock Lock(Mutex);
    return sizeBy(Locking::Held);
  }
  int enumeratorBad() const {
    std::shared_lock Lock(Mutex);
    return sizeBy(Locking::Take);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::sizeBy' acquires 'Mutex' shared again while this thread holds it shared
  }
  int nullOk() const {
    std::shared_lock Lock(Mutex);
    return sizeWith(nullptr);
  }
  int pointerBad() const {
    std::shared_lock Lock(Mutex);
    return sizeWith(&Mutex);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::sizeWith' acquires 'Mutex' shared again while this thread holds it shared
  }
  // Passed on: what it is depends on the caller.
  int passedOn(bool Lock) const { return size(Lock); }
  int passedOnOk() const {
    std::shared_lock Lock(Mutex);
    return passedOn(false);
  }
  int passedOnBad() const {
    std::shared_lock Lock(Mutex);
    return passedOn(true);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::passedOn' acquires 'Mutex' shared again while this thread holds it shared
  }
  int keptOk(bool Held) const {
    std::shared_lock Lock(Mutex, std::defer_lock);
    if (!Held)
      Lock.lock();
    return size(Held ? false : false);
  }
  int oppositeOk(bool Held) const {
    std::shared_lock Lock(Mutex, std::defer_lock);
    if (Held)
      Lock.lock();
    return size(!Held);
  }
};

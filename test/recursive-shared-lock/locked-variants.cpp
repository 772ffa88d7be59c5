// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The usual repair: a variant that expects the lock to be held.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>
#include <utility>

using Shared = std::shared_lock<std::shared_mutex>;

class Table {
  mutable std::shared_mutex Mutex;
  int Rows = 0;

  int sizeLocked() const { return Rows; }
  // The guard is the proof that the lock is held.
  int size(const Shared &) const { return Rows; }
  int sizeChecked(const Shared &Proof) const {
    return Proof.owns_lock() ? Rows : -1;
  }
  int sizeMoved(Shared Lock) const {
    Lock.unlock();
    return size();
  }

public:
  int size() const {
    Shared Lock(Mutex);
    return sizeLocked();
  }

  bool lockedVariantOk() const {
    Shared Lock(Mutex);
    return sizeLocked() == 0;
  }
  bool proofOk() const {
    Shared Lock(Mutex);
    return size(Lock) == 0;
  }
  bool proofCheckedOk() const {
    Shared Lock(Mutex);
    return sizeChecked(Lock) == 0;
  }
  bool overloadBad() const {
    Shared Lock(Mutex);
    return size() == 0;
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int handedOverOk() const {
    Shared Lock(Mutex);
    return sizeMoved(std::move(Lock));
  }
  int handedOverAndBackOk() const {
    Shared Lock(Mutex);
    int First = sizeMoved(std::move(Lock));
    return First + size();
  }

  // Only one of the overloads locks.
  int rows(int From) const {
    Shared Lock(Mutex);
    return Rows - From;
  }
  int rows(long From) const { return Rows - int(From); }
  int lockingOverloadBad() const {
    Shared Lock(Mutex);
    return rows(1);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::rows' acquires 'Mutex' shared again while this thread holds it shared
  }
  int otherOverloadOk() const {
    Shared Lock(Mutex);
    return rows(1L);
  }
  // A name that promises the lock, and a body that takes it.
  int brokenLocked() const {
    Shared Lock(Mutex);
    return Rows;
  }
  int lyingNameBad() const {
    Shared Lock(Mutex);
    return brokenLocked();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::brokenLocked' acquires 'Mutex' shared again while this thread holds it shared
  }
};

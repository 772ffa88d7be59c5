// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A guard that is handed over as a proof: the callee locks only if it does not hold the
// lock.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>
#include <utility>

class Table {
  using Reader = std::shared_lock<std::shared_mutex>;
  std::shared_mutex Mutex;
  int Rows = 0;

public:
  int get(const Reader &Held) {
    if (!Held) {
      Reader Own(Mutex);
      return Rows;
    }
    return Rows;
  }
  int heldOk() {
    Reader Lock(Mutex);
    return get(Lock);
  }
  int lockIfNeeded(Reader &Held) {
    if (!Held.owns_lock())
      Held.lock();
    return Rows;
  }
  int neededOk() {
    Reader Lock(Mutex);
    return lockIfNeeded(Lock);
  }
  // What it is handed does not matter here.
  int always(const Reader &Held) {
    Reader Own(Mutex);
    return Held ? Rows : 0;
  }
  int alwaysBad() {
    Reader Lock(Mutex);
    return always(Lock);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::always' acquires 'Mutex' shared again
  }
  // A guard of its own says nothing of the caller.
  int own() {
    Reader Lock(Mutex, std::defer_lock);
    if (!Lock)
      Lock.lock();
    return Rows;
  }
  int ownBad() {
    Reader Lock(Mutex);
    return own();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::own' acquires 'Mutex' shared again
  }
};

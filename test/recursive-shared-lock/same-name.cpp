// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names that look like locks and are none.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

namespace game {
// Doors have locks, too.
class shared_mutex {
  int Turns = 0;

public:
  void lock_shared() { ++Turns; }
  void unlock_shared() { --Turns; }
  void lock() { ++Turns; }
  void unlock() { --Turns; }
};
template <class T> class shared_lock {
public:
  explicit shared_lock(T &) {}
  ~shared_lock() {}
};
} // namespace game

void otherNamespaceOk(game::shared_mutex &Door) {
  Door.lock_shared();
  Door.lock_shared();
  Door.lock();
}

void otherGuardOk(std::shared_mutex &M) {
  game::shared_lock<std::shared_mutex> Outer(M);
  game::shared_lock<std::shared_mutex> Inner(M);
}

void standardGuardOnOtherOk(game::shared_mutex &Door) {
  std::shared_lock<game::shared_mutex> Outer(Door);
  std::shared_lock<game::shared_mutex> Inner(Door);
}

class QReadWriteLock {
public:
  void lockForRead();
  void unlock();
};

// Not Qt's: that one is declared by Qt, but a name is all there is to go by.
void ownQReadWriteLockBad(QReadWriteLock &L) {
  L.lockForRead();
  L.lockForRead();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'L' is acquired shared again while this thread holds it shared
  L.unlock();
  L.unlock();
}

struct File {
  void lock_shared();
  void unlock_shared();
};

void methodsAloneOk(File &F) {
  F.lock_shared();
  F.lock_shared();
}

// The same mutex, and a method that only sounds like locking.
class Table {
  mutable std::shared_mutex Mutex;

public:
  void lockRow(int) const {}
  void unlockRow(int) const {}
  void rowOk() const {
    std::shared_lock Lock(Mutex);
    lockRow(1);
    lockRow(2);
    unlockRow(1);
  }
};

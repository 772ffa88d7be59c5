// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects that hold a guard: the lock is held as long as they live.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <memory>
#include <mutex>
#include <shared_mutex>

class Store;

class Snapshot {
  std::shared_lock<std::shared_mutex> Lock;
  const Store &Of;

public:
  explicit Snapshot(const Store &S);
  int size() const;
};

class Store {
  friend class Snapshot;
  mutable std::shared_mutex Mutex;
  int Rows = 0;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return Rows;
  }
  Snapshot snapshot() const { return Snapshot(*this); }
};

Snapshot::Snapshot(const Store &S) : Lock(S.Mutex), Of(S) {}
int Snapshot::size() const { return Of.Rows; }

int holderBad(const Store &S) {
  Snapshot Now(S);
  return S.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Store::size' acquires 'S.Mutex' shared again while this thread holds it shared
}

int holderReturnedBad(const Store &S) {
  auto Now = S.snapshot();
  return S.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Store::size' acquires 'S.Mutex' shared again while this thread holds it shared
}

void twoHoldersBad(const Store &S) {
  Snapshot First(S);
  Snapshot Second(S);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: constructing 'Snapshot' acquires 'S.Mutex' shared again while this thread holds it shared
}

int holderOnTheHeapBad(const Store &S) {
  auto Now = std::make_unique<Snapshot>(S);
  return S.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Store::size' acquires 'S.Mutex' shared again while this thread holds it shared
}

int holderOk(const Store &S) {
  Snapshot Now(S);
  return Now.size();
}

int holderInScopeOk(const Store &S) {
  {
    Snapshot Now(S);
  }
  return S.size();
}

int holderAsTemporaryOk(const Store &S) {
  int Size = Snapshot(S).size();
  return Size + S.size();
}

int holderResetOk(const Store &S) {
  auto Now = std::make_unique<Snapshot>(S);
  Now.reset();
  return S.size();
}

// A base class holds it just as well.
class Frozen : private Snapshot {
public:
  explicit Frozen(const Store &S) : Snapshot(S) {}
};

int baseHoldsBad(const Store &S) {
  Frozen Now(S);
  return S.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Store::size' acquires 'S.Mutex' shared again while this thread holds it shared
}

int otherStoreOk(const Store &A, const Store &B) {
  Snapshot Now(A);
  return B.size();
}

// The guard's declaration in the class says what it locks.
class Rows {
  mutable std::shared_mutex Mutex;
  int Count = 0;

public:
  struct Cursor {
    const Rows &Of;
    std::shared_lock<std::shared_mutex> Lock{Of.Mutex};
    explicit Cursor(const Rows &Of) : Of(Of) {}
  };
  struct CheckedCursor {
    const Rows &Of;
    std::shared_lock<std::shared_mutex> Lock{Of.Mutex};
    int Count;
    explicit CheckedCursor(const Rows &Of)
        : Of(Of), Count(Of.count()) { // ANALYZER-SILENT: what default initializers lock is known after the constructor only
      // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: calling 'Rows::count' acquires 'Of.Mutex' shared again
    }
  };
  struct AssignedCursor {
    const Rows &Of;
    std::shared_lock<std::shared_mutex> Lock =
        std::shared_lock<std::shared_mutex>(Of.Mutex);
    explicit AssignedCursor(const Rows &Of) : Of(Of) {}
  };

  int count() const {
    std::shared_lock Lock(Mutex);
    return Count;
  }
};

int cursorBad(const Rows &All) {
  Rows::Cursor C(All);
  return All.count();
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Rows::count' acquires 'All.Mutex' shared again
}

int cursorGoneOk(const Rows &All) {
  { Rows::Cursor C(All); }
  return All.count();
}

int cursorReleasedOk(const Rows &All) {
  Rows::Cursor C(All);
  C.Lock.unlock();
  return All.count();
}

int otherCursorOk(const Rows &All, const Rows &Others) {
  Rows::Cursor C(Others);
  return All.count();
}

// The temporary that the guard is initialized with counts as one of its own.
int assignedCursorFalseNegative(const Rows &All) {
  Rows::AssignedCursor C(All);
  return All.count();
}

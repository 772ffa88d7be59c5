// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which lock, and which function: arrays of locks, locks picked on the way, aliases,
// dynamic types, stored functions, and recursion.
//
// What clang-tidy says of the same code is claimed with TIDY: nothing where it says
// nothing. The mocks' std::function keeps nothing, so only the library's is looked at.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock --
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -beside-others --
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=TIDY --

#include <functional>
#include <mutex>
#include <shared_mutex>

bool isBusy();
int pick();

using Shared = std::shared_lock<std::shared_mutex>;

struct Table {
  mutable std::shared_mutex M;
  int size() const {
    Shared L(M);
    return 1;
  }
};

struct Stripes {
  std::shared_mutex All[4];
  Table Tables[4];

  int read(unsigned I) {
    Shared L(All[I]);
    return 1;
  }
  int sameConstantBad() {
    Shared L(All[2]);
    return read(2);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Stripes::read' acquires {{.*}} shared again
  }
  int otherConstantOk() {
    Shared L(All[2]);
    return read(3);
  }
  int sameSymbolBad(unsigned I) {
    Shared L(All[I]);
    return read(I);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Stripes::read' acquires {{.*}} shared again
  }
  int nextSymbolOk(unsigned I) {
    Shared L(All[I]);
    return read(I + 1);
  }
  int anySymbolOk(unsigned I, unsigned J) {
    Shared L(All[I]);
    return read(J);
  }
  int equalSymbolsBad(unsigned I, unsigned J) {
    Shared L(All[I]);
    if (I == J)
      return read(J);
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Stripes::read' acquires {{.*}} shared again
    return 0;
  }
  int unequalSymbolsOk(unsigned I, unsigned J) {
    Shared L(All[I]);
    if (I != J)
      return read(J);
    return 0;
  }
  int knownSymbolBad(unsigned I) {
    Shared L(All[1]);
    if (I != 1)
      return 0;
    return read(I);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Stripes::read' acquires {{.*}} shared again
  }
  int eachInTurnOk() {
    int Sum = 0;
    for (unsigned I = 0; I < 4; ++I) {
      Shared L(All[I]);
      ++Sum;
    }
    return Sum;
  }
  int eachTogetherOk() {
    for (std::shared_mutex &M : All)
      M.lock_shared();
    for (std::shared_mutex &M : All)
      M.unlock_shared();
    return 0;
  }
  // The first is still locked when all are gone through.
  int firstAgainBad() {
    int Sum = 0;
    Shared L(All[0]);
    for (unsigned I = 0; I < 4; ++I)
      Sum += read(I);
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Stripes::read' acquires {{.*}} shared again
    return Sum;
  }
  int othersOk() {
    int Sum = 0;
    Shared L(All[0]);
    for (unsigned I = 1; I < 4; ++I)
      Sum += read(I);
    return Sum;
  }
  int memberOfElementBad(unsigned I) {
    Shared L(Tables[I].M);
    Table &T = Tables[I];
    return T.size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires {{.*}} shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:14: warning: calling 'Table::size' acquires {{.*}} shared again
  }
};

int ternaryBad(Table &A, Table &B) {
  bool Busy = isBusy();
  Shared L(Busy ? A.M : B.M);
  return Busy ? A.size() : 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: calling 'Table::size' acquires 'A.M' shared again
}
int ternaryOk(Table &A, Table &B) {
  bool Busy = isBusy();
  Shared L(Busy ? A.M : B.M);
  return Busy ? B.size() : A.size();
}

// One parameter may be another's object; here it is.
int both(Table &First, Table &Second) {
  Shared L(First.M);
  return Second.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: calling 'Table::size' acquires {{.*}} shared again
  // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:17: warning: calling 'Table::size' acquires 'T.M' shared again
}
int sameTwiceBad(Table &T) { return both(T, T); }
int apart(Table &First, Table &Second) {
  Shared L(First.M);
  return Second.size();
}
int twoTablesOk(Table &A, Table &B) { return apart(A, B); }

struct Source {
  virtual ~Source() = default;
  virtual int read(const Table &T) const = 0;
};
struct Locking : Source {
  int read(const Table &T) const override { return T.size(); }
};
struct Plain : Source {
  int read(const Table &) const override { return 0; }
};
int knownLockingBad(const Table &T) {
  Locking Own;
  Plain Other;
  bool Busy = isBusy();
  const Source &S = Busy ? static_cast<const Source &>(Own) : Other;
  Shared L(T.M);
  if (Busy)
    return S.read(T);
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Locking::read' acquires 'T.M' shared again
  // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:14: warning: calling {{.*}} acquires 'T.M' shared again
  return 0;
}
int knownPlainOk(const Table &T) {
  Locking Own;
  Plain Other;
  bool Busy = isBusy();
  const Source &S = Busy ? static_cast<const Source &>(Own) : Other;
  Shared L(T.M);
  if (!Busy)
    return S.read(T);
  // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:14: warning: calling {{.*}} acquires 'T.M' shared again
  return 0;
}

struct Callback {
  std::function<int()> F;
  const Table &T;
  int runUnderLock() const {
    Shared L(T.M);
    return F();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling {{.*}} acquires {{.*}} shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'F' acquires 'T.M' shared again
  }
};
int storedBad(const Table &T) {
  Callback C{[&T] { return T.size(); }, T};
  return C.runUnderLock();
}
int localFunctionBad(const Table &T) {
  std::function<int()> F = [] { return 0; };
  bool Busy = isBusy();
  if (Busy)
    F = [&T] { return T.size(); };
  Shared L(T.M);
  return Busy ? F() : 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: calling {{.*}} acquires 'T.M' shared again
  // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:17: warning: calling {{.*}} acquires 'T.M' shared again
}
int localFunctionOk(const Table &T) {
  std::function<int()> F = [] { return 0; };
  bool Busy = isBusy();
  if (Busy)
    F = [&T] { return T.size(); };
  Shared L(T.M);
  return Busy ? 0 : F();
  // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:21: warning: calling {{.*}} acquires 'T.M' shared again
}

struct Tree {
  mutable std::shared_mutex M;
  Tree *Left = nullptr;
  // Locks at the root only.
  int depth(int Level) const {
    if (Level == 0) {
      Shared L(M);
      return Left ? Left->depth(Level + 1) : 0;
    }
    return Left ? 1 + Left->depth(Level + 1) : 0;
  }
  int depthOk() const { return depth(0); }
  // Comes back to the same object once more, and locks each time.
  int again(int Times) const {
    Shared L(M);
    if (Times == 0)
      return 0;
    return again(Times - 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Tree::again' acquires 'M' shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'Tree::again' acquires 'M' shared again
  }
  int againBad() const { return again(1); }
};

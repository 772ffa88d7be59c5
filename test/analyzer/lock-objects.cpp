// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which object it is: the path knows what pointers are equal, and what an object
// really is.
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

struct Table {
  mutable std::shared_mutex M;
  int size() const {
    std::shared_lock L(M);
    return 1;
  }
};

int comparedBad(Table &A, Table &B) {
  std::shared_lock L(A.M);
  if (&A == &B)
    return B.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires '{{[AB]}}.M' shared again
  return 0;
}
int comparedTheOtherWayBad(Table &A, Table &B) {
  std::shared_lock L(A.M);
  if (&B != &A)
    return 0;
  return B.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires '{{[AB]}}.M' shared again
}
int comparedPointersBad(Table *A, Table *B) {
  std::shared_lock L(A->M);
  bool Same = A == B;
  int Result = isBusy();
  if (Same)
    Result += B->size();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::size' acquires '{{[AB]}}->M' shared again
  return Result;
}
int comparedOk(Table &A, Table &B) {
  std::shared_lock L(A.M);
  if (&A != &B)
    return B.size();
  return 0;
}
int comparedPointersOk(Table *A, Table *B) {
  std::shared_lock L(A->M);
  if (A == B)
    return 1;
  return B->size();
}
int notComparedOk(Table &A, Table &B) {
  std::shared_lock L(A.M);
  return B.size();
}

int chosenBad(Table &A, Table &B) {
  bool Busy = isBusy();
  Table *Chosen = Busy ? &A : &B;
  std::shared_lock L(A.M);
  if (Busy)
    return Chosen->size();
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: calling 'Table::size' acquires '{{(A.|Chosen->)?}}M' shared again
  return 0;
}
int chosenOtherOk(Table &A, Table &B) {
  bool Busy = isBusy();
  Table *Chosen = Busy ? &A : &B;
  std::shared_lock L(A.M);
  if (!Busy)
    return Chosen->size();
  return 0;
}

struct Shards {
  Table All[4];
  int sameShardBad(unsigned Hash) {
    std::shared_lock L(All[Hash % 4].M);
    return All[Hash % 4].size();
    // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: calling 'Table::size' acquires {{.*}} shared again
  }
  int otherShardOk(unsigned Hash) {
    std::shared_lock L(All[Hash % 4].M);
    return All[(Hash + 1) % 4].size();
  }
};

struct Shape {
  mutable std::shared_mutex M;
  virtual ~Shape() = default;
  virtual int area() const = 0;
};
struct Locking : Shape {
  int area() const override {
    std::shared_lock L(M);
    return 1;
  }
};
struct Plain : Shape {
  int area() const override { return 2; }
};
int knownToLockBad() {
  Locking X;
  Shape &S = X;
  std::shared_lock L(S.M);
  return S.area();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Locking::area' acquires '{{[XS]}}.M' shared again
  // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'Locking::area' acquires '{{[XS]}}.M' shared again
}
int knownNotToLockOk() {
  Plain X;
  Shape &S = X;
  std::shared_lock L(S.M);
  return S.area();
  // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:12: warning: calling 'Locking::area' acquires '{{[XS]}}.M' shared again
}

int lockedSize(Table &T) { return T.size(); }
int plainSize(Table &) { return 1; }
int pointerToLockingBad(Table &T) {
  bool Quick = isBusy();
  int (*Size)(Table &) = Quick ? plainSize : lockedSize;
  std::shared_lock L(T.M);
  if (!Quick)
    return Size(T);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'lockedSize' acquires 'T.M' shared again
  // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling {{.*}} acquires 'T.M' shared again
  return 0;
}
int pointerToPlainOk(Table &T) {
  bool Quick = isBusy();
  int (*Size)(Table &) = Quick ? plainSize : lockedSize;
  std::shared_lock L(T.M);
  if (Quick)
    return Size(T);
  // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:12: warning: calling {{.*}} acquires 'T.M' shared again
  return 0;
}

struct Node {
  Table T;
  Node *Next;
};
int nextNodeOk(Node *N) {
  std::shared_lock L(N->T.M);
  N = N->Next;
  return N->T.size();
}

// Special members of classes that have a lock each.
class Value {
  mutable std::shared_mutex M;
  int N = 0;

public:
  int get() const {
    std::shared_lock L(M);
    return N;
  }
  Value &assignOk(const Value &Other) {
    if (this == &Other)
      return *this;
    std::unique_lock L(M);
    N = Other.get();
    return *this;
  }
  // The comparison is made, and the wrong way round.
  Value &assignSelfBad(const Value &Other) {
    std::unique_lock L(M);
    if (this != &Other)
      return *this;
    N = Other.get();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: calling 'Value::get' acquires '{{(Other.)?}}M' shared while this thread holds it exclusive
    return *this;
  }
  // No comparison: nobody says that it is ever assigned to itself.
  Value &assignUncheckedOk(const Value &Other) {
    std::unique_lock L(M);
    N = Other.get();
    return *this;
  }
  void swapOk(Value &Other) {
    if (&Other == this)
      return;
    std::unique_lock L(M);
    int Old = Other.get();
    N = Old;
  }
  friend void exchangeOk(Value &A, Value &B) {
    if (&A == &B)
      return;
    std::unique_lock First(A.M);
    std::unique_lock Second(B.M);
    int Old = A.N;
    A.N = B.N;
    B.N = Old;
  }
  // The order by address leaves out what is equal.
  friend int orderedOk(Value &A, Value &B) {
    if (&A < &B) {
      std::shared_lock First(A.M);
      return B.get();
    }
    return 0;
  }
  bool equalOk(const Value &Other) const {
    if (this == &Other)
      return true;
    std::shared_lock L(M);
    return N == Other.get();
  }
};

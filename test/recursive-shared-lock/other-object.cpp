// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The same member of another object is another lock.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <memory>
#include <mutex>
#include <shared_mutex>

class Node {
public:
  mutable std::shared_mutex Mutex;
  int Value = 0;
  Node *Next = nullptr;
  Node *Parent = nullptr;
  std::unique_ptr<Node> Child;

  int value() const {
    std::shared_lock Lock(Mutex);
    return Value;
  }
  int withNextOk() const {
    std::shared_lock Lock(Mutex);
    return Value + (Next ? Next->value() : 0);
  }
  int withParentOk() const {
    std::shared_lock Lock(Mutex);
    return Parent ? Parent->value() : Value;
  }
  int withChildOk() const {
    std::shared_lock Lock(Mutex);
    return Child->value();
  }
  bool equalsOk(const Node &Other) const {
    std::shared_lock Lock(Mutex);
    return Value == Other.value();
  }
  Node &operator=(const Node &Other) {
    std::unique_lock Lock(Mutex);
    Value = Other.value();
    return *this;
  }
  bool equalsItselfBad() const {
    std::shared_lock Lock(Mutex);
    const Node &Self = *this;
    return Value == Self.value();
    // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: calling 'Node::value' acquires 'Mutex' shared again while this thread holds it shared
  }
};

int twoNodesOk(const Node &A, const Node &B) {
  std::shared_lock Lock(A.Mutex);
  return B.value();
}

int sameNodeBad(const Node &A) {
  std::shared_lock Lock(A.Mutex);
  return A.value();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Node::value' acquires 'A.Mutex' shared again while this thread holds it shared
}

int throughPointerBad(const Node *A) {
  std::shared_lock Lock(A->Mutex);
  return A->value();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: calling 'Node::value' acquires 'A->Mutex' shared again while this thread holds it shared
}

int nextOfSameBad(const Node *A) {
  std::shared_lock Lock(A->Next->Mutex);
  return A->Next->value();
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: calling 'Node::value' acquires 'A->Next->Mutex' shared again while this thread holds it shared
}

int nextOfOtherOk(const Node *A, const Node *B) {
  std::shared_lock Lock(A->Next->Mutex);
  return B->Next->value() + A->Child->value();
}

int localCopyOk(const Node &A) {
  std::shared_lock Lock(A.Mutex);
  Node Local;
  Local.Value = A.Value;
  return Local.value();
}

class Store {
  mutable std::shared_mutex ReadMutex;
  mutable std::shared_mutex WriteMutex;
  Node First, Second;

public:
  int size() const {
    std::shared_lock Lock(ReadMutex);
    return 1;
  }
  int otherMemberOk() const {
    std::shared_lock Lock(WriteMutex);
    return size();
  }
  int memberOfMemberOk() const {
    std::shared_lock Lock(First.Mutex);
    return Second.value();
  }
  int memberOfMemberBad() const {
    std::shared_lock Lock(First.Mutex);
    return First.value();
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Node::value' acquires 'First.Mutex' shared again while this thread holds it shared
  }
};

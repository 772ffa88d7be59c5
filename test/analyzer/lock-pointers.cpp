// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pointers that are set anew between the two acquisitions, and those that are not.
//
// What clang-tidy says of the same code is claimed with TIDY: nothing where it says
// nothing. The mocks' shared_ptr has no code that sets it, so only the library's is
// looked at.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock %if llvm-22 %{ -check-suffixes=,LATER %} --
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -check-suffixes=,LATER -beside-others --
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=TIDY --

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>

struct Node {
  mutable std::shared_mutex M;
  Node *Next = nullptr;
  int value() const {
    std::shared_lock L(M);
    return 1;
  }
};
Node *other();
void renew(Node *&N);
bool isBusy();

int throughReferenceOk(Node *N) {
  Node *&Same = N;
  std::shared_lock L(N->M);
  Same = other();
  return N->value();
  // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:13: warning: calling 'Node::value' acquires 'N->M' shared again
}
int referenceToTheSameBad(Node *N) {
  Node *&Same = N;
  std::shared_lock L(N->M);
  return Same->value();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Node::value' acquires 'N->M' shared again
  // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:16: warning: calling 'Node::value' acquires 'N->M' shared again
}
int outOfSightOk(Node *N) {
  std::shared_lock L(N->M);
  renew(N);
  return N->value();
  // clang-tidy does not see that it may be set.
  // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:13: warning: calling 'Node::value' acquires 'N->M' shared again
}
int exchangedOk(Node *N) {
  std::shared_lock L(N->M);
  (void)std::exchange(N, other());
  return N->value();
  // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:13: warning: calling 'Node::value' acquires 'N->M' shared again
}
int exchangedBad(Node *N) {
  std::shared_lock L(N->M);
  Node *Old = std::exchange(N, other());
  return Old->value();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: calling 'Node::value' acquires 'N->M' shared again
}
int rawSwapOk(Node *A, Node *B) {
  std::shared_lock L(A->M);
  std::swap(A, B);
  return A->value();
}
int rawSwapBad(Node *A, Node *B) {
  std::shared_lock L(A->M);
  std::swap(A, B);
  return B->value();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: calling 'Node::value' acquires '{{[AB]}}->M' shared again
  // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:13: warning: calling 'Node::value' acquires '{{[AB]}}->M' shared again
}
int onOneWayBad(Node *N) {
  std::shared_lock L(N->M);
  bool Busy = isBusy();
  if (Busy)
    N = other();
  if (!Busy)
    return N->value();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: calling 'Node::value' acquires 'N->M' shared again
  return 0;
}
int onThisWayOk(Node *N) {
  std::shared_lock L(N->M);
  bool Busy = isBusy();
  if (Busy)
    N = other();
  if (Busy)
    return N->value();
  return 0;
}

struct Holder {
  std::shared_ptr<Node> S;
  std::unique_ptr<Node> U;

  int sharedSetAnewOk() {
    auto Old = S;
    std::shared_lock L(Old->M);
    S = std::make_shared<Node>();
    return S->value();
  }
  int sharedKeptBad() {
    auto Old = S;
    std::shared_lock L(Old->M);
    return S->value();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: calling 'Node::value' acquires '{{S|Old}}.M' shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:15: warning: calling 'Node::value' acquires '{{S|Old}}.M' shared again
  }
  int oldOneBad() {
    auto Old = S;
    std::shared_lock L(Old->M);
    S = std::make_shared<Node>();
    // Without clang's checkers, that of LLVM 19 does not see that it is the same.
    return Old->value();
    // CHECK-MESSAGES-LATER: :[[@LINE-1]]:17: warning: calling 'Node::value' acquires {{.*}} shared again
  }
  int sharedResetOk() {
    auto Old = S;
    std::shared_lock L(Old->M);
    S.reset(new Node);
    return S->value();
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:15: warning: calling 'Node::value' acquires '{{S|Old}}.M' shared again
  }
  int sharedSwapOk(std::shared_ptr<Node> &Other) {
    auto Old = S;
    std::shared_lock L(Old->M);
    S.swap(Other);
    return S->value();
  }
  int sharedSwapBad(std::shared_ptr<Node> &Other) {
    auto Old = S;
    std::shared_lock L(Old->M);
    S.swap(Other);
    return Other->value();
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: calling 'Node::value' acquires {{.*}} shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:19: warning: calling 'Node::value' acquires 'Other.M' shared again
  }
  int uniqueResetOk() {
    Node *Old = U.get();
    std::shared_lock L(Old->M);
    U.release();
    U.reset(new Node);
    return U->value();
  }
  int uniqueAssignedOk(std::unique_ptr<Node> Other) {
    Node *Old = U.release();
    std::shared_lock L(Old->M);
    U = std::move(Other);
    return U->value();
  }
  int uniqueReleasedBad() {
    Node *Old = U.release();
    std::shared_lock L(Old->M);
    U.reset(Old);
    return U->value();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: calling 'Node::value' acquires {{.*}} shared again
  }
  int uniqueSwapOk(std::unique_ptr<Node> &Other) {
    Node *Old = U.get();
    std::shared_lock L(Old->M);
    U.swap(Other);
    return U->value();
  }
};

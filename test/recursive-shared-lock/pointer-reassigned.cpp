// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pointer that is set anew in between leads to another object.
// ANALYZER-LIBRARY: see test/check_hosts.py.
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <memory>
#include <mutex>
#include <shared_mutex>

struct Node {
  mutable std::shared_mutex Mutex;
  Node *Next = nullptr;
  int value() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
};

Node *other();

int sameBad(Node *N) {
  std::shared_lock Lock(N->Mutex);
  return N->value();
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: calling 'Node::value' acquires 'N->Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:20: note: 'N->Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-3]]:13: note: 'Node::value' is called here
  // CHECK-NOTES: :[[@LINE-13]]:22: note: 'N->Mutex' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-5]]:13: note: release 'N->Mutex' before the call, or call a variant that expects the lock to be held
}

int setAnewOk(Node *N) {
  std::shared_lock Lock(N->Mutex);
  N = other();
  return N->value();
}

int nextOk(Node *N) {
  std::shared_lock Lock(N->Mutex);
  N = N->Next;
  return N->value();
}

int walkOk(Node *N) {
  int Sum = 0;
  for (; N; N = N->Next) {
    std::shared_lock Lock(N->Mutex);
    ++Sum;
  }
  return Sum;
}

int aliasBad(Node *N) {
  Node *Same = N;
  std::shared_lock Lock(N->Mutex);
  return Same->value();
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: calling 'Node::value' acquires 'N->Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:20: note: 'N->Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-3]]:16: note: 'Node::value' is called here
  // CHECK-NOTES: :[[@LINE-45]]:22: note: 'N->Mutex' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-5]]:16: note: release 'N->Mutex' before the call, or call a variant that expects the lock to be held
}

// Old goes by the name of N, which is forgotten with N.
int aliasOfOldFalseNegative(Node *N) {
  Node *Old = N;
  std::shared_lock Lock(Old->Mutex);
  N = other();
  return Old->value(); // ANALYZER-ALSO: :[[@LINE]]:15: warning: calling 'Node::value' acquires 'N->Mutex' shared again -- the path knows the object, whatever its name
}

class List {
  Node *Current = nullptr;
  Node *const Head;
  std::shared_ptr<Node> Shared;

public:
  explicit List(Node *H) : Head(H) {}
  int memberBad() const {
    std::shared_lock Lock(Current->Mutex);
    return Current->value();
    // CHECK-NOTES: :[[@LINE-1]]:21: warning: calling 'Node::value' acquires 'Current->Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Current->Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:21: note: 'Node::value' is called here
    // CHECK-NOTES: :[[@LINE-70]]:22: note: 'Current->Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:21: note: 'Current' is taken to point to the same object each time
    // CHECK-NOTES: :[[@LINE-6]]:21: note: release 'Current->Mutex' before the call, or call a variant that expects the lock to be held
  }
  int memberSetAnewOk() {
    std::shared_lock Lock(Current->Mutex);
    Current = Current->Next;
    return Current->value();
  }
  int constantBad() const {
    std::shared_lock Lock(Head->Mutex);
    return Head->value();
    // CHECK-NOTES: :[[@LINE-1]]:18: warning: calling 'Node::value' acquires 'Head->Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Head->Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:18: note: 'Node::value' is called here
    // CHECK-NOTES: :[[@LINE-85]]:22: note: 'Head->Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:18: note: release 'Head->Mutex' before the call, or call a variant that expects the lock to be held
  }
  int smartPointerBad() const {
    std::shared_lock Lock(Shared->Mutex);
    return Shared->value();
    // CHECK-NOTES: :[[@LINE-1]]:20: warning: calling 'Node::value' acquires 'Shared.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Shared.Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:20: note: 'Node::value' is called here
    // CHECK-NOTES: :[[@LINE-94]]:22: note: 'Shared.Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:20: note: 'Shared' is taken to point to the same object each time
    // CHECK-NOTES: :[[@LINE-6]]:20: note: release 'Shared.Mutex' before the call, or call a variant that expects the lock to be held
  }
  int smartPointerSetAnewOk() {
    auto Old = Shared;
    std::shared_lock Lock(Old->Mutex);
    Shared = std::make_shared<Node>();
    return Shared->value();
  }
};

int steppedOk(Node *Nodes) {
  std::shared_lock Lock(Nodes->Mutex);
  ++Nodes;
  return Nodes->value();
}

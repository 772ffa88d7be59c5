// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks that the code says are recursive (unwedge/Annotations.h).
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -std=c++17 -- -I %S/../../include

#include "unwedge/Annotations.h"
#include <memory>
#include <mutex>
#include <shared_mutex>

using Reading = std::shared_lock<std::shared_mutex>;
using Writing = std::unique_lock<std::shared_mutex>;

class Tables {
  mutable std::shared_mutex Plain;
  mutable std::shared_mutex Said UNWEDGE_RECURSIVE_LOCK;
  mutable UNWEDGE_ANNOTATE("other::recursive_lock") std::shared_mutex Other;

  int plainSize() const {
    Reading Guard(Plain);
    return 1;
  }
  int saidSize() const {
    Reading Guard(Said);
    return 1;
  }
  int otherSize() const {
    Reading Guard(Other);
    return 1;
  }
  void clear() {
    Writing Guard(Said);
  }

public:
  int plainBad() const {
    Reading Guard(Plain);
    return plainSize();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Tables::plainSize' acquires 'Plain' shared again
  }
  int memberOk() const {
    Reading Guard(Said);
    return saidSize();
  }
  int underExclusiveOk() const {
    Writing Guard(Said);
    return saidSize();
  }
  // That readers may become the writer was not said.
  void upgradeBad() {
    Reading Guard(Said);
    clear();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling 'Tables::clear' acquires 'Said' exclusive while this thread holds it shared
  }
  // Not our attribute.
  int otherBad() const {
    Reading Guard(Other);
    return otherSize();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Tables::otherSize' acquires 'Other' shared again
  }
};

// A class of locks, made of one that is not recursive.
class UNWEDGE_RECURSIVE_LOCK TreeLock {
  std::shared_mutex Mutex;

public:
  void lock_shared() { Mutex.lock_shared(); }
  void unlock_shared() { Mutex.unlock_shared(); }
};
class NamedLock : public TreeLock {
  int Name = 0;
};
class PlainLock {
  std::shared_mutex Mutex;

public:
  void lock_shared() { Mutex.lock_shared(); }
  void unlock_shared() { Mutex.unlock_shared(); }
};

class Tree {
  TreeLock Lock;
  NamedLock Named;
  PlainLock Plain;
  std::unique_ptr<TreeLock> Far = std::make_unique<TreeLock>();

  void inner() {
    Lock.lock_shared();
    Lock.unlock_shared();
  }
  void innerNamed() {
    Named.lock_shared();
    Named.unlock_shared();
  }
  void innerPlain() {
    Plain.lock_shared();
    Plain.unlock_shared();
  }
  void innerFar() {
    Far->lock_shared();
    Far->unlock_shared();
  }

public:
  void classOk() {
    Lock.lock_shared();
    inner();
    Lock.unlock_shared();
  }
  void derivedOk() {
    Named.lock_shared();
    innerNamed();
    Named.unlock_shared();
  }
  void pointerOk() {
    Far->lock_shared();
    innerFar();
    Far->unlock_shared();
  }
  void plainClassBad() {
    Plain.lock_shared();
    innerPlain();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling 'Tree::innerPlain' acquires 'Plain.Mutex' shared again
    Plain.unlock_shared();
  }
};

std::shared_mutex Global UNWEDGE_RECURSIVE_LOCK;
int globalSize() {
  Reading Guard(Global);
  return 1;
}
int globalOk() {
  Reading Guard(Global);
  return globalSize();
}

int handedIn(std::shared_mutex &M UNWEDGE_RECURSIVE_LOCK);
int again(std::shared_mutex &M) {
  Reading Guard(M);
  return 1;
}
// Said in another declaration.
int handedIn(std::shared_mutex &M) {
  Reading Guard(M);
  return again(M);
}

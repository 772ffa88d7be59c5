// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The second acquisition behind calls of all kinds.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

static std::shared_mutex Global;
static int Value;

static int load() {
  std::shared_lock Lock(Global);
  return Value;
}
static int loadTwice() { return load() + load(); }
static int loadDeeply() { return loadTwice(); }

int freeFunctionBad() {
  std::shared_lock Lock(Global);
  return load();
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: calling 'load' acquires 'Global' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:20: note: 'Global' is acquired shared here
  // CHECK-NOTES: :[[@LINE-3]]:10: note: 'load' is called here
  // CHECK-NOTES: :[[@LINE-12]]:20: note: 'Global' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-5]]:10: note: release 'Global' before the call, or call a variant that expects the lock to be held
}

int threeHopsBad() {
  std::shared_lock Lock(Global);
  return loadDeeply();
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: calling 'loadDeeply' acquires 'Global' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:20: note: 'Global' is acquired shared here
  // CHECK-NOTES: :[[@LINE-3]]:10: note: 'loadDeeply' is called here
  // CHECK-NOTES: :[[@LINE-18]]:34: note: 'loadTwice' is called here
  // CHECK-NOTES: :[[@LINE-20]]:33: note: 'load' is called here
  // CHECK-NOTES: :[[@LINE-24]]:20: note: 'Global' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-7]]:10: note: release 'Global' before the call, or call a variant that expects the lock to be held
}

int freeFunctionOk() {
  {
    std::shared_lock Lock(Global);
  }
  return loadDeeply();
}

class Table {
  mutable std::shared_mutex Mutex;
  static std::shared_mutex Shared;
  int Rows = 0;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return Rows;
  }
  bool empty() const { return size() == 0; }
  static int count() {
    std::shared_lock Lock(Shared);
    return Value;
  }

  int oneHopBad() const {
    std::shared_lock Lock(Mutex);
    return this->size();
    // CHECK-NOTES: :[[@LINE-1]]:18: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:18: note: 'Table::size' is called here
    // CHECK-NOTES: :[[@LINE-15]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:18: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  bool twoHopsBad() const {
    std::shared_lock Lock(Mutex);
    return empty();
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Table::empty' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:12: note: 'Table::empty' is called here
    // CHECK-NOTES: :[[@LINE-21]]:31: note: 'Table::size' is called here
    // CHECK-NOTES: :[[@LINE-25]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-6]]:12: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  static int staticBad() {
    std::shared_lock Lock(Shared);
    return count();
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Table::count' acquires 'Shared' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Shared' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:12: note: 'Table::count' is called here
    // CHECK-NOTES: :[[@LINE-29]]:22: note: 'Shared' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:12: note: release 'Shared' before the call, or call a variant that expects the lock to be held
  }
  int staticOtherLockOk() const {
    std::shared_lock Lock(Mutex);
    return count();
  }
  static int byReference(const Table &T) { return T.size(); }
  static int byPointer(const Table *T) { return T->size(); }
  int passedOnBad() const {
    std::shared_lock Lock(Mutex);
    return byReference(*this) + byPointer(this);
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Table::byReference' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:12: note: 'Table::byReference' is called here
    // CHECK-NOTES: :[[@LINE-8]]:53: note: 'Table::size' is called here
    // CHECK-NOTES: :[[@LINE-50]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-6]]:12: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
    // CHECK-NOTES: :[[@LINE-7]]:33: warning: calling 'Table::byPointer' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-9]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-9]]:33: note: 'Table::byPointer' is called here
    // CHECK-NOTES: :[[@LINE-13]]:52: note: 'Table::size' is called here
    // CHECK-NOTES: :[[@LINE-56]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-12]]:33: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  int passedOnOk(const Table &Other) const {
    std::shared_lock Lock(Mutex);
    return byReference(Other) + byPointer(&Other);
  }
};

// Recursion ends somewhere.
class Tree {
  mutable std::shared_mutex Mutex;
  Tree *Left = nullptr;

public:
  int depth(int N) const {
    if (N > 0)
      return depth(N - 1);
    std::shared_lock Lock(Mutex);
    return 0;
  }
  int recursiveBad() const {
    std::shared_lock Lock(Mutex);
    return depth(3);
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Tree::depth' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:12: note: 'Tree::depth' is called here
    // CHECK-NOTES: :[[@LINE-10]]:14: note: 'Tree::depth' is called here
    // CHECK-NOTES: :[[@LINE-10]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-6]]:12: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  int itselfBad(int N) const {
    std::shared_lock Lock(Mutex);
    return N > 0 ? itselfBad(N - 1) : 0;
    // CHECK-NOTES: :[[@LINE-1]]:20: warning: calling 'Tree::itselfBad' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:20: note: 'Tree::itselfBad' is called here
    // CHECK-NOTES: :[[@LINE-5]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:20: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  // Each node has a lock of its own.
  int childOk() const {
    std::shared_lock Lock(Mutex);
    return Left ? Left->childOk() + 1 : 0;
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lambdas that are called where they stand, or handed to something that calls them.
// ANALYZER-LIBRARY: see test/check_hosts.py.
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <functional>
#include <mutex>
#include <shared_mutex>
#include <vector>

template <class Function> void forEachRow(int Rows, Function &&F) {
  for (int I = 0; I < Rows; ++I)
    F(I);
}

class Table {
  mutable std::shared_mutex Mutex;
  int Rows = 0;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return Rows;
  }
  template <class Function> auto withLock(Function &&F) const {
    std::shared_lock Lock(Mutex);
    return F();
  }
  void each(const std::function<void(int)> &F) const {
    std::shared_lock Lock(Mutex);
    for (int I = 0; I < Rows; ++I)
      F(I);
  }
  void eachUnlocked(const std::function<void(int)> &F) const {
    for (int I = 0; I < Rows; ++I)
      F(I);
  }

  int calledAtOnceBad() const {
    std::shared_lock Lock(Mutex);
    return [this] { return size(); }();
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling the lambda acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:12: note: the lambda is called here
    // CHECK-NOTES: :[[@LINE-4]]:28: note: 'Table::size' is called here
    // CHECK-NOTES: :[[@LINE-24]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-6]]:12: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  int locksInsideBad() const {
    auto Read = [this] {
      std::shared_lock Lock(Mutex);
      return Rows;
    };
    std::shared_lock Lock(Mutex);
    return Read();
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling the lambda acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:12: note: the lambda is called here
    // CHECK-NOTES: :[[@LINE-8]]:24: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:12: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  int notCalledOk() const {
    std::shared_lock Lock(Mutex);
    auto Read = [this] { return size(); };
    return Rows;
  }
  int calledAfterUnlockOk() const {
    std::shared_lock Lock(Mutex);
    auto Read = [this] { return size(); };
    Lock.unlock();
    return Read();
  }
  void templateBad() const {
    std::shared_lock Lock(Mutex);
    forEachRow(Rows, [this](int) { size(); });
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: calling 'forEachRow' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:5: note: 'forEachRow' is called here
    // CHECK-NOTES: :[[@LINE-66]]:5: note: the lambda is called here
    // CHECK-NOTES: :[[@LINE-5]]:36: note: 'Table::size' is called here
    // CHECK-NOTES: :[[@LINE-59]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-7]]:5: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  void templateOk() const {
    std::shared_lock Lock(Mutex);
    forEachRow(Rows, [](int) {});
  }
  int withLockBad() const {
    return withLock([this] { return size(); });
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Table::withLock' runs the lambda, which acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-2]]:12: note: 'Table::withLock' is called here
    // CHECK-NOTES: :[[@LINE-66]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-66]]:12: note: the lambda is called here
    // CHECK-NOTES: :[[@LINE-5]]:37: note: 'Table::size' is called here
    // CHECK-NOTES: :[[@LINE-73]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-7]]:12: note: let the lambda use a variant that expects the lock to be held, or take what it needs before the call
  }
  int withLockOk() const {
    return withLock([this] { return Rows; });
  }
  void standardFunctionBad() const {
    each([this](int) { size(); });
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: calling 'Table::each' runs the lambda, which acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-2]]:5: note: 'Table::each' is called here
    // CHECK-NOTES: :[[@LINE-75]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-74]]:7: note: the lambda is called here
    // CHECK-NOTES: :[[@LINE-5]]:24: note: 'Table::size' is called here
    // CHECK-NOTES: :[[@LINE-86]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-7]]:5: note: let the lambda use a variant that expects the lock to be held, or take what it needs before the call
  }
  void standardFunctionOk() const {
    std::vector<int> Seen;
    each([&](int Row) { Seen.push_back(Row); });
    eachUnlocked([this](int) { size(); });
  }
};

// The lambda takes the lock of another table.
void otherTableOk(const Table &A, const Table &B) {
  A.each([&](int) { (void)B.size(); });
}

void outsideBad(const Table &A) {
  A.each([&](int) { (void)A.size(); });
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: calling 'Table::each' runs the lambda, which acquires 'A.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-2]]:5: note: 'Table::each' is called here
  // CHECK-NOTES: :[[@LINE-97]]:22: note: 'A.Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-96]]:7: note: the lambda is called here
  // CHECK-NOTES: :[[@LINE-5]]:29: note: 'Table::size' is called here
  // CHECK-NOTES: :[[@LINE-108]]:22: note: 'A.Mutex' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-7]]:5: note: let the lambda use a variant that expects the lock to be held, or take what it needs before the call
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// folly::Synchronized: what its methods return holds the lock, and it is as recursive
// as its mutex.
// ANALYZER-SKIP: the mocks' methods are empty and return nothing that holds the lock.
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags

#include <folly/Synchronized.h>

#include <vector>

using Numbers = folly::Synchronized<std::vector<int>>;

void rlockTwiceBad(Numbers &N) {
  auto Outer = N.rlock();
  auto Inner = N.rlock();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'N' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void wlockWhileReadingBad(Numbers &N) {
  auto Reader = N.rlock();
  N.wlock()->clear();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'N' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}

void rlockWhileWritingBad(Numbers &N) {
  auto Writer = N.wlock();
  (void)N.rlock()->size();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'N' is acquired shared while this thread holds it exclusive; the thread waits for itself [unwedge-recursive-shared-lock]
}

void twiceInOneExpressionBad(const Numbers &N) {
  (void)(N.rlock()->size() + N.rlock()->size());
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'N' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void withRLockInsideBad(Numbers &N) {
  N.withRLock([&](const std::vector<int> &) { return N.rlock()->size(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling the lambda acquires 'N' shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void copyInsideBad(Numbers &N) {
  auto Reader = N.wlock();
  (void)N.copy();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'N' is acquired shared while this thread holds it exclusive; the thread waits for itself [unwedge-recursive-shared-lock]
}

class Names {
  folly::Synchronized<std::vector<int>> Data;

public:
  int size() const { return int(Data.rlock()->size()); }
  int spaceBad() const {
    auto Reader = Data.rlock();
    return 10 - size();
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: calling 'Names::size' acquires 'Data' shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  }
  int spaceOk() const {
    auto Reader = Data.rlock();
    return 10 - int(Reader->size());
  }
};

void sequenceOk(Numbers &N) {
  (void)N.rlock()->size();
  (void)N.rlock()->size();
  N.wlock()->clear();
}

void unlockedOk(Numbers &N) {
  auto Reader = N.rlock();
  Reader.unlock();
  N.wlock()->clear();
}

void readPriorityOk(
    folly::Synchronized<int, folly::SharedMutexReadPriority> &N) {
  auto Outer = N.rlock();
  auto Inner = N.rlock();
}

void notLockedOk(Numbers &N) {
  auto Reader = N.rlock();
  (void)N.unsafeGetUnlocked();
}

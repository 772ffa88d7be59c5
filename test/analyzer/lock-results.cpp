// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Error codes and answers of guards: a path knows what they said, however the program
// looks at them.
//
// What clang-tidy says of the same code is claimed with TIDY: nothing where it says
// nothing.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -- %mock_flags
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock --
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -beside-others --
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=TIDY -- %mock_flags

#include <mutex>
#include <pthread.h>
#include <shared_mutex>

#ifndef EBUSY
#define EBUSY 16
#endif

bool isBusy();
void report(int Code);

struct Table {
  mutable std::shared_mutex M;
  mutable pthread_rwlock_t P;
  using Shared = std::shared_lock<std::shared_mutex>;
  using Unique = std::unique_lock<std::shared_mutex>;

  int size() const {
    Shared L(M);
    return 1;
  }
  int count() const {
    pthread_rwlock_wrlock(&P);
    pthread_rwlock_unlock(&P);
    return 1;
  }

  int zeroIsSuccessBad() const {
    if (pthread_rwlock_tryrdlock(&P) == 0) {
      int Result = count();
      // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: calling 'Table::count' acquires 'P' exclusive while this thread holds it shared
      // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:20: warning: calling 'Table::count' acquires 'P' exclusive while this thread holds it shared
      pthread_rwlock_unlock(&P);
      return Result;
    }
    return count();
  }
  int declaredInConditionBad() const {
    if (int Error = pthread_rwlock_tryrdlock(&P)) {
      report(Error);
      return count();
    }
    int Result = count();
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::count' acquires 'P' exclusive while this thread holds it shared
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:18: warning: calling 'Table::count' acquires 'P' exclusive while this thread holds it shared
    pthread_rwlock_unlock(&P);
    return Result;
  }
  int declaredInConditionOk() const {
    if (int Error = pthread_rwlock_tryrdlock(&P)) {
      report(Error);
      return count();
    }
    pthread_rwlock_unlock(&P);
    return count();
  }
  // Any code but zero is a failure.
  int busyOk() const {
    int Error = pthread_rwlock_tryrdlock(&P);
    if (Error == EBUSY)
      return count();
    if (Error == 0)
      pthread_rwlock_unlock(&P);
    return 0;
  }
  int notBusyIsNotSuccessOk() const {
    int Error = pthread_rwlock_tryrdlock(&P);
    if (Error != 0)
      return Error != EBUSY ? count() : 0;
    pthread_rwlock_unlock(&P);
    return 0;
  }
  int codeInSwitchBad() const {
    int Error = pthread_rwlock_tryrdlock(&P);
    int Result = 0;
    switch (Error) {
    case 0:
      Result = count();
      // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Table::count' acquires 'P' exclusive while this thread holds it shared
      pthread_rwlock_unlock(&P);
      break;
    case EBUSY:
      Result = count();
      break;
    default:
      break;
    }
    return Result;
  }
  int negatedCodeBad() const {
    bool Failed = pthread_rwlock_tryrdlock(&P) != 0;
    if (!Failed) {
      int Result = count();
      // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: calling 'Table::count' acquires 'P' exclusive while this thread holds it shared
      pthread_rwlock_unlock(&P);
      return Result;
    }
    return count();
  }
  // The code is looked at once more, later.
  int lookedAtTwiceOk() const {
    int Error = pthread_rwlock_tryrdlock(&P);
    if (Error)
      report(Error);
    else
      pthread_rwlock_unlock(&P);
    if (!Error)
      return count();
    return 0;
  }
  int triedOften() const {
    int Error = EBUSY;
    for (int I = 0; I < 2 && Error; ++I)
      Error = pthread_rwlock_tryrdlock(&P);
    return Error;
  }
  int triedOftenBad() const {
    if (triedOften() == 0) {
      int Result = count();
      // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: calling 'Table::count' acquires 'P' exclusive while this thread holds it shared
      pthread_rwlock_unlock(&P);
      return Result;
    }
    return 0;
  }
  int triedOftenOk() const {
    if (triedOften() != 0)
      return count();
    pthread_rwlock_unlock(&P);
    return 0;
  }

  int ownsBad() const {
    Shared L(M, std::try_to_lock);
    int Owns = L ? 1 : 0;
    return Owns ? size() : 0;
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: calling 'Table::size' acquires 'M' shared again
  }
  int ownsOk() const {
    Shared L(M, std::try_to_lock);
    int Owns = L ? 1 : 0;
    return Owns ? 0 : size();
  }
  int deferredOnOneWayBad() const {
    Shared L(M, std::defer_lock);
    if (isBusy())
      L.lock();
    if (L.owns_lock())
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'M' shared again
    return 0;
  }
  int deferredOnOneWayOk() const {
    Shared L(M, std::defer_lock);
    if (isBusy())
      L.lock();
    if (!L.owns_lock())
      return size();
    return 0;
  }
  int deferredTryBad() const {
    Shared L(M, std::defer_lock);
    bool Got = L.try_lock();
    if (!Got)
      return size();
    return L.owns_lock() ? size() : 0;
    // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: calling 'Table::size' acquires 'M' shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:28: warning: calling 'Table::size' acquires 'M' shared again
  }
  int exclusiveTryBad() const {
    Unique L(M, std::try_to_lock);
    bool Have = L.owns_lock();
    if (isBusy() || !Have)
      return 0;
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared while this thread holds it exclusive
  }
  int adoptedOnSuccessBad() const {
    if (!M.try_lock_shared())
      return size();
    Shared L(M, std::adopt_lock);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int adoptedAndUnlockedOk() const {
    if (!M.try_lock_shared())
      return size();
    {
      Shared L(M, std::adopt_lock);
    }
    return size();
  }

  // What waits for the lock may fail.
  int failedOk() {
    int Code;
    if ((Code = pthread_rwlock_rdlock(&P)) != 0)
      return count();
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:14: warning: calling 'Table::count' acquires 'P' exclusive while this thread holds it shared
    pthread_rwlock_unlock(&P);
    return 0;
  }
  bool lockShared() { return pthread_rwlock_rdlock(&P) == 0; }
  int wrappedOk() {
    if (!lockShared())
      return count();
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:14: warning: calling 'Table::count' acquires 'P' exclusive while this thread holds it shared
    pthread_rwlock_unlock(&P);
    return 0;
  }
  int uncheckedBad() {
    pthread_rwlock_rdlock(&P);
    int Result = count();
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::count' acquires 'P' exclusive while this thread holds it shared
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:18: warning: calling 'Table::count' acquires 'P' exclusive while this thread holds it shared
    pthread_rwlock_unlock(&P);
    return Result;
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tries: what their results say, wherever these are kept.
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

bool isBusy();

struct Table {
  mutable std::shared_mutex M;
  mutable pthread_rwlock_t P;
  using Shared = std::shared_lock<std::shared_mutex>;

  int size() const {
    Shared L(M);
    return 1;
  }
  // An error code of the project's own.
  int tryRead() const { return M.try_lock_shared() ? 0 : -1; }

  int ownCodeBad() const {
    if (tryRead() < 0)
      return 0;
    int Result = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::size' acquires 'M' shared again
    M.unlock_shared();
    return Result;
  }
  int ownCodeOk() const {
    if (tryRead() < 0)
      return size();
    M.unlock_shared();
    return 0;
  }

  int keptResultBad() const {
    bool Got = M.try_lock_shared();
    int Result = 0;
    if (isBusy() && Got)
      Result = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: calling 'Table::size' acquires 'M' shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:16: warning: calling 'Table::size' acquires 'M' shared again
    if (Got)
      M.unlock_shared();
    return Result;
  }
  int keptResultOk() const {
    bool Got = M.try_lock_shared();
    int Result = 0;
    if (!Got)
      Result = size();
    if (Got)
      M.unlock_shared();
    return Result;
  }
  // With other checkers on, the engine steps into the library's try_lock_shared
  // and knows both outcomes, which the program does not look at.
  int unknownResultOk() const {
    (void)M.try_lock_shared();
    return size();
  }

  int keptAnswerBad() const {
    Shared L(M, std::try_to_lock);
    bool Have = L.owns_lock();
    if (!Have)
      return 0;
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int keptAnswerOk() const {
    Shared L(M, std::try_to_lock);
    bool Have = L.owns_lock();
    if (Have)
      return 0;
    return size();
  }
  int eitherWayBad() const {
    Shared L(M, std::try_to_lock);
    if (!L.owns_lock())
      L.lock();
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int deferredAnswerOk() const {
    Shared L(M, std::defer_lock);
    if (L.owns_lock())
      return size();
    return 0;
  }
  int unlockedAnswerOk() const {
    Shared L(M);
    L.unlock();
    if (L)
      return size();
    return 0;
  }

  struct Status {
    int Code;
  };
  int keptCodeBad() const {
    Status S;
    S.Code = pthread_rwlock_tryrdlock(&P);
    if (S.Code != 0)
      return S.Code;
    pthread_rwlock_wrlock(&P);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'P' is acquired exclusive while this thread holds it shared; the thread waits for itself
    return 0;
  }
  int keptCodeOk() const {
    Status S;
    S.Code = pthread_rwlock_tryrdlock(&P);
    if (S.Code == 0)
      return S.Code;
    pthread_rwlock_wrlock(&P);
    return 0;
  }
};

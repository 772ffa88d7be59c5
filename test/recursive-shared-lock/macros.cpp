// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks behind macros: the place is where the macro is used.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

#define READ_LOCK(M) std::shared_lock<std::shared_mutex> MacroLock##__LINE__(M)
#define READ_SCOPE(M) if (std::shared_lock Scope(M); true)
#define CONCAT2(A, B) A##B
#define CONCAT(A, B) CONCAT2(A, B)
#define GUARD(M) std::shared_lock CONCAT(Guard, __LINE__)(M)
#define GET_LOCKED(EXPR)                                                       \
  ([&] {                                                                       \
    GUARD(Mutex);                                                              \
    return (EXPR);                                                             \
  }())

class Table {
  mutable std::shared_mutex Mutex;
  int Rows = 0;

public:
  int size() const {
    READ_LOCK(Mutex);
    return Rows;
  }
  int macroGuardBad() const {
    READ_LOCK(Mutex);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int twoMacrosBad() const {
    GUARD(Mutex);
    GUARD(Mutex);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'Mutex' is acquired shared again while this thread holds it shared
    return Rows;
  }
  int macroScopeBad() const {
    READ_SCOPE(Mutex) {
      return size();
      // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    }
    return 0;
  }
  int macroScopeOk() const {
    int Sum = 0;
    READ_SCOPE(Mutex) { Sum += Rows; }
    return Sum + size();
  }
  int wholeExpressionBad() const {
    return GET_LOCKED(size());
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int wholeExpressionOk() const { return GET_LOCKED(Rows); }
  int sequenceOk() const { return GET_LOCKED(Rows) + GET_LOCKED(Rows); }
};

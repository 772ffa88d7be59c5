// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What suppresses a check of clang-tidy suppresses the checker in the same places,
// and nothing else does.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -tidy-cases -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags

#include <shared_mutex>

struct Table {
  mutable std::shared_mutex M;
  int size() const;

  int plainBad() const {
    std::shared_lock L(M);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int sameLineOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT
  }
  int sameLineNamedOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT(unwedge-recursive-shared-lock): no writer yet
  }
  int listOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT(readability-magic-numbers, unwedge-recursive-*)
  }
  int otherNameBad() const {
    std::shared_lock L(M);
    return size(); // NOLINT(unwedge-unguarded-cleanup)
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int noNameBad() const {
    std::shared_lock L(M);
    return size(); // NOLINT()
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int otherWordBad() const {
    std::shared_lock L(M);
    return size(); // NOLINTING
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int otherLineBad() const {
    std::shared_lock L(M); // NOLINT
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int nextLineOk() const {
    std::shared_lock L(M);
    // NOLINTNEXTLINE(unwedge-recursive-shared-lock)
    return size();
  }
  int lineAfterNextBad() const {
    std::shared_lock L(M);
    // NOLINTNEXTLINE(unwedge-recursive-shared-lock)
    int Result =
        size();
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: calling 'Table::size' acquires 'M' shared again
    return Result;
  }
  int blockOk() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(unwedge-recursive-shared-lock)
    int Result =
        size();
    // NOLINTEND(unwedge-recursive-shared-lock)
    return Result;
  }
  int behindBlockBad() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(unwedge-recursive-shared-lock)
    // NOLINTEND(unwedge-recursive-shared-lock)
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int nestedBlocksOk() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(unwedge-*)
    // NOLINTBEGIN(readability-*)
    // NOLINTEND(readability-*)
    int Result = size();
    // NOLINTEND(unwedge-*)
    return Result;
  }
  int attributeOnStatementOk() const {
    std::shared_lock L(M);
    int Result = 0;
    [[clang::suppress]] Result = size();
    return Result;
  }
  [[clang::suppress]] int attributeOnFunctionOk() const {
    std::shared_lock L(M);
    return size();
  }
#define SIZE_OF_TABLE() size()
  int macroOk() const {
    std::shared_lock L(M);
    return SIZE_OF_TABLE(); // NOLINT
  }
};

int Table::size() const {
  std::shared_lock L(M);
  return 1;
}

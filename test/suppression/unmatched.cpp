// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block without its end, or whose end is written otherwise, silences nothing.
// clang-tidy says so, as an error of its own; `unwedge suppressions` does (see
// test/driver/suppressions.test), and the analyzer has no way to.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffixes=,TIDY -- %mock_flags
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -tidy-cases -- %mock_flags
// RUN: %check_driver %s unwedge-recursive-shared-lock -- %mock_flags

#include <shared_mutex>

struct Table {
  mutable std::shared_mutex M;
  int size() const;

  int loneEndBad() const {
    std::shared_lock L(M);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
    // NOLINTEND(unwedge-*)
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:8: error: unmatched 'NOLIN{{T}}END' comment without a previous 'NOLIN{{T}}BEGIN' comment [clang-tidy-nolint]
  }
  int starIsNotNothingBad() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(*)
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:8: error: unmatched 'NOLIN{{T}}BEGIN' comment without a subsequent 'NOLIN{{T}}END' comment [clang-tidy-nolint]
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
    // NOLINTEND
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:8: error: unmatched 'NOLIN{{T}}END' comment without a previous 'NOLIN{{T}}BEGIN' comment [clang-tidy-nolint]
  }
  int otherNamesBad() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(unwedge-*)
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:8: error: unmatched 'NOLIN{{T}}BEGIN' comment without a subsequent 'NOLIN{{T}}END' comment [clang-tidy-nolint]
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
    // NOLINTEND(unwedge-recursive-shared-lock)
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:8: error: unmatched 'NOLIN{{T}}END' comment without a previous 'NOLIN{{T}}BEGIN' comment [clang-tidy-nolint]
  }
  int crossedBad() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(unwedge-recursive-*)
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:8: error: unmatched 'NOLIN{{T}}BEGIN' comment without a subsequent 'NOLIN{{T}}END' comment [clang-tidy-nolint]
    // NOLINTBEGIN(readability-*)
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
    // NOLINTEND(unwedge-recursive-*)
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:8: error: unmatched 'NOLIN{{T}}END' comment without a previous 'NOLIN{{T}}BEGIN' comment [clang-tidy-nolint]
    // NOLINTEND(readability-*)
  }
};

int Table::size() const {
  std::shared_lock L(M);
  return 1;
}

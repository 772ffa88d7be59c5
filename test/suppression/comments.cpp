// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The comments: with and without names, and where they stand. A comment belongs to a
// line of text, and to the place of the warning, not to one of a note. As it is here,
// and with CRLF.
//
// RUN: %check_hosts %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: sed 's/$/\r/' %s > %t.crlf.cpp
// RUN: %check_hosts %t.crlf.cpp unwedge-recursive-shared-lock -- %mock_flags

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
  int severalNamesOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT(readability-magic-numbers, unwedge-recursive-shared-lock)
  }
  int severalOtherNamesBad() const {
    std::shared_lock L(M);
    return size(); // NOLINT(readability-magic-numbers, unwedge-unguarded-cleanup)
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int globOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT(unwedge-*)
  }
  int globInTheMiddleOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT(unwedge-*-lock)
  }
  int globOfOthersBad() const {
    std::shared_lock L(M);
    return size(); // NOLINT(readability-*)
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int globOfAllOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT(*)
  }
  int blanksInListOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT( unwedge-recursive-shared-lock )
  }
  int blankBeforeListOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT (unwedge-unguarded-cleanup)
  }
  int negatedIsIgnoredOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT(unwedge-*, -unwedge-recursive-shared-lock)
  }
  int onlyNegatedBad() const {
    std::shared_lock L(M);
    return size(); // NOLINT(-readability-*)
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int otherNameBad() const {
    std::shared_lock L(M);
    return size(); // NOLINT(unwedge-unguarded-cleanup)
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int partOfNameBad() const {
    std::shared_lock L(M);
    return size(); // NOLINT(unwedge-recursive)
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int otherCaseBad() const {
    std::shared_lock L(M);
    return size(); // NOLINT(Unwedge-Recursive-Shared-Lock)
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int lowerCaseBad() const {
    std::shared_lock L(M);
    return size(); // nolint
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int noNameBad() const {
    std::shared_lock L(M);
    return size(); // NOLINT()
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int listWithoutEndOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT(unwedge-unguarded-cleanup
  }
  int otherWordBad() const {
    std::shared_lock L(M);
    return size(); // NOLINTING
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int digitBehindOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT1
  }
  int wordBeforeOk() const {
    std::shared_lock L(M);
    return size(); // XNOLINT
  }
  int blockCommentOk() const {
    std::shared_lock L(M);
    return size(); /* NOLINT(unwedge-recursive-shared-lock) */
  }
  int secondOfTwoOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT(readability-*) NOLINT(unwedge-*)
  }
  int nextLineWordInItsOwnLineBad() const {
    std::shared_lock L(M);
    return size(); // NOLINTNEXTLINE
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int blockCommentBeforeOk() const {
    std::shared_lock L(M);
    /* NOLINT */ return size();
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
  int nextLineInBlockCommentOk() const {
    std::shared_lock L(M);
    /* NOLINTNEXTLINE */
    return size();
  }
  int nextLineBehindCodeOk() const {
    std::shared_lock L(M); // NOLINTNEXTLINE(unwedge-*)
    return size();
  }
  int nextLineOtherNameBad() const {
    std::shared_lock L(M);
    // NOLINTNEXTLINE(unwedge-unguarded-cleanup)
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int lineBetweenBad() const {
    std::shared_lock L(M);
    // NOLINTNEXTLINE

    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int commentBetweenBad() const {
    std::shared_lock L(M);
    // NOLINTNEXTLINE(unwedge-recursive-shared-lock): the reason goes
    // on here, and so this is the next line.
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int twoCommentsAboveBad() const {
    std::shared_lock L(M);
    // NOLINTNEXTLINE(unwedge-recursive-shared-lock)
    // NOLINTNEXTLINE(unwedge-unguarded-cleanup)
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int blockOk() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(unwedge-recursive-shared-lock)
    int Result =
        size();
    // NOLINTEND(unwedge-recursive-shared-lock)
    return Result;
  }
  int blockOtherNameBad() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(unwedge-unguarded-cleanup)
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
    // NOLINTEND(unwedge-unguarded-cleanup)
  }
  int blockBlanksDifferOk() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(unwedge-*, readability-*)
    return size();
    // NOLINTEND(unwedge-*,readability-*)
  }
  int behindBlockBad() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(unwedge-recursive-shared-lock)
    // NOLINTEND(unwedge-recursive-shared-lock)
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int nestedInnerOk() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(readability-*)
    // NOLINTBEGIN(unwedge-*)
    int Result = size();
    // NOLINTEND(unwedge-*)
    // NOLINTEND(readability-*)
    return Result;
  }
  int nestedOuterOk() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(unwedge-*)
    // NOLINTBEGIN(readability-*)
    // NOLINTEND(readability-*)
    int Result = size();
    // NOLINTEND(unwedge-*)
    return Result;
  }
  int nestedAlikeOk() const {
    std::shared_lock L(M);
    // NOLINTBEGIN
    // NOLINTBEGIN
    // NOLINTEND
    int Result = size();
    // NOLINTEND
    return Result;
  }
};

int Table::size() const {
  std::shared_lock L(M);
  return 1;
}

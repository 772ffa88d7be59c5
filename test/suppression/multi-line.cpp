// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of a statement or declaration over several lines, the line counts in which the place
// of the warning is: here, where the call's name begins.
//
// RUN: %check_hosts %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: sed 's/$/\r/' %s > %t.crlf.cpp
// RUN: %check_hosts %t.crlf.cpp unwedge-recursive-shared-lock -- %mock_flags

#include <shared_mutex>

struct Table {
  mutable std::shared_mutex M;
  int size() const;

  static int add(int A, int B) { return A + B; }
  int lineOfTheCallOk() const {
    std::shared_lock L(M);
    int Result =
        size(); // NOLINT
    return Result;
  }
  int firstLineOfStatementBad() const {
    std::shared_lock L(M);
    int Result = // NOLINT
        size();
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: calling 'Table::size' acquires 'M' shared again
    return Result;
  }
  int aboveTheStatementBad() const {
    std::shared_lock L(M);
    // NOLINTNEXTLINE
    int Result =
        size();
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: calling 'Table::size' acquires 'M' shared again
    return Result;
  }
  int aboveTheLineOk() const {
    std::shared_lock L(M);
    int Result =
        // NOLINTNEXTLINE
        size();
    return Result;
  }
  int lastLineOfCallBad() const {
    std::shared_lock L(M);
    return add(size(), // the place
               1); // NOLINT
    // CHECK-MESSAGES: :[[@LINE-2]]:16: warning: calling 'Table::size' acquires 'M' shared again
  }
  int firstLineOfCallOk() const {
    std::shared_lock L(M);
    return add(size(), // NOLINT
               1);
  }
  int argumentOfItsOwnLineOk() const {
    std::shared_lock L(M);
    return add(
        1,
        size()); // NOLINT
  }
  int conditionOk() const {
    std::shared_lock L(M);
    if (size() == // NOLINT
        1)
      return 2;
    return 1;
  }
  int bodyBehindConditionBad() const {
    std::shared_lock L(M);
    if (size() == 1)
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: calling 'Table::size' acquires 'M' shared again
      return 2; // NOLINT
    return 1;
  }
  int splicedLineOk() const {
    std::shared_lock L(M);
    return \
        size(); // NOLINT
  }
  int splicedOtherLineBad() const {
    std::shared_lock L(M);
    return /* NOLINT */ \
        size();
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: calling 'Table::size' acquires 'M' shared again
  }

  // A declaration over several lines: the line of the call in it counts, too.
  int declarationOk() const {
    std::shared_lock L(M);
    const int First = 1,
              Second = size(), // NOLINT
              Third = 2;
    return First + Second + Third;
  }
  int otherLineOfDeclarationBad() const {
    std::shared_lock L(M);
    const int First = 1, // NOLINT
              Second = size(),
              // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: calling 'Table::size' acquires 'M' shared again
              Third = 2; // NOLINT
    return First + Second + Third;
  }
  // NOLINTNEXTLINE
  int
  aboveTheFunctionBad() const {
    std::shared_lock L(M);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int inALambdaOk() const {
    auto Count = [this] {
      std::shared_lock L(M);
      return size(); // NOLINT
    };
    return Count();
  }
};

int Table::size() const {
  std::shared_lock L(M);
  return 1;
}

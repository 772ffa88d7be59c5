// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In macros. A comment counts where the code is written and wherever it is expanded;
// the attribute where the statement or declaration is that it is on.
//
// RUN: %check_hosts %s unwedge-recursive-shared-lock -- %mock_flags

#include <shared_mutex>

#define SIZE() size()
#define SIZE_SILENCED() size() // NOLINT: a comment is no part of a macro; its line is
#define SIZE_SILENCED_INSIDE()                                                           \
  (1 + /* NOLINT(unwedge-*) */ size())
#define SIZE_SILENCED_ELSEWHERE() /* NOLINT(unwedge-*) */                                \
  (1 + size())
#define SIZE_OF_SIZE() (1 + SIZE())
#define SIZE_OF_SIZE_SILENCED() (1 + SIZE()) /* NOLINT */
#define PASS(X) (X)
#define PASS_SILENCED(X) (X) /* NOLINT */
#define QUIETLY(...) [[clang::suppress]] __VA_ARGS__
#define QUIET [[clang::suppress]]
#define QUIET_NAMED [[clang::suppress("unwedge-recursive-shared-lock")]]
#define RETURN_QUIETLY(X)                                                                \
  [[clang::suppress]] {                                                                  \
    return (X);                                                                          \
  }
#define BOTH(First, Second)                                                              \
  do {                                                                                   \
    [[clang::suppress]] Result += (First);                                               \
    Result += (Second);                                                                  \
  } while (false)

struct Table {
  mutable std::shared_mutex M;
  int size() const;
  static int add(int A, int B) { return A + B; }

  int plainBad() const {
    std::shared_lock L(M);
    return SIZE();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int expansionOk() const {
    std::shared_lock L(M);
    return SIZE(); // NOLINT
  }
  int nextLineOk() const {
    std::shared_lock L(M);
    // NOLINTNEXTLINE(unwedge-*)
    return SIZE();
  }
  int definitionOk() const {
    std::shared_lock L(M);
    return SIZE_SILENCED();
  }
  int lineOfDefinitionOk() const {
    std::shared_lock L(M);
    return SIZE_SILENCED_INSIDE();
  }
  int otherLineOfDefinitionBad() const {
    std::shared_lock L(M);
    return SIZE_SILENCED_ELSEWHERE();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int nestedBad() const {
    std::shared_lock L(M);
    return SIZE_OF_SIZE();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int nestedOk() const {
    std::shared_lock L(M);
    return SIZE_OF_SIZE_SILENCED();
  }
  int argumentBad() const {
    std::shared_lock L(M);
    return PASS(size());
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: calling 'Table::size' acquires 'M' shared again
  }
  int argumentOk() const {
    std::shared_lock L(M);
    return PASS(size()); // NOLINT
  }
  int argumentOfSilencedOk() const {
    std::shared_lock L(M);
    return PASS_SILENCED(size());
  }
  int argumentsOverLinesOk() const {
    std::shared_lock L(M);
    return PASS(add(1,
                    size())); // NOLINT
  }
  int argumentsFirstLineOk() const {
    std::shared_lock L(M);
    return PASS(add(1, // NOLINT
                    size()));
  }
  int argumentsLastLineBad() const {
    std::shared_lock L(M);
    return PASS(add(size(),
                    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: calling 'Table::size' acquires 'M' shared again
                    1)); // NOLINT
  }
  // To clang-tidy a macro in the arguments of another is where the outer one begins.
  int macroInArgumentBad() const {
    std::shared_lock L(M);
    return PASS(add(1,
                    SIZE())); // NOLINT
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: calling 'Table::size' acquires 'M' shared again
  }
  int macroInArgumentOk() const {
    std::shared_lock L(M);
    return PASS(add(1, // NOLINT
                    SIZE()));
  }

  int attributeBeforeMacroOk() const {
    std::shared_lock L(M);
    [[clang::suppress]] return SIZE();
  }
  int attributeAroundArgumentOk() const {
    std::shared_lock L(M);
    QUIETLY(return size());
  }
  int attributeFromMacroOk() const {
    std::shared_lock L(M);
    QUIET return size();
  }
  int namedAttributeFromMacroOk() const {
    std::shared_lock L(M);
    QUIET_NAMED return size();
  }
  QUIET int functionOk() const {
    std::shared_lock L(M);
    return size();
  }
  int attributeInMacroOk() const {
    std::shared_lock L(M);
    RETURN_QUIETLY(size());
  }
  int attributeInMacroOfMacroOk() const {
    std::shared_lock L(M);
    RETURN_QUIETLY(SIZE());
  }
  // Of two statements of one macro the attribute covers its own.
  int firstStatementOfMacroOk() const {
    std::shared_lock L(M);
    int Result = 0;
    BOTH(size(), 1);
    return Result;
  }
  int secondStatementOfMacroBad() const {
    std::shared_lock L(M);
    int Result = 0;
    BOTH(1, size());
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: calling 'Table::size' acquires 'M' shared again
    return Result;
  }
};

int Table::size() const {
  std::shared_lock L(M);
  return 1;
}

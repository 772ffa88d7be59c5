// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// clang-tidy looks for the words in the text of a line, whatever that is to the
// compiler: a string, a name, or code that is skipped. So do the others.
//
// RUN: %check_hosts %s unwedge-recursive-shared-lock -- %mock_flags

#include <shared_mutex>

struct Table {
  mutable std::shared_mutex M;
  int size() const;

  static int twice(const char *, int N) { return N; }
  mutable const char *Say = nullptr;
  int literalOk() const {
    std::shared_lock L(M);
    return twice("NOLINT", size());
  }
  int literalAboveOk() const {
    std::shared_lock L(M);
    Say = "NOLINTNEXTLINE(unwedge-*)";
    return size();
  }
  int rawLiteralOk() const {
    std::shared_lock L(M);
    return twice(R"(
// NOLINT)", size());
  }
  int rawLiteralOtherLineBad() const {
    std::shared_lock L(M);
    return twice(R"(
// NOLINT
)", size());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling 'Table::size' acquires 'M' shared again
  }
  int rawLiteralNextLineOk() const {
    std::shared_lock L(M);
    return twice(R"(
// NOLINTNEXTLINE
)", size());
  }
  int nameOk() const {
    std::shared_lock L(M);
    const int NOLINT = 0;
    return NOLINT + size();
  }
  int blockCommentOverLinesOk() const {
    std::shared_lock L(M);
    /* a comment
       NOLINT */ return size();
  }
  int blockCommentOverLinesBad() const {
    std::shared_lock L(M);
    /* NOLINT
       a comment */ return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: calling 'Table::size' acquires 'M' shared again
  }
  int directiveOk() const {
    std::shared_lock L(M);
#if 0 // NOLINTNEXTLINE
#endif // NOLINTNEXTLINE
    return size();
  }
  int skippedBlockOk() const {
    std::shared_lock L(M);
#if 0
    // NOLINTBEGIN(unwedge-*)
#endif
    return size();
    // NOLINTEND(unwedge-*)
  }
};

int Table::size() const {
  std::shared_lock L(M);
  return 1;
}

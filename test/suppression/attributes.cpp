// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The attribute covers the whole statement or declaration that it is on, headers,
// bodies and all, and nothing else: where a class is declared, not where its functions
// are defined.
//
// RUN: %check_hosts %s unwedge-recursive-shared-lock -- %mock_flags

#include <shared_mutex>

struct Table {
  mutable std::shared_mutex M;
  int size() const;

  int statementOk() const {
    std::shared_lock L(M);
    int Result = 0;
    [[clang::suppress]] Result = size();
    return Result;
  }
  int otherStatementBad() const {
    std::shared_lock L(M);
    int Result = 0;
    [[clang::suppress]] Result = 1;
    return size() + Result;
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int statementOverLinesOk() const {
    std::shared_lock L(M);
    [[clang::suppress]]
    return 1 +
           size();
  }
  int compoundOk() const {
    std::shared_lock L(M);
    [[clang::suppress]] {
      if (int Result = size())
        return Result;
    }
    return 1;
  }
  int loopOk() const {
    std::shared_lock L(M);
    [[clang::suppress]] for (int I = 0; I < 1; ++I) return size();
    return 1;
  }
  int variableOk() const {
    std::shared_lock L(M);
    [[clang::suppress]] int Result = size();
    return Result;
  }
  int lastOfSeveralVariablesOk() const {
    std::shared_lock L(M);
    [[clang::suppress]] int First = 1, Second = size();
    return First + Second;
  }
  int otherVariableBad() const {
    std::shared_lock L(M);
    [[clang::suppress]] int First = 1;
    int Second = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::size' acquires 'M' shared again
    return First + Second;
  }
  [[clang::suppress]] int functionOk() const {
    std::shared_lock L(M);
    return size();
  }
  [[clang::suppress]] int onDeclarationBad() const;
  int onDefinitionOk() const;
  __attribute__((suppress)) int gnuSpellingOk() const {
    std::shared_lock L(M);
    return size();
  }
  template <typename T> [[clang::suppress]] int templateOk(T) const {
    std::shared_lock L(M);
    return size();
  }
  template <typename T> int templateBad(T) const {
    std::shared_lock L(M);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int callsOk() const { return templateOk(1) + templateBad(1); }

  int inALambdaOk() const {
    auto Count = [this] {
      std::shared_lock L(M);
      [[clang::suppress]] return size();
    };
    return Count();
  }
  int onALambdaOk() const {
    auto Count = [this]() __attribute__((suppress)) {
      std::shared_lock L(M);
      return size();
    };
    return Count();
  }
  int onTheVariableOfALambdaOk() const {
    [[clang::suppress]] auto Count = [this] {
      std::shared_lock L(M);
      return size();
    };
    return Count();
  }
  int besideALambdaBad() const {
    auto Count = [](int N) __attribute__((suppress)) { return N; };
    std::shared_lock L(M);
    return Count(size());
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::size' acquires 'M' shared again
  }

  int namedOk() const {
    std::shared_lock L(M);
    [[clang::suppress("unwedge-recursive-shared-lock")]] return size();
  }
  // The name that the check has in the analyzer.
  int checkerNamedOk() const {
    std::shared_lock L(M);
    [[clang::suppress("unwedge.RecursiveSharedLock")]] return size();
  }
  int secondNameOk() const {
    std::shared_lock L(M);
    [[clang::suppress("core.NullDereference", "unwedge-recursive-shared-lock")]] return size();
  }
  int otherNameBad() const {
    std::shared_lock L(M);
    [[clang::suppress("unwedge-unguarded-cleanup")]] return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:61: warning: calling 'Table::size' acquires 'M' shared again
  }
  // Names are whole: it is only in comments that a star stands for others.
  int starBad() const {
    std::shared_lock L(M);
    [[clang::suppress("unwedge-*")]] return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: calling 'Table::size' acquires 'M' shared again
  }
  int otherAttributeBad() const {
    std::shared_lock L(M);
    [[clang::annotate("suppress")]] int Result = size();
    // CHECK-MESSAGES: :[[@LINE-1]]:50: warning: calling 'Table::size' acquires 'M' shared again
    return Result;
  }
  int atTheFirstAcquisitionBad() const {
    [[clang::suppress]] std::shared_lock L(M);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
};

int Table::size() const {
  std::shared_lock L(M);
  return 1;
}

// The attribute of a declaration says nothing of the definition elsewhere.
int Table::onDeclarationBad() const {
  std::shared_lock L(M);
  return size();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: calling 'Table::size' acquires 'M' shared again
}
[[clang::suppress]] int Table::onDefinitionOk() const {
  std::shared_lock L(M);
  return size();
}

struct [[clang::suppress]] Quiet {
  Table T;
  int inTheClassOk() const {
    std::shared_lock L(T.M);
    return T.size();
  }
  int outsideBad() const;
};
int Quiet::outsideBad() const {
  std::shared_lock L(T.M);
  return T.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'T.M' shared again
}

namespace [[clang::suppress]] quiet {
int inTheNamespaceOk(const Table &T) {
  std::shared_lock L(T.M);
  return T.size();
}
} // namespace quiet

// Each part of a namespace has attributes of its own.
namespace quiet {
int inAnotherPartBad(const Table &T) {
  std::shared_lock L(T.M);
  return T.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'T.M' shared again
}
} // namespace quiet

// Either will do.
int bothOk(const Table &T) {
  std::shared_lock L(T.M);
  [[clang::suppress]] return T.size(); // NOLINT
}
int namesOfBothOk(const Table &T) {
  std::shared_lock L(T.M);
  [[clang::suppress("core.NullDereference")]] return T.size(); // NOLINT(unwedge-*)
}

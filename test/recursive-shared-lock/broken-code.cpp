// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code with errors, as it stands in an editor: no crash, and what is whole is looked at.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -expect-errors -- %mock_flags

#include <mutex>
#include <shared_mutex>

class Table {
  mutable std::shared_mutex Mutex;
  Unknown Member;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: error: unknown type name 'Unknown' [clang-diagnostic-error]

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
  int wholeBad() const {
    std::shared_lock Lock(Mutex);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again
  }
  int unknownNameBad() const {
    std::shared_lock Lock(Mutex);
    return missing(size());
    // CHECK-MESSAGES: :[[@LINE-1]]:12: error: use of undeclared identifier 'missing' [clang-diagnostic-error]
    // CHECK-MESSAGES: :[[@LINE-2]]:20: warning: calling 'Table::size' acquires 'Mutex' shared again
  }
  int wrongArgumentsOk() const {
    std::shared_lock Lock(Mutex, 1, 2, 3);
    // CHECK-MESSAGES: :[[@LINE-1]]:22: error: no viable constructor {{.*}} [clang-diagnostic-error]
    return 1;
  }
  int afterwardsOk() const { return size(); }
};

template <class T> int dependent(T &Value) {
  std::shared_lock Lock(Value.Mutex);
  return Value.size();
}

void lambdaOk(Table &T) {
  auto Function = [&] { return T.nothing(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:34: error: no member named 'nothing' in 'Table' [clang-diagnostic-error]
  Function();
}

struct Incomplete;
void incompleteOk(Incomplete &I) {
  std::shared_lock Lock(I.Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:26: error: member access into incomplete type 'Incomplete' [clang-diagnostic-error]
}

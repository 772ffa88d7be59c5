// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings are warnings of the compile, in the order of the text, each with one note a
// step, behind clang's own. What the plugin is told not to warn of it does not, and
// what clang's options say of all warnings is so for its own.
//
// RUN: %plugged %mock_flags -fsyntax-only -fno-caret-diagnostics -Wunused-variable %s 2>&1 \
// RUN:   | FileCheck %s --check-prefixes=ALL,BOTH,KEY --implicit-check-not='{{warning|error|note}}:'
// RUN: %plugged %mock_flags -fsyntax-only -fno-caret-diagnostics \
// RUN:   %arg-checks=recursive-shared-lock,unwedge-unstable-cache-key %s 2>&1 \
// RUN:   | FileCheck %s --check-prefixes=ALL,KEY --implicit-check-not='{{warning|error|note}}:'
// RUN: %plugged %mock_flags -fsyntax-only -fno-caret-diagnostics \
// RUN:   %arg-checks=recursive-shared-lock %s 2>&1 \
// RUN:   | FileCheck %s --check-prefixes=ALL --implicit-check-not='{{warning|error|note}}:'
// RUN: %plugged %mock_flags -fsyntax-only %arg-no-warnings %s 2>&1 | count 0
// RUN: %plugged %mock_flags -fsyntax-only -w -Werror %arg-errors %s 2>&1 | count 0
//
// -Werror, its opposite, -Wfatal-errors and errors of the plugin's own.
// RUN: not %plugged %mock_flags -c -o %t.o -fno-caret-diagnostics -Werror %s 2>&1 \
// RUN:   | FileCheck %s --check-prefix=ERRORS --implicit-check-not=warning:
// RUN: not ls %t.o
// RUN: %plugged %mock_flags -fsyntax-only -fno-caret-diagnostics -Werror -Wno-error %s 2>&1 \
// RUN:   | FileCheck %s --check-prefix=NO-ERRORS --implicit-check-not=error:
// RUN: not %plugged %mock_flags -fsyntax-only -fno-caret-diagnostics -Werror -Wfatal-errors %s 2>&1 \
// RUN:   | FileCheck %s --check-prefix=FATAL --implicit-check-not='{{warning|error}}:'
// RUN: not %plugged %mock_flags -fsyntax-only -fno-caret-diagnostics \
// RUN:   %arg-errors=unstable-cache-key %s 2>&1 \
// RUN:   | FileCheck %s --check-prefix=ONE-ERROR --implicit-check-not='{{warning|error}}:'
// RUN: not %plugged %mock_flags -fsyntax-only -fno-caret-diagnostics %arg-errors %s 2>&1 \
// RUN:   | FileCheck %s --check-prefix=ERRORS --implicit-check-not=warning:

#include <chrono>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>

void clangsOwn() {
  int Unused = 1;
  // BOTH: warnings.cpp:[[@LINE-1]]:7: warning: unused variable 'Unused' [-Wunused-variable]
}

struct Table {
  mutable std::shared_mutex M;
  int size() const;

  int lockedTwiceBad() const {
    std::shared_lock L(M);
    return size();
    // ALL: warnings.cpp:[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again while this thread holds it shared; {{.*}} [unwedge-recursive-shared-lock]
    // ALL-NEXT: warnings.cpp:[[@LINE-3]]:22: note: 'M' is acquired shared here
    // ALL-NEXT: warnings.cpp:[[@LINE-3]]:12: note: 'Table::size' is called here
    // ALL-NEXT: warnings.cpp:[[@LINE+30]]:20: note: 'M' is acquired shared again here
    // ALL-NEXT: warnings.cpp:[[@LINE-5]]:12: note: release 'M' before the call
    // ERRORS: :[[@LINE-6]]:12: error: {{.*}} [unwedge-recursive-shared-lock]
    // NO-ERRORS: :[[@LINE-7]]:12: warning: {{.*}} [unwedge-recursive-shared-lock]
    // FATAL: :[[@LINE-8]]:12: fatal error: {{.*}} [unwedge-recursive-shared-lock]
    // ONE-ERROR: :[[@LINE-9]]:12: warning: {{.*}} [unwedge-recursive-shared-lock]
  }
};

class Cache {
  std::map<std::string, int> Entries;

public:
  int timeInKeyBad() {
    std::string Key =
        std::to_string(std::chrono::steady_clock::now().time_since_epoch().count());
    auto It = Entries.find(Key);
    // KEY: warnings.cpp:[[@LINE-1]]:28: warning: {{.*}} [unwedge-unstable-cache-key]
    // KEY-NEXT: :[[@LINE-3]]:24: note: 'steady_clock::now' reads the clock here
    // KEY-NEXT: :[[@LINE-4]]:76: note: it becomes text here
    // KEY-NEXT: :[[@LINE+5]]:42: note: an entry is stored in 'Entries' by the same key here
    // KEY-NEXT: :[[@LINE-5]]:28: note: make the key of what stays the same
    // ERRORS: :[[@LINE-6]]:28: error: {{.*}} [unwedge-unstable-cache-key]
    // NO-ERRORS: :[[@LINE-7]]:28: warning: {{.*}} [unwedge-unstable-cache-key]
    // ONE-ERROR: :[[@LINE-8]]:28: error: {{.*}} [unwedge-unstable-cache-key]
    return It == Entries.end() ? Entries[Key] = 1 : It->second;
  }
};

int Table::size() const {
  std::shared_lock L(M);
  return 0;
}

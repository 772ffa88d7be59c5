// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An object parameter that is a copy: what the compiler adds to the call stands nowhere, and
// is told at the acquisition.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -std=c++23 --

#include <mutex>
#include <shared_mutex>

class Table {
  mutable std::shared_mutex Mutex;
  int Rows = 0;

public:
  Table() = default;
  Table(const Table &Other) {
    std::shared_lock Lock(Other.Mutex);
    Rows = Other.Rows;
  }
  int size(this Table Self) { return Self.Rows; }
  int copiesBad() {
    std::shared_lock Lock(Mutex);
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: constructing 'Table' acquires 'Mutex' shared again
    return size();
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a finding is silenced where it stands.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags

#include <mutex>
#include <shared_mutex>

class Table {
  mutable std::shared_mutex Mutex;
  int Rows = 0;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return Rows;
  }

  int reportedBad() const {
    std::shared_lock Lock(Mutex);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int noLintOk() const {
    std::shared_lock Lock(Mutex);
    return size(); // NOLINT
  }
  int noLintNamedOk() const {
    std::shared_lock Lock(Mutex);
    return size(); // NOLINT(unwedge-recursive-shared-lock)
  }
  int noLintGlobOk() const {
    std::shared_lock Lock(Mutex);
    return size(); // NOLINT(unwedge-*)
  }
  int noLintOtherCheckBad() const {
    std::shared_lock Lock(Mutex);
    // NOLINTNEXTLINE(bugprone-use-after-move)
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int nextLineOk() const {
    std::shared_lock Lock(Mutex);
    // NOLINTNEXTLINE(unwedge-recursive-shared-lock): no writer in this program
    return size();
  }
  // NOLINTBEGIN(unwedge-recursive-shared-lock)
  int blockOk() const {
    std::shared_lock Lock(Mutex);
    return size();
  }
  // NOLINTEND(unwedge-recursive-shared-lock)
  int afterTheBlockBad() const {
    std::shared_lock Lock(Mutex);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  // The place that is silenced is that of the warning, not one of a note.
  int atTheFirstAcquisitionBad() const {
    std::shared_lock Lock(Mutex); // NOLINT(unwedge-recursive-shared-lock)
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int attributeOk() const {
    std::shared_lock Lock(Mutex);
    [[clang::suppress]] return size();
  }
  int attributeNamedOk() const {
    std::shared_lock Lock(Mutex);
    [[clang::suppress("unwedge-recursive-shared-lock")]] return size();
  }
  [[clang::suppress]] int attributeOnFunctionOk() const {
    std::shared_lock Lock(Mutex);
    return size();
  }
};

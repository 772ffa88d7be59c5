// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Algorithms call what they are given before they return.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <algorithm>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <vector>

class Table {
  mutable std::shared_mutex Mutex;
  std::vector<int> Rows;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return int(Rows.size());
  }
  bool has(int Row) const {
    std::shared_lock Lock(Mutex);
    return !Rows.empty() && Rows[0] == Row;
  }

  void forEachBad() const {
    std::shared_lock Lock(Mutex);
    std::for_each(Rows.begin(), Rows.end(), [this](int) { size(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling the lambda acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  void forEachOk() const {
    std::shared_lock Lock(Mutex);
    int Sum = 0;
    std::for_each(Rows.begin(), Rows.end(), [&](int Row) { Sum += Row; });
  }
  bool anyOfBad() const {
    std::shared_lock Lock(Mutex);
    return std::any_of(Rows.begin(), Rows.end(),
                       [this](int Row) { return has(Row); });
    // CHECK-MESSAGES: :[[@LINE-2]]:12: warning: calling the lambda acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  bool otherTableOk(const Table &Other) const {
    std::shared_lock Lock(Mutex);
    return std::any_of(Rows.begin(), Rows.end(),
                       [&](int Row) { return Other.has(Row); });
  }
  void sortBad() {
    std::unique_lock Lock(Mutex);
    std::sort(Rows.begin(), Rows.end(),
              [this](int A, int B) { return has(A) && !has(B); });
    // CHECK-MESSAGES: :[[@LINE-2]]:5: warning: calling the lambda acquires 'Mutex' shared while this thread holds it exclusive; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
  }
  void beforeTheLockOk() {
    std::for_each(Rows.begin(), Rows.end(), [this](int) { size(); });
    std::unique_lock Lock(Mutex);
  }
};

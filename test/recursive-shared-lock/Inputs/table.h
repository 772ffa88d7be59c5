// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_RECURSIVE_SHARED_LOCK_INPUTS_TABLE_H
#define UNWEDGE_TEST_RECURSIVE_SHARED_LOCK_INPUTS_TABLE_H

#include <mutex>
#include <shared_mutex>

class Table {
  int Rows = 0;

public:
  mutable std::shared_mutex Mutex;
  int size() const {
    std::shared_lock Lock(Mutex);
    return Rows;
  }
  bool emptyBad() const {
    std::shared_lock Lock(Mutex);
    return size() == 0;
  }
};

#endif // UNWEDGE_TEST_RECURSIVE_SHARED_LOCK_INPUTS_TABLE_H

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TABLE_H
#define TABLE_H

#include <shared_mutex>

class Table {
public:
  int size() const {
    std::shared_lock<std::shared_mutex> Lock(Mutex);
    return Rows;
  }
  bool isEmptyBad() const;
  int lastBad() const;

private:
  mutable std::shared_mutex Mutex;
  int Rows = 0;
};

int sharedOk();

#endif

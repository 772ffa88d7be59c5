// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks that are taken by hand and given up by what a pointer of the library runs at its
// end.
//
// ANALYZER-SKIP: its engine does not know that the last shared_ptr dies, and that of LLVM 19 does not follow a deleter that is a function pointer; both are reported
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -std=c++17 --

#include <memory>
#include <mutex>
#include <shared_mutex>

class Table {
  std::shared_mutex Mutex;
  int Rows = 0;

public:
  int size() {
    std::shared_lock Lock(Mutex);
    return Rows;
  }
  int functionDeleterOk() {
    {
      Mutex.lock_shared();
      std::unique_ptr<std::shared_mutex, void (*)(std::shared_mutex *)> Guard(
          &Mutex, [](std::shared_mutex *M) { M->unlock_shared(); });
      ++Rows;
    }
    return size();
  }
  int sharedOk() {
    {
      Mutex.lock_shared();
      std::shared_ptr<void> Guard(nullptr,
                                  [this](void *) { Mutex.unlock_shared(); });
      ++Rows;
    }
    return size();
  }
};

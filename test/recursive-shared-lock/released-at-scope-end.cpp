// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks that are taken by hand and given up by an object that is no guard of the model: an
// aggregate, a deleter.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -std=c++20 --

#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>

struct Adopts {
  std::shared_mutex &Mutex;
  ~Adopts() { Mutex.unlock_shared(); }
};
struct AdoptsPointer {
  std::shared_mutex *Mutex;
  ~AdoptsPointer() { Mutex->unlock_shared(); }
};
struct Unlocks {
  void operator()(std::shared_mutex *Mutex) const { Mutex->unlock_shared(); }
};

class Table {
  std::shared_mutex Mutex;
  int Rows = 0;

public:
  int size() {
    std::shared_lock Lock(Mutex);
    return Rows;
  }
  int aggregateOk() {
    {
      Mutex.lock_shared();
      Adopts Guard{Mutex};
      ++Rows;
    }
    return size();
  }
  int designatedOk() {
    {
      Mutex.lock_shared();
      Adopts Guard = {.Mutex = Mutex};
      ++Rows;
    }
    return size();
  }
  int pointerOk() {
    {
      Mutex.lock_shared();
      AdoptsPointer Guard{&Mutex};
      ++Rows;
    }
    return size();
  }
  int aggregateBad() {
    Mutex.lock_shared();
    Adopts Guard{Mutex};
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again
  }
  int functorDeleterOk() {
    {
      Mutex.lock_shared();
      std::unique_ptr<std::shared_mutex, Unlocks> Guard(&Mutex);
      ++Rows;
    }
    return size();
  }
  // This one does something else.
  int otherDeleterBad() {
    {
      Mutex.lock_shared();
      std::shared_ptr<void> Guard(nullptr, [this](void *) { ++Rows; });
    }
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again
  }
};

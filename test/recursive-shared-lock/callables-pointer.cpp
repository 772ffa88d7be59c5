// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Function pointers, pointers to members, bound functions.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <functional>
#include <mutex>
#include <shared_mutex>

static std::shared_mutex Global;

static void read() { std::shared_lock Lock(Global); }
static void idle() {}
static void (*const Constant)() = read;
static void (*Changing)() = idle;
void change(void (*F)()) { Changing = F; }

void constantPointerBad() {
  std::shared_lock Lock(Global);
  Constant();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: calling 'Constant' acquires 'Global' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

void localPointerBad() {
  void (*F)() = read;
  std::shared_lock Lock(Global);
  F(); // ANALYZER-SAYS: calling 'read' acquires 'Global' shared again while this thread holds it shared -- the path knows the function
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: calling 'F' acquires 'Global' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
}

void localPointerOk() {
  void (*F)() = idle;
  std::shared_lock Lock(Global);
  F();
}

void unknownPointerOk(void (*F)()) {
  std::shared_lock Lock(Global);
  F();
  Changing();
}

static void callUnderLock(void (*F)()) {
  std::shared_lock Lock(Global);
  F();
}
static void callWithoutLock(void (*F)()) { F(); }
void passedPointerBad() { callUnderLock(&read); }
// CHECK-MESSAGES: :[[@LINE-1]]:27: warning: calling 'callUnderLock' runs 'read', which acquires 'Global' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
void passedPointerOk() { callWithoutLock(&read); }

class Table {
  mutable std::shared_mutex Mutex;
  int (Table::*Method)() const = &Table::size;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
  int zero() const { return 0; }

  int memberPointerBad() const {
    int (Table::*F)() const = &Table::size;
    std::shared_lock Lock(Mutex);
    return (this->*F)(); // ANALYZER-SAYS: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared -- the path knows the function
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'F' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int memberPointerOk() const {
    int (Table::*F)() const = &Table::zero;
    std::shared_lock Lock(Mutex);
    return (this->*F)();
  }
  int memberPointerFieldBad() const {
    std::shared_lock Lock(Mutex);
    return (this->*Method)();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Method' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int invokeBad() const {
    std::shared_lock Lock(Mutex);
    return std::invoke(&Table::size, this);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int bindBad() const {
    auto Bound = std::bind(&Table::size, this);
    std::shared_lock Lock(Mutex);
    return Bound(); // ANALYZER-SAYS: calling '{{Bound|Table::size}}' acquires 'Mutex' shared again while this thread holds it shared -- where the library's code is stepped into, the path knows the function
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Bound' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int bindFunctionBad() const {
    std::function<int()> Bound = std::bind(&Table::size, this);
    std::shared_lock Lock(Mutex);
    return Bound(); // ANALYZER-SAYS: calling '{{Bound|Table::size}}' acquires 'Mutex' shared again while this thread holds it shared -- where the library's code is stepped into, the path knows the function
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Bound' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  int bindOtherOk(const Table &Other) const {
    auto Bound = std::bind(&Table::size, &Other);
    std::shared_lock Lock(Mutex);
    return Bound();
  }
  int boundAndNotCalledOk() const {
    std::shared_lock Lock(Mutex);
    auto Bound = std::bind(&Table::size, this);
    return 0;
  }
  int memFnBad() const {
    std::shared_lock Lock(Mutex);
    return std::mem_fn(&Table::size)(*this);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
};

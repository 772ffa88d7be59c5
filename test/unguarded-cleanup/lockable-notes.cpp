// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is said of a class that is a lock by its members alone.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <functional>

struct Opaque {
  void lock();
  void unlock();
};

struct Registry {
  Opaque Mutex;
  void opaqueBad(const std::function<void()> &F) {
    Mutex.lock();
    F();
    Mutex.unlock();
  }
  // CHECK-NOTES: :[[@LINE-3]]:5: warning: if 'F' throws, 'Mutex' stays locked, and whoever locks it next waits for ever [unwedge-unguarded-cleanup]
  // CHECK-NOTES: :[[@LINE-5]]:11: note: 'Mutex' is locked here
  // CHECK-NOTES: :[[@LINE-6]]:11: note: 'Mutex' is taken to be a lock, because its class has 'lock' and 'unlock'
  // CHECK-NOTES: :[[@LINE-5]]:11: note: 'Mutex' is unlocked here, which an exception skips
  // CHECK-NOTES: :[[@LINE-7]]:5: note: nothing in sight says that 'F' cannot throw; it is taken to
  // CHECK-NOTES: :[[@LINE-8]]:5: note: leave it to the destructor of a local object, or undo it in 'catch (...)' and throw again
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code with errors, as it stands in an editor: no crash, and what is whole is looked at.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -expect-errors -- %mock_flags

#include <functional>
#include <mutex>

struct Registry {
  std::mutex Mutex;
  Unknown Member;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: error: unknown type name 'Unknown' [clang-diagnostic-error]

  void wholeBad(const std::function<void()> &F) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void unknownOk(const std::function<void()> &F) {
    Mutex.lock();
    F(missing);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: error: use of undeclared identifier 'missing' [clang-diagnostic-error]
    Mutex.unlock();
  }
  void noMemberOk(const std::function<void()> &F) {
    Mutex.engage();
    // CHECK-MESSAGES: :[[@LINE-1]]:11: error: no member named 'engage' in 'std::mutex'
    F();
    Mutex.unlock();
  }
};

template <class T> void dependentOk(T &Value) {
  Value.lock();
  Value.call();
  Value.unlock();
}

struct Incomplete;
void incompleteOk(Incomplete &I, void (*F)()) {
  I.Busy = true;
  // CHECK-MESSAGES: :[[@LINE-1]]:4: error: member access into incomplete type 'Incomplete' [clang-diagnostic-error]
  F();
}
void lambdaOk(Registry &R) {
  auto Function = [&] { R.nothing(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:27: error: no member named 'nothing' in 'Registry' [clang-diagnostic-error]
  R.Mutex.lock();
  Function();
  R.Mutex.unlock();
}

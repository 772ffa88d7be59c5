// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lock, callback and cleanup in macros; the report stands where the macro is used.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <functional>
#include <mutex>

#define LOCK(M) (M).lock()
#define UNLOCK(M) (M).unlock()
#define NOTIFY(F) (F)()
#define LOCKED_CALL(M, F)                                                      \
  do {                                                                         \
    (M).lock();                                                                \
    (F)();                                                                     \
    (M).unlock();                                                              \
  } while (0)

using Callback = std::function<void()>;

void lockMacroBad(std::mutex &M, const Callback &F) {
  LOCK(M);
  F();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, 'M' stays locked,
  UNLOCK(M);
}
void callMacroBad(std::mutex &M, const Callback &F) {
  M.lock();
  NOTIFY(F);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if {{.*}} throws, 'M' stays locked,
  M.unlock();
}
void wholeMacroBad(std::mutex &M, const Callback &F) {
  LOCKED_CALL(M, F);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if {{.*}} throws, 'M' stays locked,
}
void macroOk(std::mutex &M, const Callback &F) {
  LOCK(M);
  UNLOCK(M);
  NOTIFY(F);
}

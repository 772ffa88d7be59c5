// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables of functions: of one that nobody changes, all that can be called is in sight.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <mutex>

static int twice(int X) { return 2 * X; }
static int thrice(int X) { return 3 * X; }
static int throws(int X) {
  if (X)
    throw 1;
  return X;
}
static int (*const Table[])(int) = {twice, thrice, nullptr};
static int (*const Throwing[])(int) = {twice, throws};
static int (*Changing[])(int) = {twice, thrice};

class Machine {
  std::mutex Mutex;
  int State = 0;

public:
  void stepOk(int I) {
    Mutex.lock();
    State = Table[I](State);
    Mutex.unlock();
  }
  void throwingBad(int I) {
    Mutex.lock();
    State = Throwing[I](State);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: if 'Throwing[I]' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  void changingBad(int I) {
    Mutex.lock();
    State = Changing[I](State);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: if 'Changing[I]' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
};

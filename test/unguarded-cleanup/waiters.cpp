// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Others wait until something is done.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -std=c++20 --

#include <functional>
#include <latch>

using Callback = std::function<void()>;

struct Job {
  std::latch *Finished;
  Callback Work;

  void runBad() {
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, whoever waits for 'Finished' waits for ever [unwedge-unguarded-cleanup]
    Finished->count_down();
  }
  void parameterBad(std::latch &Done, const Callback &F) {
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, whoever waits for 'Done' waits for ever
    Done.count_down();
  }
  void handlerOk() {
    try {
      Work();
    } catch (...) {
      Finished->count_down();
      throw;
    }
    Finished->count_down();
  }
  void localOk(const Callback &F) {
    std::latch Local(1);
    F();
    Local.count_down();
  }
  void sometimesOk(const std::function<bool()> &F) {
    if (F())
      Finished->count_down();
  }
  void beforeOk() {
    Finished->count_down();
    Work();
  }
};

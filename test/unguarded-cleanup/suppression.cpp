// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a finding is silenced where it stands.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags

#include <functional>
#include <mutex>

struct Registry {
  std::mutex Mutex;

  void reportedBad(const std::function<void()> &F) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void noLintOk(const std::function<void()> &F) {
    Mutex.lock();
    F(); // NOLINT(unwedge-unguarded-cleanup): handlers do not throw
    Mutex.unlock();
  }
  [[clang::suppress]] void attributeOk(const std::function<void()> &F) {
    Mutex.lock();
    F();
    Mutex.unlock();
  }
};

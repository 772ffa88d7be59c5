// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Without exceptions nothing is skipped.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags -fno-exceptions

#include <functional>
#include <mutex>

void noExceptionsOk(std::mutex &Mutex, const std::function<void()> &F) {
  Mutex.lock();
  F();
  Mutex.unlock();
}

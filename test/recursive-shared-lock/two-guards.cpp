// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags

// That one guard holds the lock does not mean that the other one owns it.

#include <mutex>
#include <shared_mutex>

void triedThenLockedBad(std::shared_mutex &M) {
  std::shared_lock Reader(M);
  std::unique_lock Writer(M, std::try_to_lock);
  if (!Writer.owns_lock())
    Writer.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'M' is acquired exclusive while this thread holds it shared
}

void readerGoneOk(std::shared_mutex &M) {
  std::shared_lock Reader(M);
  Reader.unlock();
  std::unique_lock Writer(M, std::try_to_lock);
  if (!Writer.owns_lock())
    Writer.lock();
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The whole path, as it is shown: every note is claimed.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -- %mock_flags
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock --

#include <shared_mutex>

bool isBusy();

struct Table {
  mutable std::shared_mutex M;
  int size() const {
    std::shared_lock L(M);
    return 1;
  }
  int twiceBad() const {
    bool Busy = isBusy();
    if (Busy)
      M.lock_shared();
    int Result = 0;
    if (Busy)
      Result = size();
    // CHECK-NOTES: :[[@LINE-1]]:16: warning: calling 'Table::size' acquires 'M' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge.RecursiveSharedLock]
    // CHECK-NOTES: :[[@LINE-2]]:16: note: release 'M' before the call, or call a variant that expects the lock to be held
    // CHECK-NOTES: :[[@LINE-7]]:9: note: Assuming 'Busy' is true
    // CHECK-NOTES: :[[@LINE-8]]:5: note: Taking true branch
    // CHECK-NOTES: :[[@LINE-8]]:7: note: 'M' is acquired shared here
    // CHECK-NOTES: :[[@LINE-7]]:9: note: 'Busy' is true
    // CHECK-NOTES: :[[@LINE-8]]:5: note: Taking true branch
    // CHECK-NOTES: :[[@LINE-8]]:16: note: Calling 'Table::size'
    // CHECK-NOTES: :[[@LINE-18]]:22: note: 'M' is acquired shared again here
    if (Busy)
      M.unlock_shared();
    return Result;
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// TBB: one guard class, a bool tells the mode, and the default is to write.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %if have-tbb %{ %check_tidy %s unwedge-recursive-shared-lock -- %}

#include <oneapi/tbb/null_rw_mutex.h>
#include <oneapi/tbb/queuing_rw_mutex.h>
#include <oneapi/tbb/rw_mutex.h>
#include <oneapi/tbb/spin_rw_mutex.h>

void rwMutexBad(tbb::rw_mutex &Mutex) {
  tbb::rw_mutex::scoped_lock Outer(Mutex, /*write=*/false);
  tbb::rw_mutex::scoped_lock Inner(Mutex, /*write=*/false);
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void spinMutexBad(tbb::spin_rw_mutex &Mutex) {
  tbb::spin_rw_mutex::scoped_lock Outer(Mutex, false);
  tbb::spin_rw_mutex::scoped_lock Inner(Mutex, false);
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void queuingMutexBad(tbb::queuing_rw_mutex &Mutex) {
  tbb::queuing_rw_mutex::scoped_lock Outer(Mutex, false);
  tbb::queuing_rw_mutex::scoped_lock Inner;
  Inner.acquire(Mutex, false);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void writeByDefaultBad(tbb::rw_mutex &Mutex) {
  tbb::rw_mutex::scoped_lock Outer(Mutex, false);
  tbb::rw_mutex::scoped_lock Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: 'Mutex' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}

void writerReadsBad(tbb::rw_mutex &Mutex) {
  tbb::rw_mutex::scoped_lock Outer(Mutex);
  Mutex.lock_shared();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Mutex' is acquired shared while this thread holds it exclusive; the thread waits for itself [unwedge-recursive-shared-lock]
  Mutex.unlock_shared();
}

void upgradedOk(tbb::rw_mutex &Mutex) {
  tbb::rw_mutex::scoped_lock Lock(Mutex, false);
  Lock.upgrade_to_writer();
}

void downgradedThenSharedBad(tbb::rw_mutex &Mutex) {
  tbb::rw_mutex::scoped_lock Lock(Mutex, true);
  Lock.downgrade_to_reader();
  Mutex.lock_shared();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  Mutex.unlock_shared();
}

void releasedOk(tbb::rw_mutex &Mutex) {
  tbb::rw_mutex::scoped_lock Outer(Mutex, false);
  Outer.release();
  tbb::rw_mutex::scoped_lock Inner(Mutex, false);
}

void triedOk(tbb::rw_mutex &Mutex) {
  tbb::rw_mutex::scoped_lock Outer(Mutex, false);
  tbb::rw_mutex::scoped_lock Inner;
  if (Inner.try_acquire(Mutex, false))
    Inner.release();
}

void nullMutexOk(tbb::null_rw_mutex &Mutex) {
  tbb::null_rw_mutex::scoped_lock Outer(Mutex, false);
  tbb::null_rw_mutex::scoped_lock Inner(Mutex, true);
}

// A mode that is no constant is not guessed.
void modeUnknownOk(tbb::rw_mutex &Mutex, bool Write) {
  tbb::rw_mutex::scoped_lock Outer(Mutex, Write);
}

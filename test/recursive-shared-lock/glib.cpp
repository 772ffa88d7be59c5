// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// GLib's reader/writer lock: functions that are given the address of the lock.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %mock_flags
// RUN: %if have-glib %{ %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %glib_flags %}

#include <glib.h>

static GRWLock Lock;

void readTwiceBad() {
  g_rw_lock_reader_lock(&Lock);
  g_rw_lock_reader_lock(&Lock);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:3: warning: 'Lock' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'GRWLock' lets readers pass; GLib on Linux lets readers pass, other systems need not [unwedge-recursive-shared-lock]
  g_rw_lock_reader_unlock(&Lock);
  g_rw_lock_reader_unlock(&Lock);
}

void readThenWriteBad() {
  g_rw_lock_reader_lock(&Lock);
  g_rw_lock_writer_lock(&Lock);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'Lock' is acquired exclusive while this thread holds it shared; undefined for 'GRWLock'; the thread waits for itself [unwedge-recursive-shared-lock]
  g_rw_lock_writer_unlock(&Lock);
  g_rw_lock_reader_unlock(&Lock);
}

static int read(int *Value) {
  g_rw_lock_reader_lock(&Lock);
  int Result = *Value;
  g_rw_lock_reader_unlock(&Lock);
  return Result;
}

void writerCallsReaderBad(int *Value) {
  g_rw_lock_writer_lock(&Lock);
  *Value = read(Value) + 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'read' acquires 'Lock' shared while this thread holds it exclusive; undefined for 'GRWLock'; the thread waits for itself [unwedge-recursive-shared-lock]
  g_rw_lock_writer_unlock(&Lock);
}

void writerCallsReaderAfterOk(int *Value) {
  g_rw_lock_writer_lock(&Lock);
  *Value = 1;
  g_rw_lock_writer_unlock(&Lock);
  read(Value);
}

void lockerReadsThenWritesBad(GRWLock *Other) {
  g_autoptr(GRWLockReaderLocker) Locker = g_rw_lock_reader_locker_new(Other);
  (void)Locker;
  g_rw_lock_writer_lock(Other);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'Other' is acquired exclusive while this thread holds it shared; undefined for 'GRWLock'; the thread waits for itself
  g_rw_lock_writer_unlock(Other);
}

void triedOk() {
  g_rw_lock_reader_lock(&Lock);
  if (g_rw_lock_reader_trylock(&Lock))
    g_rw_lock_reader_unlock(&Lock);
  g_rw_lock_reader_unlock(&Lock);
}

void othersOk(GRWLock *A, GRWLock *B) {
  g_rw_lock_reader_lock(A);
  g_rw_lock_writer_lock(B);
  g_rw_lock_writer_unlock(B);
  g_rw_lock_reader_unlock(A);
}

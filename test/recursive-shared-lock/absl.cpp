// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Abseil's Mutex: names of its own, and conditions to wait for.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %if have-absl %{ %check_tidy %s unwedge-recursive-shared-lock -- %}

#include <absl/synchronization/mutex.h>

void readerTwiceBad(absl::Mutex &Mutex) {
  absl::ReaderMutexLock Outer(&Mutex);
  absl::ReaderMutexLock Inner(&Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'Mutex' is acquired shared again while this thread holds it shared; undefined for 'absl::Mutex'; readers wait once a writer waits, and debug builds abort [unwedge-recursive-shared-lock]
}

void byHandBad(absl::Mutex &Mutex) {
  Mutex.ReaderLock();
  Mutex.ReaderLock();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Mutex' is acquired shared again while this thread holds it shared; undefined for 'absl::Mutex'; readers wait once a writer waits, and debug builds abort [unwedge-recursive-shared-lock]
  Mutex.ReaderUnlock();
  Mutex.ReaderUnlock();
}

void readerThenWriterBad(absl::Mutex &Mutex) {
  absl::ReaderMutexLock Outer(&Mutex);
  absl::WriterMutexLock Inner(&Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'Mutex' is acquired exclusive while this thread holds it shared; undefined for 'absl::Mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
}

void mutexLockThenReaderBad(absl::Mutex &Mutex) {
  absl::MutexLock Outer(&Mutex);
  absl::ReaderMutexLock Inner(&Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'Mutex' is acquired shared while this thread holds it exclusive; undefined for 'absl::Mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
}

// The time limits only the wait for the condition; the lock is taken in any case.
void withTimeoutBad(absl::Mutex &Mutex, bool *Ready, absl::Duration Timeout) {
  absl::ReaderMutexLock Outer(&Mutex);
  Mutex.ReaderLockWhenWithTimeout(absl::Condition(Ready), Timeout);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Mutex' is acquired shared again while this thread holds it shared; undefined for 'absl::Mutex'; readers wait once a writer waits, and debug builds abort [unwedge-recursive-shared-lock]
  Mutex.ReaderUnlock();
}

class Cache {
  mutable absl::Mutex Mutex;
  int Entries = 0;

public:
  int size() const {
    absl::ReaderMutexLock Lock(&Mutex);
    return Entries;
  }
  int sizeLocked() const { return Entries; }
  bool fullBad() const {
    absl::ReaderMutexLock Lock(&Mutex);
    return size() > 100;
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Cache::size' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'absl::Mutex'; readers wait once a writer waits, and debug builds abort [unwedge-recursive-shared-lock]
  }
  bool fullOk() const {
    absl::ReaderMutexLock Lock(&Mutex);
    Mutex.AssertReaderHeld();
    return sizeLocked() > 100;
  }
};

void triedOk(absl::Mutex &Mutex) {
  absl::ReaderMutexLock Outer(&Mutex);
  if (Mutex.ReaderTryLock())
    Mutex.ReaderUnlock();
}

// Await gives the lock up and has it again afterwards.
void awaitOk(absl::Mutex &Mutex, bool *Ready) {
  absl::MutexLock Lock(&Mutex);
  Mutex.Await(absl::Condition(Ready));
}

void releasedOk(absl::Mutex &Mutex) {
  absl::ReleasableMutexLock Lock(&Mutex);
  Lock.Release();
  absl::ReaderMutexLock Reader(&Mutex);
}

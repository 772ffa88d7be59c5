// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %clangxx -std=c++17 -fsyntax-only -Wthread-safety -Werror %mock_flags %s
// RUN: %if have-absl %{ %clangxx -std=c++17 -fsyntax-only -Wthread-safety -Werror %s %}

#include <absl/synchronization/mutex.h>

void acquire(absl::Mutex &Mutex, bool *Ready) {
  {
    absl::ReaderMutexLock Guard(&Mutex);
  }
  {
    absl::WriterMutexLock Guard(&Mutex);
  }
  {
    absl::MutexLock Guard(&Mutex, absl::Condition(Ready));
  }
  {
    absl::ReleasableMutexLock Guard(&Mutex);
    Guard.Release();
  }
  Mutex.ReaderLock();
  Mutex.AssertReaderHeld();
  Mutex.ReaderUnlock();
  Mutex.LockWhen(absl::Condition(Ready));
  Mutex.Unlock();
  if (Mutex.ReaderTryLock())
    Mutex.ReaderUnlock();
}

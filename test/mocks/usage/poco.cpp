// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %clangxx -std=c++17 -fsyntax-only %mock_flags %s
// RUN: %if have-poco %{ %clangxx -std=c++17 -fsyntax-only %s %}

#include <Poco/RWLock.h>

void acquire(Poco::RWLock &Lock) {
  Poco::ScopedReadRWLock Read(Lock);
  Poco::RWLock::ScopedLock ReadToo(Lock);
  Poco::ScopedRWLock Write(Lock, true);
  Poco::RWLock::ScopedWriteLock WriteToo(Lock);
  Lock.readLock();
  Lock.unlock();
}

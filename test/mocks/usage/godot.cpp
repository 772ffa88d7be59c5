// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Apart from the others because Ceph has a class of the same name.
//
// RUN: %clangxx -std=c++17 -fsyntax-only %mock_flags %s

#include <core/os/rw_lock.h>

void acquire(RWLock &Lock) {
  RWLockRead Read(Lock);
  RWLockWrite Write(Lock);
  Lock.read_lock();
  Lock.read_unlock();
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lock is an alias of a class of the platform.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_HAL_CRITICALSECTION_H
#define UNWEDGE_TEST_MOCKS_LIBS_HAL_CRITICALSECTION_H

class FPThreadsRWLock {
public:
  FPThreadsRWLock();
  ~FPThreadsRWLock();
  FPThreadsRWLock(const FPThreadsRWLock &) = delete;
  void ReadLock();
  void WriteLock();
  bool TryReadLock();
  bool TryWriteLock();
  void ReadUnlock();
  void WriteUnlock();
};
typedef FPThreadsRWLock FRWLock;

#endif // UNWEDGE_TEST_MOCKS_LIBS_HAL_CRITICALSECTION_H

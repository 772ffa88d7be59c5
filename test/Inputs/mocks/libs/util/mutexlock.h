// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// rocksdb

#ifndef UNWEDGE_TEST_MOCKS_LIBS_UTIL_MUTEXLOCK_H
#define UNWEDGE_TEST_MOCKS_LIBS_UTIL_MUTEXLOCK_H

#include <port/port_posix.h>

namespace rocksdb {
class MutexLock {
  port::Mutex *const Held;

public:
  explicit MutexLock(port::Mutex *M) : Held(M) { Held->Lock(); }
  ~MutexLock() { Held->Unlock(); }
  MutexLock(const MutexLock &) = delete;
};
class ReadLock {
  port::RWMutex *const Held;

public:
  explicit ReadLock(port::RWMutex *M) : Held(M) { Held->ReadLock(); }
  ~ReadLock() { Held->ReadUnlock(); }
  ReadLock(const ReadLock &) = delete;
};
// Takes over a lock that the caller holds.
class ReadUnlock {
  port::RWMutex *const Held;

public:
  explicit ReadUnlock(port::RWMutex *M) : Held(M) {}
  ~ReadUnlock() { Held->ReadUnlock(); }
  ReadUnlock(const ReadUnlock &) = delete;
};
class WriteLock {
  port::RWMutex *const Held;

public:
  explicit WriteLock(port::RWMutex *M) : Held(M) { Held->WriteLock(); }
  ~WriteLock() { Held->WriteUnlock(); }
  WriteLock(const WriteLock &) = delete;
};
} // namespace rocksdb

#endif // UNWEDGE_TEST_MOCKS_LIBS_UTIL_MUTEXLOCK_H

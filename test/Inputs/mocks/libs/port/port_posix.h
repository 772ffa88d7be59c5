// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// rocksdb

#ifndef UNWEDGE_TEST_MOCKS_LIBS_PORT_PORT_POSIX_H
#define UNWEDGE_TEST_MOCKS_LIBS_PORT_PORT_POSIX_H

namespace rocksdb {
namespace port {
class Mutex {
public:
  explicit Mutex(bool Adaptive = false);
  ~Mutex();
  void Lock();
  void Unlock();
  bool TryLock();
};

class RWMutex {
public:
  RWMutex();
  RWMutex(const RWMutex &) = delete;
  void operator=(const RWMutex &) = delete;
  ~RWMutex();
  void ReadLock();
  void WriteLock();
  void ReadUnlock();
  void WriteUnlock();
  void AssertHeld() const {}
};
} // namespace port
} // namespace rocksdb

#endif // UNWEDGE_TEST_MOCKS_LIBS_PORT_PORT_POSIX_H

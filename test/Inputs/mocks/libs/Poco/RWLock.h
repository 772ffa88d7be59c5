// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The operations of the lock are inline in the library and forward to a private base.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_POCO_RWLOCK_H
#define UNWEDGE_TEST_MOCKS_LIBS_POCO_RWLOCK_H

namespace Poco {
class RWLockImpl {
protected:
  RWLockImpl();
  ~RWLockImpl();
  void readLockImpl();
  bool tryReadLockImpl();
  void writeLockImpl();
  bool tryWriteLockImpl();
  void unlockImpl();
};

class ScopedRWLock;
class ScopedReadRWLock;
class ScopedWriteRWLock;

class RWLock : private RWLockImpl {
public:
  using ScopedLock = ScopedRWLock;
  using ScopedReadLock = ScopedReadRWLock;
  using ScopedWriteLock = ScopedWriteRWLock;
  RWLock();
  ~RWLock();
  RWLock(const RWLock &) = delete;
  RWLock &operator=(const RWLock &) = delete;
  void readLock() { readLockImpl(); }
  bool tryReadLock() { return tryReadLockImpl(); }
  void writeLock() { writeLockImpl(); }
  bool tryWriteLock() { return tryWriteLockImpl(); }
  void unlock() { unlockImpl(); }
};

class ScopedRWLock {
  RWLock &Owned;

public:
  ScopedRWLock(RWLock &Lock, bool Write = false) : Owned(Lock) {
    if (Write)
      Owned.writeLock();
    else
      Owned.readLock();
  }
  ~ScopedRWLock() { Owned.unlock(); }
  ScopedRWLock(const ScopedRWLock &) = delete;
};
class ScopedReadRWLock : public ScopedRWLock {
public:
  ScopedReadRWLock(RWLock &Lock) : ScopedRWLock(Lock, false) {}
  ~ScopedReadRWLock() {}
};
class ScopedWriteRWLock : public ScopedRWLock {
public:
  ScopedWriteRWLock(RWLock &Lock) : ScopedRWLock(Lock, true) {}
  ~ScopedWriteRWLock() {}
};
} // namespace Poco

#endif // UNWEDGE_TEST_MOCKS_LIBS_POCO_RWLOCK_H

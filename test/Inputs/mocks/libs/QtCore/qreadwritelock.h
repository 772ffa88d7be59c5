// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Version 6. The guards keep the locked bit in the low bit of the pointer.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_QTCORE_QREADWRITELOCK_H
#define UNWEDGE_TEST_MOCKS_LIBS_QTCORE_QREADWRITELOCK_H

class QReadWriteLock {
public:
  enum RecursionMode { NonRecursive, Recursive };
  explicit QReadWriteLock(RecursionMode Mode = NonRecursive);
  ~QReadWriteLock();
  QReadWriteLock(const QReadWriteLock &) = delete;
  QReadWriteLock &operator=(const QReadWriteLock &) = delete;
  void lockForRead();
  bool tryLockForRead();
  bool tryLockForRead(int Timeout);
  void lockForWrite();
  bool tryLockForWrite();
  bool tryLockForWrite(int Timeout);
  void unlock();
};

class QReadLocker {
  unsigned long long Value;

public:
  explicit QReadLocker(QReadWriteLock *Lock);
  ~QReadLocker() { unlock(); }
  QReadLocker(const QReadLocker &) = delete;
  QReadLocker &operator=(const QReadLocker &) = delete;
  void unlock();
  void relock();
  QReadWriteLock *readWriteLock() const;
};
inline QReadLocker::QReadLocker(QReadWriteLock *Lock)
    : Value(reinterpret_cast<unsigned long long>(Lock)) {
  relock();
}
inline void QReadLocker::unlock() {
  if (Value & 1) {
    Value &= ~1ull;
    readWriteLock()->unlock();
  }
}
inline void QReadLocker::relock() {
  if (Value && !(Value & 1)) {
    readWriteLock()->lockForRead();
    Value |= 1;
  }
}
inline QReadWriteLock *QReadLocker::readWriteLock() const {
  return reinterpret_cast<QReadWriteLock *>(Value & ~1ull);
}

class QWriteLocker {
  unsigned long long Value;

public:
  explicit QWriteLocker(QReadWriteLock *Lock);
  ~QWriteLocker() { unlock(); }
  QWriteLocker(const QWriteLocker &) = delete;
  QWriteLocker &operator=(const QWriteLocker &) = delete;
  void unlock();
  void relock();
  QReadWriteLock *readWriteLock() const;
};
inline QWriteLocker::QWriteLocker(QReadWriteLock *Lock)
    : Value(reinterpret_cast<unsigned long long>(Lock)) {
  relock();
}
inline void QWriteLocker::unlock() {
  if (Value & 1) {
    Value &= ~1ull;
    readWriteLock()->unlock();
  }
}
inline void QWriteLocker::relock() {
  if (Value && !(Value & 1)) {
    readWriteLock()->lockForWrite();
    Value |= 1;
  }
}
inline QReadWriteLock *QWriteLocker::readWriteLock() const {
  return reinterpret_cast<QReadWriteLock *>(Value & ~1ull);
}

#endif // UNWEDGE_TEST_MOCKS_LIBS_QTCORE_QREADWRITELOCK_H

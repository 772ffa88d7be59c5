// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before the classes went out of the library.

#ifndef UNWEDGE_TEST_MOCKS_LIBS_THRIFT_CONCURRENCY_MUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_THRIFT_CONCURRENCY_MUTEX_H

namespace apache {
namespace thrift {
namespace concurrency {
class ReadWriteMutex {
public:
  ReadWriteMutex();
  virtual ~ReadWriteMutex();
  virtual void acquireRead() const;
  virtual void acquireWrite() const;
  virtual bool attemptRead() const;
  virtual bool attemptWrite() const;
  virtual void release() const;
};

class NoStarveReadWriteMutex : public ReadWriteMutex {
public:
  NoStarveReadWriteMutex();
  void acquireRead() const override;
  void acquireWrite() const override;
};

enum RWGuardType { RW_READ = 0, RW_WRITE = 1 };

class RWGuard {
  const ReadWriteMutex &Held;

public:
  RWGuard(const ReadWriteMutex &Value, bool Write = false) : Held(Value) {
    if (Write)
      Held.acquireWrite();
    else
      Held.acquireRead();
  }
  RWGuard(const ReadWriteMutex &Value, RWGuardType Type) : Held(Value) {
    if (Type == RW_WRITE)
      Held.acquireWrite();
    else
      Held.acquireRead();
  }
  ~RWGuard() { Held.release(); }
  RWGuard(const RWGuard &) = delete;
};
} // namespace concurrency
} // namespace thrift
} // namespace apache

#endif // UNWEDGE_TEST_MOCKS_LIBS_THRIFT_CONCURRENCY_MUTEX_H

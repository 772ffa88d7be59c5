// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef UNWEDGE_TEST_MOCKS_LIBS_BSLMT_READERWRITERMUTEX_H
#define UNWEDGE_TEST_MOCKS_LIBS_BSLMT_READERWRITERMUTEX_H

namespace BloombergLP {
namespace bslmt {
class ReaderWriterMutex {
public:
  ReaderWriterMutex();
  ReaderWriterMutex(const ReaderWriterMutex &) = delete;
  void lockRead();
  void lockWrite();
  int tryLockRead();
  int tryLockWrite();
  void unlockRead();
  void unlockWrite();
  void unlock();
};
} // namespace bslmt
} // namespace BloombergLP

#endif // UNWEDGE_TEST_MOCKS_LIBS_BSLMT_READERWRITERMUTEX_H

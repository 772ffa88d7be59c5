// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %clangxx -std=c++17 -fsyntax-only %mock_flags %s
// RUN: %if have-qt6 %{ %clangxx -std=c++17 -fsyntax-only %qt6_flags %s %}

#include <QtCore/QReadWriteLock>

QReadWriteLock Recursive(QReadWriteLock::Recursive);

void acquire(QReadWriteLock &Lock) {
  QReadLocker Reader(&Lock);
  Reader.unlock();
  QWriteLocker Writer(&Lock);
  Writer.unlock();
  Writer.relock();
  Lock.lockForRead();
  Lock.unlock();
  if (Lock.tryLockForRead() || Lock.tryLockForWrite(-1))
    Lock.unlock();
}

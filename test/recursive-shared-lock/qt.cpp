// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// QReadWriteLock: not recursive unless it is made so.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %if have-qt6 %{ %check_tidy %s unwedge-recursive-shared-lock -- %qt6_flags %}

#include <QtCore/QReadWriteLock>

class Settings {
  mutable QReadWriteLock Lock;
  mutable QReadWriteLock Recursive{QReadWriteLock::Recursive};
  mutable QReadWriteLock Plain{QReadWriteLock::NonRecursive};
  int Value = 0;

public:
  int value() const {
    QReadLocker Locker(&Lock);
    return Value;
  }
  int twiceBad() const {
    QReadLocker Locker(&Lock);
    return 2 * value();
    // CHECK-NOTES: :[[@LINE-1]]:16: warning: calling 'Settings::value' acquires 'Lock' shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:17: note: 'Lock' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:16: note: 'Settings::value' is called here
    // CHECK-NOTES: :[[@LINE-9]]:17: note: 'Lock' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:16: note: release 'Lock' before the call, or call a variant that expects the lock to be held
  }
  void byHandBad() const {
    Lock.lockForRead();
    Lock.lockForRead();
    // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'Lock' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:10: note: 'Lock' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:10: note: rely on the first acquisition, or release it first
    Lock.unlock();
    Lock.unlock();
  }
  void upgradeBad() {
    QReadLocker Reader(&Lock);
    QWriteLocker Writer(&Lock);
    // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'Lock' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:17: note: 'Lock' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:18: note: release the shared hold first, or acquire 'Lock' exclusive from the start
  }
  void relockedBad() {
    QReadLocker Outer(&Lock);
    Outer.unlock();
    Outer.relock();
    QReadLocker Inner(&Lock);
    // CHECK-NOTES: :[[@LINE-1]]:17: warning: 'Lock' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:11: note: 'Lock' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:17: note: rely on the first acquisition, or release it first
  }
  void saidNonRecursiveBad() const {
    QReadLocker Outer(&Plain);
    QReadLocker Inner(&Plain);
    // CHECK-NOTES: :[[@LINE-1]]:17: warning: 'Plain' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:17: note: 'Plain' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:17: note: rely on the first acquisition, or release it first
  }
  // Recursive in one mode only.
  void recursiveUpgradeBad() {
    QReadLocker Reader(&Recursive);
    QWriteLocker Writer(&Recursive);
    // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'Recursive' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:17: note: 'Recursive' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:18: note: release the shared hold first, or acquire 'Recursive' exclusive from the start
  }

  void recursiveOk() const {
    QReadLocker Outer(&Recursive);
    QReadLocker Inner(&Recursive);
  }
  void unlockedOk() const {
    QReadLocker Outer(&Lock);
    Outer.unlock();
    QReadLocker Inner(&Lock);
  }
  void triedOk() {
    QReadLocker Outer(&Lock);
    if (Lock.tryLockForRead())
      Lock.unlock();
    if (Lock.tryLockForWrite(100))
      Lock.unlock();
  }
};

QReadWriteLock RecursiveGlobal(QReadWriteLock::Recursive);

void recursiveGlobalOk() {
  QReadLocker Outer(&RecursiveGlobal);
  QReadLocker Inner(&RecursiveGlobal);
}

void localOk() {
  QReadWriteLock Lock(QReadWriteLock::Recursive);
  QReadLocker Outer(&Lock);
  QReadLocker Inner(&Lock);
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RocksDB, Kudu, Ceph and YDB: the locks of database engines.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %mock_flags

#include <common/RWLock.h>
#include <kudu/util/locks.h>
#include <kudu/util/rw_mutex.h>
#include <mutex>
#include <util/mutexlock.h>
#include <util/system/rwlock.h>

void rocksReadTwiceBad(rocksdb::port::RWMutex &Mutex) {
  rocksdb::ReadLock Outer(&Mutex);
  rocksdb::ReadLock Inner(&Mutex);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:21: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'rocksdb::port::RWMutex' lets readers pass; depends on the platform; Linux lets readers pass [unwedge-recursive-shared-lock]
}

void rocksUpgradeBad(rocksdb::port::RWMutex &Mutex) {
  rocksdb::ReadLock Outer(&Mutex);
  rocksdb::WriteLock Inner(&Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'Mutex' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}

void rocksAdoptedOk(rocksdb::port::RWMutex &Mutex) {
  Mutex.ReadLock();
  {
    rocksdb::ReadUnlock Releases(&Mutex);
  }
  rocksdb::WriteLock Writer(&Mutex);
}

void kuduReadTwiceBad(kudu::RWMutex &Mutex) {
  kudu::shared_lock<kudu::RWMutex> Outer(Mutex);
  kudu::shared_lock<kudu::RWMutex> Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'Mutex' is acquired shared again while this thread holds it shared; 'kudu::RWMutex' is not recursive; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}

void kuduUpgradeBad(kudu::RWMutex &Mutex) {
  Mutex.ReadLock();
  std::lock_guard<kudu::RWMutex> Writer(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'Mutex' is acquired exclusive while this thread holds it shared; 'kudu::RWMutex' is not recursive; the thread waits for itself [unwedge-recursive-shared-lock]
  Mutex.ReadUnlock();
}

void kuduReleasedOk(kudu::RWMutex &Mutex) {
  kudu::shared_lock<kudu::RWMutex> Outer(Mutex);
  Outer.unlock();
  std::lock_guard<kudu::RWMutex> Writer(Mutex);
}

void cephReadTwiceBad(RWLock &Lock) {
  RWLock::RLocker Outer(Lock);
  RWLock::RLocker Inner(Lock);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:19: warning: 'Lock' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'RWLock' lets readers pass; depends on the platform; Linux lets readers pass by default [unwedge-recursive-shared-lock]
}

void cephModeByArgumentBad(RWLock &Lock) {
  Lock.get(false);
  Lock.get(true);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Lock' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
  Lock.put_write();
  Lock.put_read();
}

void cephScopesOk(RWLock &Lock) {
  {
    RWLock::RLocker Reader(Lock);
  }
  RWLock::WLocker Writer(Lock);
}

class PrefersWriters {
  RWLock Lock{"map", true, true, /*prioritize_write=*/true};

public:
  void cephStrictBad() {
    RWLock::RLocker Outer(Lock);
    RWLock::RLocker Inner(Lock);
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'Lock' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  }
};

void ydbReadTwiceBad(TRWMutex &Mutex) {
  TReadGuard Outer(Mutex);
  TReadGuard Inner(Mutex);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:14: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, if 'TRWMutex' makes readers wait for writers [unwedge-recursive-shared-lock]
}

void ydbUpgradeBad(TRWMutex &Mutex) {
  TReadGuard Outer(Mutex);
  TWriteGuard Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'Mutex' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}

void ydbTriedOk(TRWMutex &Mutex) {
  TReadGuard Outer(Mutex);
  TTryReadGuard Inner(Mutex);
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// V8, BDE, KJ, Thrift, ACE, Godot and JUCE.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %mock_flags

#include <ace/Guard_T.h>
#include <ace/RW_Thread_Mutex.h>
#include <bslmt_readerwriterlock.h>
#include <bslmt_readlockguard.h>
#include <bslmt_writelockguard.h>
#include <core/os/rw_lock.h>
#include <juce_core/threads/juce_ReadWriteLock.h>
#include <kj/mutex.h>
#include <src/base/platform/mutex.h>
#include <thrift/concurrency/Mutex.h>

void v8TwiceBad(v8::base::SharedMutex *Mutex) {
  v8::base::SharedMutexGuard<v8::base::kShared> Outer(Mutex);
  v8::base::SharedMutexGuard<v8::base::kShared> Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:49: warning: 'Mutex' is acquired shared again while this thread holds it shared; undefined for 'v8::base::SharedMutex'; its header says that the behaviour is undefined [unwedge-recursive-shared-lock]
}
void v8UpgradeBad(v8::base::SharedMutex *Mutex) {
  v8::base::SharedMutexGuard<v8::base::kShared> Outer(Mutex);
  v8::base::SharedMutexGuard<v8::base::kExclusive> Inner(Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:52: warning: 'Mutex' is acquired exclusive while this thread holds it shared; undefined for 'v8::base::SharedMutex'; the thread waits for itself [unwedge-recursive-shared-lock]
}
void v8DisabledOk(v8::base::SharedMutex *Mutex) {
  v8::base::SharedMutexGuard<v8::base::kShared> Outer(Mutex);
  v8::base::SharedMutexGuardIf<v8::base::kShared> Inner(Mutex, false);
}

using BdeLock = BloombergLP::bslmt::ReaderWriterLock;
void bdeTwiceBad(BdeLock *Lock) {
  BloombergLP::bslmt::ReadLockGuard<BdeLock> Outer(Lock);
  BloombergLP::bslmt::ReadLockGuard<BdeLock> Inner(Lock);
  // CHECK-MESSAGES: :[[@LINE-1]]:46: warning: 'Lock' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}
void bdeUpgradeBad(BdeLock *Lock) {
  Lock->lockRead();
  Lock->lockWrite();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Lock' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
  Lock->unlock();
  Lock->unlock();
}
void bdeReservedOk(BdeLock *Lock) {
  Lock->lockReadReserveWrite();
  Lock->upgradeToWriteLock();
  Lock->unlock();
}

void kjTwiceBad(const kj::MutexGuarded<int> &Value) {
  auto Outer = Value.lockShared();
  auto Inner = Value.lockShared();
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'Value' is acquired shared again while this thread holds it shared; 'kj::MutexGuarded' is not recursive; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
}
void kjUpgradeBad(const kj::MutexGuarded<int> &Value) {
  auto Outer = Value.lockShared();
  *Value.lockExclusive() = 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'Value' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}
void kjReleasedOk(const kj::MutexGuarded<int> &Value) {
  auto Outer = Value.lockShared();
  Outer.release();
  auto Inner = Value.lockShared();
}
void kjSequenceOk(const kj::MutexGuarded<int> &Value) {
  int Old = *Value.lockShared();
  *Value.lockExclusive() = Old + 1;
}

using namespace apache::thrift::concurrency;
void thriftTwiceBad(ReadWriteMutex &Mutex) {
  RWGuard Outer(Mutex);
  RWGuard Inner(Mutex);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:11: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'apache::thrift::concurrency::ReadWriteMutex' lets readers pass; depends on the platform; Linux lets readers pass [unwedge-recursive-shared-lock]
}
void thriftNoStarveTwiceBad(NoStarveReadWriteMutex &Mutex) {
  Mutex.acquireRead();
  Mutex.acquireRead();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  Mutex.release();
  Mutex.release();
}
void thriftUpgradeBad(ReadWriteMutex &Mutex) {
  RWGuard Outer(Mutex, RW_READ);
  RWGuard Inner(Mutex, RW_WRITE);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'Mutex' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
}
void thriftTriedOk(NoStarveReadWriteMutex &Mutex) {
  RWGuard Outer(Mutex);
  if (Mutex.attemptRead())
    Mutex.release();
}

void aceTwiceBad(ACE_RW_Thread_Mutex &Mutex) {
  ACE_Read_Guard<ACE_RW_Thread_Mutex> Outer(Mutex);
  ACE_Read_Guard<ACE_RW_Thread_Mutex> Inner(Mutex);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:39: warning: 'Mutex' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'ACE_RW_Mutex' lets readers pass; depends on the platform; Linux lets readers pass [unwedge-recursive-shared-lock]
}
int aceMacroUpgradeBad(ACE_RW_Thread_Mutex &Mutex) {
  ACE_READ_GUARD_RETURN(ACE_RW_Thread_Mutex, Reader, Mutex, -1);
  ACE_WRITE_GUARD_RETURN(ACE_RW_Thread_Mutex, Writer, Mutex, -1);
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'Mutex' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
  return 0;
}
void aceReleasedOk(ACE_RW_Thread_Mutex &Mutex) {
  ACE_Read_Guard<ACE_RW_Thread_Mutex> Outer(Mutex);
  Outer.release();
  ACE_Write_Guard<ACE_RW_Thread_Mutex> Inner(Mutex);
}

// The name is Ceph's, too; nothing is read from bodies in system headers.
void godotTwiceBad(RWLock &Lock) {
  RWLockRead Outer(Lock);
  RWLockRead Inner(Lock);
  // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:14: warning: 'Lock' is acquired shared again while this thread holds it shared; deadlocks as soon as a writer waits in between, unless 'RWLock' lets readers pass; depends on the platform; Linux lets readers pass by default [unwedge-recursive-shared-lock]
}

void juceOk(juce::ReadWriteLock &Lock) {
  juce::ScopedReadLock Outer(Lock);
  juce::ScopedReadLock Inner(Lock);
  juce::ScopedWriteLock Writer(Lock);
}

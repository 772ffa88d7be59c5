// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Libraries that there is no package of: only the mock is compiled, so that at least
// its templates are instantiated.
//
// RUN: %clangxx -std=c++17 -fsyntax-only %mock_flags %s

#include <Async/SharedLock.h>
#include <Async/SharedMutex.h>
#include <Async/SharedRecursiveMutex.h>
#include <Async/UniqueLock.h>
#include <HAL/PThreadsSharedMutex.h>
#include <Misc/ScopeRWLock.h>
#include <ace/Guard_T.h>
#include <ace/RW_Thread_Mutex.h>
#include <bslmt_readerwriterlock.h>
#include <bslmt_readerwritermutex.h>
#include <bslmt_readlockguard.h>
#include <bslmt_writelockguard.h>
#include <common/RWLock.h>
#include <common/ceph_mutex.h>
#include <concrt.h>
#include <folly/SharedMutex.h>
#include <folly/Synchronized.h>
#include <folly/coro/SharedMutex.h>
#include <folly/fibers/TimedMutex.h>
#include <folly/synchronization/RWSpinLock.h>
#include <juce_core/threads/juce_ReadWriteLock.h>
#include <kj/mutex.h>
#include <kudu/util/locks.h>
#include <kudu/util/rw_mutex.h>
#include <seastar/core/rwlock.hh>
#include <seastar/core/shared_mutex.hh>
#include <src/base/platform/mutex.h>
#include <thrift/concurrency/Mutex.h>
#include <userver/concurrent/variable.hpp>
#include <userver/engine/semaphore.hpp>
#include <util/mutexlock.h>
#include <util/system/rwlock.h>
#include <wil/resource.h>
#include <winrt/base.h>
#include <wrl/wrappers/corewrappers.h>

#include <vector>

void facebook(
    folly::SharedMutex &Mutex, folly::RWSpinLock &Spin,
    folly::fibers::TimedRWMutexWritePriority<folly::fibers::Baton> &Rw,
    folly::Synchronized<std::vector<int>> &Numbers,
    const folly::Synchronized<int, std::mutex> &Plain) {
  std::shared_lock Shared(Mutex);
  std::shared_lock<folly::SharedMutex> Tried(Mutex, std::try_to_lock);
  folly::SharedMutex::ReadHolder Holder(Mutex);
  std::shared_lock SpinShared(Spin);
  std::shared_lock Fiber(Rw);
  auto Read = Numbers.rlock();
  (void)Read->size();
  Read.unlock();
  Numbers.wlock()->clear();
  int Size = Numbers.withRLock([](const auto &N) { return int(N.size()); });
  Numbers.withWLock([&](auto &N) { N.resize(Size); });
  auto Upgrade = Numbers.ulock();
  auto Locked = Plain.lock();
  (void)*Locked;
}

void windows(SRWLOCK *Lock, wil::srwlock &Wil, winrt::slim_mutex &Slim,
             concurrency::reader_writer_lock &Ppl,
             Microsoft::WRL::Wrappers::SRWLock &Wrl) {
  AcquireSRWLockShared(Lock);
  ReleaseSRWLockShared(Lock);
  auto Guard = wil::AcquireSRWLockShared(Lock);
  auto WilGuard = Wil.lock_shared();
  WilGuard.reset();
  winrt::slim_shared_lock_guard SlimGuard(Slim);
  concurrency::reader_writer_lock::scoped_lock_read Read(Ppl);
  auto WrlGuard = Wrl.LockShared();
}

int ace(ACE_RW_Thread_Mutex &Mutex) {
  ACE_READ_GUARD_RETURN(ACE_RW_Thread_Mutex, Reader, Mutex, -1);
  ACE_Guard<ACE_RW_Thread_Mutex> Writer(Mutex);
  return Mutex.acquire_read();
}

void unreal(FRWLock &Lock, UE::FSharedMutex &Shared,
            UE::FSharedRecursiveMutex &Recursive,
            UE::FPThreadsSharedMutex &Posix) {
  FReadScopeLock Read(Lock);
  FRWScopeLock Either(Lock, SLT_ReadOnly);
  UE::TReadScopeLock<FRWLock> Template(Lock);
  UE::TSharedLock New(Shared);
  UE::TSharedLock Twice(Recursive);
  UE::TUniqueLock Unique(Posix);
  UE::TDynamicSharedLock<UE::FSharedMutex> Dynamic(Shared);
}

void databases(rocksdb::port::RWMutex &Rocks, kudu::RWMutex &Kudu,
               TRWMutex &Arcadia, RWLock &Ceph, ceph::shared_mutex &NewCeph) {
  rocksdb::ReadLock Read(&Rocks);
  rocksdb::WriteLock Write(&Rocks);
  kudu::shared_lock<kudu::RWMutex> KuduRead(Kudu);
  TReadGuard ArcadiaRead(Arcadia);
  TTryReadGuard ArcadiaTry(Arcadia);
  RWLock::RLocker CephRead(Ceph);
  Ceph.get(true);
  std::shared_lock CephShared(NewCeph);
}

struct Config {
  int Size = 0;
};

void others(v8::base::SharedMutex *V8,
            BloombergLP::bslmt::ReaderWriterLock *Bloomberg,
            const kj::MutexGuarded<Config> &Kj,
            apache::thrift::concurrency::ReadWriteMutex &Thrift,
            juce::ReadWriteLock &Juce, seastar::rwlock &Seastar,
            seastar::shared_mutex &SeastarShared,
            userver::engine::SharedMutex &Userver,
            userver::concurrent::Variable<Config, userver::engine::SharedMutex>
                &Variable,
            folly::coro::SharedMutex &Coroutine) {
  v8::base::SharedMutexGuard<v8::base::kShared> V8Read(V8);
  v8::base::SharedMutexGuardIf<v8::base::kExclusive> V8Write(V8, true);
  BloombergLP::bslmt::ReadLockGuard<BloombergLP::bslmt::ReaderWriterLock>
      BloombergRead(Bloomberg);
  (void)Kj.lockShared()->Size;
  Kj.lockExclusive()->Size = 1;
  apache::thrift::concurrency::RWGuard ThriftRead(Thrift);
  juce::ScopedReadLock JuceRead(Juce);
  auto Held = Seastar.hold_read_lock();
  (void)Seastar.for_read().lock();
  (void)seastar::get_shared_lock(SeastarShared);
  std::shared_lock UserverRead(Userver);
  auto Locked = Variable.SharedLock();
  (void)Locked->Size;
  (void)Coroutine.co_scoped_lock_shared();
}

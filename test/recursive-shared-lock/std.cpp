// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader/writer locks of the standard library: acquiring one again is undefined,
// whatever the two modes are.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags -DMOCK_STD_INLINE_NAMESPACE
// RUN: %check_tidy %s unwedge-recursive-shared-lock --
// RUN: %if have-libcxx %{ %check_tidy %s unwedge-recursive-shared-lock -- -stdlib=libc++ %}

#include <chrono>
#include <mutex>
#include <shared_mutex>

using namespace std::chrono_literals;

void sharedTwiceBad(std::shared_mutex &Mutex) {
  std::shared_lock<std::shared_mutex> Outer(Mutex);
  std::shared_lock<std::shared_mutex> Inner(Mutex);
  // CHECK-NOTES: :[[@LINE-1]]:39: warning: 'Mutex' is acquired shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:39: note: 'Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-3]]:39: note: rely on the first acquisition, or release it first
}

void timedMutexSharedTwiceBad(std::shared_timed_mutex &Mutex) {
  std::shared_lock Outer(Mutex);
  std::shared_lock Inner(Mutex);
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'Mutex' is acquired shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:20: note: 'Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-3]]:20: note: rely on the first acquisition, or release it first
}

void byHandBad(std::shared_mutex &Mutex) {
  Mutex.lock_shared();
  Mutex.lock_shared();
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'Mutex' is acquired shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:9: note: 'Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-3]]:9: note: rely on the first acquisition, or release it first
  Mutex.unlock_shared();
  Mutex.unlock_shared();
}

void exclusiveThenSharedBad(std::shared_mutex &Mutex) {
  std::unique_lock Outer(Mutex);
  std::shared_lock Inner(Mutex);
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'Mutex' is acquired shared while this thread holds it exclusive; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:20: note: 'Mutex' is acquired exclusive here
  // CHECK-NOTES: :[[@LINE-3]]:20: note: rely on the first acquisition, or release it first
}

void sharedThenExclusiveBad(std::shared_mutex &Mutex) {
  std::shared_lock Reader(Mutex);
  std::unique_lock Writer(Mutex);
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'Mutex' is acquired exclusive while this thread holds it shared; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:20: note: 'Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-3]]:20: note: release the shared hold first, or acquire 'Mutex' exclusive from the start
}

void sharedThenLockGuardBad(std::shared_mutex &Mutex) {
  std::shared_lock Reader(Mutex);
  std::lock_guard Writer(Mutex);
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'Mutex' is acquired exclusive while this thread holds it shared; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:20: note: 'Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-3]]:19: note: release the shared hold first, or acquire 'Mutex' exclusive from the start
}

class Table {
  mutable std::shared_mutex Mutex;
  int Rows = 0;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return Rows;
  }
  bool emptyBad() const {
    std::shared_lock Lock(Mutex);
    return size() == 0;
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:12: note: 'Table::size' is called here
    // CHECK-NOTES: :[[@LINE-9]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:12: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  bool emptyOk() const { return size() == 0; }
};

void triedInsideOk(std::shared_timed_mutex &Mutex) {
  std::shared_lock Outer(Mutex);
  std::shared_lock Tried(Mutex, std::try_to_lock);
  std::shared_lock Waited(Mutex, 10ms);
  if (Mutex.try_lock_shared_for(10ms))
    Mutex.unlock_shared();
}

void twoMutexesOk(std::shared_mutex &A, std::shared_mutex &B) {
  std::shared_lock First(A);
  std::shared_lock Second(B);
}

void oneAfterTheOtherOk(std::shared_mutex &Mutex) {
  Mutex.lock_shared();
  Mutex.unlock_shared();
  Mutex.lock_shared();
  Mutex.unlock_shared();
}

// Another kind of hang, and other tools' business: nothing is shared here.
void exclusiveOnlyOk(std::mutex &A, std::recursive_mutex &B) {
  std::lock_guard First(A);
  std::lock_guard Second(B);
  std::lock_guard Third(B);
}

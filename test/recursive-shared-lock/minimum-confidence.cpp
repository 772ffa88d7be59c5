// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MinimumConfidence: how sure a finding has to be.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffixes=LIKELY,DEFINITE -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffixes=LIKELY,DEFINITE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: likely}}" -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=DEFINITE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: definite}}" -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffixes=POSSIBLE,LIKELY,DEFINITE -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %mock_flags

#include <functional>
#include <mutex>
#include <pthread.h>
#include <shared_mutex>
#include <thread>

class Table {
  mutable std::shared_mutex Mutex;
  std::function<int()> Count;
  std::thread::id Writer;
  Table *Next = nullptr;

public:
  Table() : Count([this] { return size(); }) {}
  int size() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
  int sizeUnlessWriter() const {
    if (std::this_thread::get_id() == Writer)
      return 1;
    std::shared_lock Lock(Mutex);
    return 1;
  }

  // Nothing is assumed.
  int definiteBad() const {
    std::shared_lock Lock(Mutex);
    return size();
    // CHECK-NOTES-DEFINITE: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again
    // CHECK-NOTES-DEFINITE: note: 'Mutex' is acquired shared here
    // CHECK-NOTES-DEFINITE: note: 'Table::size' is called here
    // CHECK-NOTES-DEFINITE: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES-DEFINITE: note: release 'Mutex' before the call
  }
  // The object that the lambda captured is taken to be this one.
  int likelyBad() const {
    std::shared_lock Lock(Mutex);
    return Count();
    // CHECK-NOTES-LIKELY: :[[@LINE-1]]:12: warning: calling 'Count' acquires 'Mutex' shared again
    // CHECK-NOTES-LIKELY: note: 'Mutex' is acquired shared here
    // CHECK-NOTES-LIKELY: note: the lambda is called here through 'Count'
    // CHECK-NOTES-LIKELY: note: the lambda is stored here
    // CHECK-NOTES-LIKELY: note: 'Table::size' is called here
    // CHECK-NOTES-LIKELY: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES-LIKELY: note: the 'Table' captured here is taken to be the one that holds the lock
    // CHECK-NOTES-LIKELY: note: release 'Mutex' before the call
  }
  // The thread that has the lock may be the one that is tested for.
  int threadTestedBad() const {
    std::unique_lock Lock(Mutex);
    return sizeUnlessWriter();
    // CHECK-NOTES-POSSIBLE: :[[@LINE-1]]:12: warning: calling 'Table::sizeUnlessWriter' acquires 'Mutex' shared while this thread holds it exclusive
    // CHECK-NOTES-POSSIBLE: note: 'Mutex' is acquired exclusive here
    // CHECK-NOTES-POSSIBLE: note: 'Table::sizeUnlessWriter' is called here
    // CHECK-NOTES-POSSIBLE: note: 'Mutex' is acquired shared here
    // CHECK-NOTES-POSSIBLE: note: a test of a flag, an argument or the thread decides on the way
    // CHECK-NOTES-POSSIBLE: note: release 'Mutex' before the call
  }
  // Another table most of the time.
  int sameClassBad() const {
    std::shared_lock Lock(Mutex);
    return Next->size();
    // CHECK-NOTES-POSSIBLE: :[[@LINE-1]]:18: warning: calling 'Table::size' acquires '{{.*}}Mutex' shared again
    // CHECK-NOTES-POSSIBLE: note: '{{.*}}Mutex' is acquired shared here
    // CHECK-NOTES-POSSIBLE: note: 'Table::size' is called here
    // CHECK-NOTES-POSSIBLE: note: '{{.*}}Mutex' is acquired shared again here
    // CHECK-NOTES-POSSIBLE: note: whether both are the same object is not known
    // CHECK-NOTES-POSSIBLE: note: release '{{.*}}Mutex' before the call
  }
};

static pthread_rwlock_t Lock = PTHREAD_RWLOCK_INITIALIZER;

void implementationDefinedBad() {
  pthread_rwlock_rdlock(&Lock);
  pthread_rwlock_rdlock(&Lock);
  // CHECK-NOTES-POSSIBLE: :[[@LINE-1]]:3: warning: 'Lock' is acquired shared again {{.*}}, unless 'pthread_rwlock_t' lets readers pass
  // CHECK-NOTES-POSSIBLE: note: 'Lock' is acquired shared here
  // CHECK-NOTES-POSSIBLE: note: rely on the first acquisition, or release it first
  pthread_rwlock_unlock(&Lock);
  pthread_rwlock_unlock(&Lock);
}

int neverOk(const Table &T) { return T.size() + T.definiteBad(); }

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The whole path, as it is shown: every note is claimed.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -- %mock_flags
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock --

#include <pthread.h>
#include <shared_mutex>

bool isBusy();

struct Table {
  mutable std::shared_mutex M;
  int size() const {
    std::shared_lock L(M);
    return 1;
  }
  int twiceBad() const {
    bool Busy = isBusy();
    if (Busy)
      M.lock_shared();
    int Result = 0;
    if (Busy)
      Result = size();
    // CHECK-NOTES: :[[@LINE-1]]:16: warning: calling 'Table::size' acquires 'M' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge.RecursiveSharedLock]
    // CHECK-NOTES: :[[@LINE-2]]:16: note: release 'M' before the call, or call a variant that expects the lock to be held
    // CHECK-NOTES: :[[@LINE-7]]:9: note: Assuming 'Busy' is true
    // CHECK-NOTES: :[[@LINE-8]]:5: note: Taking true branch
    // CHECK-NOTES: :[[@LINE-8]]:7: note: 'M' is acquired shared here
    // CHECK-NOTES: :[[@LINE-7]]:9: note: 'Busy' is true
    // CHECK-NOTES: :[[@LINE-8]]:5: note: Taking true branch
    // CHECK-NOTES: :[[@LINE-8]]:16: note: Calling 'Table::size'
    // CHECK-NOTES: :[[@LINE-18]]:22: note: 'M' is acquired shared again here
    if (Busy)
      M.unlock_shared();
    return Result;
  }
};

// An error code that is looked at where it is declared.
struct Device {
  mutable pthread_rwlock_t P;
  int writeBad() {
    if (int Error = pthread_rwlock_tryrdlock(&P))
      return Error;
    pthread_rwlock_wrlock(&P);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'P' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge.RecursiveSharedLock]
  // CHECK-NOTES: :[[@LINE-2]]:5: note: release the shared hold first, or acquire 'P' exclusive from the start
  // CHECK-NOTES: :[[@LINE-5]]:21: note: 'P' is acquired shared here
  // CHECK-NOTES: :[[@LINE-6]]:13: note: Assuming 'Error' is 0
  // CHECK-NOTES: :[[@LINE-7]]:5: note: Taking false branch
    return 0;
  }
};

// Two references that were found to be one object.
int comparedBad(Table &A, Table &B) {
  std::shared_lock L(A.M);
  if (&A != &B)
    return 0;
  return B.size();
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'A.M' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge.RecursiveSharedLock]
  // CHECK-NOTES: :[[@LINE-2]]:12: note: release 'A.M' before the call, or call a variant that expects the lock to be held
  // CHECK-NOTES: :[[@LINE-6]]:20: note: 'A.M' is acquired shared here
  // CHECK-NOTES: :[[@LINE-6]]:7: note: Assuming the condition is false
  // CHECK-NOTES: :[[@LINE-7]]:3: note: Taking false branch
  // CHECK-NOTES: :[[@LINE-6]]:10: note: Calling 'Table::size'
  // CHECK-NOTES: :[[@LINE-53]]:22: note: 'A.M' is acquired shared again here
}

// What the analyzer does not step into is told as clang-tidy does.
static std::shared_mutex Names;
static int nextName() {
  std::shared_lock L(Names);
  return 1;
}
struct Named {
  int Name = nextName();
};
void defaultMemberBad() {
  std::shared_lock L(Names);
  Named N;
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: constructing 'Named' acquires 'Names' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge.RecursiveSharedLock]
  // CHECK-NOTES: :[[@LINE-2]]:9: note: 'Named' is constructed here
  // CHECK-NOTES: :[[@LINE-7]]:14: note: 'nextName' is called here
  // CHECK-NOTES: :[[@LINE-12]]:20: note: 'Names' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-5]]:9: note: release 'Names' before the call, or call a variant that expects the lock to be held
  // CHECK-NOTES: :[[@LINE-7]]:20: note: 'Names' is acquired shared here
  // CHECK-NOTES: :[[@LINE-7]]:9: note: Calling implicit default constructor for 'Named'
}
int withDefault(int Name = nextName()) { return Name; }
int defaultArgumentBad() {
  std::shared_lock L(Names);
  return withDefault();
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: calling 'nextName' acquires 'Names' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge.RecursiveSharedLock]
  // CHECK-NOTES: :[[@LINE-2]]:10: note: 'nextName' is called here
  // CHECK-NOTES: :[[@LINE-23]]:20: note: 'Names' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-4]]:10: note: release 'Names' before the call, or call a variant that expects the lock to be held
  // CHECK-NOTES: :[[@LINE-6]]:20: note: 'Names' is acquired shared here
}

struct Source {
  mutable std::shared_mutex M;
  virtual ~Source() = default;
  virtual int read() const = 0;
  int readLockedBad() const {
    std::shared_lock L(M);
    return read();
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'File::read' acquires 'M' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge.RecursiveSharedLock]
  // CHECK-NOTES: :[[@LINE-2]]:12: note: 'File::read' is called here, the only implementation in sight
  // CHECK-NOTES: :[[@LINE+7]]:22: note: 'M' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-4]]:12: note: release 'M' before the call, or call a variant that expects the lock to be held
  // CHECK-NOTES: :[[@LINE-6]]:22: note: 'M' is acquired shared here
  }
};
struct File : Source {
  int read() const override {
    std::shared_lock L(M);
    return 1;
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Guards that a function returns.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <optional>
#include <shared_mutex>
#include <utility>

class Environment {
  mutable std::shared_mutex Mutex;
  int Count = 0;

public:
  using Read = std::shared_lock<std::shared_mutex>;
  using Write = std::unique_lock<std::shared_mutex>;

  Read readLock() const { return Read(Mutex); }
  Write writeLock() { return Write(Mutex); }
  Read namedReadLock() const {
    Read Lock(Mutex);
    return Lock;
  }
  std::optional<Read> maybeReadLock(bool Really) const {
    if (!Really)
      return std::nullopt;
    return Read(Mutex);
  }
  int count() const {
    Read Lock = readLock();
    return Count;
  }
};

int returnedBad(const Environment &E) {
  auto Lock = E.readLock();
  return E.count();
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Environment::count' acquires 'E.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:17: note: 'Environment::readLock' is called here
  // CHECK-NOTES: :[[@LINE-22]]:34: note: 'E.Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-4]]:12: note: 'Environment::count' is called here
  // CHECK-NOTES: :[[@LINE-12]]:17: note: 'Environment::readLock' is called here
  // CHECK-NOTES: :[[@LINE-25]]:34: note: 'E.Mutex' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-7]]:12: note: release 'E.Mutex' before the call, or call a variant that expects the lock to be held
}

int returnedNamedBad(const Environment &E) {
  auto Lock = E.namedReadLock();
  return E.count();
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Environment::count' acquires 'E.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:17: note: 'Environment::namedReadLock' is called here
  // CHECK-NOTES: :[[@LINE-31]]:10: note: 'E.Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-4]]:12: note: 'Environment::count' is called here
  // CHECK-NOTES: :[[@LINE-24]]:17: note: 'Environment::readLock' is called here
  // CHECK-NOTES: :[[@LINE-37]]:34: note: 'E.Mutex' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-7]]:12: note: release 'E.Mutex' before the call, or call a variant that expects the lock to be held
}

int returnedForWritingBad(Environment &E) {
  auto Lock = E.writeLock();
  return E.count();
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Environment::count' acquires 'E.Mutex' shared while this thread holds it exclusive; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:17: note: 'Environment::writeLock' is called here
  // CHECK-NOTES: :[[@LINE-45]]:30: note: 'E.Mutex' is acquired exclusive here
  // CHECK-NOTES: :[[@LINE-4]]:12: note: 'Environment::count' is called here
  // CHECK-NOTES: :[[@LINE-36]]:17: note: 'Environment::readLock' is called here
  // CHECK-NOTES: :[[@LINE-49]]:34: note: 'E.Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-7]]:12: note: release 'E.Mutex' before the call, or call a variant that expects the lock to be held
}

void returnedTwiceBad(const Environment &E) {
  auto Outer = E.readLock();
  auto Inner = E.readLock();
  // CHECK-NOTES: :[[@LINE-1]]:18: warning: calling 'Environment::readLock' acquires 'E.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:18: note: 'Environment::readLock' is called here
  // CHECK-NOTES: :[[@LINE-58]]:34: note: 'E.Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-4]]:18: note: 'Environment::readLock' is called here
  // CHECK-NOTES: :[[@LINE-60]]:34: note: 'E.Mutex' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-6]]:18: note: release 'E.Mutex' before the call, or call a variant that expects the lock to be held
}

int returnedInScopeOk(const Environment &E) {
  {
    auto Lock = E.readLock();
  }
  return E.count();
}

int returnedAndUnlockedOk(const Environment &E) {
  auto Lock = E.readLock();
  Lock.unlock();
  return E.count();
}

// The guard dies at once: nobody keeps it.
int ignoredOk(const Environment &E) {
  (void)E.readLock();
  return E.count();
}

int otherObjectOk(const Environment &A, const Environment &B) {
  auto Lock = A.readLock();
  return B.count();
}

// Whether the optional has a guard depends on a value.
int maybeOk(const Environment &E, bool Really) {
  auto Lock = E.maybeReadLock(Really);
  return Lock ? 0 : E.count();
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks that are held on some ways only. Where ways meet, a lock counts as held if it
// is held on all of them, or on all of those that a parameter decides for.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <optional>
#include <shared_mutex>

class Table {
  mutable std::shared_mutex Mutex;
  int Rows = 0;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return Rows;
  }

  int insideTheBranchBad(bool Locked) const {
    std::shared_lock Lock(Mutex, std::defer_lock);
    if (Locked) {
      Lock.lock();
      return size();
      // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    }
    return 0;
  }
  int bothBranchesBad(bool Way) const {
    std::shared_lock Lock(Mutex, std::defer_lock);
    if (Way)
      Lock.lock();
    else
      Mutex.lock_shared();
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int oneBranchBad(bool Locked) const {
    std::shared_lock Lock(Mutex, std::defer_lock);
    if (Locked)
      Lock.lock();
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int optionalOneBranchBad(bool Locked) const {
    std::optional<std::shared_lock<std::shared_mutex>> Lock;
    if (Locked)
      Lock.emplace(Mutex);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  // The ways that meet a condition are only told apart if a parameter decides.
  int oneBranchByValueFalseNegative() const {
    std::shared_lock Lock(Mutex, std::defer_lock);
    if (Rows > 0)
      Lock.lock();
    return size(); // ANALYZER-ALSO: :[[@LINE]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again -- the path knows what the value was
  }
  int oppositeBranchesOk(bool Locked) const {
    std::shared_lock Lock(Mutex, std::defer_lock);
    if (Locked)
      Lock.lock();
    return Locked ? Rows : size();
  }
  int ownsOk(bool Locked) const {
    std::shared_lock Lock(Mutex, std::defer_lock);
    if (Locked)
      Lock.lock();
    if (!Lock.owns_lock())
      return size();
    return Rows;
  }
  int unlockedIfHeldOk() const {
    std::shared_lock Lock(Mutex);
    if (Lock.owns_lock())
      Lock.unlock();
    return size();
  }
  int lockIfNotHeldOk(bool Locked) const {
    std::shared_lock Lock(Mutex, std::defer_lock);
    if (Locked)
      Lock.lock();
    if (!Lock)
      Lock.lock();
    return Rows;
  }
  int ternaryGuardBad(bool Way) const {
    std::shared_lock Lock = Way ? std::shared_lock(Mutex)
                                : std::shared_lock<std::shared_mutex>(Mutex);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `owns_lock()` says is what the path knows of the guard, also of one whose lock is
// no reader/writer lock; beside other checkers it is what the engine has computed.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock --
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -beside-others --

#include <condition_variable>
#include <mutex>
#include <shared_mutex>

void handOn(std::unique_lock<std::mutex> &);
void handOn(std::shared_lock<std::shared_mutex> &);

struct Table {
  using Shared = std::shared_lock<std::shared_mutex>;
  using Unique = std::unique_lock<std::mutex>;
  mutable std::shared_mutex M;
  std::mutex Plain;
  std::condition_variable Changed;
  bool Ready = false;

  int size() const {
    Shared L(M);
    return 1;
  }

  int ownedBad() {
    Unique L(Plain);
    Shared Q(M, std::defer_lock);
    if (L.owns_lock())
      Q.lock();
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int ownedOk() {
    Unique L(Plain);
    Shared Q(M, std::defer_lock);
    if (!L.owns_lock())
      Q.lock();
    return size();
  }
  int deferredOk() {
    Unique L(Plain, std::defer_lock);
    Shared Q(M, std::defer_lock);
    if (L.owns_lock())
      Q.lock();
    return size();
  }
  int unlockedOk() {
    Unique L(Plain);
    L.unlock();
    Shared Q(M, std::defer_lock);
    if (L)
      Q.lock();
    return size();
  }
  int movedOk() {
    Unique L(Plain);
    Unique Other(std::move(L));
    Shared Q(M, std::defer_lock);
    if (!Other.owns_lock())
      Q.lock();
    return size();
  }
  int triedBad() {
    Unique L(Plain, std::try_to_lock);
    if (!L.owns_lock())
      return 0;
    Shared Q(M);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int waitedBad() {
    Unique L(Plain);
    while (!Ready)
      Changed.wait(L);
    if (!L.owns_lock())
      return 0;
    Shared Q(M);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  // Somebody else may have unlocked it.
  int handedOnOk() {
    Shared L(M);
    handOn(L);
    if (L.owns_lock())
      L.unlock();
    return size();
  }
  int readersBad() {
    Shared L(M, std::try_to_lock);
    if (L.owns_lock())
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'M' shared again
    return 0;
  }
  // A guard that is handed on proves that its lock is held.
  int withProof(const Shared &Proof) {
    if (Proof.mutex() == &M)
      return 1;
    Shared L(M);
    return 1;
  }
  int provenOk() {
    Shared L(M);
    return withProof(L);
  }
  int readersOk() {
    Shared L(M, std::try_to_lock);
    if (!L.owns_lock())
      return size();
    return 0;
  }
};

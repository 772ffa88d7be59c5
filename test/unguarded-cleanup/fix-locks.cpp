// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The repair of a lock: a guard of the standard library, with the same normal path.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -- -I %S/Inputs

#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string>

using Callback = std::function<void()>;

struct Registry {
  std::mutex Mutex;
  std::shared_mutex Shared;
  int Count = 0;

  void lastBad(const Callback &F) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  // CHECK-FIXES: void lastBad(const Callback &F) {
  // CHECK-FIXES-NEXT: std::lock_guard<std::mutex> Guard(Mutex);
  // CHECK-FIXES-NEXT: F();

  int valueBad(const Callback &F) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
    return Count;
  }
  // CHECK-FIXES: int valueBad(const Callback &F) {
  // CHECK-FIXES-NEXT: std::unique_lock<std::mutex> Guard(Mutex);
  // CHECK-FIXES: Guard.unlock();
  // CHECK-FIXES-NEXT: return Count;

  int branchesBad(const std::function<bool()> &F) {
    Mutex.lock();
    if (!F()) {
      // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: if 'F' throws, 'Mutex' stays locked,
      Mutex.unlock();
      return -1;
    }
    Mutex.unlock();
    return 0;
  }
  // CHECK-FIXES: std::unique_lock<std::mutex> Guard(Mutex);
  // CHECK-FIXES: Guard.unlock();
  // CHECK-FIXES-NEXT: return -1;
  // CHECK-FIXES: Guard.unlock();
  // CHECK-FIXES-NEXT: return 0;

  void sharedBad(const Callback &F) {
    Shared.lock_shared();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Shared' stays locked,
    Shared.unlock_shared();
  }
  // CHECK-FIXES: std::shared_lock<std::shared_mutex> Guard(Shared);
  // CHECK-FIXES: Guard.unlock();

  void nameTakenBad(const Callback &F, std::string Guard) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
    Guard.clear();
  }
  // CHECK-FIXES: std::unique_lock<std::mutex> Guard2(Mutex);
  // CHECK-FIXES: Guard2.unlock();

  void pointerBad(std::mutex *Other, const Callback &F) {
    Other->lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Other' stays locked,
    Other->unlock();
  }
  // CHECK-FIXES: std::lock_guard<std::mutex> Guard(*Other);

  void alsoElsewhereBad(const Callback &F) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
    Mutex.lock();
    ++Count;
    Mutex.unlock();
  }
  // No repair: the guard would not know of the second pair.
  // CHECK-FIXES: void alsoElsewhereBad(const Callback &F) {
  // CHECK-FIXES-NEXT: Mutex.lock();
};

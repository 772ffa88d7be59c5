// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks taken and given back by hand around a callback.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <functional>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <shared_mutex>

struct Registry {
  std::mutex Mutex;
  std::recursive_mutex Recursive;
  std::shared_mutex Shared;
  pthread_mutex_t Raw;
  pthread_rwlock_t RawShared;
  std::function<void()> Handler;
  int Calls = 0;

  void memberBad(const std::function<void()> &F) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked, and whoever locks it next waits for ever [unwedge-unguarded-cleanup]
    Mutex.unlock();
  }
  void storedBad() {
    Mutex.lock();
    ++Calls;
    Handler();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Handler' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void recursiveBad(void (*F)(int)) {
    Recursive.lock();
    F(Calls);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Recursive' stays locked,
    Recursive.unlock();
  }
  void sharedBad(void (*F)(int)) {
    Shared.lock_shared();
    (*F)(Calls);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Shared' stays locked,
    Shared.unlock_shared();
  }
  void pthreadBad(void (*F)(int)) {
    pthread_mutex_lock(&Raw);
    F(Calls);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Raw' stays locked,
    pthread_mutex_unlock(&Raw);
  }
  void rwlockBad(void (*F)(int)) {
    pthread_rwlock_rdlock(&RawShared);
    F(Calls);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'RawShared' stays locked,
    pthread_rwlock_unlock(&RawShared);
  }
  int earlyReturnBad(const std::function<bool()> &F) {
    Mutex.lock();
    if (!F()) {
      // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: if 'F' throws, 'Mutex' stays locked,
      Mutex.unlock();
      return -1;
    }
    Mutex.unlock();
    return 0;
  }
  void twoCallbacksBad(const std::function<void()> &F,
                       const std::function<void()> &G) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    G();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'G' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void loopBad(const std::function<void(int)> &F) {
    Mutex.lock();
    for (int I = 0; I < Calls; ++I)
      F(I);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  template <typename Fn> void templateBad(Fn F) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  template <typename Fn> void forwardingBad(Fn &&F) {
    Mutex.lock();
    std::forward<Fn>(F)(1);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if {{.*}} throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  template <typename Fn> void templateOk(Fn F) {
    Mutex.lock();
    F();
    Mutex.unlock();
  }
  void memberPointerBad(Registry &Other, void (Registry::*F)()) {
    Mutex.lock();
    (Other.*F)();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void invokeBad(void (Registry::*F)()) {
    Mutex.lock();
    std::invoke(F, this);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void otherObjectBad(Registry &Other) {
    Other.Mutex.lock();
    Handler();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Handler' throws, 'Other.Mutex' stays locked,
    Other.Mutex.unlock();
  }
  void aliasBad(Registry *Other) {
    std::mutex &M = Other->Mutex;
    M.lock();
    Handler();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Handler' throws, 'Other{{.*}}Mutex' stays locked,
    Other->Mutex.unlock();
  }

  void guardOk(const std::function<void()> &F) {
    std::lock_guard<std::mutex> Guard(Mutex);
    F();
  }
  void adoptedOk(const std::function<void()> &F) {
    Mutex.lock();
    std::lock_guard<std::mutex> Guard(Mutex, std::adopt_lock);
    F();
  }
  void uniqueOk(const std::function<void()> &F) {
    std::unique_lock<std::mutex> Guard(Mutex);
    Guard.unlock();
    F();
    Guard.lock();
  }
  void beforeOk(const std::function<void()> &F) {
    Mutex.lock();
    ++Calls;
    Mutex.unlock();
    F();
  }
  void afterOk(const std::function<void()> &F) {
    F();
    Mutex.lock();
    ++Calls;
    Mutex.unlock();
  }
  void copiedOk() {
    Mutex.lock();
    std::function<void()> Copy = Handler;
    Mutex.unlock();
    Copy();
  }
  void noexceptOk(const std::function<void()> &F) noexcept {
    Mutex.lock();
    F();
    Mutex.unlock();
  }
  void noexceptTargetOk(void (*F)() noexcept) {
    Mutex.lock();
    F();
    Mutex.unlock();
  }
  void handlerOk(const std::function<void()> &F) {
    Mutex.lock();
    try {
      F();
    } catch (...) {
      Mutex.unlock();
      throw;
    }
    Mutex.unlock();
  }
  void swallowedOk(const std::function<void()> &F) {
    Mutex.lock();
    try {
      F();
    } catch (...) {
      ++Calls;
    }
    Mutex.unlock();
  }
  void registerOk(std::function<void()> F) {
    Mutex.lock();
    Handler = F;
    Mutex.unlock();
  }
  void lambdaOk() {
    auto Count = [this] { ++Calls; };
    Mutex.lock();
    Count();
    Mutex.unlock();
  }
  void localLockOk(const std::function<void()> &F) {
    std::mutex Local;
    Local.lock();
    F();
    Local.unlock();
  }
  void otherLockOk(Registry &Other) {
    Other.Mutex.lock();
    Other.Mutex.unlock();
    Handler();
    Mutex.lock();
    Mutex.unlock();
  }
  // The first call is before the lock, in the turn that takes it.
  void lastTryBad(const std::function<int(int)> &F) {
    for (int I = 0; I < 3; ++I) {
      bool LastTry = I == 2;
      if (I > 0)
        F(0);
      if (LastTry)
        Mutex.lock();
      int Answer = F(I);
      // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: if 'F' throws, 'Mutex' stays locked
      if (Answer == 0) {
        if (LastTry)
          Mutex.unlock();
        break;
      }
    }
  }
  // Every turn but the first comes to the call with the lock held.
  void unlockedInBetweenBad(const std::function<bool()> &F) {
    Mutex.lock();
    while (F()) {
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: if 'F' throws, 'Mutex' stays locked
      Mutex.unlock();
      Mutex.lock();
    }
    Mutex.unlock();
  }
  ~Registry() {
    Mutex.lock();
    Handler();
    Mutex.unlock();
  }
};

void instantiate(Registry &R, void (*F)()) {
  R.templateBad(F);
  R.forwardingBad([F](int) { F(); });
  R.templateOk([] {});
  int Count = 0;
  R.templateOk([&Count] { ++Count; });
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From reader to writer and back, in one function and across calls.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags

#include <mutex>
#include <shared_mutex>

class Cache {
  mutable std::shared_mutex Mutex;
  int Value = 0;

  void store(int New) {
    std::unique_lock Lock(Mutex);
    Value = New;
  }
  int load() const {
    std::shared_lock Lock(Mutex);
    return Value;
  }

public:
  int refreshBad() {
    std::shared_lock Lock(Mutex);
    if (Value == 0)
      store(1);
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: calling 'Cache::store' acquires 'Mutex' exclusive while this thread holds it shared; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-4]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:7: note: 'Cache::store' is called here
    // CHECK-NOTES: :[[@LINE-16]]:22: note: 'Mutex' is acquired exclusive here
    // CHECK-NOTES: :[[@LINE-5]]:7: note: release the shared hold first, or acquire 'Mutex' exclusive from the start
    return Value;
  }
  int refreshOk() {
    {
      std::shared_lock Lock(Mutex);
      if (Value != 0)
        return Value;
    }
    store(1);
    return load();
  }
  int refreshUnlockedOk() {
    std::shared_lock Lock(Mutex);
    if (Value == 0) {
      Lock.unlock();
      store(1);
      Lock.lock();
    }
    return Value;
  }
  void writeThenReadBad() {
    std::unique_lock Lock(Mutex);
    Value = load() + 1;
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: calling 'Cache::load' acquires 'Mutex' shared while this thread holds it exclusive; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired exclusive here
    // CHECK-NOTES: :[[@LINE-3]]:13: note: 'Cache::load' is called here
    // CHECK-NOTES: :[[@LINE-40]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-5]]:13: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  void writeThenReadOk() {
    int Old = load();
    std::unique_lock Lock(Mutex);
    Value = Old + 1;
  }
  void upgradeInPlaceBad() {
    std::shared_lock Reader(Mutex);
    std::unique_lock Writer(Mutex);
    // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'Mutex' is acquired exclusive while this thread holds it shared; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:22: note: release the shared hold first, or acquire 'Mutex' exclusive from the start
    Value = 1;
  }
  void downgradeInPlaceBad() {
    std::unique_lock Writer(Mutex);
    Value = 1;
    std::shared_lock Reader(Mutex);
    // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'Mutex' is acquired shared while this thread holds it exclusive; undefined for 'std::shared_mutex'; the thread waits for itself [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-4]]:22: note: 'Mutex' is acquired exclusive here
    // CHECK-NOTES: :[[@LINE-3]]:22: note: rely on the first acquisition, or release it first
  }
  void downgradeOk() {
    std::unique_lock Writer(Mutex);
    Value = 1;
    Writer.unlock();
    std::shared_lock Reader(Mutex);
  }
  void tryToUpgradeOk() {
    std::shared_lock Reader(Mutex);
    std::unique_lock Writer(Mutex, std::try_to_lock);
    if (Writer)
      Value = 1;
  }
};

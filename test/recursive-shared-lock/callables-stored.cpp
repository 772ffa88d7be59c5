// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Callables that are stored in a member and called under the lock.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <functional>
#include <mutex>
#include <shared_mutex>

class Session {
  mutable std::shared_mutex Mutex;
  std::function<void()> OnClose;
  std::function<void()> OnOpen;
  std::function<void()> OnIdle;
  std::function<void()> OnLate;
  int State = 0;

public:
  Session() {
    OnClose = [this] { state(); };
    OnIdle = [] {};
  }
  void setOnOpen(std::function<void()> Callback) {
    std::unique_lock Lock(Mutex);
    OnOpen = std::move(Callback);
  }
  int state() const {
    std::shared_lock Lock(Mutex);
    return State;
  }
  void listen() {
    setOnOpen([this] { state(); });
    OnLate = [this] { state(); };
  }

  void setInConstructorBad() const {
    std::shared_lock Lock(Mutex);
    OnClose();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: calling 'OnClose' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:5: note: the lambda is called here through 'OnClose', which holds nothing else in sight
    // CHECK-NOTES: :[[@LINE-22]]:15: note: the lambda is stored here
    // CHECK-NOTES: :[[@LINE-23]]:24: note: 'Session::state' is called here
    // CHECK-NOTES: :[[@LINE-16]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-25]]:15: note: the 'Session' captured here is taken to be the one that holds the lock
    // CHECK-NOTES: :[[@LINE-8]]:5: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  void setBySetterBad() const {
    std::shared_lock Lock(Mutex);
    if (OnOpen)
      OnOpen();
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: calling 'OnOpen' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-4]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:7: note: the lambda is called here through 'OnOpen', which holds nothing else in sight
    // CHECK-NOTES: :[[@LINE-23]]:15: note: the lambda is stored here
    // CHECK-NOTES: :[[@LINE-24]]:24: note: 'Session::state' is called here
    // CHECK-NOTES: :[[@LINE-29]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-26]]:15: note: the 'Session' captured here is taken to be the one that holds the lock
    // CHECK-NOTES: :[[@LINE-8]]:7: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
  void doesNotLockOk() const {
    std::shared_lock Lock(Mutex);
    OnIdle();
  }
  void calledAfterwardsOk() const {
    {
      std::shared_lock Lock(Mutex);
      ++Calls;
    }
    OnLate();
  }
  void copiedOutOk() const {
    std::function<void()> Copy;
    {
      std::shared_lock Lock(Mutex);
      Copy = OnLate;
    }
    Copy();
  }

private:
  mutable int Calls = 0;
};

// The function may be anything: nothing is assumed.
class Unknown {
  mutable std::shared_mutex Mutex;
  std::function<void()> Callback;

public:
  void set(std::function<void()> F) { Callback = std::move(F); }
  void unknownOk() const {
    std::shared_lock Lock(Mutex);
    Callback();
  }
};

class Lister {
  mutable std::shared_mutex Mutex;
  std::function<void(int)> Print{[this](int) { size(); }};

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
  void defaultInitializerBad() const {
    std::shared_lock Lock(Mutex);
    Print(1);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: calling 'Print' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-3]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:5: note: the lambda is called here through 'Print', which holds nothing else in sight
    // CHECK-NOTES: :[[@LINE-13]]:33: note: the lambda is stored here
    // CHECK-NOTES: :[[@LINE-14]]:48: note: 'Lister::size' is called here
    // CHECK-NOTES: :[[@LINE-11]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-16]]:33: note: the 'Lister' captured here is taken to be the one that holds the lock
    // CHECK-NOTES: :[[@LINE-8]]:5: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Flags that are set, and set back after the callback.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <atomic>
#include <functional>
#include <utility>

using Callback = std::function<void()>;

enum class Phase { Idle, Running };

struct Session;
static thread_local Session *Current = nullptr;
static bool Draining = false;

struct Session {
  bool Busy = false;
  bool Enabled = true;
  bool Valid = false;
  bool Dirty = false;
  bool Unread = false;
  bool Logged = false;
  std::atomic<bool> Running{false};
  std::atomic_flag Spin;
  Phase State = Phase::Idle;
  unsigned Bits = 0;
  Callback *Active = nullptr;

  bool isBusy() const { return Busy; }
  bool active() const { return Active != nullptr; }
  void stop() {
    if (Logged)
      Unread = false;
  }
  void check() {
    if (!Enabled)
      return;
    if (Bits & 4u)
      return;
    if (Dirty)
      Valid = false;
    if (Valid)
      return;
  }

  void boolBad(const Callback &F) {
    if (Busy)
      return;
    Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true, and whoever asks it takes the work to be still going on [unwedge-unguarded-cleanup]
    Busy = false;
  }
  void atomicBad(const Callback &F) {
    if (Running.exchange(true))
      return;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Running' stays true,
    Running.store(false);
  }
  void assignedAtomicBad(const Callback &F) {
    if (Running)
      return;
    Running = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Running' stays true,
    Running = false;
  }
  void compareExchangeBad(const Callback &F) {
    bool Expected = false;
    if (!Running.compare_exchange_strong(Expected, true))
      return;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Running' stays true,
    Running = false;
  }
  void spinBad(const Callback &F) {
    while (Spin.test_and_set()) {
    }
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Spin' stays true,
    Spin.clear();
  }
  void enumBad(const Callback &F) {
    if (State != Phase::Idle)
      return;
    State = Phase::Running;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'State' stays {{.*}},
    State = Phase::Idle;
  }
  void invertedBad(const Callback &F) {
    Enabled = false;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Enabled' stays false,
    Enabled = true;
  }
  void restoredBad(const Callback &F) {
    bool Old = Busy;
    Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    Busy = Old;
  }
  void exchangedBad(const Callback &F) {
    bool Old = std::exchange(Busy, true);
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    Busy = Old;
  }
  void pointerBad(Callback &F) {
    Active = &F;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Active' stays set,
    Active = nullptr;
  }
  void threadLocalBad(const Callback &F) {
    Session *Outer = Current;
    Current = this;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Current' stays set,
    Current = Outer;
  }
  void bitsBad(const Callback &F) {
    Bits |= 4u;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Bits' stays set,
    Bits &= ~4u;
  }
  void elsewhereBad(Session *Other, const Callback &F) {
    Other->Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Other{{.*}}Busy' stays true,
    Other->Busy = false;
  }
  void setBusy(bool Value) { Busy = Value; }
  void setterBad(const Callback &F) {
    setBusy(true);
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    setBusy(false);
  }
  bool correlatedBad(const Callback &F, bool Mark) {
    if (Mark)
      Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    if (Mark)
      Busy = false;
    return true;
  }

  void transactionOk(const Callback &F) {
    Valid = false;
    F();
    Valid = true;
  }
  void dirtyOk(const Callback &F) {
    Dirty = true;
    F();
    Dirty = false;
  }
  void unreadOk(const Callback &F) {
    Unread = true;
    F();
    Unread = false;
  }
  void progressOk(const Callback &F) {
    State = Phase::Idle;
    F();
    State = Phase::Running;
  }
  void startOnlyOk(const Callback &F) {
    Busy = true;
    F();
  }
  bool onFailureOk(const std::function<bool()> &F) {
    Busy = true;
    if (!F()) {
      Busy = false;
      return false;
    }
    return true;
  }
  void localOk(const Callback &F) {
    bool Local = true;
    F();
    Local = false;
    (void)Local;
  }
  void localObjectOk(const Callback &F) {
    Session Local;
    Local.Busy = true;
    F();
    Local.Busy = false;
  }
  void sameValueOk(const Callback &F) {
    Busy = false;
    F();
    Busy = false;
  }
  void handlerOk(const Callback &F) {
    Busy = true;
    try {
      F();
    } catch (...) {
      Busy = false;
      throw;
    }
    Busy = false;
  }
  void helperInHandlerOk(const Callback &F) {
    setBusy(true);
    try {
      F();
    } catch (...) {
      setBusy(false);
      throw;
    }
    setBusy(false);
  }
  void otherFlagOk(const Callback &F, Session &Other) {
    Other.Busy = true;
    F();
    Busy = false;
  }
};

void globalBad(const Callback &F) {
  if (Draining)
    return;
  Draining = true;
  F();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, 'Draining' stays true,
  Draining = false;
}

struct Holder {
  Session *Owned = nullptr;
  int Index = -1;
  bool has() const { return Owned != nullptr; }
  bool known() const { return Index >= 0; }

  // What a pointer owns is not what it marks for a while.
  void ownedOk(const Callback &F) {
    Owned = new Session;
    F();
    delete Owned;
    Owned = nullptr;
  }
  // A number tells how far something has got.
  void numberOk(const Callback &F) {
    Index = 0;
    F();
    Index = -1;
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// State that is set up on some ways, and callbacks on others: the path knows
// which go together, and whether every one that sets it up takes it back.
//
// What clang-tidy says of the same code is claimed with TIDY: nothing where it
// says nothing.
//
// RUN: %check_analyzer %s unwedge.UnguardedCleanup --
// RUN: %check_analyzer %s unwedge.UnguardedCleanup -beside-others --
// RUN: %check_tidy %s unwedge-unguarded-cleanup -check-suffix=TIDY --

#include <functional>
#include <map>
#include <mutex>
#include <pthread.h>
#include <string>
using Callback = std::function<void()>;
bool ask();

struct Owner {
  std::mutex M, Other;
  bool Busy = false;
  int Depth = 0;
  std::map<int, int> Entries;
  bool isBusy() {
    std::lock_guard<std::mutex> L(Other);
    return Busy;
  }

  // The callback and the state on different ways.
  void neverTogetherOk(const Callback &F, bool Mark) {
    if (Mark)
      M.lock();
    if (!Mark)
      F();
      // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:7: warning: if 'F' throws, 'M' stays locked
    if (Mark)
      M.unlock();
  }
  void neverTogetherFlagOk(const Callback &F, bool Mark) {
    if (Mark)
      Busy = true;
    if (!Mark)
      F();
    if (Mark)
      Busy = false;
  }
  void bothWaysBad(const Callback &F, bool Mark) {
    if (Mark)
      M.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'M' stays locked
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:5: warning: if 'F' throws, 'M' stays locked
    if (Mark)
      M.unlock();
  }
  void enumOk(const Callback &F, int Kind) {
    if (Kind == 1)
      M.lock();
    if (Kind == 2)
      F();
      // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:7: warning: if 'F' throws, 'M' stays locked
    if (Kind == 1)
      M.unlock();
  }
  void switchOk(const Callback &F, int Kind) {
    switch (Kind) {
    case 0:
      M.lock();
      break;
    case 1:
      M.lock();
      break;
    }
    if (Kind > 1)
      F();
      // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:7: warning: if 'F' throws, 'M' stays locked
    if (Kind == 0 || Kind == 1)
      M.unlock();
  }
  void tryOk(const Callback &F) {
    bool Got = M.try_lock();
    if (!Got)
      F();
      // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:7: warning: if 'F' throws, 'M' stays locked
    if (Got)
      M.unlock();
  }
  void tryBad(const Callback &F) {
    bool Got = M.try_lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'M' stays locked
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:5: warning: if 'F' throws, 'M' stays locked
    if (Got)
      M.unlock();
  }
  void resultOk(const Callback &F, pthread_mutex_t *P) {
    int Error = pthread_mutex_lock(P);
    if (Error) {
      F();
      return;
    }
    pthread_mutex_unlock(P);
  }
  void unlockedBeforeOk(const Callback &F, bool Mark) {
    M.lock();
    if (Mark)
      M.unlock();
    if (Mark)
      F();
      // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:7: warning: if 'F' throws, 'M' stays locked
    if (!Mark)
      M.unlock();
  }
  void flagBad(const Callback &F, bool Mark) {
    if (Mark)
      Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:5: warning: if 'F' throws, 'Busy' stays true
    if (Mark)
      Busy = false;
  }
  void counterBad(const Callback &F, int N) {
    if (N > 3)
      ++Depth;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Depth' stays one too high
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:5: warning: if 'F' throws, 'Depth' stays one too high
    if (N > 3)
      --Depth;
  }
  void entryBad(const Callback &F, int Key, bool Keep) {
    if (Keep)
      Entries.emplace(Key, 1);
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, the entry stays in 'Entries'
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:5: warning: if 'F' throws, the entry stays in 'Entries'
    if (Keep)
      Entries.erase(Key);
  }
  void begin(bool Mark) {
    if (Mark)
      M.lock();
  }
  void end(bool Mark) {
    if (Mark)
      M.unlock();
  }
  void helperNeverOk(const Callback &F) {
    begin(false);
    F();
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:5: warning: if 'F' throws, 'M' stays locked
    end(false);
  }
  void helperAlwaysBad(const Callback &F) {
    begin(true);
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'M' stays locked
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:5: warning: if 'F' throws, 'M' stays locked
    end(true);
  }
  void callbackTestedOk(Callback F) {
    Busy = true;
    if (!F) {
      Busy = false;
      return;
    }
    Busy = false;
    F();
  }

  // The tests differ, and are the same on every path.
  void copyBad(const Callback &F, bool Mark) {
    bool Again = Mark;
    if (Mark)
      Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:5: warning: if 'F' throws, 'Busy' stays true
    if (Again)
      Busy = false;
  }
  void inverseBad(const Callback &F, int N) {
    if (N > 3)
      ++Depth;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Depth' stays one too high
    if (N <= 3)
      return;
    --Depth;
  }
  void numberBad(const Callback &F, bool Mark) {
    int Marked = 0;
    if (Mark) {
      Busy = true;
      Marked = 1;
    }
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true
    if (Marked == 1)
      Busy = false;
  }
  void answerBad(const Callback &F) {
    bool Was = false;
    if (ask()) {
      Was = true;
      Busy = true;
    }
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true
    if (Was)
      Busy = false;
  }
  void enumBad(const Callback &F) {
    enum { None, Own } State = ask() ? Own : None;
    if (State == Own)
      Entries[3] = 4;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, the entry stays in 'Entries'
    if (State != None)
      Entries.erase(3);
  }
  void sometimesOk(const Callback &F) {
    Busy = true;
    F();
    if (ask())
      Busy = false;
  }
  void triedBad(const Callback &F) {
    if (!tryBegin())
      return;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:5: warning: if 'F' throws, 'Busy' stays true
    Busy = false;
  }
  bool tryBegin() {
    if (Busy)
      return false;
    Busy = true;
    return true;
  }
  void pointerBad(const Callback &F, Owner *O) {
    if (O)
      O->Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'O->Busy' stays true
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:5: warning: if 'F' throws, 'O->Busy' stays true
    if (O)
      O->Busy = false;
  }
  void otherOk(const Callback &F, Owner &O) {
    if (&O == this)
      return;
    O.Busy = true;
    F();
    Busy = false;
  }
};
int use(Owner &O) { return O.isBusy() && O.Depth == 0 && O.Entries.count(3); }

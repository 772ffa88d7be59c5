// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// No guard is offered where something between the state and the callback leaves the
// function, or gives up the lock that the cleanup needs: the guard would do what the code
// does not.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -config="{CheckOptions: {unwedge-unguarded-cleanup.ScopeGuardTemplate: 'auto {name} = onExit([&] { {cleanup} });', unwedge-unguarded-cleanup.ScopeGuardDismissal: '{name}.dismiss();', unwedge-unguarded-cleanup.ScopeGuardInclude: '\"on_exit.h\"'}}" -- -I %S/Inputs

// CHECK-FIXES: #include "on_exit.h"
#include <cstdio>
#include <functional>
#include <mutex>

class Worker {
  std::mutex Mutex;
  bool Busy = false;
  int Users = 0;
  std::function<void()> Work;
  std::function<bool(FILE *)> Read;

public:
  bool isFull() const { return Users > 3; }
  bool isBusy() const { return Busy; }
  bool openBad(const char *Name) {
    FILE *File = std::fopen(Name, "r");
    if (!File)
      return false;
    bool Ok = Read(File);
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: if 'Read' throws, what 'File' owns is never given back
    std::fclose(File);
    return Ok;
  }
  // CHECK-FIXES: FILE *File = std::fopen(Name, "r");
  // CHECK-FIXES-NEXT: if (!File)
  // CHECK-FIXES-NEXT: return false;
  // CHECK-FIXES-NEXT: bool Ok = Read(File);

  void unlockedBad() {
    std::unique_lock<std::mutex> Lock(Mutex);
    if (Busy)
      return;
    Busy = true;
    Lock.unlock();
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, 'Busy' stays true
    Lock.lock();
    Busy = false;
  }
  // CHECK-FIXES: Busy = true;
  // CHECK-FIXES-NEXT: Lock.unlock();
  // CHECK-FIXES-NEXT: Work();

  void plainBad() {
    Busy = true;
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, 'Busy' stays true
    Busy = false;
  }
  // CHECK-FIXES: Busy = true;
  // CHECK-FIXES-NEXT: auto Guard = onExit([&] { Busy = false; });
  // CHECK-FIXES-NEXT: Work();
};

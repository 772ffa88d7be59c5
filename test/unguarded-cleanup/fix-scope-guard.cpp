// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The repair of other state: a scope guard of the user's choice.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -config="{CheckOptions: {unwedge-unguarded-cleanup.ScopeGuardTemplate: 'auto {name} = onExit([&] { {cleanup} });', unwedge-unguarded-cleanup.ScopeGuardDismissal: '{name}.dismiss();', unwedge-unguarded-cleanup.ScopeGuardInclude: '\"on_exit.h\"'}}" -- -I %S/Inputs

#include <functional>
#include <set>

using Callback = std::function<void()>;
// CHECK-FIXES: #include "on_exit.h"

struct Worker {
  bool Busy = false;
  std::set<int> Ids;
  int Count = 0;
  bool isBusy() const { return Busy; }

  void flagBad(const Callback &F) {
    Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    Busy = false;
  }
  // CHECK-FIXES: Busy = true;
  // CHECK-FIXES-NEXT: auto Guard = onExit([&] { Busy = false; });
  // CHECK-FIXES-NEXT: F();

  int valueBad(const Callback &F) {
    Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    Busy = false;
    return Count;
  }
  // CHECK-FIXES: Busy = true;
  // CHECK-FIXES-NEXT: auto Guard = onExit([&] { Busy = false; });
  // CHECK-FIXES: Guard.dismiss();
  // CHECK-FIXES-NEXT: Busy = false;
  // CHECK-FIXES-NEXT: return Count;

  void entryBad(int Id, const Callback &F) {
    if (!Ids.insert(Id).second)
      return;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, the entry stays in 'Ids',
    Ids.erase(Id);
  }
  // CHECK-FIXES: if (!Ids.insert(Id).second)
  // CHECK-FIXES-NEXT: return;
  // CHECK-FIXES-NEXT: auto Guard = onExit([&] { Ids.erase(Id); });

  void laterVariableBad(const Callback &F) {
    Ids.insert(3);
    int Id = 3;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, the entry stays in 'Ids',
    Ids.clear();
    (void)Id;
  }
  // CHECK-FIXES: Ids.insert(3);
  // CHECK-FIXES-NEXT: auto Guard = onExit([&] { Ids.clear(); });
};

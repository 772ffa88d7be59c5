// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each style of the option ScopeGuard, with and without a dismissal. The fixed file
// has to compile: against mocks, and where the library is there against it.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -check-suffixes=,STD -config="{CheckOptions: {unwedge-unguarded-cleanup.ScopeGuard: std-experimental}}" -- -I %S/Inputs/guards
// RUN: %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -check-suffixes=,ABSL -config="{CheckOptions: {unwedge-unguarded-cleanup.ScopeGuard: absl}}" -- -I %S/Inputs/guards
// RUN: %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -check-suffixes=,GSL -config="{CheckOptions: {unwedge-unguarded-cleanup.ScopeGuard: gsl}}" -- -I %S/Inputs/guards
// RUN: %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -check-suffixes=,FOLLY -config="{CheckOptions: {unwedge-unguarded-cleanup.ScopeGuard: folly}}" -- -I %S/Inputs/guards
// RUN: %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -check-suffixes=,BOOST -config="{CheckOptions: {unwedge-unguarded-cleanup.ScopeGuard: boost}}" -- -I %S/Inputs/guards
// RUN: %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -check-suffixes=,LLVM -config="{CheckOptions: {unwedge-unguarded-cleanup.ScopeGuard: llvm}}" -- -I %S/Inputs/guards
// RUN: %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -check-suffixes=,QT -config="{CheckOptions: {unwedge-unguarded-cleanup.ScopeGuard: qt}}" -- -I %S/Inputs/guards
// RUN: %if have-absl %{ %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -check-suffixes=,ABSL -config="{CheckOptions: {unwedge-unguarded-cleanup.ScopeGuard: absl}}" --  %}
// RUN: %if have-llvm-headers %{ %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -check-suffixes=,LLVM -config="{CheckOptions: {unwedge-unguarded-cleanup.ScopeGuard: llvm}}" -- %llvm_flags %}
// RUN: %if have-qt6 %{ %check_tidy %s unwedge-unguarded-cleanup -match-partial-fixes -check-suffixes=,QT -config="{CheckOptions: {unwedge-unguarded-cleanup.ScopeGuard: qt}}" -- %qt6_flags %}

#include <functional>

// CHECK-FIXES-STD: #include <experimental/scope>
// CHECK-FIXES-ABSL: #include "absl/cleanup/cleanup.h"
// CHECK-FIXES-GSL: #include <gsl/util>
// CHECK-FIXES-FOLLY: #include <folly/ScopeGuard.h>
// CHECK-FIXES-BOOST: #include <boost/scope/scope_exit.hpp>
// CHECK-FIXES-LLVM: #include "llvm/ADT/ScopeExit.h"
// CHECK-FIXES-QT: #include <QScopeGuard>

struct Worker {
  bool Busy = false;
  int Count = 0;
  bool isBusy() const { return Busy ? true : false; }
  void start() {
    if (Busy)
      return;
    ++Count;
  }

  void toTheEndBad(const std::function<void()> &F) {
    Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    Busy = false;
  }
  // CHECK-FIXES-STD: std::experimental::scope_exit Guard([&] { Busy = false; });
  // CHECK-FIXES-STD-NEXT: F();
  // CHECK-FIXES-ABSL: auto Guard = absl::MakeCleanup([&] { Busy = false; });
  // CHECK-FIXES-ABSL-NEXT: F();
  // CHECK-FIXES-GSL: auto Guard = gsl::finally([&] { Busy = false; });
  // CHECK-FIXES-GSL-NEXT: F();
  // CHECK-FIXES-FOLLY: auto Guard = folly::makeGuard([&] { Busy = false; });
  // CHECK-FIXES-FOLLY-NEXT: F();
  // CHECK-FIXES-BOOST: boost::scope::scope_exit Guard([&] { Busy = false; });
  // CHECK-FIXES-BOOST-NEXT: F();
  // CHECK-FIXES-LLVM: auto Guard = llvm::make_scope_exit([&] { Busy = false; });
  // CHECK-FIXES-LLVM-NEXT: F();
  // CHECK-FIXES-QT: auto Guard = qScopeGuard([&] { Busy = false; });
  // CHECK-FIXES-QT-NEXT: F();

  int beforeTheEndBad(const std::function<void()> &F) {
    Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    Busy = false;
    return Count;
  }
  // CHECK-FIXES-STD: std::experimental::scope_exit Guard([&] { Busy = false; });
  // CHECK-FIXES-STD-NEXT: F();
  // CHECK-FIXES-STD: Guard.release();
  // CHECK-FIXES-STD-NEXT: Busy = false;
  // CHECK-FIXES-ABSL: auto Guard = absl::MakeCleanup([&] { Busy = false; });
  // CHECK-FIXES-ABSL-NEXT: F();
  // CHECK-FIXES-ABSL: std::move(Guard).Cancel();
  // CHECK-FIXES-ABSL-NEXT: Busy = false;
  // Nothing calls this one off.
  // CHECK-FIXES-GSL: int beforeTheEndBad
  // CHECK-FIXES-GSL-NEXT: Busy = true;
  // CHECK-FIXES-GSL-NEXT: F();
  // CHECK-FIXES-FOLLY: auto Guard = folly::makeGuard([&] { Busy = false; });
  // CHECK-FIXES-FOLLY-NEXT: F();
  // CHECK-FIXES-FOLLY: Guard.dismiss();
  // CHECK-FIXES-FOLLY-NEXT: Busy = false;
  // CHECK-FIXES-BOOST: boost::scope::scope_exit Guard([&] { Busy = false; });
  // CHECK-FIXES-BOOST-NEXT: F();
  // CHECK-FIXES-BOOST: Guard.set_active(false);
  // CHECK-FIXES-BOOST-NEXT: Busy = false;
  // CHECK-FIXES-LLVM: auto Guard = llvm::make_scope_exit([&] { Busy = false; });
  // CHECK-FIXES-LLVM-NEXT: F();
  // CHECK-FIXES-LLVM: Guard.release();
  // CHECK-FIXES-LLVM-NEXT: Busy = false;
  // CHECK-FIXES-QT: auto Guard = qScopeGuard([&] { Busy = false; });
  // CHECK-FIXES-QT-NEXT: F();
  // CHECK-FIXES-QT: Guard.dismiss();
  // CHECK-FIXES-QT-NEXT: Busy = false;
};

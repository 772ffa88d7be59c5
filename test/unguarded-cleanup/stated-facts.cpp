// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Callbacks that the code says do not throw, and pairs, by the macros of
// unwedge/Annotations.h.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -std=c++17 -- -I %S/../../include

#include "unwedge/Annotations.h"
#include <functional>
#include <mutex>

using Callback = std::function<void()>;
using Quiet UNWEDGE_DOES_NOT_THROW = std::function<void()>;

struct Listener {
  virtual ~Listener() = default;
  virtual void changed() = 0;
  virtual void left() UNWEDGE_DOES_NOT_THROW = 0;
};

struct UNWEDGE_DOES_NOT_THROW Beep {
  void operator()() const;
};

void outOfSight();
void quietOutOfSight() UNWEDGE_DOES_NOT_THROW;

class Canvas {
  std::mutex Mutex;
  Callback OnDone;
  Callback OnQuiet UNWEDGE_DOES_NOT_THROW;

public:
  void push() UNWEDGE_ESTABLISHES("layer");
  void pop() UNWEDGE_DISCHARGES("layer");

  void pairBad() {
    push();
    OnDone();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'OnDone' throws, what was begun on '*this' is never ended
    pop();
  }
  void memberBad() {
    Mutex.lock();
    OnDone();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'OnDone' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  void memberOk() {
    Mutex.lock();
    OnQuiet();
    Mutex.unlock();
  }
  void parameterBad(const Callback &F) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  void parameterOk(const Callback &F UNWEDGE_DOES_NOT_THROW) {
    Mutex.lock();
    F();
    Mutex.unlock();
  }
  void typeOk(const Quiet &F) {
    Mutex.lock();
    F();
    Mutex.unlock();
  }
  void classOk(const Beep &F) {
    Mutex.lock();
    F();
    Mutex.unlock();
  }
  template <typename Fn> void templateOk(Fn F UNWEDGE_DOES_NOT_THROW) {
    Mutex.lock();
    F();
    Mutex.unlock();
  }
  void functionPointerOk(void (*F)() UNWEDGE_DOES_NOT_THROW) {
    Mutex.lock();
    F();
    Mutex.unlock();
  }
  // What is handed to a function that calls it.
  void givenBad(const Callback &F) {
    Mutex.lock();
    std::invoke(F);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if {{.*}} throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  void givenOk(const Quiet &F) {
    Mutex.lock();
    std::invoke(F);
    Mutex.unlock();
  }
};

void use(Canvas &C, void (*F)()) { C.templateOk(F); }

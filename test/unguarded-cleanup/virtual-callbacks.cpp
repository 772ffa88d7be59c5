// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Virtual calls are callbacks if the option says so.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup -check-suffix=,VIRTUAL -config="{CheckOptions: {unwedge-unguarded-cleanup.VirtualCallbacks: true}}" -- %mock_flags

#include <functional>
#include <mutex>

struct Listener {
  virtual ~Listener();
  virtual void onEvent();
  virtual void onQuiet() noexcept;
  void plain();
};

struct Source {
  std::mutex Mutex;
  Listener *Listening;

  void virtualBad() {
    Mutex.lock();
    Listening->onEvent();
    // CHECK-MESSAGES-VIRTUAL: :[[@LINE-1]]:16: warning: if 'Listener::onEvent' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void functionBad(const std::function<void()> &F) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void quietOk() {
    Mutex.lock();
    Listening->onQuiet();
    Mutex.unlock();
  }
  void qualifiedOk() {
    Mutex.lock();
    Listening->Listener::onEvent();
    Mutex.unlock();
  }
  void plainOk() {
    Mutex.lock();
    Listening->plain();
    Mutex.unlock();
  }
};

// What is final runs no other function than this one.
struct Runner {
  virtual ~Runner();
  virtual void run(const std::function<void()> &F);
};
struct OpenRunner : Runner {
  void run(const std::function<void()> &F) override { F(); }
};
struct FinalMember : Runner {
  void run(const std::function<void()> &F) final { F(); }
};
struct FinalClass final : Runner {
  void run(const std::function<void()> &F) override { F(); }
};
struct Jobs {
  std::mutex Mutex;
  void openOk(OpenRunner &R, const std::function<void()> &F) {
    Mutex.lock();
    R.run(F);
    // CHECK-MESSAGES-VIRTUAL: :[[@LINE-1]]:7: warning: if 'OpenRunner::run' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void finalMemberBad(FinalMember &R, const std::function<void()> &F) {
    Mutex.lock();
    R.run(F);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: if 'FinalMember::run' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void finalClassBad(FinalClass &R, const std::function<void()> &F) {
    Mutex.lock();
    R.run(F);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: if 'FinalClass::run' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
};

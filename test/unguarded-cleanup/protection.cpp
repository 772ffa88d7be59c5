// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What keeps an exception from skipping the cleanup, and what only seems to.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

using Callback = std::function<void()>;

[[noreturn]] void fail();
void log(const char *);

template <typename Fn> class ScopeExit {
public:
  explicit ScopeExit(Fn F) : F(std::move(F)) {}
  ScopeExit(ScopeExit &&Other)
      : F(std::move(Other.F)), Armed(Other.Armed) { Other.Armed = false; }
  ~ScopeExit() {
    if (Armed)
      F();
  }
  void dismiss() { Armed = false; }

private:
  Fn F;
  bool Armed = true;
};
template <typename Fn> ScopeExit<Fn> onExit(Fn F) { return ScopeExit<Fn>(F); }

class FlagGuard {
public:
  explicit FlagGuard(bool &Flag) : Flag(Flag) { Flag = true; }
  ~FlagGuard() { Flag = false; }

private:
  bool &Flag;
};

class OpaqueGuard {
public:
  explicit OpaqueGuard(void *Object);
  ~OpaqueGuard();

private:
  void *Object;
};

class Logger {
public:
  explicit Logger(const bool *What) : What(What) {}
  void say() const;

private:
  const bool *What;
};

struct Worker {
  bool Busy = false;
  int Depth = 0;
  std::mutex Mutex;
  bool isBusy() const { return Busy; }
  void leave() { Busy = false; }
  void enter() { Busy = true; }

  class Scope {
  public:
    explicit Scope(Worker *Owner) : Owner(Owner) { Owner->enter(); }
    ~Scope() { Owner->leave(); }

  private:
    Worker *Owner;
  };

  void scopeExitOk(const Callback &F) {
    Busy = true;
    auto Guard = onExit([this] { Busy = false; });
    F();
    Busy = false;
  }
  void namedLambdaOk(const Callback &F) {
    Busy = true;
    auto Reset = [this] { Busy = false; };
    auto Guard = onExit(Reset);
    F();
    Busy = false;
  }
  void helperInGuardOk(const Callback &F) {
    enter();
    ScopeExit Guard([this] { leave(); });
    F();
    leave();
  }
  void flagGuardOk(const Callback &F) {
    Busy = true;
    FlagGuard Guard(Busy);
    F();
    Busy = false;
  }
  void scopeOk(const Callback &F) {
    Busy = true;
    Scope S(this);
    F();
    Busy = false;
  }
  void opaqueGuardOk(const Callback &F) {
    Busy = true;
    OpaqueGuard Guard(this);
    F();
    Busy = false;
  }
  void sharedPointerOk(const Callback &F) {
    Busy = true;
    std::shared_ptr<void> Guard(nullptr, [this](void *) { Busy = false; });
    F();
    Busy = false;
  }
  void outerScopeOk(const Callback &F) {
    auto Guard = onExit([this] { Busy = false; });
    if (Depth == 0) {
      Busy = true;
      F();
      Busy = false;
    }
  }
  void dismissedAfterOk(const Callback &F) {
    Busy = true;
    auto Guard = onExit([this] { Busy = false; });
    F();
    Guard.dismiss();
    Busy = false;
  }
  void nestedTryOk(const Callback &F) {
    Busy = true;
    try {
      try {
        F();
      } catch (const std::exception &) {
        log("known");
        throw;
      }
    } catch (...) {
      Busy = false;
      throw;
    }
    Busy = false;
  }
  void afterTryOk(const Callback &F) {
    std::exception_ptr Error;
    Busy = true;
    try {
      F();
    } catch (...) {
      Error = std::current_exception();
    }
    Busy = false;
    if (Error)
      std::rethrow_exception(Error);
  }
  void fatalOk(const Callback &F) {
    Busy = true;
    try {
      F();
    } catch (...) {
      fail();
    }
    Busy = false;
  }
  void bothHandlersOk(const Callback &F) {
    Busy = true;
    try {
      F();
    } catch (const std::exception &) {
      Busy = false;
      throw;
    } catch (...) {
      Busy = false;
      throw;
    }
    Busy = false;
  }
  void functionTryOk(const Callback &F) try {
    Busy = true;
    F();
    Busy = false;
  } catch (...) {
    Busy = false;
    throw;
  }
  void callerHandlesOk(const Callback &F) {
    try {
      inner(F);
    } catch (...) {
      Busy = false;
      throw;
    }
  }
  void noexceptLambdaOk() {
    Busy = true;
    auto Step = [this]() noexcept { ++Depth; };
    std::invoke(Step);
    Busy = false;
  }

  void dismissedBad(const Callback &F) {
    Busy = true;
    auto Guard = onExit([this] { Busy = false; });
    Guard.dismiss();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    Busy = false;
  }
  void otherStateBad(const Callback &F) {
    Busy = true;
    auto Guard = onExit([this] { --Depth; });
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    Busy = false;
  }
  void guardEndedBad(const Callback &F) {
    Busy = true;
    {
      auto Guard = onExit([this] { Busy = false; });
    }
    Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    Busy = false;
  }
  void harmlessObjectBad(const Callback &F) {
    Busy = true;
    Logger Log(&Busy);
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    Log.say();
    Busy = false;
  }
  void someTypesBad(const Callback &F) {
    Busy = true;
    try {
      F();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: if 'F' throws, 'Busy' stays true,
    } catch (const std::exception &) {
      Busy = false;
      throw;
    }
    Busy = false;
  }
  void forgetfulHandlerBad(const Callback &F) {
    Busy = true;
    try {
      F();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: if 'F' throws, 'Busy' stays true,
    } catch (...) {
      log("failed");
      throw;
    }
    Busy = false;
  }
  void returningHandlerBad(const Callback &F) {
    Busy = true;
    try {
      F();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: if 'F' throws, 'Busy' stays true,
    } catch (...) {
      return;
    }
    Busy = false;
  }
  void oneOfTwoBad(const Callback &F) {
    std::lock_guard<std::mutex> Guard(Mutex);
    Busy = true;
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    Busy = false;
  }
  void helpersBad(const Callback &F) {
    enter();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Busy' stays true,
    leave();
  }
  void callInHandlerBad(const Callback &F, const Callback &OnError) {
    Busy = true;
    try {
      F();
    } catch (...) {
      OnError();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: if 'OnError' throws, 'Busy' stays true,
    }
    Busy = false;
  }
  void run(const Callback &F) { F(); }
  void oneDeeperBad(const Callback &F) {
    Busy = true;
    run(F);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Worker::run' throws, 'Busy' stays true,
    Busy = false;
  }
  void lambdaThrowsBad() {
    Busy = true;
    auto Step = [this] {
      if (Depth > 3)
        throw Depth;
    };
    std::invoke(Step);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Step' throws, 'Busy' stays true,
    Busy = false;
  }

private:
  void inner(const Callback &F) {
    Busy = true;
    F();
    Busy = false;
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Others wait for a variable that is set when something is done.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -std=c++20 --

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <pthread.h>

using Callback = std::function<void()>;

struct Job {
  std::mutex Mutex;
  std::condition_variable Changed;
  bool Done = false;
  bool Timed = false;
  bool Unasked = false;
  int Phase = 0;
  std::atomic<bool> Ready{false};
  Callback Work;

  void wait() {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait(Lock, [this] { return Done; });
  }
  void waitAtMost() {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait_for(Lock, std::chrono::seconds(1), [this] { return Timed; });
  }
  void waitForPhase() {
    std::unique_lock<std::mutex> Lock(Mutex);
    while (Phase != 2)
      Changed.wait(Lock);
  }
  void waitForReady() { Ready.wait(false); }
  void waitInLoop() {
    std::unique_lock<std::mutex> Lock(Mutex);
    while (!Ready.load())
      Changed.wait(Lock);
  }

  void predicateBad() {
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, whoever waits for 'Done' waits for ever [unwedge-unguarded-cleanup]
    // CHECK-MESSAGES: :[[@LINE+5]]:10: note: 'Done' is completed here, which an exception skips
    // CHECK-MESSAGES: :[[@LINE-22]]:13: note: others wait for 'Done' here
    // CHECK-MESSAGES: :[[@LINE-4]]:5: note: nothing in sight says that 'Work' cannot throw; it is taken to
    // CHECK-MESSAGES: :[[@LINE-5]]:5: note: leave it to the destructor of a local object, or undo it in 'catch (...)' and throw again
    std::lock_guard<std::mutex> Lock(Mutex);
    Done = true;
    Changed.notify_all();
  }
  void loopBad() {
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, whoever waits for 'Phase' waits for ever
    std::lock_guard<std::mutex> Lock(Mutex);
    Phase = 2;
    Changed.notify_all();
  }
  void atomicBad() {
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, whoever waits for 'Ready' waits for ever
    Ready.store(true);
    Changed.notify_all();
  }
  void halfBad() {
    try {
      Work();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: if 'Work' throws, whoever waits for 'Done' waits for ever
    } catch (const std::bad_alloc &) {
      Done = true;
      Changed.notify_all();
    }
    Done = true;
    Changed.notify_all();
  }
  void otherPhaseOk() {
    Work();
    std::lock_guard<std::mutex> Lock(Mutex);
    Phase = 1;
    Changed.notify_all();
  }
  void handlerOk() {
    try {
      Work();
    } catch (...) {
      std::lock_guard<std::mutex> Lock(Mutex);
      Done = true;
      Changed.notify_all();
      throw;
    }
    std::lock_guard<std::mutex> Lock(Mutex);
    Done = true;
    Changed.notify_all();
  }
  void finish() {
    std::lock_guard<std::mutex> Lock(Mutex);
    Done = true;
    Changed.notify_all();
  }
  void handlerCallsOk() {
    try {
      Work();
    } catch (...) {
      finish();
      throw;
    }
    finish();
  }
  void helperBad() {
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, whoever waits for 'Done' waits for ever
    finish();
  }
  struct Finisher {
    Job &J;
    ~Finisher() { J.finish(); }
  };
  void guardOk() {
    Finisher Last{*this};
    Work();
    Done = true;
  }
  // Gives up after a time.
  void timedOk() {
    Work();
    Timed = true;
    Changed.notify_all();
  }
  void nobodyWaitsOk() {
    Work();
    Unasked = true;
    Changed.notify_all();
  }
  void beforeOk() {
    Done = true;
    Changed.notify_all();
    Work();
  }
  // What decides was known before.
  void lastBad(bool Last) {
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, whoever waits for 'Done' waits for ever
    if (Last)
      Done = true;
  }
  void askedOk(const std::function<bool()> &Ask) {
    if (Ask())
      Done = true;
  }
  void noexceptOk() noexcept {
    Work();
    Done = true;
  }
};

// The function that waits itself.
void waitsItselfOk(Job &J, std::function<bool()> Step) {
  static bool Finished = false;
  std::unique_lock<std::mutex> Lock(J.Mutex);
  Finished = Step();
  Finished = true;
  while (!Finished)
    J.Changed.wait(Lock);
}

// Whoever runs the task handles what it throws, in a way that is not followed.
struct Task {
  virtual ~Task();
  virtual void cancel();
  std::mutex Mutex;
  std::condition_variable Changed;
  bool Done = false;
  Callback Work;
  void wait() {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait(Lock, [this] { return Done; });
  }
  void performOk() {
    Work();
    Done = true;
    Changed.notify_all();
  }
  void step() { performOk(); }
  void run() {
    try {
      step();
    } catch (...) {
      cancel();
    }
  }
};

struct Shared {
  std::mutex Mutex;
  std::condition_variable Changed;
  bool Done = false;
};
void wait(Shared &S) {
  std::unique_lock<std::mutex> Lock(S.Mutex);
  S.Changed.wait(Lock, [&] { return S.Done; });
}
void sharedBad(std::shared_ptr<Shared> S, const Callback &F) {
  F();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, whoever waits for 'S.Done' waits for ever
  S->Done = true;
  S->Changed.notify_all();
}
void localOk(const Callback &F) {
  Shared S;
  F();
  S.Done = true;
}

static pthread_mutex_t PMutex;
static pthread_cond_t PChanged;
static bool PDone;
void pwait() {
  pthread_mutex_lock(&PMutex);
  while (!PDone)
    pthread_cond_wait(&PChanged, &PMutex);
  pthread_mutex_unlock(&PMutex);
}
void posixBad(const Callback &F) {
  F();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, whoever waits for 'PDone' waits for ever
  PDone = true;
  pthread_cond_broadcast(&PChanged);
}

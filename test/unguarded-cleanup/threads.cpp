// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that run only as threads, where an exception ends the process.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

struct Group {
  template <typename F> std::thread *start(F Run) {
    return new std::thread(Run);
  }
};

template <typename F> void later(F Run);

struct Queue {
  std::mutex Mutex;
  int Processing = 0;
  bool Stopped = false;
  std::function<void()> Work;
  std::thread Thread;
  std::vector<std::thread> Threads;
  Group Own;

  bool isIdle() {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Processing == 0;
  }

  void givenOk() {
    Mutex.lock();
    Work();
    Mutex.unlock();
  }
  void startGiven() { Thread = std::thread(&Queue::givenOk, this); }

  void oneCallBelowOk() {
    ++Processing;
    Work();
    --Processing;
  }
  void startOneCallBelow() {
    Thread = std::thread([this] { oneCallBelowOk(); });
  }

  void twoCallsBelowOk() {
    Mutex.lock();
    Work();
    Mutex.unlock();
  }
  void between() { twoCallsBelowOk(); }
  void startTwoCallsBelow() {
    Thread = std::thread([this] { between(); });
  }

  void inContainerOk() {
    Mutex.lock();
    Work();
    Mutex.unlock();
  }
  void startInContainer() {
    Threads.emplace_back([this] { inContainerOk(); });
  }

  void byGroupOk() {
    Mutex.lock();
    Work();
    Mutex.unlock();
  }
  void startByGroup() {
    Own.start([this] { byGroupOk(); });
  }

  void alsoCalledBad() {
    Mutex.lock();
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void startAlsoCalled() {
    Thread = std::thread([this] { alsoCalledBad(); });
  }
  void callToo() { alsoCalledBad(); }

  void handledBad() {
    Mutex.lock();
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void startHandled() {
    Thread = std::thread([this] {
      try {
        handledBad();
      } catch (...) {
      }
    });
  }

  void handlesItselfBad() {
    while (!Stopped) {
      try {
        Mutex.lock();
        Work();
        // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: if 'Work' throws, 'Mutex' stays locked,
        Mutex.unlock();
      } catch (...) {
      }
    }
  }
  void startHandlesItself() {
    Thread = std::thread([this] { handlesItselfBad(); });
  }

  void endlessBad() {
    for (;;) {
      try {
        Mutex.lock();
        Work();
        // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: if 'Work' throws, 'Mutex' stays locked,
        Mutex.unlock();
      } catch (...) {
      }
    }
  }
  void startEndless() {
    Thread = std::thread([this] { endlessBad(); });
  }

  void endlessHandledOk() {
    for (;;) {
      Mutex.lock();
      try {
        Work();
      } catch (...) {
      }
      Mutex.unlock();
    }
  }

  void storedTooBad() {
    Mutex.lock();
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void (Queue::*Stored)() = nullptr;
  void startStoredToo() {
    Thread = std::thread([this] { storedTooBad(); });
    Stored = &Queue::storedTooBad;
  }

  void unknownRunnerBad() {
    Mutex.lock();
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void startUnknownRunner() {
    later([this] { unknownRunnerBad(); });
  }
};

class Worker {
public:
  explicit Worker(std::function<void()> F)
      : Work(std::move(F)), Thread([this] { runOk(); }) {}

private:
  void runOk() {
    Mutex.lock();
    Work();
    Mutex.unlock();
  }
  std::mutex Mutex;
  std::function<void()> Work;
  std::thread Thread;
};

// Who runs the loop of a worker is out of sight; it may well be a thread.
struct Runnable {
  virtual ~Runnable();
  virtual void loopOk() = 0;
  virtual void onceBad() = 0;
  virtual void calledBad() = 0;
  virtual bool answeredBad() = 0;
};
struct LoopWorker : Runnable {
  std::mutex Mutex;
  std::function<bool()> Work;
  void loopOk() override {
    bool More = true;
    while (More) {
      Mutex.lock();
      More = Work();
      Mutex.unlock();
    }
  }
  // No loop of a worker.
  void onceBad() override {
    Mutex.lock();
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  // Called like any other function.
  void calledBad() override {
    for (int I = 0; I < 3; ++I) {
      Mutex.lock();
      Work();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: if 'Work' throws, 'Mutex' stays locked
      Mutex.unlock();
    }
  }
  void call() { calledBad(); }
  // Somebody waits for the answer.
  bool answeredBad() override {
    bool More = true;
    while (More) {
      Mutex.lock();
      More = Work();
      // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: if 'Work' throws, 'Mutex' stays locked
      Mutex.unlock();
    }
    return More;
  }
};

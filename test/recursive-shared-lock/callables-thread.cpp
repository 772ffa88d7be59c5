// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What runs later, or on another thread, does not run under the lock of this one.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <functional>
#include <future>
#include <mutex>
#include <queue>
#include <shared_mutex>
#include <thread>
#include <vector>

class Pool {
public:
  void submit(std::function<void()> Task) {
    std::lock_guard Lock(Mutex);
    Tasks.push_back(std::move(Task));
  }
  void run() {
    while (true) {
      std::function<void()> Task;
      {
        std::lock_guard Lock(Mutex);
        Task = Tasks.back();
        Tasks.pop_back();
      }
      Task();
    }
  }

private:
  std::mutex Mutex;
  std::vector<std::function<void()>> Tasks;
};

class Table {
  mutable std::shared_mutex Mutex;
  Pool Workers;
  std::vector<std::thread> Threads;
  std::function<void()> Later;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }

  void threadOk() {
    std::shared_lock Lock(Mutex);
    std::thread Worker([this] { size(); });
    Worker.detach();
  }
  void threadWithMethodOk() {
    std::shared_lock Lock(Mutex);
    std::thread Worker(&Table::size, this);
    Worker.detach();
  }
  void emplacedThreadOk() {
    std::unique_lock Lock(Mutex);
    Threads.emplace_back([this] { size(); });
  }
  void asyncOk() {
    std::shared_lock Lock(Mutex);
    auto Future = std::async([this] { return size(); });
    Lock.unlock();
    (void)Future.get();
  }
  void submittedOk() {
    std::unique_lock Lock(Mutex);
    Workers.submit([this] { size(); });
  }
  void storedOk() {
    std::unique_lock Lock(Mutex);
    Later = [this] { size(); };
  }
  void calledWithoutTheLockOk() { Later(); }
  void calledHereAsWellBad() {
    auto Job = [this] { size(); };
    std::shared_lock Lock(Mutex);
    std::thread Worker(Job);
    Job();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: calling the lambda acquires 'Mutex' shared again while this thread holds it shared
    Worker.detach();
  }
  // The thread itself takes the lock twice.
  void inTheThreadBad() {
    std::thread Worker([this] {
      std::shared_lock Lock(Mutex);
      size();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    });
    Worker.detach();
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What tests do with the standard library compiles against the mock, against
// libstdc++ and, where it is there, against libc++.
//
// RUN: %clangxx -std=c++17 -fsyntax-only %mock_flags %s
// RUN: %clangxx -std=c++17 -fsyntax-only %mock_flags -DMOCK_STD_INLINE_NAMESPACE %s
// RUN: %clangxx -std=c++17 -fsyntax-only %s
// RUN: %if have-libcxx %{ %clangxx -std=c++17 -fsyntax-only -stdlib=libc++ %s %}

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <set>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

using namespace std::chrono_literals;

struct Worker {
  int run(int Times) { return Times; }
  int count() const { return 1; }
};

std::shared_lock<std::shared_mutex> readLock(std::shared_mutex &Mutex) {
  return std::shared_lock<std::shared_mutex>(Mutex);
}

void locks(std::shared_mutex &Mutex, std::shared_timed_mutex &Timed) {
  {
    std::shared_lock Deduced(Mutex);
    std::shared_lock<std::shared_mutex> Moved = std::move(Deduced);
    Moved.unlock();
    Moved.lock();
    if (Moved.owns_lock() && Moved)
      Moved.release()->unlock_shared();
  }
  {
    std::shared_lock Deferred(Mutex, std::defer_lock);
    std::unique_lock Exclusive(Timed, std::defer_lock);
    std::lock(Deferred, Exclusive);
  }
  {
    std::shared_lock Tried(Mutex, std::try_to_lock);
    Mutex.lock_shared();
    std::shared_lock Adopted(Mutex, std::adopt_lock);
    std::shared_lock Waited(Timed, 10ms);
    std::shared_lock Until(Timed, std::chrono::steady_clock::now() + 10ms);
    (void)Tried.try_lock();
    (void)Waited.try_lock_for(1s);
    std::swap(Tried, Adopted);
  }
  {
    std::mutex Other;
    std::scoped_lock Both(Mutex, Other);
  }
  {
    std::scoped_lock Single(Mutex);
  }
  {
    std::lock_guard Guard(Mutex);
  }
  auto Returned = readLock(Mutex);
  std::optional<std::shared_lock<std::shared_mutex>> Held;
  Held.emplace(Mutex);
  Held.reset();
  auto Owned = std::make_unique<std::shared_lock<std::shared_mutex>>(Mutex);
  Owned->unlock();
  Owned.reset();
  std::vector<std::shared_lock<std::shared_mutex>> Many;
  Many.emplace_back(Mutex);
  std::condition_variable_any Condition;
  Condition.wait(Returned, [] { return true; });
}

void callables(Worker &W) {
  std::function<int(int)> Stored = [](int N) { return N; };
  if (Stored)
    (void)Stored(1);
  Stored = nullptr;
  std::function<int()> Bound = std::bind(&Worker::run, &W, 3);
  auto Direct = std::bind(&Worker::run, &W, std::placeholders::_1);
  (void)Direct(2);
  (void)std::mem_fn (&Worker::count)(W);
  (void)std::invoke(Bound);
  (void)std::invoke(&Worker::run, W, 4);
  std::map<std::string, std::function<void()>> Handlers;
  Handlers["key"] = [] {};
  for (auto &Entry : Handlers)
    Entry.second();
  if (auto Found = Handlers.find("key"); Found != Handlers.end())
    Found->second();
}

void threads() {
  std::thread Thread([] {});
  Thread.join();
  auto Future = std::async(std::launch::async, [] { return 1; });
  (void)Future.get();
  std::promise<int> Promise;
  Promise.set_exception(std::current_exception());
  std::packaged_task<int()> Task([] { return 1; });
  Task();
  std::this_thread::sleep_for(1ms);
  std::atomic<int> Count{0};
  ++Count;
  std::unique_lock<std::mutex> Lock;
  std::condition_variable Condition;
  Condition.wait(Lock, [&] { return Count.load() > 0; });
  (void)Condition.wait_for(Lock, 1s);
}

void containers() {
  std::unordered_map<std::string, int> Map;
  Map.emplace("one", 1);
  Map.insert({"two", 2});
  Map.erase("one");
  std::set<int> Set;
  Set.insert(1);
  std::queue<int> Queue;
  Queue.push(1);
  Queue.pop();
  std::deque<int> Deque;
  Deque.push_back(Queue.front());
  std::shared_ptr<Worker> Shared = std::make_shared<Worker>();
  std::weak_ptr<Worker> Weak = Shared;
  if (auto Locked = Weak.lock())
    (void)Locked->count();
  throw std::runtime_error("text" + std::to_string(Set.size()));
}

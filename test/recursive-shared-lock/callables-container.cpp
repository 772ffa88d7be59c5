// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lists of listeners: what is put in may be called by whoever goes over the list.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <functional>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <vector>

class Bus {
  mutable std::shared_mutex Mutex;
  std::vector<std::function<void(int)>> Listeners;
  std::map<int, std::function<void()>> ByTopic;
  std::vector<std::function<void()>> Quiet;
  int Events = 0;

public:
  int events() const {
    std::shared_lock Lock(Mutex);
    return Events;
  }
  void add(std::function<void(int)> Listener) {
    std::unique_lock Lock(Mutex);
    Listeners.push_back(std::move(Listener));
  }
  void start() {
    add([this](int) { events(); });
    ByTopic[1] = [this] { events(); };
    Quiet.emplace_back([] {});
  }
  void publishBad(int Event) const {
    std::shared_lock Lock(Mutex);
    for (const auto &Listener : Listeners)
      Listener(Event);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: calling 'Listener' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  void publishByTopicBad(int Topic) const {
    std::shared_lock Lock(Mutex);
    auto Found = ByTopic.find(Topic);
    if (Found != ByTopic.end())
      Found->second();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: calling 'Found' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  void publishByIndexBad(int Event) const {
    std::shared_lock Lock(Mutex);
    for (unsigned I = 0; I < Listeners.size(); ++I)
      Listeners[I](Event);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: calling 'Listeners' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  }
  void publishCopyOk(int Event) const {
    std::vector<std::function<void(int)>> Copy;
    {
      std::shared_lock Lock(Mutex);
      Copy = Listeners;
    }
    for (const auto &Listener : Copy)
      Listener(Event);
  }
  void publishQuietOk() const {
    std::shared_lock Lock(Mutex);
    for (const auto &Listener : Quiet)
      Listener();
  }
};

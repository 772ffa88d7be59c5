// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What careful programs do with reader/writer locks, and this check is silent on.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

class Cache {
  mutable std::shared_mutex Mutex;
  std::map<int, std::string> Entries;
  std::atomic<int> Hits{0};
  std::vector<std::function<void()>> Pending;

  std::string compute(int) const;

public:
  // Look, let go, compute, look again as the writer.
  std::string getOk(int Key) {
    {
      std::shared_lock Lock(Mutex);
      auto Found = Entries.find(Key);
      if (Found != Entries.end())
        return Found->second;
    }
    std::string Value = compute(Key);
    std::unique_lock Lock(Mutex);
    return Entries[Key] = Value;
  }
  // The same with one guard after the other in one scope.
  std::string getInOneScopeOk(int Key) {
    std::shared_lock Reader(Mutex);
    auto Found = Entries.find(Key);
    if (Found != Entries.end())
      return Found->second;
    Reader.unlock();
    std::unique_lock Writer(Mutex);
    return Entries[Key] = compute(Key);
  }
  // Swap the list out, let go, run what was on it.
  void runPendingOk() {
    std::vector<std::function<void()>> Mine;
    {
      std::unique_lock Lock(Mutex);
      Mine.swap(Pending);
    }
    for (auto &Task : Mine)
      Task();
  }
  void addOk() {
    std::unique_lock Lock(Mutex);
    Pending.push_back([this] { runPendingOk(); });
  }
  int hitsOk() const {
    std::shared_lock Lock(Mutex);
    return Hits.load();
  }
  // Both, in the order of their addresses.
  void mergeOk(Cache &Other) {
    if (this == &Other)
      return;
    std::shared_lock Theirs(Other.Mutex, std::defer_lock);
    std::unique_lock Mine(Mutex, std::defer_lock);
    if (this < &Other) {
      Mine.lock();
      Theirs.lock();
    } else {
      Theirs.lock();
      Mine.lock();
    }
    Entries = Other.Entries;
  }
  Cache &operator=(const Cache &Other) {
    if (this != &Other) {
      std::scoped_lock Lock(Mutex, Other.Mutex);
      Entries = Other.Entries;
    }
    return *this;
  }
  // Wait outside, check inside.
  void untilThereOk(int Key) const {
    for (;;) {
      {
        std::shared_lock Lock(Mutex);
        if (Entries.find(Key) != Entries.end())
          return;
      }
      (void)hitsOk();
    }
  }
  template <class F> void updateOk(F Function) {
    std::unique_lock Lock(Mutex);
    Function(Entries);
  }
  void updatesOk() {
    updateOk([](std::map<int, std::string> &E) { E.clear(); });
    updateOk([this](std::map<int, std::string> &) { ++Hits; });
  }
};

// A lock for each level, from the outside in.
class Shard {
  mutable std::shared_mutex Mutex;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
};
class Store {
  mutable std::shared_mutex Mutex;
  std::vector<Shard> Shards;
  std::shared_ptr<const Shard> Current;

public:
  int sizeOk() const {
    std::shared_lock Lock(Mutex);
    int Sum = 0;
    for (const Shard &S : Shards)
      Sum += S.size();
    return Sum;
  }
  // Copy the pointer, let go, use it.
  int currentOk() const {
    std::shared_ptr<const Shard> Copy;
    {
      std::shared_lock Lock(Mutex);
      Copy = Current;
    }
    return Copy->size() + sizeOk();
  }
};

// A tree of objects of one class, locked from the root down.
class Directory {
  mutable std::shared_mutex Mutex;
  std::vector<std::unique_ptr<Directory>> Children;
  Directory *Parent = nullptr;

public:
  int countOk() const {
    std::shared_lock Lock(Mutex);
    int Sum = 1;
    for (const auto &Child : Children)
      Sum += Child->countOk();
    return Sum;
  }
  void addOk() {
    std::unique_lock Lock(Mutex);
    Children.push_back(std::make_unique<Directory>());
    Children.back()->Parent = this;
  }
  std::string pathOk() const {
    std::string Up = Parent ? Parent->pathOk() : std::string();
    std::shared_lock Lock(Mutex);
    return Up;
  }
  // The child's way up meets the lock of the parent, which does hold it here.
  int childrenAskParentBad() const {
    std::shared_lock Lock(Mutex);
    int Sum = 0;
    for (const auto &Child : Children)
      Sum += Child->askParent();
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: calling 'Directory::askParent' acquires 'Mutex' shared again while this thread holds it shared
    return Sum;
  }
  int askParent() const { return Parent ? Parent->countOk() : 0; }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Entries of containers that outlive the function.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

struct Call {
  bool Done = false;
  int Result = 0;
  std::condition_variable Changed;
};

struct Group {
  std::mutex Mutex;
  std::map<std::string, std::shared_ptr<Call>> Calls;
  std::unordered_map<int, int> Numbers;
  std::set<int> Active;
  std::vector<int> Stack;
  std::list<int> Order;

  int subscriptBad(const std::string &Key, const std::function<int()> &Work) {
    std::unique_lock<std::mutex> Lock(Mutex);
    auto It = Calls.find(Key);
    if (It != Calls.end()) {
      std::shared_ptr<Call> Other = It->second;
      Other->Changed.wait(Lock, [&] { return Other->Done; });
      return Other->Result;
    }
    auto Mine = std::make_shared<Call>();
    Calls[Key] = Mine;
    Lock.unlock();
    int Result = Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: if 'Work' throws, the entry stays in 'Calls', and whoever finds it takes it to be still in use [unwedge-unguarded-cleanup]
    Mine->Result = Result;
    Mine->Done = true;
    Mine->Changed.notify_all();
    Lock.lock();
    Calls.erase(Key);
    return Result;
  }
  void emplaceBad(int Key, const std::function<void()> &Work) {
    Numbers.emplace(Key, 1);
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, the entry stays in 'Numbers',
    Numbers.erase(Key);
  }
  void insertPairBad(int Key, const std::function<void()> &Work) {
    Numbers.insert({Key, 1});
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, the entry stays in 'Numbers',
    Numbers.erase(Key);
  }
  void makePairBad(int Key, const std::function<void()> &Work) {
    Numbers.insert(std::make_pair(Key, 1));
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, the entry stays in 'Numbers',
    Numbers.erase(Key);
  }
  void setBad(int Key, const std::function<void()> &Work) {
    if (!Active.insert(Key).second)
      return;
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, the entry stays in 'Active',
    Active.erase(Key);
  }
  void iteratorBad(int Key, const std::function<void()> &Work) {
    auto It = Active.insert(Key).first;
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, the entry stays in 'Active',
    Active.erase(It);
  }
  void foundAgainBad(int Key, const std::function<void()> &Work) {
    Active.insert(Key);
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, the entry stays in 'Active',
    Active.erase(Active.find(Key));
  }
  void stackBad(int Item, const std::function<void()> &Work) {
    Stack.push_back(Item);
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, the entry stays in 'Stack',
    Stack.pop_back();
  }
  void constantKeyBad(const std::function<void()> &Work) {
    Active.insert(7);
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, the entry stays in 'Active',
    Active.erase(7);
  }
  void clearBad(int Key, const std::function<void()> &Work) {
    Active.insert(Key);
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, the entry stays in 'Active',
    Active.clear();
  }
  void parameterBad(std::set<int> &Set, int Key,
                    const std::function<void()> &Work) {
    Set.insert(Key);
    Work();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Work' throws, the entry stays in 'Set',
    Set.erase(Key);
  }

  void otherKeyOk(int Key, int Other, const std::function<void()> &Work) {
    Active.insert(Key);
    Work();
    Active.erase(Other);
  }
  void otherContainerOk(int Key, const std::function<void()> &Work) {
    Active.insert(Key);
    Work();
    Numbers.erase(Key);
  }
  void localOk(int Key, const std::function<void()> &Work) {
    std::set<int> Local;
    Local.insert(Key);
    Work();
    Local.erase(Key);
  }
  void valueParameterOk(std::set<int> Set, int Key,
                        const std::function<void()> &Work) {
    Set.insert(Key);
    Work();
    Set.erase(Key);
  }
  bool onFailureOk(int Key, const std::function<bool()> &Work) {
    Active.insert(Key);
    if (!Work()) {
      Active.erase(Key);
      return false;
    }
    return true;
  }
  void staysOk(int Key, const std::function<int()> &Work) {
    Numbers[Key] = Work();
  }
  void handlerOk(int Key, const std::function<void()> &Work) {
    Active.insert(Key);
    try {
      Work();
    } catch (...) {
      Active.erase(Key);
      throw;
    }
    Active.erase(Key);
  }
  void eraseFirstOk(int Key, const std::function<void()> &Work) {
    Active.insert(Key);
    Active.erase(Key);
    Work();
  }
  void guardOk(int Key, const std::function<void()> &Work) {
    struct Eraser {
      std::set<int> &Set;
      int Key;
      ~Eraser() { Set.erase(Key); }
    };
    Active.insert(Key);
    Eraser Guard{Active, Key};
    Work();
  }
  void removeListenerOk(int Key) {
    Active.insert(Key);
    Active.erase(Key);
  }
};

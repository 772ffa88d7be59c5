// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every operation by key, and the places in which containers live.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key -std=c++17 --

#include <map>
#include <memory>
#include <set>
#include <string>
#include <time.h>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

static std::string fresh() { return std::to_string(time(nullptr)); }

static std::map<std::string, int> Global;

int findBad() {
  return Global.find(fresh()) != Global.end();
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'Global' contains the time of the call
}
int countBad() {
  return int(Global.count(fresh()));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'Global' contains the time of the call
}
int atBad() {
  return Global.at(fresh());
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the key for 'Global' contains the time of the call
}
void eraseBad() {
  Global.erase(fresh());
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the key for 'Global' contains the time of the call; the erase does not find
}
void extractBad() {
  Global.extract(fresh());
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: the key for 'Global' contains the time of the call; the erase does not find
}

// Write-only: nothing looks the entries up, and nothing takes them out.
struct WriteOnly {
  void subscriptBad(int V) {
    A[fresh()] = V;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the key for 'A' contains the time of the call; every call adds an entry, and nothing in sight takes one out
  }
  void insertBad(int V) {
    B.insert({fresh(), V});
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'B' contains the time of the call; every call adds
  }
  void insertPairBad(int V) {
    C.insert(std::make_pair(fresh(), V));
    // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: the key for 'C' contains the time of the call; every call adds
  }
  void emplaceBad(int V) {
    D.emplace(fresh(), V);
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'D' contains the time of the call; every call adds
  }
  void tryEmplaceBad(int V) {
    E.try_emplace(fresh(), V);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: the key for 'E' contains the time of the call; every call adds
  }
  void insertOrAssignBad(int V) {
    F.insert_or_assign(fresh(), V);
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'F' contains the time of the call; every call adds
  }
  void hintBad(int V) {
    G.emplace_hint(G.end(), fresh(), V);
    // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: the key for 'G' contains the time of the call; every call adds
  }
  void piecewiseBad(int V) {
    H.emplace(std::piecewise_construct, std::forward_as_tuple(fresh()), std::forward_as_tuple(V));
    // CHECK-MESSAGES: :[[@LINE-1]]:41: warning: the key for 'H' contains the time of the call; every call adds
  }
  void setBad() {
    I.insert(fresh());
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the key for 'I' contains the time of the call; every call adds
  }
  void multimapBad(int V) {
    J.emplace(fresh(), V);
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'J' contains the time of the call; every call adds
  }
  void staticMemberBad(int V) {
    K[fresh()] = V;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the key for 'K' contains the time of the call; every call adds
  }

private:
  std::map<std::string, int> A, B, C, D, E, F, G, H;
  std::unordered_set<std::string> I;
  std::unordered_multimap<std::string, int> J;
  static std::map<std::string, int> K;
};
std::map<std::string, int> WriteOnly::K;

int staticLocalBad() {
  static std::unordered_map<std::string, int> Cache;
  auto [It, New] = Cache.emplace(fresh(), 1);
  if (New)
    It->second = 2;
  return int(Cache.count(fresh()));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int parameterBad(std::map<std::string, int> &Cache) {
  auto It = Cache.find(fresh());
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}

struct Owner {
  std::map<std::string, int> Direct;
  std::map<std::string, int> *Pointer;
  std::unique_ptr<std::map<std::string, int>> Held;
  std::vector<std::map<std::string, int>> Shards;
  std::map<int, std::map<std::string, int>> Nested;
  struct Inner {
    std::map<std::string, int> Map;
  } In;
};
int throughPointersBad(Owner *O) {
  return int(O->Direct.count(fresh()));
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the key for 'Direct' contains the time of the call
}
int throughMemberPointerBad(Owner &O) {
  return int(O.Pointer->count(fresh()));
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: the key for 'Pointer' contains the time of the call
}
int throughUniquePtrBad(Owner &O) {
  return int(O.Held->count(fresh()));
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the key for 'Held' contains the time of the call
}
int shardBad(Owner &O, int I) {
  auto &Shard = O.Shards[I];
  return int(Shard.count(fresh()));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Shards' contains the time of the call
}
int nestedBad(Owner &O, int I) {
  return int(O.Nested[I].count(fresh()));
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: the key for 'Nested' contains the time of the call
}
int innerBad(Owner &O) {
  return int(O.In.Map.count(fresh()));
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: the key for 'Map' contains the time of the call
}

std::map<std::string, int> &instance() {
  static std::map<std::string, int> TheCache;
  return TheCache;
}
int singletonBad() {
  return int(instance().count(fresh()));
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: the key for 'TheCache' contains the time of the call
}

// A class that wraps a map.
class Registry {
  std::map<std::string, int> Entries;

public:
  int *get(const std::string &Key) {
    auto It = Entries.find(Key);
    return It == Entries.end() ? nullptr : &It->second;
  }
  void put(const std::string &Key, int V) { Entries[Key] = V; }
  void drop(const std::string &Key) { Entries.erase(Key); }
};
struct Service {
  Registry Cache;
  int wrapperBad() {
    std::string Key = fresh();
    if (int *Hit = Cache.get(Key))
      // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the key for 'Entries' contains the time of the call; the look-up never finds
      return *Hit;
    Cache.put(Key, 1);
    return 1;
  }
  void wrapperEraseBad() {
    Cache.drop(fresh());
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the key for 'Entries' contains the time of the call; the erase does not find
  }
};
int localWrapperOk() {
  Registry Local;
  std::string Key = fresh();
  Local.put(Key, 1);
  return *Local.get(Key);
}

struct Derived : std::map<std::string, int> {};
static Derived Inherited;
int derivedBad() {
  return int(Inherited.count(fresh()));
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the key for 'Inherited' contains the time of the call
}

// Containers that die with the call.
int localOk() {
  std::map<std::string, int> Map;
  Map[fresh()] = 1;
  return int(Map.count(fresh()));
}
int valueParameterOk(std::map<std::string, int> Map) { return int(Map.count(fresh())); }
int localObjectOk() {
  Owner O;
  return int(O.Direct.count(fresh()));
}
int localPointerOk() {
  std::map<std::string, int> Map, *Same = &Map;
  return int(Same->count(fresh()));
}
int makeUniqueOk() {
  auto Map = std::make_unique<std::map<std::string, int>>();
  Map->emplace(fresh(), 1);
  return int(Map->count(fresh()));
}
static int lookIn(std::map<std::string, int> &Map) { return int(Map.count(fresh())); }
int handedDownOk() {
  std::map<std::string, int> Map;
  return lookIn(Map);
}
void lambdaLocalOk() {
  std::map<std::string, int> Map;
  auto Add = [&] { Map[fresh()] = 1; };
  Add();
}

// A container behind a lock, which is reached through what the lock gives.
template <typename T> class Locked {
  T *Value;

public:
  explicit Locked(T &Value) : Value(&Value) {}
  T *operator->() const { return Value; }
  T &operator*() const { return *Value; }
};
template <typename T> class Guarded {
  T Value;

public:
  Locked<T> lock() { return Locked<T>(Value); }
};
class Checks {
  Guarded<std::map<std::string, int>> All;

public:
  int guardedBad(const std::string &Name) {
    auto Held = All.lock();
    auto It = Held->find(Name + std::to_string(time(nullptr)));
    // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'All' contains the time of the call
    return It == Held->end() ? 0 : It->second;
  }
  int guardedTemporaryBad(const std::string &Name) {
    return All.lock()->count(Name + std::to_string(time(nullptr)));
    // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the key for 'All' contains the time of the call
  }
  int guardedOk(const std::string &Name) {
    auto Held = All.lock();
    return Held->count(Name);
  }
};

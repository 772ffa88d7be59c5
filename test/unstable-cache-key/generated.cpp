// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random values, new ids and counters: the way to make names that nobody else has, and a
// mistake where the entry is meant to be found again.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <atomic>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <sstream>
#include <unistd.h>
#include <unordered_map>

struct Session {
  std::string Id, User;
};

static std::mt19937 Engine{std::random_device{}()};
static std::string token() { return std::to_string(Engine()); }

static std::map<std::string, int> Cache;
int randomLookAsideBad(int Id) {
  std::string Key = std::to_string(Id) + token();
  auto It = Cache.find(Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains a random value; the look-up never finds what an earlier call stored [unwedge-unstable-cache-key]
  if (It != Cache.end())
    return It->second;
  return Cache[Key] = Id;
}

// What is drawn from a range comes again.
int drawnOk(int Id) {
  std::uniform_int_distribution<int> Hundred(0, 99);
  std::string Key = std::to_string(Hundred(Engine));
  auto It = Cache.find(Key);
  if (It != Cache.end())
    return It->second;
  return Cache[Key] = Id;
}

class Jobs {
  std::unordered_map<std::string, int> ByName;
  int Next = 0;
  std::atomic<int> Ticket{0};

public:
  int counterLookAsideBad() {
    std::string Key = "job" + std::to_string(Next++);
    auto It = ByName.find(Key);
    // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'ByName' contains a number that goes up with each call
    if (It != ByName.end())
      return It->second;
    return ByName[Key] = 1;
  }
  int atomicLookAsideBad() {
    std::string Key = "job" + std::to_string(Ticket.fetch_add(1));
    auto It = ByName.find(Key);
    // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'ByName' contains a number that goes up with each call
    return It == ByName.end() ? 0 : It->second;
  }
  int assignedBad() {
    std::unordered_map<std::string, int>::iterator It;
    It = ByName.find("job" + std::to_string(Next++));
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'ByName' contains a number that goes up with each call
    if (It == ByName.end())
      return 0;
    return It->second;
  }
  int assignedInConditionBad() {
    std::unordered_map<std::string, int>::iterator It;
    if ((It = ByName.find("job" + std::to_string(Next++))) != ByName.end())
      // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'ByName' contains a number that goes up with each call
      return It->second;
    return 0;
  }
  // What is used is what the other look-up has found.
  int assignedTwiceOk(const std::string &Other) {
    std::unordered_map<std::string, int>::iterator It;
    It = ByName.find("job" + std::to_string(Next++));
    if (It != ByName.end())
      return 0;
    It = ByName.find(Other);
    return It == ByName.end() ? 0 : It->second;
  }
  void counterEraseBad() {
    ByName.erase("job" + std::to_string(++Next));
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: the key for 'ByName' contains a number that goes up with each call; the erase does not find
  }

  // A name that is new, and is given to whoever asks for it.
  std::string submitOk(int Work) {
    std::string Name = "job" + std::to_string(Next++);
    ByName[Name] = Work;
    return Name;
  }
  void finishOk(const std::string &Name) { ByName.erase(Name); }
  int loopOk() {
    int Sum = 0;
    for (int I = 0; I < 10; ++I)
      Sum += int(ByName.count("job" + std::to_string(I)));
    return Sum;
  }
};

class Sessions {
  std::map<std::string, Session> Open;

public:
  const std::string &openOk(const std::string &User) {
    std::string Id;
    do
      Id = token();
    while (Open.count(Id));
    Session &S = Open[Id];
    S.Id = Id;
    S.User = User;
    return S.Id;
  }
  std::string openCheckedOk(const std::string &User) {
    std::string Id = token();
    while (Open.find(Id) != Open.end())
      Id = token();
    Open.emplace(Id, Session{Id, User});
    return Id;
  }
  std::string openIfNewOk(const std::string &User) {
    std::string Id = token();
    if (Open.find(Id) != Open.end())
      return "";
    Open.insert({Id, Session{Id, User}});
    return Id;
  }
  void closeOk(const Session &S) { Open.erase(S.Id); }
  void seenOk(const std::string &Id) { Open[Id].User += "!"; }
};

// One of a few.
int bucketOk() {
  std::string Key = "shard" + std::to_string(rand() % 8);
  auto It = Cache.find(Key);
  return It == Cache.end() ? Cache[Key] = 1 : It->second;
}

// The same while the thread, or the process, runs.
int threadOk() {
  std::ostringstream Key;
  Key << std::this_thread::get_id();
  auto It = Cache.find(Key.str());
  return It == Cache.end() ? Cache[Key.str()] = 1 : It->second;
}
int processOk() {
  std::string Key = "pid" + std::to_string(getpid());
  auto It = Cache.find(Key);
  return It == Cache.end() ? Cache[Key] = 1 : It->second;
}

// Numbers as keys, without text: an index.
int numberOk() {
  static std::map<unsigned, int> ByNumber;
  static unsigned Last = 0;
  ByNumber[++Last] = 1;
  ByNumber.erase(Last - 10);
  return int(ByNumber.count(Engine()));
}

// The counter is not in the key.
int countedOk(const std::string &Key) {
  static int Calls = 0;
  ++Calls;
  auto It = Cache.find(Key);
  return It == Cache.end() ? Cache[Key] = Calls++ : It->second;
}

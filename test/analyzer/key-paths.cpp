// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text that changes on some ways, and keys on others: the path knows which text
// is the key.
//
// What clang-tidy says of the same code is claimed with TIDY: nothing where it
// says nothing.
//
// RUN: %check_analyzer %s unwedge.UnstableCacheKey --
// RUN: %check_analyzer %s unwedge.UnstableCacheKey -beside-others --
// RUN: %check_tidy %s unwedge-unstable-cache-key -check-suffix=TIDY --

#include <ctime>
#include <functional>
#include <map>
#include <string>

bool ask();

struct Value {
  int X = 0;
};

struct Cache {
  std::map<std::string, Value> Entries;
  bool Trace = false;
  std::string now() { return std::to_string(time(nullptr)); }

  int neverTogetherOk(const std::string &Name, bool Debug) {
    std::string Key = Name;
    if (Debug)
      Key += std::to_string(time(nullptr));
    if (!Debug) {
      auto It = Entries.find(Key);
      // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:30: warning: the key for 'Entries' contains the time of the call
      if (It != Entries.end())
        return It->second.X;
      Entries[Key] = Value();
    }
    return 0;
  }
  int togetherBad(const std::string &Name, bool Debug) {
    std::string Key = Name;
    if (Debug)
      Key += std::to_string(time(nullptr));
    if (Debug) {
      auto It = Entries.find(Key);
      // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the key for 'Entries' contains the time of the call
      // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:30: warning: the key for 'Entries' contains the time of the call
      if (It != Entries.end())
        return It->second.X;
      Entries[Key] = Value();
    }
    return 0;
  }
  int enumOk(const std::string &Name, int Kind) {
    std::string Key = Name;
    switch (Kind) {
    case 1:
      Key += now();
      break;
    case 2:
      Key += "x";
      break;
    }
    if (Kind != 1) {
      auto It = Entries.find(Key);
      // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:30: warning: the key for 'Entries' contains the time of the call
      if (It != Entries.end())
        return It->second.X;
      Entries[Key] = Value();
    }
    return 0;
  }
  int viaCopyOk(const std::string &Name) {
    bool Volatile = ask();
    std::string Key = Name;
    if (Volatile)
      Key += now();
    bool Cacheable = !Volatile;
    if (Cacheable) {
      auto It = Entries.find(Key);
      // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:30: warning: the key for 'Entries' contains the time of the call
      if (It != Entries.end())
        return It->second.X;
      Entries[Key] = Value();
    }
    return 0;
  }
  std::string keyFor(const std::string &Name, bool WithTime) {
    if (WithTime)
      return Name + now();
    return Name;
  }
  int helperOk(const std::string &Name) {
    std::string Key = keyFor(Name, false);
    auto It = Entries.find(Key);
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:28: warning: the key for 'Entries' contains the time of the call
    if (It != Entries.end())
      return It->second.X;
    Entries[Key] = Value();
    return 0;
  }
  int helperBad(const std::string &Name) {
    std::string Key = keyFor(Name, true);
    auto It = Entries.find(Key);
    // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the key for 'Entries' contains the time of the call
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:28: warning: the key for 'Entries' contains the time of the call
    if (It != Entries.end())
      return It->second.X;
    Entries[Key] = Value();
    return 0;
  }
  int earlyReturnOk(const std::string &Name, int Mode) {
    std::string Key = Name;
    if (Mode > 5)
      Key = now();
    if (Mode > 3)
      return 0;
    auto It = Entries.find(Key);
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:28: warning: the key for 'Entries' contains the time of the call
    if (It != Entries.end())
      return It->second.X;
    Entries[Key] = Value();
    return 0;
  }
};

struct Clock {
  virtual ~Clock() = default;
  virtual long ticks() const = 0;
};
struct Wall : Clock {
  long ticks() const override { return time(nullptr); }
};
struct Still : Clock {
  long ticks() const override { return 4; }
};

struct Dispatching {
  std::map<std::string, Value> Entries;
  int dispatchBad() {
    Wall W;
    Clock &C = W;
    std::string Key = std::to_string(C.ticks());
    auto It = Entries.find(Key);
    // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the key for 'Entries' contains the time of the call
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:28: warning: the key for 'Entries' contains the time of the call
    if (It != Entries.end())
      return It->second.X;
    Entries[Key] = Value();
    return 0;
  }
  int dispatchOk() {
    Still S;
    Clock &C = S;
    std::string Key = std::to_string(C.ticks());
    auto It = Entries.find(Key);
    // CHECK-MESSAGES-TIDY: :[[@LINE-1]]:28: warning: the key for 'Entries' contains the time of the call
    if (It != Entries.end())
      return It->second.X;
    Entries[Key] = Value();
    return 0;
  }
  int storedOk() {
    std::function<long()> Now = [] { return 4L; };
    std::string Key = std::to_string(Now());
    auto It = Entries.find(Key);
    if (It != Entries.end())
      return It->second.X;
    Entries[Key] = Value();
    return 0;
  }
};

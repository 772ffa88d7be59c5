// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keys that are objects: a member that neither the comparison nor the hash looks at
// makes no other key.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key -- -std=c++20

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>

using Clock = std::chrono::steady_clock;

struct Peer {
  std::string Id;
  Clock::time_point Seen;
  bool operator==(const Peer &Other) const { return Id == Other.Id; }
  const std::string &id() const { return Id; }
};
struct ById {
  size_t operator()(const Peer &P) const { return std::hash<std::string>()(P.id()); }
};
struct BySeen {
  size_t operator()(const Peer &P) const { return size_t(P.Seen.time_since_epoch().count()); }
};
struct SameSeen {
  bool operator()(const Peer &A, const Peer &B) const { return A.Id == B.Id && A.Seen == B.Seen; }
};
size_t hashElsewhere(const Peer &P);
struct Elsewhere {
  size_t operator()(const Peer &P) const { return hashElsewhere(P); }
};

template <typename Set> class Known {
  Set Peers;

public:
  bool touch(const Peer &P) {
    auto It = Peers.find(P);
    if (It != Peers.end())
      return true;
    Peers.insert(P);
    return false;
  }
};

class Peers {
  std::unordered_set<Peer, ById> All;
  std::unordered_set<Peer, BySeen> HashedBySeen;
  std::unordered_set<Peer, ById, SameSeen> WithSeen;
  std::unordered_set<Peer, Elsewhere> OutOfSight;
  Known<std::unordered_set<Peer, ById>> ByIdOnly;
  Known<std::unordered_set<Peer, ById, SameSeen>> ByIdAndSeen;

public:
  bool touchOk(std::string Id) {
    Peer P{Id, Clock::now()};
    auto It = All.find(P);
    if (It != All.end())
      return true;
    All.insert(P);
    return false;
  }
  bool hashedBad(std::string Id) {
    Peer P{Id, Clock::now()};
    auto It = HashedBySeen.find(P);
    // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: the key for 'HashedBySeen' contains the time of the call
    if (It != HashedBySeen.end())
      return true;
    HashedBySeen.insert(P);
    return false;
  }
  bool comparedBad(std::string Id) {
    Peer P{Id, Clock::now()};
    auto It = WithSeen.find(P);
    // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: the key for 'WithSeen' contains the time of the call
    if (It != WithSeen.end())
      return true;
    WithSeen.insert(P);
    return false;
  }
  bool outOfSightBad(std::string Id) {
    Peer P{Id, Clock::now()};
    auto It = OutOfSight.find(P);
    // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: the key for 'OutOfSight' contains the time of the call
    if (It != OutOfSight.end())
      return true;
    OutOfSight.insert(P);
    return false;
  }
  bool handedOnOk(std::string Id) { return ByIdOnly.touch(Peer{Id, Clock::now()}); }
  bool handedOnBad(std::string Id) {
    return ByIdAndSeen.touch(Peer{Id, Clock::now()});
    // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the key for 'Peers' contains the time of the call
  }
};

// As text: a time by itself would make a timeline of an ordered map.
static std::string stamp() { return std::to_string(Clock::now().time_since_epoch().count()); }

struct Ordered {
  std::string Zone, Id;
  std::string Seen;
};
bool operator<(const Ordered &A, const Ordered &B) {
  return std::tie(A.Zone, A.Id) < std::tie(B.Zone, B.Id);
}
struct Spaced {
  std::string Id;
  std::string Seen;
  friend auto operator<=>(const Spaced &A, const Spaced &B) { return A.Id.compare(B.Id) <=> 0; }
};
struct Written {
  std::string Id;
  std::string Seen;
  auto operator<=>(const Written &) const = default;
};
struct Named {
  std::string Id;
};
static bool isBefore(const Named &A, const Named &B) { return A.Id < B.Id; }
struct Derived : Named {
  std::string Seen;
  bool operator<(const Derived &Other) const { return isBefore(*this, Other); }
};

int freeOperatorOk(std::string Id) {
  static std::map<Ordered, int> Cache;
  Ordered Key{"zone", Id, stamp()};
  if (auto It = Cache.find(Key); It != Cache.end())
    return It->second;
  return Cache[Key] = 1;
}
int spaceshipOk(std::string Id) {
  static std::map<Spaced, int> Cache;
  Spaced Key{Id, stamp()};
  if (auto It = Cache.find(Key); It != Cache.end())
    return It->second;
  return Cache[Key] = 1;
}
int compilerWritesItBad(std::string Id) {
  static std::map<Written, int> Cache;
  Written Key{Id, stamp()};
  if (auto It = Cache.find(Key); It != Cache.end())
    // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the key for 'Cache' contains the time of the call
    return It->second;
  return Cache[Key] = 1;
}
int lambdaOk(std::string Id) {
  auto ById = [](const Ordered &A, const Ordered &B) { return A.Id < B.Id; };
  static std::map<Ordered, int, decltype(ById)> Cache;
  Ordered Key{"zone", Id, stamp()};
  if (auto It = Cache.find(Key); It != Cache.end())
    return It->second;
  return Cache[Key] = 1;
}
int comparedAsBaseOk(std::string Id) {
  static std::map<Derived, int> Cache;
  Derived Key;
  Key.Id = Id;
  Key.Seen = stamp();
  if (auto It = Cache.find(Key); It != Cache.end())
    return It->second;
  return Cache[Key] = 1;
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keys with several parts, of which one changes.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <functional>
#include <map>
#include <set>
#include <string>
#include <time.h>
#include <tuple>
#include <unordered_map>
#include <utility>

struct Key {
  std::string Name, Stamp;
  bool operator==(const Key &O) const { return Name == O.Name && Stamp == O.Stamp; }
  bool operator<(const Key &O) const { return std::tie(Name, Stamp) < std::tie(O.Name, O.Stamp); }
};
struct TimeKey {
  std::string Name;
  time_t When;
  bool operator==(const TimeKey &O) const { return Name == O.Name && When == O.When; }
};
namespace std {
template <> struct hash<Key> {
  size_t operator()(const Key &K) const { return hash<string>()(K.Name + K.Stamp); }
};
template <> struct hash<TimeKey> {
  size_t operator()(const TimeKey &K) const { return hash<string>()(K.Name) + K.When; }
};
} // namespace std

static std::string stamp() { return std::to_string(time(nullptr)); }
static std::unordered_map<Key, int> Cache;
static std::map<std::pair<std::string, std::string>, int> ByPair;
static std::map<std::tuple<int, std::string>, int> ByTuple;
static std::unordered_map<TimeKey, int> ByTime;

int fieldBad() {
  Key K;
  K.Name = "a";
  K.Stamp = stamp();
  auto It = Cache.find(K);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}
int aggregateBad() {
  Key K{"a", stamp()};
  auto It = Cache.find(K);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}
int temporaryBad() {
  auto It = Cache.find({"a", stamp()});
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains the time of the call
  return It == Cache.end() ? 0 : It->second;
}
int pairBad() {
  return int(ByPair.count({"a", stamp()}));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'ByPair' contains the time of the call
}
int makePairBad() {
  return int(ByPair.count(std::make_pair("a", stamp())));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'ByPair' contains the time of the call
}
int tupleBad() {
  return int(ByTuple.count(std::make_tuple(1, stamp())));
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the key for 'ByTuple' contains the time of the call
}
struct MadeKey {
  std::string Text;
  explicit MadeKey(int Id) : Text(std::to_string(Id) + stamp()) {}
  bool operator<(const MadeKey &O) const { return Text < O.Text; }
};
static std::map<MadeKey, int> ByMade;
int constructorBad() {
  return int(ByMade.count(MadeKey(1)));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'ByMade' contains the time of the call
}
// The time is a part of a key in a map that keeps no order: no timeline.
int plainTimeBad() {
  auto It = ByTime.find(TimeKey{"a", time(nullptr)});
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: the key for 'ByTime' contains the time of the call
  return It == ByTime.end() ? 0 : It->second;
}
Key makeKey(const std::string &Name) {
  Key K;
  K.Name = Name;
  K.Stamp = stamp();
  return K;
}
int madeElsewhereBad() {
  return int(Cache.count(makeKey("a")));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
void fill(Key &K) { K.Stamp = stamp(); }
int filledBad() {
  Key K;
  fill(K);
  return int(Cache.count(K));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int partOfPartBad() {
  struct Request {
    Key K;
    int Id;
  } R;
  R.K.Stamp = stamp();
  return int(Cache.count(R.K));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

int otherPartOk() {
  Key K{"a", stamp()};
  static std::map<std::string, int> ByName;
  return int(ByName.count(K.Name));
}
int bucketPartOk() {
  auto It = ByTime.find(TimeKey{"a", time(nullptr) / 60});
  return It == ByTime.end() ? 0 : It->second;
}
int overwrittenPartOk() {
  Key K{"a", stamp()};
  K.Stamp = "b";
  return int(Cache.count(K));
}
// In order of the time: a schedule.
static std::map<std::pair<time_t, int>, int> Schedule;
int scheduleOk() { return int(Schedule.count({time(nullptr), 1})); }
int copiedOk(const Key &K) {
  Key Copy = K;
  return int(Cache.count(Copy));
}
// Compared and hashed by the name alone.
struct NameOnly {
  std::string Name;
  time_t Seen;
};
static std::map<std::string, NameOnly> ByName;
int valueOk(const std::string &Name) {
  NameOnly N{Name, time(nullptr)};
  return ByName.insert({N.Name, N}).second;
}

// A part of an object that has the time in another part.
struct Base {
  long Started;
  std::string Name;
  Base() : Started(time(nullptr)) {}
};
struct Connection : Base {
  std::string Peer;
  std::string Stamp = std::to_string(Started);
};
static std::map<std::string, int> ByPeer;
static Connection connect() {
  Connection C;
  C.Peer = "peer";
  return C;
}
static int inner(const Connection &C) { return ByPeer.count(C.Peer); }
static int stamped(const Connection &C) { return ByPeer.count(C.Stamp); }
int otherMemberOk() {
  Connection C = connect();
  return inner(C) + inner(connect()) + ByPeer.count(connect().Name);
}
int thatMemberBad() {
  Connection C = connect();
  return stamped(C);
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: the key for 'ByPeer' contains the time of the call
}
int memberOfATemporaryBad() {
  return ByPeer.count(connect().Stamp);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the key for 'ByPeer' contains the time of the call
}

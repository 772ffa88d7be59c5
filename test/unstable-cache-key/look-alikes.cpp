// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code with the time in a key for a good reason.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <chrono>
#include <deque>
#include <fstream>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <time.h>
#include <unordered_map>
#include <vector>

static std::string stamp() { return std::to_string(time(nullptr)); }

// A timeline: the key is the time, and it is gone through in order.
class Timeline {
  std::map<std::chrono::steady_clock::time_point, std::function<void()>> Timers;
  std::multimap<time_t, int> Events;
  std::set<std::pair<time_t, int>> Deadlines;

public:
  void scheduleOk(std::function<void()> F) {
    Timers[std::chrono::steady_clock::now() + std::chrono::seconds(5)] = std::move(F);
  }
  void runOk() {
    auto End = Timers.upper_bound(std::chrono::steady_clock::now());
    for (auto It = Timers.begin(); It != End; It = Timers.erase(It))
      It->second();
  }
  void recordOk(int Id) { Events.emplace(time(nullptr), Id); }
  void trimOk() { Events.erase(Events.begin(), Events.lower_bound(time(nullptr) - 60)); }
  void deadlineOk(int Id) { Deadlines.insert({time(nullptr) + 5, Id}); }
  int dueOk(int Id) { return int(Deadlines.count({time(nullptr), Id})); }
};

// A log in memory, which is written out whole.
class History {
  std::map<std::string, std::string> Lines;

public:
  void addOk(const std::string &Line) { Lines[stamp()] = Line; }
  std::string dump() const {
    std::string Text;
    for (const auto &[Time, Line] : Lines)
      Text += Time + " " + Line + "\n";
    return Text;
  }
};

// The key is kept, and the entry is taken out by it.
class Pending {
  std::map<std::string, int> ByKey;
  std::string Current;

public:
  std::string startOk() {
    std::string Key = "request-" + stamp();
    ByKey[Key] = 1;
    return Key;
  }
  void beginOk() {
    Current = "request-" + stamp();
    ByKey[Current] = 1;
  }
  void endOk() { ByKey.erase(Current); }
  void laterOk(std::vector<std::function<void()>> &Queue) {
    std::string Key = stamp();
    ByKey[Key] = 1;
    Queue.push_back([this, Key] { ByKey.erase(Key); });
  }
};

// Bounded in size: an old entry goes for each new one.
class Recent {
  std::map<std::string, int> Values;

public:
  void addOk(int V) {
    Values[stamp()] = V;
    if (Values.size() > 100)
      Values.erase(Values.begin());
  }
};
class LeastRecentlyUsed {
  std::unordered_map<std::string, std::list<int>::iterator> Index;
  std::list<int> Order;

public:
  void addOk(int V) {
    Order.push_front(V);
    Index.emplace(stamp(), Order.begin());
    while (Index.size() > 50)
      Index.erase(Index.begin());
  }
};
class Cleared {
  std::map<std::string, int> Values;

public:
  void addOk(int V) { Values[stamp()] = V; }
  void reset() { Values.clear(); }
};
class Swapped {
  std::map<std::string, int> Values;

public:
  void addOk(int V) { Values[stamp()] = V; }
  std::map<std::string, int> takeOk() { return std::move(Values); }
};

// Unique names.
std::string uniqueNameOk(std::set<std::string> &Taken) {
  std::string Name = "tmp" + stamp();
  while (Taken.count(Name))
    Name += "_";
  Taken.insert(Name);
  return Name;
}
void fileNameOk() { std::ofstream File("log-" + stamp() + ".txt"); }

// A single key that is remembered, and no map.
struct Remembered {
  std::string LastKey;
  int Value = 0;
  int getOk() {
    std::string Key = stamp();
    if (Key != LastKey) {
      LastKey = Key;
      Value = 1;
    }
    return Value;
  }
};

// Not a map: a queue, a vector, a class of the same name.
namespace mine {
template <class K, class V> struct map {
  V &operator[](const K &);
  int count(const K &) const;
  int find(const K &) const;
};
} // namespace mine
mine::map<std::string, int> Mine;
int sameNameOk() { return Mine.count(stamp()) + Mine.find(stamp()); }
void queueOk(std::deque<std::string> &Queue) { Queue.push_back(stamp()); }

// A function of the same name as one that reads the clock.
namespace config {
long time(const char *Section);
}
static std::map<std::string, int> Cache;
int otherTimeOk() {
  std::string Key = "t" + std::to_string(config::time("cache"));
  auto It = Cache.find(Key);
  return It == Cache.end() ? Cache[Key] = 1 : It->second;
}

// The time that the caller gives: the test's, the message's, the file's.
int givenTimeOk(time_t When) {
  std::string Key = "t" + std::to_string(When);
  auto It = Cache.find(Key);
  return It == Cache.end() ? Cache[Key] = 1 : It->second;
}

// An iterator is no text.
void eraseByIteratorOk() {
  auto It = Cache.find("a");
  if (It != Cache.end() && It->second < time(nullptr))
    Cache.erase(It);
}
void eraseOldOk() {
  for (auto It = Cache.begin(); It != Cache.end();)
    It = It->second < time(nullptr) ? Cache.erase(It) : std::next(It);
}

// What a look-up gives is not its key.
int valueOfEntryOk() {
  static std::map<int, std::string> Names;
  std::string Name = Names[int(time(nullptr) / 3600)];
  return int(Cache.count(Name));
}
int resultOfUnknownOk(int (*Load)(const std::string &)) {
  return int(Cache.count(std::to_string(Load(stamp()))));
}

// Made once.
int madeOnceOk() {
  static const std::string Start = stamp();
  auto It = Cache.find(Start);
  return It == Cache.end() ? Cache[Start] = 1 : It->second;
}

// The pointer is the key; what the object says of itself is not.
struct Request {
  std::string Stamp;
  static Request *make() {
    auto *R = new Request;
    R->Stamp = stamp();
    return R;
  }
};
class InFlight {
  std::set<Request *> All;
  std::map<std::shared_ptr<Request>, int> Shared;

public:
  void sendOk() {
    Request *R = Request::make();
    R->Stamp += "!";
    All.insert(R);
  }
  void doneOk(Request *R) {
    R->Stamp = stamp();
    All.erase(R);
  }
  void shareOk() {
    auto R = std::make_shared<Request>();
    R->Stamp = stamp();
    Shared.erase(R);
  }
};

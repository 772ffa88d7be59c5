// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stored by text that changes, looked up and erased by text that does not.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --
// RUN: %if have-libcxx %{ %check_tidy %s unwedge-unstable-cache-key -- -stdlib=libc++ %}

#include <chrono>
#include <cstdio>
#include <ctime>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

struct Session {
  std::string Key;
  int Number = 0;
};
using SessionPtr = std::shared_ptr<Session>;

static std::string stamp() { return std::to_string(time(nullptr)); }

class FindThenErase {
  std::map<std::string, SessionPtr> Sessions;

public:
  SessionPtr createBad(const std::string &Id) {
    auto S = std::make_shared<Session>();
    auto R = Sessions.insert(std::make_pair(Id + "-" + stamp(), S));
    // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: the key for 'Sessions' contains the time of the call; every call adds an entry, and what takes entries out does so by another key [unwedge-unstable-cache-key]
    return R.first->second;
  }
  void close(const std::string &Id) {
    auto It = Sessions.find(Id);
    if (It != Sessions.end())
      Sessions.erase(It);
  }
};

class EraseByKey {
  std::unordered_map<std::string, SessionPtr> Sessions;

public:
  void createBad(const std::string &Id) {
    char Text[64];
    snprintf(Text, sizeof Text, "%s-%ld", Id.c_str(), long(time(nullptr)));
    std::string Key = "s";
    Key += Text;
    Sessions[Key] = std::make_shared<Session>();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the key for 'Sessions' contains the time of the call; every call adds an entry, and what takes entries out
  }
  void close(const std::string &Id) { Sessions.erase(Id); }
};

// The key is given back.
class Returned {
  std::map<std::string, SessionPtr> Sessions;

public:
  std::string createOk(const std::string &Id) {
    std::string Key = Id + stamp();
    Sessions[Key] = std::make_shared<Session>();
    return Key;
  }
  void close(const std::string &Key) { Sessions.erase(Key); }
};
class PartReturned {
  std::map<std::string, SessionPtr> Sessions;

public:
  std::string createOk(const std::string &Id) {
    std::string Now = stamp();
    Sessions[Id + Now] = std::make_shared<Session>();
    return Now;
  }
  void close(const std::string &Key) { Sessions.erase(Key); }
};
class GivenBackByParameter {
  std::map<std::string, SessionPtr> Sessions;

public:
  void createOk(std::string &Id) {
    Id += stamp();
    Sessions["s" + Id] = std::make_shared<Session>();
  }
  void close(const std::string &Key) { Sessions.erase(Key); }
};
// The entry has it.
class InTheEntry {
  std::map<std::string, SessionPtr> Sessions;

public:
  SessionPtr createOk(const std::string &Id) {
    auto S = std::make_shared<Session>();
    S->Key = Id + stamp();
    Sessions[S->Key] = S;
    return S;
  }
  void close(Session &S) { Sessions.erase(S.Key); }
};
class InTheNewEntry {
  std::map<std::string, std::string> Names;

public:
  void createOk(const std::string &Id) {
    std::string Key = Id + stamp();
    Names.emplace(Key, "name of " + Key);
  }
  void close(const std::string &Key) { Names.erase(Key); }
};
// Another container, a member, a log has it.
class Indexed {
  std::map<std::string, SessionPtr> Sessions;
  std::map<int, std::string> Keys;

public:
  void createOk(int Id) {
    std::string Key = std::to_string(Id) + stamp();
    Sessions[Key] = std::make_shared<Session>();
    Keys[Id] = Key;
  }
  void close(int Id) { Sessions.erase(Keys[Id]); }
};
class Member {
  std::map<std::string, SessionPtr> Sessions;
  std::string Last;

public:
  void createOk(const std::string &Id) {
    Last = stamp();
    Sessions[Id + Last] = std::make_shared<Session>();
  }
  void close(const std::string &Id) { Sessions.erase(Id + Last); }
};
class MemberOfHelper {
  std::map<std::string, SessionPtr> Sessions;
  std::string Last;
  const std::string &fresh() { return Last = stamp(); }

public:
  void createOk(const std::string &Id) {
    Sessions[Id + fresh()] = std::make_shared<Session>();
  }
  void close(const std::string &Id) { Sessions.erase(Id + Last); }
};
// The keys are shown.
class Listed {
  std::map<std::string, SessionPtr> Sessions;

public:
  void createOk(const std::string &Id) {
    Sessions[Id + stamp()] = std::make_shared<Session>();
  }
  template <typename Fn> void each(Fn F) {
    for (auto &[Key, S] : Sessions)
      F(Key, *S);
  }
  void close(const std::string &Key) { Sessions.erase(Key); }
};
class ShownByInsert {
  std::map<std::string, SessionPtr> Sessions;

public:
  std::string createOk(const std::string &Id) {
    auto R = Sessions.emplace(Id + stamp(), std::make_shared<Session>());
    return R.first->first;
  }
  void close(const std::string &Key) { Sessions.erase(Key); }
};
// Taken out by its place.
class Oldest {
  std::map<std::string, SessionPtr> Sessions;

public:
  void createOk(const std::string &Id) {
    Sessions[stamp() + Id] = std::make_shared<Session>();
  }
  void trim() { Sessions.erase(Sessions.begin()); }
};
class Handles {
  std::map<std::string, SessionPtr> Sessions;

public:
  using Handle = std::map<std::string, SessionPtr>::iterator;
  Handle createOk(const std::string &Id) {
    return Sessions.emplace(Id + stamp(), std::make_shared<Session>()).first;
  }
  void close(Handle H) { Sessions.erase(H); }
};
// Cleared: it does not grow for ever.
class Cleared {
  std::map<std::string, SessionPtr> Sessions;

public:
  void createFalseNegative(const std::string &Id) {
    Sessions[Id + stamp()] = std::make_shared<Session>();
  }
  void close(const std::string &Id) { Sessions.erase(Id); }
  void stop() { Sessions.clear(); }
};

// Some entries come and go by name; this one is never found, though all are
// thrown away in the end.
class Files {
  std::map<std::string, int> Loaded;

public:
  void loadBad(const std::string &Name) {
    Loaded[Name + " " + stamp()] = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the key for 'Loaded' contains the time of the call; the look-ups are by another key, and never find the entry [unwedge-unstable-cache-key]
  }
  bool isLoaded(const std::string &Name) { return Loaded.count(Name) != 0; }
  void fail(const std::string &Name) { Loaded[Name] = 0; }
  void close() { Loaded.clear(); }
};

// A record of what happened, to be gone through.
class Journal {
  std::map<std::string, int> Entries;

public:
  int Sum = 0;
  void noteOk(const std::string &Name) { Entries[Name + " " + stamp()] = 1; }
  void first(const std::string &Name) { Entries[Name] = 0; }
  bool isKnown(const std::string &Name) { return Entries.count(Name) != 0; }
  void close() {
    for (const auto &E : Entries)
      Sum += E.second;
    Entries.clear();
  }
};

// Found by the name as a prefix.
class Versions {
  std::map<std::string, int> All;

public:
  void addOk(const std::string &Name) { All[Name + " " + stamp()] = 1; }
  bool has(const std::string &Name) { return All.count(Name) || All.lower_bound(Name) != All.end(); }
  void close() { All.clear(); }
};

template <typename T> class Instantiated {
  std::map<std::string, T> Failed;

public:
  void failBad(const std::string &Host) {
    Failed[Host + "/" + stamp()] = T();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the key for 'Failed' contains the time of the call; the look-ups are by another key,
  }
  bool hasFailed(const std::string &Host) { return Failed.count(Host) != 0; }
  void reset() { Failed.clear(); }
};
template class Instantiated<int>;

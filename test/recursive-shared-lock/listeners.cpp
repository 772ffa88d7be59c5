// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An event on its way out meets a question on its way in: the shapes in which this is
// found in real programs.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

// The iteration calls back; the callback asks for a single entry.
class Registry {
  mutable std::shared_mutex Mutex;
  std::map<int, int> Entries;

public:
  template <class Visitor> void forEach(Visitor &&Visit) const {
    std::shared_lock Lock(Mutex);
    for (const auto &Entry : Entries)
      Visit(Entry.first, Entry.second);
  }
  int get(int Key) const {
    std::shared_lock Lock(Mutex);
    auto Found = Entries.find(Key);
    return Found == Entries.end() ? 0 : Found->second;
  }
  int sumBad() const {
    int Sum = 0;
    forEach([&](int Key, int) { Sum += get(Key); });
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: calling 'Registry::forEach' runs the lambda, which acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-2]]:5: note: 'Registry::forEach' is called here
    // CHECK-NOTES: :[[@LINE-14]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-13]]:7: note: the lambda is called here
    // CHECK-NOTES: :[[@LINE-5]]:40: note: 'Registry::get' is called here
    // CHECK-NOTES: :[[@LINE-12]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-7]]:5: note: let the lambda use a variant that expects the lock to be held, or take what it needs before the call
    return Sum;
  }
  int sumOk() const {
    int Sum = 0;
    forEach([&](int, int Value) { Sum += Value; });
    return Sum;
  }
  // Another registry in the callback, but the same one twice removed.
  static int compareOk(const Registry &A, const Registry &B) {
    int Differences = 0;
    A.forEach([&](int Key, int Value) { Differences += B.get(Key) != Value; });
    return Differences;
  }
  std::vector<int> keysOk() const {
    std::vector<int> Keys;
    forEach([&](int Key, int) { Keys.push_back(Key); });
    for (int Key : Keys)
      (void)get(Key);
    return Keys;
  }
};

// The mutex of one object is lent to another.
class Schema {
  mutable std::shared_mutex Mutex;

public:
  std::shared_mutex &mutex() const { return Mutex; }
  static Schema &instance();
  int version() const {
    std::shared_lock Lock(Mutex);
    return 1;
  }
};

int lentMutexBad(const Schema &S) {
  std::shared_lock Lock(S.mutex());
  return S.version();
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: calling 'Schema::version' acquires 'S.Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:20: note: 'S.Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-3]]:12: note: 'Schema::version' is called here
  // CHECK-NOTES: :[[@LINE-11]]:22: note: 'S.Mutex' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-5]]:12: note: release 'S.Mutex' before the call, or call a variant that expects the lock to be held
}

int singletonBad() {
  std::shared_lock Lock(Schema::instance().mutex());
  return Schema::instance().version();
  // CHECK-NOTES: :[[@LINE-1]]:29: warning: calling 'Schema::version' acquires 'instance().Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
  // CHECK-NOTES: :[[@LINE-3]]:20: note: 'instance().Mutex' is acquired shared here
  // CHECK-NOTES: :[[@LINE-3]]:29: note: 'Schema::version' is called here
  // CHECK-NOTES: :[[@LINE-21]]:22: note: 'instance().Mutex' is acquired shared again here
  // CHECK-NOTES: :[[@LINE-5]]:29: note: 'instance()' is taken to return the same object each time
  // CHECK-NOTES: :[[@LINE-6]]:29: note: release 'instance().Mutex' before the call, or call a variant that expects the lock to be held
}

int singletonOk() {
  {
    std::shared_lock Lock(Schema::instance().mutex());
  }
  return Schema::instance().version();
}

// The usual getter that locks, called by the usual other getter.
class Clock {
  mutable std::shared_mutex Mutex;
  std::string Name;
  int Now = 0;

public:
  int now() const {
    std::shared_lock Lock(Mutex);
    return Now;
  }
  std::string name() const {
    std::shared_lock Lock(Mutex);
    return Name;
  }
  std::unique_ptr<Clock> cloneBad() const {
    std::shared_lock Lock(Mutex);
    auto Copy = std::make_unique<Clock>();
    Copy->Now = now();
    // CHECK-NOTES: :[[@LINE-1]]:17: warning: calling 'Clock::now' acquires 'Mutex' shared again while this thread holds it shared; undefined for 'std::shared_mutex'; hidden by libstdc++ on Linux, deadlocks on libc++ and Windows [unwedge-recursive-shared-lock]
    // CHECK-NOTES: :[[@LINE-4]]:22: note: 'Mutex' is acquired shared here
    // CHECK-NOTES: :[[@LINE-3]]:17: note: 'Clock::now' is called here
    // CHECK-NOTES: :[[@LINE-14]]:22: note: 'Mutex' is acquired shared again here
    // CHECK-NOTES: :[[@LINE-5]]:17: note: release 'Mutex' before the call, or call a variant that expects the lock to be held
    Copy->Name = Name;
    return Copy;
  }
  std::unique_ptr<Clock> cloneOk() const {
    std::shared_lock Lock(Mutex);
    auto Copy = std::make_unique<Clock>();
    Copy->Now = Now;
    (void)Copy->name();
    return Copy;
  }
};

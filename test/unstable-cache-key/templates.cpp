// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Templates: reported once, however often they are instantiated, and not at all if never.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <map>
#include <sstream>
#include <string>
#include <time.h>
#include <unordered_map>

template <class T> std::string textOf(const T &Value) {
  std::ostringstream Out;
  Out << Value;
  return Out.str();
}

template <class K, class V> class Table {
  std::map<K, V> Entries;

public:
  V *find(const K &Key) {
    auto It = Entries.find(Key);
    return It == Entries.end() ? nullptr : &It->second;
  }
  V &add(const K &Key) { return Entries[Key]; }
  V *freshBad(int Id) {
    std::string Key = textOf(Id) + textOf(time(nullptr));
    auto It = Entries.find(Key);
    // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the key for 'Entries' contains the time of the call
    return It == Entries.end() ? nullptr : &It->second;
  }
  V *neverInstantiatedOk() { return find(textOf(time(nullptr))); }
};

static Table<std::string, int> Numbers;
static Table<std::string, std::string> Names;

int usesBad() {
  Numbers.freshBad(1);
  Names.freshBad(2);
  return *Numbers.find("a" + textOf(time(nullptr)));
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Entries' contains the time of the call
}
int usesOk() { return *Numbers.find(textOf(3)); }

template <class Map> int anyMapBad(Map &M) {
  return int(M.count(textOf(time(nullptr))));
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'M' contains the time of the call
}
static std::map<std::string, int> A;
static std::unordered_map<std::string, int> B;
int bothMaps() { return anyMapBad(A) + anyMapBad(B); }

template <class Map> int neverCalledOk(Map &M) { return int(M.count(textOf(time(nullptr)))); }

template <class T> struct Keyed;
template <> struct Keyed<int> {
  static std::string key() { return "int"; }
};
template <> struct Keyed<long> {
  static std::string key() { return textOf(time(nullptr)); }
};
template <class T> int specialised() { return int(A.count(Keyed<T>::key())); }
// CHECK-MESSAGES: :[[@LINE-1]]:59: warning: the key for 'A' contains the time of the call
int instantiates() { return specialised<int>() + specialised<long>(); }

template <class... Parts> std::string concat(const Parts &...P) {
  std::ostringstream Out;
  (Out << ... << P);
  return Out.str();
}
int variadicBad() {
  return int(A.count(concat("a", 1, time(nullptr))));
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'A' contains the time of the call
}
int variadicOk() { return int(A.count(concat("a", 1, 2.0))); }

int genericLambdaBad() {
  auto Text = [](const auto &V) { return textOf(V); };
  return int(A.count(Text(time(nullptr))));
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the key for 'A' contains the time of the call
}

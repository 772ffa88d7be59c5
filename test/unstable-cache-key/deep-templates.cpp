// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Templates that instantiate themselves, deeply and in all directions.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key -- -ftemplate-depth=1200

#include <map>
#include <string>
#include <time.h>
#include <tuple>

static std::map<std::string, int> Cache;

template <int N> std::string step() { return step<N - 1>() + "x"; }
template <> std::string step<0>() { return std::to_string(time(nullptr)); }

int deepBad() {
  return int(Cache.count(step<400>()));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

template <class... T> struct Chain;
template <> struct Chain<> {
  std::string text() const { return ""; }
};
template <class Head, class... Tail> struct Chain<Head, Tail...> {
  Chain<Tail...> Rest;
  Head Value{};
  std::string text() const { return std::to_string(Value) + Rest.text(); }
};
int chainOk(const Chain<int, long, char, int, long, char> &C) {
  return int(Cache.count(C.text()));
}

// Recursion that goes both ways.
std::string odd(int N);
std::string even(int N) { return N ? odd(N - 1) : std::to_string(time(nullptr)); }
std::string odd(int N) { return N ? even(N - 1) + "o" : "one"; }
int recursionBad(int N) {
  return int(Cache.count(odd(N)));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Templates that instantiate themselves, deeply and in all directions.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags -ftemplate-depth=1200

#include <mutex>
#include <shared_mutex>
#include <utility>

static std::shared_mutex Global;

template <int N> int step() { return step<N - 1>(); }
template <> int step<0>() {
  std::shared_lock Lock(Global);
  return 0;
}

int deepBad() {
  std::shared_lock Lock(Global);
  return step<800>();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: calling 'step' acquires 'Global' shared again
}

int deepOk() { return step<800>(); }

template <class... T> struct Chain;
template <> struct Chain<> {
  int size() const { return 0; }
};
template <class Head, class... Tail> struct Chain<Head, Tail...> {
  Chain<Tail...> Rest;
  mutable std::shared_mutex Mutex;
  int size() const {
    std::shared_lock Lock(Mutex);
    return Rest.size() + 1;
  }
};

// Each link has a lock of its own.
int chainOk(const Chain<int, long, char, int, long, char> &C) {
  return C.size();
}

template <class F> auto nested(int N, F Function) {
  auto Next = [=] { return Function() + N; };
  return Next;
}

int nestedLambdasBad() {
  auto F = nested(3, nested(2, nested(1, [] { return step<0>(); })));
  std::shared_lock Lock(Global);
  return F();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: calling the lambda acquires 'Global' shared again
}

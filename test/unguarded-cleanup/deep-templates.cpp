// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Templates that instantiate themselves, deeply and in all directions.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- -ftemplate-depth=1200

#include <functional>
#include <mutex>

using Callback = std::function<void()>;
static std::mutex Mutex;

template <int N> struct Nested {
  Nested<N - 1> Inner;
  void run(const Callback &F) { Inner.run(F); }
};
template <> struct Nested<0> {
  void run(const Callback &F) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
};
void deepBad(Nested<400> &N, const Callback &F) { N.run(F); }

// One report for all instantiations.
template <int N> void eachBad(const Callback &F) {
  Mutex.lock();
  F();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: if 'F' throws, 'Mutex' stays locked
  Mutex.unlock();
  if constexpr (N > 0)
    eachBad<N - 1>(F);
}
void useEach(const Callback &F) { eachBad<60>(F); }

template <class... T> void runAllBad(T... Each) {
  Mutex.lock();
  (Each(), ...);
  // CHECK-MESSAGES: :[[@LINE-1]]:4: warning: if 'Each' throws, 'Mutex' stays locked
  Mutex.unlock();
}
void useAll(const Callback &F, const Callback &G) { runAllBad(F, G, F, G, F); }

// Recursion that goes both ways, with the lock held at every other step.
void odd(int N, const Callback &F);
void even(int N, const Callback &F) {
  std::lock_guard<std::mutex> Lock(Mutex);
  odd(N - 1, F);
}
void odd(int N, const Callback &F) { N > 0 ? even(N - 1, F) : F(); }

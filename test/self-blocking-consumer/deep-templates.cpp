// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Templates that instantiate themselves, deeply and in all directions.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -- -I %S/Inputs -ftemplate-depth=1200
// RUN: %clang_tidy --quiet -checks='-*,unwedge-self-blocking-consumer' -config='{CheckOptions: {unwedge-self-blocking-consumer.ShowStatistics: true}}' %s -- -std=c++17 -I %S/Inputs -ftemplate-depth=1200 2>&1 | FileCheck --check-prefix=COUNTED %s
// COUNTED: queue operations given up: {{[1-9]}}

#include "bounded_queue.h"
#include <utility>

static BoundedQueue<int> Global(4);

template <int N> void step(int X) { step<N - 1>(X); }
template <> void step<0>(int X) {
  Global.put(X);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the consumer of 'Global' puts into it here and waits for room
}
void deepBad() {
  while (true)
    step<20>(Global.take());
}
// Nobody reads a trace of so many calls; it is counted as given up.
void tooDeepFalseNegative() {
  while (true)
    step<400>(Global.take());
}

// Recursion that goes both ways.
static BoundedQueue<int> Other(4);
void odd(int N);
void even(int N) {
  if (N)
    odd(N - 1);
  else
    Other.put(N);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: the consumer of 'Other' puts into it here and waits for room
}
void odd(int N) {
  if (N)
    even(N - 1);
}
void recursionBad() {
  while (true)
    odd(Other.take());
}

// Each link hands on to the next one.
template <int N> struct Link {
  BoundedQueue<int> Items{4};
  Link<N - 1> Next;
  void runOk() {
    while (true)
      Next.Items.put(Items.take());
  }
};
template <> struct Link<0> {
  BoundedQueue<int> Items{4};
};
void use(Link<40> &L) { L.runOk(); }

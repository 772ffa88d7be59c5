// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code as it is while it is typed: no crash.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -no-crash -- -I %S/Inputs
// RUN: %check_tidy %s unwedge-self-blocking-consumer -no-crash -- -I %S/Inputs -DSECOND
// RUN: %check_tidy %s unwedge-self-blocking-consumer -no-crash -- -I %S/Inputs -DTHIRD

#include "bounded_queue.h"

struct Half {
  BoundedQueue<int> Items{4};
  void run() {
    while (true) {
      int X = Items.take();
#if defined(SECOND)
      if (X > )
        Items.put(
#elif defined(THIRD)
      auto Again = [&](int Y) { Items.put(Y
#else
      Items.
#endif

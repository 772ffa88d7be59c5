// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Queues that the code says have no bound (unwedge/Annotations.h).
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -std=c++17 -- -I %S/Inputs -I %S/../../include

#include "bounded_queue.h"
#include "unwedge/Annotations.h"

class UNWEDGE_UNBOUNDED Growing : public BoundedQueue<int> {
public:
  using BoundedQueue<int>::BoundedQueue;
};

class PlainWorker {
  BoundedQueue<int> Items{4};

public:
  void runBad() {
    for (;;) {
      int Item = Items.take();
      if (Item > 1)
        Items.put(Item - 1);
      // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the consumer of 'Items' puts into it here
    }
  }
};

class SaidWorker {
  BoundedQueue<int> Items UNWEDGE_UNBOUNDED{4};

public:
  void runOk() {
    for (;;) {
      int Item = Items.take();
      if (Item > 1)
        Items.put(Item - 1);
    }
  }
};

class ClassWorker {
  Growing Items{4};

public:
  void runOk() {
    for (;;) {
      int Item = Items.take();
      if (Item > 1)
        Items.put(Item - 1);
    }
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a finding is silenced where it stands, and where one in a header stands.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -- -I %S/Inputs

#include "bounded_queue.h"

using Queue = BoundedQueue<int>;

void reportedBad(Queue &Q) {
  for (;;)
    Q.put(Q.take());
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
void noLintOk(Queue &Q) {
  for (;;)
    Q.put(Q.take()); // NOLINT
}
void noLintWithNameOk(Queue &Q) {
  for (;;)
    Q.put(Q.take()); // NOLINT(unwedge-self-blocking-consumer): tested
}
void noLintNextLineOk(Queue &Q) {
  for (;;)
    // NOLINTNEXTLINE(unwedge-self-blocking-consumer)
    Q.put(Q.take());
}
void otherNameBad(Queue &Q) {
  for (;;)
    Q.put(Q.take()); // NOLINT(unwedge-recursive-shared-lock)
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the consumer of 'Q' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
}
[[clang::suppress]] void attributeOk(Queue &Q) {
  for (;;)
    Q.put(Q.take());
}
void attributeOfStatementOk(Queue &Q) {
  for (;;) {
    int X = Q.take();
    [[clang::suppress]] Q.put(X);
  }
}

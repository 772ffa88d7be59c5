// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A capability that is declared to be reentrant. LLVM has the attribute since 21.
//
// REQUIRES: llvm-22
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags

class __attribute__((capability("mutex"), reentrant_capability)) Reentrant {
public:
  void write() __attribute__((acquire_capability()));
  void read() __attribute__((acquire_shared_capability()));
  void done() __attribute__((release_generic_capability()));
};

class __attribute__((capability("mutex"))) Plain {
public:
  void write() __attribute__((acquire_capability()));
  void read() __attribute__((acquire_shared_capability()));
  void done() __attribute__((release_generic_capability()));
};

void reentrantReadOk(Reentrant &Lock) {
  Lock.read();
  Lock.read();
  Lock.done();
  Lock.done();
}

void reentrantWriteOk(Reentrant &Lock) {
  Lock.write();
  Lock.read();
  Lock.done();
  Lock.done();
}

void plainReadBad(Plain &Lock) {
  Lock.read();
  Lock.read();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Lock' is acquired shared again while this thread holds it shared; 'Plain' is not recursive; deadlocks as soon as a writer waits in between [unwedge-recursive-shared-lock]
  Lock.done();
  Lock.done();
}

void plainUpgradeBad(Plain &Lock) {
  Lock.read();
  Lock.write();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Lock' is acquired exclusive while this thread holds it shared; the thread waits for itself [unwedge-recursive-shared-lock]
  Lock.done();
  Lock.done();
}

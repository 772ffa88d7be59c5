// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The less sure findings, and what MinimumConfidence shows of them.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup -check-suffix=,POSSIBLE -config="{CheckOptions: {unwedge-unguarded-cleanup.MinimumConfidence: possible}}" -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup -check-suffix=DEFINITE -config="{CheckOptions: {unwedge-unguarded-cleanup.MinimumConfidence: definite}}" -- %mock_flags

#include <functional>
#include <mutex>
#include <vector>

using Callback = std::function<void()>;
extern "C" {
typedef struct FileOfC FILE;
FILE *fopen(const char *Name, const char *Mode);
int fclose(FILE *File);
}

struct Worker {
  std::mutex Mutex;
  bool Unread = false;

  void unreadPossible(const Callback &F) {
    Unread = true;
    F();
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:5: warning: if 'F' throws, 'Unread' stays true,
    Unread = false;
  }
  void lockLikelyBad(const Callback &F) {
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  // What the function itself wrote calls named functions, like everybody.
  void ownLambdaPossible() {
    Mutex.lock();
    twice([] { outOfSight(); });
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:5: warning: if 'Worker::twice' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  void ownLambdaThrowsBad() {
    Mutex.lock();
    twice([] { throw 1; });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Worker::twice' throws, 'Mutex' stays locked,
    // CHECK-MESSAGES-DEFINITE: :[[@LINE-2]]:5: warning: if 'Worker::twice' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
  // To empty a list is seldom to undo one entry of it.
  std::vector<int> Pending;
  bool emptiedPossible(int Item, const Callback &Log) {
    Pending.push_back(Item);
    Log();
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:5: warning: if 'Log' throws, the entry stays in 'Pending',
    Pending.clear();
    return false;
  }
  // The entry may be one that another call has put there.
  void stateMachinePossible(int State, const Callback &F) {
    switch (State) {
    case 0:
      Pending.push_back(State);
      goto next;
    case 1:
    next:
      F();
      // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:7: warning: if 'F' throws, the entry stays in 'Pending',
      Pending.pop_back();
    }
  }
  // Nobody waits for a file.
  void functionInCPossible(void (*F)(FILE *)) {
    FILE *File = fopen("picture", "w");
    F(File);
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:5: warning: if 'F' throws, what 'File' owns is never given back
    fclose(File);
  }
  // The state goes on; it is another one after a failure.
  enum { Stopped, Reading, Done } State = Stopped;
  bool nextStatePossible(bool Works, const Callback &Log) {
    if (State != Reading)
      return false;
    State = Done;
    if (!Works) {
      Log();
      // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:7: warning: if 'Log' throws, 'State' stays at 2,
      State = Stopped;
      return false;
    }
    return true;
  }
  static void outOfSight();
  static void twice(const Callback &F) {
    F();
    F();
  }
  static void thrower() { throw 1; }
  void lockDefiniteBad() {
    void (*F)() = thrower;
    Mutex.lock();
    F();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    // CHECK-MESSAGES-DEFINITE: :[[@LINE-2]]:5: warning: if 'F' throws, 'Mutex' stays locked,
    Mutex.unlock();
  }
};

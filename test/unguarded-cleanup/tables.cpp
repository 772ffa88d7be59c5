// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables of functions, and members: of what nobody changes, all that can be called is in
// sight.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <functional>
#include <mutex>

static int twice(int X) { return 2 * X; }
static int thrice(int X) { return 3 * X; }
static int throws(int X) {
  if (X)
    throw 1;
  return X;
}
static int (*const Table[])(int) = {twice, thrice, nullptr};
static int (*const Throwing[])(int) = {twice, throws};
static int (*Changing[])(int) = {twice, thrice};

class Machine {
  std::mutex Mutex;
  int State = 0;

public:
  void stepOk(int I) {
    Mutex.lock();
    State = Table[I](State);
    Mutex.unlock();
  }
  void throwingBad(int I) {
    Mutex.lock();
    State = Throwing[I](State);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: if 'Throwing[I]' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  void changingBad(int I) {
    Mutex.lock();
    State = Changing[I](State);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: if 'Changing[I]' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
};

struct Command {
  const char *Name;
  int (*Run)(int);
};
static const Command Commands[] = {{"twice", twice}, {"thrice", &thrice}};
static constexpr Command Risky[] = {{"twice", twice}, {"throws", throws}};
static Command Replaced[] = {{"twice", twice}};

class Shell {
  std::mutex Mutex;
  int State = 0;

public:
  void elementOk(int I) {
    Mutex.lock();
    State = Commands[I].Run(State);
    Mutex.unlock();
  }
  void rangeOk() {
    Mutex.lock();
    for (const Command &C : Commands)
      State += C.Run(State);
    Mutex.unlock();
  }
  void riskyBad(int I) {
    Mutex.lock();
    State = Risky[I].Run(State);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: if 'Risky[I].Run' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  void replacedBad(int I) {
    Mutex.lock();
    State = Replaced[I].Run(State);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: if 'Replaced[I].Run' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  void anyBad(const Command &C) {
    Mutex.lock();
    State = C.Run(State);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: if 'C.Run' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
};

class Chosen {
  std::mutex Mutex;
  int State = 0;
  std::function<int(int)> Step;
  int (*const Fixed)(int);
  std::function<int(int)> Given;
  std::function<int(int)> Replaceable = twice;
  std::function<int(int)> Leaking = twice;

public:
  Chosen() : Step([](int X) { return X + 1; }), Fixed(twice) {}
  explicit Chosen(std::function<int(int)> Function) : Step(thrice), Fixed(thrice), Given(Function) {}
  void replace(std::function<int(int)> Function) { Replaceable = Function; }
  std::function<int(int)> &leak() { return Leaking; }
  void stepOk() {
    Mutex.lock();
    if (Step)
      State = Step(State);
    Mutex.unlock();
  }
  void fixedOk() {
    Mutex.lock();
    State = Fixed(State);
    Mutex.unlock();
  }
  void givenBad() {
    Mutex.lock();
    State = Given(State);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: if 'Given' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  void replaceableBad() {
    Mutex.lock();
    State = Replaceable(State);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: if 'Replaceable' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
  void leakingBad() {
    Mutex.lock();
    State = Leaking(State);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: if 'Leaking' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
};
class Elsewhere {
  std::mutex Mutex;
  int State = 0;
  std::function<int(int)> Step = twice;

public:
  void outOfSight();
  void stepBad() {
    Mutex.lock();
    State = Step(State);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: if 'Step' throws, 'Mutex' stays locked
    Mutex.unlock();
  }
};

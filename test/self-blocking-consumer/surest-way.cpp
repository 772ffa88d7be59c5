// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of several ways to the same put the surest counts.
//
// RUN: %check_tidy %s unwedge-self-blocking-consumer -- -I %S/Inputs

#include "bounded_queue.h"
#include <thread>

bool known(int);

class Poller {
public:
  void run() {
    for (;;)
      dispatch(Commands.take());
  }

private:
  void sendBad(int Command) {
    Commands.put(Command);
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the consumer of 'Commands' puts into it here and waits for room; once it is full, nobody is left to take from it [unwedge-self-blocking-consumer]
  }
  void dispatch(int Command) {
    if (std::this_thread::get_id() != Owner)
      sendBad(Command);
    if (!known(Command))
      sendBad(Command + 1);
  }
  BoundedQueue<int> Commands{8};
  std::thread::id Owner;
};

class CarefulPoller {
public:
  void run() {
    for (;;)
      dispatch(Commands.take());
  }

private:
  void sendOk(int Command) { Commands.put(Command); }
  void dispatch(int Command) {
    if (std::this_thread::get_id() != Owner)
      sendOk(Command);
    if (!known(Command) && std::this_thread::get_id() != Owner)
      sendOk(Command + 1);
  }
  BoundedQueue<int> Commands{8};
  std::thread::id Owner;
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An entry that is stored by a changing key and taken out by the same key before the
// function returns: operations that are under way.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <atomic>
#include <ctime>
#include <map>
#include <string>

void work();

class Requests {
  std::map<std::string, int> Pending, Kept;
  std::atomic<unsigned long> Next{0};

public:
  void numberedOk() {
    std::string Id = std::to_string(++Next);
    Pending[Id] = 1;
    work();
    Pending.erase(Id);
  }
  void timedOk() {
    std::string Id = std::to_string(time(nullptr));
    Pending[Id] = 1;
    work();
    Pending.erase(Id);
  }
  int foundAgainOk() {
    std::string Id = std::to_string(++Next);
    Pending.emplace(Id, 1);
    work();
    auto It = Pending.find(Id);
    int Result = It->second;
    Pending.erase(It);
    return Result;
  }
  // Another key each time.
  void madeAnewBad() {
    std::string Id = std::to_string(++Next);
    Kept[Id] = 1;
    work();
    Kept.erase(std::to_string(++Next));
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the key for 'Kept' contains a number that goes up with each call; the erase does not find what an earlier call stored
  }
};

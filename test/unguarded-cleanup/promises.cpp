// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A promise that dies tells those who wait; one that is kept does not.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup --
// RUN: %check_tidy %s unwedge-unguarded-cleanup -check-suffixes=,POSSIBLE -config='{CheckOptions: {unwedge-unguarded-cleanup.MinimumConfidence: possible}}' --

#include <functional>
#include <future>
#include <map>
#include <string>
#include <vector>

class Requests {
  std::map<int, std::promise<std::string>> Waiting;
  std::vector<std::promise<std::string>> Slots;
  std::promise<std::string> Own;

public:
  void answeredBad(int Id, const std::function<std::string()> &Make) {
    Waiting[Id].set_value(Make());
    // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: if 'Make' throws, whoever waits for 'Waiting[Id]' waits for ever
  }
  void slotBad(const std::function<std::string()> &Make) {
    std::string Text = Make();
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: if 'Make' throws, whoever waits for 'Slots[0]' waits for ever
    Slots[0].set_value(Text);
  }
  // Whoever has the object may let it die.
  void memberOk(const std::function<std::string()> &Make) {
    Own.set_value(Make());
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:19: warning: if 'Make' throws, whoever waits for 'Own' waits for ever
  }
  void toldOk(int Id, const std::function<std::string()> &Make) {
    try {
      Waiting[Id].set_value(Make());
    } catch (...) {
      Waiting[Id].set_exception(std::current_exception());
    }
  }
  void localOk(const std::function<std::string()> &Make) {
    std::promise<std::string> Result;
    Result.set_value(Make());
  }
};

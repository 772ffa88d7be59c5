// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is taken back only if the callback says that it failed stays where it succeeds: that
// is no cleanup, whether the result is tested at once or kept.
//
// RUN: %check_tidy %s unwedge-unguarded-cleanup -- %mock_flags
// RUN: %check_tidy %s unwedge-unguarded-cleanup --

#include <functional>
#include <set>

class Registry {
  std::set<int> Ids;
  std::function<int(int)> Start;
  bool Open = false;
  int Users = 0;

public:
  bool isOpen() const { return Open; }
  bool isFull() const { return Users > 3; }
  int testedOk(int Id) {
    if (!Ids.insert(Id).second)
      return -1;
    if (Start(Id) < 0)
      Ids.erase(Id);
    return 0;
  }
  int keptOk(int Id) {
    if (!Ids.insert(Id).second)
      return -1;
    int Error = Start(Id);
    if (Error) {
      Ids.erase(Id);
      return Error;
    }
    return 0;
  }
  bool flagOk() {
    if (Open)
      return true;
    Open = true;
    bool Ok = Start(1);
    if (!Ok)
      Open = false;
    return Ok;
  }
  // Whether to take it back was known before the call.
  void oldValueBad(bool Own) {
    const bool Mine = Own;
    Open = true;
    Start(1);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: if 'Start' throws, 'Open' stays true
    if (Mine)
      Open = false;
  }
};

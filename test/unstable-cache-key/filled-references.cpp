// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `V &R = Map[Key]`: a look-up, if what is there already is asked for.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <ctime>
#include <map>
#include <memory>
#include <string>

struct Pattern {};

class Texts {
  std::map<std::string, std::string> All;

public:
  std::string getBad(const std::string &E) {
    std::string &R = All[E + std::to_string(time(nullptr))];
    // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'All' contains the time of the call; the look-up never finds what an earlier call stored [unwedge-unstable-cache-key]
    if (R.empty())
      R = "x" + E;
    return R;
  }
  void reset() { All.clear(); }
};

class Pointers {
  std::map<std::string, Pattern *> Raw;
  std::map<std::string, std::unique_ptr<Pattern>> Owned;

public:
  Pattern *rawBad(const std::string &E) {
    auto &R = Raw[E + std::to_string(time(nullptr))];
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: the key for 'Raw' contains the time of the call; the look-up never finds
    return R ? R : (R = new Pattern);
  }
  Pattern &ownedBad(const std::string &E) {
    auto &R = Owned[E + std::to_string(time(nullptr))];
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the key for 'Owned' contains the time of the call; the look-up never finds
    if (!R)
      R = std::make_unique<Pattern>();
    return *R;
  }
  void reset() {
    Raw.clear();
    Owned.clear();
  }
};

// How often in this second: a statistic, or a limit.
class Limits {
  std::map<std::string, int> Hits;

public:
  bool isTooManyOk(const std::string &Host) {
    int &N = Hits[Host + std::to_string(time(nullptr))];
    return ++N > 10;
  }
  bool limitOk(const std::string &Host) {
    int &N = Hits[Host + std::to_string(time(nullptr))];
    if (N >= 10)
      return false;
    N = N + 1;
    return true;
  }
  void tick() { Hits.clear(); }
};
// Only written.
class Written {
  std::map<std::string, std::string> All;

public:
  void putOk(const std::string &E) {
    std::string &R = All[E + std::to_string(time(nullptr))];
    R = E;
  }
  void reset() { All.clear(); }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A header of the project's, with a mistake in it.

#ifndef CLOCK_KEYS_H
#define CLOCK_KEYS_H

#include <map>
#include <string>
#include <time.h>

class InHeader {
  std::map<std::string, int> Entries;

public:
  bool knowsBad() const {
    return Entries.count(std::to_string(time(nullptr))) != 0;
  }
};

inline std::string headerKey() { return std::to_string(time(nullptr)); }

// Other methods are out of sight, and may take entries out: the look-up misses
// all the same.
class PartlyInSight {
public:
  int get(const std::string &Name);
  void trim();
  static PartlyInSight &instance();
  std::map<std::string, int> Entries;
};

#endif

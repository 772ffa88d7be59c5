// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A file that ends in the middle of a word.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key -no-crash --
// RUN: %check_tidy %s unwedge-unstable-cache-key -no-crash -- -DSECOND
// RUN: %check_tidy %s unwedge-unstable-cache-key -no-crash -- -DTHIRD
// RUN: %check_tidy %s unwedge-unstable-cache-key -no-crash -- -DFOURTH

#include <map>
#include <sstream>
#include <string>
#include <time.h>

class Table {
  std::map<std::string, int> Entries;
  int get() { return Entries.find(std::to_string(time(

#ifdef SECOND
  nullptr))) -> second; }
  int more() { std::ostringstream O; O << time(nullptr) <<
#endif
#ifdef THIRD
  nullptr)))->second; }
  int more() { auto F = [this] { return Entries[std::to_string(time(nullptr))
#endif
#ifdef FOURTH
  nullptr)))->second; }
  struct Key { std::string A; long B; };
  std::map<Key, int> M;
  int more() { return M[{std::to_string(time(nullptr)), ti
#endif

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A mistake in a header of the project's is reported there; what a header makes is followed.
//
// RUN: %clang_tidy --quiet -checks='-*,unwedge-unstable-cache-key' -header-filter=.* %s -- -std=c++17 | FileCheck %s --implicit-check-not="{{warning|error}}:"

#include "Inputs/clock-keys.h"

// CHECK: clock-keys.h:19:26: warning: the key for 'Entries' contains the time of the call
static std::map<std::string, int> Cache;
int usesHeaderBad() { return int(Cache.count(headerKey())); }
// CHECK: headers.cpp:[[@LINE-1]]:46: warning: the key for 'Cache' contains the time of the call
int useHeader(const InHeader &H) { return H.knowsBad(); }

int PartlyInSight::get(const std::string &Name) {
  std::string Key = Name + headerKey();
  auto It = Entries.find(Key);
  // CHECK: headers.cpp:[[@LINE-1]]:26: warning: the key for 'Entries' contains the time of the call; the look-up never finds what an earlier call stored [
  if (It != Entries.end())
    return It->second;
  return Entries[Key] = 1;
}
// Whether it grows is not known.
class OnlyAdds : public PartlyInSight {
public:
  void addOk(const std::string &Name) { Entries[Name + headerKey()] = 1; }
};

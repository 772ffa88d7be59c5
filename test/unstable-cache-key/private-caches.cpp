// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// "Nothing in sight takes one out" is worth a report only if all code that can
// name the container is in sight.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include "Inputs/private-caches.h"

static std::string stamped(const std::string &Id) {
  return Id + "@" + std::to_string(time(nullptr));
}

void PrivateType::addBad(const std::string &Id) {
  Own.Entries.emplace(stamped(Id), 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the key for 'Entries' contains the time of the call; every call adds an entry, and nothing in sight takes one out
}
int PrivateType::find(const std::string &Id) { return Own.Entries.count(Id); }

void WithFriend::addOk(const std::string &Id) {
  Own.Entries.emplace(stamped(Id), 1);
}
void NestedElsewhere::addOk(const std::string &Id) {
  Own.Entries.emplace(stamped(Id), 1);
}
void SeenByNested::addOk(const std::string &Id) {
  Entries.emplace(stamped(Id), 1);
}
void PublicType::addOk(const std::string &Id) {
  Own.Entries.emplace(stamped(Id), 1);
}

template <typename T> void Instantiated<T>::addBad(const std::string &Id) {
  Entries.emplace(stamped(Id), T());
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: the key for 'Entries' contains the time of the call; every call adds an entry, and nothing in sight takes one out
}
template class Instantiated<int>;

template <typename T> void UsedOnly<T>::addOk(const std::string &Id) {
  Entries.emplace(stamped(Id), T());
}
void use(UsedOnly<int> &U) { U.addOk("a"); }

// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "rooms.h"
#include <mutex>

void Rooms::enter(const std::string &Name, int Room) {
  std::unique_lock Lock(Mutex);
  People[Name] = Room;
}

std::string Rooms::describe(const std::string &Name) const {
  std::shared_lock Lock(Mutex);
  return Name + " is in room " + std::to_string(People.at(Name)) + ", one of " +
         std::to_string(size()) + " people";
}

std::size_t Rooms::size() const {
  std::shared_lock Lock(Mutex);
  return People.size();
}

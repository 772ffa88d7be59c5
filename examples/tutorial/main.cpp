// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "events.h"
#include "rooms.h"
#include <iostream>

int main() {
  Rooms All;
  Events Bell;
  Bell.subscribe([](const std::string &What) { std::cout << What << '\n'; });
  All.enter("Ada", 7);
  Bell.publish(All.describe("Ada"));
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "events.h"

void Events::subscribe(std::function<void(const std::string &)> Listener) {
  std::lock_guard Lock(Mutex);
  Listeners.push_back(std::move(Listener));
}

void Events::publish(const std::string &What) {
  Mutex.lock();
  for (const auto &Listener : Listeners)
    Listener(What);
  Mutex.unlock();
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

/// Tells everybody who wants to know.
class Events {
public:
  void subscribe(std::function<void(const std::string &)> Listener);
  void publish(const std::string &What);

private:
  std::mutex Mutex;
  std::vector<std::function<void(const std::string &)>> Listeners;
};

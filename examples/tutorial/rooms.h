// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#pragma once

#include <map>
#include <shared_mutex>
#include <string>

/// Who is in which room; for any number of threads.
class Rooms {
public:
  void enter(const std::string &Name, int Room);
  std::string describe(const std::string &Name) const;
  std::size_t size() const;

private:
  mutable std::shared_mutex Mutex;
  std::map<std::string, int> People;
};

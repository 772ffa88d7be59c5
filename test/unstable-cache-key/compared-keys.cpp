// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keys that are objects: whether the comparison or the hash looks at the member that
// changes is not asked.
//
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <chrono>
#include <functional>
#include <string>
#include <unordered_set>

struct Peer {
  std::string Id;
  std::chrono::steady_clock::time_point Seen;
  bool operator==(const Peer &Other) const { return Id == Other.Id; }
};
struct ById {
  size_t operator()(const Peer &P) const { return std::hash<std::string>()(P.Id); }
};

class Peers {
  std::unordered_set<Peer, ById> Known;

public:
  bool touchFalsePositive(std::string Id) {
    Peer P{Id, std::chrono::steady_clock::now()};
    auto It = Known.find(P);
    // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Known' contains the time of the call
    if (It != Known.end())
      return true;
    Known.insert(P);
    return false;
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Guards in containers, on the heap, and made by a library.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock --
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -beside-others --

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <vector>

struct Table {
  using Shared = std::shared_lock<std::shared_mutex>;
  mutable std::shared_mutex M;
  std::array<Shared, 4> Array;
  std::map<int, Shared> ByNumber;

  int size() const {
    Shared L(M);
    return 1;
  }

  // An element has another name at each access.
  int vectorOk() {
    std::vector<Shared> Locks(2);
    Locks[0] = Shared(M);
    Locks[0].unlock();
    return size();
  }
  int arrayOk(size_t I) {
    Array[I] = Shared(M);
    Array[I].unlock();
    return size();
  }
  int mapOk(int I) {
    ByNumber[I] = Shared(M);
    ByNumber.erase(I);
    return size();
  }

  // Which owner is the last one the engine does not know.
  int sharedOk() {
    { auto P = std::make_shared<Shared>(M); }
    return size();
  }
  int resetOk() {
    std::shared_ptr<Shared> P(new Shared(M));
    P.reset();
    return size();
  }
  int sharedFalseNegative() {
    auto P = std::make_shared<Shared>(M);
    return size();
  }
  int uniqueOk() {
    { auto P = std::make_unique<Shared>(M); }
    return size();
  }

  // The second acquisition is in the library: the path ends at its call.
  int emplacedBad() {
    Shared L(M);
    std::optional<Shared> O;
    O.emplace(M);
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'M' is acquired shared again while this thread holds it shared
    return 1;
  }
  int madeBad() {
    Shared L(M);
    auto P = std::make_unique<Shared>(M);
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'M' is acquired shared again while this thread holds it shared
    return 1;
  }
  int inPlaceBad() {
    Shared L(M);
    std::optional<Shared> O(M);
    // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'M' is acquired shared again while this thread holds it shared
    return 1;
  }
};

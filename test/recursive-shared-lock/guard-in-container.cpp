// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Guards in optionals, smart pointers and containers.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <vector>

using Shared = std::shared_lock<std::shared_mutex>;

void optionalBad(std::shared_mutex &M) {
  std::optional<Shared> Held;
  Held.emplace(M);
  Shared Again(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'M' is acquired shared again while this thread holds it shared
}

void optionalResetOk(std::shared_mutex &M) {
  std::optional<Shared> Held;
  Held.emplace(M);
  Held.reset();
  Shared Again(M);
}

void optionalInPlaceBad(std::shared_mutex &M) {
  std::optional<Shared> Held(std::in_place, M);
  Shared Again(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'M' is acquired shared again while this thread holds it shared
}

void optionalFromGuardBad(std::shared_mutex &M) {
  std::optional<Shared> Held{Shared(M)};
  Shared Again(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'M' is acquired shared again while this thread holds it shared
}

void emptyOptionalOk(std::shared_mutex &M) {
  std::optional<Shared> Held;
  Shared Lock(M);
}

void optionalSetToNothingOk(std::shared_mutex &M) {
  std::optional<Shared> Held(std::in_place, M);
  Held = std::nullopt;
  Shared Again(M);
}

void uniquePointerBad(std::shared_mutex &M) {
  auto Held = std::make_unique<Shared>(M);
  Shared Again(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'M' is acquired shared again while this thread holds it shared
}

void uniquePointerResetOk(std::shared_mutex &M) {
  auto Held = std::make_unique<Shared>(M);
  Held.reset();
  Shared Again(M);
}

void uniquePointerUnlockedOk(std::shared_mutex &M) {
  auto Held = std::make_unique<Shared>(M);
  Held->unlock();
  Shared Again(M);
}

void newAndDeleteBad(std::shared_mutex &M) {
  auto *Held = new Shared(M);
  Shared Again(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'M' is acquired shared again while this thread holds it shared
  delete Held;
}

void newAndDeleteOk(std::shared_mutex &M) {
  auto *Held = new Shared(M);
  delete Held;
  Shared Again(M);
}

void vectorBad(std::shared_mutex &M) {
  std::vector<Shared> Held;
  Held.emplace_back(M);
  Shared Again(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'M' is acquired shared again while this thread holds it shared
}

void vectorOfOthersOk(std::vector<std::shared_mutex *> &Parts) {
  std::vector<Shared> Held;
  for (std::shared_mutex *Part : Parts)
    Held.emplace_back(*Part);
}

void vectorClearedOk(std::shared_mutex &M) {
  std::vector<Shared> Held;
  Held.emplace_back(M);
  Held.clear();
  Shared Again(M);
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Guards that are moved, assigned and swapped take their lock along.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>
#include <utility>

using Shared = std::shared_lock<std::shared_mutex>;

void movedBad(std::shared_mutex &M) {
  Shared First(M);
  Shared Second(std::move(First));
  M.lock_shared();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'M' is acquired shared again while this thread holds it shared
  M.unlock_shared();
}

void movedAndUnlockedOk(std::shared_mutex &M) {
  Shared First(M);
  Shared Second = std::move(First);
  Second.unlock();
  M.lock_shared();
  M.unlock_shared();
}

void movedIntoAScopeOk(std::shared_mutex &M) {
  Shared First(M);
  {
    Shared Second(std::move(First));
  }
  Shared Third(M);
}

void movedOutOfAScopeBad(std::shared_mutex &M) {
  Shared Kept;
  {
    Shared Inner(M);
    Kept = std::move(Inner);
  }
  Shared Again(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'M' is acquired shared again while this thread holds it shared
}

void assignedBad(std::shared_mutex &M) {
  Shared Kept;
  Kept = Shared(M);
  Shared Again(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'M' is acquired shared again while this thread holds it shared
}

// The assigned guard gives back what it held before.
void assignedAnotherOk(std::shared_mutex &A, std::shared_mutex &B) {
  Shared Kept(A);
  Kept = Shared(B);
  Shared Again(A);
}

void assignedEmptyOk(std::shared_mutex &M) {
  Shared Kept(M);
  Kept = Shared();
  Shared Again(M);
}

// The new guard acquires before the old one gives back.
void assignedItselfBad(std::shared_mutex &M) {
  Shared Kept(M);
  Kept = Shared(M);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'M' is acquired shared again while this thread holds it shared
}

void swappedOk(std::shared_mutex &A, std::shared_mutex &B) {
  Shared First(A);
  Shared Second(B);
  First.swap(Second);
  First.unlock();
  Shared Third(B);
}

void swappedBad(std::shared_mutex &A, std::shared_mutex &B) {
  Shared First(A);
  Shared Second(B);
  std::swap(First, Second);
  First.unlock();
  Shared Third(A);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'A' is acquired shared again while this thread holds it shared
}

void takeOver(Shared) {}

void movedIntoACallOk(std::shared_mutex &M) {
  Shared First(M);
  takeOver(std::move(First));
  Shared Second(M);
}

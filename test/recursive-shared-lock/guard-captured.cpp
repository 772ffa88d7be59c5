// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lambdas that have a guard: by reference, by move, or made by them.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>
#include <utility>

class Table {
  mutable std::shared_mutex Mutex;
  int Rows = 0;

public:
  int size() const {
    std::shared_lock Lock(Mutex);
    return Rows;
  }
  int unlockedByLambdaOk() const {
    std::shared_lock Lock(Mutex);
    [&] { Lock.unlock(); }();
    return size();
  }
  int lockedByLambdaBad() const {
    std::shared_lock Lock(Mutex, std::defer_lock);
    [&] { Lock.lock(); }();
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int unlockedInLambdaOk() const {
    std::shared_lock Lock(Mutex);
    auto Ask = [&] {
      Lock.unlock();
      int Size = size();
      Lock.lock();
      return Size;
    };
    return Ask() + Rows;
  }
  int movedIntoLambdaBad() const {
    std::shared_lock Lock(Mutex);
    auto Keep = [L = std::move(Lock)] {};
    Keep();
    return size(); // ANALYZER-SILENT: the guard is not followed into the lambda
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int lambdaReturnsGuardBad() const {
    auto Read = [this] { return std::shared_lock(Mutex); };
    auto Lock = Read();
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int lambdaReturnsGuardOk() const {
    auto Read = [this] { return std::shared_lock(Mutex); };
    {
      auto Lock = Read();
    }
    return size();
  }
  int lambdaHoldsAndEndsOk() const {
    int Copy = [this] {
      std::shared_lock Lock(Mutex);
      return Rows;
    }();
    return Copy + size();
  }
  int nestedLambdasBad() const {
    std::shared_lock Lock(Mutex);
    return [this] { return [this] { return size(); }(); }();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling the lambda acquires 'Mutex' shared again while this thread holds it shared
  }
};

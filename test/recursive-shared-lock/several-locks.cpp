// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Several locks at once.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

class Account {
public:
  mutable std::shared_mutex Mutex;
  int Balance = 0;

  int balance() const {
    std::shared_lock Lock(Mutex);
    return Balance;
  }
};

void transferOk(Account &From, Account &To) {
  std::scoped_lock Lock(From.Mutex, To.Mutex);
  --From.Balance;
  ++To.Balance;
}

void transferBad(Account &From, Account &To) {
  std::scoped_lock Lock(From.Mutex, To.Mutex);
  if (From.balance() > 0) {
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Account::balance' acquires 'From.Mutex' shared while this thread holds it exclusive
    --From.Balance;
    ++To.Balance;
  }
}

void transferSecondBad(Account &From, Account &To) {
  std::scoped_lock Lock(From.Mutex, To.Mutex);
  if (To.balance() < 0)
    ++To.Balance;
  // CHECK-MESSAGES: :[[@LINE-2]]:10: warning: calling 'Account::balance' acquires 'To.Mutex' shared while this thread holds it exclusive
  --From.Balance;
}

int sumBad(const Account &A, const Account &B) {
  std::shared_lock First(A.Mutex, std::defer_lock);
  std::shared_lock Second(B.Mutex, std::defer_lock);
  std::lock(First, Second);
  return A.Balance + B.balance();
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: calling 'Account::balance' acquires 'B.Mutex' shared again while this thread holds it shared
}

int sumOk(const Account &A, const Account &B) {
  std::shared_lock First(A.Mutex, std::defer_lock);
  std::shared_lock Second(B.Mutex, std::defer_lock);
  std::lock(First, Second);
  return A.Balance + B.Balance;
}

void lockAndAdoptBad(Account &A, Account &B) {
  std::lock(A.Mutex, B.Mutex);
  std::lock_guard First(A.Mutex, std::adopt_lock);
  std::lock_guard Second(B.Mutex, std::adopt_lock);
  A.Balance = B.balance();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: calling 'Account::balance' acquires 'B.Mutex' shared while this thread holds it exclusive
}

void lockAndAdoptOk(Account &A, Account &B) {
  {
    std::lock(A.Mutex, B.Mutex);
    std::lock_guard First(A.Mutex, std::adopt_lock);
    std::lock_guard Second(B.Mutex, std::adopt_lock);
  }
  A.Balance = B.balance();
}

void lockWhileReadingBad(Account &A, Account &B) {
  std::shared_lock Reader(A.Mutex);
  std::scoped_lock Writers(A.Mutex, B.Mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'A.Mutex' is acquired exclusive while this thread holds it shared
}

void readTheThirdOk(Account &A, Account &B, Account &C) {
  std::scoped_lock Lock(A.Mutex, B.Mutex);
  A.Balance = C.balance();
}

void noLockAtAllOk(Account &A) {
  std::scoped_lock<> Nothing;
  (void)A.balance();
}

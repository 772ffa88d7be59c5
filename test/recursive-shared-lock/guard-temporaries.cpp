// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Temporaries live to the end of the full expression, some longer.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

using Shared = std::shared_lock<std::shared_mutex>;

class View {
  Shared Lock;
  const int *Value;

public:
  View(std::shared_mutex &M, const int &V) : Lock(M), Value(&V) {}
  const int *operator->() const { return Value; }
  const int &operator*() const { return *Value; }
  int get() const { return *Value; }
};

class Guarded {
  mutable std::shared_mutex Mutex;
  int Value = 0;

public:
  View read() const { return View(Mutex, Value); }
  int value() const {
    Shared Lock(Mutex);
    return Value;
  }
};

int add(int A, int B);

int twoInOneExpressionBad(const Guarded &G) {
  return add(G.read().get(), G.value());
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: calling 'Guarded::value' acquires 'G.Mutex' shared again while this thread holds it shared
}

int twoStatementsOk(const Guarded &G) {
  int A = G.read().get();
  int B = G.value();
  return A + B;
}

int twoLoadsOk(const Guarded &G) {
  int A = *G.read();
  int B = *G.read();
  return A + B;
}

int boundToReferenceBad(const Guarded &G) {
  const View &Now = G.read();
  return Now.get() + G.value();
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: calling 'Guarded::value' acquires 'G.Mutex' shared again while this thread holds it shared
}

int boundInScopeOk(const Guarded &G) {
  int A;
  {
    const View &Now = G.read();
    A = Now.get();
  }
  return A + G.value();
}

void unnamedOk(std::shared_mutex &M) {
  Shared{M};
  Shared Lock(M);
}

void unnamedWithCommaBad(std::shared_mutex &M, const Guarded &G) {
  Shared{M}, M.lock_shared();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'M' is acquired shared again while this thread holds it shared
  M.unlock_shared();
}

int inAConditionOk(const Guarded &G) {
  if (G.read().get() > 0)
    return G.value();
  return 0;
}

int conditionalOperatorBad(const Guarded &G, bool Which) {
  return G.read().get() + (Which ? G.value() : 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: calling 'Guarded::value' acquires 'G.Mutex' shared again while this thread holds it shared
}

int shortCircuitBad(const Guarded &G) {
  return G.read().get() > 0 && G.value() > 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: calling 'Guarded::value' acquires 'G.Mutex' shared again while this thread holds it shared
}

struct Rows {
  const int *begin() const;
  const int *end() const;
};
class LockedRows : public Rows {
  Shared Lock;

public:
  explicit LockedRows(std::shared_mutex &M) : Lock(M) {}
};

// The range lives as long as the loop.
int rangeBad(std::shared_mutex &M) {
  int Sum = 0;
  for (int Row : LockedRows(M)) {
    Shared Inner(M);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'M' is acquired shared again while this thread holds it shared
    Sum += Row;
  }
  return Sum;
}

int afterTheRangeOk(std::shared_mutex &M) {
  int Sum = 0;
  for (int Row : LockedRows(M))
    Sum += Row;
  Shared Lock(M);
  return Sum;
}

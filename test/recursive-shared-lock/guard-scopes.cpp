// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a guard's scope ends, its hold ends.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock --

#include <mutex>
#include <shared_mutex>

using Shared = std::shared_lock<std::shared_mutex>;

class Table {
  mutable std::shared_mutex Mutex;
  int Rows = 0;

public:
  int size() const {
    Shared Lock(Mutex);
    return Rows;
  }

  int ifInitializerInsideBad() const {
    if (Shared Lock(Mutex); Rows > 0)
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    return 0;
  }
  int ifInitializerElseBad() const {
    if (Shared Lock(Mutex); Rows > 0)
      return Rows;
    else
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
  }
  int ifInitializerAfterOk() const {
    if (Shared Lock(Mutex); Rows > 0)
      return Rows;
    return size();
  }
  int switchInitializerOk(int Kind) const {
    switch (Shared Lock(Mutex); Kind) {
    case 0:
      return Rows;
    default:
      break;
    }
    return size();
  }
  int switchInitializerBad(int Kind) const {
    switch (Shared Lock(Mutex); Kind) {
    case 0:
      return size();
      // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'Mutex' shared again while this thread holds it shared
    default:
      return 0;
    }
  }
  int sequentialScopesOk() const {
    int Sum = 0;
    {
      Shared Lock(Mutex);
      Sum += Rows;
    }
    {
      Shared Lock(Mutex);
      Sum += Rows;
    }
    return Sum + size();
  }
  int nestedScopeBad() const {
    Shared Outer(Mutex);
    {
      Shared Inner(Mutex);
      // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'Mutex' is acquired shared again while this thread holds it shared
      return Rows;
    }
  }
  int loopBodyOk() const {
    int Sum = 0;
    for (int I = 0; I < 3; ++I) {
      Shared Lock(Mutex);
      Sum += Rows;
    }
    return Sum;
  }
  int forInitBad() const {
    for (Shared Lock(Mutex); Rows < 3;)
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling '{{.*}}::size' acquires 'Mutex' shared again
    return 0;
  }
  int afterForInitOk() const {
    for (Shared Lock(Mutex); Rows < 3;)
      break;
    return size();
  }
  int breakOk() const {
    while (true) {
      Shared Lock(Mutex);
      if (Rows > 0)
        break;
    }
    return size();
  }
  int continueOk() const {
    int Sum = 0;
    for (int I = 0; I < 3; ++I) {
      if (I == 1) {
        Shared Lock(Mutex);
        if (Rows == 0)
          continue;
      }
      Sum += size();
    }
    return Sum;
  }
  int gotoOk() const {
    {
      Shared Lock(Mutex);
      if (Rows > 0)
        goto End;
    }
  End:
    return size();
  }
};

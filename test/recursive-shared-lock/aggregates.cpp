// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Guards that are parts of aggregates and of lambdas go with these. The analyzer does not
// say of which aggregate a temporary becomes a part: it follows no such guard.
//
// RUN: %check_tidy %s unwedge-recursive-shared-lock -- -std=c++20

#include <array>
#include <memory>
#include <optional>
#include <shared_mutex>

using Reader = std::shared_lock<std::shared_mutex>;

struct Held {
  Reader Lock;
  int Value;
};
struct Outer {
  Held In;
};
struct Derived : Held {};

class Table {
  mutable std::shared_mutex Mutex, Other;
  int Value = 0;
  int size() const {
    Reader Lock(Mutex);
    return Value;
  }
  Held held() const {
    Reader Lock(Mutex);
    return {std::move(Lock), Value};
  }

public:
  int braceOk() const {
    {
      Held H{Reader(Mutex), 1};
    }
    return size();
  }
  int designatedOk() const {
    {
      Held H{.Lock = Reader(Mutex), .Value = 1};
    }
    return size();
  }
  int parenthesesOk() const {
    {
      Held H(Reader(Mutex), 1);
    }
    return size();
  }
  int temporaryOk() const {
    Held{Reader(Mutex), 1};
    return size();
  }
  int nestedOk() const {
    {
      Outer O{{Reader(Mutex), 1}};
    }
    return size();
  }
  int derivedOk() const {
    {
      Derived D{{Reader(Mutex), 1}};
    }
    return size();
  }
  int unlockedOk() const {
    Held H{Reader(Mutex), 1};
    H.Lock.unlock();
    return size();
  }
  int returnedOk() const {
    int N = held().Value;
    return N + size();
  }
  int arrayOk() const {
    {
      Reader Locks[] = {Reader(Mutex), Reader(Other)};
    }
    return size();
  }
  int optionalOk() const {
    {
      std::optional<Held> H = Held{Reader(Mutex), 1};
    }
    return size();
  }
  int uniqueOk() const {
    {
      auto H = std::make_unique<Held>(Reader(Mutex), 1);
    }
    return size();
  }
  int captureOk() const {
    {
      auto F = [Lock = Reader(Mutex)] { return 1; };
      F();
    }
    return size();
  }
  int movedCaptureOk() const {
    {
      Reader Lock(Mutex);
      auto F = [Lock = std::move(Lock)] { return 1; };
      F();
    }
    return size();
  }

  int braceBad() const {
    Held H{Reader(Mutex), 1};
    return size(); // ANALYZER-SILENT: the guard is not followed into the object
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again
  }
  int nestedBad() const {
    Outer O{{Reader(Mutex), 1}};
    return size(); // ANALYZER-SILENT: the guard is not followed into the object
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'Mutex' shared again
  }
  int returnedBad() const {
    Held H = held();
    return H.Value + size(); // ANALYZER-SILENT: the guard is not followed into the object
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: calling 'Table::size' acquires 'Mutex' shared again
  }
  int captureBad() const {
    auto F = [Lock = Reader(Mutex)] { return 1; };
    return F() + size(); // ANALYZER-SILENT: the guard is not followed into the object
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::size' acquires 'Mutex' shared again
  }
  // What becomes of the elements of arrays is not followed.
  int arrayFalseNegative() const {
    Reader Locks[] = {Reader(Mutex), Reader(Other)};
    return size();
  }
};

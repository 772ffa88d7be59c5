// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Guards in holders and members, and guards that are handed on, on some ways only.
//
// What clang-tidy says of the same code is claimed with TIDY: nothing where it says
// nothing. The mocks' holders keep nothing, so only the library's are looked at.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock --
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -beside-others --
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=TIDY --

#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <utility>
#include <variant>

bool isBusy();

using Shared = std::shared_lock<std::shared_mutex>;

struct Table {
  mutable std::shared_mutex M;
  int size() const {
    Shared L(M);
    return 1;
  }

  int optionalOnOneWayBad() const {
    std::optional<Shared> Held;
    bool Busy = isBusy();
    if (Busy)
      Held.emplace(M);
    if (Busy)
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'M' shared again
    return 0;
  }
  int optionalOnThisWayOk() const {
    std::optional<Shared> Held;
    bool Busy = isBusy();
    if (Busy)
      Held.emplace(M);
    if (!Busy)
      return size();
    return 0;
  }
  int optionalAskedBad() const {
    std::optional<Shared> Held;
    if (isBusy())
      Held.emplace(M);
    if (Held)
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'M' shared again
    return 0;
  }
  int optionalAskedOk() const {
    std::optional<Shared> Held;
    if (isBusy())
      Held.emplace(M);
    if (!Held.has_value())
      return size();
    return 0;
  }
  int optionalResetOnOneWayBad() const {
    std::optional<Shared> Held(std::in_place, M);
    bool Busy = isBusy();
    if (Busy)
      Held.reset();
    if (!Busy)
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'M' shared again
    return 0;
  }
  int optionalResetOnThisWayOk() const {
    std::optional<Shared> Held(std::in_place, M);
    bool Busy = isBusy();
    if (Busy)
      Held.reset();
    if (Busy)
      return size();
    return 0;
  }

  int uniqueOnOneWayBad() const {
    std::unique_ptr<Shared> Held;
    bool Busy = isBusy();
    if (Busy)
      Held.reset(new Shared(M));
    if (Busy)
      return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Table::size' acquires 'M' shared again
    return 0;
  }
  int uniqueOnThisWayOk() const {
    std::unique_ptr<Shared> Held;
    bool Busy = isBusy();
    if (Busy)
      Held.reset(new Shared(M));
    if (!Busy)
      return size();
    return 0;
  }
  int uniqueAskedOk() const {
    std::unique_ptr<Shared> Held = isBusy() ? std::make_unique<Shared>(M) : nullptr;
    if (!Held)
      return size();
    return 0;
  }
  int uniqueDroppedOk() const {
    auto Held = std::make_unique<Shared>(M);
    Held.reset();
    return size();
  }

  int variantBad() const {
    std::variant<std::monostate, Shared> Held;
    Held.emplace<1>(M);
    return size();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'M' shared again
  }
  int variantOk() const {
    std::variant<std::monostate, Shared> Held;
    Held.emplace<1>(M);
    Held.emplace<0>();
    return size();
  }
};

// A guard that is a member of what is returned.
struct View {
  explicit View(const Table &T) : Of(T), L(T.M) {}
  View(const Table &T, bool Lock) : Of(T), L(T.M, std::defer_lock) {
    if (Lock)
      L.lock();
  }
  void close() { L.unlock(); }
  const Table &Of;
  Shared L;
};
View open(const Table &T) { return View(T); }

int viewBad(const Table &T) {
  View V = open(T);
  return T.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'T.M' shared again
  // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'Table::size' acquires 'T.M' shared again
}
int viewClosedOk(const Table &T) {
  View V = open(T);
  V.close();
  return T.size();
}
int viewClosedOnOneWayBad(const Table &T) {
  View V = open(T);
  bool Busy = isBusy();
  if (Busy)
    V.close();
  return Busy ? 0 : T.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: calling 'Table::size' acquires 'T.M' shared again
}
int viewOnRequestBad(const Table &T) {
  bool Lock = isBusy();
  View V(T, Lock);
  return Lock ? T.size() : 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: calling 'Table::size' acquires 'T.M' shared again
}
int viewOnRequestOk(const Table &T) {
  bool Lock = isBusy();
  View V(T, Lock);
  return Lock ? 0 : T.size();
}
int viewMovedBad(const Table &T) {
  View V = open(T);
  View Same = std::move(V);
  return T.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Table::size' acquires 'T.M' shared again
  // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'Table::size' acquires 'T.M' shared again
}
int viewMovedAwayOk(const Table &T) {
  View V = open(T);
  {
    View Same = std::move(V);
  }
  return T.size();
}

// A guard that is moved into a member.
struct Session {
  Shared L;
  void keep(Shared Given) { L = std::move(Given); }
  void drop() { L = Shared(); }
};
int keptBad(const Table &T, Session &S) {
  S.keep(Shared(T.M));
  int Result = T.size();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: calling 'Table::size' acquires 'T.M' shared again
  S.drop();
  return Result;
}
int droppedOk(const Table &T, Session &S) {
  S.keep(Shared(T.M));
  S.drop();
  return T.size();
}
int keptOnOneWayOk(const Table &T, Session &S) {
  bool Busy = isBusy();
  if (Busy)
    S.keep(Shared(T.M));
  int Result = Busy ? 0 : T.size();
  if (Busy)
    S.drop();
  return Result;
}
int keptOnOneWayBad(const Table &T, Session &S) {
  bool Busy = isBusy();
  if (Busy)
    S.keep(Shared(T.M));
  int Result = Busy ? T.size() : 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: calling 'Table::size' acquires 'T.M' shared again
  if (Busy)
    S.drop();
  return Result;
}

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// RUN: %check_tidy %s unwedge-recursive-shared-lock -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffixes=POSSIBLE, \
// RUN:   -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %mock_flags

// A callee that returns before it locks if its argument is one special value: whether
// the caller's argument is that value cannot be told.

#include <shared_mutex>

struct Name {
  const char *Text;
  bool operator==(const Name &Other) const { return Text == Other.Text; }
  bool operator!=(const Name &Other) const { return Text != Other.Text; }
};

Name bus();

class Services {
  mutable std::shared_mutex Mutex;
  int Count = 0;

public:
  int registered(const Name &Service) const {
    if (Service == bus())
      return 0;
    std::shared_lock Lock(Mutex);
    return Count;
  }

  int registeredAnyway(const Name &Service) const {
    int Extra = 0;
    if (Service == bus())
      Extra = 1;
    std::shared_lock Lock(Mutex);
    return Count + Extra;
  }

  void hookOk() {
    std::unique_lock Lock(Mutex);
    Count += registered(bus());
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:14: warning: calling 'Services::registered' acquires 'Mutex' shared while this thread holds it exclusive
  }

  // The test is over where the lock is taken.
  void hookAnywayBad() {
    std::unique_lock Lock(Mutex);
    Count += registeredAnyway(bus());
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Services::registeredAnyway' acquires 'Mutex' shared while this thread holds it exclusive
  }
};

struct Message {
  int Type;
};

enum class Kind { Read, Skip };

class Dispatcher {
  mutable std::shared_mutex Mutex;
  int Count = 0;

public:
  int count() const {
    std::shared_lock Lock(Mutex);
    return Count;
  }

  int handle(const Message &M) const {
    switch (M.Type) {
    case 1:
      return count();
    default:
      return 0;
    }
  }

  // Which case it is depends on a message that is made elsewhere.
  int handleOneOk(const Message &M) {
    std::unique_lock Lock(Mutex);
    return handle(M);
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:12: warning: calling 'Dispatcher::handle' acquires 'Mutex' shared while this thread holds it exclusive
  }

  // Here the lock is held whatever the message is.
  int ownSwitchBad(const Message &M) {
    std::unique_lock Lock(Mutex);
    switch (M.Type) {
    case 1:
      return count();
      // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Dispatcher::count' acquires 'Mutex' shared while this thread holds it exclusive
    default:
      return 0;
    }
  }

  int ownComparisonBad(const Name &N) {
    std::unique_lock Lock(Mutex);
    if (N == bus())
      return count();
      // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: calling 'Dispatcher::count' acquires 'Mutex' shared while this thread holds it exclusive
    return 0;
  }

  // Each of the elements may be of the case that takes the lock.
  int handleAll(const Message *Begin, int Size) const {
    int Sum = 0;
    for (int I = 0; I < Size; ++I) {
      int Type = Begin[I].Type;
      switch (Type) {
      case 1:
        Sum += count();
        break;
      default:
        break;
      }
    }
    return Sum;
  }

  int handleAllBad(const Message *Begin, int Size) {
    std::unique_lock Lock(Mutex);
    return handleAll(Begin, Size);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Dispatcher::handleAll' acquires 'Mutex' shared while this thread holds it exclusive
  }

  // The loop comes back to one message.
  int handleAgain(const Message &M, int Times) const {
    for (int I = 0; I < Times; ++I)
      switch (M.Type) {
      case 1:
        return count();
      default:
        break;
      }
    return 0;
  }

  int handleAgainOk(const Message &M) {
    std::unique_lock Lock(Mutex);
    return handleAgain(M, 3);
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:12: warning: calling 'Dispatcher::handleAgain' acquires 'Mutex' shared while this thread holds it exclusive
  }

  int byKind(Kind K) const {
    switch (K) {
    case Kind::Read:
      return count();
    case Kind::Skip:
      break;
    }
    return 0;
  }

  int readBad() {
    std::unique_lock Lock(Mutex);
    return byKind(Kind::Read);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Dispatcher::byKind' acquires 'Mutex' shared while this thread holds it exclusive
  }

  int skipOk() {
    std::unique_lock Lock(Mutex);
    return byKind(Kind::Skip);
  }
};

// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tests that may be what keeps the lock from being taken twice: which thread is
// running, whether an argument is a special value, a flag. Where the path had to
// choose what comes out of them, the finding is only possible, as in clang-tidy. Where
// it knows, there is no doubt, one way or the other.
//
// What clang-tidy says of the same code is claimed with TIDY: nothing where it says
// nothing.
//
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -check-suffixes=ALONE, -- %mock_flags
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -check-suffixes=ALONE, --
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -beside-others --
// RUN: %check_analyzer %s unwedge.RecursiveSharedLock -check-suffixes=ALONE,POSSIBLE, \
// RUN:   -config="{CheckOptions: {unwedge-recursive-shared-lock.MinimumConfidence: possible}}" -- %mock_flags
// RUN: %check_tidy %s unwedge-recursive-shared-lock -check-suffix=TIDY -- %mock_flags

#include <mutex>
#include <shared_mutex>
#include <thread>

bool isBusy();

// A value that is compared member by member, in sight.
struct Id {
  int N;
  int Space;
  friend bool operator==(const Id &A, const Id &B) {
    return A.N == B.N && A.Space == B.Space;
  }
};
Id mainId() { return {1, 1}; }
Id readId();

// A value whose comparison is out of sight.
struct Name {
  friend bool operator==(const Name &A, const Name &B);
  friend bool operator!=(const Name &A, const Name &B);
};
Name bus();

enum class Way { Locked, Unlocked };
struct Message {
  int Type;
};
struct Settings {
  bool Lock;
  Way How;
};

struct Services {
  mutable std::shared_mutex M;
  bool UseLock = true;
  std::thread::id Owner;
  Settings Set;

  int size() const {
    std::shared_lock L(M);
    return 1;
  }

  bool named(const Name &N) const {
    if (N == bus())
      return true;
    std::shared_lock L(M);
    return false;
  }
  bool namedOtherwise(const Name &N) const {
    if (!(N != bus()))
      return true;
    std::shared_lock L(M);
    return false;
  }
  // The test is over where the lock is taken.
  bool namedAnyway(const Name &N) const {
    bool IsBus = false;
    if (N == bus())
      IsBus = true;
    std::shared_lock L(M);
    return IsBus;
  }
  void outOfSightOk() {
    std::unique_lock L(M);
    (void)named(bus());
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:11: warning: calling 'Services::named' acquires 'M' shared while this thread holds it exclusive
  }
  void negatedOk() {
    std::unique_lock L(M);
    (void)namedOtherwise(bus());
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:11: warning: calling 'Services::namedOtherwise' acquires 'M' shared while this thread holds it exclusive
  }
  void overBad() {
    std::unique_lock L(M);
    (void)namedAnyway(bus());
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: calling 'Services::namedAnyway' acquires 'M' shared while this thread holds it exclusive
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:11: warning: calling 'Services::namedAnyway' acquires 'M' shared while this thread holds it exclusive
  }

  bool known(const Id &I) const {
    if (I == mainId())
      return true;
    std::shared_lock L(M);
    return false;
  }
  void bothSidesKnownBad() {
    Id Other{2, 1};
    std::unique_lock L(M);
    (void)known(Other);
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: calling 'Services::known' acquires 'M' shared while this thread holds it exclusive
  }
  void bothSidesKnownOk() {
    Id Same{1, 1};
    std::unique_lock L(M);
    (void)known(Same);
  }
  void oneSideKnownOk() {
    Id Some = readId();
    std::unique_lock L(M);
    (void)known(Some);
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:11: warning: calling 'Services::known' acquires 'M' shared while this thread holds it exclusive
  }

  int handle(const Message &Msg) const {
    switch (Msg.Type) {
    case 1:
      return size();
    default:
      return 0;
    }
  }
  int caseKnownBad() {
    Message Msg{1};
    std::unique_lock L(M);
    return handle(Msg);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Services::handle' acquires 'M' shared while this thread holds it exclusive
  }
  int caseKnownOk() {
    Message Msg{2};
    std::unique_lock L(M);
    return handle(Msg);
  }
  int caseTestedBad(const Message &Msg) {
    std::unique_lock L(M);
    if (Msg.Type != 1)
      return 0;
    return handle(Msg);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Services::handle' acquires 'M' shared while this thread holds it exclusive
  }
  int caseOpenOk(const Message &Msg) {
    std::unique_lock L(M);
    return handle(Msg);
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:12: warning: calling 'Services::handle' acquires 'M' shared while this thread holds it exclusive
  }

  int unlessOwner() const {
    if (std::this_thread::get_id() == Owner)
      return 0;
    return size();
  }
  int countOwner() const {
    int Own = 0;
    if (std::this_thread::get_id() == Owner)
      Own = 1;
    return size() + Own;
  }
  int ownerOk() {
    std::unique_lock L(M);
    return unlessOwner();
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:12: warning: calling 'Services::unlessOwner' acquires 'M' shared while this thread holds it exclusive
  }
  int ownerOverBad() {
    std::unique_lock L(M);
    return countOwner();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Services::countOwner' acquires 'M' shared while this thread holds it exclusive
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'Services::countOwner' acquires 'M' shared while this thread holds it exclusive
  }

  static thread_local bool Inside;
  int unlessInside() const {
    if (Inside)
      return 0;
    return size();
  }
  int insideOpenOk() {
    std::unique_lock L(M);
    return unlessInside();
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:12: warning: calling 'Services::unlessInside' acquires 'M' shared while this thread holds it exclusive
  }
  int insideSetOk() {
    Inside = true;
    std::unique_lock L(M);
    return unlessInside();
  }
  int insideClearedBad() {
    Inside = false;
    std::unique_lock L(M);
    return unlessInside();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Services::unlessInside' acquires 'M' shared while this thread holds it exclusive
  }

  int sizeIf(bool Lock) const {
    std::shared_lock L(M, std::defer_lock);
    if (Lock)
      L.lock();
    return 1;
  }
  int sizeBy(Way How) const {
    if (How == Way::Unlocked)
      return 1;
    std::shared_lock L(M);
    return 1;
  }
  int sizeBySwitch(Way How) const {
    switch (How) {
    case Way::Locked:
      return size();
    case Way::Unlocked:
      break;
    }
    return 1;
  }
  // Nobody knows what the setting is; clang-tidy takes it for what decides.
  int settingOk() {
    std::unique_lock L(M);
    return sizeIf(Set.Lock);
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:12: warning: calling 'Services::sizeIf' acquires 'M' shared while this thread holds it exclusive
  }
  int settingByWayOk() {
    std::unique_lock L(M);
    return sizeBy(Set.How);
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:12: warning: calling 'Services::sizeBy' acquires 'M' shared while this thread holds it exclusive
  }
  int settingBySwitchOk() {
    std::unique_lock L(M);
    return sizeBySwitch(Set.How);
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:12: warning: calling 'Services::sizeBySwitch' acquires 'M' shared while this thread holds it exclusive
  }
  int settingTestedBad() {
    std::unique_lock L(M);
    if (!Set.Lock)
      return 0;
    return sizeIf(Set.Lock);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Services::sizeIf' acquires 'M' shared while this thread holds it exclusive
  }
  int settingTestedOk() {
    std::unique_lock L(M);
    if (Set.Lock)
      return 0;
    return sizeIf(Set.Lock);
  }
  int settingAssignedBad() {
    Way How = Way::Locked;
    std::unique_lock L(M);
    return sizeBySwitch(How);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Services::sizeBySwitch' acquires 'M' shared while this thread holds it exclusive
  }
  // What this function was given itself: some caller of it asks for the lock.
  int passedOnBad(bool Lock) {
    std::unique_lock L(M);
    return sizeIf(Lock);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: calling 'Services::sizeIf' acquires 'M' shared while this thread holds it exclusive
    // CHECK-MESSAGES-TIDY: :[[@LINE-2]]:12: warning: calling 'Services::sizeIf' acquires 'M' shared while this thread holds it exclusive
  }

  // A flag that says whether to lock by hand.
  int sizeByFlag() const {
    if (UseLock)
      M.lock_shared();
    int Result = 1;
    if (UseLock)
      M.unlock_shared();
    return Result;
  }
  int flagOpenOk() {
    std::unique_lock L(M);
    return sizeByFlag();
    // CHECK-MESSAGES-POSSIBLE: :[[@LINE-1]]:12: warning: calling 'Services::sizeByFlag' acquires 'M' shared while this thread holds it exclusive
  }
  int flagClearedOk() {
    UseLock = false;
    std::unique_lock L(M);
    return sizeByFlag();
  }
  // If other checkers are on, the engine steps into the library, whose call of the
  // system makes it forget what is in the object that the lock is a member of.
  int flagSetBad() {
    UseLock = true;
    std::unique_lock L(M);
    return sizeByFlag();
    // CHECK-MESSAGES-ALONE: :[[@LINE-1]]:12: warning: calling 'Services::sizeByFlag' acquires 'M' shared while this thread holds it exclusive
  }
};

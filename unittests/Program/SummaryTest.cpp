//===--- SummaryTest.cpp - Tests of what callers get to know --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/Summary.h"
#include "Support/ParsedUnit.h"
#include "unwedge/Program/TranslationUnit.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

using namespace unwedge;

namespace {

/// The conditional holds as `param0 != 0: shared this.M`.
Texts heldIfParam(const Summary &S) {
  Texts Result;
  for (const auto &[Condition, Lock] : S.HeldIfParam)
    Result.push_back(describe(Condition) + ": " + describe(Lock));
  return Result;
}

/// The kinds of the calls from the function down to the acquisition.
std::vector<CallKind> kindsOf(const TraceRef &Calls) {
  std::vector<CallKind> Kinds;
  for (const Trace *T = Calls.get(); T; T = T->Rest.get())
    Kinds.push_back(T->Step.Kind);
  return Kinds;
}

/// Whether \p S has a pair that is described so.
bool hasPair(const Summary &S, llvm::StringRef Pair) {
  return llvm::is_contained(describeAll(S.Pairs), Pair);
}

/// Whether some pair of \p S has a lock in it that is held already.
bool holdsWhileAcquiring(const Summary &S) {
  return llvm::any_of(
      S.Pairs, [](const CriticalPair &Pair) { return !Pair.Held.empty(); });
}

//===----------------------------------------------------------------------===//
// Acquisition and release
//===----------------------------------------------------------------------===//

TEST(SummaryTest, wrapperOfALockHoldsAndReleases) {
  ParsedUnit Code(R"(
class Wrapper {
  std::shared_mutex M;
public:
  void lock() { M.lock_shared(); }
  void unlock() { M.unlock_shared(); }
};
)");
  const Summary &Lock = Code.summary("Wrapper::lock");
  EXPECT_EQ(describeAll(Lock.Pairs), Texts({"shared this.M while {}"}));
  EXPECT_EQ(describeAll(Lock.HeldAtExit), Texts({"shared this.M"}));
  EXPECT_EQ(describeAll(Lock.Released), Texts());
  const Summary &Unlock = Code.summary("Wrapper::unlock");
  EXPECT_TRUE(Unlock.Pairs.empty());
  EXPECT_EQ(describeAll(Unlock.HeldAtExit), Texts());
  EXPECT_EQ(describeAll(Unlock.Released), Texts({"this.M"}));
}

TEST(SummaryTest, wrapperTakesEffectAtItsCaller) {
  ParsedUnit Code(R"(
class Wrapper {
  std::shared_mutex M;
public:
  void lock() { M.lock_shared(); }
  void unlock() { M.unlock_shared(); }
};
struct Pool {
  Wrapper W;
  std::shared_mutex N;
  void hold() { W.lock(); W.lock(); }
  void pass() { W.lock(); W.unlock(); W.lock(); W.unlock(); }
};
)");
  const Summary &Hold = Code.summary("Pool::hold");
  EXPECT_EQ(describeAll(Hold.Pairs),
            Texts({"shared this.W.M while {}",
                   "shared this.W.M while {shared this.W.M}"}));
  EXPECT_EQ(traceLength(Hold.Pairs[1].Next.Calls), 1u);
  EXPECT_EQ(Hold.Pairs[1].Next.Calls->Step.Callee,
            Code.function("Wrapper::lock"));
  EXPECT_EQ(describeAll(Hold.HeldAtExit), Texts({"shared this.W.M"}));
  const Summary &Pass = Code.summary("Pool::pass");
  EXPECT_FALSE(holdsWhileAcquiring(Pass));
  EXPECT_EQ(describeAll(Pass.HeldAtExit), Texts());
  EXPECT_EQ(describeAll(Pass.Released), Texts());
}

TEST(SummaryTest, pathsAreInTheTermsOfTheCaller) {
  ParsedUnit Code(R"(
struct Pool { std::shared_mutex M; Pool *Next; };
void lock(Pool &P) { P.M.lock_shared(); }
void lockNext(Pool *P) { lock(*P->Next); }
Pool Global;
void lockGlobal() { lockNext(&Global); }
)");
  EXPECT_EQ(describeAll(Code.summary("lock").HeldAtExit),
            Texts({"shared param0.M"}));
  EXPECT_EQ(describeAll(Code.summary("lockNext").HeldAtExit),
            Texts({"shared param0.Next.M"}));
  EXPECT_EQ(describeAll(Code.summary("lockGlobal").HeldAtExit),
            Texts({"shared var:Global.Next.M"}));
}

TEST(SummaryTest, localLockIsNobodyElsesBusiness) {
  ParsedUnit Code(R"(
void f() {
  std::shared_mutex L;
  L.lock_shared();
}
)");
  EXPECT_EQ(describeAll(Code.summary("f").HeldAtExit), Texts());
}

TEST(SummaryTest, guardEndsWithItsScope) {
  ParsedUnit Code(R"(
std::shared_mutex M, N;
void f() {
  {
    std::shared_lock<std::shared_mutex> L(M);
  }
  std::unique_lock<std::shared_mutex> W(M);
}
)");
  const Summary &S = Code.summary("f");
  EXPECT_EQ(describeAll(S.Pairs),
            Texts({"shared var:M while {}", "exclusive var:M while {}"}));
  EXPECT_EQ(describeAll(S.HeldAtExit), Texts());
  EXPECT_EQ(describeAll(S.Released), Texts());
}

TEST(SummaryTest, guardMayBeReleasedAndRetaken) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void released() {
  std::shared_lock<std::shared_mutex> L(M);
  L.unlock();
  std::shared_lock<std::shared_mutex> K(M);
}
void retaken() {
  std::shared_lock<std::shared_mutex> L(M);
  L.unlock();
  L.lock();
  std::shared_lock<std::shared_mutex> K(M);
}
void deferred() {
  std::shared_lock<std::shared_mutex> L(M, std::defer_lock);
  std::shared_lock<std::shared_mutex> K(M);
}
void adopted() {
  M.lock_shared();
  std::shared_lock<std::shared_mutex> L(M, std::adopt_lock);
}
)");
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("released")));
  EXPECT_TRUE(
      hasPair(Code.summary("retaken"), "shared var:M while {shared var:M}"));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("deferred")));
  EXPECT_EQ(describeAll(Code.summary("adopted").Pairs),
            Texts({"shared var:M while {}"}));
  EXPECT_EQ(describeAll(Code.summary("adopted").HeldAtExit), Texts());
}

TEST(SummaryTest, differentElementsAreDifferentLocks) {
  ParsedUnit Code(R"(
std::shared_mutex Locks[4];
int pick();
void constant() { Locks[1].lock_shared(); Locks[2].lock_shared(); }
void same() { Locks[1].lock_shared(); Locks[1].lock_shared(); }
void unknown() { Locks[pick()].lock_shared(); Locks[pick()].lock_shared(); }
void variable(int I) {
  int J = I;
  Locks[J].lock_shared();
  ++J;
  Locks[J].lock_shared();
}
)");
  auto SameTwice = [&](const char *Function) {
    return llvm::any_of(
        Code.summary(Function).Pairs, [](const CriticalPair &Pair) {
          return llvm::any_of(Pair.Held, [&](const HeldLock &H) {
            return H.Path == Pair.Next.Path;
          });
        });
  };
  EXPECT_FALSE(SameTwice("constant"));
  EXPECT_TRUE(SameTwice("same"));
  EXPECT_FALSE(SameTwice("unknown"));
  EXPECT_FALSE(SameTwice("variable"));
}

//===----------------------------------------------------------------------===//
// Guards of the user's own
//===----------------------------------------------------------------------===//

TEST(SummaryTest, guardConstructorGivesAliasAndHold) {
  ParsedUnit Code(R"(
class ReadGuard {
  std::shared_mutex &Lock;
public:
  explicit ReadGuard(std::shared_mutex &L) : Lock(L) { Lock.lock_shared(); }
  ~ReadGuard() { Lock.unlock_shared(); }
};
)");
  const Summary &Ctor = Code.unit().summary(Code.constructor("ReadGuard"));
  EXPECT_EQ(describeAll(Ctor.Aliases), Texts({"this.Lock -> param0"}));
  EXPECT_EQ(describeAll(Ctor.HeldAtExit), Texts({"shared param0"}));
  const Summary &Dtor = Code.unit().summary(Code.destructor("ReadGuard"));
  EXPECT_EQ(describeAll(Dtor.Released), Texts({"this.Lock"}));
}

TEST(SummaryTest, guardOfTheUsersOwnHoldsWhileItLives) {
  ParsedUnit Code(R"(
class ReadGuard {
  std::shared_mutex &Lock;
public:
  explicit ReadGuard(std::shared_mutex &L) : Lock(L) { Lock.lock_shared(); }
  ~ReadGuard() { Lock.unlock_shared(); }
};
std::shared_mutex M;
void nested() { ReadGuard Outer(M); ReadGuard Inner(M); }
void inTurn() { { ReadGuard First(M); } ReadGuard Second(M); }
)");
  EXPECT_EQ(
      describeAll(Code.summary("nested").Pairs),
      Texts({"shared var:M while {}", "shared var:M while {shared var:M}"}));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("inTurn")));
  EXPECT_EQ(describeAll(Code.summary("nested").HeldAtExit), Texts());
  EXPECT_EQ(describeAll(Code.summary("inTurn").HeldAtExit), Texts());
}

TEST(SummaryTest, classWithAGuardMemberIsAGuard) {
  ParsedUnit Code(R"(
struct Reader {
  std::shared_lock<std::shared_mutex> L;
  explicit Reader(std::shared_mutex &M) : L(M) {}
};
std::shared_mutex M;
void nested() { Reader Outer(M); Reader Inner(M); }
void inTurn() { { Reader First(M); } Reader Second(M); }
)");
  const Summary &Ctor = Code.unit().summary(Code.constructor("Reader"));
  EXPECT_EQ(describeAll(Ctor.Aliases), Texts({"this.L.lock0 -> param0"}));
  EXPECT_EQ(describeAll(Ctor.HeldAtExit), Texts({"shared param0"}));
  EXPECT_TRUE(
      hasPair(Code.summary("nested"), "shared var:M while {shared var:M}"));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("inTurn")));
}

TEST(SummaryTest, returnedGuardIsTheCallers) {
  ParsedUnit Code(R"(
class Pool {
  std::shared_mutex M;
public:
  std::shared_lock<std::shared_mutex> reader() {
    return std::shared_lock<std::shared_mutex>(M);
  }
  std::shared_lock<std::shared_mutex> named() {
    std::shared_lock<std::shared_mutex> L(M);
    return L;
  }
  void nested() { auto L = reader(); auto K = named(); }
  void inTurn() { { auto L = reader(); } auto K = named(); }
  void discarded() { reader(); reader(); }
};
)");
  for (const char *Maker : {"Pool::reader", "Pool::named"}) {
    EXPECT_EQ(describeAll(Code.summary(Maker).HeldAtExit),
              Texts({"shared this.M"}))
        << Maker;
    EXPECT_EQ(describeAll(Code.summary(Maker).Aliases),
              Texts({"return.lock0 -> this.M"}))
        << Maker;
  }
  EXPECT_TRUE(hasPair(Code.summary("Pool::nested"),
                      "shared this.M while {shared this.M}"));
  for (const char *Fine : {"Pool::inTurn", "Pool::discarded"}) {
    EXPECT_FALSE(holdsWhileAcquiring(Code.summary(Fine))) << Fine;
    EXPECT_EQ(describeAll(Code.summary(Fine).HeldAtExit), Texts()) << Fine;
  }
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

TEST(SummaryTest, earlyReturnHoldsNothing) {
  ParsedUnit Code(R"(
bool ready();
std::shared_mutex M;
void late() {
  if (!ready())
    return;
  M.lock_shared();
}
void always() {
  if (!ready()) {
    M.lock_shared();
    return;
  }
  M.lock_shared();
}
)");
  EXPECT_EQ(describeAll(Code.summary("late").HeldAtExit), Texts());
  EXPECT_EQ(describeAll(Code.summary("always").HeldAtExit),
            Texts({"shared var:M"}));
}

TEST(SummaryTest, earlyReturnThatReleasesIsClean) {
  ParsedUnit Code(R"(
bool ready();
std::shared_mutex M;
void f() {
  M.lock_shared();
  if (!ready()) {
    M.unlock_shared();
    return;
  }
  ready();
  M.unlock_shared();
}
)");
  EXPECT_EQ(describeAll(Code.summary("f").HeldAtExit), Texts());
  EXPECT_EQ(describeAll(Code.summary("f").Released), Texts());
}

TEST(SummaryTest, onlyOneBranchHoldsIsNotHeldAfterwards) {
  ParsedUnit Code(R"(
bool ready();
std::shared_mutex M, N;
void f() {
  if (ready())
    M.lock_shared();
  N.lock_shared();
}
)");
  EXPECT_EQ(describeAll(Code.summary("f").HeldAtExit), Texts({"shared var:N"}));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("f")));
}

TEST(SummaryTest, loopThatLocksInTurnHoldsNothing) {
  ParsedUnit Code(R"(
bool more();
std::shared_mutex M;
void inTurn() {
  while (more()) {
    M.lock_shared();
    M.unlock_shared();
  }
}
)");
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("inTurn")));
  EXPECT_EQ(describeAll(Code.summary("inTurn").HeldAtExit), Texts());
  EXPECT_EQ(describeAll(Code.summary("inTurn").Released), Texts());
}

TEST(SummaryTest, pathThatThrowsIsNoReturn) {
  ParsedUnit Code(R"(
bool ready();
std::shared_mutex M;
void f() {
  if (!ready())
    throw 1;
  M.lock_shared();
}
)");
  EXPECT_EQ(describeAll(Code.summary("f").HeldAtExit), Texts({"shared var:M"}));
}

TEST(SummaryTest, handlerHoldsWhatWasHeldBeforeItsTryBlock) {
  ParsedUnit Code(R"(
void work();
std::shared_mutex M, N;
void before() {
  M.lock_shared();
  try { work(); } catch (...) { M.lock_shared(); }
}
void inside() {
  try {
    std::shared_lock<std::shared_mutex> L(M);
    work();
  } catch (...) {
    M.lock_shared();
  }
}
)");
  EXPECT_TRUE(
      hasPair(Code.summary("before"), "shared var:M while {shared var:M}"));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("inside")));
}

//===----------------------------------------------------------------------===//
// Conditions on parameters
//===----------------------------------------------------------------------===//

TEST(SummaryTest, lockUnderABoolParameterIsConditional) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void lockIf(bool Wanted) {
  if (Wanted)
    M.lock_shared();
}
)");
  const Summary &S = Code.summary("lockIf");
  ASSERT_EQ(describeAll(S.Pairs), Texts({"shared var:M while {}"}));
  EXPECT_EQ(describeAll(S.Pairs[0].Context.Conditions), Texts({"param0 != 0"}));
  EXPECT_EQ(describeAll(S.HeldAtExit), Texts());
  EXPECT_EQ(heldIfParam(S), Texts({"param0 != 0: shared var:M"}));
}

TEST(SummaryTest, lockUnlessABoolParameterIsConditional) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void lockUnless(bool Held) {
  if (!Held)
    M.lock_shared();
}
)");
  const Summary &S = Code.summary("lockUnless");
  ASSERT_EQ(S.Pairs.size(), 1u);
  EXPECT_EQ(describeAll(S.Pairs[0].Context.Conditions), Texts({"param0 == 0"}));
  EXPECT_EQ(heldIfParam(S), Texts({"param0 == 0: shared var:M"}));
}

TEST(SummaryTest, conditionIsDecidedByTheArgument) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void lockIf(bool Wanted = true) {
  if (Wanted)
    M.lock_shared();
}
void with() { M.lock_shared(); lockIf(true); }
void byDefault() { M.lock_shared(); lockIf(); }
void without() { M.lock_shared(); lockIf(false); }
void holds() { lockIf(true); }
void holdsNot() { lockIf(false); }
)");
  EXPECT_TRUE(
      hasPair(Code.summary("with"), "shared var:M while {shared var:M}"));
  EXPECT_TRUE(
      hasPair(Code.summary("byDefault"), "shared var:M while {shared var:M}"));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("without")));
  EXPECT_EQ(describeAll(Code.summary("holds").HeldAtExit),
            Texts({"shared var:M"}));
  EXPECT_EQ(describeAll(Code.summary("holdsNot").HeldAtExit), Texts());
}

TEST(SummaryTest, conditionPassedOnIsTheCallersOwn) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void lockIf(bool Wanted) {
  if (Wanted)
    M.lock_shared();
}
void passOn(int, bool Mine) { lockIf(Mine); }
void decided(bool Mine) {
  M.lock_shared();
  if (!Mine)
    lockIf(Mine);
}
)");
  const Summary &S = Code.summary("passOn");
  ASSERT_EQ(S.Pairs.size(), 1u);
  EXPECT_EQ(describeAll(S.Pairs[0].Context.Conditions), Texts({"param1 != 0"}));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("decided")));
}

TEST(SummaryTest, comparedParameterIsACondition) {
  ParsedUnit Code(R"(
enum Mode { None, Read, Write };
std::shared_mutex M;
void lock(Mode Which) {
  if (Which == Read)
    M.lock_shared();
}
void read() { M.lock_shared(); lock(Read); }
void none() { M.lock_shared(); lock(None); }
void write() { M.lock_shared(); lock(Write); }
)");
  ASSERT_EQ(Code.summary("lock").Pairs.size(), 1u);
  EXPECT_EQ(describeAll(Code.summary("lock").Pairs[0].Context.Conditions),
            Texts({"param0 == 1"}));
  EXPECT_TRUE(holdsWhileAcquiring(Code.summary("read")));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("none")));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("write")));
}

TEST(SummaryTest, lockAndUnlockUnderOneParameterIsBalanced) {
  ParsedUnit Code(R"(
bool work();
std::shared_mutex M;
void f(bool Locked) {
  if (!Locked)
    M.lock_shared();
  work();
  if (!Locked)
    M.unlock_shared();
}
)");
  const Summary &S = Code.summary("f");
  EXPECT_EQ(describeAll(S.HeldAtExit), Texts());
  EXPECT_EQ(heldIfParam(S), Texts());
}

TEST(SummaryTest, assignedParameterIsNoConditionAnyMore) {
  ParsedUnit Code(R"(
bool ready();
std::shared_mutex M;
void f(bool Flag) {
  Flag = ready();
  if (Flag)
    M.lock_shared();
}
void caller() { M.lock_shared(); f(false); }
)");
  // f may acquire whatever it is given.
  EXPECT_TRUE(holdsWhileAcquiring(Code.summary("caller")));
  EXPECT_EQ(heldIfParam(Code.summary("f")), Texts());
}

TEST(SummaryTest, twoParametersAreTwoConditions) {
  ParsedUnit Code(R"(
std::shared_mutex M, N;
void lockEither(bool First, bool Second) {
  if (First)
    M.lock_shared();
  if (Second)
    N.lock_shared();
}
void caller() {
  lockEither(true, false);
  M.lock_shared();
  N.lock_shared();
}
)");
  Texts Holds = heldIfParam(Code.summary("lockEither"));
  EXPECT_TRUE(llvm::is_contained(Holds, "param0 != 0: shared var:M"));
  EXPECT_TRUE(llvm::is_contained(Holds, "param1 != 0: shared var:N"));
  EXPECT_TRUE(
      hasPair(Code.summary("caller"), "shared var:M while {shared var:M}"));
}

//===----------------------------------------------------------------------===//
// What a callee releases
//===----------------------------------------------------------------------===//

TEST(SummaryTest, releasedLockOfTheCallerIsDropped) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void reacquire() {
  M.unlock_shared();
  M.lock_shared();
}
void caller() {
  M.lock_shared();
  reacquire();
  M.lock_shared();
}
)");
  const Summary &S = Code.summary("reacquire");
  ASSERT_EQ(describeAll(S.Pairs), Texts({"shared var:M while {}"}));
  EXPECT_EQ(describeAll(S.Pairs[0].Context.Dropped), Texts({"var:M"}));
  EXPECT_EQ(describeAll(S.Released), Texts({"var:M"}));
  EXPECT_EQ(describeAll(S.HeldAtExit), Texts({"shared var:M"}));
  // Not inside reacquire, but after it.
  const Summary &Caller = Code.summary("caller");
  auto Held =
      llvm::make_filter_range(Caller.Pairs, [](const CriticalPair &Pair) {
        return !Pair.Held.empty();
      });
  ASSERT_EQ(std::distance(Held.begin(), Held.end()), 1);
  EXPECT_EQ(describe(*Held.begin()), "shared var:M while {shared var:M}");
  EXPECT_EQ(traceLength((*Held.begin()).Next.Calls), 0u);
}

TEST(SummaryTest, onePathThatReleasesIsEnough) {
  ParsedUnit Code(R"(
bool ready();
std::shared_mutex M;
void maybeRelease() {
  if (ready())
    M.unlock_shared();
}
void caller() {
  M.lock_shared();
  maybeRelease();
  M.lock_shared();
}
)");
  EXPECT_EQ(describeAll(Code.summary("maybeRelease").Released),
            Texts({"var:M"}));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("caller")));
}

//===----------------------------------------------------------------------===//
// Tries
//===----------------------------------------------------------------------===//

TEST(SummaryTest, tryDoesNotWait) {
  ParsedUnit Code(R"(
std::shared_mutex M;
bool tryLock() { return M.try_lock_shared(); }
bool cannot() { return !M.try_lock_shared(); }
)");
  const Summary &S = Code.summary("tryLock");
  EXPECT_TRUE(S.Pairs.empty());
  EXPECT_EQ(describeAll(S.HeldAtExit), Texts());
  ASSERT_EQ(S.HeldIfSuccessful.size(), 1u);
  EXPECT_EQ(describe(S.HeldIfSuccessful[0].Lock), "shared var:M");
  EXPECT_EQ(S.HeldIfSuccessful[0].SuccessIs, TryResult::True);
  ASSERT_EQ(Code.summary("cannot").HeldIfSuccessful.size(), 1u);
  EXPECT_EQ(Code.summary("cannot").HeldIfSuccessful[0].SuccessIs,
            TryResult::Zero);
}

TEST(SummaryTest, successOfATryIsHeldInItsBranchOnly) {
  ParsedUnit Code(R"(
std::shared_mutex M, N;
bool tryLock() { return M.try_lock_shared(); }
void inSuccess() { if (tryLock()) M.lock_shared(); }
void inFailure() { if (!tryLock()) M.lock_shared(); }
void byVariable() {
  bool Ok = M.try_lock_shared();
  if (Ok)
    M.lock_shared();
}
void unchecked() { M.try_lock_shared(); M.lock_shared(); }
void byGuard() {
  std::shared_lock<std::shared_mutex> L(M, std::try_to_lock);
  if (L.owns_lock())
    M.lock_shared();
}
void byGuardFailure() {
  std::shared_lock<std::shared_mutex> L(M, std::try_to_lock);
  if (!L)
    M.lock_shared();
}
)");
  EXPECT_TRUE(holdsWhileAcquiring(Code.summary("inSuccess")));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("inFailure")));
  EXPECT_TRUE(holdsWhileAcquiring(Code.summary("byVariable")));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("unchecked")));
  EXPECT_TRUE(holdsWhileAcquiring(Code.summary("byGuard")));
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("byGuardFailure")));
}

//===----------------------------------------------------------------------===//
// Pointers
//===----------------------------------------------------------------------===//

TEST(SummaryTest, pointerStandsForWhatItWasSetTo) {
  ParsedUnit Code(R"(
struct Pool { std::shared_mutex M; };
void f(Pool &A, Pool &B) {
  Pool *P = &A;
  P->M.lock_shared();
  P = &B;
  P->M.lock_shared();
}
)");
  EXPECT_EQ(describeAll(Code.summary("f").HeldAtExit),
            Texts({"shared param0.M", "shared param1.M"}));
}

TEST(SummaryTest, reassignedPointerIsAnotherObject) {
  ParsedUnit Code(R"(
struct Pool { std::shared_mutex M; Pool *Next; };
Pool *pick(int);
void variable() {
  Pool *P = pick(1);
  P->M.lock_shared();
  P = pick(2);
  P->M.lock_shared();
}
void parameter(Pool *P) {
  P->M.lock_shared();
  P = P->Next;
  P->M.lock_shared();
}
)");
  for (const char *Function : {"variable", "parameter"})
    for (const CriticalPair &Pair : Code.summary(Function).Pairs)
      for (const HeldLock &H : Pair.Held)
        EXPECT_NE(H.Path, Pair.Next.Path) << Function << ": " << describe(Pair);
}

/// As above, with pointers to the lock itself.
TEST(SummaryTest, reassignedPointerToALockIsAnotherLock) {
  ParsedUnit Code(R"(
std::shared_mutex *pick(int);
std::shared_mutex *Global;
struct Holder { std::shared_mutex *Lock; void field(); };
void global() {
  Global->lock_shared();
  Global = pick(1);
  Global->lock_shared();
}
void local() {
  std::shared_mutex *P = pick(1);
  P->lock_shared();
  P = pick(2);
  P->lock_shared();
}
void loop() {
  for (std::shared_mutex *P = pick(1); P; P = pick(2))
    P->lock_shared();
}
std::shared_mutex *Slots[8];
void element() {
  Slots[1]->lock_shared();
  Slots[1] = pick(1);
  Slots[1]->lock_shared();
}
void parameter(std::shared_mutex *P) {
  P->lock_shared();
  P = pick(1);
  P->lock_shared();
}
void Holder::field() {
  Lock->lock_shared();
  Lock = pick(1);
  Lock->lock_shared();
}
)");
  for (const char *Function :
       {"global", "local", "loop", "element", "parameter", "Holder::field"})
    for (const CriticalPair &Pair : Code.summary(Function).Pairs)
      for (const HeldLock &H : Pair.Held)
        EXPECT_NE(H.Path, Pair.Next.Path) << Function << ": " << describe(Pair);
}

/// An element that was set is not the element that is read.
TEST(SummaryTest, elementWithUnknownIndexIsNotTheOneThatWasSet) {
  ParsedUnit Code(R"(
int pick();
std::shared_mutex *Slots[8];
void f(std::shared_mutex &M) {
  Slots[pick()] = &M;
  M.lock_shared();
  Slots[pick()]->lock_shared();
}
struct Pool { std::shared_mutex *Lock; };
Pool Pools[8];
void member(std::shared_mutex &M) {
  Pools[pick()].Lock = &M;
  M.lock_shared();
  Pools[pick()].Lock->lock_shared();
}
)");
  for (const char *Function : {"f", "member"})
    EXPECT_FALSE(
        hasPair(Code.summary(Function), "shared param0 while {shared param0}"))
        << Function;
}

TEST(SummaryTest, returnedReferenceIsKnown) {
  ParsedUnit Code(R"(
struct Pool {
  std::shared_mutex M;
  std::shared_mutex &lockedMutex() { M.lock_shared(); return M; }
  void f() { lockedMutex().lock_shared(); }
};
)");
  EXPECT_EQ(describe(Code.summary("Pool::lockedMutex").Returned), "this.M");
  EXPECT_TRUE(
      hasPair(Code.summary("Pool::f"), "shared this.M while {shared this.M}"));
}

//===----------------------------------------------------------------------===//
// Recursion
//===----------------------------------------------------------------------===//

TEST(SummaryTest, recursionFindsItsOwnHold) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void visit(int Depth) {
  std::shared_lock<std::shared_mutex> L(M);
  if (Depth)
    visit(Depth - 1);
}
)");
  EXPECT_EQ(
      describeAll(Code.summary("visit").Pairs),
      Texts({"shared var:M while {}", "shared var:M while {shared var:M}"}));
  EXPECT_EQ(Code.unit().statistics().FixpointsCutShort, 0u);
}

TEST(SummaryTest, mutualRecursionFindsThePair) {
  ParsedUnit Code(R"(
struct Tree {
  std::shared_mutex M;
  void odd(int Depth) {
    std::shared_lock<std::shared_mutex> L(M);
    if (Depth)
      even(Depth - 1);
  }
  void even(int Depth) {
    if (Depth)
      odd(Depth - 1);
  }
};
)");
  EXPECT_TRUE(hasPair(Code.summary("Tree::odd"),
                      "shared this.M while {shared this.M}"));
}

TEST(SummaryTest, growingRecursionEnds) {
  ParsedUnit Code(R"(
struct List {
  std::shared_mutex M;
  List *Next;
  void visit() {
    M.lock_shared();
    if (Next)
      Next->visit();
    M.unlock_shared();
  }
};
)");
  const Summary &S = Code.summary("List::visit");
  EXPECT_FALSE(S.Pairs.empty());
  for (const CriticalPair &Pair : S.Pairs)
    for (const HeldLock &H : Pair.Held)
      EXPECT_NE(H.Path, Pair.Next.Path) << describe(Pair);
}

//===----------------------------------------------------------------------===//
// Indirect calls
//===----------------------------------------------------------------------===//

const char Listeners[] = R"(
struct Listener {
  virtual ~Listener();
  virtual void onEvent() = 0;
};
struct Source {
  std::shared_mutex M;
  void emit(Listener &L) {
    std::shared_lock<std::shared_mutex> Guard(M);
    L.onEvent();
  }
};
Source TheSource;
)";

TEST(SummaryTest, virtualCallReachesTheOverrider) {
  ParsedUnit Code(std::string(Listeners) + R"(
struct Logger : Listener {
  void onEvent() override {
    std::shared_lock<std::shared_mutex> Guard(TheSource.M);
  }
};
)");
  const Summary &S = Code.summary("Source::emit");
  const CriticalPair *Found = nullptr;
  for (const CriticalPair &Pair : S.Pairs)
    if (describe(Pair.Next.Path) == "var:TheSource.M")
      Found = &Pair;
  ASSERT_TRUE(Found);
  EXPECT_EQ(describeAll(Found->Held), Texts({"shared this.M"}));
  EXPECT_EQ(kindsOf(Found->Next.Calls), std::vector{CallKind::Virtual});
  EXPECT_EQ(Found->Next.Calls->Step.Callee, Code.function("Logger::onEvent"));
  EXPECT_EQ(Found->Next.Calls->Step.Candidates, 1u);
}

TEST(SummaryTest, virtualCallCountsItsCandidates) {
  ParsedUnit Code(std::string(Listeners) + R"(
struct Logger : Listener {
  void onEvent() override { TheSource.M.lock_shared(); }
};
struct Silent : Listener {
  void onEvent() override {}
};
void call(Listener &L) { L.onEvent(); }
void exactly() { Logger L; L.onEvent(); }
void qualified(Logger &L) { L.Logger::onEvent(); }
)");
  const Summary &Any = Code.summary("call");
  ASSERT_EQ(Any.Pairs.size(), 1u);
  EXPECT_EQ(Any.Pairs[0].Next.Calls->Step.Candidates, 2u);
  // Silent does not lock.
  EXPECT_EQ(describeAll(Any.HeldAtExit), Texts());
  for (const char *Caller : {"exactly", "qualified"}) {
    const Summary &Exact = Code.summary(Caller);
    ASSERT_EQ(Exact.Pairs.size(), 1u);
    EXPECT_EQ(kindsOf(Exact.Pairs[0].Next.Calls),
              std::vector{CallKind::Direct});
    EXPECT_EQ(describeAll(Exact.HeldAtExit), Texts({"shared var:TheSource.M"}));
  }
}

TEST(SummaryTest, virtualCallWithManyCandidatesIsCounted) {
  std::string Source = Listeners;
  for (unsigned I = 0; I < 4; ++I)
    Source += "struct Logger" + llvm::utostr(I) +
              " : Listener { void onEvent() override { "
              "TheSource.M.lock_shared(); TheSource.M.unlock_shared(); } };\n";
  AnalysisLimits Limits;
  Limits.MaxCandidates = 3;
  ParsedUnit Narrow(Source, "", Limits);
  EXPECT_GT(Narrow.unit().statistics().IndirectCallsTooWide, 0u);
  Limits.MaxCandidates = 4;
  ParsedUnit Wide(Source, "", Limits);
  EXPECT_EQ(Wide.unit().statistics().IndirectCallsTooWide, 0u);
}

TEST(SummaryTest, storedCallableIsCalled) {
  ParsedUnit Code(R"(
struct Cache {
  std::shared_mutex M;
  std::function<void()> OnMiss;
  Cache() {
    OnMiss = [this] { M.lock_shared(); M.unlock_shared(); };
  }
  void find() {
    std::shared_lock<std::shared_mutex> L(M);
    OnMiss();
  }
};
)");
  const Summary &S = Code.summary("Cache::find");
  const CriticalPair *Found = nullptr;
  for (const CriticalPair &Pair : S.Pairs)
    if (Pair.Next.Calls)
      Found = &Pair;
  ASSERT_TRUE(Found);
  EXPECT_EQ(describeAll(Found->Held), Texts({"shared this.M"}));
  // `this` of whichever activation made the lambda.
  EXPECT_EQ(Found->Next.Path.root(), AccessPath::FrameThis);
  const TraceStep &Step = Found->Next.Calls->Step;
  EXPECT_EQ(Step.Kind, CallKind::Stored);
  EXPECT_EQ(Step.StoredIn, Code.field("Cache::OnMiss"));
  EXPECT_TRUE(Step.StoredAt.isValid());
  EXPECT_EQ(Step.Candidates, 1u);
}

TEST(SummaryTest, storedFunctionPointerIsCalled) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void locks() { M.lock_shared(); M.unlock_shared(); }
void (*Hook)() = locks;
void f() {
  M.lock_shared();
  Hook();
}
)");
  const Summary &S = Code.summary("f");
  ASSERT_TRUE(hasPair(S, "shared var:M while {shared var:M}"));
  for (const CriticalPair &Pair : S.Pairs)
    if (!Pair.Held.empty()) {
      EXPECT_EQ(kindsOf(Pair.Next.Calls), std::vector{CallKind::Stored});
    }
}

TEST(SummaryTest, callableParameterIsAnInvocation) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void with(std::function<void()> Body) {
  std::shared_lock<std::shared_mutex> L(M);
  Body();
}
void caller() {
  with([] { std::shared_lock<std::shared_mutex> L(M); });
}
void harmless() {
  with([] {});
}
)");
  const Summary &With = Code.summary("with");
  ASSERT_EQ(With.Invocations.size(), 1u);
  EXPECT_EQ(describe(With.Invocations[0].Callable), "param0");
  EXPECT_EQ(describeAll(With.Invocations[0].Held), Texts({"shared var:M"}));
  ASSERT_TRUE(
      hasPair(Code.summary("caller"), "shared var:M while {shared var:M}"));
  for (const CriticalPair &Pair : Code.summary("caller").Pairs)
    if (!Pair.Held.empty()) {
      // caller -> with -> the lambda, which was handed in.
      ASSERT_EQ(traceLength(Pair.Next.Calls), 2u);
      EXPECT_EQ(Pair.Next.Calls->Step.Callee, Code.function("with"));
      EXPECT_FALSE(Pair.Next.Calls->Step.HandedIn);
      EXPECT_TRUE(Pair.Next.Calls->Rest->Step.HandedIn);
    }
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("harmless")));
}

TEST(SummaryTest, capturedVariablesAreThoseOfTheFunctionAround) {
  ParsedUnit Code(R"(
struct Pool {
  std::shared_mutex M;
  template <class F> void run(F Body) { Body(); }
  void f() {
    std::shared_lock<std::shared_mutex> L(M);
    run([this] { M.lock_shared(); M.unlock_shared(); });
  }
  void g(Pool &Other) {
    std::shared_lock<std::shared_mutex> L(Other.M);
    run([&Other] { Other.M.lock_shared(); Other.M.unlock_shared(); });
  }
};
)");
  EXPECT_TRUE(
      hasPair(Code.summary("Pool::f"), "shared this.M while {shared this.M}"));
  EXPECT_TRUE(hasPair(Code.summary("Pool::g"),
                      "shared param0.M while {shared param0.M}"));
}

TEST(SummaryTest, lambdaThatIsNotCalledDoesNothing) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void f() {
  auto Later = [] { M.lock_shared(); };
  M.lock_shared();
}
)");
  EXPECT_EQ(describeAll(Code.summary("f").Pairs),
            Texts({"shared var:M while {}"}));
}

//===----------------------------------------------------------------------===//
// Thread-safety attributes
//===----------------------------------------------------------------------===//

TEST(SummaryTest, requiredLockIsHeldByTheCaller) {
  ParsedUnit Code(R"(
struct Pool {
  std::shared_mutex M;
  void unlocked() __attribute__((requires_shared_capability(M))) {
    M.lock_shared();
    M.unlock_shared();
  }
};
)");
  const Summary &S = Code.summary("Pool::unlocked");
  ASSERT_EQ(describeAll(S.Pairs),
            Texts({"shared this.M while {shared this.M}"}));
  EXPECT_TRUE(S.Pairs[0].Held[0].CallerOwns);
  EXPECT_EQ(describeAll(S.HeldAtExit), Texts());
}

TEST(SummaryTest, attributesDescribeFunctionsOutOfSight) {
  ParsedUnit Code(R"(
struct __attribute__((capability("mutex"))) RWLock {
  void rlock() __attribute__((acquire_shared_capability()));
  void unlock() __attribute__((release_generic_capability()));
};
struct Pool {
  RWLock M;
  void twice() { M.rlock(); M.rlock(); }
  void inTurn() { M.rlock(); M.unlock(); M.rlock(); M.unlock(); }
};
)");
  EXPECT_TRUE(hasPair(Code.summary("Pool::twice"),
                      "shared this.M while {shared this.M}"));
  EXPECT_EQ(Code.summary("Pool::twice").Pairs[0].Next.Kind->TypeName, "RWLock");
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("Pool::inTurn")));
  EXPECT_EQ(describeAll(Code.summary("Pool::inTurn").HeldAtExit), Texts());
}

//===----------------------------------------------------------------------===//
// Doubts
//===----------------------------------------------------------------------===//

TEST(SummaryTest, testOfTheRunningThreadMakesDoubtful) {
  ParsedUnit Code(R"(
std::shared_mutex M;
std::thread_id Owner;
void f() {
  if (std::this_thread::get_id() == Owner)
    M.lock_shared();
}
void g() { M.lock_shared(); }
)");
  ASSERT_EQ(Code.summary("f").Pairs.size(), 1u);
  EXPECT_TRUE(Code.summary("f").Pairs[0].Context.Doubtful);
  ASSERT_EQ(Code.summary("g").Pairs.size(), 1u);
  EXPECT_FALSE(Code.summary("g").Pairs[0].Context.Doubtful);
}

TEST(SummaryTest, kindComesFromTheModel) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void f() { M.lock_shared(); }
)");
  ASSERT_EQ(Code.summary("f").Pairs.size(), 1u);
  const LockKindRef &Kind = Code.summary("f").Pairs[0].Next.Kind;
  ASSERT_TRUE(Kind);
  EXPECT_EQ(Kind->TypeName, "std::shared_mutex");
  EXPECT_EQ(Kind->Semantics.SharedShared, RecursionVerdict::Undefined);
  EXPECT_FALSE(Kind->DefaultConfiguration);
}

const char ConfiguredModel[] = R"(
unwedge-model: 1
locks:
  - id: Lock
    types: [Lock]
    recursion: {shared-shared: allowed}
    configured-by:
      - constructor-argument: 0
        value: Fair
        recursion: {shared-shared: deadlocks-if-writer-waits}
    methods: {acquire-shared: [rlock], release: [unlock]}
)";

TEST(SummaryTest, kindFollowsTheConfigurationInSight) {
  ParsedUnit Code(R"(
enum Policy { Unfair, Fair };
struct Lock { Lock(Policy = Unfair); void rlock(); void unlock(); };
Lock A(Fair), B(Unfair);
extern Lock C;
struct Pool { Lock M{Fair}; Lock N; Pool() : N(Unfair) {} void f(); };
void a() { A.rlock(); }
void b() { B.rlock(); }
void c() { C.rlock(); }
void Pool::f() { M.rlock(); N.rlock(); }
)",
                  ConfiguredModel);
  auto Kind = [&](const char *Function, unsigned Pair = 0) -> LockKind {
    const Summary &S = Code.summary(Function);
    if (S.Pairs.size() <= Pair || !S.Pairs[Pair].Next.Kind)
      return LockKind();
    return *S.Pairs[Pair].Next.Kind;
  };
  EXPECT_EQ(Kind("a").Semantics.SharedShared,
            RecursionVerdict::DeadlocksIfWriterWaits);
  EXPECT_EQ(Kind("b").Semantics.SharedShared, RecursionVerdict::Allowed);
  EXPECT_FALSE(Kind("b").DefaultConfiguration);
  EXPECT_EQ(Kind("c").Semantics.SharedShared, RecursionVerdict::Allowed);
  EXPECT_TRUE(Kind("c").DefaultConfiguration);
  EXPECT_EQ(Kind("Pool::f", 0).Semantics.SharedShared,
            RecursionVerdict::DeadlocksIfWriterWaits);
  EXPECT_EQ(Kind("Pool::f", 1).Semantics.SharedShared,
            RecursionVerdict::Allowed);
}

//===----------------------------------------------------------------------===//
// The unit
//===----------------------------------------------------------------------===//

TEST(TranslationUnitTest, onlyFunctionsThatReachALockAreSummarized) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void locks() { M.lock_shared(); }
void calls() { locks(); }
void other() {}
void callsOther() { other(); }
void plainMutex() { std::mutex P; std::lock_guard<std::mutex> L(P); }
)");
  EXPECT_TRUE(Code.isSummarized("locks"));
  EXPECT_TRUE(Code.isSummarized("calls"));
  EXPECT_FALSE(Code.isSummarized("other"));
  EXPECT_FALSE(Code.isSummarized("callsOther"));
  EXPECT_FALSE(Code.isSummarized("plainMutex"));
  EXPECT_EQ(Code.unit().statistics().FunctionsInSight, 5u);
  EXPECT_EQ(Code.unit().statistics().FunctionsAnalyzed, 2u);
}

TEST(TranslationUnitTest, calleesComeBeforeCallers) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void inner();
void middle();
void outer() { middle(); inner(); }
void middle() { inner(); }
void inner() { M.lock_shared(); }
)");
  Texts Names;
  for (const clang::FunctionDecl *F : Code.unit().functions())
    Names.push_back(F->getNameAsString());
  EXPECT_EQ(Names, Texts({"inner", "middle", "outer"}));
}

TEST(TranslationUnitTest, instantiationsAreSummarizedAndTemplatesAreNot) {
  ParsedUnit Code(R"(
template <class Mutex> void used(Mutex &M) { M.lock_shared(); }
template <class Mutex> void unused(Mutex &M) { M.lock_shared(); }
template <class Mutex> struct Pool {
  Mutex M;
  void used() { M.lock_shared(); }
  void unused() { M.lock_shared(); }
};
void f(std::shared_mutex &M, Pool<std::shared_mutex> &P) { used(M); P.used(); }
)");
  Texts Names;
  for (const clang::FunctionDecl *F : Code.unit().functions())
    Names.push_back(F->getNameAsString());
  llvm::sort(Names);
  EXPECT_EQ(Names, Texts({"f", "used", "used"}));
}

TEST(TranslationUnitTest, fieldThatIsAlwaysSetToThisIsABackPointer) {
  ParsedUnit Code(R"(
struct Owner;
struct Child { Owner *Back; explicit Child(Owner *O) : Back(O) {} };
struct Stray { Owner *Back; explicit Stray(Owner *O) : Back(O) {} };
struct Owner {
  Child *First;
  Stray *Second;
  void make() { First = new Child(this); Second = new Stray(this); }
};
Owner *some();
void other() { Stray S(some()); }
)");
  const BackPointer *Back = Code.unit().backPointer(Code.field("Child::Back"));
  ASSERT_TRUE(Back);
  EXPECT_EQ(Back->Class->getCanonicalDecl(),
            Code.record("Owner")->getCanonicalDecl());
  EXPECT_EQ(Back->Object, nullptr);
  EXPECT_TRUE(Back->SetAt.isValid());
  EXPECT_FALSE(Code.unit().backPointer(Code.field("Stray::Back")));
  EXPECT_FALSE(Code.unit().backPointer(Code.field("Owner::First")));
}

TEST(TranslationUnitTest, fieldThatIsAlwaysSetToOneVariableIsABackPointer) {
  ParsedUnit Code(R"(
struct Owner {};
struct Child { Owner *Back; explicit Child(Owner *O) : Back(O) {} };
struct Stray { Owner *Back; explicit Stray(Owner *O) : Back(O) {} };
Owner First, Second;
Child C(&First), D(&First);
Stray S(&First), T(&Second);
)");
  const BackPointer *Back = Code.unit().backPointer(Code.field("Child::Back"));
  ASSERT_TRUE(Back);
  EXPECT_EQ(Back->Object, Code.variable("First"));
  EXPECT_EQ(Back->Class, nullptr);
  EXPECT_FALSE(Code.unit().backPointer(Code.field("Stray::Back")));
}

//===----------------------------------------------------------------------===//
// Budgets
//===----------------------------------------------------------------------===//

const char Branchy[] = R"(
bool more();
std::shared_mutex M;
void large() {
  M.lock_shared();
  if (more()) more();
  if (more()) more();
  if (more()) more();
}
void small() { M.lock_shared(); }
void caller() { M.lock_shared(); large(); }
)";

TEST(BudgetTest, functionWithTooManyBlocksIsGivenUpAndCounted) {
  AnalysisLimits Limits;
  Limits.MaxBlocks = 4;
  ParsedUnit Code(Branchy, "", Limits);
  EXPECT_EQ(Code.unit().statistics().FunctionsTooLarge, 1u);
  EXPECT_EQ(Code.unit().statistics().FunctionsAnalyzed, 2u);
  const Summary &Large = Code.summary("large");
  EXPECT_TRUE(Large.Incomplete);
  EXPECT_TRUE(Large.Pairs.empty());
  EXPECT_TRUE(Large.HeldAtExit.empty());
  EXPECT_FALSE(Code.summary("small").Incomplete);
  EXPECT_FALSE(holdsWhileAcquiring(Code.summary("caller")));
}

TEST(BudgetTest, functionWithinTheLimitIsAnalysed) {
  ParsedUnit Code(Branchy);
  EXPECT_EQ(Code.unit().statistics().FunctionsTooLarge, 0u);
  EXPECT_FALSE(Code.summary("large").Incomplete);
  EXPECT_TRUE(holdsWhileAcquiring(Code.summary("caller")));
}

TEST(BudgetTest, pairsOverTheLimitAreDroppedAndCounted) {
  const char Source[] = R"(
std::shared_mutex A, B, C;
void f() { A.lock_shared(); B.lock_shared(); C.lock_shared(); }
)";
  AnalysisLimits Limits;
  Limits.MaxPairs = 2;
  ParsedUnit Tight(Source, "", Limits);
  EXPECT_EQ(Tight.summary("f").Pairs.size(), 2u);
  EXPECT_TRUE(Tight.summary("f").Incomplete);
  EXPECT_EQ(Tight.unit().statistics().PairsDropped, 1u);

  Limits.MaxPairs = 3;
  ParsedUnit Enough(Source, "", Limits);
  EXPECT_EQ(Enough.summary("f").Pairs.size(), 3u);
  EXPECT_FALSE(Enough.summary("f").Incomplete);
  EXPECT_EQ(Enough.unit().statistics().PairsDropped, 0u);
}

TEST(BudgetTest, acquisitionsAreCounted) {
  ParsedUnit Code(R"(
std::shared_mutex M;
std::shared_mutex &pick(int);
void f() { M.lock_shared(); pick(1).lock_shared(); }
)");
  EXPECT_EQ(Code.unit().statistics().Acquisitions, 2u);
  EXPECT_EQ(Code.unit().statistics().AcquisitionsOfUnnamedObjects, 1u);
}

/// However often a function is looked at: in the rounds of a fixpoint, in
/// loops, or once for each value of a parameter.
TEST(BudgetTest, whatIsSeenIsCountedOnce) {
  ParsedUnit Code(R"(
bool more();
std::shared_mutex M;
void conditional(bool Wanted) {
  if (Wanted)
    M.lock_shared();
}
void loop() {
  while (more()) {
    M.lock_shared();
    M.unlock_shared();
  }
}
void recursive(int N) {
  M.lock_shared();
  M.unlock_shared();
  if (N)
    recursive(N - 1);
}
)");
  EXPECT_EQ(Code.unit().statistics().Acquisitions, 3u);
  EXPECT_EQ(Code.unit().statistics().FunctionsAnalyzed, 3u);
}

TEST(BudgetTest, indirectCallsWithoutTargetsAreCounted) {
  ParsedUnit Code(R"(
std::shared_mutex M;
extern void (*Hook)();
void f() { M.lock_shared(); Hook(); }
)");
  EXPECT_EQ(Code.unit().statistics().IndirectCallsUnresolved, 1u);
}

} // namespace

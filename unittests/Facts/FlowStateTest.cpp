//===--- FlowStateTest.cpp - Tests of what holds at a program point -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FlowState.h"
#include "Support/ParsedUnit.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace unwedge;

namespace {

class FlowStateTest : public testing::Test {
protected:
  ParsedUnit Code{R"(
struct Lock {};
struct Pool {
  Lock Mutex;
  Lock Other;
  Lock *Outside;
  Pool *Next;
  Pool *Pools[4];
};
Pool *P, *Q, *R;
Lock *L;
Lock A, B;
int I;
int f();
bool Taken = f() == 1;
)"};

  AccessPath This = AccessPath::thisObject();
  AccessPath P = var("P"), Q = var("Q"), R = var("R");
  AccessPath A = var("A"), B = var("B");

  AccessPath var(const char *Name) {
    return AccessPath::var(Code.variable(Name));
  }
  AccessPath at(const AccessPath &Base, const char *Field) {
    return Base.field(Code.field(("Pool::" + std::string(Field)).c_str()));
  }
  static HeldLock shared(AccessPath Path) {
    HeldLock Lock;
    Lock.Path = std::move(Path);
    return Lock;
  }
  static HeldLock exclusive(AccessPath Path) {
    HeldLock Lock = shared(std::move(Path));
    Lock.Mode = LockMode::Exclusive;
    return Lock;
  }
  PendingTry tried(AccessPath Path) {
    PendingTry Try;
    Try.Lock = shared(std::move(Path));
    Try.Result = Code.initOf("Taken");
    return Try;
  }
};

//===----------------------------------------------------------------------===//
// Holds
//===----------------------------------------------------------------------===//

TEST_F(FlowStateTest, holdIsFound) {
  FlowState State;
  State.hold(shared(A));
  ASSERT_TRUE(State.find(A));
  EXPECT_EQ(State.find(A)->Mode, LockMode::Shared);
  EXPECT_FALSE(State.find(B));
}

TEST_F(FlowStateTest, holdOfSomethingUnnamedIsNotKept) {
  FlowState State;
  State.hold(shared(AccessPath::opaque()));
  State.hold(shared(AccessPath::null()));
  EXPECT_TRUE(State.Held.empty());
}

TEST_F(FlowStateTest, secondHoldOfOneLockKeepsTheFirst) {
  FlowState State;
  State.hold(shared(A));
  State.hold(exclusive(A));
  EXPECT_EQ(describeAll(State.Held), Texts({"shared var:A"}));
}

TEST_F(FlowStateTest, releaseEndsTheHold) {
  FlowState State;
  State.hold(shared(A));
  State.hold(shared(B));
  EXPECT_TRUE(State.release(A));
  EXPECT_EQ(describeAll(State.Held), Texts({"shared var:B"}));
}

TEST_F(FlowStateTest, lockThatIsHeldTwiceIsReleasedTwice) {
  FlowState State;
  State.hold(shared(A));
  State.hold(shared(A));
  EXPECT_TRUE(State.release(A));
  EXPECT_EQ(describeAll(State.Held), Texts({"shared var:A"}));
  EXPECT_TRUE(State.release(A));
  EXPECT_TRUE(State.Held.empty());
  EXPECT_FALSE(State.release(A));
}

/// Or a loop that locks would never be done.
TEST_F(FlowStateTest, depthOfHoldsIsBounded) {
  FlowState State;
  for (unsigned I = 0; I < 1000; ++I)
    State.hold(shared(A));
  unsigned Releases = 0;
  while (State.release(A))
    ++Releases;
  EXPECT_LT(Releases, 10u);
}

TEST_F(FlowStateTest, releaseOfWhatIsNotHeldSaysSo) {
  FlowState State;
  State.hold(shared(B));
  EXPECT_FALSE(State.release(A));
  EXPECT_EQ(describeAll(State.Held), Texts({"shared var:B"}));
}

TEST_F(FlowStateTest, releaseOfAnObjectReleasesTheLocksInside) {
  FlowState State;
  State.hold(shared(at(P, "Mutex")));
  State.hold(shared(at(Q, "Mutex")));
  EXPECT_TRUE(State.release(P));
  EXPECT_EQ(describeAll(State.Held), Texts({"shared var:Q.Mutex"}));
}

TEST_F(FlowStateTest, releaseEndsTries) {
  FlowState State;
  State.Pending.push_back(tried(A));
  EXPECT_TRUE(State.release(A));
  EXPECT_TRUE(State.Pending.empty());
}

//===----------------------------------------------------------------------===//
// Join
//===----------------------------------------------------------------------===//

TEST_F(FlowStateTest, joinKeepsOnlyLocksThatBothHold) {
  FlowState State, Other;
  State.hold(shared(A));
  State.hold(shared(B));
  Other.hold(shared(B));
  Other.hold(shared(at(This, "Mutex")));
  EXPECT_TRUE(State.join(Other));
  EXPECT_EQ(describeAll(State.Held), Texts({"shared var:B"}));
}

TEST_F(FlowStateTest, joinTakesTheWeakerMode) {
  FlowState State, Other;
  State.hold(exclusive(A));
  Other.hold(shared(A));
  EXPECT_TRUE(State.join(Other));
  EXPECT_EQ(describeAll(State.Held), Texts({"shared var:A"}));

  FlowState Weak, Strong;
  Weak.hold(shared(A));
  Strong.hold(exclusive(A));
  EXPECT_FALSE(Weak.join(Strong));
  EXPECT_EQ(describeAll(Weak.Held), Texts({"shared var:A"}));
}

TEST_F(FlowStateTest, joinHoldsAsOftenAsBothDo) {
  FlowState Twice, Once;
  Twice.hold(shared(A));
  Twice.hold(shared(A));
  Once.hold(shared(A));
  FlowState State = Twice;
  EXPECT_TRUE(State.join(Once));
  EXPECT_TRUE(State.release(A));
  EXPECT_TRUE(State.Held.empty());
  State = Once;
  EXPECT_FALSE(State.join(Twice));
  EXPECT_TRUE(State.release(A));
  EXPECT_TRUE(State.Held.empty());
}

TEST_F(FlowStateTest, joinKeepsOnlyTriesOfBoth) {
  FlowState State, Other;
  State.Pending = {tried(A), tried(B)};
  Other.Pending = {tried(B)};
  EXPECT_TRUE(State.join(Other));
  ASSERT_EQ(State.Pending.size(), 1u);
  EXPECT_EQ(State.Pending[0].Lock.Path, B);
}

TEST_F(FlowStateTest, joinKeepsOnlyAliasesThatAgree) {
  FlowState State, Other;
  State.setAlias(P, at(This, "Next"));
  State.setAlias(Q, at(This, "Next"));
  State.setAlias(R, AccessPath::null());
  Other.setAlias(P, at(This, "Next"));
  Other.setAlias(Q, AccessPath::param(0));
  Other.setAlias(R, AccessPath::null());
  EXPECT_TRUE(State.join(Other));
  EXPECT_EQ(describeAll(State.Aliases),
            Texts({"var:P -> this.Next", "var:R -> null"}));
}

TEST_F(FlowStateTest, joinUnitesWhatWasDropped) {
  FlowState State, Other;
  State.Context.Dropped = {A};
  Other.Context.Dropped = {A, B};
  EXPECT_TRUE(State.join(Other));
  EXPECT_EQ(describeAll(State.Context.Dropped), Texts({"var:A", "var:B"}));
  EXPECT_FALSE(State.join(Other));
}

TEST_F(FlowStateTest, joinKeepsOnlyConditionsOfBoth) {
  ParamCondition First{0, 0, ParamCondition::NotEqual};
  ParamCondition Second{1, 0, ParamCondition::Equal};
  FlowState State, Other;
  State.Context.Conditions = {First, Second};
  Other.Context.Conditions = {Second};
  EXPECT_TRUE(State.join(Other));
  EXPECT_EQ(describeAll(State.Context.Conditions), Texts({"param1 == 0"}));
}

TEST_F(FlowStateTest, decisionEndsWhereBothWaysJoin) {
  const auto *Test = reinterpret_cast<const clang::Stmt *>(this);
  FlowState Taken, Other;
  Taken.Doubts.push_back({Test, true});
  Taken.Selections.push_back({Test, true});
  Taken.FlagTests.push_back({Test, true});
  Other.Doubts.push_back({Test, false});
  Other.Selections.push_back({Test, false});
  Other.FlagTests.push_back({Test, false});
  FlowState Same = Taken;
  EXPECT_FALSE(Same.join(Taken));
  EXPECT_FALSE(Same.Doubts.empty() || Same.FlagTests.empty());
  EXPECT_TRUE(Same.join(Other));
  EXPECT_TRUE(Same.Doubts.empty() && Same.Selections.empty() &&
              Same.FlagTests.empty());
}

TEST_F(FlowStateTest, joinWithTheSameStateChangesNothing) {
  FlowState State;
  State.hold(exclusive(A));
  State.hold(shared(at(P, "Mutex")));
  State.Pending = {tried(B)};
  State.setAlias(Q, AccessPath::param(0));
  State.setAlias(R, AccessPath::null());
  State.Context.Dropped = {at(This, "Mutex")};
  State.Context.Conditions = {{0, 1, ParamCondition::Less}};
  FlowState Copy = State;
  EXPECT_FALSE(State.join(Copy));
  EXPECT_EQ(State.Held.size(), 2u);
  EXPECT_EQ(State.Pending.size(), 1u);
  EXPECT_EQ(State.Aliases.size(), 2u);
}

//===----------------------------------------------------------------------===//
// Aliases
//===----------------------------------------------------------------------===//

TEST_F(FlowStateTest, resolveReplacesTheFrontOfThePath) {
  FlowState State;
  State.setAlias(P, at(This, "Next"));
  EXPECT_EQ(describe(State.resolve(P)), "this.Next");
  EXPECT_EQ(describe(State.resolve(at(P, "Mutex"))), "this.Next.Mutex");
  EXPECT_EQ(describe(State.resolve(at(Q, "Mutex"))), "var:Q.Mutex");
}

TEST_F(FlowStateTest, resolveTakesTheLongestAlias) {
  FlowState State;
  State.setAlias(P, Q);
  State.setAlias(at(P, "Next"), R);
  EXPECT_EQ(describe(State.resolve(at(at(P, "Next"), "Mutex"))), "var:R.Mutex");
  EXPECT_EQ(describe(State.resolve(at(P, "Mutex"))), "var:Q.Mutex");
}

TEST_F(FlowStateTest, resolveFollowsAliasesOfAliases) {
  FlowState State;
  State.setAlias(P, Q);
  State.setAlias(Q, at(This, "Next"));
  EXPECT_EQ(describe(State.resolve(at(P, "Mutex"))), "this.Next.Mutex");
}

TEST_F(FlowStateTest, resolveOfACycleIsOpaque) {
  FlowState State;
  State.setAlias(P, Q);
  State.setAlias(Q, P);
  EXPECT_TRUE(State.resolve(at(P, "Mutex")).isOpaque());
}

TEST_F(FlowStateTest, resolveOfANullPointerNamesNoObject) {
  FlowState State;
  State.setAlias(P, AccessPath::null());
  EXPECT_TRUE(State.resolve(P).isNull());
  EXPECT_FALSE(State.resolve(at(P, "Mutex")).isNamed());
}

/// `Pools[i()] = Q` says nothing of `Pools[j()]`.
TEST_F(FlowStateTest, aliasOfAnUnknownElementIsNotThatOfAnother) {
  FlowState State;
  AccessPath Some =
      at(This, "Pools").plus({PathElement::UnknownIndex, nullptr, 0});
  State.setAlias(Some, Q);
  EXPECT_NE(State.resolve(at(Some, "Mutex")), at(Q, "Mutex"));
}

TEST_F(FlowStateTest, setAliasReplacesTheOldOne) {
  FlowState State;
  State.setAlias(P, Q);
  State.setAlias(P, R);
  EXPECT_EQ(describeAll(State.Aliases), Texts({"var:P -> var:R"}));
}

TEST_F(FlowStateTest, setAliasToSomethingUnknownForgets) {
  FlowState State;
  State.setAlias(P, Q);
  State.setAlias(P, AccessPath::opaque());
  EXPECT_TRUE(State.Aliases.empty());
  EXPECT_EQ(describe(State.resolve(P)), "var:P");
}

/// `P = P->Next`: what P was before has no name any more.
TEST_F(FlowStateTest, setAliasOfAnObjectToAPartOfItselfForgets) {
  FlowState State;
  State.setAlias(P, Q);
  State.setAlias(P, at(P, "Next"));
  EXPECT_TRUE(State.Aliases.empty());
  State.setAlias(P, P);
  EXPECT_TRUE(State.Aliases.empty());
}

TEST_F(FlowStateTest, setAliasOfTheUnnamedIsNotKept) {
  FlowState State;
  State.setAlias(AccessPath::opaque(), Q);
  State.setAlias(AccessPath::null(), Q);
  EXPECT_TRUE(State.Aliases.empty());
}

TEST_F(FlowStateTest, aliasOfIsExact) {
  FlowState State;
  State.setAlias(P, Q);
  ASSERT_TRUE(State.aliasOf(P));
  EXPECT_EQ(*State.aliasOf(P), Q);
  EXPECT_FALSE(State.aliasOf(at(P, "Next")));
}

TEST_F(FlowStateTest, removeAliasesBelowRemovesThoseOfParts) {
  FlowState State;
  State.setAlias(P, Q);
  State.setAlias(at(P, "Next"), Q);
  State.setAlias(R, P);
  State.removeAliasesBelow(P);
  EXPECT_EQ(describeAll(State.Aliases), Texts({"var:R -> var:P"}));
}

//===----------------------------------------------------------------------===//
// Moved objects
//===----------------------------------------------------------------------===//

TEST_F(FlowStateTest, movedGuardStandsForItsLock) {
  FlowState State;
  State.hold(shared(A));
  State.setAlias(P.guardedLock(), A);
  State.moveObject(P, Q);
  EXPECT_EQ(describeAll(State.Aliases), Texts({"var:Q.lock0 -> var:A"}));
  EXPECT_EQ(describeAll(State.Held), Texts({"shared var:A"}));
}

TEST_F(FlowStateTest, moveReplacesWhatTheTargetWas) {
  FlowState State;
  State.setAlias(P.guardedLock(), A);
  State.setAlias(Q.guardedLock(), B);
  State.setAlias(Q.guardedLock(1), B);
  State.moveObject(P, Q);
  EXPECT_EQ(describeAll(State.Aliases), Texts({"var:Q.lock0 -> var:A"}));
}

TEST_F(FlowStateTest, moveTakesTriesAndLocksInsideAlong) {
  FlowState State;
  PendingTry Try = tried(A);
  Try.Guard = P;
  State.Pending.push_back(Try);
  State.hold(shared(at(P, "Mutex")));
  State.moveObject(P, at(This, "Next"));
  EXPECT_EQ(describe(State.Pending[0].Guard), "this.Next");
  EXPECT_EQ(describeAll(State.Held), Texts({"shared this.Next.Mutex"}));
}

TEST_F(FlowStateTest, moveLeavesOtherObjectsAlone) {
  FlowState State;
  State.setAlias(R.guardedLock(), B);
  State.hold(shared(at(R, "Mutex")));
  State.moveObject(P, Q);
  EXPECT_EQ(describeAll(State.Aliases), Texts({"var:R.lock0 -> var:B"}));
  EXPECT_EQ(describeAll(State.Held), Texts({"shared var:R.Mutex"}));
}

TEST_F(FlowStateTest, moveToAnUnknownPlaceForgets) {
  FlowState State;
  State.setAlias(P.guardedLock(), A);
  State.hold(shared(at(P, "Mutex")));
  State.hold(shared(A));
  State.moveObject(P, AccessPath::opaque());
  EXPECT_TRUE(State.Aliases.empty());
  EXPECT_EQ(describeAll(State.Held), Texts({"shared var:A"}));
}

TEST_F(FlowStateTest, moveToItselfChangesNothing) {
  FlowState State;
  State.setAlias(P.guardedLock(), A);
  State.moveObject(P, P);
  EXPECT_EQ(describeAll(State.Aliases), Texts({"var:P.lock0 -> var:A"}));
}

//===----------------------------------------------------------------------===//
// Assigned pointers
//===----------------------------------------------------------------------===//

TEST_F(FlowStateTest, assignedVariableForgetsPathsThroughIt) {
  FlowState State;
  State.hold(shared(at(P, "Mutex")));
  State.hold(shared(at(Q, "Mutex")));
  State.Pending = {tried(at(P, "Other"))};
  State.setAlias(R, at(P, "Next"));
  State.forgetPathsThrough(Code.variable("P"));
  EXPECT_EQ(describeAll(State.Held), Texts({"shared var:Q.Mutex"}));
  EXPECT_TRUE(State.Pending.empty());
  EXPECT_TRUE(State.Aliases.empty());
}

TEST_F(FlowStateTest, assignedVariableForgetsItsOwnAlias) {
  FlowState State;
  State.setAlias(P, at(This, "Next"));
  State.setAlias(Q, at(This, "Next"));
  State.forgetPathsThrough(Code.variable("P"));
  EXPECT_EQ(describeAll(State.Aliases), Texts({"var:Q -> this.Next"}));
}

TEST_F(FlowStateTest, assignedFieldForgetsPathsThroughItOnEveryObject) {
  FlowState State;
  State.hold(shared(at(at(This, "Next"), "Mutex")));
  State.hold(shared(at(at(P, "Next"), "Mutex")));
  State.hold(shared(at(This, "Mutex")));
  State.forgetPathsThrough(Code.field("Pool::Next"));
  EXPECT_EQ(describeAll(State.Held), Texts({"shared this.Mutex"}));
}

TEST_F(FlowStateTest, assignedIndexForgetsElementsNamedByIt) {
  FlowState State;
  AccessPath Element = at(This, "Pools")
                           .plus({PathElement::VariableIndex,
                                  Code.variable("I")->getCanonicalDecl(), 0});
  State.hold(shared(at(Element, "Mutex")));
  State.hold(shared(Element));
  State.forgetPathsThrough(Code.variable("I"));
  EXPECT_TRUE(State.Held.empty());
}

/// A pointer is the same as what it points to, so the lock `*L` has the path of
/// L itself.
TEST_F(FlowStateTest, assignedPointerForgetsTheLockThatItPointsTo) {
  FlowState State;
  State.hold(shared(var("L")));
  State.hold(shared(at(This, "Outside")));
  State.forgetPathsThrough(Code.variable("L"));
  EXPECT_EQ(describeAll(State.Held), Texts({"shared this.Outside"}));
  State.forgetPathsThrough(Code.field("Pool::Outside"));
  EXPECT_TRUE(State.Held.empty());
}

//===----------------------------------------------------------------------===//
// Conditions on parameters
//===----------------------------------------------------------------------===//

/// All conditions with small values.
std::vector<ParamCondition> smallConditions(unsigned Index) {
  std::vector<ParamCondition> Result;
  for (int64_t Value = -2; Value <= 2; ++Value)
    for (ParamCondition::Relation Is :
         {ParamCondition::Equal, ParamCondition::NotEqual, ParamCondition::Less,
          ParamCondition::GreaterEqual})
      Result.push_back({Index, Value, Is});
  return Result;
}

TEST(ParamConditionTest, holdsForIsTheRelation) {
  for (int64_t Actual = -5; Actual <= 5; ++Actual) {
    EXPECT_EQ(ParamCondition({0, 1, ParamCondition::Equal}).holdsFor(Actual),
              Actual == 1);
    EXPECT_EQ(ParamCondition({0, 1, ParamCondition::NotEqual}).holdsFor(Actual),
              Actual != 1);
    EXPECT_EQ(ParamCondition({0, 1, ParamCondition::Less}).holdsFor(Actual),
              Actual < 1);
    EXPECT_EQ(
        ParamCondition({0, 1, ParamCondition::GreaterEqual}).holdsFor(Actual),
        Actual >= 1);
  }
}

TEST(ParamConditionTest, negatedHoldsForAllOthers) {
  for (const ParamCondition &C : smallConditions(0)) {
    for (int64_t Actual = -5; Actual <= 5; ++Actual)
      EXPECT_NE(C.holdsFor(Actual), C.negated().holdsFor(Actual))
          << describe(C) << " for " << Actual;
    EXPECT_TRUE(C.negated().negated() == C);
  }
}

TEST(ParamConditionTest, contradictsIfNoValueMeetsBoth) {
  for (const ParamCondition &C : smallConditions(0))
    for (const ParamCondition &D : smallConditions(0)) {
      bool Possible = false;
      for (int64_t Actual = -9; Actual <= 9; ++Actual)
        Possible |= C.holdsFor(Actual) && D.holdsFor(Actual);
      EXPECT_EQ(C.contradicts(D), !Possible)
          << describe(C) << " and " << describe(D);
    }
}

TEST(ParamConditionTest, differentParametersNeverContradict) {
  for (const ParamCondition &C : smallConditions(0))
    for (const ParamCondition &D : smallConditions(1))
      EXPECT_FALSE(C.contradicts(D));
}

//===----------------------------------------------------------------------===//
// Traces
//===----------------------------------------------------------------------===//

TEST(TraceTest, prependedStepComesFirst) {
  ParsedUnit Code("void inner(); void outer();");
  TraceRef Inner = prependStep({{}, Code.function("inner")}, nullptr);
  TraceRef Outer = prependStep({{}, Code.function("outer")}, Inner);
  EXPECT_EQ(Outer->Step.Callee, Code.function("outer"));
  EXPECT_EQ(Outer->Rest, Inner);
  EXPECT_EQ(traceLength(Outer), 2u);
  EXPECT_EQ(traceLength(Inner), 1u);
  EXPECT_EQ(traceLength(nullptr), 0u);
}

} // namespace

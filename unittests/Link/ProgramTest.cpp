//===--- ProgramTest.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Link/Program.h"
#include "unwedge/Link/Effects.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace unwedge;
using namespace unwedge::link;
using namespace unwedge::summary;

namespace {

/// Makes a unit by hand.
class UnitMaker {
public:
  explicit UnitMaker(StringRef MainFile)
      : Unit(std::make_unique<UnitSummary>()) {
    Unit->MainFile = Unit->save(MainFile);
    Unit->Identity = Unit->MainFile;
    Unit->Files = {{Unit->MainFile, 0}};
  }

  /// One without a USR is internal.
  summary::Index entity(StringRef USR, StringRef Name,
                        Entity::EntityKind Kind = Entity::Function) {
    Entity E;
    E.Kind = Kind;
    E.USR = Unit->save(USR);
    E.Name = Unit->save(Name);
    E.Internal = USR.empty();
    Unit->Entities.push_back(E);
    return Unit->Entities.size() - 1;
  }
  Function &function(summary::Index Is, uint64_t Hash = 1) {
    Unit->Functions.emplace_back();
    Unit->Functions.back().Is = Is;
    Unit->Functions.back().Hash = Hash;
    return Unit->Functions.back();
  }
  static Call call(summary::Index Callee, Call::CallKind Kind = Call::Direct) {
    Call C;
    C.Kind = Kind;
    C.Callee = Callee;
    C.Where = {0, 1, 1};
    return C;
  }

  std::unique_ptr<UnitSummary> Unit;
};

Program programOf(std::unique_ptr<UnitSummary> A,
                  std::unique_ptr<UnitSummary> B) {
  std::vector<std::unique_ptr<UnitSummary>> Units;
  Units.push_back(std::move(A));
  Units.push_back(std::move(B));
  return Program(std::move(Units));
}

summary::Index functionNamed(const Program &P, StringRef Name) {
  for (summary::Index F = 0; F < P.functions().size(); ++F)
    if (P.nameOf(P.functions()[F]).Name == Name)
      return F;
  return None;
}

std::vector<std::string> calleesOf(const Program &P, StringRef Caller) {
  std::vector<std::string> Names;
  const summary::Index F = functionNamed(P, Caller);
  for (const Call &C : P.functions()[F]->Calls)
    for (const Target &T : P.targets(C, F).All) {
      const auto &Callee = P.functions()[T.Function];
      Names.push_back(P.nameOf(Callee).Name.str() + " of " +
                      P.units()[Callee.Unit]->MainFile.str());
    }
  return Names;
}

using Names = std::vector<std::string>;

TEST(Program, findsDefinitionsInOtherUnits) {
  UnitMaker A("a.cpp"), B("b.cpp");
  const auto Callee = A.entity("u:callee", "callee");
  A.function(A.entity("u:caller", "caller")).Calls = {UnitMaker::call(Callee)};
  B.function(B.entity("u:callee", "callee"));
  Program P = programOf(std::move(A.Unit), std::move(B.Unit));
  EXPECT_EQ(calleesOf(P, "caller"), Names{"callee of b.cpp"});
}

TEST(Program, keepsInternalFunctionsApart) {
  UnitMaker A("a.cpp"), B("b.cpp");
  const auto Helper = A.entity("", "helper");
  A.function(A.entity("u:caller", "caller")).Calls = {UnitMaker::call(Helper)};
  A.function(Helper);
  B.function(B.entity("", "helper"));
  Program P = programOf(std::move(B.Unit), std::move(A.Unit));
  EXPECT_EQ(calleesOf(P, "caller"), Names{"helper of a.cpp"});
  EXPECT_EQ(P.functions().size(), 3u);
}

TEST(Program, mergesAlikeFunctionsAndKeepsOthers) {
  auto Make = [](StringRef File, uint64_t Hash) {
    UnitMaker Unit(File);
    Unit.function(Unit.entity("u:inline", "inlined"), Hash);
    return std::move(Unit.Unit);
  };
  Program Same = programOf(Make("a.cpp", 7), Make("b.cpp", 7));
  EXPECT_EQ(Same.functions().size(), 1u);
  EXPECT_EQ(Same.Statistics.FunctionsThatDiffer, 0u);
  Program Other = programOf(Make("a.cpp", 7), Make("b.cpp", 8));
  EXPECT_EQ(Other.functions().size(), 2u);
  EXPECT_EQ(Other.Statistics.FunctionsThatDiffer, 1u);
}

TEST(Program, prefersTheUnitsOwnVariant) {
  auto Make = [](StringRef File, StringRef Caller, uint64_t Hash) {
    UnitMaker Unit(File);
    const auto Inline = Unit.entity("u:inline", "inlined");
    Unit.function(Unit.entity(Caller, Caller)).Calls = {
        UnitMaker::call(Inline)};
    Unit.function(Inline, Hash);
    return std::move(Unit.Unit);
  };
  Program P = programOf(Make("a.cpp", "one", 1), Make("b.cpp", "two", 2));
  EXPECT_EQ(calleesOf(P, "one"), Names{"inlined of a.cpp"});
  EXPECT_EQ(calleesOf(P, "two"), Names{"inlined of b.cpp"});
}

TEST(Program, dropsAUnitThatIsGivenTwice) {
  auto Make = [] {
    UnitMaker Unit("a.cpp");
    Unit.function(Unit.entity("u:f", "f"));
    return std::move(Unit.Unit);
  };
  Program P = programOf(Make(), Make());
  EXPECT_EQ(P.units().size(), 1u);
  EXPECT_EQ(P.Statistics.UnitsDropped, 1u);
}

TEST(Program, findsOverridersInOtherUnits) {
  UnitMaker A("a.cpp"), B("b.cpp");
  const auto Interface = A.entity("u:get", "get");
  A.function(A.entity("u:caller", "caller")).Calls = {
      UnitMaker::call(Interface, Call::Virtual)};
  const auto Base = B.entity("u:get", "get");
  const auto First = B.entity("u:first", "first");
  const auto Second = B.entity("u:second", "second");
  B.function(First);
  B.function(Second);
  // One overrides the other's.
  B.Unit->Overrides = {{First, Base}, {Second, First}};
  Program P = programOf(std::move(A.Unit), std::move(B.Unit));
  const summary::Index Caller = functionNamed(P, "caller");
  EXPECT_EQ(P.targets(P.functions()[Caller]->Calls.front(), Caller).Candidates,
            2u);
  EXPECT_EQ(calleesOf(P, "caller"),
            (Names{"first of b.cpp", "second of b.cpp"}));
}

TEST(Program, doesNotFollowACallThatMayRunVeryManyFunctions) {
  auto TargetsOf = [](unsigned Overriders) {
    UnitMaker A("a.cpp"), B("b.cpp");
    const auto Interface = A.entity("u:get", "get");
    A.function(A.entity("u:caller", "caller")).Calls = {
        UnitMaker::call(Interface, Call::Virtual)};
    const auto Base = B.entity("u:get", "get");
    for (unsigned I = 0; I < Overriders; ++I) {
      const std::string Name = "overrider" + std::to_string(I);
      const auto F = B.entity(Name, Name);
      B.function(F);
      B.Unit->Overrides.push_back({F, Base});
    }
    Program P = programOf(std::move(A.Unit), std::move(B.Unit));
    P.components();
    EXPECT_EQ(P.Statistics.IndirectCallsTooWide, 1u);
    EXPECT_EQ(P.Statistics.IndirectCallsUnresolved, 0u);
    const summary::Index Caller = functionNamed(P, "caller");
    return P.targets(P.functions()[Caller]->Calls.front(), Caller).All.size();
  };
  EXPECT_EQ(TargetsOf(60), 60u);
  EXPECT_EQ(TargetsOf(70), 0u);
}

TEST(Program, keepsOneRecordOfAlikeFunctionsWithTheMostInIt) {
  auto Make = [](StringRef File, unsigned Flows) {
    UnitMaker Unit(File);
    const auto Is = Unit.entity("u:inline", "inlined");
    Function &F = Unit.function(Is);
    for (unsigned I = 0; I < Flows; ++I)
      F.ValueFlows.emplace_back().To.Kind = ValuePort::Return;
    QueueFunction Queues;
    Queues.Is = Is;
    Unit.Unit->QueueFunctions.push_back(std::move(Queues));
    return std::move(Unit.Unit);
  };
  Program P = programOf(Make("a.cpp", 1), Make("b.cpp", 2));
  ASSERT_EQ(P.functions().size(), 1u);
  EXPECT_EQ(P.functions()[0]->ValueFlows.size(), 2u);
  EXPECT_EQ(P.functions()[0].Unit, 0u);
  EXPECT_EQ(P.functions()[0].AlsoIn.size(), 1u);
  EXPECT_EQ(P.units()[0]->QueueFunctions.size(), 1u);
  EXPECT_EQ(P.units()[1]->QueueFunctions.size(), 0u);
}

TEST(Program, followsCallablesThroughParameters) {
  UnitMaker A("a.cpp"), B("b.cpp");
  // One unit hands a function to another's, which keeps it in a field.
  const auto Given = A.entity("u:parameter", "F", Entity::Variable);
  const auto Callable = A.entity("u:callable", "callable");
  A.function(Callable);
  A.Unit->StoredCallables = {{Given, Callable, {}, {0, 3, 4}}};
  const auto Parameter = B.entity("u:parameter", "F", Entity::Variable);
  const auto Field = B.entity("u:field", "Field", Entity::Field);
  B.Unit->Flows = {{Parameter, Field}};
  B.function(B.entity("u:runs", "runs")).Calls = {
      UnitMaker::call(Field, Call::Stored)};
  Program P = programOf(std::move(A.Unit), std::move(B.Unit));
  EXPECT_EQ(calleesOf(P, "runs"), Names{"callable of a.cpp"});
}

TEST(Program, knowsOwnersOnlyIfAllUnitsAgree) {
  auto Make = [](StringRef File, StringRef Class) {
    UnitMaker Unit(File);
    const auto Field = Unit.entity("u:owner", "Owner", Entity::Field);
    OwnerPointer Pointer;
    Pointer.In = Field;
    if (Class.empty())
      Pointer.Other = true;
    else
      Pointer.Class = Unit.entity(Class, Class, Entity::Class);
    Unit.Unit->OwnerPointers = {Pointer};
    return std::move(Unit.Unit);
  };
  auto Knows = [](const Program &P) {
    for (summary::Index E = 0; E < P.entities().size(); ++E)
      if (P.entity(E).Kind == Entity::Field)
        return P.ownerPointer(E) != nullptr;
    return false;
  };
  EXPECT_TRUE(Knows(programOf(Make("a.cpp", "C"), Make("b.cpp", "C"))));
  EXPECT_FALSE(Knows(programOf(Make("a.cpp", "C"), Make("b.cpp", "D"))));
  EXPECT_FALSE(Knows(programOf(Make("a.cpp", "C"), Make("b.cpp", ""))));
}

/// What `caller` is seen to do to its own `Field` by a call of `callee`, which
/// does it to its first parameter.
size_t effectsAtCaller(const Argument &Given, List<Condition> Conditions) {
  UnitMaker A("a.cpp"), B("b.cpp");
  const auto Callee = A.entity("u:callee", "callee");
  const auto Field = A.entity("u:field", "Field", Entity::Field);
  Call C = UnitMaker::call(Callee);
  Argument Object;
  Object.Object.Root = Path::This;
  Object.Object.Elements = {{PathElement::Field, Field, 0}};
  C.Arguments = {Object, Given};
  A.function(A.entity("u:caller", "caller")).Calls = {C};
  const auto Is = B.entity("u:callee", "callee");
  // It calls itself, too, which adds nothing.
  Call Again = UnitMaker::call(Is);
  Argument Same;
  Same.Object.Root = Path::Param;
  Again.Arguments = {Same};
  B.function(Is).Calls = {Again};
  Program P = programOf(std::move(A.Unit), std::move(B.Unit));
  Context When;
  When.Conditions = std::move(Conditions);
  EffectAnalysis Effects(P);
  Effect What;
  What.Object.Root = Path::Param;
  What.When = &When;
  Effects.add(functionNamed(P, "callee"), What);
  size_t Seen = 0;
  const summary::Index Caller = functionNamed(P, "caller");
  Effects.run([&](summary::Index F, const Call &, const ReachedEffect &E,
                  ArrayRef<HeldOnWay>) {
    if (F != Caller)
      return;
    ++Seen;
    EXPECT_EQ(spelling(P, E.Object, F), "Field");
    EXPECT_TRUE(leavesUnit(P, F, E.Way));
  });
  return Seen;
}

TEST(Effects, haveTheObjectsOfTheCaller) {
  EXPECT_EQ(effectsAtCaller({}, {}), 1u);
}

TEST(Effects, happenIfTheArgumentMeetsTheCondition) {
  const List<Condition> IfSet = {{1, 0, Condition::NotEqual, false}};
  Argument True, False, Unknown;
  True.Value = 1;
  False.Value = 0;
  EXPECT_EQ(effectsAtCaller(True, IfSet), 1u);
  EXPECT_EQ(effectsAtCaller(False, IfSet), 0u);
  // Unknown means silent.
  EXPECT_EQ(effectsAtCaller(Unknown, IfSet), 0u);
}

} // namespace

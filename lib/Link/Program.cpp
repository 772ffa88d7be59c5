//===--- Program.cpp ------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Link/Program.h"
#include "unwedge/Summary/Renumber.h"
#include "llvm/ADT/CachedHashString.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace unwedge::link {

using namespace summary;

Program::Program(std::vector<std::unique_ptr<UnitSummary>> Given)
    : Units(std::move(Given)) {
  // Whatever order they come in.
  auto Key = [](const UnitSummary &Unit) {
    return std::make_tuple(Unit.MainFile, Unit.Identity, Unit.Functions.size(),
                           Unit.Entities.size());
  };
  llvm::sort(Units,
             [&](const auto &A, const auto &B) { return Key(*A) < Key(*B); });
  const size_t All = Units.size();
  Units.erase(std::unique(Units.begin(), Units.end(),
                          [](const auto &A, const auto &B) {
                            return A->MainFile == B->MainFile &&
                                   A->Identity == B->Identity;
                          }),
              Units.end());
  Statistics.UnitsDropped = All - Units.size();
  Statistics.Units = Units.size();
  merge();
  solveFlows();
}

Program::~Program() = default;

void Program::merge() {
  DenseMap<CachedHashStringRef, Index> FileNumbers, EntityNumbers;
  for (const auto &Unit : Units) {
    NewNumbers Numbers;
    for (const File &F : Unit->Files) {
      auto [It, New] =
          FileNumbers.try_emplace(CachedHashStringRef(F.Name), Files.size());
      if (New)
        Files.push_back(F);
      else if (Files[It->second].Hash != F.Hash)
        Files[It->second].Hash = 0;
      Numbers.Files.push_back(It->second);
    }
    for (const LockKind &Kind : Unit->LockKinds) {
      auto It = find(LockKinds, Kind);
      Numbers.LockKinds.push_back(It - LockKinds.begin());
      if (It == LockKinds.end())
        LockKinds.push_back(Kind);
    }
    const size_t FirstNew = Entities.size();
    for (const Entity &E : Unit->Entities) {
      Index Number = Entities.size();
      if (!E.Internal && !E.USR.empty()) {
        auto [It, New] =
            EntityNumbers.try_emplace(CachedHashStringRef(E.USR), Number);
        Number = It->second;
      }
      if (Number == Entities.size())
        Entities.push_back(E);
      Numbers.Entities.push_back(Number);
    }
    renumber(*Unit, Numbers);
    // The lists themselves were renumbered in the unit, not in the copy.
    for (auto [Number, E] : zip_equal(Numbers.Entities, Unit->Entities))
      if (Number >= FirstNew)
        Entities[Number] = E;
      else if (!Entities[Number].Where.isValid())
        Entities[Number].Where = E.Where;

    // The program has its own.
    Unit->Entities = {};
    Unit->Files = {};
    Unit->LockKinds = {};

    for (const Override &O : Unit->Overrides)
      Overriders[O.Overridden].push_back(O.Overrider);
    for (StoredCallable &S : Unit->StoredCallables)
      Stored[S.In].push_back(std::move(S));
    for (const OwnerPointer &O : Unit->OwnerPointers)
      Owners[O.In].push_back(O);
    for (const Inheritance &I : Unit->Inheritances)
      Bases[I.Derived].push_back(I.Base);
    for (const UnitSummary::Silence &S : Unit->Silences)
      Silences[{S.At.File, uint64_t(S.At.Line) << 32 | S.At.Column}].push_back(
          {S.Check, S.By});
    Unit->Overrides = {};
    Unit->StoredCallables = {};
    Unit->OwnerPointers = {};
    Unit->Inheritances = {};
    Unit->Silences = {};
  }
  auto MakeUnique = [](auto &List) {
    sort(List);
    List.erase(std::unique(List.begin(), List.end()), List.end());
  };
  for (auto &[E, List] : Overriders)
    MakeUnique(List);
  for (auto &[E, List] : Bases)
    MakeUnique(List);

  mergeFunctions();
}

/// Of one function in a header, each unit has a record; equal ones are one, and
/// the memory of the others is given back.
void Program::mergeFunctions() {
  Definitions.resize(Entities.size());
  std::vector<Function *> Records;
  for (auto [UnitNumber, Unit] : enumerate(Units)) {
    const Index Here = UnitNumber;
    for (Function &F : Unit->Functions) {
      Statistics.Calls += F.Calls.size();
      List<Index> &Known = Definitions[F.Is];
      auto SameText = [&](Index Old) {
        const FunctionRecord &O = Functions[Old];
        return O->Hash == F.Hash && O->Calls.size() == F.Calls.size() &&
               O->Acquisitions.size() == F.Acquisitions.size();
      };
      if (auto It = find_if(Known, SameText); It != Known.end()) {
        FunctionRecord &Old = Functions[*It];
        // What one unit sees of the values, another may not.
        if (Old->ValueFlows.size() < F.ValueFlows.size())
          std::swap(*Records[*It], F);
        F = Function();
        Old.AlsoIn.push_back(Here);
        continue;
      }
      if (!Known.empty())
        ++Statistics.FunctionsThatDiffer;
      Known.push_back(Functions.size());
      Functions.push_back({&F, Here, {}});
      Records.push_back(&F);
    }
    erase_if(Unit->QueueFunctions, [&](const QueueFunction &Q) {
      return none_of(Definitions[Q.Is],
                     [&](Index F) { return Functions[F].Unit == Here; });
    });
    Unit->QueueFunctions.shrink_to_fit();
  }
  Statistics.Functions = Functions.size();
}

void Program::solveFlows() {
  DenseMap<Index, SmallVector<Index, 2>> Flows;
  for (const auto &Unit : Units) {
    for (const Flow &F : Unit->Flows)
      Flows[F.From].push_back(F.To);
    Unit->Flows = {};
  }
  for (auto &[From, To] : Flows) {
    sort(To);
    To.erase(std::unique(To.begin(), To.end()), To.end());
  }
  std::vector<Index> Worklist;
  for (auto &[In, List] : Stored)
    Worklist.push_back(In);
  for (auto &[In, List] : Owners)
    Worklist.push_back(In);
  // Not in the order of a hash table.
  sort(Worklist);
  constexpr size_t MaxStored = 64;
  auto Sees = [](const StoredCallable &A, const StoredCallable &B) {
    return A.Callable == B.Callable && A.At == B.At;
  };
  auto SameOwner = [](const OwnerPointer &A, const OwnerPointer &B) {
    return A.Class == B.Class && A.Object == B.Object && A.Other == B.Other;
  };
  auto MergeInto = [&](auto &To, const auto &From, auto Same) {
    bool Changed = false;
    for (const auto &Item : From)
      if (To.size() < MaxStored &&
          none_of(To, [&](const auto &Old) { return Same(Old, Item); })) {
        To.push_back(Item);
        Changed = true;
      }
    return Changed;
  };
  auto MakeUnique = [&](auto &Lists, auto Same) {
    for (auto &[In, List] : Lists) {
      auto All = std::move(List);
      List = {};
      MergeInto(List, All, Same);
    }
  };
  MakeUnique(Stored, Sees);
  MakeUnique(Owners, SameOwner);
  while (!Worklist.empty()) {
    const Index From = Worklist.back();
    Worklist.pop_back();
    auto It = Flows.find(From);
    if (It == Flows.end())
      continue;
    for (Index To : It->second) {
      if (To == From)
        continue;
      bool Changed = false;
      if (auto Found = Stored.find(From); Found != Stored.end()) {
        std::vector<StoredCallable> Source = Found->second;
        Changed |= MergeInto(Stored[To], Source, Sees);
      }
      if (auto Found = Owners.find(From); Found != Owners.end()) {
        std::vector<OwnerPointer> Source = Found->second;
        Changed |= MergeInto(Owners[To], Source, SameOwner);
      }
      if (Changed)
        Worklist.push_back(To);
    }
  }
  for (const auto &[In, List] : Owners) {
    if (Entities[In].Kind != Entity::Field)
      continue;
    const OwnerPointer &First = List.front();
    if (all_of(List, [&](const OwnerPointer &O) {
          return !O.Other && O.Class == First.Class && O.Object == First.Object;
        })) {
      OwnerPointers[In] = First;
      OwnerPointers[In].In = In;
    }
  }
}

bool Program::isInUnitOf(Index Function, Index Of) const {
  const FunctionRecord &F = Functions[Function];
  const Index Unit = Functions[Of].Unit;
  return F.Unit == Unit ||
         std::binary_search(F.AlsoIn.begin(), F.AlsoIn.end(), Unit);
}

void Program::definitions(Index E, Index Caller,
                          SmallVectorImpl<Index> &Result) const {
  ArrayRef<Index> All = Definitions[E];
  // A unit means its own, if it has one.
  if (Caller != None)
    for (Index F : All)
      if (isInUnitOf(F, Caller)) {
        Result.push_back(F);
        return;
      }
  Result.append(All.begin(), All.end());
}

/// Through what calls more functions than that, nothing is followed: a finding
/// would be one of very many guesses, and what is called from everywhere and
/// overridden everywhere has as many ways as the square of the program.
static constexpr unsigned MaxTargets = 64;

void Program::addOverriders(Index E, Index Caller, Targets &Result) const {
  SmallVector<Index, 8> Pending{E}, Seen;
  DenseSet<Index> Known;
  while (!Pending.empty()) {
    const Index M = Pending.pop_back_val();
    if (!Known.insert(M).second)
      continue;
    Seen.push_back(M);
    auto It = Overriders.find(M);
    if (It == Overriders.end())
      continue;
    if (Seen.size() + Pending.size() + It->second.size() > MaxTargets) {
      Result.Candidates = MaxTargets + 1;
      return;
    }
    Pending.append(It->second.begin(), It->second.end());
  }
  sort(Seen);
  unsigned Bodies = 0;
  for (Index M : Seen) {
    SmallVector<Index, 2> Found;
    definitions(M, Caller, Found);
    for (Index F : Found)
      Result.All.push_back({F, {}, {}});
    // What overrides has a body somewhere.
    Bodies += M != E || !Found.empty();
  }
  Result.Candidates = std::max(Bodies, 1u);
  Result.IsResolved = Bodies != 0;
}

ArrayRef<StoredCallable> Program::stored(Index Variable) const {
  auto It = Stored.find(Variable);
  if (It == Stored.end())
    return {};
  return It->second;
}

Targets Program::targets(const Call &Call, Index Caller) const {
  Targets Result;
  switch (Call.Kind) {
  case Call::Given:
    break;
  case Call::Direct: {
    SmallVector<Index, 2> Found;
    definitions(Call.Callee, Caller, Found);
    for (Index F : Found)
      Result.All.push_back({F, {}, {}});
    break;
  }
  case Call::Virtual:
    addOverriders(Call.Callee, Caller, Result);
    break;
  case Call::Stored: {
    ArrayRef<StoredCallable> All = stored(Call.Callee);
    for (const StoredCallable &S : All) {
      SmallVector<Index, 2> Found;
      definitions(S.Callable, None, Found);
      for (Index F : Found)
        Result.All.push_back({F, S.BoundTo, S.At, S.BindsArguments});
    }
    Result.Candidates = std::max<unsigned>(All.size(), 1);
    Result.IsResolved = !All.empty();
    break;
  }
  }
  return Result;
}

Targets Program::targets(const Argument &Argument, Index Caller) const {
  Targets Result;
  auto Add = [&](Index Callable, const Path &BoundTo, const Place &At,
                 bool BindsArguments) {
    SmallVector<Index, 2> Found;
    definitions(Callable, Caller, Found);
    for (Index F : Found)
      Result.All.push_back({F, BoundTo, At, BindsArguments});
  };
  for (Index Callable : Argument.Callables)
    Add(Callable, Argument.BoundTo, {}, Argument.BindsArguments);
  Result.Candidates = Argument.Callables.size();
  if (Argument.Source != None)
    for (const StoredCallable &S : stored(Argument.Source)) {
      Add(S.Callable, S.BoundTo, S.At, S.BindsArguments);
      ++Result.Candidates;
    }
  Result.Candidates = std::max(Result.Candidates, 1u);
  return Result;
}

const OwnerPointer *Program::ownerPointer(Index Field) const {
  auto It = OwnerPointers.find(Field);
  return It == OwnerPointers.end() ? nullptr : &It->second;
}

bool Program::related(Index A, Index B) const {
  if (A == None || B == None)
    return false;
  auto IsDerived = [&](Index From, Index To) {
    SmallVector<Index, 8> Pending{From};
    DenseSet<Index> Seen;
    while (!Pending.empty()) {
      const Index Class = Pending.pop_back_val();
      if (Class == To)
        return true;
      if (!Seen.insert(Class).second)
        continue;
      if (auto It = Bases.find(Class); It != Bases.end())
        Pending.append(It->second.begin(), It->second.end());
    }
    return false;
  };
  return IsDerived(A, B) || IsDerived(B, A);
}

StringRef Program::silencedBy(const Place &Where, StringRef Check) const {
  auto It =
      Silences.find({Where.File, uint64_t(Where.Line) << 32 | Where.Column});
  if (It != Silences.end())
    for (const auto &[Name, By] : It->second)
      if (Name == Check)
        return By;
  return {};
}

const std::vector<std::vector<Index>> &Program::components() const {
  if (!Components.empty() || Functions.empty())
    return Components;
  // As AnalysisLimits::MaxCandidates.
  constexpr unsigned MaxCandidates = 8;
  // Tarjan's algorithm, with a stack of its own: programs nest deeper than the
  // system's.
  std::vector<SmallVector<Index, 4>> Callees(Functions.size());
  for (Index F = 0; F < Functions.size(); ++F) {
    for (const Call &C : Functions[F]->Calls) {
      const Targets Run = targets(C, F);
      for (const Target &T : Run.All)
        Callees[F].push_back(T.Function);
      if (C.Kind == Call::Virtual || C.Kind == Call::Stored) {
        const bool IsWide = Run.Candidates > MaxCandidates;
        Statistics.IndirectCallsTooWide += IsWide;
        Statistics.IndirectCallsUnresolved += !Run.IsResolved && !IsWide;
      }
      for (const Argument &A : C.Arguments)
        if (!A.Callables.empty() || A.Source != None)
          for (const Target &T : targets(A, F).All)
            Callees[F].push_back(T.Function);
    }
    sort(Callees[F]);
    Callees[F].erase(std::unique(Callees[F].begin(), Callees[F].end()),
                     Callees[F].end());
  }
  struct Frame {
    Index F;
    size_t Next;
  };
  std::vector<Index> Number(Functions.size(), None), Low(Functions.size(), 0);
  std::vector<bool> OnStack(Functions.size(), false);
  std::vector<Index> Stack;
  std::vector<Frame> Frames;
  Index Count = 0;
  auto Enter = [&](Index F) {
    Number[F] = Low[F] = Count++;
    Stack.push_back(F);
    OnStack[F] = true;
    Frames.push_back({F, 0});
  };
  for (Index Root = 0; Root < Functions.size(); ++Root) {
    if (Number[Root] != None)
      continue;
    Enter(Root);
    while (!Frames.empty()) {
      Frame &Top = Frames.back();
      const Index F = Top.F;
      if (Top.Next < Callees[F].size()) {
        const Index To = Callees[F][Top.Next++];
        if (Number[To] == None)
          Enter(To);
        else if (OnStack[To])
          Low[F] = std::min(Low[F], Number[To]);
        continue;
      }
      Frames.pop_back();
      if (!Frames.empty())
        Low[Frames.back().F] = std::min(Low[Frames.back().F], Low[F]);
      if (Low[F] != Number[F])
        continue;
      std::vector<Index> Component;
      Index Member;
      do {
        Member = Stack.back();
        Stack.pop_back();
        OnStack[Member] = false;
        Component.push_back(Member);
      } while (Member != F);
      sort(Component);
      Components.push_back(std::move(Component));
    }
  }
  return Components;
}

std::vector<std::pair<StringRef, size_t>>
statisticsRows(const LinkStatistics &Statistics) {
  return {
      {"units", Statistics.Units},
      {"units given more than once", Statistics.UnitsDropped},
      {"functions", Statistics.Functions},
      {"functions of one name that differ", Statistics.FunctionsThatDiffer},
      {"calls", Statistics.Calls},
      {"indirect calls without a known target",
       Statistics.IndirectCallsUnresolved},
      {"indirect calls with too many targets", Statistics.IndirectCallsTooWide},
      {"events given up: too many in one function", Statistics.EventsDropped},
      {"findings below the minimum confidence", Statistics.BelowMinimum},
  };
}

PlaceRecord Program::record(const Place &Where) const {
  PlaceRecord Result;
  if (Where.isValid()) {
    Result.File = Files[Where.File].Name.str();
    Result.Line = Where.Line;
    Result.Column = Where.Column;
  }
  return Result;
}

} // namespace unwedge::link

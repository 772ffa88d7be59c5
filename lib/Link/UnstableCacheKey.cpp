//===--- UnstableCacheKey.cpp - The rule over a whole program -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What changes in one unit, becomes text in another, and is a key in a third.
// Each function knows the ways of values inside it (ValueFlow); here they are
// put together over calls, callees first: what comes out of a function, and
// which keys its parameters get to. A value that changes and gets to a key is a
// candidate for the same judgement that a unit makes alone.
//
//===----------------------------------------------------------------------===//

#include "unwedge/Link/Link.h"
#include "unwedge/Report/CallWording.h"
#include "unwedge/Rules/CacheKeyJudgement.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/MathExtras.h"
#include <deque>
#include <map>

using namespace llvm;

namespace unwedge::link {

using namespace summary;

namespace {

constexpr StringLiteral CheckName = "unwedge-unstable-cache-key";
constexpr unsigned MaxCandidates = 8;
constexpr size_t MaxValues = 8;
constexpr size_t MaxKeys = 32;
constexpr size_t MaxPart = 3;
constexpr unsigned MaxLength = 24;
/// More than units make for a function.
constexpr size_t MaxFlows = 1024;

using Fields = List<Index>;

/// What a value comes along. The last first; shared.
struct Way {
  enum StepKind : uint8_t {
    /// The steps that a unit knows whole.
    InFunction,
    /// A call gives it back, or is given it.
    Given,
    HandedIn,
  };
  StepKind Kind = InFunction;
  const ValueFlow *Flow = nullptr;
  const ValueCall *Call = nullptr;
  /// In Program::functions().
  Index Callee = None;
  const Way *Before = nullptr;
  unsigned Length = 1;
};

/// A value that changes, or one of the caller's.
struct Value {
  const ChangingValue *Change = nullptr;
  /// If there is none: which of the caller's.
  ValuePort::PortKind Port = ValuePort::This;
  uint32_t Number = 0;
  Fields Part;
  /// The part of what it is in.
  Fields At;
  bool IsText = false;
  bool IsPart = false;
  bool IsSure = true;
  /// Of how many ways through indirect calls this is one.
  unsigned Choices = 1;
  /// Some step is out of sight of the function that has the value.
  bool Crosses = false;
  const Way *Last = nullptr;

  bool sameAs(const Value &O) const {
    return Change == O.Change && At == O.At &&
           (Change || (Port == O.Port && Number == O.Number && Part == O.Part));
  }
};
using Values = std::vector<Value>;

/// One call on the way of a key to its operation.
struct KeyHop {
  const ValueCall *Call = nullptr;
  Index Callee = None;
  const KeyHop *Rest = nullptr;
  unsigned Length = 1;
};

/// A key that a parameter, or the object, of a function gets to.
struct ReachedKey {
  ValuePort::PortKind Port = ValuePort::Parameter;
  uint32_t Number = 0;
  Fields Part;
  const KeyedUse *Use = nullptr;
  /// In the terms of the function.
  ContainerRoot Container;
  bool IsText = false;
  bool IsPart = false;
  bool IsSure = true;
  unsigned Choices = 1;
  bool Crosses = false;
  /// The steps in the last function, which make text of it, say.
  const Way *Last = nullptr;
  const KeyHop *Calls = nullptr;
};

struct Candidate : ChangingKey {
  Index F = None;
  const KeyedUse *Use = nullptr;
  Index Container = None;
  bool HandedIn = false;
  Place KeyAt;
  const ValueFlow *Flow = nullptr;
  Value What;
  const KeyHop *Calls = nullptr;
  const Way *LastInCallee = nullptr;
  bool MayOwnObjects = true;
  bool Crosses = false;
  /// As it was found.
  size_t Sequence = 0;
};

/// What a function hands on, by the port.
struct Handed {
  std::map<std::pair<ValuePort::PortKind, uint32_t>, Values> Out;
  std::vector<ReachedKey> Keys;
};

/// Where calls that each have several targets follow each other, few runs take
/// just these; beyond any number that counts, all are alike.
unsigned bothChoices(unsigned A, unsigned B) {
  return std::min(SaturatingMultiply(A, B), 1u << 16);
}

uint64_t numberOf(const Place &Where) {
  return (uint64_t(Where.File) << 44 | uint64_t(Where.Line) << 16 |
          std::min<uint64_t>(Where.Column, 0xffff)) +
         1;
}

bool isPrefix(ArrayRef<Index> A, ArrayRef<Index> B) {
  return A.size() <= B.size() && A == B.take_front(A.size());
}

bool mayOverlap(ArrayRef<Index> A, ArrayRef<Index> B) {
  return isPrefix(A, B) || isPrefix(B, A);
}

class KeyRun : public KeyQuestions {
public:
  KeyRun(const Program &P, const LinkOptions &Options)
      : P(P), Options(Options), All(P.functions().size()) {}

  void run(std::vector<FindingRecord> &Found);

private:
  /// The values of one function, while it is looked at.
  struct Frame {
    Index F;
    const Function &Record;
    /// By flow.
    std::vector<std::optional<Values>> Known;
    std::vector<bool> InProgress;
  };
  struct Container {
    ContainerUses Uses;
    bool ShowsKeys = false;
    bool OfMembersOnly = true;
    std::map<uint64_t, bool> ByOtherKey;
    std::map<uint64_t, Place> Places;
    SetVector<Index> Missing;
    DenseSet<Index> Present;
    /// Units that see all by themselves.
    DenseSet<Index> WholeIn;
  };

  std::vector<Index> order(bool &HasCycles);
  struct Called {
    SmallVector<Index, 2> Functions;
    bool IsSure = false;
    unsigned Candidates = 1;
  };
  const Called &targetsOf(const ValueCall &C, Index Caller);
  bool isCallOfNull(const Frame &At, const ValueCall &C, Index Callee,
                    const Value &Inner) const;
  void visit(Index F);
  const Values &valuesOf(Frame &At, size_t Flow);
  Values fromCall(Frame &At, const ValuePort &From);
  Values given(Frame &At, uint32_t Call, const Value &Inner);
  void toKey(Frame &At, const ValueFlow &Flow, const Value &V);
  void toCall(Frame &At, const ValueFlow &Flow, const Value &V);
  void addCandidate(Candidate C);
  void addKey(Index F, ReachedKey Key);
  void add(Values &To, Value V) const;
  bool translate(const ContainerRoot &Inner, const ValueCall &C,
                 ContainerRoot &Outer) const;
  const Way *extend(const Way *Before, Way Step);
  const Way *concatenate(const Way *Before, const Way *After);

  void readContainers();
  void judge(ArrayRef<const ChangingKey *> Group,
             ArrayRef<const ChangingKey *> Everywhere,
             std::vector<FindingRecord> &Found);
  FindingRecord finding(const Candidate &C, const KeyVerdict &Verdict,
                        ArrayRef<const ChangingKey *> Everywhere) const;
  static Confidence levelOf(const Candidate &C, const KeyVerdict &Verdict);
  std::string containerName(Index Of) const;
  std::string functionName(Index Function) const;
  void appendWay(const Way *Last, std::vector<StepRecord> &Steps) const;

  static const Candidate &candidate(const ChangingKey &Key) {
    return static_cast<const Candidate &>(Key);
  }
  bool isKeptElsewhere(const ChangingKey &Key) override {
    return candidate(Key).Flow->KeptElsewhere;
  }
  bool usesTheHit(const ChangingKey &Key) override {
    return candidate(Key).Flow->UsesTheHit;
  }
  bool fillsIfEmpty(const ChangingKey &Key) override {
    return candidate(Key).Flow->FillsIfEmpty;
  }
  bool isKnownElsewhere(const ChangingKey &Key) override {
    const Candidate &C = candidate(Key);
    return C.Calls || C.Flow->KnownElsewhere;
  }
  bool isShownByKeyOnly(const ChangingKey &Key) override {
    const Candidate &C = candidate(Key);
    return C.Flow->ShownByKeyOnly && !Judged->ShowsKeys;
  }
  bool ownsSubject(const ChangingKey &Key) override {
    return candidate(Key).MayOwnObjects;
  }
  bool erasesByOtherKey(uint64_t OperationPlace) override {
    auto It = Judged->ByOtherKey.find(OperationPlace);
    return It != Judged->ByOtherKey.end() && It->second;
  }

  const Program &P;
  const LinkOptions &Options;
  std::vector<Handed> All;
  std::map<std::pair<const ValueCall *, Index>, Called> Resolved;
  std::deque<Way> Ways;
  std::deque<KeyHop> Hops;
  std::deque<Candidate> Candidates;
  DenseMap<Index, Container> Containers;
  const Container *Judged = nullptr;
};

const Way *KeyRun::extend(const Way *Before, Way Step) {
  Step.Length = Before ? Before->Length + 1 : 1;
  if (Step.Length > MaxLength)
    return Before;
  Step.Before = Before;
  Ways.push_back(Step);
  return &Ways.back();
}

const Way *KeyRun::concatenate(const Way *Before, const Way *After) {
  SmallVector<const Way *, 8> Steps;
  for (const Way *W = After; W; W = W->Before)
    Steps.push_back(W);
  for (const Way *W : reverse(Steps))
    Before = extend(Before, *W);
  return Before;
}

void KeyRun::add(Values &To, Value V) const {
  auto Same = find_if(To, [&](const Value &Old) { return Old.sameAs(V); });
  if (Same != To.end()) {
    if (V.IsText && !Same->IsText) {
      Same->IsText = true;
      Same->Last = V.Last;
    }
    Same->IsPart |= V.IsPart;
    if (V.Choices < Same->Choices) {
      Same->Choices = V.Choices;
      Same->Last = V.Last;
    }
    return;
  }
  if (To.size() < MaxValues) {
    To.push_back(std::move(V));
    return;
  }
  ++P.Statistics.EventsDropped;
  // What changes counts more than what depends on the caller.
  auto Dependent = find_if(To, [](const Value &Old) { return !Old.Change; });
  if (V.Change && Dependent != To.end())
    *Dependent = std::move(V);
}

const KeyRun::Called &KeyRun::targetsOf(const ValueCall &C, Index Caller) {
  auto [It, New] = Resolved.try_emplace({&C, Caller});
  Called &Result = It->second;
  if (New) {
    Call Asked;
    Asked.Kind = C.Kind;
    Asked.Callee = C.Callee;
    const Targets Found = P.targets(Asked, Caller);
    Result.IsSure = C.Kind == Call::Direct ||
                    (C.Kind == Call::Virtual && Found.Candidates == 1);
    Result.Candidates = Found.Candidates;
    if (Found.Candidates <= MaxCandidates)
      for (const Target &T : Found.All)
        if (P.functions()[T.Function]->hasValues() &&
            !is_contained(Result.Functions, T.Function))
          Result.Functions.push_back(T.Function);
  }
  return Result;
}

/// The functions with values, callees first.
std::vector<Index> KeyRun::order(bool &HasCycles) {
  std::vector<Index> Result;
  std::vector<uint8_t> State(P.functions().size(), 0);
  struct Entry {
    Index F;
    size_t Next;
    SmallVector<Index, 4> Callees;
  };
  std::vector<Entry> Stack;
  auto Enter = [&](Index F) {
    State[F] = 1;
    Entry &E = Stack.emplace_back();
    E.F = F;
    E.Next = 0;
    for (const ValueCall &C : P.functions()[F]->ValueCalls)
      append_range(E.Callees, targetsOf(C, F).Functions);
  };
  for (Index Root = 0; Root < P.functions().size(); ++Root) {
    if (State[Root] || !P.functions()[Root]->hasValues())
      continue;
    Enter(Root);
    while (!Stack.empty()) {
      Entry &Top = Stack.back();
      if (Top.Next < Top.Callees.size()) {
        const Index To = Top.Callees[Top.Next++];
        if (!State[To])
          Enter(To);
        else if (State[To] == 1)
          HasCycles = true;
        continue;
      }
      State[Top.F] = 2;
      Result.push_back(Top.F);
      Stack.pop_back();
    }
  }
  return Result;
}

/// \p Inner, a value that a called function has from its caller, as the caller
/// has it.
Values KeyRun::given(Frame &At, uint32_t Call, const Value &Inner) {
  Values Result;
  for (size_t I = 0; I < At.Record.ValueFlows.size(); ++I) {
    const ValueFlow &Flow = At.Record.ValueFlows[I];
    const bool Matches = Inner.Port == ValuePort::This
                             ? Flow.To.Kind == ValuePort::CallObject
                             : Flow.To.Kind == ValuePort::CallArgument &&
                                   Flow.To.Number == Inner.Number;
    if (!Matches || Flow.To.Call != Call)
      continue;
    for (const Value &V : valuesOf(At, I))
      if (mayOverlap(V.At, Inner.Part))
        Result.push_back(V);
  }
  return Result;
}

Values KeyRun::fromCall(Frame &At, const ValuePort &From) {
  Values Result;
  if (From.Call >= At.Record.ValueCalls.size())
    return Result;
  const ValueCall &C = At.Record.ValueCalls[From.Call];
  std::pair<ValuePort::PortKind, uint32_t> Port{ValuePort::Return, 0};
  if (From.Kind == ValuePort::CallObject)
    Port = {ValuePort::This, 0};
  else if (From.Kind == ValuePort::CallArgument)
    Port = {ValuePort::Parameter, From.Number};
  // A copy: what is looked at meanwhile may resolve others.
  const Called Run = targetsOf(C, At.F);
  // Clocks of several kinds are all clocks.
  const unsigned Alike = count_if(Run.Functions, [&](Index T) {
    auto It = All[T].Out.find(Port);
    return It != All[T].Out.end() && !It->second.empty();
  });
  const unsigned Choices =
      Run.IsSure ? 1 : divideCeil(Run.Candidates, std::max(Alike, 1u));
  for (Index T : Run.Functions) {
    auto It = All[T].Out.find(Port);
    if (It == All[T].Out.end())
      continue;
    const bool Crosses = !P.isInUnitOf(T, At.F);
    for (const Value &V : It->second) {
      if (!mayOverlap(V.At, From.Part))
        continue;
      Fields Rest(V.At.begin() + std::min(V.At.size(), From.Part.size()),
                  V.At.end());
      auto Add = [&](Value New) {
        New.IsSure &= Run.IsSure && V.IsSure;
        New.Choices = bothChoices(New.Choices, Choices);
        New.IsText |= V.IsText;
        New.IsPart =
            (V.IsPart && (V.At.empty() || !Rest.empty())) || !Rest.empty();
        New.At = Rest;
        New.Crosses |= V.Crosses || Crosses;
        add(Result, std::move(New));
      };
      if (V.Change) {
        if (isCallOfNull(At, C, T, V))
          continue;
        Value New = V;
        Way Step;
        Step.Kind = Way::Given;
        Step.Call = &C;
        Step.Callee = T;
        New.Last = extend(V.Last, Step);
        Add(std::move(New));
        continue;
      }
      for (Value New : given(At, From.Call, V)) {
        Way Step;
        Step.Kind = Way::HandedIn;
        Step.Call = &C;
        Step.Callee = T;
        if (V.Last)
          New.Last = concatenate(extend(New.Last, Step), V.Last);
        New.Choices = bothChoices(New.Choices, V.Choices);
        Add(std::move(New));
      }
    }
  }
  return Result;
}

/// Whether \p Inner is the address of what a parameter of \p Callee points to,
/// or comes from a member function called on that, and \p C hands over a null
/// pointer.
bool KeyRun::isCallOfNull(const Frame &At, const ValueCall &C, Index Callee,
                          const Value &Inner) const {
  auto IsNull = [&](uint32_t Number) {
    return any_of(At.Record.Calls, [&](const Call &Own) {
      return Own.Where == C.Where && Own.Callee == C.Callee &&
             Number < Own.Arguments.size() &&
             Own.Arguments[Number].Object.Root == Path::Null;
    });
  };
  const Function &Record = *P.functions()[Callee].Record;
  auto IsOf = [](const auto &List, const auto *Part) {
    return any_of(List, [&](const auto &Own) { return &Own == Part; });
  };
  if (Inner.Change->OfParameter && IsOf(Record.Changes, Inner.Change) &&
      IsNull(Inner.Change->OfParameter - 1))
    return true;
  for (const Way *W = Inner.Last; W; W = W->Before)
    if (W->Kind == Way::Given && IsOf(Record.ValueCalls, W->Call) &&
        W->Call->Object.Root == ContainerRoot::Param &&
        IsNull(W->Call->Object.Number))
      return true;
  return false;
}

const Values &KeyRun::valuesOf(Frame &At, size_t Number) {
  static const Values None;
  if (At.Known[Number])
    return *At.Known[Number];
  if (At.InProgress[Number])
    return None;
  At.InProgress[Number] = true;
  const ValueFlow &Flow = At.Record.ValueFlows[Number];
  Values From;
  switch (Flow.From.Kind) {
  case ValuePort::Change:
    if (Flow.From.Number < At.Record.Changes.size()) {
      Value &V = From.emplace_back();
      V.Change = &At.Record.Changes[Flow.From.Number];
    }
    break;
  case ValuePort::Parameter:
  case ValuePort::This: {
    Value &V = From.emplace_back();
    V.Port = Flow.From.Kind;
    V.Number = Flow.From.Number;
    V.Part = Flow.From.Part;
    break;
  }
  default:
    if (Flow.From.isOfCall())
      From = fromCall(At, Flow.From);
  }
  Values Result;
  for (Value &V : From) {
    V.IsText |= Flow.IsText;
    V.IsPart |= Flow.IsPart;
    V.IsSure &= Flow.IsSure;
    if (Flow.IsText && !Flow.Steps.empty())
      // Text is one thing.
      V.At.clear();
    Fields To = Flow.To.Part;
    To.append(V.At.begin(), V.At.end());
    if (To.size() > MaxPart)
      To.erase(To.begin() + MaxPart, To.end());
    V.At = std::move(To);
    if (!Flow.Steps.empty()) {
      Way Step;
      Step.Flow = &Flow;
      V.Last = extend(V.Last, Step);
    }
    add(Result, std::move(V));
  }
  At.InProgress[Number] = false;
  At.Known[Number] = std::move(Result);
  return *At.Known[Number];
}

bool KeyRun::translate(const ContainerRoot &Inner, const ValueCall &C,
                       ContainerRoot &Outer) const {
  Outer = Inner;
  if (Inner.Root == ContainerRoot::This) {
    const bool Constructs = C.Kind != Call::Stored &&
                            P.entity(C.Callee).Form == Entity::Constructor;
    if (Constructs)
      return false;
    Outer.Root = C.Object.Root == ContainerRoot::Unknown
                     ? ContainerRoot::Outliving
                     : C.Object.Root;
    Outer.Number = C.Object.Number;
  } else if (Inner.Root == ContainerRoot::Param) {
    auto It = find_if(C.Containers, [&](const ValueCall::Container &Given) {
      return Given.Argument == Inner.Number;
    });
    if (It == C.Containers.end())
      return false;
    Outer.Root = It->Is.Root;
    Outer.Number = It->Is.Number;
    if (Inner.Of == None)
      return false;
    const Entity &Of = P.entity(Inner.Of);
    if (Of.Kind == Entity::Variable && !Of.IsGlobal)
      Outer.Of = It->Is.Of;
  }
  return Outer.Root != ContainerRoot::Local &&
         Outer.Root != ContainerRoot::Unknown && Outer.Of != None;
}

void KeyRun::addCandidate(Candidate C) {
  // A number that is the key by itself makes a timeline or an index.
  if (!C.IsText && !C.IsPart)
    return;
  C.Function = uint64_t(C.F) + 1;
  C.Kind = C.What.Change->Kind;
  C.Operation = C.Use->Operation;
  C.InLoopCondition = C.Use->InLoopCondition;
  C.IsBounded = C.Use->IsBounded;
  C.IsOrdered = C.Use->IsOrdered;
  C.KeyPlace = numberOf(C.KeyAt);
  C.OperationPlace = numberOf(C.Use->Where);
  C.Variable = C.Flow->Variable;
  C.Trace = C.Flow->Trace;
  const Entity &Of = P.entity(C.Container);
  C.InField = Of.Kind == Entity::Field;
  C.InGlobal = Of.IsGlobal;
  C.MayOwnObjects = C.Use->MayOwnObjects;
  C.Sequence = Candidates.size();
  Candidates.push_back(std::move(C));
}

void KeyRun::addKey(Index F, ReachedKey Key) {
  std::vector<ReachedKey> &Known = All[F].Keys;
  auto Same = find_if(Known, [&](const ReachedKey &Old) {
    return Old.Use == Key.Use && Old.Port == Key.Port &&
           Old.Number == Key.Number && Old.Part == Key.Part &&
           Old.Container.Of == Key.Container.Of;
  });
  if (Same != Known.end()) {
    if (Key.Choices < Same->Choices)
      *Same = std::move(Key);
    return;
  }
  if (Known.size() < MaxKeys)
    Known.push_back(std::move(Key));
  else
    ++P.Statistics.EventsDropped;
}

void KeyRun::toKey(Frame &At, const ValueFlow &Flow, const Value &V) {
  if (Flow.To.Number >= At.Record.Keys.size())
    return;
  const KeyedUse &Use = At.Record.Keys[Flow.To.Number];
  if (V.Change) {
    Candidate C;
    C.F = At.F;
    C.Use = &Use;
    C.Container = Use.Container.Of;
    C.HandedIn =
        Use.Container.Root == ContainerRoot::Param && Use.Calls.empty();
    C.KeyAt = Flow.KeyAt;
    C.Flow = &Flow;
    C.What = V;
    C.IsText = V.IsText;
    C.IsPart = V.IsPart;
    C.Crosses = V.Crosses;
    if (C.Container != None)
      addCandidate(std::move(C));
    return;
  }
  ReachedKey Key;
  Key.Port = V.Port;
  Key.Number = V.Number;
  Key.Part = V.Part;
  Key.Use = &Use;
  Key.Container = Use.Container;
  Key.IsText = V.IsText;
  Key.IsPart = V.IsPart;
  Key.IsSure = V.IsSure;
  Key.Choices = V.Choices;
  Key.Crosses = V.Crosses;
  Key.Last = V.Last;
  addKey(At.F, std::move(Key));
}

void KeyRun::toCall(Frame &At, const ValueFlow &Flow, const Value &V) {
  if (Flow.To.Call >= At.Record.ValueCalls.size())
    return;
  const ValueCall &C = At.Record.ValueCalls[Flow.To.Call];
  const Called Run = targetsOf(C, At.F);
  const unsigned Choices = Run.IsSure ? 1 : Run.Candidates;
  for (Index T : Run.Functions) {
    const bool Crosses = !P.isInUnitOf(T, At.F);
    // Of a recursive function the list may be the one that is added to.
    for (size_t I = 0; I < All[T].Keys.size(); ++I) {
      const ReachedKey Inner = All[T].Keys[I];
      const bool Matches = Inner.Port == ValuePort::This
                               ? Flow.To.Kind == ValuePort::CallObject
                               : Flow.To.Kind == ValuePort::CallArgument &&
                                     Flow.To.Number == Inner.Number;
      if (!Matches || !mayOverlap(V.At, Inner.Part))
        continue;
      ContainerRoot Outer;
      if (!translate(Inner.Container, C, Outer))
        continue;
      KeyHop Hop;
      Hop.Call = &C;
      Hop.Callee = T;
      Hop.Rest = Inner.Calls;
      Hop.Length = Inner.Calls ? Inner.Calls->Length + 1 : 1;
      if (Hop.Length > 8)
        continue;
      Hops.push_back(Hop);
      if (V.Change) {
        Candidate New;
        New.F = At.F;
        New.Use = Inner.Use;
        New.Container = Outer.Of;
        New.KeyAt = Flow.KeyAt;
        New.Flow = &Flow;
        New.What = V;
        New.What.IsSure &= Run.IsSure && Inner.IsSure;
        New.What.Choices =
            bothChoices(V.Choices, bothChoices(Choices, Inner.Choices));
        New.IsText = V.IsText || Inner.IsText;
        New.IsPart = V.IsPart || Inner.IsPart;
        New.Crosses = V.Crosses || Inner.Crosses || Crosses;
        New.Calls = &Hops.back();
        New.LastInCallee = Inner.Last;
        addCandidate(std::move(New));
        continue;
      }
      ReachedKey Key = Inner;
      Key.Port = V.Port;
      Key.Number = V.Number;
      Key.Part = V.Part;
      Key.Container = Outer;
      Key.IsText |= V.IsText;
      Key.IsPart |= V.IsPart;
      Key.IsSure &= Run.IsSure && V.IsSure;
      Key.Choices = bothChoices(V.Choices, bothChoices(Choices, Key.Choices));
      Key.Crosses |= V.Crosses || Crosses;
      Key.Last = concatenate(V.Last, Inner.Last);
      Key.Calls = &Hops.back();
      addKey(At.F, std::move(Key));
    }
  }
}

void KeyRun::visit(Index F) {
  const Function &Record = *P.functions()[F].Record;
  if (Record.ValueFlows.size() > MaxFlows) {
    ++P.Statistics.EventsDropped;
    return;
  }
  Frame At{F, Record,
           std::vector<std::optional<Values>>(Record.ValueFlows.size()),
           std::vector<bool>(Record.ValueFlows.size(), false)};
  Handed New;
  for (size_t I = 0; I < Record.ValueFlows.size(); ++I) {
    const ValueFlow &Flow = Record.ValueFlows[I];
    switch (Flow.To.Kind) {
    case ValuePort::Return:
    case ValuePort::This:
    case ValuePort::Parameter: {
      const auto Port = std::make_pair(
          Flow.To.Kind,
          Flow.To.Kind == ValuePort::Parameter ? Flow.To.Number : 0);
      for (const Value &V : valuesOf(At, I))
        add(New.Out[Port], V);
      break;
    }
    case ValuePort::Key:
      for (const Value &V : valuesOf(At, I))
        toKey(At, Flow, V);
      break;
    case ValuePort::CallArgument:
    case ValuePort::CallObject:
      for (const Value &V : valuesOf(At, I))
        toCall(At, Flow, V);
      break;
    default:
      break;
    }
  }
  All[F].Out = std::move(New.Out);
}

//===----------------------------------------------------------------------===//
// Judgement
//===----------------------------------------------------------------------===//

void KeyRun::readContainers() {
  DenseSet<Index> Asked;
  for (const Candidate &C : Candidates)
    Asked.insert(C.Container);
  for (auto [Number, Unit] : enumerate(P.units()))
    for (const KeyedContainer &From : Unit->Containers) {
      if (!Asked.contains(From.Is))
        continue;
      Container &To = Containers[From.Is];
      auto Add = [&](ArrayRef<KeyedContainer::Operation> List,
                     std::vector<uint64_t> &Numbers) {
        for (const KeyedContainer::Operation &O : List) {
          const uint64_t At = numberOf(O.Where);
          To.Places[At] = O.Where;
          To.ByOtherKey[At] |= O.ByOtherKey;
          Numbers.push_back(At);
        }
      };
      Add(From.Erases, To.Uses.Erases);
      Add(From.Lookups, To.Uses.Lookups);
      Add(From.Inserts, To.Uses.Inserts);
      To.ShowsKeys |= From.ShowsKeys;
      To.Uses.Shrinks |= From.Shrinks;
      To.Uses.IsSized |= From.IsSized;
      To.Uses.IsIterated |= From.IsIterated;
      To.Uses.IsSearched |= From.IsSearched;
      To.Uses.Escapes |= From.Escapes;
      To.OfMembersOnly &= From.OfMembersOnly;
      To.Missing.insert(From.Missing.begin(), From.Missing.end());
      To.Present.insert(From.Present.begin(), From.Present.end());
      if (From.AllInSight)
        To.WholeIn.insert(Number);
    }
  for (auto &Entry : Containers) {
    Container &C = Entry.second;
    for (std::vector<uint64_t> *Numbers :
         {&C.Uses.Erases, &C.Uses.Lookups, &C.Uses.Inserts}) {
      llvm::sort(*Numbers);
      Numbers->erase(std::unique(Numbers->begin(), Numbers->end()),
                     Numbers->end());
    }
    C.Uses.AllInSight = !C.WholeIn.empty() ||
                        (C.OfMembersOnly && all_of(C.Missing, [&](Index F) {
                           return C.Present.contains(F);
                         }));
  }
}

std::string KeyRun::containerName(Index Of) const {
  const Entity &E = P.entity(Of);
  if (E.Name.empty())
    return "the container";
  if (E.Kind == Entity::Function)
    return "'" + E.Name.rsplit("::").second.str() + "()'";
  return "'" + E.Name.str() + "'";
}

std::string KeyRun::functionName(Index Function) const {
  const Entity &E = P.nameOf(P.functions()[Function]);
  CallWording Call;
  Call.Form = static_cast<CallWording::CalleeForm>(E.Form);
  Call.Name = E.Name.str();
  return describeCallee(Call);
}

void KeyRun::appendWay(const Way *Last, std::vector<StepRecord> &Steps) const {
  SmallVector<const Way *, 8> InOrder;
  for (const Way *W = Last; W; W = W->Before)
    InOrder.push_back(W);
  for (const Way *W : reverse(InOrder))
    switch (W->Kind) {
    case Way::InFunction:
      for (const Step &S : W->Flow->Steps)
        Steps.push_back({P.record(S.Where), S.Text.str()});
      break;
    case Way::Given:
      Steps.push_back(
          {P.record(W->Call->Where), handsItOn(functionName(W->Callee))});
      break;
    case Way::HandedIn:
      Steps.push_back(
          {P.record(W->Call->Where), isGivenTo(functionName(W->Callee))});
      break;
    }
}

Confidence KeyRun::levelOf(const Candidate &C, const KeyVerdict &Verdict) {
  Confidence Level = Verdict.Level;
  if (!C.What.IsSure || C.HandedIn)
    Level = std::min(Level, Confidence::Likely);
  if (C.What.Choices > MaxCandidates)
    Level = std::min(Level, Confidence::Possible);
  return Level;
}

FindingRecord KeyRun::finding(const Candidate &C, const KeyVerdict &Verdict,
                              ArrayRef<const ChangingKey *> Everywhere) const {
  const std::string Name = containerName(C.Container);
  FindingRecord Result;
  Result.Check = CheckName.str();
  Result.Message = keyMessage(Name, C.Kind, Verdict.Harm);
  Confidence Level = levelOf(C, Verdict);
  auto Say = [&](const Place &At, const std::string &What) {
    Result.Steps.push_back({P.record(At), What});
  };
  Say(C.What.Change->Where, C.What.Change->Text.str());
  appendWay(C.What.Last, Result.Steps);
  for (const KeyHop *Hop = C.Calls; Hop; Hop = Hop->Rest)
    Say(Hop->Call->Where, keyIsGivenTo(functionName(Hop->Callee)));
  appendWay(C.LastInCallee, Result.Steps);
  for (const Step &S : C.Use->Calls)
    Say(S.Where, S.Text.str());
  if (C.Calls || !C.Use->Calls.empty())
    Say(C.Use->Where, describeUse(C.Use->Operation, Name) + " by it here");
  unsigned Shown = 0;
  std::vector<uint64_t> Told{C.OperationPlace};
  for (const ChangingKey *Key : Everywhere) {
    const Candidate &Other = candidate(*Key);
    if (Key->Kind != C.Kind || is_contained(Told, Other.OperationPlace))
      continue;
    Told.push_back(Other.OperationPlace);
    if (++Shown > 3)
      break;
    Say(Other.KeyAt,
        describeOtherUse(Other.Operation, Name, haveSameKey(Other, C)));
  }
  auto Assume = [&](const std::string &What) {
    Level = std::min(Level, Confidence::Likely);
    Say(C.KeyAt, What);
  };
  if (!C.What.IsSure)
    Assume(assumesTargets());
  if (C.HandedIn)
    Assume(assumesLongLife(Name));
  if (P.entity(C.Container).Kind == Entity::Function)
    Assume(assumesOneContainer(Name));
  if (Verdict.MissedBy != KeyVerdict::NoMiss) {
    const uint64_t Missing = Verdict.MissedBy == KeyVerdict::MissedByErase
                                 ? Judged->Uses.Erases.front()
                                 : Judged->Uses.Lookups.front();
    Say(Judged->Places.find(Missing)->second,
        describeMiss(Verdict.MissedBy, Name));
  }
  if (!Verdict.Advice.empty())
    Say(C.KeyAt, Verdict.Advice);
  Result.Confidence = confidenceName(Level).str();
  finishFinding(P, C.F, C.KeyAt, Result);
  return Result;
}

void KeyRun::judge(ArrayRef<const ChangingKey *> Group,
                   ArrayRef<const ChangingKey *> Everywhere,
                   std::vector<FindingRecord> &Found) {
  const Candidate &First = candidate(*Group.front());
  // Of a container that no unit has a word on, nothing is known.
  static const Container Unknown = [] {
    Container C;
    C.Uses.Escapes = true;
    return C;
  }();
  auto It = Containers.find(First.Container);
  Judged = It == Containers.end() ? &Unknown : &It->second;
  std::optional<KeyVerdict> Verdict =
      judgeKeys(Group, Everywhere, Judged->Uses, *this);
  if (!Verdict)
    return;
  const Candidate &C = candidate(*Verdict->Key);
  // What one unit sees all of, it has judged with its syntax tree.
  if (!C.Crosses && (It == Containers.end() ||
                     Judged->WholeIn.contains(P.functions()[C.F].Unit) ||
                     !Judged->Uses.AllInSight))
    return;
  const Confidence Level = levelOf(C, *Verdict);
  if (Level < Options.MinimumConfidence) {
    ++P.Statistics.BelowMinimum;
    return;
  }
  Found.push_back(finding(C, *Verdict, Everywhere));
}

void KeyRun::run(std::vector<FindingRecord> &Found) {
  bool HasCycles = false;
  const std::vector<Index> Order = order(HasCycles);
  if (HasCycles) {
    // What functions of a cycle hand on is complete the second time.
    for (Index F : Order)
      visit(F);
    Candidates.clear();
  }
  for (Index F : Order)
    visit(F);
  readContainers();
  // Not in the order of the visits, which knows nothing of places.
  std::vector<const ChangingKey *> Sorted;
  for (const Candidate &C : Candidates)
    Sorted.push_back(&C);
  llvm::sort(Sorted, [](const ChangingKey *A, const ChangingKey *B) {
    auto Order = [](const ChangingKey *Key) {
      return std::make_tuple(Key->Function, Key->KeyPlace, Key->OperationPlace,
                             candidate(*Key).Sequence);
    };
    return Order(A) < Order(B);
  });
  std::map<std::pair<uint64_t, Index>, std::vector<const ChangingKey *>> Groups;
  std::map<Index, std::vector<const ChangingKey *>> ByContainer;
  for (const ChangingKey *Key : Sorted) {
    const Candidate &C = candidate(*Key);
    Groups[{C.Function, C.Container}].push_back(Key);
    ByContainer[C.Container].push_back(Key);
  }
  for (const auto &[Key, Group] : Groups)
    judge(Group, ByContainer[Key.second], Found);
}

} // namespace

void linkUnstableCacheKeys(const Program &P, const LinkOptions &Options,
                           LocalFindings &, std::vector<FindingRecord> &Found) {
  KeyRun(P, Options).run(Found);
}

} // namespace unwedge::link

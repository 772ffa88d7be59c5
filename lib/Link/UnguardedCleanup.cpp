//===--- UnguardedCleanup.cpp - The rule over a whole program -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The units have judged what the ways through their functions are, under
// suppositions about functions whose bodies they do not have; see
// CleanupSuppositions.h. Here it is decided which of these hold.
//
//===----------------------------------------------------------------------===//

#include "unwedge/Link/Effects.h"
#include "unwedge/Link/Link.h"
#include "unwedge/Report/CleanupWording.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <optional>

using namespace llvm;

namespace unwedge::link {

using namespace summary;

namespace {

constexpr StringLiteral CheckName = "unwedge-unguarded-cleanup";
/// As in one unit: the function that is called, and one that it calls.
constexpr unsigned MaxCallbackDepth = 2;
constexpr unsigned MaxEventDepth = 4;
constexpr unsigned MaxThrowDepth = 24;

/// Where a function runs a callback, and the calls that lead there.
struct Inside {
  const CleanupRecord *Record = nullptr;
  /// Which parameter of the function the callback is; None if it is stored.
  Index Parameter = None;
  /// Which parameter it is a member of; None if of none.
  Index InParameter = None;
  std::vector<StepRecord> Calls;
};

class CleanupLink {
public:
  CleanupLink(const Program &P, const LinkOptions &Options)
      : P(P), Options(Options) {}

  void run(LocalFindings &Local, std::vector<FindingRecord> &Found);

private:
  using Throws = CleanupRecord::ThrowsKind;

  void index();
  std::string describe(Index Function) const;
  Targets definitionsOf(Index Function, bool IsVirtual = false) const;
  Throws throwsOf(Index Function, unsigned Depth);
  Throws throwsOf(const CleanupSuspect::Targets &T);
  std::optional<Inside> insideOf(Index Function, unsigned Depth) const;
  std::optional<Inside> insideOf(const CleanupSuspect &S) const;
  const List<StateEvent> &eventsOf(Index Function, unsigned Depth);
  List<StateEvent> findEvents(Index Function, unsigned Depth);
  List<StateEvent> eventsAt(const StateCall &C);
  bool isRefuted(const CleanupSuspect &S, StateKind Kind, const Path &State,
                 StateEvent::ActionKind Action) const;
  bool isUndoneByCallers(const CleanupSuspect &S, StateKind Kind,
                         const Path &State,
                         StateEvent::ActionKind Action) const;
  const VariableGate *gate(Index Variable, bool WhenSet, bool WhenClear) const;
  const VariableGate *gateElsewhere(const UnitSummary &Unit,
                                    const CleanupSuspect &S) const;
  void examine(const UnitSummary &Unit, const CleanupSuspect &S);
  void examineFound(const CleanupSuspect &S);
  void applyVerdicts(LocalFindings &Local) const;
  void examineWhole(const UnitSummary &Unit, const CleanupSuspect &S,
                    const std::optional<Inside> &In, Throws MayThrow);
  void examineParts(const CleanupSuspect &S, const std::optional<Inside> &In,
                    Throws MayThrow);
  std::string nameOf(const CleanupSuspect &S, const StateEvent &Done) const;
  void close(const CleanupSuspect &S, const std::optional<Inside> &In,
             bool IsSeenToThrow, FindingRecord &F) const;
  void add(const CleanupSuspect &S, Confidence Level, FindingRecord F);

  const Program &P;
  const LinkOptions &Options;
  /// By entity.
  DenseMap<Index, SmallVector<const CleanupRecord *, 1>> Records;
  DenseMap<Index, SmallVector<const VariableGate *, 1>> Gates;
  DenseSet<Index> EndingProcess;
  DenseMap<Index, SmallVector<const HandledCall *, 1>> Handled;
  /// The calls of functions with suspects, by their entities.
  DenseMap<Index, SmallVector<Place, 2>> Calls;
  DenseMap<Index, Throws> ThrowAnswers;
  std::map<std::pair<Index, unsigned>, List<StateEvent>> EventAnswers;
  struct Candidate {
    Confidence Level;
    FindingRecord Finding;
  };
  /// What becomes of a finding of units, by place and message.
  struct Verdict {
    bool IsRefuted = false;
    /// As Confidence.
    std::optional<uint32_t> Raised;
  };
  std::map<std::pair<PlaceRecord, StringRef>, Verdict> Verdicts;
  /// Each place once.
  std::map<PlaceRecord, Candidate> Best;
};

//===----------------------------------------------------------------------===//
// States, as CleanupFlow compares them.
//===----------------------------------------------------------------------===//

bool sameState(const StateEvent &A, const StateEvent &B) {
  if (A.Kind != B.Kind || A.Object != B.Object)
    return false;
  switch (A.Kind) {
  case StateKind::Entry:
    if (A.TakesAll || B.TakesAll || (A.AnyEntry && B.AnyEntry))
      return true;
    return A.Key.isNamed() || B.Key.isNamed()
               ? A.Key == B.Key
               : A.KeyText != 0 && A.KeyText == B.KeyText;
  case StateKind::Flag:
  case StateKind::Scope:
    return A.Pair == B.Pair;
  default:
    return true;
  }
}

bool undoes(const StateEvent &Undo, const StateEvent &Done) {
  if (!sameState(Undo, Done))
    return false;
  switch (Done.Action) {
  case StateEvent::Establish:
    return Undo.Action == StateEvent::Discharge;
  case StateEvent::Raise:
    return Undo.Action == StateEvent::Lower;
  case StateEvent::Lower:
    return Undo.Action == StateEvent::Raise;
  case StateEvent::Discharge:
    // That the caller holds the lock would be one assumption more.
    return false;
  case StateEvent::Assign:
    return Undo.Action == StateEvent::Assign && Done.Value && Undo.Value &&
           *Done.Value != *Undo.Value;
  }
  llvm_unreachable("covered switch");
}

bool isKeptElsewhere(const Path &Object) {
  return Object.Root == Path::Var || any_of(Object.Elements, [](auto &E) {
           return E.Kind == PathElement::ConstantIndex ||
                  E.Kind == PathElement::VariableIndex ||
                  E.Kind == PathElement::UnknownIndex;
         });
}

/// \p Inner of a called function, in the terms of who calls it.
Path atCall(const Path &Inner, const Path &Receiver,
            function_ref<Path(uint32_t)> Argument) {
  switch (Inner.Root) {
  case Path::This:
    return Inner.rebase(Receiver, 0);
  case Path::Param:
    return Inner.rebase(Argument(Inner.Number), 0);
  case Path::Var:
  case Path::Result:
    return Inner;
  default:
    return {};
  }
}

//===----------------------------------------------------------------------===//
// What functions do.
//===----------------------------------------------------------------------===//

void CleanupLink::index() {
  DenseSet<Index> Suspected;
  for (const auto &Unit : P.units()) {
    const CleanupSummary &From = Unit->Cleanup;
    for (const CleanupRecord &R : From.Functions)
      Records[R.Is].push_back(&R);
    for (const VariableGate &G : From.Gates)
      Gates[G.Variable].push_back(&G);
    EndingProcess.insert(From.EndingProcess.begin(), From.EndingProcess.end());
    for (const HandledCall &C : From.Handled)
      Handled[C.Call.Callee].push_back(&C);
    for (const CleanupSuspect &S : From.Suspects)
      Suspected.insert(S.In);
  }
  if (Handled.empty())
    return;
  for (const Program::FunctionRecord &F : P.functions())
    for (const Call &C : F->Calls)
      if (C.Kind == Call::Direct && C.Prefix.empty() &&
          Suspected.contains(C.Callee))
        Calls[C.Callee].push_back(C.Where);
}

std::string CleanupLink::describe(Index Function) const {
  const Entity &E = P.entity(Function);
  CallWording Words;
  Words.Name = E.Name.str();
  Words.Form = E.Form == Entity::Constructor  ? CallWording::Constructor
               : E.Form == Entity::Destructor ? CallWording::Destructor
               : E.Form == Entity::Lambda     ? CallWording::Lambda
                                              : CallWording::Plain;
  return describeCallee(Words);
}

Targets CleanupLink::definitionsOf(Index Function, bool IsVirtual) const {
  Call C;
  C.Kind = IsVirtual ? Call::Virtual : Call::Direct;
  C.Callee = Function;
  return P.targets(C, None);
}

CleanupLink::Throws CleanupLink::throwsOf(Index Function, unsigned Depth) {
  if (P.entity(Function).IsNoexcept)
    return CleanupRecord::No;
  if (auto It = ThrowAnswers.find(Function); It != ThrowAnswers.end())
    return It->second;
  if (Depth >= MaxThrowDepth)
    return CleanupRecord::Unseen;
  // What the bodies of one unit say.
  Throws Own = CleanupRecord::No;
  bool IsKnown = false;
  if (auto It = Records.find(Function); It != Records.end()) {
    IsKnown = true;
    for (const CleanupRecord *R : It->second)
      Own = std::max(Own, R->Throws);
    if (Own != CleanupRecord::Unseen)
      return ThrowAnswers[Function] = Own;
  }
  // All that may throw in them is in calls. What a unit calls without a record
  // of its own does not throw itself, or the answer would have been another.
  ThrowAnswers[Function] = CleanupRecord::No;
  Throws Result = CleanupRecord::No;
  for (const Target &T : definitionsOf(Function).All) {
    IsKnown = true;
    for (const Call &C : P.functions()[T.Function]->Calls) {
      if (C.IsCaught || !C.Prefix.empty())
        continue;
      if (C.Kind == Call::Direct)
        Result = std::max(Result, throwsOf(C.Callee, Depth + 1));
      else if (C.Kind == Call::Virtual && !P.entity(C.Callee).IsNoexcept)
        Result = std::max(Result, CleanupRecord::Unseen);
    }
  }
  if (!IsKnown)
    Result = CleanupRecord::Unseen;
  return ThrowAnswers[Function] = Result;
}

CleanupLink::Throws CleanupLink::throwsOf(const CleanupSuspect::Targets &T) {
  if (T.Throws == CleanupRecord::Yes || T.Throws == CleanupRecord::No)
    return T.Throws;
  if (T.IsComplete) {
    if (T.Throws != CleanupRecord::Unseen)
      return T.Throws;
    Throws Result = CleanupRecord::No;
    for (Index F : T.Functions)
      Result = std::max(Result, throwsOf(F, 0));
    return Result;
  }
  // Others may be called as well. That one throws is enough, though.
  auto ThrowsForSure = [&](Index F) {
    return throwsOf(F, 0) == CleanupRecord::Yes;
  };
  if (any_of(T.Functions, ThrowsForSure) ||
      (T.Source != None &&
       any_of(P.stored(T.Source), [&](const StoredCallable &Stored) {
         return ThrowsForSure(Stored.Callable);
       })))
    return CleanupRecord::Yes;
  return CleanupRecord::Perhaps;
}

std::optional<Inside> CleanupLink::insideOf(Index Function,
                                            unsigned Depth) const {
  if (Depth == 0 || P.entity(Function).IsNoexcept)
    return std::nullopt;
  auto It = Records.find(Function);
  if (It == Records.end())
    return std::nullopt;
  for (const CleanupRecord *R : It->second)
    if (R->CallbackDepth != 0 && R->CallbackDepth <= Depth) {
      Inside Result;
      Result.Record = R;
      Result.Parameter = R->CallbackParameter;
      Result.InParameter = R->CallbackInParameter;
      return Result;
    }
  for (const Target &T : definitionsOf(Function).All)
    for (const Call &C : P.functions()[T.Function]->Calls) {
      if (C.Kind != Call::Direct || C.IsCaught || !C.Prefix.empty())
        continue;
      std::optional<Inside> Found = insideOf(C.Callee, Depth - 1);
      if (!Found)
        continue;
      if (Found->Parameter != None) {
        // Handed on as it was handed in, or chosen by the function itself.
        const Path Handed = Found->Parameter < C.Arguments.size()
                                ? C.Arguments[Found->Parameter].Object
                                : Path();
        if (Handed.Root != Path::Param || !Handed.Elements.empty())
          continue;
        Found->Parameter = Handed.Number;
      }
      if (Found->InParameter != None) {
        const Path Around = Found->InParameter < C.Arguments.size()
                                ? C.Arguments[Found->InParameter].Object
                                : Path();
        // In an object of its own the function has put what is there.
        if (!Around.isNamed())
          continue;
        Found->InParameter =
            Around.Root == Path::Param ? Index(Around.Number) : None;
      }
      Found->Calls.insert(
          Found->Calls.begin(),
          {P.record(C.Where), describe(C.Callee) + " is called here"});
      return Found;
    }
  return std::nullopt;
}

std::optional<Inside> CleanupLink::insideOf(const CleanupSuspect &S) const {
  if (!S.IsVirtual)
    return insideOf(S.Hidden, MaxCallbackDepth);
  const Targets All = definitionsOf(S.Hidden, /*IsVirtual=*/true);
  std::optional<Inside> Result;
  // One that does not is enough to doubt the others.
  for (const Target &T : All.All) {
    std::optional<Inside> Found =
        insideOf(P.functions()[T.Function]->Is, MaxCallbackDepth);
    if (!Found)
      return std::nullopt;
    if (!Result)
      Result = std::move(Found);
  }
  return All.All.size() == All.Candidates ? Result : std::nullopt;
}

const List<StateEvent> &CleanupLink::eventsOf(Index Function, unsigned Depth) {
  if (auto It = EventAnswers.find({Function, Depth}); It != EventAnswers.end())
    return It->second;
  // Before the answer is known: what recursion would find.
  EventAnswers[{Function, Depth}];
  return EventAnswers[{Function, Depth}] = findEvents(Function, Depth);
}

List<StateEvent> CleanupLink::findEvents(Index Function, unsigned Depth) {
  List<StateEvent> Result;
  auto It = Records.find(Function);
  if (It == Records.end() || Depth >= MaxEventDepth)
    return Result;
  for (const CleanupRecord *R : It->second)
    Result.append(R->Events.begin(), R->Events.end());
  for (const Target &T : definitionsOf(Function).All)
    for (const Call &C : P.functions()[T.Function]->Calls) {
      if (C.Kind != Call::Direct || !C.Prefix.empty())
        continue;
      auto Callee = Records.find(C.Callee);
      if (Callee == Records.end())
        continue;
      // What the unit has bodies of is among the function's own.
      const Targets Bodies = definitionsOf(C.Callee);
      const Index Unit = P.functions()[T.Function].Unit;
      if (any_of(Bodies.All, [&](const Target &B) {
            return P.functions()[B.Function].Unit == Unit;
          }))
        continue;
      auto Argument = [&](uint32_t Number) {
        return Number < C.Arguments.size() ? C.Arguments[Number].Object
                                           : Path();
      };
      for (StateEvent Event : eventsOf(C.Callee, Depth + 1)) {
        Event.Object = atCall(Event.Object, C.Receiver, Argument);
        if (!Event.Object.isNamed())
          continue;
        Event.Key = atCall(Event.Key, C.Receiver, Argument);
        Event.KeyText = 0;
        if (Event.By == None)
          Event.By = C.Callee;
        Result.push_back(std::move(Event));
      }
    }
  // No helper of a pair does as much, and each is compared with each.
  constexpr size_t MaxEvents = 64;
  if (Result.size() > MaxEvents) {
    P.Statistics.EventsDropped += Result.size();
    return {};
  }
  // What is taken back before the return is nobody else's business.
  List<StateEvent> Kept;
  for (const StateEvent &Event : Result)
    if (none_of(Result, [&](const StateEvent &Other) {
          return undoes(Other, Event) || undoes(Event, Other);
        }))
      Kept.push_back(Event);
  return Kept;
}

List<StateEvent> CleanupLink::eventsAt(const StateCall &C) {
  List<StateEvent> Result;
  for (StateEvent Event : eventsOf(C.Callee, 0)) {
    Event.Object = atCall(Event.Object, C.Receiver, [&](uint32_t Number) {
      return Number < C.Arguments.size() ? C.Arguments[Number].Object : Path();
    });
    if (!Event.Object.isNamed())
      continue;
    const bool IsArgument = Event.Key.Root == Path::Param &&
                            Event.Key.Elements.empty() &&
                            Event.Key.Number < C.Arguments.size();
    Event.KeyText = IsArgument ? C.Arguments[Event.Key.Number].KeyText : 0;
    Event.Key = atCall(Event.Key, C.Receiver, [&](uint32_t Number) {
      return Number < C.Arguments.size() ? C.Arguments[Number].Key : Path();
    });
    Result.push_back(std::move(Event));
  }
  return Result;
}

//===----------------------------------------------------------------------===//
// What other units have to say.
//===----------------------------------------------------------------------===//

bool CleanupLink::isUndoneByCallers(const CleanupSuspect &S, StateKind Kind,
                                    const Path &State,
                                    StateEvent::ActionKind Action) const {
  auto It = Handled.find(S.In);
  auto Made = Calls.find(S.In);
  if (It == Handled.end() || Made == Calls.end())
    return false;
  return all_of(Made->second, [&](const Place &Where) {
    return any_of(It->second, [&](const HandledCall *H) {
      if (!(H->Call.Where == Where))
        return false;
      const Path There = atCall(State, H->Call.Receiver, [&](uint32_t Number) {
        return Number < H->Call.Arguments.size()
                   ? H->Call.Arguments[Number].Object
                   : Path();
      });
      return any_of(H->Undone, [&](const StateEvent &E) {
        return E.Kind == Kind && E.Object == There &&
               (E.Action != Action || Action == StateEvent::Assign);
      });
    });
  });
}

bool CleanupLink::isRefuted(const CleanupSuspect &S, StateKind Kind,
                            const Path &State,
                            StateEvent::ActionKind Action) const {
  // What a handler keeps in the function does not end the process.
  if (!S.StaysInside && EndingProcess.contains(S.In))
    return true;
  const Index Class = State.placeClass();
  for (Index Guard : S.Guards)
    if (auto It = Records.find(Guard); It != Records.end() && Class != None)
      for (const CleanupRecord *R : It->second)
        if (any_of(R->Events, [&](const StateEvent &E) {
              return E.Kind == Kind && E.Object.placeClass() == Class;
            }))
          return true;
  return isUndoneByCallers(S, Kind, State, Action);
}

const VariableGate *CleanupLink::gate(Index Variable, bool WhenSet,
                                      bool WhenClear) const {
  auto It = Gates.find(Variable);
  if (It == Gates.end())
    return nullptr;
  for (const VariableGate *G : It->second)
    if ((WhenSet && G->WhenSet) || (WhenClear && G->WhenClear))
      return G;
  return nullptr;
}

/// A test that \p Unit does not have. Those that it has, it has judged: some
/// come behind the change, in the function that makes it.
const VariableGate *CleanupLink::gateElsewhere(const UnitSummary &Unit,
                                               const CleanupSuspect &S) const {
  auto It = Gates.find(S.Gate);
  if (It == Gates.end())
    return nullptr;
  auto IsElsewhere = [&](const VariableGate *G) {
    return ((S.GateWhenSet && G->WhenSet) ||
            (S.GateWhenClear && G->WhenClear)) &&
           none_of(Unit.Cleanup.Gates, [&](const VariableGate &Own) {
             return Own.Variable == S.Gate && Own.At == G->At;
           });
  };
  auto Found = find_if(It->second, IsElsewhere);
  return Found == It->second.end() ? nullptr : *Found;
}

//===----------------------------------------------------------------------===//
// Findings.
//===----------------------------------------------------------------------===//

void CleanupLink::add(const CleanupSuspect &S, Confidence Level,
                      FindingRecord F) {
  if (Level < Options.MinimumConfidence) {
    ++P.Statistics.BelowMinimum;
    return;
  }
  F.Check = CheckName.str();
  F.Confidence = confidenceName(Level).str();
  finishFindingIn(P, S.In, S.Where, F);
  auto [It, IsNew] = Best.try_emplace(F.Where, Candidate{Level, F});
  if (!IsNew && Level > It->second.Level)
    It->second = {Level, std::move(F)};
}

void CleanupLink::close(const CleanupSuspect &S,
                        const std::optional<Inside> &In, bool IsSeenToThrow,
                        FindingRecord &F) const {
  if (In) {
    append_range(F.Steps, In->Calls);
    F.Steps.push_back({P.record(In->Record->CallbackAt), callbackInsideText()});
  }
  if (!IsSeenToThrow)
    F.Steps.push_back({P.record(S.Where), takenToThrowText(S.Callback)});
  F.Steps.push_back({P.record(S.Where), cleanupAdvice()});
}

void CleanupLink::examineFound(const CleanupSuspect &S) {
  if (S.Given.empty())
    return;
  const Throws MayThrow = throwsOf(S.Given.front());
  const bool Refuted =
      MayThrow == CleanupRecord::No || isRefuted(S, S.Kind, S.State, S.Action);
  auto [It, IsNew] = Verdicts.try_emplace({P.record(S.Where), S.Message},
                                          Verdict{Refuted, std::nullopt});
  // One that stands is enough: another unit, or another instantiation.
  It->second.IsRefuted &= Refuted;
  if (!Refuted && MayThrow == CleanupRecord::Yes &&
      S.Given.front().Throws != CleanupRecord::Yes)
    It->second.Raised = std::max<uint32_t>(
        It->second.Raised.value_or(0),
        std::min<uint32_t>(S.LevelIfThrows, uint32_t(Confidence::Definite)));
}

void CleanupLink::applyVerdicts(LocalFindings &Local) const {
  erase_if(Local, [&](FindingRecord &F) {
    if (F.Check != CheckName)
      return false;
    auto It = Verdicts.find({F.Where, F.Message});
    if (It == Verdicts.end())
      return false;
    if (It->second.IsRefuted)
      return true;
    if (It->second.Raised) {
      F.Confidence =
          confidenceName(static_cast<Confidence>(*It->second.Raised)).str();
      erase_if(F.Steps, [&](const StepRecord &Step) {
        return Step.Where == F.Where && isTakenToThrowText(Step.Message);
      });
    }
    return false;
  });
}

void CleanupLink::examineWhole(const UnitSummary &Unit, const CleanupSuspect &S,
                               const std::optional<Inside> &In,
                               Throws MayThrow) {
  const bool IsSeenToThrow = MayThrow == CleanupRecord::Yes;
  FindingRecord F;
  F.Message = S.Message.str();
  for (const Step &Step : S.Steps)
    F.Steps.push_back({P.record(Step.Where), Step.Text.str()});
  if (S.Gate != None) {
    const VariableGate *Gate = gateElsewhere(Unit, S);
    if (!Gate)
      return;
    F.Steps.push_back({P.record(Gate->At), gateText(S.GateName)});
  }
  if (isRefuted(S, S.Kind, S.State, S.Action))
    return;
  close(S, In, IsSeenToThrow, F);
  add(S,
      static_cast<Confidence>(
          std::min<uint32_t>(IsSeenToThrow ? S.LevelIfThrows : S.Level,
                             uint32_t(Confidence::Definite))),
      std::move(F));
}

std::string CleanupLink::nameOf(const CleanupSuspect &S,
                                const StateEvent &Done) const {
  StringRef Object = S.Object;
  if (!Done.Object.startsWith(S.State)) {
    const std::string Name = spelling(P, Done.Object, None);
    return Name.empty() ? "the state" : "'" + Name + "'";
  }
  Path Rest = Done.Object;
  Rest.Root = Path::This;
  Rest.Of = None;
  Rest.Number = 0;
  Rest.Elements.erase(Rest.Elements.begin(),
                      Rest.Elements.begin() + S.State.Elements.size());
  std::string Inner = spelling(P, Rest, None);
  // Of a lock class of the program's own the reader knows the object, not what
  // is private in it.
  if (Inner.empty() || (Done.Kind == StateKind::Lock && !Object.empty())) {
    Inner.clear();
    Object.consume_back(".") || Object.consume_back("->");
  }
  const std::string Name = Object.str() + Inner;
  return Name.empty() ? "'*this'" : "'" + Name + "'";
}

void CleanupLink::examineParts(const CleanupSuspect &S,
                               const std::optional<Inside> &In,
                               Throws MayThrow) {
  const bool IsSeenToThrow = MayThrow == CleanupRecord::Yes;
  List<StateEvent> Ups =
      S.Establish.empty() ? S.Known : eventsAt(S.Establish.front());
  if (Ups.empty())
    return;
  const List<StateEvent> Downs =
      S.Undo.empty() ? S.Known : eventsAt(S.Undo.front());
  std::optional<Confidence> BestLevel;
  FindingRecord Result;
  for (const StateEvent &Done : Ups)
    for (const StateEvent &Undo : Downs) {
      if (!undoes(Undo, Done) ||
          (Done.Kind == StateKind::Lock && S.LockIsGuarded) ||
          isRefuted(S, Done.Kind, Done.Object, Done.Action))
        continue;
      LeakFacts L;
      L.Kind = Done.Kind;
      L.Reverse = Done.Action == StateEvent::Lower;
      L.Throws = IsSeenToThrow;
      L.HandedIn = S.Through.HandedIn;
      L.IsFunctionPointer = S.Through.IsFunctionPointer;
      L.InWorkerLoop = S.Through.InWorkerLoop;
      L.NextTurnOnly = S.Through.NextTurnOnly;
      L.Always = S.Through.Always;
      L.Certain = S.Through.Certain;
      L.MayStay = S.Through.MayStay;
      L.ByGetter = S.Through.ByGetter;
      L.ByShape = Done.ByShape;
      L.ByHelper = !S.Establish.empty();
      L.DeathTells = Done.DeathCompletes && !isKeptElsewhere(Done.Object);
      L.AnyEntry = Done.AnyEntry;
      L.OnlyEmptied = Undo.TakesAll;
      L.TellsOldValue = Done.TellsOldValue;
      L.IsInteger = Done.IsInteger;
      L.IsEnumeration = Done.IsEnumeration;
      L.IsBits = Done.IsBits;
      L.Value = Done.Value;
      L.BackTo = Undo.Value;
      L.Rest = Done.Rest;
      const VariableGate *Gate = nullptr;
      if (Done.Kind == StateKind::Flag || Done.Kind == StateKind::Counter) {
        const Index Variable = Done.Object.placeClass();
        L.GateWhenSet = gate(Variable, true, false);
        L.GateWhenClear = gate(Variable, false, true);
        L.IsRead = L.GateWhenSet || L.GateWhenClear;
        Gate = gate(Variable, true, true);
      }
      const std::optional<Confidence> Level = judgeLeak(L);
      if (!Level || (BestLevel && *Level <= *BestLevel))
        continue;
      BestLevel = Level;
      const std::string Name = nameOf(S, Done);
      Result = {};
      Result.Message = leakMessage(L, S.Callback, Name);
      auto Tell = [&](const List<StateCall> &Call, const StateEvent &Event,
                      const std::string &Text) {
        if (Call.empty()) {
          Result.Steps.push_back({P.record(Event.At), Text});
          return;
        }
        Result.Steps.push_back({P.record(Call.front().Where), Text});
        Result.Steps.push_back(
            {P.record(Event.At), doesSoText(describe(Call.front().Callee))});
      };
      Tell(S.Establish, Done, establishText(L, Name));
      if (Done.ByShape)
        Result.Steps.push_back({P.record(Done.At), byShapeText(Name)});
      Tell(S.Undo, Undo, skippedText(L, Name));
      if (Gate)
        Result.Steps.push_back({P.record(Gate->At), gateText(Name)});
    }
  if (!BestLevel)
    return;
  for (const Step &Step : S.Ways)
    Result.Steps.push_back({P.record(Step.Where), Step.Text.str()});
  close(S, In, IsSeenToThrow, Result);
  add(S, *BestLevel, std::move(Result));
}

void CleanupLink::examine(const UnitSummary &Unit, const CleanupSuspect &S) {
  if (S.IsFound)
    return examineFound(S);
  std::optional<Inside> In;
  Throws MayThrow = CleanupRecord::Perhaps;
  if (S.Hidden != None) {
    In = insideOf(S);
    // What the other side sets up itself is like any other call.
    if (!In || !In->Record->IsHandedIn)
      return;
    if (In->Parameter != None) {
      const auto Given =
          find_if(S.Given, [&](const CleanupSuspect::Targets &T) {
            return T.Parameter == In->Parameter;
          });
      if (Given == S.Given.end())
        return;
      MayThrow = throwsOf(*Given);
    }
  } else if (!S.Given.empty()) {
    MayThrow = throwsOf(S.Given.front());
    // For what others choose, its unseen calls are reason enough.
    if (MayThrow == CleanupRecord::Unseen && !S.NeedsThrow)
      MayThrow = CleanupRecord::Perhaps;
  }
  if (MayThrow == CleanupRecord::No || MayThrow == CleanupRecord::Unseen ||
      (S.NeedsThrow && MayThrow != CleanupRecord::Yes)) {
    P.Statistics.BelowMinimum += MayThrow != CleanupRecord::No;
    return;
  }
  if (S.IsWhole)
    examineWhole(Unit, S, In, MayThrow);
  else
    examineParts(S, In, MayThrow);
}

void CleanupLink::run(LocalFindings &Local, std::vector<FindingRecord> &Found) {
  index();
  for (const auto &Unit : P.units())
    for (const CleanupSuspect &S : Unit->Cleanup.Suspects)
      examine(*Unit, S);
  applyVerdicts(Local);
  for (auto &[Where, C] : Best)
    Found.push_back(std::move(C.Finding));
}

} // namespace

void linkUnguardedCleanups(const Program &P, const LinkOptions &Options,
                           LocalFindings &Local,
                           std::vector<FindingRecord> &Found) {
  CleanupLink(P, Options).run(Local, Found);
}

} // namespace unwedge::link

//===--- QueueRelevance.cpp -----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QueueRelevance.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace unwedge::link {

using namespace summary;

static bool handsOver(const Argument &A) {
  return !A.Callables.empty() || A.Source != None;
}

QueueRelevance::QueueRelevance(const Program &P,
                               ArrayRef<const QueueFunction *> Queues,
                               EffectAnalysis::Calls &Better)
    : P(P), Queues(Queues), Better(Better), AskedFor(P.functions().size()),
      InFunction(P.functions().size()) {
  ask();
  followPaths();
}

//===----------------------------------------------------------------------===//
// Who asks.
//===----------------------------------------------------------------------===//

void QueueRelevance::ask() {
  std::vector<Index> Pending;
  askConsumers(Pending);
  auto Ask = [&](const Targets &Run) {
    for (const Target &T : Run.All)
      if (!AskedFor[T.Function]) {
        AskedFor[T.Function] = true;
        Pending.push_back(T.Function);
      }
  };
  while (!Pending.empty()) {
    const Index F = Pending.back();
    Pending.pop_back();
    for (const Call &C : P.functions()[F]->Calls) {
      Ask(P.targets(C, F));
      for (const Argument &A : C.Arguments)
        if (handsOver(A))
          Ask(P.targets(A, F));
    }
  }
}

/// Those who need to know what they reach themselves.
void QueueRelevance::askConsumers(std::vector<Index> &Pending) {
  const bool HasRunners = any_of(
      Queues, [](const QueueFunction *Q) { return Q && !Q->Runs.empty(); });
  // Of a loop that runs what it is given, all callers: they say what that is.
  std::vector<bool> RunsGiven(P.functions().size());
  auto IsRunning = [&](const Targets &Run) {
    return any_of(Run.All,
                  [&](const Target &T) { return RunsGiven[T.Function]; });
  };
  for (const std::vector<Index> &Component : P.components()) {
    bool Running = false;
    for (Index F : Component) {
      ArrayRef<Call> Calls = P.functions()[F]->Calls;
      const QueueFunction *Q = Queues[F];
      const bool HasGiven =
          any_of(Calls, [](const Call &C) { return C.Kind == Call::Given; });
      bool Asks = Q && (!Q->Turns.empty() || !Q->Runs.empty() ||
                        any_of(Q->Events, [](const QueueEvent &E) {
                          return E.Kind == QueueEvent::AwaitTask;
                        }));
      Running |= Q && !Q->Turns.empty() && HasGiven;
      for (const Call &C : Calls) {
        Running = Running || IsRunning(P.targets(C, F));
        for (const Argument &A : C.Arguments) {
          if (!handsOver(A))
            continue;
          Asks |= HasRunners;
          Running = Running || IsRunning(P.targets(A, F));
        }
      }
      if (Asks && !AskedFor[F]) {
        AskedFor[F] = true;
        Pending.push_back(F);
      }
    }
    if (!Running)
      continue;
    for (Index F : Component) {
      RunsGiven[F] = true;
      if (!AskedFor[F]) {
        AskedFor[F] = true;
        Pending.push_back(F);
      }
    }
  }
}

//===----------------------------------------------------------------------===//
// What meets.
//===----------------------------------------------------------------------===//

/// Whether only callers can say what \p Object is.
bool QueueRelevance::isUpToCallers(const Path &Object) const {
  for (const PathElement &E : Object.Elements)
    if (E.Kind == PathElement::Field || E.Kind == PathElement::Getter)
      return false;
  switch (Object.Root) {
  case Path::This:
  case Path::Param:
  case Path::FrameThis:
    return true;
  case Path::Var:
    // A parameter that a lambda has captured.
    return P.entity(Object.Of).Parent != None;
  default:
    return false;
  }
}

bool QueueRelevance::canMeet(const Path &Object) const {
  if (GaveUp || isUpToCallers(Object))
    return true;
  const Index Class = Object.placeClass();
  auto It = Class == None ? InClass.end() : InClass.find(Class);
  if (It == InClass.end())
    return false;
  const uint8_t Uses = It->second;
  return (Uses & Takes) &&
         ((Uses & Blocks) || ((Uses & Posts) && AwaitsSubmission));
}

bool QueueRelevance::useIn(ArrayRef<Index> Functions, uint32_t Number,
                           uint8_t Uses) {
  bool Changed = false;
  for (Index F : Functions) {
    uint8_t &Known = InSlot[{F, Number}];
    if ((Known | Uses) == Known)
      continue;
    Changed = true;
    ++News;
    Known |= Uses;
    InFunction[F] |= Uses;
  }
  return Changed;
}

bool QueueRelevance::use(Index F, const Path &Object, uint8_t Uses) {
  if (!Object.isNamed() || !Uses)
    return false;
  if (const Index Class = Object.placeClass(); Class != None)
    InClass[Class] |= Uses;
  if (!isUpToCallers(Object))
    return false;
  switch (Object.Root) {
  case Path::This:
    useIn(F, 0, Uses);
    return false;
  case Path::Param:
    useIn(F, Object.Number + 1, Uses);
    return false;
  case Path::FrameThis:
    return Object.Of != None && useIn(Records.lookup(Object.Of), 0, Uses);
  default: {
    const Entity &E = P.entity(Object.Of);
    return useIn(Records.lookup(E.Parent), E.Parameter + 1, Uses);
  }
  }
}

/// Takes what callees do to what they are given for what \p F does to it.
/// \returns whether functions that may have been looked at know more now.
bool QueueRelevance::followCalls(Index F) {
  bool Changed = false;
  for (const Call &C : P.functions()[F]->Calls) {
    if (C.Kind == Call::Given && !InHanded)
      continue;
    const Targets Run = P.targets(C, F);
    uint8_t Any = C.Kind == Call::Given ? InHanded : 0;
    for (const Target &T : Run.All)
      Any |= InFunction[T.Function];
    if (Any) {
      Path Receiver = C.Receiver;
      std::vector<Path> Arguments;
      for (const Argument &A : C.Arguments)
        Arguments.push_back(A.Object);
      summary::List<Condition> Conditions;
      Better.describe(F, C, Receiver, Arguments, Conditions);
      if (C.Kind == Call::Given || C.Kind == Call::Stored) {
        // Which one is `this` there, is not asked.
        Changed |= use(F, Receiver, Any);
        for (const Path &A : Arguments)
          Changed |= use(F, A, Any);
        for (const Target &T : Run.All)
          Changed |= use(F, T.BoundTo, InFunction[T.Function]);
      } else {
        for (const Target &T : Run.All) {
          if (!InFunction[T.Function])
            continue;
          Changed |= use(F, Receiver, InSlot.lookup({T.Function, 0}));
          for (auto [I, A] : enumerate(Arguments))
            Changed |= use(F, A, InSlot.lookup({T.Function, uint32_t(I) + 1}));
        }
      }
    }
    for (const Argument &A : C.Arguments)
      if (handsOver(A))
        for (const Target &T : P.targets(A, F).All) {
          const uint8_t Uses = InFunction[T.Function];
          Changed |= use(F, T.BoundTo, Uses);
          Changed |= (InHanded | Uses) != InHanded;
          InHanded |= Uses;
        }
  }
  return Changed;
}

void QueueRelevance::followPaths() {
  for (auto [F, Record] : enumerate(P.functions()))
    Records[Record->Is].push_back(F);
  for (auto [F, Q] : enumerate(Queues)) {
    if (!Q)
      continue;
    for (const QueueEvent &E : Q->Events) {
      const bool Awaits =
          E.Kind == QueueEvent::AwaitTask || E.Kind == QueueEvent::AwaitIdle;
      AwaitsSubmission |= Awaits && !E.Queue.isNamed();
      use(F, E.Queue,
          E.Kind == QueueEvent::Take  ? Takes
          : E.Kind == QueueEvent::Put ? Blocks | Posts
          : Awaits                    ? Blocks
                                      : Posts);
    }
  }
  // Callees come first. What is handed over, captured, or calls itself may
  // take another round.
  constexpr unsigned MaxRounds = 16;
  for (unsigned Round = 0; Round < MaxRounds; ++Round) {
    bool Changed = false;
    for (const std::vector<Index> &Component : P.components()) {
      size_t Before;
      do {
        Before = News;
        for (Index F : Component)
          Changed |= followCalls(F);
      } while (News != Before);
    }
    if (!Changed)
      return;
  }
  GaveUp = true;
}

} // namespace unwedge::link

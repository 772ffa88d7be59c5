//===--- SelfBlockingConsumer.cpp - The rule over a whole program ---------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a loop would be if its calls came to a take and to a blocking operation
// of one queue was decided in its unit. Here it is looked for whether they do.
//
//===----------------------------------------------------------------------===//

#include "ObjectIdentity.h"
#include "QueueRelevance.h"
#include "unwedge/Link/Effects.h"
#include "unwedge/Link/Link.h"
#include "unwedge/Rules/ConsumerCase.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>
#include <map>
#include <optional>

using namespace llvm;

namespace unwedge::link {

using namespace summary;

namespace {

constexpr StringLiteral CheckName = "unwedge-self-blocking-consumer";
/// As AnalysisLimits::MaxCandidates.
constexpr unsigned MaxCandidates = 8;

bool isBlocking(QueueEvent::EventKind Kind) {
  return Kind == QueueEvent::Put || Kind == QueueEvent::AwaitIdle ||
         Kind == QueueEvent::AwaitTask;
}

/// An event as a function knows it: its own, or one that it reaches.
struct Known {
  const QueueEvent *Event = nullptr;
  /// The function with the event.
  Index In = None;
  Path Queue;
  const Hop *Way = nullptr;
  unsigned Length = 0;
  bool Doubtful = false;
  bool DependsOnArgument = false;
};

/// What is put together; see QueueKnot.
struct Knot {
  /// Where both meet.
  Index F = None;
  Known Take, Blocking;
  /// How both stand in the loop; null for a task.
  const QueueTurn *Turn = nullptr;
  /// The blocking call of the turn.
  const QueueCall *Call = nullptr;
  /// The task, a function, and where it was submitted.
  Index Task = None;
  Place SubmittedAt;
};

class QueueRun : public EffectAnalysis::Calls {
public:
  QueueRun(const Program &P, const LinkOptions &Options)
      : P(P), Options(Options) {}

  void run(std::vector<FindingRecord> &Found);

  void describe(Index Caller, const Call &C, Path &Receiver,
                std::vector<Path> &Arguments,
                List<Condition> &Conditions) override;
  bool isDoubtful(Index Caller, const Call &C) override;
  bool isAskedFor(Index F) override { return Relevance->isAskedFor(F); }
  bool matters(const Path &Object) override {
    return Relevance->canMeet(Object);
  }

private:
  struct Candidate {
    FindingRecord Finding;
    Confidence Level = Confidence::Possible;
    unsigned Length = 0;
  };
  using Reached = std::pair<const Call *, ReachedEffect>;

  bool collect();
  void seed(EffectAnalysis &Effects);
  void seedSubmissions(EffectAnalysis &Effects);
  void note(Index F, const Call &C, const ReachedEffect &E);
  const QueueFunction *queuesOf(Index F) const { return Queues[F]; }
  const QueueCall *around(const Call &C) const { return Around.lookup(&C); }
  Known known(const ReachedEffect &E) const;
  Known own(Index F, uint32_t Event) const;
  void parts(Index F, const QueueStep &Step, bool Takes,
             SmallVectorImpl<Known> &Out) const;
  bool answers(Index Function, Index Caller, bool QueueFunction::*What) const;
  Path lift(Path Object, const Hop *From, const Hop *Until);
  Path inTermsOf(Index F, Path Object) const;
  void turns(Index F);
  void givenTurns(Index F, const ReachedEffect &E);
  void tasks(Index F, const EffectAnalysis &First,
             const EffectAnalysis &Second);
  bool asksForRoom(Index Caller, const Call &C, const Path &Queue) const;
  bool roomOnWay(const Known &Blocking);
  bool setsFlag(Index F, const Known &Blocking) const;
  void examine(const Knot &K);
  std::string queueName(const Path &Queue, bool Modelled, Index F) const;

  const Program &P;
  const LinkOptions &Options;
  std::vector<const QueueFunction *> Queues;
  DenseMap<const Call *, const QueueCall *> Around;
  std::optional<QueueRelevance> Relevance;
  /// What is given a bound, and in which units.
  DenseMap<Index, SmallVector<Index, 1>> GivenBounds;
  std::deque<Context> Contexts;
  /// Of a wait for a task, the queue; by function and event.
  std::map<std::pair<Index, uint32_t>, Path> Awaited;
  std::map<Index, std::vector<Reached>> ReachedBy;
  std::vector<std::pair<Index, ReachedEffect>> Given;
  /// Where consumers run what they take: by class of place, the take.
  std::map<Index, Known> Runners;
  std::map<std::pair<PlaceRecord, int>, Candidate> Best;
};

/// Finds the records of all functions, and what is around which call.
bool QueueRun::collect() {
  std::vector<DenseMap<Index, const QueueFunction *>> ByUnit;
  for (auto [Number, Unit] : enumerate(P.units())) {
    for (Index Bound : Unit->GivenBounds)
      GivenBounds[Bound].push_back(Number);
    auto &Map = ByUnit.emplace_back();
    for (const QueueFunction &Q : Unit->QueueFunctions)
      Map.try_emplace(Q.Is, &Q);
  }
  Queues.resize(P.functions().size());
  bool Takes = false, Blocks = false;
  for (auto [Number, F] : enumerate(P.functions())) {
    const QueueFunction *Q = ByUnit[F.Unit].lookup(F->Is);
    Queues[Number] = Q;
    if (!Q)
      continue;
    for (const QueueEvent &E : Q->Events) {
      Takes |= E.Kind == QueueEvent::Take;
      Blocks |= isBlocking(E.Kind);
    }
    std::map<std::tuple<Index, uint32_t, uint32_t>, const QueueCall *> Places;
    auto Key = [](const Place &At) {
      return std::make_tuple(At.File, At.Line, At.Column);
    };
    for (const QueueCall &C : Q->Calls)
      if (C.Call < F->Calls.size())
        Places.try_emplace(Key(F->Calls[C.Call].Where), &C);
    if (!Places.empty())
      for (const Call &C : F->Calls)
        if (auto It = Places.find(Key(C.Where)); It != Places.end())
          Around[&C] = It->second;
  }
  return Takes && Blocks;
}

void QueueRun::describe(Index, const Call &C, Path &Receiver,
                        std::vector<Path> &Arguments,
                        List<Condition> &Conditions) {
  const QueueCall *Here = around(C);
  if (!Here)
    return;
  if (Here->Receiver.isNamed())
    Receiver = Here->Receiver;
  if (Arguments.size() < Here->Arguments.size())
    Arguments.resize(Here->Arguments.size());
  for (auto [I, Better] : enumerate(Here->Arguments))
    if (Better.isNamed())
      Arguments[I] = Better;
  if (Conditions.empty())
    Conditions = Here->Conditions;
}

/// Whether a function that \p Caller calls says something by its result.
bool QueueRun::answers(Index Function, Index Caller,
                       bool QueueFunction::*What) const {
  Call Asks;
  Asks.Callee = Function;
  return any_of(P.targets(Asks, Caller).All, [&](const Target &T) {
    const QueueFunction *Q = queuesOf(T.Function);
    return Q && Q->*What;
  });
}

bool QueueRun::isDoubtful(Index Caller, const Call &C) {
  const QueueCall *Here = around(C);
  return Here &&
         (Here->Doubtful || any_of(Here->ThreadTests, [&](Index Test) {
            return answers(Test, Caller, &QueueFunction::IdentifiesThread);
          }));
}

void QueueRun::seed(EffectAnalysis &Effects) {
  for (auto [F, Q] : enumerate(Queues)) {
    if (!Q)
      continue;
    for (auto [Number, E] : enumerate(Q->Events)) {
      if (!E.Queue.isNamed() || !matters(E.Queue))
        continue;
      Context &When = Contexts.emplace_back();
      When.Conditions = E.Conditions;
      When.Doubtful = E.Doubtful;
      Effect What;
      What.Object = E.Queue;
      What.When = &When;
      // A surer one is another.
      What.Sort = uint64_t(E.Kind) | uint64_t(E.BoundUnknown) << 8 |
                  uint64_t(E.BoundField != None) << 9 |
                  uint64_t(!E.Flags.empty()) << 10;
      What.Number = Number;
      Effects.add(F, std::move(What));
    }
  }
}

/// Waits for the results of tasks, once it is known where these are put.
void QueueRun::seedSubmissions(EffectAnalysis &Effects) {
  for (auto [F, Q] : enumerate(Queues)) {
    if (!Q)
      continue;
    for (auto [Number, E] : enumerate(Q->Events)) {
      if (E.Kind != QueueEvent::AwaitTask || E.Queue.isNamed() ||
          E.Submission >= Q->Calls.size())
        continue;
      auto It = ReachedBy.find(F);
      if (It == ReachedBy.end())
        continue;
      for (const auto &[C, R] : It->second) {
        const QueueEvent &Put = queuesOf(R.In)->Events[R.What->Number];
        if (around(*C) != &Q->Calls[E.Submission] ||
            (Put.Kind != QueueEvent::Put && Put.Kind != QueueEvent::Post))
          continue;
        Awaited[{F, Number}] = R.Object;
        Effect What;
        What.Object = R.Object;
        What.Sort = E.Kind;
        What.Number = Number;
        Effects.add(F, std::move(What));
        break;
      }
    }
  }
}

void QueueRun::note(Index F, const Call &C, const ReachedEffect &E) {
  const QueueFunction *Q = queuesOf(F);
  const bool Submits = any_of(C.Arguments, [](const Argument &A) {
    return !A.Callables.empty() || A.Source != None;
  });
  if (Submits ||
      (Q && (!Q->Turns.empty() || !Q->Runs.empty() || !Q->Events.empty())))
    ReachedBy[F].push_back({&C, E});
  for (const Hop *H = E.Way; H; H = H->Rest)
    if (H->HandedIn && H->Caller != F && around(*H->Call) &&
        !queuesOf(H->Caller)->Turns.empty()) {
      Given.push_back({F, E});
      return;
    }
}

Known QueueRun::known(const ReachedEffect &E) const {
  Known Result;
  Result.Event = &queuesOf(E.In)->Events[E.What->Number];
  Result.In = E.In;
  Result.Queue = E.Object;
  Result.Way = E.Way;
  Result.Length = E.Length;
  Result.Doubtful = E.Doubtful;
  Result.DependsOnArgument =
      any_of(E.Conditions, [](const Condition &C) { return !C.IsCheck; });
  return Result;
}

Known QueueRun::own(Index F, uint32_t Event) const {
  Known Result;
  Result.Event = &queuesOf(F)->Events[Event];
  Result.In = F;
  Result.Queue = Result.Event->Queue;
  if (auto It = Awaited.find({F, Event}); It != Awaited.end())
    Result.Queue = It->second;
  Result.Doubtful = Result.Event->Doubtful;
  Result.DependsOnArgument = any_of(
      Result.Event->Conditions, [](const Condition &C) { return !C.IsCheck; });
  return Result;
}

/// What \p Step of \p F comes to: takes, or what blocks.
void QueueRun::parts(Index F, const QueueStep &Step, bool Takes,
                     SmallVectorImpl<Known> &Out) const {
  const QueueFunction &Q = *queuesOf(F);
  auto IsWanted = [&](const QueueEvent &E) {
    return Takes ? E.Kind == QueueEvent::Take : isBlocking(E.Kind);
  };
  if (!Step.isCall()) {
    if (Step.position() < Q.Events.size() &&
        IsWanted(Q.Events[Step.position()]))
      Out.push_back(own(F, Step.position()));
    return;
  }
  auto It = ReachedBy.find(F);
  if (Step.position() >= Q.Calls.size() || It == ReachedBy.end())
    return;
  for (const auto &[C, R] : It->second)
    if (around(*C) == &Q.Calls[Step.position()])
      if (Known K = known(R); IsWanted(*K.Event))
        Out.push_back(std::move(K));
}

/// \p Object of the function behind the last call before \p Until, in the terms
/// of the one that makes the first call of \p From.
Path QueueRun::lift(Path Object, const Hop *From, const Hop *Until) {
  if (From == Until || !From)
    return Object;
  Object = lift(std::move(Object), From->Rest, Until);
  if (From->HandedIn || From->Kind == CallKind::Stored)
    return {};
  Path Receiver = From->Call->Receiver;
  std::vector<Path> Arguments;
  for (const Argument &A : From->Call->Arguments)
    Arguments.push_back(A.Object);
  List<Condition> Conditions;
  describe(From->Caller, *From->Call, Receiver, Arguments, Conditions);
  return translate(Object, Receiver, Arguments, P, From->Caller);
}

/// \p Object of \p F, where a lambda's name for what it captured of the
/// function is the function's own.
Path QueueRun::inTermsOf(Index F, Path Object) const {
  if (Object.Root == Path::Var &&
      P.entity(Object.Of).Parent == P.functions()[F]->Is) {
    constexpr unsigned MaxParameters = 16;
    const StringRef Function = P.entity(P.functions()[F]->Is).USR;
    for (unsigned Number = 0; Number < MaxParameters && !Function.empty();
         ++Number)
      if (P.entity(Object.Of).USR == parameterUSR(Function, Number)) {
        Object.Root = Path::Param;
        Object.Number = Number;
        Object.Of = None;
        break;
      }
    return Object;
  }
  if (Path Own = translate(Object, {}, {}, P, F); Own.isNamed())
    return Own;
  return Object;
}

void QueueRun::turns(Index F) {
  const QueueFunction &Q = *queuesOf(F);
  SmallVector<Known, 4> Takes, Blockings;
  for (const QueueTurn &Turn : Q.Turns) {
    Takes.clear();
    parts(F, Turn.Take, /*Takes=*/true, Takes);
    if (Takes.empty())
      continue;
    Blockings.clear();
    parts(F, Turn.Blocking, /*Takes=*/false, Blockings);
    for (const Known &T : Takes)
      for (const Known &B : Blockings) {
        Knot K;
        K.F = F;
        K.Take = T;
        K.Blocking = B;
        K.Blocking.Queue = inTermsOf(F, B.Queue);
        K.Turn = &Turn;
        if (Turn.Blocking.isCall())
          K.Call = &Q.Calls[Turn.Blocking.position()];
        examine(K);
      }
  }
}

/// A loop further down calls what \p F has handed over.
void QueueRun::givenTurns(Index F, const ReachedEffect &E) {
  for (const Hop *H = E.Way; H; H = H->Rest) {
    if (!H->HandedIn || H->Caller == F)
      continue;
    const QueueFunction *Q = queuesOf(H->Caller);
    const QueueCall *Here = around(*H->Call);
    if (!Q || !Here)
      continue;
    for (const QueueTurn &Turn : Q->Turns) {
      if (!Turn.Blocking.isCall() ||
          Turn.Blocking.position() >= Q->Calls.size() ||
          &Q->Calls[Turn.Blocking.position()] != Here)
        continue;
      SmallVector<Known, 4> Takes;
      parts(H->Caller, Turn.Take, /*Takes=*/true, Takes);
      for (Known &T : Takes) {
        T.Queue = lift(T.Queue, E.Way, H);
        if (!T.Queue.isNamed())
          continue;
        Knot K;
        K.F = F;
        K.Take = T;
        K.Blocking = known(E);
        K.Blocking.Queue = inTermsOf(F, K.Blocking.Queue);
        K.Turn = &Turn;
        K.Call = Here;
        examine(K);
      }
    }
  }
}

/// Tasks that \p F puts into a queue whose consumer runs them.
void QueueRun::tasks(Index F, const EffectAnalysis &First,
                     const EffectAnalysis &Second) {
  for (const auto &[C, R] : ReachedBy[F]) {
    const Known Put = known(R);
    const Index Class = Put.Queue.placeClass();
    auto Runner = Runners.find(Class);
    if ((Put.Event->Kind != QueueEvent::Put &&
         Put.Event->Kind != QueueEvent::Post) ||
        Class == None || Runner == Runners.end())
      continue;
    bool RunsIt = false;
    for (const Hop *H = R.Way; H; H = H->Rest)
      RunsIt |= H->HandedIn || H->Kind == CallKind::Stored;
    if (RunsIt)
      continue;
    for (const Argument &A : C->Arguments)
      for (const Target &T : P.targets(A, F).All)
        for (const EffectAnalysis *Effects : {&First, &Second})
          for (const ReachedEffect *Inner : Effects->reached(T.Function)) {
            Knot K;
            K.Blocking = known(*Inner);
            if (!isBlocking(K.Blocking.Event->Kind) ||
                K.Blocking.DependsOnArgument)
              continue;
            K.Blocking.Queue =
                inTermsOf(F, translate(Inner->Object, T.BoundTo, {}, P, F));
            if (K.Blocking.Queue.Root == Path::Param ||
                K.Blocking.Queue.placeClass() != Class)
              continue;
            K.F = F;
            K.Take = Runner->second;
            K.Take.Queue = Put.Queue;
            K.Task = T.Function;
            K.SubmittedAt = C->Where;
            examine(K);
          }
  }
}

bool QueueRun::asksForRoom(Index Caller, const Call &C,
                           const Path &Queue) const {
  const QueueCall *Here = around(C);
  return Here && any_of(Here->Room, [&](const QueueCall::Question &Q) {
           return Queue.startsWith(Q.Object) &&
                  !(Q.Asks != None &&
                    answers(Q.Asks, Caller, &QueueFunction::AsksEmpty));
         });
}

/// Whether a test in one of the functions on the way, the first one left out,
/// asks the queue about its room.
bool QueueRun::roomOnWay(const Known &Blocking) {
  if (!Blocking.Way)
    return false;
  for (const Hop *H = Blocking.Way->Rest; H; H = H->Rest)
    if (asksForRoom(H->Caller, *H->Call,
                    lift(Blocking.Event->Queue, H, nullptr)))
      return true;
  return false;
}

/// Whether a flag that was tested on the way is set by the consumer itself:
/// what tests it is not reached a second time.
bool QueueRun::setsFlag(Index F, const Known &Blocking) const {
  SmallVector<FlagTest, 8> Flags(Blocking.Event->Flags.begin(),
                                 Blocking.Event->Flags.end());
  for (const Hop *H = Blocking.Way; H; H = H->Rest)
    if (const QueueCall *Here = around(*H->Call))
      Flags.append(Here->Flags.begin(), Here->Flags.end());
  if (Flags.empty())
    return false;
  bool Up = false, Down = false;
  auto Look = [&](Index Function, const Place &Until, bool IsCall) {
    const QueueFunction *Q = queuesOf(Function);
    if (!Q)
      return false;
    for (const FlagChange &Change : Q->Changes) {
      const bool Before = Change.At.File == Until.File &&
                          std::tie(Change.At.Line, Change.At.Column) <
                              std::tie(Until.Line, Until.Column);
      for (const FlagTest &Flag : Flags) {
        if (Flag.Of != Change.Of)
          continue;
        if (Before &&
            (Change.Kind == FlagChange::Clears ||
             Change.Kind == FlagChange::Sets) &&
            (Flag.Is == FlagTest::Unknown ||
             (Flag.Is == FlagTest::Set) == (Change.Kind == FlagChange::Clears)))
          return true;
        Up |= Change.Kind == FlagChange::CountsUp && Before;
        Down |= Change.Kind == FlagChange::CountsDown && (!IsCall || !Before);
      }
    }
    return false;
  };
  Index In = F;
  for (const Hop *H = Blocking.Way; H; H = H->Rest) {
    if (Look(H->Caller, H->Call->Where, /*IsCall=*/true))
      return true;
    In = H->Callee;
  }
  return Look(In, Blocking.Event->Site, /*IsCall=*/false) || (Up && Down);
}

/// How the queue is called: the object of a queue class rather than the
/// container in it.
std::string QueueRun::queueName(const Path &Queue, bool Modelled,
                                Index F) const {
  Path Named = Queue;
  const size_t N = Named.Elements.size();
  const bool Inside = N > 1 || (N == 1 && Named.Root != Path::This &&
                                Named.Root != Path::FrameThis);
  if (!Modelled && Inside)
    Named.Elements.pop_back();
  const std::string Name = spelling(P, Named, F);
  return Name.empty() ? "the queue" : "'" + Name + "'";
}

/// One function, as it is called in a sentence.
std::string functionName(const Program &P, Index Function) {
  Call None;
  Hop H;
  H.Callee = Function;
  H.Call = &None;
  return describeCallee(wordingOf(P, H));
}

std::string quotedName(const Program &P, Index E) {
  return "'" + P.entity(E).Name.str() + "'";
}

void QueueRun::examine(const Knot &K) {
  const QueueEvent &Blocking = *K.Blocking.Event;
  const QueueEvent &Take = *K.Take.Event;
  if (Blocking.Kind != QueueEvent::AwaitIdle &&
      (Blocking.Unbounded || Take.Unbounded || (K.Call && K.Call->Unbounded)))
    return;
  const Index Class = K.Blocking.Queue.placeClass();
  if (K.Take.Queue != K.Blocking.Queue &&
      (Class == None || Class != K.Take.Queue.placeClass()))
    return;
  // Who gives it a bound may be yet another.
  const Index Bounded =
      Blocking.BoundField != None ? Blocking.BoundField : Class;
  const auto Bounds = GivenBounds.find(Bounded);
  const bool IsGivenBound =
      (Blocking.BoundField != None || Blocking.BoundUnknown) &&
      Bounds != GivenBounds.end();
  const bool GivenElsewhere =
      IsGivenBound &&
      !is_contained(Bounds->second, P.functions()[K.Blocking.In].Unit);
  // What the unit has all of, it has judged with its syntax tree.
  if (!GivenElsewhere && !leavesUnit(P, K.F, K.Blocking.Way) &&
      !leavesUnit(P, K.F, K.Take.Way) &&
      (K.Task == None ||
       (P.isInUnitOf(K.Task, K.F) && P.isInUnitOf(K.Take.In, K.F))))
    return;

  IdentityQuestion Question;
  Question.Function = K.F;
  Question.First = K.Take.Queue;
  Question.Second = K.Blocking.Queue;
  Question.Calls = K.Blocking.Way;
  Question.OwnerRole = "whose queue is meant";
  Question.GlobalsAreOwners = true;
  const ObjectIdentity Identity = identifyObjects(P, Question);

  ConsumerCase Case;
  Case.Blocking =
      Blocking.Kind == QueueEvent::AwaitTask   ? ConsumerCase::AwaitTask
      : Blocking.Kind == QueueEvent::AwaitIdle ? ConsumerCase::AwaitIdle
                                               : ConsumerCase::Put;
  Case.Queue = queueName(K.Take.Queue, !Take.TypeName.empty(), K.F);
  if (K.Task != None)
    Case.Task = functionName(P, K.Task);
  Case.TypeName = Blocking.TypeName.str();
  Case.TypeNote = Blocking.TypeNote.str();
  Case.SameClassOnly = !Identity.Same;
  Case.Identity = Identity.Assumption;
  if (Identity.Same && Identity.Assumption.empty() && K.Blocking.Way) {
    for (const PathElement &E : K.Blocking.Queue.Elements)
      if (E.Kind == PathElement::Getter)
        Case.Repetition = P.entity(E.Of).Name.str();
    if (Case.Repetition.empty() && K.Blocking.Queue.Root == Path::Result)
      Case.Repetition = P.entity(K.Blocking.Queue.Of).Name.str();
    if (!Case.Repetition.empty())
      Case.Repetition = "'" + Case.Repetition +
                        "()' is taken to return the same object each time";
  }
  if (const QueueTurn *Turn = K.Turn) {
    Case.TakeComesLast = Turn->TakeComesLast && !Blocking.Conditional;
    Case.Exclusive = Turn->Exclusive;
    Case.OtherTurn = Turn->OtherTurn;
    Case.Private = Turn->Private;
    Case.RoomTested = Turn->RoomTested ||
                      (K.Call && K.Blocking.Way &&
                       asksForRoom(K.Blocking.Way->Caller,
                                   *K.Blocking.Way->Call, K.Blocking.Queue));
    Case.Leaves = (K.Call ? K.Call->Leaves : Blocking.Leaves) && !Turn->GoesOn;
  } else if (K.Blocking.Way) {
    Case.RoomTested = asksForRoom(K.Blocking.Way->Caller, *K.Blocking.Way->Call,
                                  K.Blocking.Queue);
  }
  Case.FlagTested = setsFlag(K.Task == None ? K.F : K.Task, K.Blocking);
  Case.WakesOnly = Blocking.WakesOnly;
  Case.Doubtful = K.Blocking.Doubtful || roomOnWay(K.Blocking);
  Case.DependsOnArgument = K.Blocking.DependsOnArgument;
  Case.BoundUnknown = Blocking.BoundUnknown && !IsGivenBound;
  if (Blocking.BoundField != None) {
    Case.BoundField = P.entity(Blocking.BoundField).Name.str();
    Case.BoundStartsOff = Blocking.BoundStartsOff && !IsGivenBound;
  }
  if (Blocking.AssumedWait != None)
    Case.AssumedWait = quotedName(P, Blocking.AssumedWait);
  if (Blocking.Policy != None)
    Case.Policy = P.entity(Blocking.Policy).Name.str();

  std::vector<const Hop *> Hops;
  for (const Hop *H = K.Blocking.Way; H; H = H->Rest) {
    Hops.push_back(H);
    Case.Indirect |= H->Kind != CallKind::Direct;
    Case.TooWide |=
        H->Kind != CallKind::Direct && H->Candidates > MaxCandidates;
  }
  const ConsumerTexts Texts = describeConsumer(Case, /*TakenInSight=*/true);
  if (Texts.Level < Options.MinimumConfidence) {
    ++P.Statistics.BelowMinimum;
    return;
  }

  // The put is the call of what waits; in the model's case the call itself.
  const bool AtCall =
      Blocking.TypeName.empty() && !Hops.empty() &&
      Blocking.Kind != QueueEvent::AwaitTask &&
      P.nameOf(P.functions()[K.Blocking.In]).Form != Entity::Lambda;
  size_t Put = AtCall ? Hops.size() - 1 : Hops.size();
  const Index Consumer = P.nameOf(P.functions()[K.Take.In]).Parent;
  for (size_t I = 0; K.Task != None && AtCall && I < Put; ++I)
    if (const Index Owner = P.nameOf(P.functions()[Hops[I]->Callee]).Parent;
        Owner != None && Owner == Consumer) {
      Put = I;
      break;
    }
  const Place Where =
      Put < Hops.size() ? Hops[Put]->Call->Where : Blocking.Site;
  const Index WhereIn = Put < Hops.size() ? Hops[Put]->Caller : K.Blocking.In;

  Candidate New;
  New.Level = Texts.Level;
  New.Length = K.Blocking.Length + K.Take.Length;
  FindingRecord &Result = New.Finding;
  Result.Check = CheckName.str();
  Result.Confidence = confidenceName(Texts.Level).str();
  Result.Message = Texts.Message;
  auto Say = [&](const Place &At, const std::string &What) {
    if (!What.empty())
      Result.Steps.push_back({P.record(At.isValid() ? At : Where), What});
  };
  auto SayCall = [&](const Hop &H) {
    Hop Alone = H;
    Alone.Rest = nullptr;
    appendHops(P, &Alone, Result.Steps);
  };
  Place TakenAt = Take.Site;
  for (const Hop *H = K.Take.Way; H; H = H->Rest)
    if (!H->Rest && Take.TypeName.empty())
      TakenAt = H->Call->Where;
    else
      SayCall(*H);
  Say(TakenAt, Texts.TakeStep);
  Say(K.SubmittedAt, Texts.TaskStep);
  for (auto [I, H] : enumerate(Hops))
    if (I != Put)
      SayCall(*H);
  if (Blocking.Kind == QueueEvent::Put || AtCall)
    Say(Blocking.Site, Texts.BoundStep);
  auto PlaceOf = [&](ConsumerNote::Place At) {
    switch (At) {
    case ConsumerNote::Finding:
      break;
    case ConsumerNote::Take:
    case ConsumerNote::Wait:
      return At == ConsumerNote::Take ? Take.Site : Blocking.Site;
    case ConsumerNote::Identity:
      return Identity.AssumptionAt;
    case ConsumerNote::Bound:
      return Blocking.BoundAt;
    case ConsumerNote::Policy:
      return Blocking.PolicyAt;
    }
    return Where;
  };
  for (const ConsumerNote &Note : Texts.Unsettled)
    Say(PlaceOf(Note.At), Note.Text);
  for (const ConsumerNote &Note : Texts.Assumed)
    Say(PlaceOf(Note.At), Note.Text);
  Say(Where, Texts.Advice);
  finishFinding(P, WhereIn, Where, Result);

  auto [It, IsNew] = Best.try_emplace({Result.Where, int(Blocking.Kind)}, New);
  const Candidate &Old = It->second;
  auto Order = [](const Candidate &C) {
    return std::make_tuple(-int(C.Level), C.Length, C.Finding.Message,
                           C.Finding.Steps.empty()
                               ? PlaceRecord()
                               : C.Finding.Steps.front().Where);
  };
  if (!IsNew && Order(New) < Order(Old))
    It->second = std::move(New);
}

void QueueRun::run(std::vector<FindingRecord> &Found) {
  if (!collect())
    return;
  Relevance.emplace(P, Queues, *this);
  EffectAnalysis Effects(P, this), Waits(P, this);
  auto Note = [&](Index F, const Call &C, const ReachedEffect &E,
                  ArrayRef<HeldOnWay>) { note(F, C, E); };
  seed(Effects);
  Effects.run(Note);
  seedSubmissions(Waits);
  Waits.run(Note);
  for (auto [F, Q] : enumerate(Queues)) {
    if (!Q)
      continue;
    for (const QueueStep &Step : Q->Runs) {
      SmallVector<Known, 2> Takes;
      parts(F, Step, /*Takes=*/true, Takes);
      for (const Known &T : Takes)
        Runners.try_emplace(T.Queue.placeClass(), T);
    }
  }
  for (auto [F, Q] : enumerate(Queues))
    if (Q)
      turns(F);
  for (const auto &[F, E] : Given)
    if (isBlocking(known(E).Event->Kind))
      givenTurns(F, E);
  if (!Runners.empty())
    for (auto &[F, List] : ReachedBy)
      tasks(F, Effects, Waits);
  for (auto &[Where, Candidate] : Best)
    Found.push_back(std::move(Candidate.Finding));
}

} // namespace

void linkSelfBlockingConsumers(const Program &P, const LinkOptions &Options,
                               LocalFindings &,
                               std::vector<FindingRecord> &Found) {
  QueueRun(P, Options).run(Found);
}

} // namespace unwedge::link

//===--- SelfBlockingConsumer.cpp ----------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/SelfBlockingConsumer.h"
#include "ObjectIdentity.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/StatedFacts.h"
#include "unwedge/Program/QueueProgram.h"
#include "unwedge/Report/TraceWording.h"
#include "unwedge/Rules/ConsumerCase.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include <map>
#include <tuple>

using namespace clang;

namespace unwedge {

namespace {

class RuleRun {
public:
  RuleRun(TranslationUnit &Unit, const FindingFilter &Filter)
      : Unit(Unit), Filter(Filter),
        SM(Unit.model().context().getSourceManager()) {}

  std::vector<Finding> run();

private:
  struct Candidate {
    Finding Result;
    unsigned Length = 0;
  };

  void examine(const QueueKnot &Knot);
  ObjectIdentity identify(const QueueKnot &Knot) const;
  std::string queueName(const QueueKnot &Knot) const;

  TranslationUnit &Unit;
  const FindingFilter Filter;
  const SourceManager &SM;
  /// By where, and what; and for hosts that follow runs, in which function.
  std::map<std::tuple<SourceLocation, int, const FunctionDecl *>, Candidate>
      Best;
};

ObjectIdentity RuleRun::identify(const QueueKnot &Knot) const {
  IdentityQuestion Question;
  Question.F = Knot.F;
  Question.First = Knot.Take.Queue;
  Question.Second = Knot.Blocking.Queue;
  Question.Calls = Knot.Blocking.Calls;
  Question.StoredAt = Knot.SubmittedAt;
  Question.OwnerRole = "whose queue is meant";
  Question.GlobalsAreOwners = true;
  return identifyObjects(Unit, Question);
}

/// How the queue is called: the object of a queue class rather than the
/// container in it.
std::string RuleRun::queueName(const QueueKnot &Knot) const {
  auto Shorten = [](const QueueEvent &Event) {
    AccessPath Path = Event.Queue;
    size_t N = Path.elements().size();
    bool Inside = N > 1 || (N == 1 && Path.root() != AccessPath::This &&
                            Path.root() != AccessPath::FrameThis);
    if (!Event.Entry && Inside)
      return Path.prefix(N - 1);
    return Path;
  };
  std::string Name = lockName(Shorten(Knot.Take), Shorten(Knot.Take), Knot.F);
  return Name == "this lock" ? "the queue" : Name;
}

/// Whether the knot is that one thing comes after the other on one run of the
/// function.
static bool followsOn(const QueueKnot &Knot) {
  // What waits for an element by hand may be entered on the way out only.
  bool TakesInCall = Knot.Take.Entry || Knot.Take.Calls;
  return TakesInCall && !Knot.Task && Knot.SubmittedAt.isInvalid() &&
         !Knot.CountsItself && Knot.CompletedAt.isInvalid() &&
         !Knot.TakeComesLast && !Knot.Exclusive && !Knot.OtherTurn;
}

static RunEvent eventOf(const QueueKnot &Knot, const QueueEvent &Event) {
  RunEvent Result;
  Result.CallDecides = true;
  // Else that both are one queue is known from something else.
  if (!Knot.ElementOwner && !Knot.AmongSeveral)
    Result.Object = Event.Queue;
  RunPlace &Place = Result.Places.emplace_back();
  for (const Trace *T = Event.Calls.get(); T; T = T->Rest.get())
    Place.Through.push_back(T->Step.Loc);
  Place.At = Event.Site;
  // Whether there is room, or something to take, is another matter: the
  // innermost call counts, and not what it waits for.
  if (!Place.Through.empty())
    Place.At = Place.Through.pop_back_val();
  return Result;
}

void RuleRun::examine(const QueueKnot &Knot) {
  // The thread waits for itself all the same if it waits until nothing is left.
  if (Knot.Blocking.Is != QueueEvent::AwaitIdle &&
      (isStated(Knot.Blocking.Queue, Knot.F, stated::Unbounded) ||
       isStated(Knot.Take.Queue, Knot.F, stated::Unbounded)))
    return;
  ObjectIdentity Identity = identify(Knot);
  const QueueEvent &Blocking = Knot.Blocking;
  const QueueEvent &Take = Knot.Take;

  ConsumerCase Case;
  Case.Blocking = Blocking.Is == QueueEvent::AwaitTask ? ConsumerCase::AwaitTask
                  : Blocking.Is == QueueEvent::AwaitIdle
                      ? ConsumerCase::AwaitIdle
                      : ConsumerCase::Put;
  Case.Queue = queueName(Knot);
  if (Knot.Task)
    Case.Task = describeFunction(Knot.Task);
  Case.IsHandler = Knot.Task && Knot.SubmittedAt.isInvalid();
  if (Blocking.Completion)
    Case.Completion = Blocking.Completion->getNameAsString();
  if (Knot.CountsItself)
    Case.Counter = lockName(Take.Queue, Take.Queue, Knot.F);
  if (Blocking.Entry) {
    Case.TypeName = Blocking.Entry->Types.empty()
                        ? Blocking.Entry->Id
                        : Blocking.Entry->Types.front();
    Case.TypeNote = Blocking.Entry->Note;
  }

  // The put is the call of what waits; in the model's case the call itself.
  std::vector<TraceStep> Steps;
  for (const Trace *T = Blocking.Calls.get(); T; T = T->Rest.get())
    Steps.push_back(T->Step);
  bool AtCall = !Blocking.Entry && !Steps.empty() &&
                Blocking.Is != QueueEvent::AwaitTask && Steps.back().Callee &&
                Blocking.In->getCanonicalDecl() ==
                    Steps.back().Callee->getCanonicalDecl() &&
                !(isa<CXXMethodDecl>(Blocking.In) &&
                  isLambdaCallOperator(cast<CXXMethodDecl>(Blocking.In)));
  // For a task it is the call with which it enters the pool.
  size_t Put = Steps.size();
  if (AtCall)
    Put = Steps.size() - 1;
  for (size_t I = 0; Knot.Task && AtCall && I < Put; ++I)
    if (const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Steps[I].Callee);
        Method && Knot.ConsumerClass &&
        Method->getParent()->getCanonicalDecl() == Knot.ConsumerClass) {
      Put = I;
      break;
    }
  SourceLocation Loc = Put < Steps.size() ? Steps[Put].Loc : Blocking.Site;

  Identity.Same |= Knot.AmongSeveral;
  if (!Identity.Same && Knot.ElementOwner) {
    Identity.Same = true;
    Identity.Assumption =
        "'" + Knot.ElementOwner->getNameAsString() +
        "' is taken to be the object that put the element into the "
        "queue, which is its own";
    Identity.AssumptionLoc = Knot.ElementOwner->getLocation();
  }
  Case.SameClassOnly = !Identity.Same;
  Case.Identity = Identity.Assumption;
  if (Identity.Same && Identity.Assumption.empty() && !Steps.empty())
    Case.Repetition = repeatedCall(Blocking.Queue);
  Case.NoLoop = Knot.NoLoop;
  Case.TakeComesLast = Knot.TakeComesLast;
  Case.Exclusive = Knot.Exclusive;
  Case.OtherTurn = Knot.OtherTurn;
  Case.AmongSeveral = Knot.AmongSeveral;
  Case.Private = Knot.Private;
  Case.RoomTested = Knot.RoomTested;
  Case.FlagTested = Knot.FlagTested;
  Case.WakesOnly = Blocking.WakesOnly;
  Case.Doubtful = Blocking.Doubtful;
  Case.Leaves = Blocking.Leaves;
  Case.DependsOnArgument = Blocking.dependsOnArgument();
  Case.BoundUnknown = Blocking.BoundUnknown;
  if (Blocking.BoundField) {
    Case.BoundField = Blocking.BoundField->getNameAsString();
    Case.BoundStartsOff =
        startsWithoutBound(Blocking.BoundField, Unit.model().context());
  }
  if (Blocking.AssumedWait)
    Case.AssumedWait = describeFunction(Blocking.AssumedWait);
  if (Blocking.Policy)
    Case.Policy = Blocking.Policy->getNameAsString();
  for (const TraceStep &Step : Steps) {
    Case.Indirect |= Step.Kind != CallKind::Direct;
    Case.TooWide |= Step.Kind != CallKind::Direct &&
                    Step.Candidates > Unit.limits().MaxCandidates;
  }
  ConsumerTexts Texts = describeConsumer(Case, !Knot.ConsumerOutOfSight);

  Finding Result;
  Result.Rule = "self-blocking-consumer";
  Result.Level = Texts.Level;
  Result.Loc = Loc;
  Result.Message = std::move(Texts.Message);
  llvm::SmallVector<size_t, 4> CallSteps;
  auto AddCalls = [&](const TraceRef &Calls) {
    size_t First = Result.Steps.size();
    appendCalls(Calls, Result.Steps);
    llvm::append_range(CallSteps,
                       llvm::seq<size_t>(First, Result.Steps.size()));
  };
  // The take.
  std::optional<size_t> TakeStep;
  SourceLocation TakenAt = Take.Site;
  if (!Knot.ConsumerOutOfSight) {
    std::vector<TraceStep> TakeSteps;
    for (const Trace *T = Take.Calls.get(); T; T = T->Rest.get())
      TakeSteps.push_back(T->Step);
    if (!Take.Entry && !TakeSteps.empty()) {
      TakenAt = TakeSteps.back().Loc;
      TakeSteps.pop_back();
    }
    TraceRef Before;
    for (const TraceStep &Step : llvm::reverse(TakeSteps))
      Before = prependStep(Step, Before);
    AddCalls(Before);
    TakeStep = Result.Steps.size();
    Result.Steps.push_back({TakenAt, Texts.TakeStep});
  }
  if (Case.IsHandler || Knot.SubmittedAt.isValid())
    Result.Steps.push_back(
        {Case.IsHandler ? Take.Site : Knot.SubmittedAt, Texts.TaskStep});
  // The way to the put.
  TraceRef Way;
  for (size_t I = Steps.size(); I-- > 0;)
    if (I != Put)
      Way = prependStep(Steps[I], Way);
  AddCalls(Way);
  if (Knot.CompletedAt.isValid())
    Result.Steps.push_back({Knot.CompletedAt, Texts.CompletionStep});
  if (Blocking.Is == QueueEvent::Put ||
      (Blocking.Is == QueueEvent::AwaitIdle && !Blocking.Entry && AtCall))
    Result.Steps.push_back({Blocking.Site, Texts.BoundStep});

  auto PlaceOf = [&](ConsumerNote::Place At) {
    switch (At) {
    case ConsumerNote::Finding:
      break;
    case ConsumerNote::Take:
      return Take.Site;
    case ConsumerNote::Identity:
      return Identity.AssumptionLoc.isValid() ? Identity.AssumptionLoc : Loc;
    case ConsumerNote::Bound:
      return Blocking.BoundField->getLocation();
    case ConsumerNote::Wait:
      return Blocking.Site;
    case ConsumerNote::Policy:
      return Blocking.Policy->getLocation();
    }
    return Loc;
  };
  llvm::SmallVector<size_t, 2> Settled;
  for (const ConsumerNote &Note : Texts.Unsettled) {
    Settled.push_back(Result.Steps.size());
    Result.Steps.push_back({PlaceOf(Note.At), Note.Text});
  }
  for (const ConsumerNote &Note : Texts.Assumed)
    Result.Steps.push_back({PlaceOf(Note.At), Note.Text});
  if (TakeStep && followsOn(Knot)) {
    RunPattern &Run = Result.Run.emplace();
    Run.F = Knot.F;
    Run.Events = {eventOf(Knot, Take), eventOf(Knot, Blocking)};
    Run.Events.front().Step = TakeStep;
    Run.Events.back().AtEntry = true;
    Run.Level = std::max(Texts.OnRun, Result.Level);
    Run.IfSameObject = !Texts.Unsettled.empty();
    Run.Settled = std::move(Settled);
    Run.Calls = std::move(CallSteps);
  }
  Result.Steps.push_back({Result.Loc, Texts.Advice});

  unsigned Length = traceLength(Blocking.Calls) + traceLength(Take.Calls);
  auto [It, New] = Best.try_emplace(
      {Result.Loc, int(Blocking.Is), Filter.WithRuns ? Knot.F : nullptr});
  Candidate &Old = It->second;
  if (New || std::make_tuple(-int(Result.Level), Length) <
                 std::make_tuple(-int(Old.Result.Level), Old.Length))
    Old = {std::move(Result), Length};
}

std::vector<Finding> RuleRun::run() {
  QueueCounts Counts;
  for (const QueueKnot &Knot : findQueueKnots(Unit, Counts))
    examine(Knot);
  Unit.statistics().BlockingPuts += Counts.Puts;
  Unit.statistics().QueueTakes += Counts.Takes;
  std::vector<Finding> All;
  unsigned Cause = 0;
  std::pair<SourceLocation, int> Last;
  for (auto &[Key, Candidate] : Best) {
    std::pair<SourceLocation, int> Here(std::get<0>(Key), std::get<1>(Key));
    if (Cause == 0 || Here != Last)
      ++Cause;
    Last = Here;
    Candidate.Result.Cause = Cause;
    All.push_back(std::move(Candidate.Result));
  }
  return selectFindings(std::move(All), Filter, SM,
                        Unit.statistics().BelowMinimum);
}

} // namespace

std::vector<Finding> findSelfBlockingConsumers(TranslationUnit &Unit,
                                               const FindingFilter &Filter) {
  return RuleRun(Unit, Filter).run();
}

} // namespace unwedge

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
  auto [Same, Assumption, AssumptionLoc] = identify(Knot);
  const QueueEvent &Blocking = Knot.Blocking;
  const QueueEvent &Take = Knot.Take;
  bool IsTask = Knot.Task != nullptr;
  bool HandlerOnly = IsTask && Knot.SubmittedAt.isInvalid();

  Finding Result;
  Result.Rule = "self-blocking-consumer";
  Result.Level = Confidence::Definite;
  // How sure it is if a run is seen that does it.
  Confidence OnRun = Confidence::Definite;
  auto Lower = [&](Confidence To) {
    Result.Level = std::min(Result.Level, To);
    OnRun = std::min(OnRun, To);
  };
  std::vector<FindingStep> Assumptions;
  std::string Queue = queueName(Knot);
  std::string Counter = lockName(Take.Queue, Take.Queue, Knot.F);

  // The put is the call of what waits; in the model's case the call itself.
  TraceRef Calls = Blocking.Calls;
  std::vector<TraceStep> Steps;
  for (const Trace *T = Calls.get(); T; T = T->Rest.get())
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
  for (size_t I = 0; IsTask && AtCall && I < Put; ++I)
    if (const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Steps[I].Callee);
        Method && Knot.ConsumerClass &&
        Method->getParent()->getCanonicalDecl() == Knot.ConsumerClass) {
      Put = I;
      break;
    }
  Result.Loc = Put < Steps.size() ? Steps[Put].Loc : Blocking.Site;

  switch (Blocking.Is) {
  case QueueEvent::AwaitTask:
    if (Blocking.Completion) {
      Result.Message = "the consumer of " + Queue +
                       " waits here until another element of " + Queue +
                       " is dealt with; once all its threads wait like this, "
                       "none is left to do so";
      break;
    }
    Result.Message = "a task of " + Queue + " waits here for another task of " +
                     Queue +
                     "; once all its threads wait like this, none is left to "
                     "run what they wait for";
    break;
  case QueueEvent::AwaitIdle:
    if (Knot.CountsItself) {
      Result.Message = "this waits until " + Counter +
                       " is zero; it waits for itself, since the thread counts "
                       "it down only afterwards";
      break;
    }
    Result.Message = std::string(IsTask ? "a task of " : "the consumer of ") +
                     Queue +
                     " waits here until nothing is left to do; it waits for "
                     "itself, since what it is doing is not done";
    break;
  default:
    Result.Message =
        std::string(IsTask ? "a task that the consumer of "
                           : "the consumer of ") +
        Queue + (IsTask ? " runs puts into it here" : " puts into it here") +
        " and waits for room; once it is full, nobody is left to "
        "take from it";
    break;
  }

  llvm::SmallVector<size_t, 4> CallSteps;
  auto AddCalls = [&](const TraceRef &Calls) {
    size_t First = Result.Steps.size();
    appendCalls(Calls, Result.Steps);
    llvm::append_range(CallSteps,
                       llvm::seq<size_t>(First, Result.Steps.size()));
  };
  // The take.
  std::optional<size_t> TakeStep;
  std::string TakeText = Knot.CountsItself ? Counter + " is counted down here"
                                           : Queue + " is taken from here";
  if (HandlerOnly) {
    Result.Steps.push_back(
        {Take.Site, describeFunction(Knot.Task) +
                        " is run by the thread that takes from " + Queue});
  } else if (Knot.ConsumerOutOfSight) {
    Result.Steps.push_back(
        {Knot.SubmittedAt, describeFunction(Knot.Task) + " is given to " +
                               Queue + " here, whose threads run it"});
  } else {
    TraceRef TakeCalls = Take.Calls;
    std::vector<TraceStep> TakeSteps;
    for (const Trace *T = TakeCalls.get(); T; T = T->Rest.get())
      TakeSteps.push_back(T->Step);
    SourceLocation At = Take.Site;
    size_t Shown = TakeSteps.size();
    if (!Take.Entry && !TakeSteps.empty()) {
      At = TakeSteps.back().Loc;
      --Shown;
    }
    TraceRef Before;
    for (size_t I = Shown; I-- > 0;)
      Before = prependStep(TakeSteps[I], Before);
    AddCalls(Before);
    if (Knot.SubmittedAt.isValid())
      TakeText += ", and run by the consumer";
    TakeStep = Result.Steps.size();
    Result.Steps.push_back({At, TakeText});
    if (Knot.SubmittedAt.isValid())
      Result.Steps.push_back(
          {Knot.SubmittedAt,
           describeFunction(Knot.Task) + " is put into " + Queue + " here"});
  }
  // The way to the put.
  TraceRef Way;
  for (size_t I = Steps.size(); I-- > 0;)
    if (I != Put)
      Way = prependStep(Steps[I], Way);
  AddCalls(Way);

  if (Knot.CompletedAt.isValid())
    Result.Steps.push_back(
        {Knot.CompletedAt, "'" + Blocking.Completion->getNameAsString() +
                               "', which the wait is for, is set here"});
  // Why it is taken for a bounded queue.
  if (Blocking.Is == QueueEvent::Put) {
    if (!Blocking.Entry)
      Result.Steps.push_back(
          {Blocking.Site, Queue + " is taken to be bounded, and the put to "
                                  "wait, because it waits for room here"});
    else
      Result.Steps.push_back(
          {Blocking.Site,
           "'" +
               (Blocking.Entry->Types.empty() ? Blocking.Entry->Id
                                              : Blocking.Entry->Types.front()) +
               "' is bounded" +
               (Blocking.Entry->Note.empty() ? std::string()
                                             : ": " + Blocking.Entry->Note)});
  } else if (Blocking.Is == QueueEvent::AwaitIdle && !Blocking.Entry &&
             AtCall) {
    Result.Steps.push_back(
        {Blocking.Site, "the call waits here until nothing is left"});
  }

  // What lowers it, and what a run may settle.
  llvm::SmallVector<FindingStep, 2> Unsettled;
  auto AssumeUnlessSeen = [&](Confidence To, FindingStep Step) {
    Result.Level = std::min(Result.Level, To);
    Unsettled.push_back(std::move(Step));
  };
  auto Assume = [&](bool If, Confidence To, const char *Text) {
    if (!If)
      return;
    Lower(To);
    Assumptions.push_back({Result.Loc, Text});
  };
  if (IsTask)
    Lower(Confidence::Likely);
  if (Knot.CountsItself) {
    Lower(Confidence::Likely);
    Assumptions.push_back({Take.Site, Counter +
                                          " is taken to count this thread too, "
                                          "since it is counted down here"});
  }
  if (Knot.CompletedAt.isValid())
    Assume(true, Confidence::Likely,
           "no other thread is taken to say that it is dealt with");
  Same |= Knot.AmongSeveral;
  if (!Same && Knot.ElementOwner) {
    Same = true;
    Assumption = "'" + Knot.ElementOwner->getNameAsString() +
                 "' is taken to be the object that put the element into the "
                 "queue, which is its own";
    AssumptionLoc = Knot.ElementOwner->getLocation();
  }
  const bool SameIsAssumed = !Same || !Assumption.empty();
  if (!Same)
    AssumeUnlessSeen(
        Confidence::Possible,
        {Result.Loc, "whether both are the same queue is not known"});
  else if (!Assumption.empty())
    AssumeUnlessSeen(
        Confidence::Likely,
        {AssumptionLoc.isValid() ? AssumptionLoc : Result.Loc, Assumption});
  Assume(Knot.NoLoop, Confidence::Possible,
         "no loop that takes again is in sight");
  Assume(Knot.TakeComesLast, Confidence::Possible,
         "the thread puts first and takes afterwards");
  Assume(Knot.Exclusive, Confidence::Possible,
         "both do not happen in one turn of the loop");
  Assume(Knot.OtherTurn, Confidence::Likely,
         "the loop serves one event after the other, and takes from the queue "
         "in another turn");
  Assume(Knot.OtherTurn && Blocking.WakesOnly, Confidence::Possible,
         "one byte, which only wakes the loop, is written at a time");
  Assume(Knot.AmongSeveral, Confidence::Likely,
         "the index goes round all of them, the one of the consumer included");
  Assume(Knot.Private, Confidence::Possible,
         "no other thread can reach the queue");
  Assume(Knot.RoomTested, Confidence::Possible,
         "a test on the way asks the queue about its room");
  Assume(Blocking.Doubtful, Confidence::Possible,
         "a test of the thread or of the room decides on the way and may keep "
         "this from happening");
  Assume(Knot.FlagTested, Confidence::Possible,
         "a flag that is tested on the way is also set on the way and may keep "
         "this from happening");
  Assume(Blocking.Leaves && Blocking.Is == QueueEvent::Put && !IsTask,
         Confidence::Possible, "the consumer ends after this put");
  Assume(Blocking.dependsOnArgument(), Confidence::Possible,
         "whether it waits depends on an argument that is not known here");
  Assume(Blocking.BoundUnknown, Confidence::Possible,
         "nothing in sight gives the queue a bound");
  if (Blocking.BoundField) {
    const Expr *Init = initializerOf(Blocking.BoundField);
    Expr::EvalResult Value;
    bool Off = Init && !Init->isValueDependent() &&
               Init->EvaluateAsInt(Value, Unit.model().context());
    Lower(Off ? Confidence::Possible : Confidence::Likely);
    Assumptions.push_back({Blocking.BoundField->getLocation(),
                           "'" + Blocking.BoundField->getNameAsString() +
                               "' is taken to be set to a bound" +
                               (Off ? ", though it starts without one" : "")});
  }
  if (Blocking.AssumedWait) {
    Lower(Confidence::Likely);
    Assumptions.push_back(
        {Blocking.Site, describeFunction(Blocking.AssumedWait) +
                            " is taken to wait for another thread, since it is "
                            "given the lock in a loop that does nothing else"});
  }
  if (Blocking.Policy) {
    Lower(Confidence::Likely);
    Assumptions.push_back({Blocking.Policy->getLocation(),
                           "'" + Blocking.Policy->getNameAsString() +
                               "' is taken to say that the put waits, as it "
                               "starts"});
  }
  if (Same && Assumption.empty() && !Steps.empty())
    if (std::string Taken = repeatedCall(Blocking.Queue); !Taken.empty()) {
      Lower(Confidence::Likely);
      Assumptions.push_back({Result.Loc, Taken});
    }
  for (const TraceStep &Step : Steps)
    if (Step.Kind != CallKind::Direct)
      Result.Level =
          std::min(Result.Level, Step.Candidates > Unit.limits().MaxCandidates
                                     ? Confidence::Possible
                                     : Confidence::Likely);
  llvm::SmallVector<size_t, 2> Settled;
  for (FindingStep &Step : Unsettled) {
    Settled.push_back(Result.Steps.size());
    Result.Steps.push_back(std::move(Step));
  }
  llvm::append_range(Result.Steps, Assumptions);
  if (TakeStep && followsOn(Knot)) {
    RunPattern &Run = Result.Run.emplace();
    Run.F = Knot.F;
    Run.Events = {eventOf(Knot, Take), eventOf(Knot, Blocking)};
    Run.Events.front().Step = TakeStep;
    Run.Events.back().AtEntry = true;
    Run.Level = std::max(OnRun, Result.Level);
    Run.IfSameObject = SameIsAssumed;
    Run.Settled = std::move(Settled);
    Run.Calls = std::move(CallSteps);
  }
  std::string Advice;
  switch (Blocking.Is) {
  case QueueEvent::AwaitTask:
    if (Blocking.Completion) {
      Advice = "wait outside of the thread that does the work, or do it here";
      break;
    }
    Advice = "continue in a further task instead of waiting, or run the inner "
             "task elsewhere";
    break;
  case QueueEvent::AwaitIdle:
    Advice = "wait outside of the thread that does the work";
    break;
  default:
    Advice = "use a put that gives up instead of waiting, or keep the element "
             "until the consumer can deal with it itself";
    break;
  }
  Result.Steps.push_back({Result.Loc, Advice});

  unsigned Length = traceLength(Calls) + traceLength(Take.Calls);
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
                        Unit.statistics().PossibleOnly);
}

} // namespace

std::vector<Finding> findSelfBlockingConsumers(TranslationUnit &Unit,
                                               const FindingFilter &Filter) {
  return RuleRun(Unit, Filter).run();
}

} // namespace unwedge

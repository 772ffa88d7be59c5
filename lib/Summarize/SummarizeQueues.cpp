//===--- SummarizeQueues.cpp - Halves of knots of queues ------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitSummarizer.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Program/QueueProgram.h"

using namespace clang;

namespace unwedge {

using namespace summary;

static List<Condition> conditions(llvm::ArrayRef<ParamCondition> From) {
  List<Condition> To;
  for (const ParamCondition &C : From)
    To.push_back(
        {C.Index, C.Value, static_cast<Condition::Relation>(C.Is), C.IsCheck});
  return To;
}

summary::List<summary::FlagTest>
UnitSummarizer::flagTests(llvm::ArrayRef<unwedge::FlagTest> From) {
  summary::List<summary::FlagTest> To;
  for (const unwedge::FlagTest &Flag : From) {
    summary::FlagTest Test;
    Test.Of = entity(Flag.D);
    if (Flag.IsSet)
      Test.Is = *Flag.IsSet ? summary::FlagTest::Set : summary::FlagTest::Clear;
    if (!llvm::is_contained(To, Test))
      To.push_back(Test);
  }
  return To;
}

summary::QueueEvent UnitSummarizer::queueEvent(const QueueHalves::OwnEvent &Own,
                                               const FunctionDecl *F) {
  const unwedge::QueueEvent &From = Own.Event;
  summary::QueueEvent To;
  switch (From.Is) {
  case unwedge::QueueEvent::Put:
    To.Kind = summary::QueueEvent::Put;
    break;
  case unwedge::QueueEvent::Take:
    To.Kind = summary::QueueEvent::Take;
    break;
  case unwedge::QueueEvent::AwaitIdle:
    To.Kind = summary::QueueEvent::AwaitIdle;
    break;
  case unwedge::QueueEvent::AwaitTask:
    To.Kind = summary::QueueEvent::AwaitTask;
    break;
  default:
    To.Kind = summary::QueueEvent::Post;
    break;
  }
  if (From.Queue.root() != AccessPath::Temp)
    To.Queue = path(From.Queue, F, /*WithLocals=*/true);
  To.Site = place(From.Site);
  To.Conditions = conditions(From.Conditions);
  To.Flags = flagTests(From.Flags);
  if (From.Entry) {
    To.TypeName = Out.save(From.Entry->Types.empty() ? From.Entry->Id
                                                     : From.Entry->Types[0]);
    To.TypeNote = Out.save(From.Entry->Note);
  }
  if (From.BoundField) {
    To.BoundField = entity(From.BoundField);
    To.BoundAt = place(From.BoundField->getLocation());
    To.BoundStartsOff = startsWithoutBound(From.BoundField, Context);
  }
  To.AssumedWait = entity(From.AssumedWait);
  To.Policy = entity(From.Policy);
  if (From.Policy)
    To.PolicyAt = place(From.Policy->getLocation());
  To.Doubtful = From.Doubtful;
  To.BoundUnknown = From.BoundUnknown;
  To.Leaves = From.Leaves;
  To.Conditional = From.Conditional;
  To.WakesOnly = From.WakesOnly;
  To.Unbounded = Own.Unbounded;
  return To;
}

/// Whether \p Own waits for the result of the task that \p Call puts somewhere.
static bool isSubmission(const QueueHalves::OpenCall &Call,
                         const QueueHalves::OwnEvent &Own) {
  return AccessPath::temp(Call.Call).sameText(Own.Event.Queue);
}

std::optional<QueueCall>
UnitSummarizer::queueCall(const QueueHalves::OpenCall &From,
                          const FunctionDecl *F,
                          const summary::Function &Record) {
  const Place Where = place(callLocation(From.Call));
  const auto It = llvm::find_if(Record.Calls, [&](const summary::Call &Call) {
    return Call.Where == Where;
  });
  if (It == Record.Calls.end())
    return std::nullopt;
  QueueCall To;
  To.Call = It - Record.Calls.begin();
  auto Better = [&](const AccessPath &Here, const Path &Known) {
    Path Result = path(Here, F, /*WithLocals=*/true);
    return Result.isNamed() && !Result.sameText(Known) ? Result : Path();
  };
  To.Receiver = Better(From.Receiver, It->Receiver);
  for (auto [I, Argument] : llvm::enumerate(From.Arguments))
    To.Arguments.push_back(Better(
        Argument, I < It->Arguments.size() ? It->Arguments[I].Object : Path()));
  while (!To.Arguments.empty() && !To.Arguments.back().isNamed())
    To.Arguments.pop_back();
  To.Conditions = conditions(From.Conditions);
  To.Flags = flagTests(From.Flags);
  for (const auto &[Object, By] : From.Room)
    if (Path P = path(Object, F, /*WithLocals=*/true); P.isNamed())
      To.Room.push_back({std::move(P), entity(By)});
  for (const FunctionDecl *Test : From.ThreadTests)
    To.ThreadTests.push_back(entity(Test));
  To.Doubtful = From.Doubtful;
  To.Conditional = From.Conditional;
  To.Leaves = From.Leaves;
  To.Unbounded = From.Unbounded;
  return To;
}

/// Whether anything has to be known of the call beside that it is made.
static bool saysSomething(const QueueHalves::OpenCall &Call) {
  return !Call.Flags.empty() || !Call.Room.empty() ||
         !Call.ThreadTests.empty() || !Call.Conditions.empty() ||
         Call.Doubtful || Call.Unbounded;
}

/// Whether \p D is for saying one thing or another, and not for counting.
static bool isYesOrNo(const ValueDecl *D) {
  const QualType Type = D->getType();
  return Type->isBooleanType() || Type->isRecordType();
}

void UnitSummarizer::queues() {
  llvm::DenseMap<Index, const summary::Function *> Records;
  for (const summary::Function &F : Out.Functions)
    Records[F.Is] = &F;
  // Numbers are flags if somebody tests them as such.
  llvm::DenseSet<const ValueDecl *> Tested;
  for (const QueueHalves &Halves : AllHalves.Functions) {
    // A depth is counted up and down.
    for (const QueueHalves::FlagChange &Up : Halves.Changes)
      for (const QueueHalves::FlagChange &Down : Halves.Changes)
        if (Up.D == Down.D && Up.Is == QueueHalves::FlagChange::CountsUp &&
            Down.Is == QueueHalves::FlagChange::CountsDown)
          Tested.insert(Up.D);
    for (const QueueHalves::OpenCall &Call : Halves.Calls)
      for (const unwedge::FlagTest &Flag : Call.Flags)
        Tested.insert(Flag.D);
    for (const QueueHalves::OwnEvent &Own : Halves.Events)
      for (const unwedge::FlagTest &Flag : Own.Event.Flags)
        Tested.insert(Flag.D);
  }
  for (const QueueHalves &Halves : AllHalves.Functions) {
    const auto Record = Records.find(entity(Halves.F));
    if (Record == Records.end())
      continue;
    auto IsNeeded = [&](unsigned Position) {
      auto Is = [&](const QueueHalves::Step &Step) {
        return Step.IsCall && Step.Position == Position;
      };
      return saysSomething(Halves.Calls[Position]) ||
             llvm::any_of(Halves.Runs, Is) ||
             llvm::any_of(Halves.Turns,
                          [&](const QueueHalves::Turn &Turn) {
                            return Is(Turn.Take) || Is(Turn.Blocking);
                          }) ||
             llvm::any_of(Halves.Events, [&](const QueueHalves::OwnEvent &Own) {
               return isSubmission(Halves.Calls[Position], Own);
             });
    };
    QueueFunction To;
    To.Is = Record->first;
    List<Index> Positions;
    for (unsigned I = 0; I < Halves.Calls.size(); ++I) {
      Index Position = None;
      if (IsNeeded(I))
        if (std::optional<QueueCall> Call =
                queueCall(Halves.Calls[I], Halves.F, *Record->second)) {
          Position = To.Calls.size();
          To.Calls.push_back(std::move(*Call));
        }
      Positions.push_back(Position);
      mayTellAt(callLocation(Halves.Calls[I].Call), "self-blocking-consumer");
    }
    auto Step = [&](const QueueHalves::Step &From) -> std::optional<QueueStep> {
      if (!From.IsCall)
        return QueueStep::event(From.Position);
      if (Positions[From.Position] == None)
        return std::nullopt;
      return QueueStep::call(Positions[From.Position]);
    };
    for (const QueueHalves::OwnEvent &Own : Halves.Events) {
      To.Events.push_back(queueEvent(Own, Halves.F));
      if (Own.Event.Entry)
        mayTellAt(Own.Event.Site, "self-blocking-consumer");
      for (unsigned I = 0; I < Halves.Calls.size(); ++I)
        if (isSubmission(Halves.Calls[I], Own) && Positions[I] != None)
          To.Events.back().Submission = Positions[I];
    }
    for (const QueueHalves::Turn &From : Halves.Turns) {
      const auto Take = Step(From.Take), Blocking = Step(From.Blocking);
      if (!Take || !Blocking)
        continue;
      QueueTurn Turn;
      Turn.Take = *Take;
      Turn.Blocking = *Blocking;
      Turn.TakeComesLast = From.TakeComesLast;
      Turn.Exclusive = From.Exclusive;
      Turn.OtherTurn = From.OtherTurn;
      Turn.RoomTested = From.RoomTested;
      Turn.Private = From.Private;
      Turn.GoesOn = From.GoesOn;
      To.Turns.push_back(Turn);
    }
    for (const QueueHalves::Step &From : Halves.Runs)
      if (std::optional<QueueStep> Run = Step(From))
        To.Runs.push_back(*Run);
    for (const QueueHalves::FlagChange &From : Halves.Changes)
      if (isYesOrNo(From.D) || Tested.contains(From.D))
        To.Changes.push_back(
            {entity(From.D),
             static_cast<summary::FlagChange::ChangeKind>(From.Is),
             place(From.At)});
    To.IdentifiesThread = Halves.IdentifiesThread;
    To.AsksEmpty = Halves.AsksEmpty;
    if (!To.Events.empty() || !To.Calls.empty() || !To.Changes.empty() ||
        To.IdentifiesThread || To.AsksEmpty)
      Out.QueueFunctions.push_back(std::move(To));
  }
  for (const Decl *D : AllHalves.Bounds)
    Out.GivenBounds.push_back(entity(D));
  AllHalves = {};
}

} // namespace unwedge

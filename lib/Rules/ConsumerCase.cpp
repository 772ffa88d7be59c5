//===--- ConsumerCase.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/ConsumerCase.h"
#include <algorithm>

namespace unwedge {

static std::string messageOf(const ConsumerCase &Case) {
  const bool IsTask = !Case.Task.empty();
  const std::string &Queue = Case.Queue;
  switch (Case.Blocking) {
  case ConsumerCase::AwaitTask:
    if (!Case.Completion.empty())
      return "the consumer of " + Queue +
             " waits here until another element of " + Queue +
             " is dealt with; once all its threads wait like this, none is "
             "left to do so";
    return "a task of " + Queue + " waits here for another task of " + Queue +
           "; once all its threads wait like this, none is left to run what "
           "they wait for";
  case ConsumerCase::AwaitIdle:
    if (!Case.Counter.empty())
      return "this waits until " + Case.Counter +
             " is zero; it waits for itself, since the thread counts it down "
             "only afterwards";
    return (IsTask ? "a task of " : "the consumer of ") + Queue +
           " waits here until nothing is left to do; it waits for itself, "
           "since what it is doing is not done";
  case ConsumerCase::Put:
    return (IsTask ? "a task that the consumer of " : "the consumer of ") +
           Queue + (IsTask ? " runs puts into it here" : " puts into it here") +
           " and waits for room; once it is full, nobody is left to take from "
           "it";
  }
  return "";
}

static std::string adviceOf(const ConsumerCase &Case) {
  switch (Case.Blocking) {
  case ConsumerCase::AwaitTask:
    if (!Case.Completion.empty())
      return "wait outside of the thread that does the work, or do it here";
    return "continue in a further task instead of waiting, or run the inner "
           "task elsewhere";
  case ConsumerCase::AwaitIdle:
    return "wait outside of the thread that does the work";
  case ConsumerCase::Put:
    return "use a put that gives up instead of waiting, or keep the element "
           "until the consumer can deal with it itself";
  }
  return "";
}

ConsumerTexts describeConsumer(const ConsumerCase &Case, bool TakenInSight) {
  ConsumerTexts Result;
  const bool IsTask = !Case.Task.empty();
  Result.Message = messageOf(Case);
  Result.Advice = adviceOf(Case);

  if (Case.IsHandler)
    Result.TaskStep =
        Case.Task + " is run by the thread that takes from " + Case.Queue;
  else if (IsTask && !TakenInSight)
    Result.TaskStep = Case.Task + " is given to " + Case.Queue +
                      " here, whose threads run it";
  else if (IsTask)
    Result.TaskStep = Case.Task + " is put into " + Case.Queue + " here";
  if (TakenInSight) {
    Result.TakeStep = Case.Counter.empty()
                          ? Case.Queue + " is taken from here"
                          : Case.Counter + " is counted down here";
    if (IsTask)
      Result.TakeStep += ", and run by the consumer";
  }
  if (!Case.Completion.empty())
    Result.CompletionStep =
        "'" + Case.Completion + "', which the wait is for, is set here";
  if (Case.Blocking == ConsumerCase::AwaitIdle && Case.TypeName.empty())
    Result.BoundStep = "the call waits here until nothing is left";
  else if (Case.Blocking == ConsumerCase::Put && Case.TypeName.empty())
    Result.BoundStep = Case.Queue + " is taken to be bounded, and the put to "
                                    "wait, because it waits for room here";
  else if (Case.Blocking == ConsumerCase::Put)
    Result.BoundStep =
        "'" + Case.TypeName + "' is bounded" +
        (Case.TypeNote.empty() ? std::string() : ": " + Case.TypeNote);

  auto Lower = [&](Confidence To) {
    Result.Level = std::min(Result.Level, To);
    Result.OnRun = std::min(Result.OnRun, To);
  };
  auto AssumeUnlessSeen = [&](Confidence To, ConsumerNote Note) {
    Result.Level = std::min(Result.Level, To);
    Result.Unsettled.push_back(std::move(Note));
  };
  auto Assume = [&](bool If, Confidence To, std::string Text,
                    ConsumerNote::Place At = ConsumerNote::Finding) {
    if (!If)
      return;
    Lower(To);
    Result.Assumed.push_back({At, std::move(Text)});
  };
  if (IsTask)
    Lower(Confidence::Likely);
  Assume(!Case.Counter.empty(), Confidence::Likely,
         Case.Counter +
             " is taken to count this thread too, since it is counted down "
             "here",
         ConsumerNote::Take);
  Assume(!Case.Completion.empty(), Confidence::Likely,
         "no other thread is taken to say that it is dealt with");
  if (Case.SameClassOnly)
    AssumeUnlessSeen(Confidence::Possible,
                     {ConsumerNote::Finding,
                      "whether both are the same queue is not known"});
  else if (!Case.Identity.empty())
    AssumeUnlessSeen(Confidence::Likely,
                     {ConsumerNote::Identity, Case.Identity});
  Assume(Case.NoLoop, Confidence::Possible,
         "no loop that takes again is in sight");
  Assume(Case.TakeComesLast, Confidence::Possible,
         "the thread puts first and takes afterwards");
  Assume(Case.Exclusive, Confidence::Possible,
         "both do not happen in one turn of the loop");
  Assume(Case.OtherTurn, Confidence::Likely,
         "the loop serves one event after the other, and takes from the queue "
         "in another turn");
  Assume(Case.OtherTurn && Case.WakesOnly, Confidence::Possible,
         "one byte, which only wakes the loop, is written at a time");
  Assume(Case.AmongSeveral, Confidence::Likely,
         "the index goes round all of them, the one of the consumer included");
  Assume(Case.Private, Confidence::Possible,
         "no other thread can reach the queue");
  Assume(Case.RoomTested, Confidence::Possible,
         "a test on the way asks the queue about its room");
  Assume(Case.Doubtful, Confidence::Possible,
         "a test of the thread or of the room decides on the way and may keep "
         "this from happening");
  Assume(Case.FlagTested, Confidence::Possible,
         "a flag that is tested on the way is also set on the way and may keep "
         "this from happening");
  Assume(Case.Leaves && Case.Blocking == ConsumerCase::Put && !IsTask,
         Confidence::Possible, "the consumer ends after this put");
  Assume(Case.DependsOnArgument, Confidence::Possible,
         "whether it waits depends on an argument that is not known here");
  Assume(Case.BoundUnknown, Confidence::Possible,
         "nothing in sight gives the queue a bound");
  Assume(!Case.BoundField.empty(),
         Case.BoundStartsOff ? Confidence::Possible : Confidence::Likely,
         "'" + Case.BoundField + "' is taken to be set to a bound" +
             (Case.BoundStartsOff ? ", though it starts without one" : ""),
         ConsumerNote::Bound);
  Assume(!Case.AssumedWait.empty(), Confidence::Likely,
         Case.AssumedWait +
             " is taken to wait for another thread, since it is given the "
             "lock in a loop that does nothing else",
         ConsumerNote::Wait);
  Assume(!Case.Policy.empty(), Confidence::Likely,
         "'" + Case.Policy +
             "' is taken to say that the put waits, as it starts",
         ConsumerNote::Policy);
  Assume(!Case.Repetition.empty(), Confidence::Likely, Case.Repetition);
  if (Case.Indirect)
    Result.Level = std::min(Result.Level, Case.TooWide ? Confidence::Possible
                                                       : Confidence::Likely);
  return Result;
}

} // namespace unwedge

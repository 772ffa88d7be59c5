//===--- ConsumerCase.h - What is said of a self-blocking consumer --------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How sure the rule self-blocking-consumer is, and how it says so: for those
// who look at a syntax tree, and for those who have summaries only.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_CONSUMERCASE_H
#define UNWEDGE_RULES_CONSUMERCASE_H

#include "unwedge/Report/Confidence.h"
#include <string>
#include <vector>

namespace unwedge {

/// A thread takes from a queue, and then waits for something that only a
/// further take makes true. Functions come as describeFunction() has them,
/// queues with quotes if they have a name, fields and types without.
struct ConsumerCase {
  enum Operation : uint8_t { Put, AwaitIdle, AwaitTask };
  Operation Blocking = Put;
  std::string Queue;
  /// It is done by this task, which the consumer runs; empty if it is done in
  /// the consumer's loop. It was put into the queue in sight, or it is a
  /// handler, which is run without that.
  std::string Task;
  bool IsHandler = false;
  /// What AwaitTask waits for, if that is a field of the element.
  std::string Completion;
  /// The counter, if the thread counts down itself what it waits for.
  std::string Counter;
  /// Of an operation of the model, the type and what is to be said of it.
  std::string TypeName, TypeNote;

  /// No more is known than that both queues are of one class of place.
  bool SameClassOnly = false;
  /// What is assumed so that both are one queue; may be empty.
  std::string Identity, Repetition;
  /// As QueueKnot has them.
  bool NoLoop = false;
  bool TakeComesLast = false;
  bool Exclusive = false;
  bool OtherTurn = false;
  bool AmongSeveral = false;
  bool Private = false;
  bool RoomTested = false;
  bool FlagTested = false;
  /// As QueueEvent has them.
  bool WakesOnly = false;
  bool Doubtful = false;
  bool Leaves = false;
  bool DependsOnArgument = false;
  bool BoundUnknown = false;
  /// What bounds the queue is off unless something sets it, and it starts so.
  std::string BoundField;
  bool BoundStartsOff = false;
  std::string AssumedWait;
  std::string Policy;
  /// Some call on the way is not direct; one of them has too many targets.
  bool Indirect = false;
  bool TooWide = false;
};

/// One sentence, and where it belongs.
struct ConsumerNote {
  enum Place : uint8_t { Finding, Take, Identity, Bound, Wait, Policy };
  Place At = Finding;
  std::string Text;
};

/// The sentences on it. Empty ones are not said.
struct ConsumerTexts {
  Confidence Level = Confidence::Definite;
  /// How sure it is if a run is seen that does it.
  Confidence OnRun = Confidence::Definite;
  std::string Message;
  std::string TakeStep;
  /// Where the task is given to the consumer.
  std::string TaskStep;
  std::string CompletionStep;
  /// Why the queue is taken to be bounded, or that it waits there.
  std::string BoundStep;
  /// What a run settles, and then the rest of what is assumed.
  std::vector<ConsumerNote> Unsettled;
  std::vector<ConsumerNote> Assumed;
  std::string Advice;
};

/// \p TakenInSight says that there is a place where the consumer takes.
ConsumerTexts describeConsumer(const ConsumerCase &Case, bool TakenInSight);

} // namespace unwedge

#endif // UNWEDGE_RULES_CONSUMERCASE_H

//===--- QueueProgram.h - Consumers that put into their own queue ---------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_PROGRAM_QUEUEPROGRAM_H
#define UNWEDGE_PROGRAM_QUEUEPROGRAM_H

#include "unwedge/Facts/QueueFacts.h"
#include "unwedge/Program/TranslationUnit.h"
#include <vector>

namespace unwedge {

/// *May*: on one thread, \c Blocking comes after \c Take and before the next
/// take, and both are operations of queues of the same class of place. Whether
/// both are the same queue is for the rule to say. Paths are in terms of \c F.
struct QueueKnot {
  /// Where both meet: the function with the loop, or with the submission.
  const clang::FunctionDecl *F = nullptr;
  QueueEvent Take;
  QueueEvent Blocking;
  /// The blocking operation is done by a task that is put into the queue here,
  /// and that the consumer runs; unset if it is done in the consumer's loop.
  clang::SourceLocation SubmittedAt;
  const clang::FunctionDecl *Task = nullptr;
  /// The class of the consumer that runs the task; may be null.
  const clang::CXXRecordDecl *ConsumerClass = nullptr;
  /// The function stands in for a consumer that is out of sight.
  bool ConsumerOutOfSight = false;
  /// There is no loop in sight around both.
  bool NoLoop = false;
  /// In the text of the loop the take comes last, and none comes before it.
  bool TakeComesLast = false;
  /// Both cannot happen in one turn of the loop.
  bool Exclusive = false;
  /// They happen in different turns of a loop that serves events.
  bool OtherTurn = false;
  /// The put goes to each of several queues in turn.
  bool AmongSeveral = false;
  /// Nothing but the function can reach the queue.
  bool Private = false;
  /// A test on the way asks the queue about its room.
  bool RoomTested = false;
  /// A flag that is tested on the way is also set on the way.
  bool FlagTested = false;
  /// \c Blocking waits until a counter is zero, and \c Take is where the same
  /// thread counts it down, afterwards.
  bool CountsItself = false;
  /// The element leads to the queue of \c Blocking over this field, and it is
  /// taken to be the object that put the element into the queue.
  const clang::FieldDecl *ElementOwner = nullptr;
  /// Where the consumer sets what \c Blocking waits for, if that is a field of
  /// the element.
  clang::SourceLocation CompletedAt;
};

/// Whether \p Field, which bounds a queue, starts as a number that is no bound.
bool startsWithoutBound(const clang::FieldDecl *Field,
                        const clang::ASTContext &Context);

/// What was recognised in a translation unit; for statistics.
struct QueueCounts {
  unsigned FunctionsRead = 0;
  unsigned Puts = 0;
  unsigned Takes = 0;
};

/// Looks for knots in all functions of the unit that can reach an operation of
/// a queue. Costs next to nothing where nothing in sight can make a put wait.
std::vector<QueueKnot> findQueueKnots(TranslationUnit &Unit,
                                      QueueCounts &Counts);

} // namespace unwedge

#endif // UNWEDGE_PROGRAM_QUEUEPROGRAM_H

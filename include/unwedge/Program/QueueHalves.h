//===--- QueueHalves.h - What other units need to find knots --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A knot of queues whose parts stand in several units is put together when all
// units are there. What decides on it and needs a syntax tree is noted here for
// each call that may come to an operation of a queue elsewhere.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_PROGRAM_QUEUEHALVES_H
#define UNWEDGE_PROGRAM_QUEUEHALVES_H

#include "unwedge/Facts/QueueFacts.h"
#include "unwedge/Program/TranslationUnit.h"
#include <vector>

namespace unwedge {

/// The halves of knots in one function. Paths are in its terms.
struct QueueHalves {
  const clang::FunctionDecl *F = nullptr;

  /// *May*: what the function itself does. Of a wait for the result of a task
  /// that another unit may put into a queue, the path is the temporary of the
  /// call that does.
  struct OwnEvent {
    QueueEvent Event;
    /// See isStated().
    bool Unbounded = false;
  };
  std::vector<OwnEvent> Events;

  /// *May*: the function makes the call, which leads out of the unit or to code
  /// that does.
  struct OpenCall {
    const clang::Expr *Call = nullptr;
    AccessPath Receiver;
    llvm::SmallVector<AccessPath, 2> Arguments;
    llvm::SmallVector<ParamCondition, 1> Conditions;
    llvm::SmallVector<FlagTest, 1> Flags;
    /// Objects that tests on the way ask something that may be about room, and
    /// the function that answers; null if it is of the model.
    llvm::SmallVector<std::pair<AccessPath, const clang::FunctionDecl *>, 1>
        Room;
    /// Functions that tests on the way call, and whose body another unit has.
    llvm::SmallVector<const clang::FunctionDecl *, 1> ThreadTests;
    bool Doubtful = false;
    bool Conditional = false;
    bool Leaves = false;
    /// See isStated().
    bool Unbounded = false;
  };
  /// In the order of the text.
  std::vector<OpenCall> Calls;

  /// *May*: a field or variable gets a value that says no more than that
  /// control got there.
  struct FlagChange {
    enum ChangeKind : uint8_t { Sets, Clears, CountsUp, CountsDown };
    const clang::ValueDecl *D = nullptr;
    ChangeKind Is = Sets;
    clang::SourceLocation At;
  };
  std::vector<FlagChange> Changes;

  /// One of \c Events, or one of \c Calls.
  struct Step {
    bool IsCall = false;
    unsigned Position = 0;
  };
  /// *May*: both happen in one loop, if the calls come to a take and to a
  /// blocking operation of one queue. The flags are those of QueueKnot, under
  /// that assumption.
  struct Turn {
    Step Take, Blocking;
    bool TakeComesLast = false;
    bool Exclusive = false;
    bool OtherTurn = false;
    bool RoomTested = false;
    bool Private = false;
    /// A break behind the blocking operation does not leave this loop.
    bool GoesOn = false;
  };
  std::vector<Turn> Turns;
  /// Takes whose loop runs what it took.
  std::vector<Step> Runs;

  /// Its result says which thread is running.
  bool IdentifiesThread = false;
  /// It asks whether there is something, and not whether there is room.
  bool AsksEmpty = false;
};

struct UnitQueueHalves {
  std::vector<QueueHalves> Functions;
  /// What gets a bound in the unit: fields that a constructor gives what it was
  /// given, in classes that wait, and places of queues of the model. In the
  /// order of the text.
  std::vector<const clang::Decl *> Bounds;
};

/// The halves of all functions of the unit that have some. Costs a look at the
/// statements of each function that can call out of the unit.
UnitQueueHalves findQueueHalves(TranslationUnit &Unit);

} // namespace unwedge

#endif // UNWEDGE_PROGRAM_QUEUEHALVES_H

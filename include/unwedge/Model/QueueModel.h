//===--- QueueModel.h - The model of self-blocking-consumer --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_QUEUEMODEL_H
#define UNWEDGE_MODEL_QUEUEMODEL_H

#include "unwedge/Model/ModelLocation.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace unwedge {

/// What a function does to the object that an entry describes.
enum class QueueOperation : uint8_t {
  // Of queues.
  /// Adds an element; waits as long as it takes for room.
  Put,
  /// Adds an element, or gives up.
  TryPut,
  /// Removes an element; waits as long as it takes for one.
  Take,
  /// Removes an element, or gives up.
  TryTake,
  /// Gives the queue a bound.
  SetCapacity,
  /// Makes puts into the object give up instead of waiting.
  SetNonBlocking,
  /// Makes the two ends of a queue, at an array of descriptors.
  MakePair,
  // Of what threads wait for.
  /// Waits as long as it takes until another thread does something.
  Wait,
  /// Waits, or gives up after a time.
  TimedWait,
  /// Ends waits of other threads.
  Wake,
  /// Takes a unit of a semaphore; waits as long as it takes for one.
  Acquire,
  /// Gives a unit to a semaphore.
  Release,
  /// Lets time pass, for loops that look again.
  Pause,
  /// Waits for events of several descriptors, for loops that serve them.
  AwaitEvents,
  // Of containers and counters.
  Add,
  Remove,
  IsEmpty,
  IsFull,
  Size,
  // Of thread pools and of what they return.
  /// Hands a callable to the pool's threads.
  Submit,
  /// Waits until the pool has run everything.
  WaitIdle,
  /// Waits for the result of one task.
  WaitResult,
};

/// One `operation: [names]` row.
struct QueueRow {
  QueueOperation Operation;
  std::vector<std::string> Names;
};

/// Operations that name the functions of one type.
struct QueueOperations {
  /// For free functions: the argument that is the object.
  unsigned ObjectArgument = 0;
  /// They work on the object that they are given first, if that is of the type,
  /// and else on the one that the whole program has.
  bool OnDefaultObject = false;
  std::vector<QueueRow> Rows;
};

/// Something about a call that makes a put or take give up instead of waiting.
struct NonBlockingCondition {
  /// The argument that decides, counted from 0; or
  std::optional<unsigned> Argument;
  /// the template argument of the class.
  std::optional<unsigned> TemplateArgument;
  /// The argument has one of these bits; or
  std::optional<unsigned> Bits;
  /// it is not null, zero or left to its default; or
  bool Given = false;
  /// it is this constant; or
  std::string Is;
  /// it is any other constant.
  std::string IsNot;
};

enum class QueueBound : uint8_t {
  Always,
  Never,
  /// Only once SetCapacity was called.
  OnceSet,
  /// Decided out of sight more often than not.
  Unknown,
};

/// Types that behave alike: queues, what threads wait for, containers, pools,
/// or futures, by the section that the entry stands in.
struct QueueEntry {
  enum Section : uint8_t { Queue, Waiting, Container, Pool, Future };

  Section Kind = Queue;
  std::string Id;
  std::vector<std::string> Types;
  QueueBound Bound = QueueBound::Always;
  /// What a diagnostic adds: one clause in lower case.
  std::string Note;
  std::vector<NonBlockingCondition> NonBlockingIf;
  /// A put waits only where its result is awaited by a coroutine.
  bool WhenAwaited = false;
  /// The objects are the ends of a queue, and fields of it.
  bool FieldOfQueue = false;
  /// Only objects that a MakePair function made count; both ends are one queue.
  bool MadeInSight = false;
  /// Functions of the user's that the consumer of such a queue runs: overriders
  /// of these count as being run by it.
  std::vector<std::string> ConsumerRuns;
  /// Functions without arguments that return the one object that the whole
  /// program has.
  std::vector<std::string> DefaultObject;
  QueueOperations Methods;
  std::vector<QueueOperations> Functions;
  ModelLocation Loc;
};

/// The sections of a model file that say which queues make a put wait.
struct QueueModel {
  std::vector<QueueEntry> Queues;
  std::vector<QueueEntry> Waits;
  std::vector<QueueEntry> Containers;
  std::vector<QueueEntry> Pools;
  std::vector<QueueEntry> Futures;

  /// Adds the entries of \p Other behind this model's own.
  void append(QueueModel &&Other);
};

} // namespace unwedge

#endif // UNWEDGE_MODEL_QUEUEMODEL_H

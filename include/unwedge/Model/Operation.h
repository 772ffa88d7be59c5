//===--- Operation.h - What a call does, in the terms of this field -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_OPERATION_H
#define UNWEDGE_MODEL_OPERATION_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace unwedge {

/// How a reader/writer lock is held. A larger value excludes more of the other
/// threads.
enum class LockMode : uint8_t {
  /// Any number of threads at a time (reader).
  Shared,
  /// One thread at a time, together with readers; may become exclusive without
  /// being released (Boost's and folly's upgrade ownership).
  Upgrade,
  /// One thread alone (writer).
  Exclusive,
};

/// The adjective that diagnostics use for \p Mode.
llvm::StringRef lockModeName(LockMode Mode);

/// What a member or free function of a lock does to that lock.
enum class LockEffect : uint8_t {
  /// Waits as long as it takes and holds the lock afterwards.
  Acquire,
  /// Does not wait, or waits for a bounded time; holds the lock if it says so.
  TryAcquire,
  /// Gives the lock up, in whatever mode it is held.
  Release,
  /// Turns the held lock into another mode; holds it all the time or re-takes
  /// it in a way that cannot wait for the thread itself.
  Convert,
  /// As Acquire, and the returned object releases the lock when it dies.
  Guard,
  /// As TryAcquire, and the returned object releases the lock when it dies.
  TryGuard,
  /// Acquires, calls the callable that it is given, releases.
  Run,
};

/// What happens when a thread that holds a lock acquires it again.
enum class RecursionVerdict : uint8_t {
  /// Nothing bad; silent.
  Allowed,
  /// The thread waits for itself, on every run.
  Deadlocks,
  /// The thread waits for a writer that waits for the thread: a deadlock as
  /// soon
  /// as a writer queues between the two acquisitions.
  DeadlocksIfWriterWaits,
  /// The documentation says that the behaviour is undefined.
  Undefined,
  /// The documentation forbids it without saying what happens.
  Forbidden,
  /// Allowed or unmentioned by the documentation, works with some
  /// implementations and platforms and deadlocks with others. Reported as
  /// possible only.
  ImplementationDefined,
  /// Nothing is known of this lock. Reported as possible only.
  Unknown,
};

/// What one lock type does in each of the three cases that the rule
/// recursive-shared-lock knows.
struct RecursionSemantics {
  /// Shared while held shared.
  RecursionVerdict SharedShared = RecursionVerdict::Unknown;
  /// Shared while held exclusive.
  RecursionVerdict ExclusiveShared = RecursionVerdict::Deadlocks;
  /// Exclusive while held shared (self-upgrade).
  RecursionVerdict SharedExclusive = RecursionVerdict::Deadlocks;

  /// The verdict for acquiring as \p Next while holding as \p Held; Allowed for
  /// the combinations that are not this rule's business.
  RecursionVerdict verdict(LockMode Held, LockMode Next) const;

  bool operator==(const RecursionSemantics &O) const {
    return SharedShared == O.SharedShared &&
           ExclusiveShared == O.ExclusiveShared &&
           SharedExclusive == O.SharedExclusive;
  }
};

} // namespace unwedge

#endif // UNWEDGE_MODEL_OPERATION_H

//===--- RecursiveSharedLock.h - The rule recursive-shared-lock -----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_RECURSIVESHAREDLOCK_H
#define UNWEDGE_RULES_RECURSIVESHAREDLOCK_H

#include "unwedge/Program/TranslationUnit.h"
#include "unwedge/Report/Finding.h"
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace unwedge {

/// What is said to happen on one run: a thread holds a lock, and acquires one.
/// The rule decides whether that is a mistake, how sure it is, and how to say
/// it.
struct RecursionEvidence {
  /// In whose terms the paths are.
  const clang::FunctionDecl *F = nullptr;
  /// With every call from \c F on, those to both places included.
  const HeldLock *Held = nullptr;
  const Acquisition *Next = nullptr;
  /// See EventContext.
  bool Doubtful = false;
  /// That both are one object was found out in another way than by their paths,
  /// and without assuming anything.
  bool SameObject = false;
  /// That both are two objects was.
  bool OtherObject = false;
};

struct RecursionFinding {
  /// One cause: where the first acquisition is made, and what is called (or
  /// acquired) while it is held.
  using CauseKey = std::tuple<clang::SourceLocation, const void *, unsigned>;

  Finding Result;
  CauseKey Cause;
  /// How the lock is called, with quotes.
  std::string Lock;
  /// The step that tells of the first acquisition.
  size_t HeldStep = 0;
  /// How many of the steps tell what happens; the others say what is assumed,
  /// and what to do.
  size_t PathSteps = 0;
  /// How many calls lead to the two places.
  unsigned Length = 0;
};

/// What the rule says of \p Evidence; nothing if it is no mistake or not known
/// to be one.
std::optional<RecursionFinding>
judgeRecursion(TranslationUnit &Unit, const RecursionEvidence &Evidence);

/// Finds reader/writer locks that a thread acquires shared while it holds them
/// already, or exclusive while it holds them shared.
///
/// A lock that protects its writers from starvation lets no new reader in once
/// a writer waits. A thread that comes back as a reader then waits for the
/// writer, which waits for the thread to release its first acquisition. Whether
/// it happens depends on a writer arriving in between, so tests pass.
///
/// Findings below \p Minimum are counted in the statistics and dropped. The
/// result is sorted by location.
std::vector<Finding> findRecursiveSharedLocks(TranslationUnit &Unit,
                                              Confidence Minimum);

} // namespace unwedge

#endif // UNWEDGE_RULES_RECURSIVESHAREDLOCK_H

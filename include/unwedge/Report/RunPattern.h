//===--- RunPattern.h - What has to happen on one run ---------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_REPORT_RUNPATTERN_H
#define UNWEDGE_REPORT_RUNPATTERN_H

#include "unwedge/Facts/AccessPath.h"
#include "unwedge/Report/Confidence.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/SmallVector.h"
#include <cstddef>
#include <optional>
#include <vector>

namespace unwedge {

/// An expression, and the calls by which a run gets there from the function of
/// the pattern. Calls are named by callLocation(), other expressions by
/// getExprLoc().
struct RunPlace {
  clang::SourceLocation At;
  /// Outermost first. A host that does not follow one of them takes the event
  /// to happen in it.
  llvm::SmallVector<clang::SourceLocation, 2> Through;
};

/// One thing that has to happen on a run.
struct RunEvent {
  /// Any of them.
  llvm::SmallVector<RunPlace, 1> Places;
  /// It happens when the expression begins, and not when it is over: a call
  /// that throws, or that waits for ever.
  bool AtEntry = false;
  /// The object that it happens to, in the terms of the function of the
  /// pattern; opaque if that does not matter.
  AccessPath Object;
  /// The step of the finding that tells of it.
  std::optional<size_t> Step;
};

/// What has to happen, one after the other on one run of one function, if a
/// finding is right. *Necessary*, not sufficient: that it does happen says that
/// the tests in between do not keep it from happening.
///
/// Rules that follow control flow only take every way through the graph for a
/// run. A host that follows paths can look for one that is feasible.
struct RunPattern {
  const clang::FunctionDecl *F = nullptr;
  /// In order. All events with an object have the same one.
  std::vector<RunEvent> Events;
  /// The last event undoes the first one: if it comes before the second, the
  /// first has to happen again.
  bool LastUndoesFirst = false;
  /// How sure the finding is once a run is found; no less than without one.
  Confidence Level = Confidence::Possible;
  /// But only if no run ends before the last event, after the one before.
  bool IfNeverLeftOpen = false;
  /// Steps of the finding that name what is then no assumption any more.
  llvm::SmallVector<size_t, 2> Settled;
  /// Steps that name calls on the way: the run shows them itself.
  llvm::SmallVector<size_t, 4> Calls;
};

} // namespace unwedge

#endif // UNWEDGE_REPORT_RUNPATTERN_H

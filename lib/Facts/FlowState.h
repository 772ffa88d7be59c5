//===--- FlowState.h - What holds at one program point --------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_FACTS_FLOWSTATE_H
#define UNWEDGE_LIB_FACTS_FLOWSTATE_H

#include "unwedge/Facts/Summary.h"

namespace unwedge {

/// An acquisition that was tried; whether it succeeded shows later, by the
/// value of the call, of a variable that got it, or by asking the guard.
struct PendingTry {
  HeldLock Lock;
  TryResult SuccessIs = TryResult::True;
  const clang::Stmt *Result = nullptr;
  const clang::VarDecl *Variable = nullptr;
  AccessPath Guard;

  bool operator==(const PendingTry &O) const {
    return Lock.Path.sameText(O.Lock.Path) && Result == O.Result &&
           Variable == O.Variable;
  }
};

/// What holds at a program point, on every way to it (*must*), except for
/// \c Context.Dropped (*may*). The lattice is finite because paths are bounded
/// and a join only removes must-facts and only adds may-facts.
struct FlowState {
  std::vector<HeldLock> Held;
  std::vector<PendingTry> Pending;
  std::vector<Alias> Aliases;
  EventContext Context;
  /// Branches that decided that control gets here, each with the way that was
  /// taken: of tests that make an event doubtful, of selections (see
  /// EventContext for both), and of flags (bool members or variables), which
  /// may say whether a lock that is taken by hand is to be taken. Past the join
  /// of all ways a test decides nothing any more.
  using Decision = std::pair<const clang::Stmt *, bool>;
  llvm::SmallVector<Decision, 1> Doubts;
  llvm::SmallVector<Decision, 1> Selections;
  llvm::SmallVector<Decision, 1> FlagTests;

  /// Replaces the longest known alias at the front of \p Path, repeatedly.
  AccessPath resolve(AccessPath Path) const;
  /// The target of the alias \p From; null if there is none.
  const AccessPath *aliasOf(const AccessPath &From) const;
  void setAlias(const AccessPath &From, const AccessPath &To);
  void removeAliasesBelow(const AccessPath &Prefix);
  /// Whether something is known of \p Object or a part of it.
  bool mentions(const AccessPath &Object) const;
  /// What was said of the object \p From (aliases, tries) is now said of
  /// \p To.
  void moveObject(const AccessPath &From, const AccessPath &To);

  /// Whether \p Path is among \c Context.Dropped.
  bool isDropped(const AccessPath &Path) const;
  /// Adds \p Path to them.
  void drop(const AccessPath &Path);

  HeldLock *find(const AccessPath &Path);
  void hold(HeldLock Lock);
  /// Gives up every hold of \p Path, of a lock inside it, and every try of
  /// them. Returns whether there was any.
  bool release(const AccessPath &Path);
  /// A pointer variable or field was assigned: paths through it mean something
  /// else from now on.
  void forgetPathsThrough(const clang::Decl *D);

  /// Merges \p O in; true if anything changed.
  bool join(const FlowState &O);
};

} // namespace unwedge

#endif // UNWEDGE_LIB_FACTS_FLOWSTATE_H

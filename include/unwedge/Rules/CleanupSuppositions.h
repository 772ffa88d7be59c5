//===--- CleanupSuppositions.h - Findings that need another unit ----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_CLEANUPSUPPOSITIONS_H
#define UNWEDGE_RULES_CLEANUPSUPPOSITIONS_H

#include "unwedge/Program/CleanupProgram.h"
#include "unwedge/Report/CleanupWording.h"
#include "unwedge/Rules/UnguardedCleanup.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace unwedge {

/// What may be called, as far as this unit knows.
struct SupposedTargets {
  /// By the bodies in sight.
  Throws MayThrow = Throws::Perhaps;
  /// With or without a body in sight.
  llvm::SmallVector<const clang::FunctionDecl *, 2> Functions;
  /// The field, variable or parameter that it comes from; may be null.
  const clang::ValueDecl *Source = nullptr;
  /// Nothing but \c Functions can be called.
  bool Complete = false;
};

/// A call of a function that has no body in the unit.
struct SupposedCall {
  const clang::CallExpr *At = nullptr;
  const clang::FunctionDecl *Callee = nullptr;
  bool IsVirtual = false;
  AccessPath Receiver;
  struct Argument {
    AccessPath Object;
    /// The argument as a key: an object, or else text by a number that is its
    /// own within the function; 0: unknown.
    AccessPath Key;
    unsigned Text = 0;
  };
  llvm::SmallVector<Argument, 2> Arguments;
  /// The objects that it may change.
  llvm::SmallVector<AccessPath, 2> Objects;
};

/// \p Call in the terms of the function of \p Facts. \p NumberOf gives the
/// number of a key without a name.
SupposedCall
supposedCall(const CleanupFacts &Facts, const clang::CallExpr *Call,
             llvm::function_ref<unsigned(const EntryKey &)> NumberOf);

/// Whether other units may look at \p Variable, a field or variable, or set it.
bool mayBeUsedElsewhere(const clang::ValueDecl *Variable);

/// What \p Event says of its state.
LeakFacts factsOfEvent(const StateEvent &Event,
                       const clang::ASTContext &Context);

/// A finding that other units decide on: it holds if all of it is so that is
/// said to be supposed.
struct CleanupSupposition {
  const clang::FunctionDecl *F = nullptr;
  clang::SourceLocation Loc;
  /// How diagnostics call the callback.
  std::string Callback;

  /// Supposed, unless null: this call runs a callback that is handed in and may
  /// throw.
  const SupposedCall *Hidden = nullptr;
  /// What is handed to \c Hidden, by parameter; else the callback itself.
  std::vector<std::pair<unsigned, SupposedTargets>> Given;
  /// Supposed: one of them throws.
  bool NeedsThrow = false;

  /// The state: its kind, and what it is in the terms of \c F.
  LeakFacts Facts;
  AccessPath State;
  enum StateEvent::Action Action = StateEvent::Establish;
  /// Locals that are alive at the callback whose destructors have no body in
  /// sight and may take it back, though nobody gave it to them.
  llvm::SmallVector<const clang::CXXDestructorDecl *, 1> Guards;
  /// A handler in \c F takes the exception.
  bool StaysInside = false;

  /// If the state is in sight: the finding, without its last steps, which
  /// depend on whether a throw is in sight.
  bool IsWhole = false;
  /// The rule tells it without any supposition.
  bool IsFound = false;
  Confidence Level = Confidence::Possible, LevelIfThrows = Confidence::Possible;
  std::string Message;
  std::vector<FindingStep> Steps;
  /// Supposed, unless null: others look at it before they go on.
  const clang::ValueDecl *Gate = nullptr;
  /// What \c Gate is called.
  std::string GateName;
  bool GateWhenSet = false, GateWhenClear = false;

  /// If it is not: the object that both ends of it are calls on, and how it is
  /// called, with what comes before a member's name.
  std::string Object;
  /// Supposed: the one does something to the object that the other takes back.
  /// One of both may be in sight.
  const SupposedCall *Establish = nullptr, *Undo = nullptr;
  std::optional<StateEvent> Known;
  /// The text of its key; see SupposedCall::Argument.
  unsigned KnownKeyText = 0;
  /// Handlers, and guards that were called off.
  std::vector<FindingStep> Ways;
  /// Guards of locks that belong to the object are alive.
  bool LockIsGuarded = false;
};

/// What suppositions refer to.
struct CleanupSuppositions {
  std::vector<CleanupSupposition> All;
  std::vector<std::unique_ptr<SupposedCall>> Calls;
  std::vector<std::unique_ptr<CleanupPair>> Pairs;
  /// What was dropped for its number.
  unsigned Dropped = 0;
};

/// The findings of \p Unit, in the functions that \p Takes holds for, that
/// other units have a say in: those that would be findings if they did what is
/// supposed, and those that are, if they do not refute them.
CleanupSuppositions supposeUnguardedCleanups(
    TranslationUnit &Unit, Confidence Minimum,
    const UnguardedCleanupOptions &Options,
    llvm::function_ref<bool(const clang::FunctionDecl *)> Takes);

} // namespace unwedge

#endif // UNWEDGE_RULES_CLEANUPSUPPOSITIONS_H

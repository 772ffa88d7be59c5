//===--- Summary.h - What a caller has to know of a function --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The language in which a function is described to its callers. The built-in
// model, thread-safety attributes and bodies are all turned into it, so that
// the flow analysis applies a call in one way only.
//
// The form follows the critical pairs of Brotherston, Brunet, Gorogiannis and
// Kanovich, "A compositional deadlock detector for Android Java" (ASE 2021):
// what is held, and what is acquired next while it is held.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_SUMMARY_H
#define UNWEDGE_FACTS_SUMMARY_H

#include "unwedge/Facts/AccessPath.h"
#include "unwedge/Facts/CallKind.h"
#include "unwedge/Model/ModelFile.h"
#include "unwedge/Model/Operation.h"
#include "clang/Basic/SourceLocation.h"
#include <memory>
#include <optional>
#include <vector>

namespace unwedge {

/// One call on the way from a function to an event.
struct TraceStep {
  TraceStep() = default;
  TraceStep(clang::SourceLocation Loc, const clang::FunctionDecl *Callee,
            CallKind Kind = CallKind::Direct, unsigned Candidates = 1)
      : Loc(Loc), Callee(Callee), Kind(Kind), Candidates(Candidates) {}

  clang::SourceLocation Loc;
  const clang::FunctionDecl *Callee = nullptr;
  CallKind Kind = CallKind::Direct;
  /// How many targets were in sight; 1 for a direct call.
  unsigned Candidates = 1;
  /// The target was given to the calling function as an argument.
  bool HandedIn = false;
  /// For Stored: the field, variable or parameter that is called, and where
  /// the target was put into it.
  const clang::ValueDecl *StoredIn = nullptr;
  clang::SourceLocation StoredAt;
};

/// The calls from a function down to an event, outermost first; shared, since
/// every caller's trace ends with its callee's. Null means no call.
struct Trace {
  TraceStep Step;
  std::shared_ptr<const Trace> Rest;
  unsigned Length = 1;
};
using TraceRef = std::shared_ptr<const Trace>;

TraceRef prependStep(const TraceStep &Step, TraceRef Rest);
inline unsigned traceLength(const TraceRef &T) { return T ? T->Length : 0; }

/// What kind of lock a path leads to.
struct LockKind {
  RecursionSemantics Semantics;
  /// Added to the diagnostic; may be empty. Points into a model file.
  llvm::StringRef Note;
  /// How the type is called in diagnostics, e.g. `std::shared_mutex`.
  std::string TypeName;
  /// Set when the semantics stand only unless the lock was configured
  /// otherwise in code that is out of sight.
  bool DefaultConfiguration = false;
};
using LockKindRef = std::shared_ptr<const LockKind>;

/// A lock that the thread holds for certain at some point.
struct HeldLock {
  AccessPath Path;
  LockMode Mode = LockMode::Shared;
  LockKindRef Kind;
  /// The acquiring expression, or the attribute that says that the caller
  /// holds it.
  clang::SourceLocation Site;
  TraceRef Calls;
  /// The function's callers hold it (`requires_capability`); it is not the
  /// function's own.
  bool CallerOwns = false;
  /// The guard that acquired it; opaque if none of the model's did.
  AccessPath Owner;
  /// How often it was acquired and not released, so that the release of an
  /// inner acquisition does not end the outer one.
  uint8_t Depth = 1;
};

/// A blocking acquisition that may happen.
struct Acquisition {
  AccessPath Path;
  LockMode Mode = LockMode::Shared;
  LockKindRef Kind;
  clang::SourceLocation Site;
  TraceRef Calls;
};

/// A condition on a parameter under which something happens. What has several
/// happens only if all of them are true.
struct ParamCondition {
  enum Relation : uint8_t { Equal, NotEqual, Less, GreaterEqual };

  unsigned Index = 0;
  /// What the parameter is compared with; 0 is false and null.
  int64_t Value = 0;
  Relation Is = Equal;
  /// Asks whether there is anything to deal with, and not how to: taken to be
  /// so where the argument is not known.
  bool IsCheck = false;

  ParamCondition negated() const;
  /// Whether a parameter that is \p Actual meets the condition.
  bool holdsFor(int64_t Actual) const;
  /// Whether no value of the parameter meets both conditions.
  bool contradicts(const ParamCondition &O) const;

  bool operator==(const ParamCondition &O) const {
    return Index == O.Index && Value == O.Value && Is == O.Is;
  }
};

/// What is true of the program whenever control is at some point of the
/// function, besides the locks.
struct EventContext {
  /// Locks that the function may have released since it was entered, though
  /// it did not acquire them: the caller does not hold them here any more.
  llvm::SmallVector<AccessPath, 1> Dropped;
  llvm::SmallVector<ParamCondition, 1> Conditions;
  /// Control gets here, in the function itself, past a choice by the data that
  /// it was given: a case of a switch, or the comparison of an argument with
  /// some special value. Whether a caller's data is such cannot be told from
  /// the call, so the event is doubtful for callers.
  bool Selected = false;
  /// A test decided that control gets here that may well be what keeps the lock
  /// from being taken twice: which thread is running, a flag that says whether
  /// to lock at all, or a selection in a callee.
  bool Doubtful = false;
};

/// *May*: some run of the function acquires \c Next, and at that moment the
/// thread *must* hold everything in \c Held, if the path to this point is
/// taken at all. Says nothing of locks that the caller holds.
struct CriticalPair {
  Acquisition Next;
  llvm::SmallVector<HeldLock, 2> Held;
  EventContext Context;
};

/// *May*: some run of the function calls the callable at \c Callable, which
/// the caller knows better.
struct Invocation {
  AccessPath Callable;
  llvm::SmallVector<AccessPath, 2> Arguments;
  clang::SourceLocation Site;
  TraceRef Calls;
  llvm::SmallVector<HeldLock, 2> Held;
  EventContext Context;
};

/// *May*: some run of the function makes this call; the thread *must* hold
/// \c Held then, not counting locks that the caller holds. Noted for who puts
/// several units together, whatever is known of the callee here.
struct ObservedCall {
  /// The call, construction or destruction; statements of the function itself.
  const clang::Stmt *Node = nullptr;
  CallKind Kind = CallKind::Direct;
  /// Of a virtual call, the function that it names; null if the call goes
  /// through a callable.
  const clang::FunctionDecl *Callee = nullptr;
  /// The variable, field or parameter that holds the callable.
  const clang::ValueDecl *StoredIn = nullptr;
  clang::SourceLocation Site;
  AccessPath Receiver;
  llvm::SmallVector<AccessPath, 2> Arguments;
  llvm::SmallVector<const clang::Expr *, 2> ArgumentExprs;
  llvm::SmallVector<HeldLock, 1> Held;
  EventContext Context;
  /// The calls from the function to the one in which this one stands, if that
  /// is another.
  llvm::SmallVector<TraceStep, 1> Prefix;
};

/// *Must*, if the result says so: the lock is held after the function returned.
struct ConditionalHold {
  HeldLock Lock;
  /// Decided by the function's result, or by the guard at \c Guard.
  TryResult SuccessIs = TryResult::True;
  AccessPath Guard;
};

/// *Must*: on every normal return, \c From refers to the same object as \c To.
struct Alias {
  AccessPath From;
  AccessPath To;
};

/// What a caller has to know of a function. Paths are rooted in `this`, the
/// parameters, globals, the returned object, and what lambdas captured.
struct Summary {
  std::vector<CriticalPair> Pairs;
  std::vector<Invocation> Invocations;
  /// *Must*: held after every normal return.
  std::vector<HeldLock> HeldAtExit;
  /// *Must*: held after every normal return of a call that meets the condition;
  /// says more than HeldAtExit where both have the lock.
  std::vector<std::pair<ParamCondition, HeldLock>> HeldIfParam;
  std::vector<ConditionalHold> HeldIfSuccessful;
  /// *May*: released, though not acquired by the function.
  std::vector<AccessPath> Released;
  /// *May*: the same, by calls that meet the condition only.
  std::vector<std::pair<ParamCondition, AccessPath>> ReleasedIfParam;
  std::vector<Alias> Aliases;
  /// *Must*: the object that the returned reference, pointer or handle refers
  /// to; opaque if unknown.
  AccessPath Returned;
  /// Something was given up on for a budget or for code that is out of sight.
  bool Incomplete = false;
  /// Only with AnalysisLimits::ObservesCalls.
  std::vector<ObservedCall> Calls;
  /// *May*: acquires a lock exclusive for which it has no name.
  std::vector<LockKindRef> UnnamedWrites;
};

} // namespace unwedge

#endif // UNWEDGE_FACTS_SUMMARY_H

//===--- CleanupFlow.h - Ways through a function, with and without throw --===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_CLEANUPFLOW_H
#define UNWEDGE_FACTS_CLEANUPFLOW_H

#include "unwedge/Facts/CleanupFacts.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace unwedge {

/// Whether two events are about the same state for sure.
bool sameState(const StateEvent &A, const StateEvent &B);

/// Whether \p Undo takes back what \p Done did, in the function of \p Facts.
bool undoes(const CleanupFacts &Facts, const StateEvent &Undo,
            const StateEvent &Done);

/// What happens to one state when a call in the function throws.
struct UnwindResult {
  /// It is taken back on every way out, or no way out is left.
  bool Protected = false;
  /// The handler that takes some exceptions and takes it back; or null.
  const clang::CXXCatchStmt *Partial = nullptr;
  /// The handler that takes the exception and leaves without taking it back; or
  /// null.
  const clang::CXXCatchStmt *Forgetful = nullptr;
  /// A scope guard that was called off before; or null.
  const clang::VarDecl *Disarmed = nullptr;
};

/// One state that is established before a call and taken back after it.
struct PendingState {
  /// Indices into CleanupFacts::Events; \c Established is the number of events
  /// for what nothing establishes (completions).
  unsigned Established = 0;
  llvm::SmallVector<unsigned, 2> Undone;
  /// Every way from the call to the end of the function, but for those that
  /// throw, takes it back.
  bool Always = false;
  /// Every way to the call establishes it.
  bool Certain = true;
  /// Some way from where it is established to the end of the function, past the
  /// call, leaves it so: what takes it back is no more than the way out of a
  /// failure.
  bool MayStay = false;
};

/// The control flow of one function between its events and callbacks.
///
/// The graph has no exception edges. The ways out by exception are those that
/// the text shows: the try statements around a call, and the variables that
/// live there.
class CleanupFlow {
public:
  CleanupFlow(const CleanupFacts &Facts, CleanupFacts::HelperInfo &Helpers,
              const AnalysisLimits &Limits);

  /// False where there is no graph, or too large a one.
  bool isUsable() const { return Graph != nullptr; }
  bool isTooLarge() const { return TooLarge; }

  std::vector<PendingState> pendingAt(const CallbackCall &Callback) const;
  UnwindResult unwind(const CallbackCall &Callback,
                      const StateEvent &Done) const;

private:
  struct Position {
    const clang::CFGBlock *Block = nullptr;
    unsigned Index = 0;
  };
  enum class Step : uint8_t { Go, Stop };
  using Visitor = llvm::function_ref<Step(const clang::Stmt *)>;

  Position positionOf(const clang::Stmt *S) const;
  /// Visits the statements that may run after \p From, and returns whether the
  /// end of the function is among what follows. With \p IntoHandlers, each call
  /// in a try block may lead to its handlers.
  bool walk(Position From, Visitor Visit, bool IntoHandlers = false) const;
  const clang::VarDecl *guardAlive(const clang::Stmt *At,
                                   const StateEvent &Done,
                                   const clang::VarDecl *&Disarmed) const;
  bool protects(const clang::VarDecl *V, const StateEvent &Done) const;
  bool undoneBy(const clang::FunctionDecl *Lambda,
                const StateEvent &Done) const;
  bool isDisarmedBefore(const clang::VarDecl *V, const clang::Stmt *At) const;
  bool undoneIn(const clang::CXXCatchStmt *Handler,
                const StateEvent &Done) const;
  bool isGivenUp(const StateEvent &Release) const;
  bool isCorrelated(const StateEvent &Undo, const clang::Stmt *At) const;

  const CleanupFacts &Facts;
  CleanupFacts::HelperInfo &Helpers;
  std::unique_ptr<clang::CFG> Graph;
  bool TooLarge = false;
  llvm::DenseMap<const clang::Stmt *, Position> Positions;
  llvm::DenseMap<const clang::Stmt *, llvm::SmallVector<unsigned, 1>> EventsAt;
  llvm::DenseMap<const clang::Stmt *, const clang::CFGBlock *> Handlers;
  /// The handlers of the try blocks around a call.
  llvm::DenseMap<const clang::Stmt *,
                 llvm::SmallVector<const clang::CFGBlock *, 2>>
      HandlersOfCall;
};

} // namespace unwedge

#endif // UNWEDGE_FACTS_CLEANUPFLOW_H

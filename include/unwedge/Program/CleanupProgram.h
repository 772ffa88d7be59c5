//===--- CleanupProgram.h - What cleanup needs to know of other functions -===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_PROGRAM_CLEANUPPROGRAM_H
#define UNWEDGE_PROGRAM_CLEANUPPROGRAM_H

#include "unwedge/Facts/CleanupFacts.h"
#include "unwedge/Program/CallGraph.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

namespace unwedge {

/// Whether a call may end with an exception. Want of memory does not count: a
/// program that runs out of it has other worries.
enum class Throws : uint8_t {
  /// It cannot, as far as the bodies in sight say.
  No,
  /// It calls functions, known by name, whose bodies are not in sight.
  Unseen,
  /// It calls something that is not known here, such as a callable that others
  /// hand in.
  Perhaps,
  /// A throw expression is in sight.
  Yes,
};

/// How a variable is looked at in the unit.
struct VariableReads {
  /// Read at all, by others or before it is set.
  bool Any = false;
  /// A test of it keeps something from happening while it is set, and while it
  /// is not set.
  bool GateWhenSet = false, GateWhenClear = false;
  clang::SourceLocation Gate;
};

/// What a callback can be, as far as it is in sight.
struct CallbackTargets {
  /// With or without a body.
  llvm::SmallVector<const clang::FunctionDecl *, 2> Functions;
  /// The field, variable or parameter that it comes from; may be null.
  const clang::ValueDecl *Source = nullptr;
  /// It can be nothing else.
  bool Complete = false;
};

/// Answers of the whole translation unit, each worked out when first asked for.
class CleanupProgram final : public CleanupFacts::HelperInfo {
public:
  CleanupProgram(const CallGraph &Graph, const ModelIndex &Model,
                 const CleanupIndex &Cleanup)
      : Graph(Graph), Model(Model), Cleanup(Cleanup) {}

  /// What a call of \p F leaves behind of what it does itself or through up to
  /// three helpers. *May*: some run of it does each of these.
  const std::vector<StateEvent> *
  eventsOf(const clang::FunctionDecl *F) override;

  /// From now on, functions without a body are supposed to take back, on all
  /// objects that they are given, a state of \p Pair, of the kind Scope.
  void suppose(const CleanupPair &Pair) { Supposed = &Pair; }

  Throws mayThrow(const clang::FunctionDecl *F);
  /// Whether \p Callback may throw, by all the targets that it can have.
  Throws mayThrow(const CallbackCall &Callback);

  CallbackTargets targetsOf(const CallbackCall &Callback) const;

  /// Where in \p F, or in what \p F calls within \p Depth calls, a callback is
  /// called without a handler for everything around it; null if nowhere.
  const CallbackCall *callbackInside(const clang::FunctionDecl *F,
                                     unsigned Depth);

  /// Looks through the whole unit for reads of \p Variables (fields and
  /// variables, canonical) and for functions whose exceptions end the process:
  /// those of threads, and those that nobody but these is seen to call.
  void lookForReads(const llvm::DenseSet<const clang::Decl *> &Variables);
  /// After lookForReads(). Reads in \p F behind \p After do not count.
  VariableReads readsOf(const clang::Decl *Variable,
                        const clang::FunctionDecl *F,
                        clang::SourceLocation After) const;
  /// The same of all reads.
  VariableReads readsOf(const clang::Decl *Variable) const;
  /// After lookForReads(): those that something in sight runs as a thread, or
  /// that only such functions call; with or without a body.
  const llvm::DenseSet<const clang::FunctionDecl *> &endingProcess() const {
    return EndingProcess;
  }
  bool endsProcess(const clang::FunctionDecl *F) const {
    return EndingProcess.contains(F->getCanonicalDecl());
  }

  /// After lookForReads(). Whether \p F overrides a function of the shape of a
  /// thread's or task's, without parameters and result, and nobody in sight
  /// calls it. What an exception that leaves it does is then not known: it may
  /// end the process.
  bool isRunOutOfSight(const clang::FunctionDecl *F) const;

  /// After lookForReads(). Whether a function in sight that calls \p F, through
  /// any number of calls, does so in a try block.
  bool isCalledInTry(const clang::FunctionDecl *F) const;

  const CallGraph &graph() const { return Graph; }

private:
  struct Read {
    const clang::FunctionDecl *F;
    clang::SourceLocation Loc;
    bool GateWhenSet, GateWhenClear;
  };
  /// A call of a function in sight by another one.
  struct CallSite {
    const clang::FunctionDecl *Caller;
    bool InTry;
  };
  void addThreadFunctions(const clang::Stmt *S);
  /// Adds the functions that are called by nobody but such functions.
  void closeEndingProcess();
  void addRead(const CleanupFacts &Facts, const clang::Expr *E,
               const clang::Decl *Variable);

  const CallGraph &Graph;
  const ModelIndex &Model;
  const CleanupIndex &Cleanup;
  const CleanupPair *Supposed = nullptr;
  llvm::DenseMap<const clang::FunctionDecl *,
                 std::unique_ptr<std::vector<StateEvent>>>
      Events;
  unsigned EventDepth = 0;
  llvm::DenseMap<const clang::FunctionDecl *, Throws> ThrowAnswers;
  unsigned ThrowDepth = 0;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<CallbackCall>>
      InsideAnswers;
  llvm::DenseMap<const clang::Decl *, std::vector<Read>> Reads;
  llvm::DenseSet<const clang::FunctionDecl *> EndingProcess;
  llvm::MapVector<const clang::FunctionDecl *, llvm::SmallVector<CallSite, 2>>
      CallSites;
  /// Functions whose address is taken.
  llvm::DenseSet<const clang::FunctionDecl *> Referenced;
};

} // namespace unwedge

#endif // UNWEDGE_PROGRAM_CLEANUPPROGRAM_H

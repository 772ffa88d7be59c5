//===--- FunctionAnalysis.h - The analysis of one function --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to this folder. One class, whose parts stand in FunctionAnalyzer.cpp
// (control flow), FunctionStatements.cpp (variables, destruction),
// FunctionCalls.cpp (calls and callables), FunctionModelEffects.cpp (what the
// model says) and FunctionEvents.cpp (acquisitions and releases).
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_FACTS_FUNCTIONANALYSIS_H
#define UNWEDGE_LIB_FACTS_FUNCTIONANALYSIS_H

#include "ExprPaths.h"
#include "FlowState.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/CalleeInfo.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "unwedge/Facts/LockUse.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/StringMap.h"

namespace unwedge {

/// The number under which a guard remembers a lock that it only converts.
constexpr unsigned ConvertedLock = 99;

/// Whether a hold of \p Held could turn out to be of the lock at \p Next in
/// some caller.
bool mayBeSameLock(const AccessPath &Held, const AccessPath &Next);

/// One call, whatever its syntax.
struct CallSite {
  const clang::Stmt *Node = nullptr;
  clang::SourceLocation Loc;
  AccessPath Receiver;
  clang::QualType ReceiverType;
  llvm::SmallVector<const clang::Expr *, 4> ArgumentExprs;
  llvm::SmallVector<AccessPath, 4> Arguments;
  /// The object that the call makes or returns by value.
  AccessPath Object;
  /// The calls that lead from the analysed function to the one in which this
  /// call stands, if that is another: a callee that calls a callable of ours.
  llvm::SmallVector<TraceStep, 2> Prefix;
};

class FunctionAnalysis {
public:
  FunctionAnalysis(const clang::FunctionDecl *F, const ModelIndex &Model,
                   CalleeInfo &Callees, const AnalysisLimits &Limits,
                   AnalysisStatistics &Statistics)
      : F(F), Context(Model.context()), Model(Model), Callees(Callees),
        Limits(Limits), Statistics(Statistics), Paths(F, Model) {}

  Summary run();

private:
  // Control flow.
  std::unique_ptr<clang::CFG> buildGraph();
  FlowState entryState();
  void findTryBlocks(const clang::CFG &Graph);
  void runOnce(const clang::CFG &Graph);
  void splitByParameters(const clang::CFG &Graph);
  void transferBlock(const clang::CFGBlock &Block, FlowState &State);
  void transferElement(const clang::CFGElement &Element, FlowState &State);
  void transferStmt(const clang::Stmt *S, FlowState &State);
  /// False if the branch cannot be taken under what is known of parameters.
  bool refine(const clang::Expr *Condition, bool Taken, FlowState &State);
  bool assume(const ParamCondition &Fact, FlowState &State);
  void settle(FlowState &State, bool Success,
              llvm::function_ref<bool(const PendingTry &)> Matches);
  bool goesOverData(const clang::SwitchStmt &Switch);
  bool select(const clang::SwitchStmt &Switch, const clang::CFGBlock &Target,
              FlowState &State);
  bool comparesParameter(const clang::Expr *E) const;
  void finish(const FlowState &Exit);

  // Statements.
  /// What \p E, an aggregate or a lambda, is made of becomes a part of it.
  void takeParts(const clang::Expr *E, FlowState &State);
  void bindVariable(const clang::VarDecl *V, FlowState &State);
  bool releasesSomething(const clang::Stmt *Body);
  bool mayReleaseAtEnd(const clang::VarDecl *V);
  void releaseAtEndOf(const clang::VarDecl *V, FlowState &State);
  void initializeMember(const clang::CXXCtorInitializer *Init,
                        FlowState &State);
  void assign(const clang::Expr *LHS, const clang::Expr *RHS, FlowState &State);
  void returnValue(const clang::Expr *E, FlowState &State);
  void construct(const clang::CXXConstructExpr *E, FlowState &State);
  void call(const clang::CallExpr *E, FlowState &State);
  bool isAwaited(const clang::CallExpr *Call);
  void applyCleanup(const clang::VarDecl *V, const clang::FunctionDecl *Cleanup,
                    FlowState &State);
  void destroy(const AccessPath &Object, clang::QualType Type,
               clang::SourceLocation Loc, FlowState &State,
               bool OfBase = false);
  void applyDestructor(const clang::CXXDestructorDecl *D,
                       const AccessPath &Object, clang::SourceLocation Loc,
                       FlowState &State);

  // Calls.
  void applyRole(const CallRole &Role, const clang::FunctionDecl *Callee,
                 CallSite &Site, FlowState &State);
  void applyLockOperation(const CallRole &Role,
                          const clang::FunctionDecl *Callee, CallSite &Site,
                          FlowState &State);
  void applyGuardOperation(const CallRole &Role,
                           const clang::FunctionDecl *Callee, CallSite &Site,
                           FlowState &State);
  void constructGuard(const GuardSpec &Guard, CallSite &Site, FlowState &State);
  void applyFunctionEffect(FunctionEffect Effect,
                           const clang::FunctionDecl *Callee, CallSite &Site,
                           FlowState &State);
  void applyCallee(const clang::FunctionDecl *Callee, CallSite &Site,
                   const TraceStep &Step, FlowState &State, bool EventsOnly);
  void applyDirect(const clang::FunctionDecl *Callee, CallSite &Site,
                   FlowState &State);
  void applyVirtual(const clang::CXXMethodDecl *Callee, CallSite &Site,
                    FlowState &State);
  void applySummary(const Summary &S, const clang::FunctionDecl *Callee,
                    CallSite &Site, const TraceStep &Step, FlowState &State,
                    bool EventsOnly);
  void invoke(const clang::Expr *Callable, CallSite &Site, FlowState &State);
  void invokeDecl(const clang::ValueDecl *D, CallSite &Site, FlowState &State);
  void observe(CallKind Kind, const clang::FunctionDecl *Callee,
               const clang::ValueDecl *StoredIn, const CallSite &Site,
               const FlowState &State);
  void recordInvocation(const AccessPath &Callable, const CallSite &Site,
                        const FlowState &State);
  /// \p IsBound: the receiver of \p Target, in the terms of this function, is
  /// the object of a member function, and the first argument is not.
  void applyTarget(const CallableTarget &Target, const TraceStep &Step,
                   CallSite &Site, bool IsBound, FlowState &State);
  /// Puts what is bound into the arguments of \p Site, a call of \p Function.
  void bindArguments(const CallableExpr &What,
                     const clang::FunctionDecl *Function, CallSite &Site,
                     FlowState &State);
  void escape(CallSite &Site, const clang::FunctionDecl *Callee,
              FlowState &State);
  void constructContent(clang::QualType Type, const AccessPath &Object,
                        CallSite &Site, FlowState &State);

  /// Adds one to a count of what is seen, once per place: not while a fixpoint
  /// is being found, nor while a part of the calls is looked at again.
  void count(unsigned AnalysisStatistics::*Counter) {
    if (Recording && !Assumed)
      ++(Statistics.*Counter);
  }

  // Events and effects.
  /// \p Manual: not by a guard that dies with its scope.
  void acquire(const AccessPath &Path, LockMode Mode, LockKindRef Kind,
               clang::SourceLocation Loc, FlowState &State, bool Manual);
  void acquireThrough(const AccessPath &Path, clang::QualType LockType,
                      LockMode Mode, CallSite &Site, FlowState &State);
  void tryThrough(const AccessPath &Path, clang::QualType LockType,
                  LockMode Mode, TryResult SuccessIs, const clang::Stmt *Result,
                  const AccessPath &Guard, clang::SourceLocation Loc,
                  FlowState &State);
  void release(const AccessPath &Path, FlowState &State);
  void releaseGuard(const AccessPath &Guard, FlowState &State);
  void recordAcquisition(Acquisition Next, const FlowState &State,
                         bool Doubtful);
  void record(CriticalPair Pair);
  LockKindRef kindFor(const LockSpec &Spec, clang::QualType Type,
                      const AccessPath &Path) {
    return Callees.kindOf(Spec, Type, Path.lockClass());
  }
  ModeChoice modeChoice(const CallSite &Site, clang::QualType Type) const;
  AccessPath pathOf(const clang::Expr *E, const FlowState &State) const {
    return State.resolve(Paths.of(E));
  }
  bool isExportable(const AccessPath &Path) const;
  enum class Truth { No, Yes, Unknown };
  Truth evaluate(const ParamCondition &Condition, const CallSite &Site,
                 const FlowState &State,
                 llvm::SmallVectorImpl<ParamCondition> &Mapped) const;
  CallSite siteFor(const clang::Stmt *Node, clang::SourceLocation Loc) const;
  void transferCallsIn(const clang::Stmt *S, FlowState &State);
  void fillArguments(CallSite &Site, llvm::ArrayRef<const clang::Expr *> Args,
                     FlowState &State);

  const clang::FunctionDecl *F;
  /// The operands of `co_await` in it; made when it is first asked for.
  std::optional<llvm::DenseSet<const clang::Expr *>> Awaited;
  clang::ASTContext &Context;
  const ModelIndex &Model;
  CalleeInfo &Callees;
  const AnalysisLimits &Limits;
  AnalysisStatistics &Statistics;
  ExprPaths Paths;
  Summary Result;
  bool Recording = false;
  bool ReturnSeen = false;
  /// The call whose default argument is being evaluated: that is where it
  /// happens.
  clang::SourceLocation DefaultArgumentLoc;
  /// Parameters that are assigned: from then on they are not what the caller
  /// gave.
  llvm::SmallSet<unsigned, 2> AssignedParams;
  /// Conditions on parameters that some branch tests, each in one sense only.
  llvm::SmallVector<ParamCondition, 2> Tested;
  /// While a part of the calls is looked at on its own: what they have in
  /// common.
  std::optional<ParamCondition> Assumed;
  /// Switches inside a loop over values that the loop computes; see
  /// goesOverData().
  std::optional<llvm::SmallPtrSet<const clang::SwitchStmt *, 2>> DataSwitches;
  unsigned InvokeDepth = 0;
  llvm::StringMap<size_t> PairIndex;
  /// Dispatch block of a try statement -> the block and element index at which
  /// the try block begins.
  struct TryStart {
    const clang::CFGBlock *Dispatch;
    const clang::CFGBlock *Block;
    size_t Index;
    const clang::Stmt *Body;
  };
  llvm::SmallVector<TryStart, 2> TryStarts;
  /// States for the handlers, filled in as their try blocks are entered.
  llvm::DenseMap<const clang::CFGBlock *, FlowState> DispatchStates;
  llvm::SmallVector<const clang::CFGBlock *, 4> DispatchReady;
};

} // namespace unwedge

#endif // UNWEDGE_LIB_FACTS_FUNCTIONANALYSIS_H

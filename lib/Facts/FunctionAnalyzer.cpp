//===--- FunctionAnalyzer.cpp ---------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A forward data-flow analysis over the plain control flow graph. Calls take
// effect through summaries only (see Summary.h); this file knows what order
// things happen in, not what any library does.
//
// The graph has no exception edges: they would double its size for every
// call, and a lock that a guard holds is released on them anyway. A handler is
// entered with what held where its try block begins and was not released
// inside the block.
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/FunctionAnalyzer.h"
#include "AttributeSummary.h"
#include "ExprPaths.h"
#include "FlowState.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Support/ClangCompat.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/Analyses/PostOrderCFGView.h"
#include "clang/Analysis/CFG.h"
#include "clang/Analysis/FlowSensitive/DataflowWorklist.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace clang;

namespace unwedge {

namespace {

/// One call, whatever its syntax.
struct CallSite {
  const Stmt *Node = nullptr;
  SourceLocation Loc;
  AccessPath Receiver;
  QualType ReceiverType;
  llvm::SmallVector<const Expr *, 4> ArgumentExprs;
  llvm::SmallVector<AccessPath, 4> Arguments;
  /// The object that the call makes or returns by value.
  AccessPath Object;
  /// The calls that lead from the analysed function to the one in which this
  /// call stands, if that is another: a callee that calls a callable of ours.
  llvm::SmallVector<TraceStep, 2> Prefix;
};

/// The number under which a guard remembers a lock that it only converts.
constexpr unsigned ConvertedLock = 99;

const CXXRecordDecl *classOf(QualType Type) {
  if (Type.isNull())
    return nullptr;
  Type = Type.getNonReferenceType();
  if (Type->isAnyPointerType())
    Type = Type->getPointeeType();
  return Type->getAsCXXRecordDecl();
}

class Analyzer {
public:
  Analyzer(const FunctionDecl *F, const ModelIndex &Model, CalleeInfo &Callees,
           const AnalysisLimits &Limits, AnalysisStatistics &Statistics)
      : F(F), Context(Model.context()), Model(Model), Callees(Callees),
        Limits(Limits), Statistics(Statistics), Paths(F, Model) {}

  Summary run();

private:
  // Control flow.
  std::unique_ptr<CFG> buildGraph();
  FlowState entryState();
  void findTryBlocks(const CFG &Graph);
  void runOnce(const CFG &Graph);
  void splitByParameters(const CFG &Graph);
  void transferBlock(const CFGBlock &Block, FlowState &State);
  void transferElement(const CFGElement &Element, FlowState &State);
  void transferStmt(const Stmt *S, FlowState &State);
  /// False if the branch cannot be taken under what is known of parameters.
  bool refine(const Expr *Condition, bool Taken, FlowState &State);
  bool assume(const ParamCondition &Fact, FlowState &State);
  void settle(FlowState &State, bool Success,
              llvm::function_ref<bool(const PendingTry &)> Matches);
  bool mentionsThreadIdentity(const Stmt *S, unsigned Depth = 0);
  void finish(const FlowState &Exit);

  // Statements.
  void bindVariable(const VarDecl *V, FlowState &State);
  void initializeMember(const CXXCtorInitializer *Init, FlowState &State);
  void assign(const Expr *LHS, const Expr *RHS, FlowState &State);
  void returnValue(const Expr *E, FlowState &State);
  void construct(const CXXConstructExpr *E, FlowState &State);
  void call(const CallExpr *E, FlowState &State);
  void destroy(const AccessPath &Object, QualType Type, SourceLocation Loc,
               FlowState &State, bool OfBase = false);
  void applyDestructor(const CXXDestructorDecl *D, const AccessPath &Object,
                       SourceLocation Loc, FlowState &State);

  // Calls.
  void applyRole(const CallRole &Role, const FunctionDecl *Callee,
                 CallSite &Site, FlowState &State);
  void applyLockOperation(const CallRole &Role, const FunctionDecl *Callee,
                          CallSite &Site, FlowState &State);
  void applyGuardOperation(const CallRole &Role, const FunctionDecl *Callee,
                           CallSite &Site, FlowState &State);
  void constructGuard(const GuardSpec &Guard, const FunctionDecl *Ctor,
                      CallSite &Site, FlowState &State);
  void applyFunctionEffect(FunctionEffect Effect, const FunctionDecl *Callee,
                           CallSite &Site, FlowState &State);
  void applyCallee(const FunctionDecl *Callee, CallSite &Site,
                   const TraceStep &Step, FlowState &State, bool EventsOnly);
  void applyDirect(const FunctionDecl *Callee, CallSite &Site,
                   FlowState &State);
  void applyVirtual(const CXXMethodDecl *Callee, CallSite &Site,
                    FlowState &State);
  void applySummary(const Summary &S, const FunctionDecl *Callee,
                    CallSite &Site, const TraceStep &Step, FlowState &State,
                    bool EventsOnly);
  void invoke(const Expr *Callable, CallSite &Site, FlowState &State);
  void invokeDecl(const ValueDecl *D, const AccessPath &Path, CallSite &Site,
                  FlowState &State);
  void recordInvocation(const AccessPath &Callable, const CallSite &Site,
                        const FlowState &State);
  void applyTarget(const CallableTarget &Target, const TraceStep &Step,
                   CallSite &Site, FlowState &State);
  void escape(CallSite &Site, const FunctionDecl *Callee, FlowState &State);
  void constructContent(QualType Type, const AccessPath &Object,
                        CallSite &Site, FlowState &State);

  // Events and effects.
  /// \p Manual: not by a guard that dies with its scope.
  void acquire(const AccessPath &Path, LockMode Mode, LockKindRef Kind,
               SourceLocation Loc, FlowState &State, bool Manual);
  void acquireThrough(const AccessPath &Path, QualType LockType, LockMode Mode,
                      CallSite &Site, FlowState &State);
  void tryThrough(const AccessPath &Path, QualType LockType, LockMode Mode,
                  TryResult SuccessIs, const Stmt *Result,
                  const AccessPath &Guard, SourceLocation Loc,
                  FlowState &State);
  void release(const AccessPath &Path, FlowState &State);
  void releaseGuard(const AccessPath &Guard, FlowState &State);
  void recordAcquisition(Acquisition Next, const FlowState &State,
                         bool Doubtful);
  void record(CriticalPair Pair);
  LockKindRef kindFor(const LockSpec &Spec, QualType Type,
                      const AccessPath &Path) {
    return Callees.kindOf(Spec, Type, Path.lockClass());
  }
  std::optional<LockMode> selectedMode(const std::optional<ModeSelector> &Select,
                                       const CallSite &Site,
                                       const CXXRecordDecl *Class,
                                       LockMode Default) const;
  AccessPath pathOf(const Expr *E, const FlowState &State) const {
    return State.resolve(Paths.of(E));
  }
  bool isExportable(const AccessPath &Path) const;
  enum class Truth { No, Yes, Unknown };
  Truth evaluate(const ParamCondition &Condition, const CallSite &Site,
                 const FlowState &State,
                 llvm::SmallVectorImpl<ParamCondition> &Mapped) const;
  CallSite siteFor(const Stmt *Node, SourceLocation Loc) const;
  void transferCallsIn(const Stmt *S, FlowState &State);
  void fillArguments(CallSite &Site, llvm::ArrayRef<const Expr *> Args,
                     FlowState &State);

  const FunctionDecl *F;
  ASTContext &Context;
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
  SourceLocation DefaultArgumentLoc;
  /// Conditions on parameters that some branch tests, each in one sense only.
  llvm::SmallVector<ParamCondition, 2> Tested;
  /// While a part of the calls is looked at on its own: what they have in
  /// common.
  std::optional<ParamCondition> Assumed;
  unsigned InvokeDepth = 0;
  llvm::StringMap<size_t> PairIndex;
  /// Dispatch block of a try statement -> the block and element index at which
  /// the try block begins.
  struct TryStart {
    const CFGBlock *Dispatch;
    const CFGBlock *Block;
    size_t Index;
    const Stmt *Body;
  };
  llvm::SmallVector<TryStart, 2> TryStarts;
  /// States for the handlers, filled in as their try blocks are entered.
  llvm::DenseMap<const CFGBlock *, FlowState> DispatchStates;
  llvm::SmallVector<const CFGBlock *, 4> DispatchReady;
};

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

std::unique_ptr<CFG> Analyzer::buildGraph() {
  CFG::BuildOptions Options;
  Options.AddImplicitDtors = true;
  Options.AddTemporaryDtors = true;
  Options.AddInitializers = true;
  Options.AddCXXDefaultInitExprInCtors = true;
  Options.PruneTriviallyFalseEdges = true;
  Options.setAlwaysAdd(Stmt::CallExprClass)
      .setAlwaysAdd(Stmt::CXXMemberCallExprClass)
      .setAlwaysAdd(Stmt::CXXOperatorCallExprClass)
      .setAlwaysAdd(Stmt::CXXConstructExprClass)
      .setAlwaysAdd(Stmt::CXXTemporaryObjectExprClass)
      .setAlwaysAdd(Stmt::BinaryOperatorClass)
      .setAlwaysAdd(Stmt::CompoundAssignOperatorClass)
      .setAlwaysAdd(Stmt::UnaryOperatorClass)
      .setAlwaysAdd(Stmt::CXXDeleteExprClass)
      .setAlwaysAdd(Stmt::CXXNewExprClass);
  return CFG::buildCFG(F, F->getBody(), &Context, Options);
}

FlowState Analyzer::entryState() {
  FlowState State;
  if (Assumed)
    State.Context.Conditions.push_back(*Assumed);
  for (HeldLock &Lock : locksRequiredBy(F, Model, Callees))
    State.hold(std::move(Lock));
  return State;
}

static bool containsStmt(const Stmt *Tree, const Stmt *Wanted,
                         const SourceManager &SM) {
  // Macro expansions keep the order of the AST, so token locations will do.
  SourceLocation B = Wanted->getBeginLoc();
  if (B.isInvalid())
    return false;
  return !SM.isBeforeInTranslationUnit(SM.getExpansionLoc(B),
                                       SM.getExpansionLoc(Tree->getBeginLoc())) &&
         !SM.isBeforeInTranslationUnit(SM.getExpansionLoc(Tree->getEndLoc()),
                                       SM.getExpansionLoc(B));
}

void Analyzer::findTryBlocks(const CFG &Graph) {
  const SourceManager &SM = Context.getSourceManager();
  for (const CFGBlock *Dispatch : Graph.try_blocks()) {
    const auto *Try = dyn_cast_or_null<CXXTryStmt>(Dispatch->getTerminatorStmt());
    if (!Try)
      continue;
    const Stmt *Body = Try->getTryBlock();
    // Blocks are numbered backwards from the end of the function, so the one
    // with the highest number comes first.
    TryStart Start{Dispatch, nullptr, 0, Body};
    for (const CFGBlock *Block : Graph) {
      if (Start.Block && Start.Block->getBlockID() > Block->getBlockID())
        continue;
      size_t Index = 0;
      for (const CFGElement &Element : *Block) {
        auto S = Element.getAs<CFGStmt>();
        if (S && containsStmt(Body, S->getStmt(), SM)) {
          Start.Block = Block;
          Start.Index = Index;
          break;
        }
        ++Index;
      }
    }
    if (Start.Block)
      TryStarts.push_back(Start);
  }
}

Summary Analyzer::run() {
  std::unique_ptr<CFG> Graph = buildGraph();
  if (!Graph) {
    ++Statistics.FunctionsWithoutCFG;
    Result.Incomplete = true;
    return std::move(Result);
  }
  if (Graph->getNumBlockIDs() > Limits.MaxBlocks) {
    ++Statistics.FunctionsTooLarge;
    Result.Incomplete = true;
    return std::move(Result);
  }
  ++Statistics.FunctionsAnalyzed;
  findTryBlocks(*Graph);
  runOnce(*Graph);
  splitByParameters(*Graph);
  return std::move(Result);
}

/// A function that tests a parameter before it locks, and again before it
/// unlocks, is several functions in one. Joins lose what each of them does;
/// look at the calls that meet a tested condition, and at those that do not,
/// on their own, and add what that shows.
void Analyzer::splitByParameters(const CFG &Graph) {
  constexpr unsigned MaxTested = 3;
  if (Tested.empty() || Tested.size() > MaxTested ||
      (Result.Pairs.empty() && Result.Released.empty()))
    return;
  Summary Whole = std::move(Result);
  auto WholePairs = std::move(PairIndex);
  llvm::SmallVector<ParamCondition, 2> Conditions = Tested;
  for (const ParamCondition &Condition : Conditions)
    for (const ParamCondition &Part : {Condition, Condition.negated()}) {
      Result = Summary();
      PairIndex.clear();
      Assumed = Part;
      DispatchStates.clear();
      runOnce(Graph);
      for (HeldLock &H : Result.HeldAtExit)
        if (llvm::none_of(Whole.HeldAtExit, [&](const HeldLock &Known) {
              return Known.Path == H.Path && Known.Mode == H.Mode;
            }))
          Whole.HeldIfParam.push_back({Part, std::move(H)});
      for (CriticalPair &Pair : Result.Pairs) {
        // Only what is held is new: the acquisitions are those of the whole.
        bool Known = llvm::any_of(Whole.Pairs, [&](const CriticalPair &Old) {
          return Old.Next.Site == Pair.Next.Site &&
                 Old.Next.Path == Pair.Next.Path &&
                 llvm::all_of(Pair.Held, [&](const HeldLock &H) {
                   return llvm::any_of(Old.Held, [&](const HeldLock &O) {
                     return O.Path == H.Path && O.Mode == H.Mode;
                   });
                 });
        });
        if (!Known && Whole.Pairs.size() < Limits.MaxPairs)
          Whole.Pairs.push_back(std::move(Pair));
      }
    }
  Result = std::move(Whole);
  PairIndex = std::move(WholePairs);
  Assumed.reset();
}

void Analyzer::runOnce(const CFG &Graph) {
  Recording = false;
  ReturnSeen = false;
  std::vector<std::optional<FlowState>> In(Graph.getNumBlockIDs());
  std::vector<unsigned> Visits(Graph.getNumBlockIDs(), 0);
  PostOrderCFGView Order(&Graph);
  ForwardDataflowWorklist Worklist(Graph, &Order);
  In[Graph.getEntry().getBlockID()] = entryState();
  Worklist.enqueueBlock(&Graph.getEntry());
  FlowState Exit;
  bool ExitSeen = false;

  auto Propagate = [&](const CFGBlock *Succ, const FlowState &State) {
    std::optional<FlowState> &Target = In[Succ->getBlockID()];
    if (!Target) {
      Target = State;
      Worklist.enqueueBlock(Succ);
    } else if (Target->join(State)) {
      Worklist.enqueueBlock(Succ);
    }
  };
  auto ForEachEdge = [&](const CFGBlock &Block, const FlowState &State,
                         auto Visit) {
    const Expr *Condition =
        Block.succ_size() == 2 ? Block.getLastCondition() : nullptr;
    bool IsBranch = Condition && !isa<SwitchStmt>(Block.getTerminatorStmt());
    unsigned Index = 0;
    for (const CFGBlock::AdjacentBlock &Edge : Block.succs()) {
      bool Taken = Index++ == 0;
      const CFGBlock *Succ = Edge.getReachableBlock();
      if (!Succ)
        continue;
      FlowState Out = State;
      if (IsBranch && !refine(Condition, Taken, Out))
        continue;
      Visit(Succ, Out);
    }
  };
  auto LeavesByThrow = [](const CFGBlock &Block) {
    if (Block.hasNoReturnElement())
      return true;
    for (const CFGElement &Element : llvm::reverse(Block))
      if (auto S = Element.getAs<CFGStmt>())
        return isa<CXXThrowExpr>(S->getStmt());
    return false;
  };

  while (const CFGBlock *Block = Worklist.dequeue()) {
    unsigned ID = Block->getBlockID();
    if (++Visits[ID] > Limits.MaxVisits) {
      ++Statistics.FixpointsCutShort;
      continue;
    }
    FlowState State = *In[ID];
    DispatchReady.clear();
    transferBlock(*Block, State);
    for (const CFGBlock *Dispatch : DispatchReady)
      Propagate(Dispatch, DispatchStates[Dispatch]);
    ForEachEdge(*Block, State, Propagate);
  }

  // The states are stable: go over every block once more and write down what
  // happens.
  Recording = true;
  for (const CFGBlock *Block : llvm::reverse(Graph)) {
    if (!In[Block->getBlockID()] || Block == &Graph.getExit())
      continue;
    FlowState State = *In[Block->getBlockID()];
    transferBlock(*Block, State);
    if (LeavesByThrow(*Block))
      continue;
    ForEachEdge(*Block, State, [&](const CFGBlock *Succ, FlowState &Out) {
      if (Succ != &Graph.getExit())
        return;
      if (ExitSeen)
        Exit.join(Out);
      else
        Exit = Out;
      ExitSeen = true;
    });
  }
  if (ExitSeen)
    finish(Exit);
}

void Analyzer::transferBlock(const CFGBlock &Block, FlowState &State) {
  size_t Index = 0;
  for (const CFGElement &Element : Block) {
    for (const TryStart &Start : TryStarts)
      if (Start.Block == &Block && Start.Index == Index) {
        DispatchStates[Start.Dispatch] = State;
        DispatchReady.push_back(Start.Dispatch);
      }
    ++Index;
    size_t HeldBefore = State.Held.size();
    transferElement(Element, State);
    if (State.Held.size() >= HeldBefore || TryStarts.empty())
      continue;
    // Whatever throws after this finds the lock released.
    auto S = Element.getAs<CFGStmt>();
    for (const TryStart &Start : TryStarts)
      if (S && containsStmt(Start.Body, S->getStmt(), Context.getSourceManager()))
        if (auto It = DispatchStates.find(Start.Dispatch);
            It != DispatchStates.end()) {
          It->second.join(State);
          DispatchReady.push_back(Start.Dispatch);
        }
  }
}

void Analyzer::transferElement(const CFGElement &Element, FlowState &State) {
  switch (Element.getKind()) {
  case CFGElement::Statement:
  case CFGElement::Constructor:
  case CFGElement::CXXRecordTypedCall:
    transferStmt(Element.castAs<CFGStmt>().getStmt(), State);
    break;
  case CFGElement::Initializer:
    initializeMember(Element.castAs<CFGInitializer>().getInitializer(), State);
    break;
  case CFGElement::AutomaticObjectDtor: {
    auto Dtor = Element.castAs<CFGAutomaticObjDtor>();
    const VarDecl *V = Dtor.getVarDecl();
    const Stmt *Trigger = Dtor.getTriggerStmt();
    destroy(Paths.variable(V), V->getType().getNonReferenceType(),
            Trigger ? Trigger->getEndLoc() : V->getLocation(), State);
    break;
  }
  case CFGElement::TemporaryDtor: {
    const CXXBindTemporaryExpr *Bind =
        Element.castAs<CFGTemporaryDtor>().getBindTemporaryExpr();
    destroy(Paths.of(Bind), Bind->getType(), Bind->getEndLoc(), State);
    break;
  }
  case CFGElement::MemberDtor: {
    const FieldDecl *Field = Element.castAs<CFGMemberDtor>().getFieldDecl();
    destroy(AccessPath::thisObject().field(Field), Field->getType(),
            F->getEndLoc(), State);
    break;
  }
  case CFGElement::BaseDtor: {
    const CXXBaseSpecifier *Base =
        Element.castAs<CFGBaseDtor>().getBaseSpecifier();
    destroy(AccessPath::thisObject(), Base->getType(), F->getEndLoc(), State,
            /*OfBase=*/true);
    break;
  }
  default:
    break;
  }
}

void Analyzer::transferStmt(const Stmt *S, FlowState &State) {
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    call(Call, State);
  } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(S)) {
    construct(Construct, State);
  } else if (const auto *Decls = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Decls->decls())
      if (const auto *V = dyn_cast<VarDecl>(D))
        bindVariable(V, State);
  } else if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
    if (Binary->getOpcode() == BO_Assign)
      assign(Binary->getLHS(), Binary->getRHS(), State);
    else if (Binary->isCompoundAssignmentOp())
      assign(Binary->getLHS(), nullptr, State);
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
    if (Unary->isIncrementDecrementOp())
      assign(Unary->getSubExpr(), nullptr, State);
  } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
    if (Return->getRetValue())
      returnValue(Return->getRetValue(), State);
  } else if (const auto *New = dyn_cast<CXXNewExpr>(S)) {
    // The object is the one that the constructor made.
    if (const Expr *Init = New->getInitializer())
      Paths.setResult(New, Paths.of(Init));
    else
      Paths.setResult(New, AccessPath::temp(New));
  } else if (const auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
    QualType Type = Delete->getDestroyedType();
    if (!Type.isNull())
      destroy(pathOf(Delete->getArgument(), State), Type,
              Delete->getBeginLoc(), State);
  }
}

//===----------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------===//

void Analyzer::settle(FlowState &State, bool Success,
                      llvm::function_ref<bool(const PendingTry &)> Matches) {
  std::vector<PendingTry> Settled;
  llvm::erase_if(State.Pending, [&](const PendingTry &P) {
    if (!Matches(P))
      return false;
    Settled.push_back(P);
    return true;
  });
  if (Success)
    for (PendingTry &P : Settled)
      State.hold(std::move(P.Lock));
}

bool Analyzer::mentionsThreadIdentity(const Stmt *S, unsigned Depth) {
  if (!S || Depth > 16)
    return false;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
      return V->getTLSKind() != VarDecl::TLS_None;
    return false;
  }
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *Callee = Call->getDirectCallee()) {
      if (Model.role(Callee).Function == FunctionEffect::IdentifiesThread)
        return true;
      // `if (isWorkerThread())`, one call deep.
      const FunctionDecl *Definition = nullptr;
      if (Depth < 12 && Callee->hasBody(Definition) &&
          !Context.getSourceManager().isInSystemHeader(
              Definition->getLocation()))
        if (const auto *Body = dyn_cast<CompoundStmt>(Definition->getBody());
            Body && Body->size() <= 2 &&
            mentionsThreadIdentity(Body, Depth + 8))
          return true;
    }
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return mentionsThreadIdentity(Child, Depth + 1);
  });
}

/// Whether \p E is a flag: a variable or member of type bool.
static bool isFlag(const Expr *E) {
  if (!E->getType()->isBooleanType())
    return false;
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return isa<FieldDecl>(Member->getMemberDecl());
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return isa<VarDecl>(Ref->getDecl());
  return false;
}

bool Analyzer::assume(const ParamCondition &Fact, FlowState &State) {
  if (Recording || !llvm::is_contained(Tested, Fact))
    if (!llvm::is_contained(Tested, Fact.negated()))
      Tested.push_back(Fact);
  for (const ParamCondition &Known : State.Context.Conditions)
    if (Known.contradicts(Fact))
      return false;
  if (!llvm::is_contained(State.Context.Conditions, Fact))
    State.Context.Conditions.push_back(Fact);
  return true;
}

bool Analyzer::refine(const Expr *Condition, bool Taken, FlowState &State) {
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
    return refine(Cleanups->getSubExpr(), Taken, State);
  if (mentionsThreadIdentity(E))
    State.Context.Doubtful = true;
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_LNot)
      return refine(Unary->getSubExpr(), !Taken, State);
    return true;
  }
  // Subject compared with Value; a plain condition is `!= 0`.
  const Expr *Subject = E;
  ParamCondition Fact{0, 0, ParamCondition::NotEqual};
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->getOpcode() == BO_LAnd || Binary->getOpcode() == BO_LOr) {
      // Only when the whole tells about each part; the graph has split the
      // rest.
      if ((Binary->getOpcode() == BO_LAnd) == Taken)
        return refine(Binary->getLHS(), Taken, State) &&
               refine(Binary->getRHS(), Taken, State);
      return true;
    }
    if (!Binary->isComparisonOp())
      return true;
    auto Evaluate = [&](const Expr *C) {
      if (C->isValueDependent())
        return false;
      if (C->isNullPointerConstant(Context, Expr::NPC_NeverValueDependent)) {
        Fact.Value = 0;
        return true;
      }
      Expr::EvalResult Evaluated;
      if (!C->EvaluateAsInt(Evaluated, Context))
        return false;
      Fact.Value = Evaluated.Val.getInt().getExtValue();
      return true;
    };
    BinaryOperatorKind Opcode = Binary->getOpcode();
    Subject = Binary->getLHS()->IgnoreParenImpCasts();
    if (!Evaluate(Binary->getRHS())) {
      Subject = Binary->getRHS()->IgnoreParenImpCasts();
      Opcode = BinaryOperator::reverseComparisonOp(Opcode);
      if (!Evaluate(Binary->getLHS()))
        return true;
    }
    switch (Opcode) {
    case BO_EQ:
      Fact.Is = ParamCondition::Equal;
      break;
    case BO_NE:
      Fact.Is = ParamCondition::NotEqual;
      break;
    case BO_LT:
      Fact.Is = ParamCondition::Less;
      break;
    case BO_GE:
      Fact.Is = ParamCondition::GreaterEqual;
      break;
    case BO_LE:
      Fact.Is = ParamCondition::Less;
      ++Fact.Value;
      break;
    case BO_GT:
      Fact.Is = ParamCondition::GreaterEqual;
      ++Fact.Value;
      break;
    default:
      return true;
    }
  }
  if (!Taken)
    Fact = Fact.negated();

  // Success of a try, if Subject is what tells. Zero and nonzero are all that
  // its result says.
  auto Settle = [&](auto Matches) {
    bool IsZero;
    if (Fact.holdsFor(0) && !Fact.holdsFor(1))
      IsZero = true;
    else if (!Fact.holdsFor(0) && (Fact.holdsFor(1) || Fact.holdsFor(-1)))
      IsZero = false;
    else
      return;
    for (TryResult SuccessIs : {TryResult::True, TryResult::Zero})
      settle(State, (SuccessIs == TryResult::Zero) == IsZero,
             [&](const PendingTry &P) {
               return P.SuccessIs == SuccessIs && Matches(P);
             });
  };
  if (const auto *Call = dyn_cast<CallExpr>(Subject)) {
    Settle([&](const PendingTry &P) { return P.Result == Call; });
    if (const auto *MemberCall = dyn_cast<CXXMemberCallExpr>(Call))
      if (const CXXMethodDecl *Method = MemberCall->getMethodDecl()) {
        CallRole Role = Model.role(Method, MemberCall->getRecordDecl());
        if (Role.Guard && Role.GuardOperation == GuardEffect::Owns) {
          AccessPath Guard =
              pathOf(MemberCall->getImplicitObjectArgument(), State);
          // A guard owns the lock that it is known to hold.
          bool SaysNot = Fact.holdsFor(0) && !Fact.holdsFor(1);
          if (SaysNot && State.find(State.resolve(Guard.guardedLock())))
            return false;
          Settle([&](const PendingTry &P) { return P.Guard == Guard; });
        }
      }
    return true;
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(Subject);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (V) {
    bool Known = llvm::any_of(State.Pending, [&](const PendingTry &P) {
      return P.Variable == V->getCanonicalDecl();
    });
    Settle([&](const PendingTry &P) {
      return P.Variable == V->getCanonicalDecl();
    });
    if (Known)
      return true;
    AccessPath Path = Paths.variable(V);
    if (Path.root() == AccessPath::Param &&
        (V->getType()->isIntegralOrEnumerationType() ||
         V->getType()->isAnyPointerType())) {
      Fact.Index = Path.index();
      return assume(Fact, State);
    }
  }
  // A member that was just initialised from a parameter.
  if (Subject->getType()->isAnyPointerType())
    if (AccessPath Path = pathOf(Subject, State);
        Path.root() == AccessPath::Param && Path.elements().empty()) {
      Fact.Index = Path.index();
      return assume(Fact, State);
    }
  if (isFlag(Subject))
    State.FlagTested = true;
  return true;
}

//===----------------------------------------------------------------------===//
// Variables, members, return values
//===----------------------------------------------------------------------===//

/// Whether a variable of \p Type stands for another object that it was set to.
static bool standsForAnother(QualType Type) {
  return Type->isReferenceType() || Type->isAnyPointerType() ||
         isPointerLike(Type->getAsCXXRecordDecl());
}

/// Whether \p V is the object that \p Init makes, or gives a temporary its own
/// lifetime; not so if it only gets something out of it (`int I = *temporary`).
static bool initializesObject(const VarDecl *V, const Expr *Init) {
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(Init))
    Init = Cleanups->getSubExpr();
  if (V->getType()->isReferenceType()) {
    // IgnoreParenImpCasts() would skip what is looked for.
    while (true) {
      if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Init))
        Init = Cast->getSubExpr();
      else if (const auto *Paren = dyn_cast<ParenExpr>(Init))
        Init = Paren->getSubExpr();
      else
        break;
    }
    const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(Init);
    return Temporary && Temporary->getExtendingDecl() == V;
  }
  return V->getType()->isRecordType() && Init->isPRValue();
}

void Analyzer::bindVariable(const VarDecl *V, FlowState &State) {
  const Expr *Init = V->getInit();
  if (!Init || V->hasGlobalStorage())
    return;
  AccessPath Variable = Paths.variable(V);
  State.removeAliasesBelow(Variable);
  if (const auto *Holding = dyn_cast<DecompositionDecl>(V))
    (void)Holding; // Bindings read through the variable; see ExprPaths.
  AccessPath Value = Paths.of(Init);
  QualType Type = V->getType();
  if (Value.root() == AccessPath::Temp && initializesObject(V, Init)) {
    // The object is built in the variable, or lives as long as it.
    State.moveObject(Value, Variable);
    return;
  }
  if (standsForAnother(Type)) {
    AccessPath Resolved = State.resolve(Value);
    if (Resolved.isNamed() || Resolved.isNull())
      State.setAlias(Variable, Resolved);
  }
  const Expr *Plain = Init->IgnoreParenImpCasts();
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(Plain))
    Plain = Cleanups->getSubExpr()->IgnoreParenImpCasts();
  for (PendingTry &P : State.Pending)
    if (P.Result == Plain)
      P.Variable = V->getCanonicalDecl();
}

void Analyzer::initializeMember(const CXXCtorInitializer *Init,
                                FlowState &State) {
  const Expr *E = Init->getInit();
  if (!E)
    return;
  AccessPath Value = Paths.of(E);
  AccessPath Target = AccessPath::thisObject();
  QualType Type;
  if (Init->isAnyMemberInitializer()) {
    const FieldDecl *Field = Init->getAnyMember();
    Target = Target.field(Field);
    Type = Field->getType();
  }
  if (Value.root() == AccessPath::Temp &&
      (Type.isNull() || !Type->isAnyPointerType())) {
    State.moveObject(Value, Target);
    return;
  }
  if (!Type.isNull() && standsForAnother(Type)) {
    AccessPath Resolved = State.resolve(Value);
    if (Resolved.isNamed() || Resolved.isNull())
      State.setAlias(Target, Resolved);
  }
}

void Analyzer::assign(const Expr *LHS, const Expr *RHS, FlowState &State) {
  LHS = LHS->IgnoreParenImpCasts();
  const ValueDecl *D = nullptr;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(LHS))
    D = Ref->getDecl();
  else if (const auto *Member = dyn_cast<MemberExpr>(LHS))
    D = Member->getMemberDecl();
  if (!D)
    return;
  // What the right side means has to be read before the left side changes.
  AccessPath Value =
      RHS ? pathOf(RHS, State) : AccessPath::opaque();
  AccessPath Target = Paths.of(LHS);
  // Parameters are named by position, not by declaration.
  State.forgetPathsThrough(D);
  if (Target.root() == AccessPath::Param && Target.elements().empty()) {
    llvm::erase_if(State.Context.Conditions, [&](const ParamCondition &C) {
      return C.Index == Target.index();
    });
    llvm::erase_if(State.Held, [&](const HeldLock &H) {
      return D->getType()->isAnyPointerType() && H.Path.startsWith(Target);
    });
    State.removeAliasesBelow(Target);
  }
  for (PendingTry &P : State.Pending)
    if (P.Variable == D->getCanonicalDecl())
      P.Variable = nullptr;
  if (!RHS)
    return;
  if (D->getType()->isAnyPointerType() &&
      (Value.isNamed() || Value.isNull())) {
    State.setAlias(State.resolve(Target), Value);
  } else if (const auto *V = dyn_cast<VarDecl>(D)) {
    const Expr *Plain = RHS->IgnoreParenImpCasts();
    for (PendingTry &P : State.Pending)
      if (P.Result == Plain)
        P.Variable = V->getCanonicalDecl();
  }
}

void Analyzer::returnValue(const Expr *E, FlowState &State) {
  AccessPath Value = Paths.of(E);
  QualType Type = F->getReturnType();
  AccessPath Returned;
  if (!standsForAnother(Type) && Type->isRecordType() &&
      (Value.root() == AccessPath::Temp || Value.root() == AccessPath::Var))
    State.moveObject(Value, AccessPath::returned());
  else if (isPointerLike(Type->getAsCXXRecordDecl()) &&
           (Value.root() == AccessPath::Temp))
    // A handle that also guards (folly's LockedPtr).
    State.moveObject(Value, AccessPath::returned());
  else if (standsForAnother(Type))
    Returned = State.resolve(Value);
  if (Recording) {
    if (!isExportable(Returned))
      Returned = AccessPath::opaque();
    if (!ReturnSeen)
      Result.Returned = Returned;
    else if (Result.Returned != Returned)
      Result.Returned = AccessPath::opaque();
    ReturnSeen = true;
  }
  // `return m.try_lock_shared();`
  const Expr *Plain = E->IgnoreParenImpCasts();
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(Plain))
    Plain = Cleanups->getSubExpr()->IgnoreParenImpCasts();
  bool Inverted = false;
  TryResult Compared = TryResult::True;
  bool IsComparison = false;
  if (const auto *Not = dyn_cast<UnaryOperator>(Plain);
      Not && Not->getOpcode() == UO_LNot) {
    Inverted = true;
    Plain = Not->getSubExpr()->IgnoreParenImpCasts();
  } else if (const auto *Binary = dyn_cast<BinaryOperator>(Plain);
             Binary && Binary->isEqualityOp() &&
             Binary->getRHS()->isIntegerConstantExpr(Context)) {
    Expr::EvalResult Zero;
    if (Binary->getRHS()->EvaluateAsInt(Zero, Context) &&
        Zero.Val.getInt() == 0) {
      IsComparison = true;
      Compared = Binary->getOpcode() == BO_EQ ? TryResult::Zero
                                              : TryResult::True;
      Plain = Binary->getLHS()->IgnoreParenImpCasts();
    }
  }
  const VarDecl *V = nullptr;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Plain))
    V = dyn_cast<VarDecl>(Ref->getDecl());
  for (PendingTry &P : State.Pending) {
    bool Mine = P.Result == Plain ||
                (V && P.Variable && P.Variable == V->getCanonicalDecl());
    if (!Mine)
      continue;
    if (IsComparison)
      P.SuccessIs =
          P.SuccessIs == Compared ? TryResult::True : TryResult::Zero;
    else if (Inverted)
      P.SuccessIs = P.SuccessIs == TryResult::True ? TryResult::Zero
                                                   : TryResult::True;
    // A mark for finish(): decided by the function's own result.
    P.Result = F->getBody();
  }
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

CallSite Analyzer::siteFor(const Stmt *Node, SourceLocation Loc) const {
  CallSite Site;
  Site.Node = Node;
  Site.Loc = DefaultArgumentLoc.isValid() ? DefaultArgumentLoc : Loc;
  Site.Object = AccessPath::temp(Node);
  return Site;
}

/// The graph has no elements for what stands in default arguments.
void Analyzer::transferCallsIn(const Stmt *S, FlowState &State) {
  for (const Stmt *Child : S->children())
    if (Child && !isa<LambdaExpr>(Child))
      transferCallsIn(Child, State);
  if (isa<CallExpr, CXXConstructExpr>(S))
    transferStmt(S, State);
}

void Analyzer::fillArguments(CallSite &Site, llvm::ArrayRef<const Expr *> Args,
                             FlowState &State) {
  for (const Expr *Arg : Args) {
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Arg)) {
      SourceLocation Outer = DefaultArgumentLoc;
      DefaultArgumentLoc = Site.Loc;
      transferCallsIn(Default->getExpr(), State);
      DefaultArgumentLoc = Outer;
    }
    Site.ArgumentExprs.push_back(Arg);
    Site.Arguments.push_back(pathOf(Arg, State));
  }
}

/// Where a diagnostic points for \p E: the name of what is called, not the
/// start of a long object expression.
static SourceLocation calleeLocation(const CallExpr *E) {
  const Expr *Callee = E->getCallee()->IgnoreParenImpCasts();
  if (isa<CXXOperatorCallExpr>(E))
    return E->getExprLoc();
  if (const auto *Member = dyn_cast<MemberExpr>(Callee))
    if (Member->getMemberLoc().isValid())
      return Member->getMemberLoc();
  return E->getBeginLoc();
}

static bool isInPlaceTag(QualType Type) {
  const CXXRecordDecl *Class = classOf(Type);
  return Class && Class->isInStdNamespace() && Class->getIdentifier() &&
         Class->getName() == "in_place_t";
}

/// The first template argument of \p Class, if that is a type; null otherwise.
static QualType firstTypeArgument(const CXXRecordDecl *Class) {
  const auto *Specialization =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Class);
  if (!Specialization || Specialization->getTemplateArgs().size() == 0 ||
      Specialization->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return QualType();
  return Specialization->getTemplateArgs()[0].getAsType();
}

void Analyzer::construct(const CXXConstructExpr *E, FlowState &State) {
  const CXXConstructorDecl *Ctor = E->getConstructor();
  // `using Base::Base;`: the base's constructor makes the object.
  if (Ctor->isInheritingConstructor())
    Ctor = Ctor->getInheritedConstructor().getConstructor();
  CallSite Site = siteFor(E, E->getBeginLoc());
  llvm::SmallVector<const Expr *, 4> Args(E->arguments());
  fillArguments(Site, Args, State);
  Site.Receiver = Site.Object;
  Site.ReceiverType = E->getType();
  Paths.setResult(E, Site.Object);

  const CXXRecordDecl *Class = Ctor->getParent();
  if (CallRole Role = Model.role(Ctor)) {
    applyRole(Role, Ctor, Site, State);
    return;
  }
  if (Ctor->isCopyOrMoveConstructor() && !Args.empty()) {
    AccessPath Source = Paths.of(Args[0]);
    if (Source.root() == AccessPath::Temp && E->isElidable()) {
      State.moveObject(Source, Site.Object);
      return;
    }
    if (isPointerLike(Class) && Source.root() != AccessPath::Temp) {
      Paths.setResult(E, State.resolve(Source));
      return;
    }
    // An implicit or library move takes what a holder has in it along.
    if (!Ctor->isUserProvided() ||
        Context.getSourceManager().isInSystemHeader(Ctor->getLocation())) {
      if (Ctor->isMoveConstructor())
        State.moveObject(State.resolve(Source), Site.Object);
      return;
    }
  } else if (isPointerLike(Class) && Args.size() >= 1 &&
             Context.getSourceManager().isInSystemHeader(
                 Ctor->getLocation())) {
    if (isInPlaceTag(Args[0]->getType())) {
      CallSite Inner = Site;
      Inner.ArgumentExprs.erase(Inner.ArgumentExprs.begin());
      Inner.Arguments.erase(Inner.Arguments.begin());
      constructContent(firstTypeArgument(Class), Site.Object, Inner, State);
      return;
    }
    // A library handle made of a pointer or of another handle.
    AccessPath Pointee = State.resolve(Paths.of(Args[0]));
    if (Pointee.isNamed() || Pointee.isNull()) {
      Paths.setResult(E, Pointee);
      return;
    }
  }
  applyDirect(Ctor, Site, State);
}

void Analyzer::call(const CallExpr *E, FlowState &State) {
  CallSite Site = siteFor(E, calleeLocation(E));
  llvm::ArrayRef<const Expr *> Args(E->getArgs(), E->getNumArgs());
  const FunctionDecl *Callee = E->getDirectCallee();
  const CXXRecordDecl *ReceiverClass = nullptr;
  bool Virtual = false;

  if (const auto *MemberCall = dyn_cast<CXXMemberCallExpr>(E)) {
    const Expr *Object = MemberCall->getImplicitObjectArgument();
    if (Object) {
      Site.Receiver = pathOf(Object, State);
      Site.ReceiverType = Object->IgnoreParenImpCasts()->getType();
      ReceiverClass = classOf(Site.ReceiverType);
      if (!ReceiverClass)
        ReceiverClass = MemberCall->getRecordDecl();
    }
    if (const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
        Method && Method->isVirtual()) {
      const auto *Member =
          dyn_cast<MemberExpr>(E->getCallee()->IgnoreParens());
      bool Exact = !Member || Member->hasQualifier() ||
                   Method->hasAttr<FinalAttr>() ||
                   Method->getParent()->hasAttr<FinalAttr>();
      // A variable of class type is exactly of that class.
      if (const auto *Ref =
              dyn_cast_or_null<DeclRefExpr>(Object ? Object->IgnoreParenImpCasts()
                                                   : nullptr))
        if (Ref->getDecl()->getType()->isRecordType())
          Exact = true;
      Virtual = !Exact;
    }
  } else if (isa<CXXOperatorCallExpr>(E)) {
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
    if (Method && Method->isInstance() && !Args.empty()) {
      Site.Receiver = pathOf(Args[0], State);
      Site.ReceiverType = Args[0]->IgnoreParenImpCasts()->getType();
      ReceiverClass = classOf(Site.ReceiverType);
      Args = Args.drop_front();
      Virtual = Method->isVirtual();
    }
  }
  fillArguments(Site, Args, State);
  // An earlier visit's result must not stand in for this one.
  Paths.setResult(E, AccessPath::opaque());
  if (E->isPRValue() && E->getType()->isRecordType())
    Paths.setResult(E, Site.Object);

  if (!Callee) {
    invoke(E->getCallee(), Site, State);
    return;
  }
  if (CallRole Role = Model.role(Callee, ReceiverClass)) {
    applyRole(Role, Callee, Site, State);
    return;
  }
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (Method && Method->getOverloadedOperator() == OO_Call &&
      isa<CXXOperatorCallExpr>(E)) {
    const FunctionDecl *Definition = nullptr;
    if (isLambdaCallOperator(Method)) {
      TraceStep Step(Site.Loc, Callee);
      applyCallee(Callee, Site, Step, State, /*EventsOnly=*/false);
      return;
    }
    if (!Callee->hasBody(Definition) ||
        Context.getSourceManager().isInSystemHeader(
            Definition->getLocation())) {
      invoke(E->getArg(0), Site, State);
      return;
    }
  }
  if (isa<CXXOperatorCallExpr>(E)) {
    switch (cast<CXXOperatorCallExpr>(E)->getOperator()) {
    case OO_Arrow:
    case OO_Star:
    case OO_Subscript: {
      // Access to an element or a pointee, unless the operator locks.
      const Summary *S = nullptr;
      if (Callees.summaryOf(Callee, S) != Knowledge::Summarized) {
        AccessPath Element = Site.Receiver;
        if (cast<CXXOperatorCallExpr>(E)->getOperator() == OO_Subscript ||
            E->getNumArgs() != 1) {
          Paths.setResult(E, AccessPath::opaque());
          // Read without the result just set.
          ExprPaths Fresh(F, Model);
          Element = State.resolve(Fresh.of(E));
        }
        Paths.setResult(E, Element);
        return;
      }
      break;
    }
    case OO_Equal:
      if (Method && isPointerLike(Method->getParent()) && E->getNumArgs() == 2) {
        AccessPath Target = Paths.of(E->getArg(0));
        AccessPath Value = pathOf(E->getArg(1), State);
        bool HoldsGuard = llvm::any_of(State.Aliases, [&](const Alias &A) {
          return A.From.startsWith(Value);
        });
        // What the handle had before dies or is let go of.
        releaseGuard(Target, State);
        assign(E->getArg(0), E->getArg(1), State);
        if (HoldsGuard && Value.root() == AccessPath::Temp)
          State.moveObject(Value, Target);
        else if (Value.isNamed() || Value.isNull())
          State.setAlias(Target, Value);
        return;
      }
      break;
    default:
      break;
    }
  }
  if (Virtual)
    applyVirtual(Method, Site, State);
  else
    applyDirect(Callee, Site, State);
}

void Analyzer::applyVirtual(const CXXMethodDecl *Callee, CallSite &Site,
                            FlowState &State) {
  llvm::SmallVector<const FunctionDecl *, 4> Targets;
  Callees.overriders(Callee, Targets);
  if (Targets.empty()) {
    ++Statistics.IndirectCallsUnresolved;
    applyDirect(Callee, Site, State);
    return;
  }
  if (Targets.size() > Limits.MaxCandidates)
    ++Statistics.IndirectCallsTooWide;
  TraceStep Step(Site.Loc, nullptr, CallKind::Virtual, Targets.size());
  for (const FunctionDecl *Target : Targets) {
    Step.Callee = Target;
    applyCallee(Target, Site, Step, State,
                /*EventsOnly=*/Targets.size() > 1);
  }
}

void Analyzer::applyDirect(const FunctionDecl *Callee, CallSite &Site,
                           FlowState &State) {
  applyCallee(Callee, Site, TraceStep(Site.Loc, Callee), State,
              /*EventsOnly=*/false);
}

void Analyzer::applyCallee(const FunctionDecl *Callee, CallSite &Site,
                           const TraceStep &Step, FlowState &State,
                           bool EventsOnly) {
  // A getter means the same object each time, whatever else it may be.
  const Expr *Node = dyn_cast_or_null<Expr>(Site.Node);
  if (const auto *Call = dyn_cast_or_null<CallExpr>(Node);
      Call && !EventsOnly && Call->getDirectCallee() == Callee) {
    ExprPaths Fresh(F, Model);
    AccessPath Returned = Fresh.of(Call);
    if (Returned.isNamed() &&
        !(Call->isPRValue() && Call->getType()->isRecordType()))
      Paths.setResult(Call, State.resolve(Returned));
  }
  if (isDescribedByAttributes(Callee)) {
    Summary S = summaryOfAttributes(Callee, Model, Callees);
    applySummary(S, Callee, Site, Step, State, EventsOnly);
    return;
  }
  const Summary *S = nullptr;
  switch (Callees.summaryOf(Callee, S)) {
  case Knowledge::NoEffect:
    break;
  case Knowledge::Summarized:
    applySummary(*S, Callee, Site, Step, State, EventsOnly);
    break;
  case Knowledge::Unknown:
    escape(Site, Callee, State);
    break;
  }
}

/// A function that is out of sight may release a lock that it was given, or
/// one that an operation of the same object took.
void Analyzer::escape(CallSite &Site, const FunctionDecl *Callee,
                      FlowState &State) {
  if (State.Held.empty() && State.Pending.empty())
    return;
  bool InSystemHeader =
      Context.getSourceManager().isInSystemHeader(Callee->getLocation());
  auto Forget = [&](const AccessPath &Path, bool IsReceiver) {
    if (!Path.isNamed())
      return;
    // A guard that is handed over.
    if (!IsReceiver || !InSystemHeader) {
      std::vector<AccessPath> Guarded;
      for (const Alias &A : State.Aliases)
        if (A.From.startsWith(Path) && !A.From.elements().empty() &&
            A.From.elements().back().Kind == PathElement::GuardedLock)
          Guarded.push_back(A.To);
      for (const AccessPath &Lock : Guarded)
        State.release(Lock);
    }
    if (InSystemHeader)
      return;
    llvm::erase_if(State.Held, [&](const HeldLock &H) {
      if (!IsReceiver && H.Path == Path)
        return true;
      // Taken by an operation of this object; perhaps this call gives it back.
      return H.Calls && H.Path.startsWith(Path);
    });
  };
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (!Method || !Method->isConst())
    Forget(Site.Receiver, /*IsReceiver=*/true);
  for (unsigned I = 0; I < Site.Arguments.size(); ++I) {
    QualType Type = I < Callee->getNumParams()
                        ? Callee->getParamDecl(I)->getType()
                        : Site.ArgumentExprs[I]->getType();
    bool CanChange =
        (Type->isReferenceType() || Type->isAnyPointerType()) &&
        !Type->getPointeeType().isConstQualified();
    if (CanChange || Type->isRecordType())
      Forget(Site.Arguments[I], /*IsReceiver=*/false);
  }
}

Analyzer::Truth
Analyzer::evaluate(const ParamCondition &Condition, const CallSite &Site,
                   const FlowState &State,
                   llvm::SmallVectorImpl<ParamCondition> &Mapped) const {
  if (Condition.Index >= Site.ArgumentExprs.size())
    return Truth::Unknown;
  const Expr *Arg = Site.ArgumentExprs[Condition.Index];
  while (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Arg))
    Arg = Default->getExpr();
  if (Arg->isValueDependent())
    return Truth::Unknown;
  auto Decide = [&](int64_t Actual) {
    return Condition.holdsFor(Actual) ? Truth::Yes : Truth::No;
  };
  if (Arg->getType()->isAnyPointerType() || Arg->getType()->isNullPtrType()) {
    if (Arg->isNullPointerConstant(Context, Expr::NPC_NeverValueDependent))
      return Decide(0);
    const Expr *Plain = Arg->IgnoreParenImpCasts();
    if (isa<CXXThisExpr>(Plain) ||
        (isa<UnaryOperator>(Plain) &&
         cast<UnaryOperator>(Plain)->getOpcode() == UO_AddrOf))
      // Some address, whichever.
      return Condition.Value == 0 ? Decide(1) : Truth::Unknown;
  } else {
    Expr::EvalResult Value;
    if (Arg->EvaluateAsInt(Value, Context))
      return Decide(Value.Val.getInt().getExtValue());
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Arg->IgnoreParenImpCasts())) {
    AccessPath Path = Paths.variable(Ref->getDecl());
    if (Path.root() == AccessPath::Param && Path.elements().empty()) {
      ParamCondition Own{Path.index(), Condition.Value, Condition.Is};
      for (const ParamCondition &Known : State.Context.Conditions) {
        if (Known.contradicts(Own))
          return Truth::No;
        if (Known == Own || Known.contradicts(Own.negated()))
          return Truth::Yes;
      }
      Mapped.push_back(Own);
      return Truth::Yes;
    }
  }
  // A number that is tested counts something, rather than saying whether to
  // lock.
  if (Arg->getType()->isIntegerType() && !Arg->getType()->isBooleanType() &&
      !Arg->getType()->isEnumeralType())
    return Truth::Yes;
  return Truth::Unknown;
}

/// Whether a hold of \p Held could turn out to be of the lock at \p Next in
/// some caller.
static bool mayBeSameLock(const AccessPath &Held, const AccessPath &Next) {
  const Decl *A = Held.lockClass();
  const Decl *B = Next.lockClass();
  return !A || !B || A == B ||
         Held.elements().empty() || Next.elements().empty();
}

void Analyzer::applySummary(const Summary &S, const FunctionDecl *Callee,
                            CallSite &Site, const TraceStep &Step,
                            FlowState &State, bool EventsOnly) {
  auto Translate = [&](const AccessPath &Path) {
    return State.resolve(Paths.translate(Path, Callee, Site.Receiver,
                                         Site.Arguments, Site.Object));
  };
  // Attributes and models describe the call itself; there is nothing to step
  // into.
  bool IsOpaqueCallee = isDescribedByAttributes(Callee);
  auto Extend = [&](const TraceRef &Calls) {
    TraceRef Extended = IsOpaqueCallee ? nullptr : prependStep(Step, Calls);
    for (const TraceStep &Outer : llvm::reverse(Site.Prefix))
      Extended = prependStep(Outer, Extended);
    return Extended;
  };
  auto SiteOf = [&](SourceLocation Inner) {
    return IsOpaqueCallee ? Site.Loc : Inner;
  };
  // False if the event cannot happen in this call.
  auto ExtendContext = [&](const EventContext &Inner, EventContext &Outer) {
    Outer = State.Context;
    for (const AccessPath &P : Inner.Dropped)
      if (AccessPath Path = Translate(P); Path.isNamed())
        Outer.Dropped.push_back(Path);
    Outer.Doubtful |= Inner.Doubtful;
    for (const ParamCondition &Condition : Inner.Conditions)
      switch (evaluate(Condition, Site, State, Outer.Conditions)) {
      case Truth::No:
      case Truth::Unknown:
        // Unknown means silent: the condition is most often what keeps the
        // lock from being taken twice.
        return false;
      case Truth::Yes:
        break;
      }
    return true;
  };
  auto MapHeld = [&](llvm::ArrayRef<HeldLock> Inner,
                     llvm::SmallVectorImpl<HeldLock> &Outer) {
    for (const HeldLock &H : Inner) {
      HeldLock Mapped = H;
      Mapped.Path = Translate(H.Path);
      Mapped.Calls = Extend(H.Calls);
      Mapped.Site = SiteOf(H.Site);
      if (Mapped.Path.isNamed())
        Outer.push_back(std::move(Mapped));
    }
  };
  auto AddOwnHolds = [&](const AccessPath *Next,
                         llvm::ArrayRef<AccessPath> InnerDropped,
                         llvm::SmallVectorImpl<HeldLock> &Outer) {
    for (const HeldLock &H : State.Held) {
      if (Next && !mayBeSameLock(H.Path, *Next))
        continue;
      bool Dropped = llvm::any_of(InnerDropped, [&](const AccessPath &P) {
        return H.Path.startsWith(Translate(P));
      });
      if (!Dropped)
        Outer.push_back(H);
    }
  };

  if (Recording) {
    for (const CriticalPair &Inner : S.Pairs) {
      CriticalPair Pair;
      Pair.Next = Inner.Next;
      Pair.Next.Path = Translate(Inner.Next.Path);
      Pair.Next.Calls = Extend(Inner.Next.Calls);
      Pair.Next.Site = SiteOf(Inner.Next.Site);
      if (!Pair.Next.Path.isNamed()) {
        ++Statistics.AcquisitionsOfUnnamedObjects;
        continue;
      }
      if (!ExtendContext(Inner.Context, Pair.Context))
        continue;
      if (State.FlagTested && !isa<CXXConstructorDecl>(Callee) &&
          llvm::any_of(S.HeldAtExit, [&](const HeldLock &H) {
            return H.Path == Inner.Next.Path;
          }))
        Pair.Context.Doubtful = true;
      MapHeld(Inner.Held, Pair.Held);
      AddOwnHolds(&Pair.Next.Path, Inner.Context.Dropped, Pair.Held);
      record(std::move(Pair));
    }
  }
  for (const Invocation &Inner : S.Invocations) {
    // The callee calls something that we know better.
    CallSite InnerSite = Site;
    InnerSite.Arguments.clear();
    InnerSite.ArgumentExprs.clear();
    for (const AccessPath &Arg : Inner.Arguments)
      InnerSite.Arguments.push_back(Translate(Arg));
    InnerSite.Receiver = AccessPath::opaque();
    const AccessPath &Callable = Inner.Callable;
    if (!Recording || InvokeDepth > 4)
      continue;
    // Events inside happen with what the callee holds as well.
    FlowState InnerState = State;
    llvm::SmallVector<HeldLock, 2> Held;
    MapHeld(Inner.Held, Held);
    AddOwnHolds(nullptr, Inner.Context.Dropped, Held);
    EventContext InnerContext;
    if (!ExtendContext(Inner.Context, InnerContext))
      continue;
    InnerState.Held.assign(Held.begin(), Held.end());
    InnerState.Context = InnerContext;
    ++InvokeDepth;
    InnerSite.Loc = Inner.Site;
    InnerSite.Prefix.push_back(Step);
    for (const Trace *T = Inner.Calls.get(); T; T = T->Rest.get())
      InnerSite.Prefix.push_back(T->Step);
    if (Callable.root() == AccessPath::Param && Callable.elements().empty() &&
        Callable.index() < Site.ArgumentExprs.size()) {
      invoke(Site.ArgumentExprs[Callable.index()], InnerSite, InnerState);
    } else if (AccessPath Path = Translate(Callable); Path.isNamed()) {
      const Decl *Last = Path.elements().empty() && Path.root() == AccessPath::Var
                             ? Path.var()
                             : Path.lockClass();
      if (const auto *D = dyn_cast_or_null<ValueDecl>(Last))
        invokeDecl(D, Path, InnerSite, InnerState);
    }
    --InvokeDepth;
  }
  for (const AccessPath &P : S.Released)
    if (AccessPath Path = Translate(P); Path.isNamed()) {
      release(Path, State);
    } else if (P.isNamed()) {
      // Something of that class was released; nobody knows which.
      const Decl *Class = P.lockClass();
      llvm::erase_if(State.Held, [&](const HeldLock &H) {
        return Class && H.Path.lockClass() == Class;
      });
    }
  if (EventsOnly)
    return;
  for (const Alias &A : S.Aliases) {
    AccessPath From = Paths.translate(A.From, Callee, Site.Receiver,
                                      Site.Arguments, Site.Object);
    State.setAlias(From, A.To.isNull() ? A.To : Translate(A.To));
  }
  for (const HeldLock &H : S.HeldAtExit) {
    HeldLock Mapped = H;
    Mapped.Path = Translate(H.Path);
    Mapped.Calls = Extend(H.Calls);
    Mapped.Site = SiteOf(H.Site);
    State.hold(std::move(Mapped));
  }
  for (const auto &[Condition, H] : S.HeldIfParam) {
    llvm::SmallVector<ParamCondition, 1> Own;
    if (evaluate(Condition, Site, State, Own) != Truth::Yes || !Own.empty())
      continue;
    HeldLock Mapped = H;
    Mapped.Path = Translate(H.Path);
    Mapped.Calls = Extend(H.Calls);
    Mapped.Site = SiteOf(H.Site);
    // Instead of what the whole has in common.
    if (HeldLock *Old = State.find(Mapped.Path))
      *Old = std::move(Mapped);
    else
      State.hold(std::move(Mapped));
  }
  for (const ConditionalHold &H : S.HeldIfSuccessful) {
    PendingTry Try;
    Try.Lock = H.Lock;
    Try.Lock.Path = Translate(H.Lock.Path);
    Try.Lock.Calls = Extend(H.Lock.Calls);
    Try.Lock.Site = SiteOf(H.Lock.Site);
    Try.SuccessIs = H.SuccessIs;
    Try.Result = Site.Node;
    if (H.Guard.isNamed())
      Try.Guard = Translate(H.Guard);
    if (Try.Lock.Path.isNamed())
      State.Pending.push_back(std::move(Try));
  }
  if (S.Returned.isNamed())
    if (const auto *Node = dyn_cast_or_null<Expr>(Site.Node);
        Node && !Node->getType()->isVoidType())
      if (AccessPath Returned = Translate(S.Returned); Returned.isNamed())
        Paths.setResult(Node, Returned);
}

//===----------------------------------------------------------------------===//
// Callables
//===----------------------------------------------------------------------===//

void Analyzer::recordInvocation(const AccessPath &Callable,
                                const CallSite &Site, const FlowState &State) {
  if (!Recording || Result.Invocations.size() >= Limits.MaxPairs)
    return;
  Invocation I;
  I.Callable = Callable;
  for (const AccessPath &Arg : Site.Arguments)
    I.Arguments.push_back(Arg);
  I.Site = Site.Loc;
  for (const TraceStep &Step : llvm::reverse(Site.Prefix))
    I.Calls = prependStep(Step, I.Calls);
  I.Held.assign(State.Held.begin(), State.Held.end());
  I.Context = State.Context;
  for (const Invocation &Old : Result.Invocations)
    if (Old.Callable == I.Callable && Old.Site == I.Site)
      return;
  Result.Invocations.push_back(std::move(I));
}

void Analyzer::applyTarget(const CallableTarget &Target, const TraceStep &Step,
                           CallSite &Site, FlowState &State) {
  CallSite TargetSite = Site;
  const auto *Method = dyn_cast<CXXMethodDecl>(Target.Function);
  if (Method && Method->isInstance() && !isLambdaCallOperator(Method)) {
    if (Target.Receiver.isNamed()) {
      // The receiver is in the terms of the function that bound it.
      TargetSite.Receiver = State.resolve(
          Paths.translate(Target.Receiver, Target.Function, Site.Receiver, {},
                          AccessPath::opaque()));
    } else if (!Site.Arguments.empty()) {
      TargetSite.Receiver = Site.Arguments.front();
      TargetSite.Arguments.erase(TargetSite.Arguments.begin());
      if (!TargetSite.ArgumentExprs.empty())
        TargetSite.ArgumentExprs.erase(TargetSite.ArgumentExprs.begin());
    }
  }
  TraceStep Here = Step;
  Here.Callee = Target.Function;
  Here.StoredAt = Target.StoredAt;
  Here.HandedIn = !Site.Prefix.empty() && Step.Kind == CallKind::Direct;
  applyCallee(Target.Function, TargetSite, Here, State, /*EventsOnly=*/true);
}

void Analyzer::invoke(const Expr *Callable, CallSite &Site, FlowState &State) {
  Callable = Callable->IgnoreParenImpCasts();
  // `(object->*member)(…)`
  if (const auto *Binary = dyn_cast<BinaryOperator>(Callable);
      Binary && Binary->isPtrMemOp()) {
    Site.Receiver = pathOf(Binary->getLHS(), State);
    CallableExpr Member = analyzeCallable(Binary->getRHS(), Model);
    for (const FunctionDecl *Function : Member.Functions)
      applyCallee(Function, Site, TraceStep(Site.Loc, Function), State, false);
    if (Member.Source)
      invokeDecl(Member.Source, AccessPath::opaque(), Site, State);
    return;
  }
  CallableExpr What = analyzeCallable(Callable, Model);
  unsigned Count = What.Functions.size();
  for (const FunctionDecl *Function : What.Functions) {
    CallableTarget Target{Function, {}, {}};
    if (What.Receiver)
      Target.Receiver = pathOf(What.Receiver, State);
    TraceStep Step(Site.Loc, Function, CallKind::Direct, Count);
    applyTarget(Target, Step, Site, State);
  }
  if (What.Source)
    invokeDecl(What.Source, pathOf(Callable, State), Site, State);
  else if (Count == 0)
    ++Statistics.IndirectCallsUnresolved;
}

void Analyzer::invokeDecl(const ValueDecl *D, const AccessPath &Path,
                          CallSite &Site, FlowState &State) {
  AccessPath Own = Paths.variable(D);
  if (Own.root() == AccessPath::Param && Own.elements().empty()) {
    // The caller knows what it passes.
    recordInvocation(Own, Site, State);
    return;
  }
  llvm::ArrayRef<CallableTarget> Targets = Callees.targetsStoredIn(D);
  if (Targets.empty()) {
    ++Statistics.IndirectCallsUnresolved;
    return;
  }
  if (Targets.size() > Limits.MaxCandidates)
    ++Statistics.IndirectCallsTooWide;
  TraceStep Step(Site.Loc, nullptr, CallKind::Stored, Targets.size());
  Step.StoredIn = D;
  for (const CallableTarget &Target : Targets)
    applyTarget(Target, Step, Site, State);
}

//===----------------------------------------------------------------------===//
// What the model says
//===----------------------------------------------------------------------===//

void Analyzer::applyRole(const CallRole &Role, const FunctionDecl *Callee,
                         CallSite &Site, FlowState &State) {
  if (Role.Lock)
    applyLockOperation(Role, Callee, Site, State);
  else if (Role.Guard)
    applyGuardOperation(Role, Callee, Site, State);
  else
    applyFunctionEffect(*Role.Function, Callee, Site, State);
}

std::optional<LockMode>
Analyzer::selectedMode(const std::optional<ModeSelector> &Select,
                       const CallSite &Site, const CXXRecordDecl *Class,
                       LockMode Default) const {
  if (!Select)
    return Default;
  if (Select->Argument) {
    if (*Select->Argument >= Site.ArgumentExprs.size())
      return Default;
    std::optional<bool> Is = Model.isConstant(
        Site.ArgumentExprs[*Select->Argument], Select->ExclusiveWhen);
    if (!Is)
      return std::nullopt;
    return *Is ? LockMode::Exclusive : LockMode::Shared;
  }
  bool Is = false;
  if (!Class || !Model.isTemplateArgument(Class, *Select->TemplateArgument,
                                          Select->ExclusiveWhen, Is))
    return std::nullopt;
  return Is ? LockMode::Exclusive : LockMode::Shared;
}

void Analyzer::applyLockOperation(const CallRole &Role,
                                  const FunctionDecl *Callee, CallSite &Site,
                                  FlowState &State) {
  AccessPath Path;
  QualType Type;
  if (Role.OnReceiver) {
    Path = Site.Receiver;
    Type = Site.ReceiverType;
  } else {
    unsigned Index = Role.Operations->LockArgument;
    if (Index >= Site.Arguments.size())
      return;
    Path = Site.Arguments[Index];
    Type = Site.ArgumentExprs[Index]->IgnoreParenImpCasts()->getType();
  }
  LockMode Mode = LockMode::Shared;
  if (Role.Effect->Mode) {
    Mode = *Role.Effect->Mode;
  } else if (Role.Operations->Mode) {
    std::optional<LockMode> Selected = selectedMode(
        Role.Operations->Mode, Site, classOf(Type), LockMode::Shared);
    if (!Selected)
      return;
    Mode = *Selected;
  } else {
    const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
    Mode = Method && Method->isConst() ? LockMode::Shared : LockMode::Exclusive;
  }
  LockKindRef Kind = kindFor(*Role.Lock, Type, Path);
  switch (Role.Effect->Effect) {
  case LockEffect::Acquire:
    acquire(Path, Mode, Kind, Site.Loc, State, /*Manual=*/true);
    break;
  case LockEffect::TryAcquire:
    tryThrough(Path, Type, Mode, Role.Lock->SuccessIs, Site.Node,
               AccessPath::opaque(), Site.Loc, State);
    break;
  case LockEffect::Release:
    release(Path, State);
    break;
  case LockEffect::Convert:
    if (HeldLock *H = State.find(Path))
      H->Mode = Mode;
    break;
  case LockEffect::Guard:
    acquire(Path, Mode, Kind, Site.Loc, State, /*Manual=*/false);
    State.setAlias(Site.Object.guardedLock(), Path);
    Paths.setResult(Site.Node, Site.Object);
    break;
  case LockEffect::TryGuard:
    State.setAlias(Site.Object.guardedLock(), Path);
    Paths.setResult(Site.Node, Site.Object);
    tryThrough(Path, Type, Mode, TryResult::True, Site.Node, Site.Object,
               Site.Loc, State);
    break;
  case LockEffect::Run: {
    acquire(Path, Mode, Kind, Site.Loc, State, /*Manual=*/false);
    for (const Expr *Arg : Site.ArgumentExprs)
      if (isCallableType(Arg->getType())) {
        CallSite Inner = Site;
        Inner.Arguments.clear();
        Inner.ArgumentExprs.clear();
        invoke(Arg, Inner, State);
      }
    release(Path, State);
    break;
  }
  }
}

/// The standard names of a lockable's operations; std::shared_lock and its
/// relatives are defined in terms of them.
static const CXXMethodDecl *lockableMember(const CXXRecordDecl *Class,
                                           llvm::StringRef Name,
                                           ASTContext &Context) {
  if (!Class || !(Class = Class->getDefinition()))
    return nullptr;
  for (const NamedDecl *D :
       Class->lookup(DeclarationName(&Context.Idents.get(Name))))
    if (const auto *Method = dyn_cast<CXXMethodDecl>(D))
      if (Method->getNumParams() == 0)
        return Method;
  for (const CXXBaseSpecifier &Base : Class->bases())
    if (const CXXMethodDecl *Method = lockableMember(
            Base.getType()->getAsCXXRecordDecl(), Name, Context))
      return Method;
  return nullptr;
}

static llvm::StringRef lockableAcquire(LockMode Mode) {
  switch (Mode) {
  case LockMode::Shared:
    return "lock_shared";
  case LockMode::Upgrade:
    return "lock_upgrade";
  case LockMode::Exclusive:
    return "lock";
  }
  llvm_unreachable("covered switch");
}

void Analyzer::acquireThrough(const AccessPath &Path, QualType LockType,
                              LockMode Mode, CallSite &Site,
                              FlowState &State) {
  if (const LockSpec *Spec = Model.lockOf(LockType)) {
    acquire(Path, Mode, kindFor(*Spec, LockType, Path), Site.Loc, State,
            /*Manual=*/false);
    return;
  }
  // A lock of the user's own: the guard calls its operations.
  const CXXMethodDecl *Member =
      lockableMember(classOf(LockType), lockableAcquire(Mode), Context);
  if (!Member)
    return;
  CallSite Inner;
  Inner.Loc = Site.Loc;
  Inner.Receiver = Path;
  Inner.ReceiverType = LockType;
  applyDirect(Member, Inner, State);
}

void Analyzer::tryThrough(const AccessPath &Path, QualType LockType,
                          LockMode Mode, TryResult SuccessIs,
                          const Stmt *ResultExpr, const AccessPath &Guard,
                          SourceLocation Loc, FlowState &State) {
  const LockSpec *Spec = Model.lockOf(LockType);
  if (!Path.isNamed() || !Spec)
    return;
  PendingTry Try;
  Try.Lock.Path = Path;
  Try.Lock.Mode = Mode;
  Try.Lock.Kind = kindFor(*Spec, LockType, Path);
  Try.Lock.Site = Loc;
  Try.SuccessIs = SuccessIs;
  Try.Result = ResultExpr;
  Try.Guard = Guard;
  llvm::erase_if(State.Pending, [&](const PendingTry &P) { return P == Try; });
  State.Pending.push_back(std::move(Try));
}

void Analyzer::constructGuard(const GuardSpec &Guard, const FunctionDecl *Ctor,
                              CallSite &Site, FlowState &State) {
  enum { Acquires, Adopts, Defers, Tries } How = Acquires;
  if (Guard.Adopts)
    How = Adopts;
  else if (Guard.Tries)
    How = Tries;
  auto IsTag = [&](QualType Type) {
    const CXXRecordDecl *Class = classOf(Type);
    if (!Class)
      return false;
    if (Model.isOneOf(Class, Guard.AdoptTags))
      How = Adopts;
    else if (Model.isOneOf(Class, Guard.DeferTags))
      How = Defers;
    else if (Model.isOneOf(Class, Guard.TryTags))
      How = Tries;
    else
      return false;
    return true;
  };
  llvm::SmallVector<unsigned, 2> Locks;
  for (unsigned I = 0; I < Site.ArgumentExprs.size(); ++I) {
    const Expr *Arg = Site.ArgumentExprs[I];
    if (IsTag(Arg->getType()))
      continue;
    if (I == Guard.LockArgument || Guard.AllArguments)
      Locks.push_back(I);
  }
  std::optional<LockMode> Mode =
      Guard.Mode ? Guard.Mode
                 : selectedMode(Guard.Select, Site, classOf(Site.ReceiverType),
                                Guard.DefaultMode);
  unsigned Number = 0;
  for (unsigned I : Locks) {
    const Expr *Arg = Site.ArgumentExprs[I];
    QualType Type = Arg->IgnoreParenImpCasts()->getType();
    // Made of another guard: takes over, or converts, what that one has.
    if (Model.guardOf(classOf(Type))) {
      if (!Guard.ConvertsGuard) {
        State.moveObject(Site.Arguments[I], Site.Object);
        continue;
      }
      AccessPath Lock = State.resolve(Site.Arguments[I].guardedLock());
      if (HeldLock *H = State.find(Lock)) {
        H->Mode = LockMode::Exclusive;
        State.setAlias(Site.Object.guardedLock(ConvertedLock), Lock);
      }
      continue;
    }
    const AccessPath &Path = Site.Arguments[I];
    if (!Path.isNamed()) {
      ++Statistics.AcquisitionsOfUnnamedObjects;
      continue;
    }
    AccessPath Stands = Site.Object.guardedLock(Number++);
    switch (How) {
    case Acquires:
      if (Mode)
        acquireThrough(Path, Type, *Mode, Site, State);
      break;
    case Tries:
      if (Mode)
        tryThrough(Path, Type, *Mode, TryResult::True, Site.Node, Site.Object,
                   Site.Loc, State);
      break;
    case Adopts:
    case Defers:
      break;
    }
    State.setAlias(Stands, Path);
  }
}

void Analyzer::applyGuardOperation(const CallRole &Role,
                                   const FunctionDecl *Callee, CallSite &Site,
                                   FlowState &State) {
  const GuardSpec &Guard = *Role.Guard;
  AccessPath Self = Site.Receiver;
  switch (Role.GuardOperation) {
  case GuardEffect::Construct:
    constructGuard(Guard, Callee, Site, State);
    return;
  case GuardEffect::Copy:
    if (!Site.Arguments.empty())
      State.moveObject(State.resolve(Site.Arguments[0]), Site.Object);
    return;
  case GuardEffect::Assign:
    releaseGuard(Self, State);
    if (!Site.Arguments.empty())
      State.moveObject(State.resolve(Site.Arguments[0]), Self);
    return;
  case GuardEffect::Acquire:
  case GuardEffect::TryAcquire: {
    std::optional<LockMode> Mode =
        Guard.Mode ? Guard.Mode
                   : selectedMode(Guard.Select, Site,
                                  classOf(Site.ReceiverType),
                                  Guard.DefaultMode);
    QualType Type;
    // TBB's acquire(mutex, write) names the lock anew.
    if (!Site.ArgumentExprs.empty() &&
        Model.lockOf(Site.ArgumentExprs[0]->getType())) {
      Type = Site.ArgumentExprs[0]->IgnoreParenImpCasts()->getType();
      State.setAlias(Self.guardedLock(), Site.Arguments[0]);
    } else {
      Type = firstTypeArgument(classOf(Site.ReceiverType));
    }
    if (!Mode)
      return;
    AccessPath Path = State.resolve(Self.guardedLock());
    if (Type.isNull())
      // A guard of one lock type only (QReadLocker): the type of the argument
      // of its constructor.
      if (const CXXRecordDecl *Class = classOf(Site.ReceiverType))
        for (const CXXConstructorDecl *Ctor : Class->ctors())
          if (Ctor->getNumParams() > Guard.LockArgument &&
              Model.lockOf(Ctor->getParamDecl(Guard.LockArgument)->getType()))
            Type = Ctor->getParamDecl(Guard.LockArgument)
                       ->getType()
                       .getNonReferenceType();
    if (Role.GuardOperation == GuardEffect::Acquire)
      acquireThrough(Path, Type, *Mode, Site, State);
    else
      tryThrough(Path, Type, *Mode, TryResult::True, Site.Node, Self, Site.Loc,
                 State);
    return;
  }
  case GuardEffect::Release:
    releaseGuard(Self, State);
    return;
  case GuardEffect::Detach:
    // Standard guards return the address of their mutex.
    if (Site.Node)
      Paths.setResult(Site.Node, State.resolve(Self.guardedLock()));
    for (unsigned Number = 0; Number < 4; ++Number)
      State.setAlias(Self.guardedLock(Number), AccessPath::null());
    return;
  case GuardEffect::Owns:
    return;
  case GuardEffect::ConvertToShared:
  case GuardEffect::ConvertToExclusive:
    if (HeldLock *H = State.find(State.resolve(Self.guardedLock())))
      H->Mode = Role.GuardOperation == GuardEffect::ConvertToShared
                    ? LockMode::Shared
                    : LockMode::Exclusive;
    return;
  }
}

/// The constructor of \p Class that takes \p Count arguments, if only one does.
static const CXXConstructorDecl *constructorFor(const CXXRecordDecl *Class,
                                                unsigned Count) {
  const CXXConstructorDecl *Found = nullptr;
  for (const CXXConstructorDecl *Ctor : Class->ctors()) {
    if (Ctor->isCopyOrMoveConstructor() || Ctor->isDeleted() ||
        Ctor->getNumParams() < Count || Ctor->getMinRequiredArguments() > Count)
      continue;
    if (Found)
      return nullptr;
    Found = Ctor;
  }
  return Found;
}

void Analyzer::constructContent(QualType Type, const AccessPath &Object,
                                CallSite &Site, FlowState &State) {
  const CXXRecordDecl *Class = classOf(Type);
  if (!Class || !(Class = Class->getDefinition()))
    return;
  CallSite Inner = Site;
  Inner.Object = Object;
  Inner.Receiver = Object;
  Inner.ReceiverType = Type;
  if (const GuardSpec *Guard = Model.guardOf(Class)) {
    const CXXConstructorDecl *Any =
        Class->ctors().empty() ? nullptr : *Class->ctor_begin();
    constructGuard(*Guard, Any, Inner, State);
    return;
  }
  if (const CXXConstructorDecl *Ctor =
          constructorFor(Class, Site.ArgumentExprs.size()))
    applyDirect(Ctor, Inner, State);
}

void Analyzer::applyFunctionEffect(FunctionEffect Effect,
                                   const FunctionDecl *Callee, CallSite &Site,
                                   FlowState &State) {
  switch (Effect) {
  case FunctionEffect::Nothing:
  case FunctionEffect::IdentifiesThread:
  case FunctionEffect::Binds:
    return;
  case FunctionEffect::SameObject:
    Paths.setResult(Site.Node, Site.Receiver.isNamed() ? Site.Receiver
                               : Site.Arguments.empty()
                                   ? AccessPath::opaque()
                                   : Site.Arguments[0]);
    return;
  case FunctionEffect::RunsArguments:
    for (const Expr *Arg : Site.ArgumentExprs)
      if (isCallableType(Arg->getType())) {
        CallSite Inner = Site;
        Inner.Arguments.clear();
        Inner.ArgumentExprs.clear();
        Inner.Receiver = AccessPath::opaque();
        // std::invoke(&C::f, object, …) passes the rest on.
        if (Arg == Site.ArgumentExprs.front())
          for (unsigned I = 1; I < Site.ArgumentExprs.size(); ++I) {
            Inner.ArgumentExprs.push_back(Site.ArgumentExprs[I]);
            Inner.Arguments.push_back(Site.Arguments[I]);
          }
        invoke(Arg, Inner, State);
      }
    return;
  case FunctionEffect::LocksEachArgument:
    for (unsigned I = 0; I < Site.ArgumentExprs.size(); ++I) {
      QualType Type = Site.ArgumentExprs[I]->IgnoreParenImpCasts()->getType();
      if (const GuardSpec *Guard = Model.guardOf(classOf(Type))) {
        CallRole Role;
        Role.Guard = Guard;
        Role.GuardOperation = GuardEffect::Acquire;
        CallSite Inner;
        Inner.Node = Site.Node;
        Inner.Loc = Site.Loc;
        Inner.Receiver = Site.Arguments[I];
        Inner.ReceiverType = Type;
        applyGuardOperation(Role, Callee, Inner, State);
      } else {
        acquireThrough(Site.Arguments[I], Type, LockMode::Exclusive, Site,
                       State);
      }
    }
    return;
  case FunctionEffect::Constructs: {
    const TemplateArgumentList *Args = Callee->getTemplateSpecializationArgs();
    if (!Args || Args->size() == 0 ||
        Args->get(0).getKind() != TemplateArgument::Type)
      return;
    constructContent(Args->get(0).getAsType(), Site.Object, Site, State);
    Paths.setResult(Site.Node, Site.Object);
    return;
  }
  case FunctionEffect::ConstructsInReceiver:
    constructContent(firstTypeArgument(classOf(Site.ReceiverType)),
                     Site.Receiver, Site, State);
    return;
  case FunctionEffect::DestroysInReceiver:
    if (QualType Type = firstTypeArgument(classOf(Site.ReceiverType));
        !Type.isNull())
      destroy(Site.Receiver, Type, Site.Loc, State);
    else
      releaseGuard(Site.Receiver, State);
    return;
  case FunctionEffect::Exchanges: {
    AccessPath A = Site.Receiver.isNamed() ? Site.Receiver
                   : Site.Arguments.empty() ? AccessPath::opaque()
                                            : Site.Arguments[0];
    AccessPath B = Site.Arguments.empty() ? AccessPath::opaque()
                                          : Site.Arguments.back();
    if (!A.isNamed() || !B.isNamed())
      return;
    AccessPath Between = AccessPath::temp(Site.Node);
    State.moveObject(A, Between);
    State.moveObject(B, A);
    State.moveObject(Between, B);
    return;
  }
  }
}

//===----------------------------------------------------------------------===//
// Destruction
//===----------------------------------------------------------------------===//

void Analyzer::applyDestructor(const CXXDestructorDecl *D,
                               const AccessPath &Object, SourceLocation Loc,
                               FlowState &State) {
  CallSite Site;
  Site.Loc = Loc;
  Site.Receiver = Object;
  Site.ReceiverType = compat::recordType(Context, D->getParent());
  applyDirect(D, Site, State);
}

void Analyzer::destroy(const AccessPath &Object, QualType Type,
                       SourceLocation Loc, FlowState &State, bool OfBase) {
  const CXXRecordDecl *Class = classOf(Type.getCanonicalType());
  if (!Class || !(Class = Class->getDefinition()))
    return;
  if (Model.guardOf(Class)) {
    releaseGuard(Object, State);
    State.removeAliasesBelow(Object);
    return;
  }
  // What a handle points to need not die with it.
  AccessPath Target = isPointerLike(Class) ? Object : State.resolve(Object);
  if (const CXXDestructorDecl *D = Class->getDestructor();
      D && !Context.getSourceManager().isInSystemHeader(D->getLocation())) {
    if (D->isUserProvided()) {
      applyDestructor(D, Target, Loc, State);
    } else if (!Class->hasTrivialDestructor()) {
      for (const FieldDecl *Field : Class->fields())
        if (Field->getType()->isRecordType())
          destroy(Target.field(Field), Field->getType(), Loc, State);
      for (const CXXBaseSpecifier &Base : Class->bases())
        destroy(Target, Base.getType(), Loc, State, /*OfBase=*/true);
    }
  }
  // Whatever guards are still known to live in the object die with it: those
  // in members of a class with an implicit destructor, and in holders of the
  // library.
  std::vector<AccessPath> Guarded;
  for (const Alias &A : State.Aliases)
    if (A.From.startsWith(Target) && !A.From.elements().empty() &&
        A.From.elements().back().Kind == PathElement::GuardedLock)
      Guarded.push_back(A.To);
  for (const AccessPath &Lock : Guarded)
    release(Lock, State);
  if (!OfBase)
    State.removeAliasesBelow(Target);
}

//===----------------------------------------------------------------------===//
// Events and effects
//===----------------------------------------------------------------------===//

void Analyzer::acquire(const AccessPath &Path, LockMode Mode, LockKindRef Kind,
                       SourceLocation Loc, FlowState &State, bool Manual) {
  if (Recording)
    ++Statistics.Acquisitions;
  if (!Path.isNamed()) {
    if (Recording)
      ++Statistics.AcquisitionsOfUnnamedObjects;
    return;
  }
  if (Recording)
    recordAcquisition({Path, Mode, Kind, Loc, nullptr}, State,
                      Manual && State.FlagTested);
  HeldLock Lock;
  Lock.Path = Path;
  Lock.Mode = Mode;
  Lock.Kind = std::move(Kind);
  Lock.Site = Loc;
  State.hold(std::move(Lock));
}

void Analyzer::recordAcquisition(Acquisition Next, const FlowState &State,
                                 bool Doubtful) {
  CriticalPair Pair;
  for (const HeldLock &H : State.Held)
    if (mayBeSameLock(H.Path, Next.Path))
      Pair.Held.push_back(H);
  Pair.Next = std::move(Next);
  Pair.Context = State.Context;
  Pair.Context.Doubtful |= Doubtful;
  record(std::move(Pair));
}

void Analyzer::record(CriticalPair Pair) {
  std::string Key = Pair.Next.Path.key();
  Key.push_back(static_cast<char>(Pair.Next.Mode));
  Key.push_back(Pair.Context.Doubtful);
  for (const HeldLock &H : Pair.Held) {
    Key += H.Path.key();
    Key.push_back(static_cast<char>(H.Mode));
  }
  for (const AccessPath &P : Pair.Context.Dropped)
    Key += P.key();
  for (const ParamCondition &C : Pair.Context.Conditions)
    Key += std::to_string(C.Index) + "/" + std::to_string(C.Value) + "/" +
           std::to_string(C.Is);
  // What is held here decides whose fault a second acquisition is; keep one
  // pair per place then.
  if (!Pair.Held.empty())
    Key += std::to_string((Pair.Next.Calls ? Pair.Next.Calls->Step.Loc
                                           : Pair.Next.Site)
                              .getRawEncoding());
  auto [It, New] = PairIndex.try_emplace(Key, Result.Pairs.size());
  if (!New) {
    CriticalPair &Old = Result.Pairs[It->second];
    if (traceLength(Pair.Next.Calls) < traceLength(Old.Next.Calls))
      Old = std::move(Pair);
    return;
  }
  if (Result.Pairs.size() >= Limits.MaxPairs) {
    PairIndex.erase(It);
    ++Statistics.PairsDropped;
    Result.Incomplete = true;
    return;
  }
  Result.Pairs.push_back(std::move(Pair));
}

void Analyzer::releaseGuard(const AccessPath &Guard, FlowState &State) {
  bool Known = false;
  std::vector<AccessPath> Locks;
  for (const Alias &A : State.Aliases)
    if (A.From.startsWith(Guard) &&
        A.From.elements().size() == Guard.elements().size() + 1 &&
        A.From.elements().back().Kind == PathElement::GuardedLock) {
      Known = true;
      if (A.From.elements().back().Value != ConvertedLock)
        Locks.push_back(A.To);
      else if (HeldLock *H = State.find(A.To))
        H->Mode = LockMode::Upgrade;
    }
  if (!Known && isExportable(Guard))
    Locks.push_back(Guard.guardedLock());
  for (const AccessPath &Lock : Locks)
    release(Lock, State);
}

void Analyzer::release(const AccessPath &Path, FlowState &State) {
  if (!Path.isNamed())
    return;
  if (!Path.elements().empty() &&
      Path.elements().back().Kind == PathElement::GuardedLock &&
      isExportable(Path)) {
    // A guard whose lock only a caller knows.
    if (!llvm::is_contained(State.Context.Dropped, Path))
      State.Context.Dropped.push_back(Path);
    return;
  }
  if (State.release(Path))
    return;
  // Not ours, or not known to be held: a hold of the same class may be meant.
  const Decl *Class = Path.lockClass();
  llvm::erase_if(State.Held, [&](const HeldLock &H) {
    return Class && H.Path.lockClass() == Class && !H.Path.sameRoot(Path);
  });
  if (isExportable(Path) && !llvm::is_contained(State.Context.Dropped, Path))
    State.Context.Dropped.push_back(Path);
}

bool Analyzer::isExportable(const AccessPath &Path) const {
  switch (Path.root()) {
  case AccessPath::Opaque:
  case AccessPath::Null:
  case AccessPath::Temp:
    return false;
  case AccessPath::This:
  case AccessPath::Param:
  case AccessPath::Return:
  case AccessPath::FrameThis:
  case AccessPath::Result:
    return true;
  case AccessPath::Var: {
    const VarDecl *V = Path.var();
    if (V->hasGlobalStorage())
      return true;
    const auto *Owner = dyn_cast<FunctionDecl>(V->getDeclContext());
    return !Owner || Owner->getCanonicalDecl() != F->getCanonicalDecl();
  }
  }
  llvm_unreachable("covered switch");
}

void Analyzer::finish(const FlowState &Exit) {
  for (const HeldLock &H : Exit.Held)
    if (!H.CallerOwns && isExportable(H.Path))
      Result.HeldAtExit.push_back(H);
  for (const PendingTry &P : Exit.Pending) {
    bool ByResult = P.Result == F->getBody();
    if ((!ByResult && !isExportable(P.Guard)) || !isExportable(P.Lock.Path))
      continue;
    ConditionalHold Hold;
    Hold.Lock = P.Lock;
    Hold.SuccessIs = P.SuccessIs;
    if (isExportable(P.Guard))
      Hold.Guard = P.Guard;
    Result.HeldIfSuccessful.push_back(std::move(Hold));
  }
  for (const AccessPath &P : Exit.Context.Dropped)
    Result.Released.push_back(P);
  constexpr unsigned MaxAliases = 24;
  for (const Alias &A : Exit.Aliases)
    if (isExportable(A.From) && !A.From.elements().empty() &&
        (A.To.isNull() || isExportable(A.To)) &&
        Result.Aliases.size() < MaxAliases)
      Result.Aliases.push_back(A);
}

} // namespace

Summary analyzeFunction(const FunctionDecl *F, const ModelIndex &Model,
                        CalleeInfo &Callees, const AnalysisLimits &Limits,
                        AnalysisStatistics &Statistics) {
  return Analyzer(F, Model, Callees, Limits, Statistics).run();
}

} // namespace unwedge

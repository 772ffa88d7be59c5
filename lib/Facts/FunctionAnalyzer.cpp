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
#include "FunctionAnalysis.h"
#include "unwedge/Facts/AttributeSummary.h"
#include "unwedge/Facts/BranchMeaning.h"
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

std::unique_ptr<CFG> FunctionAnalysis::buildGraph() {
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
      .setAlwaysAdd(Stmt::InitListExprClass)
      .setAlwaysAdd(Stmt::CXXParenListInitExprClass)
      .setAlwaysAdd(Stmt::LambdaExprClass)
      .setAlwaysAdd(Stmt::BinaryOperatorClass)
      .setAlwaysAdd(Stmt::CompoundAssignOperatorClass)
      .setAlwaysAdd(Stmt::UnaryOperatorClass)
      .setAlwaysAdd(Stmt::CXXDeleteExprClass)
      .setAlwaysAdd(Stmt::CXXNewExprClass);
  return CFG::buildCFG(F, F->getBody(), &Context, Options);
}

FlowState FunctionAnalysis::entryState() {
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
  return !SM.isBeforeInTranslationUnit(
             SM.getExpansionLoc(B), SM.getExpansionLoc(Tree->getBeginLoc())) &&
         !SM.isBeforeInTranslationUnit(SM.getExpansionLoc(Tree->getEndLoc()),
                                       SM.getExpansionLoc(B));
}

void FunctionAnalysis::findTryBlocks(const CFG &Graph) {
  const SourceManager &SM = Context.getSourceManager();
  for (const CFGBlock *Dispatch : Graph.try_blocks()) {
    const auto *Try =
        dyn_cast_or_null<CXXTryStmt>(Dispatch->getTerminatorStmt());
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

Summary FunctionAnalysis::run() {
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
void FunctionAnalysis::splitByParameters(const CFG &Graph) {
  constexpr unsigned MaxTested = 3;
  if (Tested.empty() || Tested.size() > MaxTested ||
      (Result.Pairs.empty() && Result.Released.empty()))
    return;
  Summary Whole = std::move(Result);
  auto WholePairs = std::move(PairIndex);
  llvm::SmallVector<ParamCondition, 2> Conditions = Tested;
  auto Contains = [](llvm::ArrayRef<AccessPath> Paths, const AccessPath &P) {
    return llvm::any_of(
        Paths, [&](const AccessPath &Known) { return Known.sameText(P); });
  };
  for (const ParamCondition &Condition : Conditions) {
    std::vector<AccessPath> ReleasedIn[2];
    unsigned PartNumber = 0;
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
      ReleasedIn[PartNumber++] = std::move(Result.Released);
    }
    // What neither kind of call releases is only released in the mix of both.
    llvm::erase_if(Whole.Released, [&](const AccessPath &P) {
      bool If = Contains(ReleasedIn[0], P);
      bool IfNot = Contains(ReleasedIn[1], P);
      if (If && IfNot)
        return false;
      if (If)
        Whole.ReleasedIfParam.push_back({Condition, P});
      else if (IfNot)
        Whole.ReleasedIfParam.push_back({Condition.negated(), P});
      return true;
    });
  }
  Result = std::move(Whole);
  PairIndex = std::move(WholePairs);
  Assumed.reset();
}

/// What decides which way \p Block is left: the operand of a logical operator
/// that is evaluated last, not the whole.
static const Expr *decidingCondition(const CFGBlock &Block) {
  if (const Expr *Last = Block.getLastCondition())
    return Last;
  // The destructors of temporaries come after the condition.
  const auto *Whole = dyn_cast_or_null<Expr>(Block.getTerminatorCondition());
  while (Whole) {
    Whole = Whole->IgnoreParenImpCasts();
    if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(Whole))
      Whole = Cleanups->getSubExpr();
    else if (const auto *Binary = dyn_cast<BinaryOperator>(Whole);
             Binary && Binary->isLogicalOp())
      Whole = Binary->getRHS();
    else
      break;
  }
  return Whole;
}

void FunctionAnalysis::runOnce(const CFG &Graph) {
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
  bool CutShort = false;

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
        Block.succ_size() == 2 ? decidingCondition(Block) : nullptr;
    const auto *Switch =
        dyn_cast_or_null<SwitchStmt>(Block.getTerminatorStmt());
    bool IsBranch = Condition && !Switch;
    unsigned Index = 0;
    for (const CFGBlock::AdjacentBlock &Edge : Block.succs()) {
      bool Taken = Index++ == 0;
      const CFGBlock *Succ = Edge.getReachableBlock();
      if (!Succ)
        continue;
      FlowState Out = State;
      if (IsBranch && !refine(Condition, Taken, Out))
        continue;
      if (Switch && !select(*Switch, *Succ, Out))
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
      CutShort = true;
      continue;
    }
    FlowState State = *In[ID];
    DispatchReady.clear();
    transferBlock(*Block, State);
    for (const CFGBlock *Dispatch : DispatchReady)
      Propagate(Dispatch, DispatchStates[Dispatch]);
    ForEachEdge(*Block, State, Propagate);
  }

  if (CutShort && !Assumed)
    ++Statistics.FixpointsCutShort;

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

void FunctionAnalysis::transferBlock(const CFGBlock &Block, FlowState &State) {
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
      if (S &&
          containsStmt(Start.Body, S->getStmt(), Context.getSourceManager()))
        if (auto It = DispatchStates.find(Start.Dispatch);
            It != DispatchStates.end()) {
          It->second.join(State);
          DispatchReady.push_back(Start.Dispatch);
        }
  }
}

void FunctionAnalysis::transferElement(const CFGElement &Element,
                                       FlowState &State) {
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
    releaseAtEndOf(V, State);
    destroy(Paths.variable(V), V->getType().getNonReferenceType(),
            Trigger ? Trigger->getEndLoc() : V->getLocation(), State);
    break;
  }
  case CFGElement::CleanupFunction: {
    auto Cleanup = Element.castAs<CFGCleanupFunction>();
    applyCleanup(Cleanup.getVarDecl(), Cleanup.getFunctionDecl(), State);
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

void FunctionAnalysis::transferStmt(const Stmt *S, FlowState &State) {
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
  } else if (isa<InitListExpr, CXXParenListInitExpr, LambdaExpr>(S)) {
    takeParts(cast<Expr>(S), State);
  } else if (const auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
    QualType Type = Delete->getDestroyedType();
    if (!Type.isNull())
      destroy(pathOf(Delete->getArgument(), State), Type, Delete->getBeginLoc(),
              State);
  }
}

//===----------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------===//

void FunctionAnalysis::settle(
    FlowState &State, bool Success,
    llvm::function_ref<bool(const PendingTry &)> Matches) {
  std::vector<PendingTry> Settled;
  llvm::erase_if(State.Pending, [&](const PendingTry &P) {
    if (!Matches(P))
      return false;
    Settled.push_back(P);
    return true;
  });
  if (Success)
    for (PendingTry &P : Settled) {
      P.Lock.Owner = P.Guard;
      State.hold(std::move(P.Lock));
    }
}

bool FunctionAnalysis::assume(const ParamCondition &Fact, FlowState &State) {
  if (AssignedParams.contains(Fact.Index))
    return true;
  if (!llvm::is_contained(Tested, Fact) &&
      !llvm::is_contained(Tested, Fact.negated()))
    Tested.push_back(Fact);
  for (const ParamCondition &Known : State.Context.Conditions)
    if (Known.contradicts(Fact))
      return false;
  if (!llvm::is_contained(State.Context.Conditions, Fact))
    State.Context.Conditions.push_back(Fact);
  return true;
}

bool FunctionAnalysis::goesOverData(const SwitchStmt &Switch) {
  if (!DataSwitches)
    DataSwitches = switchesOverLoopData(F->getBody());
  return DataSwitches->contains(&Switch);
}

/// Takes \p Switch to \p Target; false if that way cannot be taken.
bool FunctionAnalysis::select(const SwitchStmt &Switch, const CFGBlock &Target,
                              FlowState &State) {
  const Stmt *Label = Target.getLabel();
  const auto *Case = dyn_cast_or_null<CaseStmt>(Label);
  const auto *Ref =
      dyn_cast<DeclRefExpr>(Switch.getCond()->IgnoreParenImpCasts());
  AccessPath Subject =
      Ref ? Paths.variable(Ref->getDecl()) : AccessPath::opaque();
  if (Subject.root() == AccessPath::Param && Case && !Case->getRHS() &&
      !isa<CaseStmt>(Case->getSubStmt())) {
    Expr::EvalResult Value;
    if (!Case->getLHS()->isValueDependent() &&
        Case->getLHS()->EvaluateAsInt(Value, Context)) {
      ParamCondition Fact{Subject.index(), Value.Val.getInt().getExtValue(),
                          ParamCondition::Equal};
      return assume(Fact, State);
    }
  }
  FlowState::Decision Here{Label, true};
  if (Label && isa<SwitchCase>(Label) && !goesOverData(Switch) &&
      !llvm::is_contained(State.Selections, Here))
    State.Selections.push_back(Here);
  return true;
}

bool FunctionAnalysis::comparesParameter(const Expr *E) const {
  return comparesWithSpecialValue(E, [&](const Expr *Arg) {
    AccessPath Path = Paths.of(Arg);
    return Path.root() == AccessPath::Param && Path.elements().empty();
  });
}

bool FunctionAnalysis::refine(const Expr *Condition, bool Taken,
                              FlowState &State) {
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
    return refine(Cleanups->getSubExpr(), Taken, State);
  auto Remember = [&](llvm::SmallVectorImpl<FlowState::Decision> &Decisions) {
    // A loop decides anew each time.
    llvm::erase_if(Decisions, [&](const FlowState::Decision &D) {
      return D.first == Condition;
    });
    Decisions.push_back({Condition, Taken});
  };
  if (asksForThread(E, Model))
    Remember(State.Doubts);
  if (comparesParameter(E))
    Remember(State.Selections);
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
          if (const HeldLock *H =
                  State.find(State.resolve(Guard.guardedLock()));
              SaysNot && H && H->Owner == Guard)
            return false;
          // Whether the caller's guard holds its lock, the caller decides.
          const auto *Given = dyn_cast<DeclRefExpr>(
              MemberCall->getImplicitObjectArgument()->IgnoreParenImpCasts());
          if (SaysNot && Given && isa<ParmVarDecl>(Given->getDecl()))
            Remember(State.Selections);
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
    Remember(State.FlagTests);
  return true;
}

Summary analyzeFunction(const FunctionDecl *F, const ModelIndex &Model,
                        CalleeInfo &Callees, const AnalysisLimits &Limits,
                        AnalysisStatistics &Statistics) {
  return FunctionAnalysis(F, Model, Callees, Limits, Statistics).run();
}

} // namespace unwedge

//===--- PathDecisions.cpp ------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PathDecisions.h"
#include "LockState.h"
#include "unwedge/Facts/BranchMeaning.h"
#include "unwedge/Facts/Summary.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ConstraintManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramState.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/SValBuilder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace clang::ento;

namespace unwedge::analyzer {

//===----------------------------------------------------------------------===//
// Which tests decide, whatever the path.
//===----------------------------------------------------------------------===//

/// What decides which way \p Block is left, without negations.
static const Expr *plainCondition(const Expr *E) {
  while (E) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
      E = Cleanups->getSubExpr();
    else if (const auto *Unary = dyn_cast<UnaryOperator>(E);
             Unary && Unary->getOpcode() == UO_LNot)
      E = Unary->getSubExpr();
    else if (const auto *Binary = dyn_cast<BinaryOperator>(E);
             Binary && Binary->isLogicalOp())
      E = Binary->getRHS();
    else
      break;
  }
  return E;
}

/// The parameter that \p E is; null if it is none of \p F's.
static const ParmVarDecl *parameterIn(const Expr *E, const FunctionDecl &F) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  const auto *Param = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
  return Param && Param->getDeclContext() == &F ? Param : nullptr;
}

/// A parameter by which a caller chooses what is done. A number counts
/// something; a pointer is an object, or that there is none.
static const ParmVarDecl *choiceIn(const Expr *E, const FunctionDecl &F) {
  const ParmVarDecl *Param = parameterIn(E, F);
  return Param && (Param->getType()->isBooleanType() ||
                   Param->getType()->isEnumeralType())
             ? Param
             : nullptr;
}

void PathDecisions::addBranches(const CFGBlock &Block, const FunctionDecl &F,
                                std::vector<Branch> &Result) const {
  const Stmt *Terminator = Block.getTerminatorStmt();
  if (!Terminator || Block.succ_size() < 2)
    return;
  auto Add = [&](Meaning Means, const CFGBlock *Taken, const Expr *Condition,
                 const ParmVarDecl *Subject = nullptr) {
    if (Taken)
      Result.push_back({Means, &Block, Taken, Condition, Subject});
  };
  if (const auto *Switch = dyn_cast<SwitchStmt>(Terminator)) {
    const ParmVarDecl *Param = parameterIn(Switch->getCond(), F);
    const ParmVarDecl *Choice = choiceIn(Switch->getCond(), F);
    bool OverData = switchesOverLoopData(F.getBody()).contains(Switch);
    for (const CFGBlock::AdjacentBlock &Edge : Block.succs()) {
      const CFGBlock *Succ = Edge.getReachableBlock();
      const Stmt *Label = Succ ? Succ->getLabel() : nullptr;
      if (!Label || !isa<SwitchCase>(Label))
        continue;
      const auto *Case = dyn_cast<CaseStmt>(Label);
      if (Param && Case && !Case->getRHS() &&
          !isa<CaseStmt>(Case->getSubStmt())) {
        if (Choice)
          Add(Meaning::Argument, Succ, Switch->getCond(), Choice);
      } else if (!OverData) {
        Add(Meaning::Selection, Succ, Switch->getCond());
      }
    }
    return;
  }
  if (Block.succ_size() != 2)
    return;
  const Expr *Condition = Block.getLastCondition();
  if (!Condition)
    Condition = dyn_cast_or_null<Expr>(Block.getTerminatorCondition());
  const Expr *Plain = plainCondition(Condition);
  if (!Plain)
    return;
  auto AddBoth = [&](Meaning Means, const ParmVarDecl *Subject = nullptr) {
    for (const CFGBlock::AdjacentBlock &Edge : Block.succs())
      Add(Means, Edge.getReachableBlock(), Condition, Subject);
  };
  if (asksForThread(Plain, Model))
    AddBoth(Meaning::Thread);
  if (comparesWithSpecialValue(Plain, [&](const Expr *Arg) {
        return parameterIn(Arg, F) != nullptr;
      }))
    AddBoth(Meaning::Selection);
  const Expr *Subject = Plain;
  if (const auto *Binary = dyn_cast<BinaryOperator>(Plain)) {
    if (!Binary->isComparisonOp())
      return;
    Subject = Binary->getLHS();
    if (!choiceIn(Subject, F))
      Subject = Binary->getRHS();
  }
  if (const ParmVarDecl *Param = choiceIn(Subject, F))
    AddBoth(Meaning::Argument, Param);
  else if (isFlag(Subject->IgnoreParenImpCasts()))
    AddBoth(Meaning::Flag);
}

const std::vector<PathDecisions::Branch> &
PathDecisions::branchesOf(const StackFrameContext *Frame) {
  const CFG *Graph = Frame->getCFG();
  auto [It, New] = Branches.try_emplace(Graph);
  const auto *F = dyn_cast<FunctionDecl>(Frame->getDecl());
  if (New && Graph && F && F->getBody()) {
    std::vector<Branch> Found;
    for (const CFGBlock *Block : *Graph)
      addBranches(*Block, *F, Found);
    It->second = std::move(Found);
  }
  return It->second;
}

/// Whether control gets from the entry of the function to \p Place without
/// going from \p From to \p To.
static bool canAvoid(const CFG &Graph, const CFGBlock *From, const CFGBlock *To,
                     const CFGBlock *Place) {
  llvm::SmallPtrSet<const CFGBlock *, 32> Seen{&Graph.getEntry()};
  llvm::SmallVector<const CFGBlock *, 32> Worklist{&Graph.getEntry()};
  while (!Worklist.empty()) {
    const CFGBlock *Block = Worklist.pop_back_val();
    if (Block == Place)
      return true;
    for (const CFGBlock::AdjacentBlock &Edge : Block->succs())
      if (const CFGBlock *Succ = Edge.getReachableBlock();
          Succ && !(Block == From && Succ == To) && Seen.insert(Succ).second)
        Worklist.push_back(Succ);
  }
  return false;
}

const std::vector<PathDecisions::Branch> &
PathDecisions::decidingFor(const CFGBlock *Place,
                           const StackFrameContext *Frame) {
  auto [It, New] = Deciding.try_emplace(Place);
  if (New) {
    std::vector<Branch> Found;
    for (const Branch &B : branchesOf(Frame))
      if (!canAvoid(*Frame->getCFG(), B.Block, B.Taken, Place))
        Found.push_back(B);
    Deciding[Place] = std::move(Found);
  }
  return Deciding[Place];
}

//===----------------------------------------------------------------------===//
// What the path knew.
//===----------------------------------------------------------------------===//

static bool contains(const Stmt *Tree, const Stmt *Wanted) {
  return Tree && (Tree == Wanted ||
                  llvm::any_of(Tree->children(), [&](const Stmt *Child) {
                    return contains(Child, Wanted);
                  }));
}

/// Whether \p State leaves open what \p Value is, as a condition or, for a
/// switch, as a number.
static bool isOpen(ProgramStateRef State, SVal Value, bool AsNumber) {
  if (Value.isUnknownOrUndef())
    return true;
  if (AsNumber)
    return !State->getStateManager().getSValBuilder().getKnownValue(State,
                                                                    Value);
  return !State->isNull(Value).isConstrained();
}

/// Whether the path chose an outcome while it evaluated \p Condition in
/// \p Frame, at the end of the block that \p After is the way out of: in what
/// the condition calls, or by taking a comparison apart early.
static bool wasChosenInside(const ExplodedNode *After,
                            const StackFrameContext *Frame,
                            const CFGBlock *Block, const Expr *Condition) {
  auto IsPart = [&](const ExplodedNode *N, const Stmt *S) {
    const StackFrameContext *F = N->getStackFrame();
    if (F == Frame)
      return S && contains(Condition, S);
    while (F && F->getParent() && F->getParent()->getStackFrame() != Frame)
      F = F->getParent()->getStackFrame();
    return F && F->getParent() && F->getCallSite() &&
           contains(Condition, F->getCallSite());
  };
  for (const ExplodedNode *N = After;
       const ExplodedNode *Before = N->getFirstPred(); N = Before) {
    ProgramPoint Point = N->getLocation();
    if (auto Edge = Point.getAs<BlockEdge>()) {
      if (N->getStackFrame() == Frame) {
        if (Edge->getDst() == Block)
          return false;
        continue;
      }
      const Stmt *Terminator = Edge->getSrc()->getTerminatorStmt();
      const Expr *Inner = Edge->getSrc()->getLastCondition();
      if (Terminator && Inner && Edge->getSrc()->succ_size() > 1 &&
          IsPart(N, nullptr) &&
          isOpen(
              Before->getState(),
              Before->getState()->getSVal(Inner, Before->getLocationContext()),
              isa<SwitchStmt>(Terminator)))
        return true;
    } else if (auto Post = Point.getAs<PostStmt>()) {
      const auto *E = dyn_cast<Expr>(Post->getStmt());
      if (!E || Before->getLocationContext() != N->getLocationContext())
        continue;
      SVal Was = Before->getState()->getSVal(E, N->getLocationContext());
      SVal Is = N->getState()->getSVal(E, N->getLocationContext());
      if (Was.getAsSymbol() && Is.isConstant() && IsPart(N, E) &&
          isOpen(Before->getState(), Was, /*AsNumber=*/false))
        return true;
    }
  }
  return false;
}

bool PathDecisions::isDoubtful(const Branch &B, const StackFrameContext *Frame,
                               const StackFrameContext *Start,
                               const ExplodedNode *Node) const {
  for (; Node; Node = Node->getFirstPred()) {
    auto Edge = Node->getLocation().getAs<BlockEdge>();
    if (Edge && Edge->getSrc() == B.Block && Node->getStackFrame() == Frame)
      break;
  }
  const ExplodedNode *Before = Node ? Node->getFirstPred() : nullptr;
  if (!Before)
    return true;
  ProgramStateRef State = Before->getState();
  const LocationContext *Context = Before->getLocationContext();
  if (B.Subject) {
    // What the caller was given itself: every caller of it chooses.
    SVal Value = State->getSVal(State->getRegion(B.Subject, Frame));
    if (SymbolRef Symbol = Value.getAsSymbol())
      if (const auto *F = dyn_cast<FunctionDecl>(Start->getDecl()))
        for (const ParmVarDecl *Param : F->parameters())
          if (State->getSVal(State->getRegion(Param, Start)).getAsSymbol() ==
              Symbol)
            return false;
  }
  SVal Value = State->getSVal(B.Condition, Context);
  if (B.Means == Meaning::Flag)
    if (SymbolRef Symbol = Value.getAsSymbol();
        Symbol && llvm::any_of(LockState::of(State).Holds, [&](const Hold &H) {
          return H.Condition == Symbol;
        }))
      return false;
  return isOpen(State, Value, isa<SwitchStmt>(B.Block->getTerminatorStmt())) ||
         wasChosenInside(Before, Frame, B.Block, B.Condition);
}

bool PathDecisions::areDoubtful(const StackFrameContext *Start,
                                const StackFrameContext *Next,
                                const ExplodedNode *Node, bool Manual) {
  const CFGBlock *Place = nullptr;
  for (const ExplodedNode *N = Node;
       N && !Place && N->getStackFrame() == Node->getStackFrame();
       N = N->getFirstPred())
    Place = N->getCFGBlock();
  bool OnTheWay = false;
  for (const StackFrameContext *Frame = Node->getStackFrame(); Frame;) {
    OnTheWay |= Frame == Next;
    if (OnTheWay && Place)
      for (const Branch &B : decidingFor(Place, Frame)) {
        if (B.Means == Meaning::Flag
                ? !Manual
                : B.Means != Meaning::Thread && Frame == Start)
          continue;
        if (isDoubtful(B, Frame, Start, Node))
          return true;
      }
    if (Frame == Start)
      break;
    // A function that leaves the lock locked is a way to lock by hand.
    if (OnTheWay && Manual) {
      const Summary *S = nullptr;
      const auto *F = dyn_cast<FunctionDecl>(Frame->getDecl());
      Manual = F && Callees.summaryOf(F, S) == Knowledge::Summarized &&
               !S->HeldAtExit.empty();
    }
    Place = Frame->getCallSiteBlock();
    Frame = Frame->getParent() ? Frame->getParent()->getStackFrame() : nullptr;
  }
  return false;
}

} // namespace unwedge::analyzer

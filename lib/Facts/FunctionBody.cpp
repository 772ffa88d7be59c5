//===--- FunctionBody.cpp - A function's statements in order --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExprPaths.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/QueueFacts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace unwedge {

const Scope *enclosingLoop(const Scope *Where) {
  while (Where && Where->Is != Scope::Loop)
    Where = Where->Parent;
  return Where;
}

bool isInside(const Scope *Where, const Scope *Outer) {
  for (; Where; Where = Where->Parent)
    if (Where == Outer)
      return true;
  return !Outer;
}

FunctionBody::FunctionBody(const FunctionDecl *F, const ModelIndex &Model)
    : F(F), Model(Model) {
  walk();
}

const Scope *FunctionBody::scope(Scope S) {
  Scopes.push_back(S);
  return &Scopes.back();
}

/// Whether control never gets past \p S.
static bool alwaysLeaves(const Stmt *S) {
  for (unsigned Depth = 0; S && Depth < 16; ++Depth) {
    if (isa<ReturnStmt, BreakStmt, ContinueStmt, GotoStmt, CoreturnStmt>(S))
      return true;
    if (const auto *E = dyn_cast<Expr>(S)) {
      E = E->IgnoreParens();
      if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
        E = Cleanups->getSubExpr();
      if (isa<CXXThrowExpr>(E))
        return true;
      if (const auto *Call = dyn_cast<CallExpr>(E))
        if (const FunctionDecl *Callee = Call->getDirectCallee())
          return Callee->isNoReturn();
      return false;
    }
    const auto *Compound = dyn_cast<CompoundStmt>(S);
    if (!Compound || Compound->body_empty())
      return false;
    S = Compound->body_back();
  }
  return false;
}

/// Whether \p S ends the innermost loop or the function.
static bool endsLoop(const Stmt *S) {
  if (const auto *Cleanups = dyn_cast_or_null<ExprWithCleanups>(S))
    S = Cleanups->getSubExpr();
  return S && isa<ReturnStmt, BreakStmt, CoreturnStmt, CXXThrowExpr>(S);
}

static std::optional<bool> literalCondition(const Expr *E) {
  if (!E)
    return std::nullopt;
  E = E->IgnoreParenImpCasts();
  if (const auto *Bool = dyn_cast<CXXBoolLiteralExpr>(E))
    return Bool->getValue();
  if (const auto *Int = dyn_cast<IntegerLiteral>(E))
    return Int->getValue().getBoolValue();
  return std::nullopt;
}

static const VarDecl *localVariable(const Expr *E) {
  const auto *Ref =
      dyn_cast_or_null<DeclRefExpr>(E ? E->IgnoreParenImpCasts() : nullptr);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() ? V->getCanonicalDecl() : nullptr;
}

/// Whether there is a goto to \p Label in \p S.
static bool jumpsTo(const Stmt *S, const LabelDecl *Label) {
  llvm::SmallVector<const Stmt *, 32> Pending{S};
  for (unsigned Steps = 0; !Pending.empty() && Steps < 4096; ++Steps) {
    const Stmt *Next = Pending.pop_back_val();
    if (!Next || isa<Expr>(Next))
      continue;
    if (const auto *Goto = dyn_cast<GotoStmt>(Next);
        Goto && Goto->getLabel() == Label)
      return true;
    Pending.append(Next->child_begin(), Next->child_end());
  }
  return false;
}

/// The last of the statements behind \p Label, itself included, that jumps
/// back to it; null if none does.
static const Stmt *lastJumpBack(const CompoundStmt *Block,
                                const LabelStmt *Label) {
  const Stmt *Last = nullptr;
  bool Behind = false;
  for (const Stmt *Child : Block->body()) {
    Behind |= Child == Label;
    if (Behind && jumpsTo(Child, Label->getDecl()))
      Last = Child;
  }
  return Last;
}

void FunctionBody::walk() {
  struct Task {
    const Stmt *S;
    const Scope *Where;
    bool After;
    bool Unused;
    bool Awaited;
    bool Leaves;
  };
  constexpr size_t MaxItems = 60000;
  llvm::SmallVector<Task, 64> Tasks;
  const Stmt *Body = F->getBody();
  if (const auto *Coroutine = dyn_cast_or_null<CoroutineBodyStmt>(Body))
    Body = Coroutine->getBody();
  if (Body)
    Tasks.push_back({Body, nullptr, false, true, false, false});
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *Init : Ctor->inits())
      if (Init->getInit())
        Tasks.push_back({Init->getInit(), nullptr, false, false, false, false});
  unsigned Order = 0;
  while (!Tasks.empty()) {
    Task T = Tasks.pop_back_val();
    if (!T.S)
      continue;
    if (Items.size() > MaxItems) {
      TooLarge = true;
      return;
    }
    if (T.After) {
      Items.push_back({T.S, T.Where, ++Order, T.Unused, T.Awaited, T.Leaves});
      continue;
    }
    llvm::SmallVector<Task, 8> Next;
    auto Visit = [&](const Stmt *S, const Scope *Where, bool Unused = false,
                     bool Awaited = false) {
      if (S)
        Next.push_back({S, Where, false, Unused, Awaited, false});
    };
    switch (T.S->getStmtClass()) {
    case Stmt::CompoundStmtClass: {
      const Scope *Where = T.Where;
      const Stmt *Previous = nullptr;
      // `again: …; goto again;` is a loop over what stands in between.
      const Stmt *JumpBack = nullptr;
      const Scope *BeforeLabel = nullptr;
      bool OfSwitch = false;
      for (const Stmt *Child : cast<CompoundStmt>(T.S)->body()) {
        OfSwitch |= isa<SwitchCase>(Child);
        if (Previous && endsLoop(Child) && !Next.empty() &&
            !(OfSwitch && isa<BreakStmt>(Child)))
          Next.back().Leaves = true;
        if (const auto *Label = dyn_cast_or_null<LabelStmt>(Child);
            Label && !JumpBack) {
          JumpBack = lastJumpBack(cast<CompoundStmt>(T.S), Label);
          if (JumpBack) {
            BeforeLabel = Where;
            Where = scope({Where, Scope::Loop, Label, nullptr, true});
          }
        }
        Visit(Child, Where, /*Unused=*/true);
        Previous = Child;
        if (JumpBack && Child == JumpBack) {
          JumpBack = nullptr;
          Where = BeforeLabel;
        }
        if (const auto *If = dyn_cast_or_null<IfStmt>(Child)) {
          if (!If->getCond())
            continue;
          if (alwaysLeaves(If->getThen()) && !alwaysLeaves(If->getElse()))
            Where = scope({Where, Scope::Test, If, If->getCond(), false});
          else if (If->getElse() && alwaysLeaves(If->getElse()))
            Where = scope({Where, Scope::Test, If, If->getCond(), true});
        }
      }
      if (T.Leaves && !Next.empty())
        Next.back().Leaves = true;
      break;
    }
    case Stmt::IfStmtClass: {
      const auto *If = cast<IfStmt>(T.S);
      std::optional<bool> Literal = literalCondition(If->getCond());
      Visit(If->getInit(), T.Where, true);
      if (If->getConditionVariable())
        Visit(If->getConditionVariableDeclStmt(), T.Where);
      Visit(If->getCond(), T.Where);
      if (Literal.value_or(true))
        Visit(If->getThen(),
              scope({T.Where, Scope::Test, If, If->getCond(), true}), true);
      if (!Literal.value_or(false))
        Visit(If->getElse(),
              scope({T.Where, Scope::Test, If, If->getCond(), false}), true);
      break;
    }
    case Stmt::WhileStmtClass: {
      const auto *While = cast<WhileStmt>(T.S);
      if (literalCondition(While->getCond()) == false)
        break;
      const Scope *Loop = scope({T.Where, Scope::Loop, While, nullptr, true});
      if (While->getConditionVariable())
        Visit(While->getConditionVariableDeclStmt(), Loop);
      Visit(While->getCond(), Loop);
      const Scope *Inside =
          scope({Loop, Scope::Test, While, While->getCond(), true});
      Visit(While->getBody(), Inside, true);
      Next.push_back({T.S, Inside, true, false, false, false});
      break;
    }
    case Stmt::DoStmtClass: {
      const auto *Do = cast<DoStmt>(T.S);
      // do { … } while (0) is how macros are written.
      if (literalCondition(Do->getCond()) == false) {
        Visit(Do->getBody(), T.Where, true);
        if (T.Leaves)
          Next.back().Leaves = true;
        break;
      }
      const Scope *Loop = scope({T.Where, Scope::Loop, Do, nullptr, true});
      const Scope *Inside = scope({Loop, Scope::Test, Do, Do->getCond(), true});
      Visit(Do->getBody(), Inside, true);
      Visit(Do->getCond(), Loop);
      Next.push_back({T.S, Inside, true, false, false, false});
      break;
    }
    case Stmt::ForStmtClass: {
      const auto *For = cast<ForStmt>(T.S);
      Visit(For->getInit(), T.Where, true);
      const Scope *Loop = scope({T.Where, Scope::Loop, For, nullptr, true});
      if (For->getConditionVariable())
        Visit(For->getConditionVariableDeclStmt(), Loop);
      Visit(For->getCond(), Loop);
      const Scope *Inside =
          For->getCond() ? scope({Loop, Scope::Test, For, For->getCond(), true})
                         : Loop;
      Visit(For->getBody(), Inside, true);
      Visit(For->getInc(), Inside, true);
      Next.push_back({T.S, Inside, true, false, false, false});
      break;
    }
    case Stmt::CXXForRangeStmtClass: {
      const auto *For = cast<CXXForRangeStmt>(T.S);
      Visit(For->getInit(), T.Where, true);
      Visit(For->getRangeInit(), T.Where);
      const Scope *Loop = scope({T.Where, Scope::Loop, For, nullptr, true});
      Visit(For->getBody(), Loop, true);
      if (const VarDecl *V = For->getLoopVariable())
        Changed.insert(V->getCanonicalDecl());
      Next.push_back({T.S, Loop, true, false, false, false});
      break;
    }
    case Stmt::SwitchStmtClass: {
      const auto *Switch = cast<SwitchStmt>(T.S);
      Visit(Switch->getInit(), T.Where, true);
      if (Switch->getConditionVariable())
        Visit(Switch->getConditionVariableDeclStmt(), T.Where);
      Visit(Switch->getCond(), T.Where);
      Visit(Switch->getBody(), T.Where, true);
      break;
    }
    case Stmt::CaseStmtClass:
    case Stmt::DefaultStmtClass:
    case Stmt::LabelStmtClass:
    case Stmt::AttributedStmtClass: {
      const Stmt *Labeled = nullptr;
      if (const auto *Case = dyn_cast<SwitchCase>(T.S))
        Labeled = Case->getSubStmt();
      else if (const auto *Label = dyn_cast<LabelStmt>(T.S))
        Labeled = Label->getSubStmt();
      else
        Labeled = cast<AttributedStmt>(T.S)->getSubStmt();
      Visit(Labeled, T.Where, true);
      if (!Next.empty())
        Next.back().Leaves = T.Leaves;
      break;
    }
    case Stmt::CXXTryStmtClass: {
      const auto *Try = cast<CXXTryStmt>(T.S);
      Visit(Try->getTryBlock(), T.Where, true);
      for (unsigned I = 0; I < Try->getNumHandlers(); ++I)
        Visit(Try->getHandler(I)->getHandlerBlock(), T.Where, true);
      break;
    }
    case Stmt::DeclStmtClass:
      for (const Decl *D : cast<DeclStmt>(T.S)->decls())
        if (const auto *V = dyn_cast<VarDecl>(D)) {
          if (!V->getInit())
            continue;
          Values[V->getCanonicalDecl()] = V->getInit();
          Visit(V->getInit(), T.Where);
        }
      Next.push_back({T.S, T.Where, true, false, false, false});
      break;
    case Stmt::LambdaExprClass: {
      const auto *Lambda = cast<LambdaExpr>(T.S);
      for (const Expr *Init : Lambda->capture_inits())
        Visit(Init, T.Where);
      for (const LambdaCapture &Capture : Lambda->captures())
        if (Capture.capturesVariable())
          if (const auto *V = dyn_cast<VarDecl>(Capture.getCapturedVar()))
            Shared.insert(V->getCanonicalDecl());
      break;
    }
    case Stmt::BinaryOperatorClass:
    case Stmt::CompoundAssignOperatorClass: {
      const auto *Binary = cast<BinaryOperator>(T.S);
      if (Binary->isLogicalOp()) {
        Visit(Binary->getLHS(), T.Where);
        Visit(Binary->getRHS(),
              scope({T.Where, Scope::Test, Binary, Binary->getLHS(),
                     Binary->getOpcode() == BO_LAnd}));
        break;
      }
      Visit(Binary->getLHS(), T.Where, Binary->getOpcode() == BO_Comma);
      Visit(Binary->getRHS(), T.Where,
            Binary->getOpcode() == BO_Comma && T.Unused);
      if (Binary->isAssignmentOp()) {
        if (const VarDecl *V = localVariable(Binary->getLHS()))
          Changed.insert(V);
        Next.push_back({T.S, T.Where, true, T.Unused, false, T.Leaves});
      }
      break;
    }
    case Stmt::ConditionalOperatorClass: {
      const auto *Choice = cast<ConditionalOperator>(T.S);
      Visit(Choice->getCond(), T.Where);
      Visit(Choice->getTrueExpr(),
            scope({T.Where, Scope::Test, Choice, Choice->getCond(), true}));
      Visit(Choice->getFalseExpr(),
            scope({T.Where, Scope::Test, Choice, Choice->getCond(), false}));
      break;
    }
    case Stmt::UnaryOperatorClass: {
      const auto *Unary = cast<UnaryOperator>(T.S);
      Visit(Unary->getSubExpr(), T.Where);
      if (Unary->getOpcode() == UO_AddrOf)
        if (const VarDecl *V = localVariable(Unary->getSubExpr()))
          Shared.insert(V);
      if (Unary->isIncrementDecrementOp()) {
        if (const VarDecl *V = localVariable(Unary->getSubExpr()))
          Changed.insert(V);
        Next.push_back({T.S, T.Where, true, T.Unused, false, T.Leaves});
      }
      break;
    }
    case Stmt::ArraySubscriptExprClass:
      for (const Stmt *Child : T.S->children())
        Visit(Child, T.Where);
      Next.push_back({T.S, T.Where, true, false, false, false});
      break;
    case Stmt::CXXDefaultArgExprClass:
      Visit(cast<CXXDefaultArgExpr>(T.S)->getExpr(), T.Where);
      break;
    case Stmt::CoawaitExprClass:
      Visit(cast<CoawaitExpr>(T.S)->getOperand(), T.Where, false,
            /*Awaited=*/true);
      break;
    case Stmt::CoyieldExprClass:
      Visit(cast<CoyieldExpr>(T.S)->getOperand(), T.Where);
      break;
    case Stmt::CallExprClass:
    case Stmt::CXXMemberCallExprClass:
    case Stmt::CXXOperatorCallExprClass: {
      const auto *Call = cast<CallExpr>(T.S);
      const bool IsOperator = isa<CXXOperatorCallExpr>(Call);
      if (IsOperator && Call->getNumArgs() > 0 &&
          cast<CXXOperatorCallExpr>(Call)->isAssignmentOp())
        if (const VarDecl *V = localVariable(Call->getArg(0)))
          Changed.insert(V);
      for (const Expr *Arg : Call->arguments())
        if (!IsOperator)
          if (const VarDecl *V = localVariable(Arg))
            if (!V->getType()->isReferenceType())
              Shared.insert(V);
      for (const Stmt *Child : T.S->children())
        Visit(Child, T.Where);
      Next.push_back({T.S, T.Where, true, T.Unused, T.Awaited, T.Leaves});
      break;
    }
    case Stmt::CXXConstructExprClass:
    case Stmt::CXXTemporaryObjectExprClass:
      for (const Expr *Arg : cast<CXXConstructExpr>(T.S)->arguments())
        if (const VarDecl *V = localVariable(Arg))
          Shared.insert(V);
      for (const Stmt *Child : T.S->children())
        Visit(Child, T.Where);
      Next.push_back({T.S, T.Where, true, T.Unused, false, T.Leaves});
      break;
    case Stmt::ReturnStmtClass:
      for (const Stmt *Child : T.S->children())
        Visit(Child, T.Where);
      if (!Next.empty())
        Next.back().Leaves = true;
      Next.push_back({T.S, T.Where, true, false, false, false});
      break;
    case Stmt::BreakStmtClass:
    case Stmt::CoreturnStmtClass:
      for (const Stmt *Child : T.S->children())
        Visit(Child, T.Where);
      Next.push_back({T.S, T.Where, true, false, false, false});
      break;
    default:
      // Wrappers that mean nothing pass on what is known of the value.
      if (isa<ExprWithCleanups, ParenExpr, CXXBindTemporaryExpr,
              MaterializeTemporaryExpr, ConstantExpr>(T.S) ||
          isa<CastExpr>(T.S)) {
        bool ToVoid = isa<CastExpr>(T.S) &&
                      cast<CastExpr>(T.S)->getCastKind() == CK_ToVoid;
        for (const Stmt *Child : T.S->children())
          if (Child)
            Next.push_back({Child, T.Where, false, T.Unused || ToVoid,
                            T.Awaited, T.Leaves});
        break;
      }
      if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, CXXTypeidExpr>(T.S))
        break;
      for (const Stmt *Child : T.S->children())
        Visit(Child, T.Where);
      break;
    }
    for (Task &N : llvm::reverse(Next))
      Tasks.push_back(N);
  }
}

const Expr *FunctionBody::onlyValue(const VarDecl *V) const {
  V = V->getCanonicalDecl();
  if (Changed.contains(V))
    return nullptr;
  auto It = Values.find(V);
  return It == Values.end() ? nullptr : It->second;
}

bool FunctionBody::isPrivate(const VarDecl *V) const {
  V = V->getCanonicalDecl();
  if (!V->hasLocalStorage() || isa<ParmVarDecl>(V) ||
      V->getType()->isReferenceType() || V->getType()->isAnyPointerType() ||
      isPointerLike(V->getType()->getAsCXXRecordDecl()))
    return false;
  const auto *Owner = dyn_cast<FunctionDecl>(V->getDeclContext());
  return Owner && Owner->getCanonicalDecl() == F->getCanonicalDecl() &&
         !Shared.contains(V);
}

AccessPath FunctionBody::resolved(AccessPath Path, unsigned Depth) const {
  if (Path.root() != AccessPath::Var || Depth > 8)
    return Path;
  const VarDecl *V = Path.var();
  if (V->hasGlobalStorage() || isa<ParmVarDecl>(V))
    return Path;
  QualType Type = V->getType();
  bool Refers = Type->isReferenceType() || Type->isAnyPointerType() ||
                isPointerLike(Type->getAsCXXRecordDecl());
  const Expr *Value = Refers ? onlyValue(V) : nullptr;
  if (!Value)
    return Path;
  AccessPath Target =
      resolved(ExprPaths(F, Model).followReturns().of(Value), Depth + 1);
  if (!Target.isNamed() || Target.root() == AccessPath::Temp ||
      Target.hasUnknownIndex())
    return Path;
  return Path.rebase(Target, 0);
}

AccessPath FunctionBody::path(const Expr *E) const {
  return resolved(ExprPaths(F, Model).followReturns().of(E), 0);
}

} // namespace unwedge

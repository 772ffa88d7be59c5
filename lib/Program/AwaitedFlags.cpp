//===--- AwaitedFlags.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Program/AwaitedFlags.h"
#include "unwedge/Facts/Callables.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace unwedge {

bool AwaitedValue::isMetBy(const StateValue &Value) const {
  if (Value.Kind == StateValue::NotNull)
    return Not && Constant == 0;
  return Value.Kind == StateValue::Constant &&
         (Value.Constant_ == Constant) != Not;
}

/// What the single statement of \p F returns; null if there is more to it.
static const Expr *returnedBy(const FunctionDecl *F) {
  const auto *Body = F ? dyn_cast_or_null<CompoundStmt>(F->getBody()) : nullptr;
  if (!Body || Body->size() != 1)
    return nullptr;
  const auto *Return = dyn_cast<ReturnStmt>(Body->body_front());
  return Return ? Return->getRetValue() : nullptr;
}

AwaitedFlags::AwaitedFlags(const CallGraph &Graph, const ModelIndex &Model)
    : Model(Model), Index(Model) {
  if (Index.empty())
    return;
  for (const auto &[Key, Node] : Graph.nodes()) {
    if (!Node.Definition || !Node.Definition->getBody() ||
        Node.Definition->isDependentContext())
      continue;
    // With the innermost loop around it.
    llvm::SmallVector<std::pair<const Stmt *, const Stmt *>, 32> Work{
        {Node.Definition->getBody(), nullptr}};
    while (!Work.empty()) {
      auto [S, Loop] = Work.pop_back_val();
      // What a lambda does is a node of its own.
      if (isa<LambdaExpr>(S))
        continue;
      if (const auto *Call = dyn_cast<CallExpr>(S))
        addWait(Call, Loop, Key);
      if (isa<WhileStmt, DoStmt, ForStmt>(S))
        Loop = S;
      for (const Stmt *Child : S->children())
        if (Child)
          Work.push_back({Child, Loop});
    }
  }
}

void AwaitedFlags::addWait(const CallExpr *Call, const Stmt *Loop,
                           const FunctionDecl *F) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee || Call->isTypeDependent())
    return;
  const QueueRole *Role = Index.role(Callee, receiverClass(Call));
  if (!Role || Role->Operation != QueueOperation::Wait)
    return;
  AwaitedValue Found;
  Found.Wait = Call->getExprLoc();
  Found.Waiter = F->getCanonicalDecl();
  // `condition.wait(lock, predicate)`: until the predicate holds.
  for (const Expr *Argument : Call->arguments()) {
    if (!isCallableType(Argument->getType()))
      continue;
    CallableExpr Predicate = analyzeCallable(Argument, Model);
    if (!Predicate.Source && !Predicate.Unknown &&
        Predicate.Functions.size() == 1)
      if (const Expr *Condition = returnedBy(Predicate.Functions.front()))
        addCondition(Condition, /*Wanted=*/true, Found);
    return;
  }
  const Expr *Condition = nullptr;
  if (const auto *While = dyn_cast_or_null<WhileStmt>(Loop))
    Condition = While->getCond();
  else if (const auto *Do = dyn_cast_or_null<DoStmt>(Loop))
    Condition = Do->getCond();
  else if (const auto *For = dyn_cast_or_null<ForStmt>(Loop))
    Condition = For->getCond();
  if (Condition)
    addCondition(Condition, /*Wanted=*/false, Found);
}

void AwaitedFlags::addCondition(const Expr *Condition, bool Wanted,
                                const AwaitedValue &Found) {
  llvm::SmallVector<std::pair<const Expr *, bool>, 4> Work{{Condition, Wanted}};
  for (unsigned Round = 0; !Work.empty() && Round < 32; ++Round) {
    auto [E, True] = Work.pop_back_val();
    E = E->IgnoreImplicit()->IgnoreParenImpCasts();
    if (const auto *Full = dyn_cast<FullExpr>(E)) {
      Work.push_back({Full->getSubExpr(), True});
      continue;
    }
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary && Unary->getOpcode() == UO_LNot) {
      Work.push_back({Unary->getSubExpr(), !True});
      continue;
    }
    AwaitedValue Value = Found;
    // Any value but 0, or just 0.
    Value.Not = True;
    const Expr *Variable = E;
    if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
      if (Binary->isLogicalOp()) {
        Work.push_back({Binary->getLHS(), True});
        Work.push_back({Binary->getRHS(), True});
        continue;
      }
      if (!Binary->isEqualityOp())
        continue;
      Expr::EvalResult Result;
      const Expr *Other = Binary->getRHS();
      Variable = Binary->getLHS()->IgnoreParenImpCasts();
      if (Other->isValueDependent())
        continue;
      if (Other->isNullPointerConstant(
              const_cast<ASTContext &>(Model.context()),
              Expr::NPC_ValueDependentIsNotNull))
        Value.Constant = 0;
      else if (Other->getType()->isIntegralOrEnumerationType() &&
               Other->EvaluateAsInt(Result, Model.context()) &&
               Result.Val.getInt().getSignificantBits() <= 64)
        Value.Constant = Result.Val.getInt().getExtValue();
      else
        continue;
      Value.Not = (Binary->getOpcode() == BO_NE) == True;
    }
    // `flag.load()`, and the conversion of an atomic variable.
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Variable);
        Call && Call->getMethodDecl() && Call->getMethodDecl()->isConst() &&
        Call->getMethodDecl()->getParent()->isInStdNamespace())
      Variable = Call->getImplicitObjectArgument()->IgnoreParenImpCasts();
    const Decl *D = nullptr;
    if (const auto *Member = dyn_cast<MemberExpr>(Variable))
      D = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Variable))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
          V && V->hasGlobalStorage())
        D = V;
    if (!D)
      if (const auto *Member = dyn_cast<MemberExpr>(Variable))
        D = dyn_cast<VarDecl>(Member->getMemberDecl());
    if (D)
      Values[D->getCanonicalDecl()].push_back(Value);
  }
}

const AwaitedValue *AwaitedFlags::find(const Decl *Variable,
                                       const StateValue &Value,
                                       const FunctionDecl *F) const {
  auto It = Values.find(Variable->getCanonicalDecl());
  if (It == Values.end())
    return nullptr;
  for (const AwaitedValue &Awaited : It->second)
    if (Awaited.Waiter != F->getCanonicalDecl() && Awaited.isMetBy(Value))
      return &Awaited;
  return nullptr;
}

} // namespace unwedge

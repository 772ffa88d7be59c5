//===--- BranchMeaning.cpp ------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/BranchMeaning.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace clang;

namespace unwedge {

bool asksForThread(const Stmt *S, const ModelIndex &Model, unsigned Depth) {
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
          !Model.context().getSourceManager().isInSystemHeader(
              Definition->getLocation()))
        if (const auto *Body = dyn_cast<CompoundStmt>(Definition->getBody());
            Body && Body->size() <= 2 && asksForThread(Body, Model, Depth + 8))
          return true;
    }
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return asksForThread(Child, Model, Depth + 1);
  });
}

bool isFlag(const Expr *E) {
  if (!E->getType()->isBooleanType())
    return false;
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return isa<FieldDecl>(Member->getMemberDecl());
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return isa<VarDecl>(Ref->getDecl());
  return false;
}

bool comparesWithSpecialValue(
    const Expr *E, llvm::function_ref<bool(const Expr *)> IsParameter) {
  const auto *Call = dyn_cast<CXXOperatorCallExpr>(E);
  if (!Call || Call->getNumArgs() != 2 ||
      (Call->getOperator() != OO_EqualEqual &&
       Call->getOperator() != OO_ExclaimEqual))
    return false;
  // One special value: a constant, or what a function without arguments gives.
  // Members and loop variables are searched, not special.
  auto IsSpecial = [](const Expr *Arg) {
    while (true) {
      Arg = Arg->IgnoreParenImpCasts();
      if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(Arg))
        Arg = Bind->getSubExpr();
      else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Arg);
               Construct && Construct->getNumArgs() >= 1)
        Arg = Construct->getArg(0);
      else
        break;
    }
    if (isa<StringLiteral>(Arg))
      return true;
    if (const auto *Inner = dyn_cast<CallExpr>(Arg))
      return Inner->getNumArgs() == 0 && !isa<CXXMemberCallExpr>(Inner);
    const auto *Ref = dyn_cast<DeclRefExpr>(Arg);
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    return V && V->hasGlobalStorage();
  };
  const Expr *Left = Call->getArg(0);
  const Expr *Right = Call->getArg(1);
  return (IsParameter(Left) && IsSpecial(Right)) ||
         (IsParameter(Right) && IsSpecial(Left));
}

llvm::SmallPtrSet<const SwitchStmt *, 2>
switchesOverLoopData(const Stmt *Body) {
  llvm::SmallPtrSet<const SwitchStmt *, 2> Result;
  llvm::SmallPtrSet<const VarDecl *, 8> SetByLoop;
  llvm::SmallVector<const SwitchStmt *, 4> InLoop;
  struct Entry {
    const Stmt *S;
    bool InLoop;
  };
  llvm::SmallVector<Entry, 32> Worklist{{Body, false}};
  while (!Worklist.empty()) {
    auto [S, IsInLoop] = Worklist.pop_back_val();
    if (!S || isa<LambdaExpr>(S))
      continue;
    IsInLoop |= isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
    if (IsInLoop) {
      if (const auto *Declares = dyn_cast<DeclStmt>(S))
        for (const Decl *D : Declares->decls())
          if (const auto *V = dyn_cast<VarDecl>(D))
            SetByLoop.insert(V);
      if (const auto *Inner = dyn_cast<SwitchStmt>(S))
        InLoop.push_back(Inner);
    }
    for (const Stmt *Child : S->children())
      Worklist.push_back({Child, IsInLoop});
  }
  for (const SwitchStmt *Inner : InLoop) {
    llvm::SmallVector<const Stmt *, 8> Parts{Inner->getCond()};
    while (!Parts.empty()) {
      const Stmt *Part = Parts.pop_back_val();
      if (!Part)
        continue;
      if (const auto *Ref = dyn_cast<DeclRefExpr>(Part))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
            V && SetByLoop.contains(V))
          Result.insert(Inner);
      Parts.append(Part->child_begin(), Part->child_end());
    }
  }
  return Result;
}

} // namespace unwedge

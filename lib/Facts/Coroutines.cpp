//===--- Coroutines.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/Coroutines.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/SmallVector.h"

using namespace clang;

namespace unwedge {

bool startsSuspended(const FunctionDecl *Callee) {
  const FunctionDecl *Definition = nullptr;
  if (!Callee->getASTContext().getLangOpts().Coroutines ||
      !Callee->hasBody(Definition))
    return false;
  const auto *Body = dyn_cast_or_null<CoroutineBodyStmt>(Definition->getBody());
  const auto *Start =
      Body ? dyn_cast_or_null<Expr>(Body->getInitSuspendStmt()) : nullptr;
  const auto *Suspension =
      Start ? dyn_cast<CoroutineSuspendExpr>(Start->IgnoreImplicit()) : nullptr;
  const CXXRecordDecl *Awaiter =
      Suspension ? Suspension->getOperand()->getType()->getAsCXXRecordDecl()
                 : nullptr;
  return Awaiter && Awaiter->isInStdNamespace() && Awaiter->getIdentifier() &&
         Awaiter->getName() == "suspend_always";
}

llvm::DenseSet<const Expr *> awaitedIn(const Stmt *Body) {
  llvm::DenseSet<const Expr *> Result;
  llvm::SmallVector<const Stmt *, 32> Pending{Body};
  while (!Pending.empty()) {
    const Stmt *S = Pending.pop_back_val();
    if (!S || isa<LambdaExpr>(S))
      continue;
    if (const auto *Await = dyn_cast<CoawaitExpr>(S))
      Result.insert(Await->getOperand()->IgnoreImplicit());
    Pending.append(S->child_begin(), S->child_end());
  }
  return Result;
}

} // namespace unwedge

//===--- Coroutines.h - When what a call names is run ---------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_COROUTINES_H
#define UNWEDGE_FACTS_COROUTINES_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseSet.h"

namespace unwedge {

/// *Must*: \p Callee is a coroutine of which nothing has run when a call of it
/// returns, since its promise's `initial_suspend` gives `std::suspend_always`.
/// Of one that has another awaiter, or whose body is not in sight, nothing is
/// claimed.
bool startsSuspended(const clang::FunctionDecl *Callee);

/// The operands of `co_await` in \p Body, lambdas in it left out: what a call
/// among them names runs there.
llvm::DenseSet<const clang::Expr *> awaitedIn(const clang::Stmt *Body);

} // namespace unwedge

#endif // UNWEDGE_FACTS_COROUTINES_H

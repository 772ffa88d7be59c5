//===--- BranchMeaning.h - Which tests may decide about locking -----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a branch looks at may be the very thing that keeps a lock from being
// taken twice. These say which branches are such, for all hosts alike; see
// EventContext for what follows from it.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_BRANCHMEANING_H
#define UNWEDGE_FACTS_BRANCHMEANING_H

#include "unwedge/Model/ModelIndex.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace unwedge {

/// Whether \p S, or a short function that it calls, asks which thread is
/// running, or looks at a variable that each thread has for itself.
bool asksForThread(const clang::Stmt *S, const ModelIndex &Model,
                   unsigned Depth = 0);

/// Whether \p E is a flag: a variable or member of type bool.
bool isFlag(const clang::Expr *E);

/// Whether \p E compares a parameter of class type with some special value, as
/// in `if (name == ownName()) return;`. Whether the caller's argument is that
/// very value cannot be told from the call.
bool comparesWithSpecialValue(
    const clang::Expr *E,
    llvm::function_ref<bool(const clang::Expr *)> IsParameter);

/// The switches of \p Body that are inside a loop and look at a value that the
/// loop sets. Over all the rounds of the loop any case may be taken, so what a
/// case does is not selected by the data of the call.
llvm::SmallPtrSet<const clang::SwitchStmt *, 2>
switchesOverLoopData(const clang::Stmt *Body);

} // namespace unwedge

#endif // UNWEDGE_FACTS_BRANCHMEANING_H

//===--- AwaitedFlags.h - Variables that threads wait for -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_PROGRAM_AWAITEDFLAGS_H
#define UNWEDGE_PROGRAM_AWAITEDFLAGS_H

#include "unwedge/Facts/CleanupFacts.h"
#include "unwedge/Model/QueueIndex.h"
#include "unwedge/Program/CallGraph.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace unwedge {

/// A wait that goes on until a variable has, or no longer has, a value.
struct AwaitedValue {
  int64_t Constant = 0;
  /// Until it is anything but that.
  bool Not = false;
  /// The wait, and the function that waits.
  clang::SourceLocation Wait;
  const clang::FunctionDecl *Waiter = nullptr;

  bool isMetBy(const StateValue &Value) const;
};

/// The fields and global variables that waits without a time-out go by, in one
/// unit: `while (!Done) Condition.wait(Lock)`, or the predicate of a wait.
///
/// Claims that some thread that waits there goes on only if the variable is
/// changed. It does not claim that anybody does wait, nor that this variable
/// alone decides.
class AwaitedFlags {
public:
  AwaitedFlags(const CallGraph &Graph, const ModelIndex &Model);

  /// The wait in another function than \p F that \p Value of \p Variable ends;
  /// null if there is none.
  const AwaitedValue *find(const clang::Decl *Variable, const StateValue &Value,
                           const clang::FunctionDecl *F) const;

private:
  void addWait(const clang::CallExpr *Call, const clang::Stmt *Loop,
               const clang::FunctionDecl *F);
  void addCondition(const clang::Expr *Condition, bool Wanted,
                    const AwaitedValue &Found);

  const ModelIndex &Model;
  QueueIndex Index;
  llvm::DenseMap<const clang::Decl *, llvm::SmallVector<AwaitedValue, 1>>
      Values;
};

} // namespace unwedge

#endif // UNWEDGE_PROGRAM_AWAITEDFLAGS_H

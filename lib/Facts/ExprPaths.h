//===--- ExprPaths.h - The object that an expression names ----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_FACTS_EXPRPATHS_H
#define UNWEDGE_LIB_FACTS_EXPRPATHS_H

#include "unwedge/Facts/AccessPath.h"
#include "unwedge/Model/ModelIndex.h"
#include "llvm/ADT/DenseMap.h"

namespace unwedge {

/// Turns expressions of one function into access paths.
class ExprPaths {
public:
  /// With \p Outside, the paths keep their meaning outside of \p F; see
  /// staticPath().
  ExprPaths(const clang::FunctionDecl *F, const ModelIndex &Model,
            bool Outside = false)
      : F(F), Model(Model), Outside(Outside) {}

  /// Sees through functions that do more than return an object, such as one
  /// that makes it at the first call, if what they return is always the same.
  ExprPaths &followReturns() {
    FollowReturns = true;
    return *this;
  }

  /// The object that \p E designates, points to or refers to. Not resolved
  /// through aliases.
  AccessPath of(const clang::Expr *E, unsigned Depth = 0) const;

  /// What the call or construction \p S was found to evaluate to.
  void setResult(const clang::Stmt *S, AccessPath Path) {
    Results[S] = std::move(Path);
  }

  /// The path for \p Callee's \p Path at a call with this receiver and these
  /// arguments; opaque for the callee's own objects. \p ReturnObject stands
  /// for what the call returns.
  AccessPath translate(const AccessPath &Path,
                       const clang::FunctionDecl *Callee,
                       const AccessPath &Receiver,
                       llvm::ArrayRef<AccessPath> Arguments,
                       const AccessPath &ReturnObject) const;

  /// The object that every call of \p Callee returns, in terms of \p Callee,
  /// if its body is nothing but a return (and static locals).
  AccessPath trivialReturn(const clang::FunctionDecl *Callee,
                           unsigned Depth) const;

  AccessPath thisPath() const;
  AccessPath variable(const clang::ValueDecl *D, unsigned Depth = 0) const;

private:
  AccessPath ofCall(const clang::CallExpr *Call, unsigned Depth) const;
  AccessPath commonReturn(const clang::FunctionDecl *Callee,
                          unsigned Depth) const;
  PathElement indexElement(const clang::Expr *Index) const;

  const clang::FunctionDecl *F;
  const ModelIndex &Model;
  bool Outside;
  bool FollowReturns = false;
  llvm::DenseMap<const clang::Stmt *, AccessPath> Results;
};

} // namespace unwedge

#endif // UNWEDGE_LIB_FACTS_EXPRPATHS_H

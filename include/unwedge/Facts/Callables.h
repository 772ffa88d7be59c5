//===--- Callables.h - Expressions that stand for functions ---------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_CALLABLES_H
#define UNWEDGE_FACTS_CALLABLES_H

#include "unwedge/Model/ModelIndex.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"

namespace unwedge {

/// Whether objects of \p Type can be called: a function or member pointer, a
/// closure, or a class with a call operator (std::function and its relatives).
bool isCallableType(clang::QualType Type);

/// What an expression of callable type stands for, as far as its own text
/// says.
struct CallableExpr {
  /// Functions named by the expression: a lambda's call operators, a function,
  /// a member function.
  llvm::SmallVector<const clang::FunctionDecl *, 2> Functions;
  /// The object that the member function is bound to (std::bind and relatives);
  /// may be null.
  const clang::Expr *Receiver = nullptr;
  /// What else is bound, in order; with Binds only.
  llvm::SmallVector<const clang::Expr *, 2> Bound;
  /// Because of \c Bound, the arguments of the functions are not those of the
  /// call.
  bool BindsArguments = false;
  /// The field, variable or parameter (or the container in it) that the value
  /// comes from; may be null.
  const clang::ValueDecl *Source = nullptr;
  /// Nothing of the above could be found for some part of the expression.
  bool Unknown = false;
};

CallableExpr analyzeCallable(const clang::Expr *E, const ModelIndex &Model);

/// The field, variable or parameter that \p E reads its value from, through
/// elements of containers, dereferences, copies and moves; null if there is no
/// single one.
const clang::ValueDecl *sourceDecl(const clang::Expr *E,
                                   const ModelIndex &Model);

/// Which argument of the call stands where \p E is bound, from 1; 0 if \p E is
/// bound itself. In all libraries a placeholder is an empty class of its
/// number: std::_Placeholder<1>, std::__ph<1>, boost::arg<1>.
unsigned placeholderNumber(const clang::Expr *E);

/// \p E without casts, parentheses, temporaries, and conversions of a callable
/// into another class of callables.
const clang::Expr *stripCallableWrappers(const clang::Expr *E,
                                         const ModelIndex &Model);

/// The bodies that calling a lambda may run: one, or the instantiations of a
/// generic lambda.
void lambdaCallOperators(
    const clang::CXXRecordDecl *Closure,
    llvm::SmallVectorImpl<const clang::FunctionDecl *> &Result);

/// The function in whose text \p D stands: for a lambda's call operator the
/// innermost enclosing function that is not one; \p D itself otherwise.
const clang::FunctionDecl *enclosingNonLambda(const clang::FunctionDecl *D);

/// Whether \p Call may run an overrider of \p Callee: that is virtual, neither
/// it nor its class is final, and the call does not name the class.
bool isVirtualCall(const clang::CallExpr *Call,
                   const clang::FunctionDecl *Callee);

/// Whether \p D stands in a header of the system.
bool inSystemHeader(const clang::Decl *D);

/// Where a diagnostic points for the call or construction \p E: the name of
/// what is called, not the start of a long object expression.
clang::SourceLocation callLocation(const clang::Expr *E);

/// The class whose `this` \p F has or, if it is a lambda, may have captured;
/// null without any.
const clang::CXXRecordDecl *classOfThis(const clang::FunctionDecl *F);

/// The class of the object that a variable of \p Type is, or refers to as a
/// pointer or handle; null if it is of no class.
const clang::CXXRecordDecl *classOfObject(clang::QualType Type);

/// Whether \p Class refers to another object as a pointer does: it has an
/// `operator->`.
bool isPointerLike(const clang::CXXRecordDecl *Class);

} // namespace unwedge

#endif // UNWEDGE_FACTS_CALLABLES_H

//===--- CalleeInfo.h - What one function's analysis asks of the program --===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_CALLEEINFO_H
#define UNWEDGE_FACTS_CALLEEINFO_H

#include "unwedge/Facts/Summary.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/SmallVector.h"

namespace unwedge {

/// A function that a callable object may call when it is called.
struct CallableTarget {
  const clang::FunctionDecl *Function = nullptr;
  /// The object that a member function was bound to, in the terms of the
  /// function that bound it; opaque if none was.
  AccessPath Receiver;
  /// Where it was put into the callable.
  clang::SourceLocation StoredAt;
  /// Its arguments are not those of the call: some are bound, or in another
  /// order.
  bool BindsArguments = false;
};

/// How much is known of a function's effects.
enum class Knowledge : uint8_t {
  /// Its body is not in sight, or was given up on.
  Unknown,
  /// Its body is in sight and cannot reach any operation.
  NoEffect,
  /// See the summary.
  Summarized,
};

/// What the analysis of one function asks of the rest of the program. The
/// implementation may answer differently from one round of a fixpoint to the
/// next; answers only ever grow.
class CalleeInfo {
public:
  virtual ~CalleeInfo() = default;

  /// Sets \p Result, which lives as long as this object, iff the answer is
  /// Summarized.
  virtual Knowledge summaryOf(const clang::FunctionDecl *F,
                              const Summary *&Result) = 0;

  /// Appends the functions in sight that a virtual call of \p M may reach,
  /// \p M itself included if it has a body.
  virtual void
  overriders(const clang::CXXMethodDecl *M,
             llvm::SmallVectorImpl<const clang::FunctionDecl *> &Result) = 0;

  /// All functions in sight that were ever stored in \p D.
  virtual llvm::ArrayRef<CallableTarget>
  targetsStoredIn(const clang::ValueDecl *D) = 0;

  /// The kind of lock that \p Spec describes, for an object of \p Type that
  /// belongs to \p LockClass, which may be configured somewhere in sight.
  virtual LockKindRef kindOf(const LockSpec &Spec, clang::QualType Type,
                             const clang::Decl *LockClass) = 0;
};

} // namespace unwedge

#endif // UNWEDGE_FACTS_CALLEEINFO_H

//===--- StatedFacts.h - What code says of itself -------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_STATEDFACTS_H
#define UNWEDGE_FACTS_STATEDFACTS_H

#include "unwedge/Facts/AccessPath.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/StringRef.h"

namespace unwedge {

/// What the macros of unwedge/Annotations.h state: the text of the attribute.
/// They are believed, and nothing checks them.
namespace stated {
inline constexpr llvm::StringLiteral RecursiveLock = "unwedge::recursive_lock";
inline constexpr llvm::StringLiteral Unbounded = "unwedge::unbounded";
inline constexpr llvm::StringLiteral DoesNotThrow = "unwedge::does_not_throw";
inline constexpr llvm::StringLiteral VaryingKey = "unwedge::varying_key";
} // namespace stated

/// Whether \p D, or a function that it overrides, or the class or the named
/// type of the object that it is, refers to or points to, has the attribute.
/// \p D may be null.
bool isStated(const clang::Decl *D, llvm::StringRef Fact);

/// Whether it is stated of \p Object, which a path of \p F names: of a variable
/// or member on the way to it, or of a class that it is part of.
bool isStated(const AccessPath &Object, const clang::FunctionDecl *F,
              llvm::StringRef Fact);

} // namespace unwedge

#endif // UNWEDGE_FACTS_STATEDFACTS_H

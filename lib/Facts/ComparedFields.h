//===--- ComparedFields.h - What of a key a container looks at ------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_FACTS_COMPAREDFIELDS_H
#define UNWEDGE_LIB_FACTS_COMPAREDFIELDS_H

#include "unwedge/Model/TextIndex.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/SetVector.h"
#include <optional>

namespace unwedge {

/// Canonical declarations, in the order in which they were met.
using FieldSet = llvm::SmallSetVector<const clang::FieldDecl *, 4>;

/// The fields of \p Key that decide in \p Container whether two keys are the
/// same: those that its comparison or its hash names, directly or in what it
/// calls. No other field of a key makes it another key. Unset if that is not
/// known: a class that names neither among its template arguments, an operator
/// that the compiler writes, or code out of sight.
std::optional<FieldSet> comparedFields(const clang::CXXRecordDecl *Container,
                                       const clang::CXXRecordDecl *Key,
                                       const TextIndex &Index);

} // namespace unwedge

#endif // UNWEDGE_LIB_FACTS_COMPAREDFIELDS_H

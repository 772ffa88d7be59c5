//===--- Suppression.h - [[clang::suppress]] ------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_REPORT_SUPPRESSION_H
#define UNWEDGE_REPORT_SUPPRESSION_H

#include "unwedge/Report/Finding.h"
#include "clang/AST/ASTContext.h"

namespace unwedge {

/// Removes the findings that stand in a declaration or statement with the
/// attribute `suppress`, either without a name or with \p CheckName among its
/// names. clang-tidy itself does not look at the attribute; its comments
/// (`NOLINT`) are left to it.
void dropSuppressed(clang::ASTContext &Context, llvm::StringRef CheckName,
                    std::vector<Finding> &Findings);

} // namespace unwedge

#endif // UNWEDGE_REPORT_SUPPRESSION_H

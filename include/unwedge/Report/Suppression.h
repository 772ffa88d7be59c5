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

namespace clang {
class SuppressAttr;
}

namespace unwedge {

/// As the analyzer knows the check \p CheckName: `unwedge.UnguardedCleanup` is
/// `unwedge-unguarded-cleanup`.
std::string checkerName(llvm::StringRef CheckName);

/// The attributes `suppress` of one unit.
class SuppressionAttributes {
public:
  /// One attribute, and the declaration or statement that it is on.
  struct Covered {
    const clang::SuppressAttr *Attribute;
    clang::SourceRange Range;
  };

  explicit SuppressionAttributes(clang::ASTContext &Context)
      : Context(Context) {}

  /// Collects all but what is in system headers and, of a precompiled header or
  /// module, what does not stand around one of \p Findings. Has to be called
  /// once, before anything is asked.
  void collect(llvm::ArrayRef<Finding> Findings);
  llvm::ArrayRef<Covered> all() const { return Found; }

  /// The attribute that \p Loc stands in, either without a name, or with
  /// \p CheckName or the name of its checker among its names; null if there is
  /// none.
  const clang::SuppressAttr *suppressing(clang::SourceLocation Loc,
                                         llvm::StringRef CheckName) const;

private:
  clang::ASTContext &Context;
  std::vector<Covered> Found;
};

/// Removes the findings that such an attribute silences. clang-tidy itself does
/// not look at it; its comments (`NOLINT`) are left to it.
void dropSuppressed(clang::ASTContext &Context, llvm::StringRef CheckName,
                    std::vector<Finding> &Findings);

} // namespace unwedge

#endif // UNWEDGE_REPORT_SUPPRESSION_H

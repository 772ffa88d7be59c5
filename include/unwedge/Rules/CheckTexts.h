//===--- CheckTexts.h - What is told of the checks ------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_CHECKTEXTS_H
#define UNWEDGE_RULES_CHECKTEXTS_H

#include "llvm/ADT/StringRef.h"

namespace unwedge {

/// What docs/checks/catalogue.yaml says of a check.
struct CheckTexts {
  /// As clang-tidy knows the check, e.g. `unwedge-recursive-shared-lock`.
  llvm::StringLiteral CheckName;
  /// As the static analyzer does, e.g. `unwedge.RecursiveSharedLock`.
  llvm::StringLiteral CheckerName;
  /// A few words, for headings.
  llvm::StringLiteral Title;
  /// What kind of mistake it is.
  llvm::StringLiteral Category;
  /// What it finds, in one sentence that begins with "Finds".
  llvm::StringLiteral Summary;
  /// What to do, in one sentence.
  llvm::StringLiteral Advice;
  /// One of CodeChecker's: `HIGH` and so on.
  llvm::StringLiteral Severity;
  /// One of SARIF's: `error`, `warning` or `note`.
  llvm::StringLiteral Level;
  /// The version of unwedge that had it first.
  llvm::StringLiteral Since;
  /// Separated by commas.
  llvm::StringLiteral Tags;
  /// Where its page is in the source tree.
  llvm::StringLiteral Page;
  /// The address of its page; empty if it is nowhere to be seen.
  llvm::StringLiteral HelpAddress;
};

namespace texts {
#define UNWEDGE_CHECK(Id, ...) inline constexpr CheckTexts Id{__VA_ARGS__};
#include "unwedge/Rules/Checks.def"
} // namespace texts

} // namespace unwedge

#endif // UNWEDGE_RULES_CHECKTEXTS_H

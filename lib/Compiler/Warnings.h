//===--- Warnings.h - Findings as warnings of the compiler ----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_COMPILER_WARNINGS_H
#define UNWEDGE_LIB_COMPILER_WARNINGS_H

#include "PluginArguments.h"
#include "unwedge/Host/AnalyzedUnit.h"

namespace unwedge::compiler {

struct NamedFinding {
  Finding What;
  llvm::StringRef Check;
  /// Which one it was, of all.
  size_t Number;
};

/// What the chosen checks find, silenced or not.
std::vector<NamedFinding> findAll(AnalyzedUnit &Unit,
                                  const PluginArguments &Arguments);

/// Shows \p Findings, in the order of the text, by the engine that shows the
/// compiler's own warnings. What nobody wants to hear of is left out: what
/// `NOLINT` or `[[clang::suppress]]` covers, and what is in a system header as
/// long as clang is silent there, too.
void showFindings(std::vector<NamedFinding> Findings,
                  clang::ASTContext &Context, const PluginArguments &Arguments);

/// Shows \p Message as a warning that belongs to no place of the text.
void showWarning(clang::DiagnosticsEngine &Diags, llvm::StringRef Message);

} // namespace unwedge::compiler

#endif // UNWEDGE_LIB_COMPILER_WARNINGS_H

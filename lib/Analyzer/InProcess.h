//===--- InProcess.h - The checkers in a host of our own ------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_ANALYZER_INPROCESS_H
#define UNWEDGE_LIB_ANALYZER_INPROCESS_H

#include "unwedge/Rules/Rules.h"
#include "clang/AST/ASTConsumer.h"
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace clang {
class CompilerInstance;
} // namespace clang

namespace unwedge::analyzer {

/// The options of the checkers, for all of them alike.
struct PathSensitiveOptions {
  /// Names as clang-tidy knows the checks.
  std::vector<std::string> Checks;
  Confidence MinimumConfidence = Confidence::Likely;
  /// Separated by semicolons.
  std::string ModelFiles;
  RuleOptions Rules;
};

/// A finding, with the steps of the path to it where one was followed. It may
/// be one that the user does not want to hear of: comments and attributes are
/// left to the host.
using PathSensitiveCallback = std::function<void(const Finding &F)>;

/// Clang's static analyzer with the checkers and nothing else, for \p CI.
/// \p Found is called while the syntax tree is there, when all of it has been
/// looked at. A process may have one at a time.
std::unique_ptr<clang::ASTConsumer>
createPathSensitiveConsumer(clang::CompilerInstance &CI,
                            const PathSensitiveOptions &Options,
                            PathSensitiveCallback Found);

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_INPROCESS_H

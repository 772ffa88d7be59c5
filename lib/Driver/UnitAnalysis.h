//===--- UnitAnalysis.h - One compile command -----------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_UNITANALYSIS_H
#define UNWEDGE_LIB_DRIVER_UNITANALYSIS_H

#include "unwedge/Records/Records.h"
#include "unwedge/Rules/Rules.h"
#include "clang/Tooling/CompilationDatabase.h"

namespace unwedge::driver {

/// What the user has chosen for a run.
struct AnalysisOptions {
  /// Names as clang-tidy knows them.
  std::vector<std::string> Checks;
  Confidence MinimumConfidence = Confidence::Likely;
  /// Separated by semicolons.
  std::string ModelFiles;
  RuleOptions Rules;
  /// The static analyzer decides along paths, too.
  bool PathSensitive = false;
  /// What other units need of this one is wanted, too.
  bool Summarize = false;
};

/// Compiles \p Command up to its syntax tree, in this process, and runs the
/// checks over it. Whatever goes wrong is in the result.
///
/// \p Read is called once with every file that the result depends on, absolute:
/// before the checks run, so that it is known of units that they crash on, too.
/// \p Summary gets the bytes of the unit's summary, if one is asked for and can
/// be made.
UnitRecord
analyzeUnit(const clang::tooling::CompileCommand &Command,
            const AnalysisOptions &Options,
            llvm::function_ref<void(llvm::ArrayRef<std::string>)> Read,
            std::string &Summary);

/// The folder with the compiler's own headers that fit this LLVM; empty if it
/// is not where it was when this was built.
std::string resourceDirectory();

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_UNITANALYSIS_H

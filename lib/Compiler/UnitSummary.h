//===--- UnitSummary.h - What is embedded of a unit -----------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_COMPILER_UNITSUMMARY_H
#define UNWEDGE_LIB_COMPILER_UNITSUMMARY_H

#include "Warnings.h"
#include "unwedge/Host/AnalyzedUnit.h"
#include <string>

namespace clang {
class CompilerInstance;
}

namespace unwedge::compiler {

/// The bytes that go into the object file, header included: the same ones
/// whenever the same command compiles the same text. \p MainFile is absolute;
/// \p Folder is as FindingRecorder takes it.
std::string summaryOf(AnalyzedUnit &Unit, llvm::StringRef MainFile,
                      llvm::StringRef Folder,
                      llvm::ArrayRef<NamedFinding> Findings,
                      const RuleOptions &Options, clang::CompilerInstance &CI);

} // namespace unwedge::compiler

#endif // UNWEDGE_LIB_COMPILER_UNITSUMMARY_H

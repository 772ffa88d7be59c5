//===--- SummarizeUnit.h - From a syntax tree to a summary ----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_SUMMARIZE_SUMMARIZEUNIT_H
#define UNWEDGE_SUMMARIZE_SUMMARIZEUNIT_H

#include "unwedge/Program/TranslationUnit.h"
#include "unwedge/Records/Records.h"
#include "unwedge/Rules/Rules.h"
#include "unwedge/Summary/UnitSummary.h"

namespace unwedge {

/// What other units need of \p Unit, which has to be made with
/// AnalysisLimits::ObservesCalls. \p MainFile is absolute; \p Findings is what
/// was found in it, with \p Options, and \p WriterOf, of each,
/// Finding::WriterOf; \p Folder is as FindingRecorder takes it.
std::unique_ptr<summary::UnitSummary>
summarizeUnit(TranslationUnit &Unit, llvm::StringRef MainFile,
              llvm::ArrayRef<FindingRecord> Findings,
              llvm::ArrayRef<const clang::Decl *> WriterOf,
              const RuleOptions &Options, llvm::StringRef Folder = "");

} // namespace unwedge

#endif // UNWEDGE_SUMMARIZE_SUMMARIZEUNIT_H

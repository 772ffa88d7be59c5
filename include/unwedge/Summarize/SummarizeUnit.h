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
#include "unwedge/Summary/UnitSummary.h"

namespace unwedge {

/// What a host knows of a unit besides its syntax tree.
struct UnitOrigin {
  /// Tells it from other units of the program; see unitIdentity().
  std::string Identity;
  /// Absolute.
  std::string MainFile;
};

/// The identity of a unit that is compiled by \p Arguments in \p Directory:
/// a hash of both. The same for the compiler and for who reads its commands, if
/// the arguments are.
std::string unitIdentity(llvm::ArrayRef<llvm::StringRef> Arguments,
                         llvm::StringRef Directory);

/// What other units need of \p Unit, which has to be made with
/// AnalysisLimits::ObservesCalls. \p Findings is what was found in it.
std::unique_ptr<summary::UnitSummary>
summarizeUnit(TranslationUnit &Unit, const UnitOrigin &Origin,
              llvm::ArrayRef<FindingRecord> Findings);

} // namespace unwedge

#endif // UNWEDGE_SUMMARIZE_SUMMARIZEUNIT_H

//===--- Statistics.h - What was seen and given up ------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_REPORT_STATISTICS_H
#define UNWEDGE_REPORT_STATISTICS_H

#include "unwedge/Facts/FunctionAnalyzer.h"
#include "llvm/Support/raw_ostream.h"

namespace unwedge {

/// Prints one line per count, in words, each starting with `unwedge:`.
void printStatistics(llvm::raw_ostream &OS, llvm::StringRef MainFile,
                     const AnalysisStatistics &Statistics);

} // namespace unwedge

#endif // UNWEDGE_REPORT_STATISTICS_H

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
#include <vector>

namespace unwedge {

/// One count, in words.
struct StatisticsRow {
  llvm::StringRef What;
  unsigned Count = 0;
  /// Counts what the analysis could not see or did not look at, rather than
  /// what it saw.
  bool IsGivenUp = false;
};

/// All counts, in the order in which they are shown.
std::vector<StatisticsRow> statisticsRows(const AnalysisStatistics &Statistics);

/// Prints one line per count, in words, each starting with `unwedge:`.
void printStatistics(llvm::raw_ostream &OS, llvm::StringRef MainFile,
                     const AnalysisStatistics &Statistics);

} // namespace unwedge

#endif // UNWEDGE_REPORT_STATISTICS_H

//===--- Statistics.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Report/Statistics.h"

namespace unwedge {

std::vector<StatisticsRow>
statisticsRows(const AnalysisStatistics &Statistics) {
  return {
      {"functions in sight", Statistics.FunctionsInSight},
      {"functions analyzed", Statistics.FunctionsAnalyzed},
      {"functions given up: too large", Statistics.FunctionsTooLarge, true},
      {"functions given up: no control flow graph",
       Statistics.FunctionsWithoutCFG, true},
      {"lock acquisitions seen", Statistics.Acquisitions},
      {"lock acquisitions of objects without a name",
       Statistics.AcquisitionsOfUnnamedObjects, true},
      {"indirect calls without a known target",
       Statistics.IndirectCallsUnresolved, true},
      {"indirect calls with too many targets", Statistics.IndirectCallsTooWide,
       true},
      {"critical pairs given up", Statistics.PairsDropped, true},
      {"fixpoints cut short", Statistics.FixpointsCutShort, true},
      {"functions looked at for text", Statistics.TextFunctions},
      {"keys that may change", Statistics.KeyUses},
      {"texts given up: nested too deeply", Statistics.TextTooDeep, true},
      {"texts given up: too many at once", Statistics.TextTooMany, true},
      {"puts that wait for room seen", Statistics.BlockingPuts},
      {"takes from queues seen", Statistics.QueueTakes},
      {"queue operations given up", Statistics.QueueEventsDropped, true},
      {"findings that no path leads to", Statistics.NoRunFound},
      {"functions given up on the way: too many paths", Statistics.PathsTooMany,
       true},
      {"functions with loops not followed to the end", Statistics.PathsTooLong,
       true},
      {"findings below the minimum confidence", Statistics.BelowMinimum},
  };
}

void printStatistics(llvm::raw_ostream &OS, llvm::StringRef MainFile,
                     const AnalysisStatistics &Statistics) {
  for (const StatisticsRow &Row : statisticsRows(Statistics))
    OS << "unwedge: " << MainFile << ": " << Row.What << ": " << Row.Count
       << '\n';
}

} // namespace unwedge

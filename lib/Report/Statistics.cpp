//===--- Statistics.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Report/Statistics.h"

namespace unwedge {

void printStatistics(llvm::raw_ostream &OS, llvm::StringRef MainFile,
                     const AnalysisStatistics &Statistics) {
  const std::pair<const char *, unsigned> Rows[] = {
      {"functions in sight", Statistics.FunctionsInSight},
      {"functions analyzed", Statistics.FunctionsAnalyzed},
      {"functions given up: too large", Statistics.FunctionsTooLarge},
      {"functions given up: no control flow graph",
       Statistics.FunctionsWithoutCFG},
      {"lock acquisitions seen", Statistics.Acquisitions},
      {"lock acquisitions of objects without a name",
       Statistics.AcquisitionsOfUnnamedObjects},
      {"indirect calls without a known target",
       Statistics.IndirectCallsUnresolved},
      {"indirect calls with too many targets", Statistics.IndirectCallsTooWide},
      {"critical pairs given up", Statistics.PairsDropped},
      {"fixpoints cut short", Statistics.FixpointsCutShort},
      {"functions looked at for text", Statistics.TextFunctions},
      {"keys that may change", Statistics.KeyUses},
      {"texts given up: nested too deeply", Statistics.TextTooDeep},
      {"texts given up: too many at once", Statistics.TextTooMany},
      {"puts that wait for room seen", Statistics.BlockingPuts},
      {"takes from queues seen", Statistics.QueueTakes},
      {"queue operations given up", Statistics.QueueEventsDropped},
      {"findings that no path leads to", Statistics.NoRunFound},
      {"functions given up on the way: too many paths",
       Statistics.PathsTooMany},
      {"functions with loops not followed to the end", Statistics.PathsTooLong},
      {"findings below the minimum confidence", Statistics.PossibleOnly},
  };
  for (const auto &[Text, Count] : Rows)
    OS << "unwedge: " << MainFile << ": " << Text << ": " << Count << '\n';
}

} // namespace unwedge

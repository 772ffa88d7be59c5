//===--- Stats.h - What a run has cost, found and given up ----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_STATS_H
#define UNWEDGE_LIB_DRIVER_STATS_H

#include "Output.h"

namespace unwedge::driver {

/// Everything is computed from \p Run: nothing is analysed again.
void printStats(const RunResult &Run, llvm::raw_ostream &OS);
/// One object; what is in it says docs/driver.md.
void printStatsJSON(const RunResult &Run, llvm::raw_ostream &OS);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_STATS_H

//===--- ProgramSummaryFile.h - What editors show of the whole program ----===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_PROGRAMSUMMARYFILE_H
#define UNWEDGE_LIB_DRIVER_PROGRAMSUMMARYFILE_H

#include "unwedge/Link/ProgramResult.h"

namespace unwedge::driver {

/// Writes \p Found, what was found in \p Program with \p Options, to \p File,
/// whole or not at all. The result says what is not in it; empty if all is.
llvm::Expected<std::string>
writeProgramSummary(const link::Program &Program,
                    const link::LinkOptions &Options,
                    llvm::ArrayRef<FindingRecord> Found, llvm::StringRef File);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_PROGRAMSUMMARYFILE_H

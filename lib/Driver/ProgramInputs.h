//===--- ProgramInputs.h - The summaries that are linked ------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_PROGRAMINPUTS_H
#define UNWEDGE_LIB_DRIVER_PROGRAMINPUTS_H

#include "unwedge/Summary/UnitSummary.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace unwedge::driver {

/// The units in some files, and what could not be read.
struct ProgramInputs {
  std::vector<std::unique_ptr<summary::UnitSummary>> Units;
  /// One message for each, which names the file and the place in it.
  std::vector<std::string> Errors;
  /// Objects without a summary, members of archives among them, and the file
  /// that the first is, or is in.
  unsigned WithoutSummary = 0;
  std::string FirstWithout;
};

/// What is in each of \p Files, in their order, read by \p Threads threads, or
/// as many as there are processors if that is 0. The units share their strings.
std::vector<ProgramInputs> readSummaries(llvm::ArrayRef<std::string> Files,
                                         unsigned Threads);
/// All of it together.
ProgramInputs readProgram(llvm::ArrayRef<std::string> Files, unsigned Threads);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_PROGRAMINPUTS_H

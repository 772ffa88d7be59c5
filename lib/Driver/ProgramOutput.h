//===--- ProgramOutput.h - What another program says ----------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_PROGRAMOUTPUT_H
#define UNWEDGE_LIB_DRIVER_PROGRAMOUTPUT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace unwedge::driver {

struct ProgramOutput {
  int ExitCode = 0;
  /// Of the output stream; the error stream is dropped.
  std::string Text;
};

/// Runs \p Program, found in the search path. An error means that it could not
/// be run, and names it.
llvm::Expected<ProgramOutput> outputOf(llvm::StringRef Program,
                                       llvm::ArrayRef<std::string> Arguments);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_PROGRAMOUTPUT_H

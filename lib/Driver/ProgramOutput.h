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
  /// Of the output stream.
  std::string Text;
  /// Of the error stream.
  std::string Errors;
};

/// Runs \p Program, found in the search path, with \p Input as its input, and
/// ends it after \p Seconds, unless that is 0. An error means that it could not
/// be run, or not to its end, and names it.
llvm::Expected<ProgramOutput> outputOf(llvm::StringRef Program,
                                       llvm::ArrayRef<std::string> Arguments,
                                       llvm::StringRef Input = "",
                                       unsigned Seconds = 0);

/// What \p Program prints; empty if it does not run, fails, or takes more than
/// some seconds.
std::string textOf(llvm::StringRef Program,
                   llvm::ArrayRef<std::string> Arguments);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_PROGRAMOUTPUT_H

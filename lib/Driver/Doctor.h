//===--- Doctor.h - Is all there that is needed ---------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_DOCTOR_H
#define UNWEDGE_LIB_DRIVER_DOCTOR_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace unwedge::driver {

/// Looks at what `check` and the plugins need, and says of each whether it is
/// there and what to do if it is not. \p BuildPath names a compile database to
/// look at too; it may be empty. Returns what the program is to exit with: 0 if
/// nothing is in the way.
int runDoctor(llvm::StringRef BuildPath, llvm::raw_ostream &OS);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_DOCTOR_H

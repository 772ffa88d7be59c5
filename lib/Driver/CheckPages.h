//===--- CheckPages.h - The pages of the checks ---------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_CHECKPAGES_H
#define UNWEDGE_LIB_DRIVER_CHECKPAGES_H

#include "llvm/ADT/StringRef.h"

namespace unwedge::driver {

/// The text of docs/checks/<CheckName>.md, without its licence and other
/// comments; empty if there is no such check.
llvm::StringRef checkPage(llvm::StringRef CheckName);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_CHECKPAGES_H

//===--- CheckOptions.h - Options of the checks ---------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_CHECKOPTIONS_H
#define UNWEDGE_LIB_DRIVER_CHECKOPTIONS_H

#include "unwedge/Rules/Rules.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace unwedge::driver {

/// Reads options of checks, each `CHECK.OPTION=VALUE` with the names that
/// clang-tidy has for them. An error names the one that is wrong.
llvm::Expected<RuleOptions> readCheckOptions(llvm::ArrayRef<std::string> Given);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_CHECKOPTIONS_H

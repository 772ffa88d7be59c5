//===--- CheckOptions.h - Choice and options of the checks ----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_HOST_CHECKOPTIONS_H
#define UNWEDGE_HOST_CHECKOPTIONS_H

#include "unwedge/Rules/Rules.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace unwedge {

/// The checks that \p Names says, separated by commas and with or without
/// `unwedge-`, as clang-tidy knows them; all if it is empty.
llvm::Expected<std::vector<std::string>> selectChecks(llvm::StringRef Names);

/// Reads options of checks, each `CHECK.OPTION=VALUE` with the names that
/// clang-tidy has for them. An error names the one that is wrong, as the user
/// wrote it: behind \p Prefix.
llvm::Expected<RuleOptions>
readCheckOptions(llvm::ArrayRef<std::string> Given,
                 llvm::StringRef Prefix = "--option=");

} // namespace unwedge

#endif // UNWEDGE_HOST_CHECKOPTIONS_H

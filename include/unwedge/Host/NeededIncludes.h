//===--- NeededIncludes.h - Headers that repairs need ---------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_HOST_NEEDEDINCLUDES_H
#define UNWEDGE_HOST_NEEDEDINCLUDES_H

#include "unwedge/Report/Finding.h"
#include <optional>

namespace unwedge {

/// The edit that includes \p Header, as it is written behind `#include`, in the
/// file that \p Where is in; none if that file includes it itself, or cannot be
/// edited.
std::optional<FindingEdit> includeEdit(const clang::SourceManager &SM,
                                       clang::SourceLocation Where,
                                       llvm::StringRef Header);

} // namespace unwedge

#endif // UNWEDGE_HOST_NEEDEDINCLUDES_H

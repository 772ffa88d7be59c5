//===--- ProgramResult.h - What the link tells those who see one file -----===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LINK_PROGRAMRESULT_H
#define UNWEDGE_LINK_PROGRAMRESULT_H

#include "unwedge/Link/Link.h"
#include "unwedge/Records/ProgramSummary.h"

namespace unwedge::link {

/// The text of a file as it is now; none if it cannot be read. What it returns
/// has to live until the summary is made.
using TextOfFile =
    llvm::function_ref<std::optional<llvm::StringRef>(llvm::StringRef Name)>;

struct ProgramResult {
  ProgramSummary Summary;
  /// Findings that are left out, because a file of theirs is not the one that
  /// was compiled any more, or nobody knows.
  unsigned LeftOut = 0;
  /// The first of those files.
  std::string FileThatDiffers;
};

/// Binds \p Found, what findInProgram() has found in \p P with \p Options, to
/// the texts that it was found in. What one unit sees alone is left out: each
/// host sees that itself. Depends on nothing but its arguments.
ProgramResult makeProgramResult(const Program &P, const LinkOptions &Options,
                                llvm::ArrayRef<FindingRecord> Found,
                                TextOfFile TextOf);

} // namespace unwedge::link

#endif // UNWEDGE_LINK_PROGRAMRESULT_H

//===--- SuppressionEdits.h - Comments that are added or taken away -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_SUPPRESSIONEDITS_H
#define UNWEDGE_LIB_DRIVER_SUPPRESSIONEDITS_H

#include "unwedge/Records/Records.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <set>

namespace unwedge::driver {

/// Where findings are in one file, and of which checks.
struct LineToSilence {
  /// From 1, in bytes; of the first finding.
  int64_t Column = 0;
  std::set<std::string> Checks;
};

/// \p Text with comments that silence what is found in \p Lines, numbered from
/// 1, and give \p Reason. An error means that the text has no such place.
///
/// The comment is a line of its own above, joined to one that is there. If
/// \p IsBroken says that a formatter makes two lines of that, it is a block
/// around the line, which may take as many as it likes. Where a line cannot be
/// put in between (the line before is spliced to it, or a literal or comment
/// goes on from there) it is behind the line, or else before the place itself.
llvm::Expected<std::string>
addComments(llvm::StringRef Text, const std::map<int64_t, LineToSilence> &Lines,
            llvm::StringRef Reason,
            llvm::function_ref<bool(llvm::StringRef Line)> IsBroken);

/// One comment to be taken away, or some of its names.
struct CommentToRemove {
  /// Where its word begins, from 1.
  int64_t Line = 0;
  int64_t Column = 0;
  /// Those of its names that are for nothing; of a comment without any other
  /// nothing is left.
  std::set<std::string> Names;
};

/// \p Text without \p Comments. Those that have to be looked at by people
/// because they are a part of another comment, or of a string, are counted in
/// \p Left.
llvm::Expected<std::string>
removeComments(llvm::StringRef Text, llvm::ArrayRef<CommentToRemove> Comments,
               unsigned &Left);

/// What `diff -u` says of \p Before, which is the content of \p File, and
/// \p After. \p Name is what the file is called in it.
llvm::Expected<std::string>
unifiedDiff(llvm::StringRef File, llvm::StringRef Name, llvm::StringRef After);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_SUPPRESSIONEDITS_H

//===--- Nolint.h - Comments that suppress a finding ---------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_HOST_NOLINT_H
#define UNWEDGE_HOST_NOLINT_H

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace clang {
class SourceManager;
} // namespace clang

namespace unwedge {

/// The comments `NOLINT`, `NOLINTNEXTLINE`, `NOLINTBEGIN` and `NOLINTEND` of
/// the files of one translation unit, with the meaning that clang-tidy gives
/// them; for hosts that do not look at them themselves. Files are read when
/// they are first asked about.
///
/// A begin without an end, and an end without a begin, suppress nothing;
/// clang-tidy says so, this does not.
class NolintComments {
public:
  explicit NolintComments(const clang::SourceManager &SM) : SM(SM) {}

  /// Whether a comment suppresses the check \p Name (as clang-tidy knows it)
  /// at \p Loc, or at a macro expansion that \p Loc is in.
  bool suppress(clang::SourceLocation Loc, llvm::StringRef Name);

private:
  struct Comment {
    /// What stands between the parentheses; `*` if there are none.
    std::string Checks;
    /// The part of the file that it covers.
    unsigned Begin = 0;
    unsigned End = 0;
  };

  const std::vector<Comment> &commentsIn(clang::FileID File);

  const clang::SourceManager &SM;
  llvm::DenseMap<clang::FileID, std::vector<Comment>> Files;
};

} // namespace unwedge

#endif // UNWEDGE_HOST_NOLINT_H

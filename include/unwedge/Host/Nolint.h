//===--- Nolint.h - Comments that suppress a finding ----------------------===//
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
#include <optional>
#include <string>
#include <vector>

namespace clang {
class SourceManager;
} // namespace clang

namespace unwedge {

/// One comment `NOLINT`, `NOLINTNEXTLINE` or `NOLINTBEGIN`, the last together
/// with its `NOLINTEND`.
struct NolintComment {
  enum class Form : uint8_t {
    Line,
    NextLine,
    Block,
    /// A begin without an end, and an end without a begin, silence nothing.
    LoneBegin,
    LoneEnd,
  };
  Form Kind = Form::Line;
  /// What stands between the parentheses, without the blanks around names; none
  /// if there are no parentheses.
  std::optional<std::string> Checks;
  /// What stands behind them in the line; empty if nothing does.
  std::string Reason;
  /// Where the word stands, and where it and its parentheses end.
  unsigned Word = 0;
  unsigned AfterWord = 0;
  /// The part of the file that is covered; of a block, where the words stand.
  unsigned Begin = 0;
  unsigned End = 0;

  bool covers(unsigned Offset) const {
    return Kind != Form::LoneBegin && Kind != Form::LoneEnd &&
           Begin <= Offset && Offset <= End;
  }
  /// Whether it is about the check \p Name.
  bool names(llvm::StringRef Name) const;
};

/// All such comments of a file, in the order of their ends. As clang-tidy does,
/// this looks at the text and not at tokens: what stands in a string counts.
std::vector<NolintComment> findNolintComments(llvm::StringRef Text);

/// The comments of the files of one translation unit, with the meaning that
/// clang-tidy gives them; for hosts that do not look at them themselves. Files
/// are read when they are first asked about.
class NolintComments {
public:
  struct Place {
    clang::FileID File;
    /// Null if there is none. Lives as long as this does.
    const NolintComment *Comment = nullptr;
    explicit operator bool() const { return Comment; }
  };

  explicit NolintComments(const clang::SourceManager &SM) : SM(SM) {}

  /// The comment that suppresses the check \p Name (as clang-tidy knows it) at
  /// \p Loc, or at a macro expansion that \p Loc is in.
  Place suppressing(clang::SourceLocation Loc, llvm::StringRef Name);

  /// Where in a file a new comment has to stand for what is at \p Loc: there,
  /// or at an expansion that it is in. Never in the definition of a macro.
  clang::SourceLocation lineFor(clang::SourceLocation Loc) const;

  const std::vector<NolintComment> &in(clang::FileID File);

private:
  const clang::SourceManager &SM;
  llvm::DenseMap<clang::FileID, std::vector<NolintComment>> Files;
};

} // namespace unwedge

#endif // UNWEDGE_HOST_NOLINT_H

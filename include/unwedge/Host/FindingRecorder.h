//===--- FindingRecorder.h - From findings to records ---------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_HOST_FINDINGRECORDER_H
#define UNWEDGE_HOST_FINDINGRECORDER_H

#include "unwedge/Records/Records.h"
#include "unwedge/Report/Finding.h"
#include "clang/AST/ASTContext.h"
#include <optional>

namespace unwedge {

/// Turns findings into records while the compilation is there.
class FindingRecorder {
public:
  /// \p Folder is where text was preprocessed, if that is known; else the
  /// working directory is taken for it.
  explicit FindingRecorder(clang::ASTContext &Context,
                           llvm::StringRef Folder = "");

  FindingRecord record(const Finding &F, llvm::StringRef Check);
  /// \p Name without `.` and `..`.
  std::string absolute(llvm::StringRef Name) const;
  /// Of something that a macro makes, where it is written.
  PlaceRecord place(clang::SourceLocation Loc) const;
  /// If the unit was preprocessed before: where \p Loc, which stands in its
  /// text and not in a macro, was then, by the marks that this leaves.
  std::optional<PlaceRecord> markedPlace(clang::SourceLocation Loc) const;

private:
  void addEdit(const FindingEdit &Edit, FindingRecord &To) const;
  std::string fingerprint(const Finding &F, llvm::StringRef Check) const;
  std::vector<std::string> wordsOfStatement(clang::SourceLocation Loc) const;

  clang::ASTContext &Context;
  const clang::SourceManager &SM;
  std::string Folder;
  bool IsPreprocessed = false;
};

} // namespace unwedge

#endif // UNWEDGE_HOST_FINDINGRECORDER_H

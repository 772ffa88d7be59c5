//===--- SystemHeaders.h - Which code is the system's ---------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_PROGRAM_SYSTEMHEADERS_H
#define UNWEDGE_LIB_PROGRAM_SYSTEMHEADERS_H

#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include <vector>

namespace unwedge {

/// Whether places are in system headers, asked of each declaration in sight.
/// Clang's own answer searches the table of all files and macros, which is on
/// disk for precompiled headers; this remembers where the files asked for begin
/// and end.
class SystemHeaders {
public:
  explicit SystemHeaders(const clang::SourceManager &SM) : SM(SM) {}

  /// False for a place that is nowhere.
  bool contains(clang::SourceLocation Loc) {
    Loc = SM.getExpansionLoc(Loc);
    if (Loc.isInvalid())
      return false;
    const clang::SourceLocation::UIntTy At = Loc.getRawEncoding();
    auto Next = llvm::upper_bound(Files, At,
                                  [](clang::SourceLocation::UIntTy A,
                                     const File &F) { return A < F.Begin; });
    if (Next != Files.begin() && At <= std::prev(Next)->End)
      return std::prev(Next)->IsSystem;
    const clang::FileID ID = SM.getFileID(Loc);
    // Preprocessed text is one file of many parts.
    if (ID == SM.getMainFileID() &&
        SM.getSLocEntry(ID).getFile().hasLineDirectives())
      return SM.isInSystemHeader(Loc);
    const clang::SourceLocation::UIntTy Begin =
        SM.getLocForStartOfFile(ID).getRawEncoding();
    const bool IsSystem = SM.isInSystemHeader(Loc);
    Files.insert(Next, {Begin, Begin + SM.getFileIDSize(ID), IsSystem});
    return IsSystem;
  }

private:
  struct File {
    clang::SourceLocation::UIntTy Begin, End;
    bool IsSystem;
  };

  const clang::SourceManager &SM;
  /// By where they begin; they do not overlap.
  std::vector<File> Files;
};

} // namespace unwedge

#endif // UNWEDGE_LIB_PROGRAM_SYSTEMHEADERS_H

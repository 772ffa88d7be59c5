//===--- UnitSuppressions.h - What silences findings in one unit ----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_HOST_UNITSUPPRESSIONS_H
#define UNWEDGE_HOST_UNITSUPPRESSIONS_H

#include "unwedge/Host/Nolint.h"
#include "unwedge/Records/Records.h"
#include "unwedge/Report/Suppression.h"
#include <functional>
#include <set>

namespace unwedge {

/// The comments and attributes of one unit, while the compilation is there. It
/// is told of every finding, and knows in the end what was good for nothing.
class UnitSuppressions {
public:
  using PlaceOf = std::function<PlaceRecord(clang::SourceLocation)>;

  /// \p Findings are all that will be asked about.
  UnitSuppressions(clang::ASTContext &Context, PlaceOf Place,
                   llvm::ArrayRef<Finding> Findings);

  /// Says in \p To, which is of \p Check at \p Loc, what silences it.
  void silence(clang::SourceLocation Loc, llvm::StringRef Check,
               FindingRecord &To);

  /// Those that name one of the checks or have silenced something, of all files
  /// but system headers; of a precompiled header only the latter, since to read
  /// all of it costs more than it is worth.
  std::vector<SuppressionRecord> records();

private:
  /// What a finding's statement covers in its file, in offsets.
  struct Statement {
    clang::FileID File;
    unsigned Begin, End;
    std::string Check;
  };

  std::string reasonBeside(const clang::SuppressAttr &A) const;
  std::string hintFor(clang::FileID File, const NolintComment &C) const;
  std::string fingerprintOfLine(clang::SourceLocation Loc,
                                llvm::StringRef Form) const;

  clang::ASTContext &Context;
  const clang::SourceManager &SM;
  PlaceOf Place;
  NolintComments Comments;
  SuppressionAttributes Attributes;
  std::map<const void *, std::vector<std::string>> Silenced;
  /// Files with comments that have silenced something.
  std::set<clang::FileID> SilencingFiles;
  std::vector<Statement> Statements;
};

/// Whether \p Name is that of one of the checks or checkers, or meant to be.
bool isOwnName(llvm::StringRef Name);

} // namespace unwedge

#endif // UNWEDGE_HOST_UNITSUPPRESSIONS_H

//===--- ProgramFindings.h - What the link found, in one unit -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_HOST_PROGRAMFINDINGS_H
#define UNWEDGE_HOST_PROGRAMFINDINGS_H

#include "unwedge/Records/ProgramSummary.h"
#include "unwedge/Report/Finding.h"
#include "clang/AST/ASTContext.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace unwedge {

/// The file of the ProgramSummary for \p MainFile, which is absolute: the one
/// that \p Option names or, if that is empty, the nearest that `unwedge check`
/// has left. A name that is relative is looked for in the folders above
/// \p MainFile, and then in the working folder. Empty if there is none; a file
/// that is named need not be there.
std::string findProgramSummary(llvm::vfs::FileSystem &FS,
                               llvm::StringRef Option,
                               llvm::StringRef MainFile);

/// What the last link of the program has found in the files of one unit, at the
/// places where that is now.
///
/// A finding is given back only while all functions that it leads through have
/// the text that was compiled, those of the unit as its SourceManager has them
/// and others as they are on disk. What is out of date is left out, and said.
/// Has to live as long as the findings that it gives.
class ProgramFindings {
public:
  /// \p OfMainFile: findings in headers matter only if they lead through the
  /// main file.
  ProgramFindings(clang::ASTContext &Context, llvm::StringRef Option,
                  llvm::StringRef MainFile, bool OfMainFile = false);
  ~ProgramFindings();

  /// Takes out of \p Found, what the unit finds of \p Check, what the program
  /// refutes or makes less sure than \p Minimum.
  void dropRefuted(llvm::StringRef Check, Confidence Minimum,
                   std::vector<Finding> &Found);
  /// Adds what it takes the program to see, and no finding in \p Found says.
  void add(llvm::StringRef Check, Confidence Minimum,
           std::vector<Finding> &Found);

  /// What is wrong with the file, if anything is; nothing from the second call
  /// on.
  std::optional<std::string> takeError();
  /// That something is out of date, if it has come to light by now and was not
  /// said yet. Once for each unit.
  std::optional<std::string> takeStaleness();

private:
  struct Content;
  struct Loaded;
  struct UnitFile;

  static Loaded load(llvm::vfs::FileSystem &FS, llvm::StringRef File);
  /// By the number that the summary has for the file.
  UnitFile &file(uint32_t Number);
  /// Where \p P is now; invalid if its text has changed.
  clang::SourceLocation locate(const ProgramSummary::Place &P);
  /// None if the text of a place has changed, of which it takes note.
  std::optional<Finding> locate(const ProgramSummary::Finding &F);
  void collectFilesOfUnit();
  bool concerns(const ProgramSummary::Finding &F) const;
  void lookAtEvidence();

  clang::SourceManager &SM;
  const std::string MainFile;
  const bool OfMainFile;
  /// Null if there is none.
  std::shared_ptr<const Content> Program;
  std::string Error;
  /// Those of the summary that are in the unit.
  std::set<uint32_t> InUnit;
  std::map<uint32_t, std::unique_ptr<UnitFile>> Files;
  /// What has changed since the link: of findings that are not shown, and of
  /// what verdicts rest on.
  std::set<std::string> Changed, ChangedEvidence;
  unsigned NotShown = 0, Refuted = 0;
  bool IsStalenessSaid = false, HasSeenEvidence = false;
};

} // namespace unwedge

#endif // UNWEDGE_HOST_PROGRAMFINDINGS_H

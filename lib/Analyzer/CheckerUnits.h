//===--- CheckerUnits.h - What the checkers of one run share -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_ANALYZER_CHECKERUNITS_H
#define UNWEDGE_LIB_ANALYZER_CHECKERUNITS_H

#include "unwedge/Host/AnalyzedUnit.h"
#include "unwedge/Host/Nolint.h"
#include "unwedge/Report/Finding.h"
#include "clang/StaticAnalyzer/Core/Checker.h"
#include "clang/StaticAnalyzer/Core/CheckerManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace unwedge::analyzer {

/// The options that every checker has, read and checked.
struct CommonOptions {
  std::string ModelFiles;
  Confidence MinimumConfidence = Confidence::Likely;
  bool ShowStatistics = false;
};

/// Reads the options of \p Checker; a wrong value is an error of the run that
/// names the option.
CommonOptions readCommonOptions(clang::ento::CheckerManager &Manager,
                                const clang::ento::CheckerBase *Checker);

/// The translation unit as the checkers of one run see it.
///
/// It is a checker to the analyzer, so that it lives as long as the others do,
/// but has no name and no results. Units are made when they are first asked
/// for, and die when the last checker is done: nothing of them is left when the
/// syntax tree goes.
class CheckerUnits
    : public clang::ento::Checker<
          clang::ento::check::ASTDecl<clang::TranslationUnitDecl>> {
public:
  /// The one of \p Manager; made if there is none yet. Every checker has to
  /// call it once when it is registered, and done() once at the end.
  static CheckerUnits &join(clang::ento::CheckerManager &Manager);
  void done();

  void checkASTDecl(const clang::TranslationUnitDecl *D,
                    clang::ento::AnalysisManager &Manager,
                    clang::ento::BugReporter &Reporter) const;

  AnalyzedUnit &unit(clang::ASTContext &Context, llvm::StringRef ModelFiles);

  /// Whether \p Loc is one where the user does not want to hear of the check
  /// \p TidyName or the checker \p CheckerName.
  bool isSuppressed(clang::ASTContext &Context, clang::SourceLocation Loc,
                    llvm::StringRef TidyName, llvm::StringRef CheckerName);

  /// Whether no checker is on but those of this plugin and those that only
  /// model something: nobody else's results depend on what is explored.
  bool isAlone() const { return Alone; }

  /// Has \p IsRelevant asked for functions that the analyzer starts at.
  void addEntryFilter(
      std::function<bool(const clang::Decl *, clang::ASTContext &)> IsRelevant);
  /// Ends the exploration before it begins if the checkers are alone and none
  /// of them can find anything from the function on that \p C starts at.
  /// Returns whether it did.
  bool skipIrrelevantEntry(clang::ento::CheckerContext &C);

private:
  std::map<std::string, std::unique_ptr<AnalyzedUnit>> ByModelFiles;
  std::optional<NolintComments> Comments;
  std::vector<std::function<bool(const clang::Decl *, clang::ASTContext &)>>
      EntryFilters;
  std::map<std::pair<unsigned, std::string>, bool> Suppressed;
  const clang::Decl *LastEntry = nullptr;
  bool LastIsRelevant = false;
  bool Alone = false;
  unsigned Checkers = 0;
};

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_CHECKERUNITS_H

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
#include "unwedge/Host/ProgramFindings.h"
#include "unwedge/Report/Finding.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugReporter.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugType.h"
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
  std::string ProgramSummary;
  Confidence MinimumConfidence = Confidence::Likely;
  bool ShowStatistics = false;
};

/// Reads the options of \p Checker; a wrong value is an error of the run that
/// names the option.
CommonOptions readCommonOptions(clang::ento::CheckerManager &Manager,
                                const clang::ento::CheckerBase *Checker);

/// Reports \p F, which no path leads to.
void emitFinding(clang::ento::BugReporter &Reporter,
                 const clang::ento::BugType &Bug, const Finding &F);

/// The translation unit as the checkers of one run see it.
///
/// Where they are alone it also sees to it that following paths costs no more
/// than a part of what parsing cost: the nodes that all functions of a unit may
/// have together depend on the size of its syntax tree, and one function may
/// have a third of those that are left. They do not depend on time, so that a
/// run gives the same each time.
///
/// It is a checker to the analyzer, so that it lives as long as the others do,
/// but has no name and no results. Units are made when they are first asked
/// for, and die when the last checker is done: nothing of them is left when the
/// syntax tree goes.
class CheckerUnits
    : public clang::ento::Checker<
          clang::ento::check::ASTDecl<clang::TranslationUnitDecl>,
          clang::ento::check::EndOfTranslationUnit> {
public:
  /// The one of \p Manager; made if there is none yet. Every checker has to
  /// call it once when it is registered, and done() once at the end.
  static CheckerUnits &join(clang::ento::CheckerManager &Manager);
  void done();

  void checkASTDecl(const clang::TranslationUnitDecl *D,
                    clang::ento::AnalysisManager &Manager,
                    clang::ento::BugReporter &Reporter) const;
  void checkEndOfTranslationUnit(const clang::TranslationUnitDecl *D,
                                 clang::ento::AnalysisManager &Manager,
                                 clang::ento::BugReporter &Reporter) const;

  AnalyzedUnit &unit(clang::ASTContext &Context, llvm::StringRef ModelFiles);
  /// What the program says of the unit. Null if a host of our own listens,
  /// which knows the program itself.
  ProgramFindings *program(clang::ASTContext &Context, llvm::StringRef Option);
  /// Reports what it takes the program to see of \p Check, but for what is at
  /// the place of a finding in \p Own. To be called when \p Own is reported.
  void reportProgram(clang::ento::BugReporter &Reporter,
                     const clang::ento::BugType &Bug, llvm::StringRef TidyName,
                     const CommonOptions &Options, std::vector<Finding> Own);

  /// Whether \p Loc is one where the user does not want to hear of the check
  /// \p TidyName. Never if a host of our own listens, which wants to know of
  /// these as well.
  bool isSuppressed(clang::ASTContext &Context, clang::SourceLocation Loc,
                    llvm::StringRef TidyName);

  /// Whether no checker is on but those of this plugin and those that only
  /// model something: nobody else's results depend on what is explored.
  bool isAlone() const { return Alone; }

  /// Has \p IsRelevant asked for functions that the analyzer starts at. Has to
  /// be called when a checker is registered that follows paths.
  void addEntryFilter(
      std::function<bool(const clang::Decl *, clang::ASTContext &)> IsRelevant);
  /// Ends the exploration before it begins if the checkers are alone and none
  /// of them can find anything from the function on that \p C starts at.
  /// Returns whether it did.
  bool skipIrrelevantEntry(clang::ento::CheckerContext &C);

  /// Where the analyzer begins to explore what \p F does: at \p F itself, or,
  /// if that is in a header, at a function that leads there. Null if there is
  /// none.
  const clang::FunctionDecl *entryFor(const clang::FunctionDecl *F,
                                      const CallGraph &Graph) const;

  /// One function was explored: takes from the budget what that cost.
  void endExploration(clang::ento::ExprEngine &Engine);

private:
  /// Adds what the engine needs to know of builtins, and of functions that do
  /// not return, to follow paths as it does with clang's checkers. Not as
  /// checkers that ours depend on: that changes what others find.
  void addModelling();

  std::map<std::string, std::unique_ptr<AnalyzedUnit>> ByModelFiles;
  std::map<std::string, std::unique_ptr<ProgramFindings>> Programs;
  std::optional<NolintComments> Comments;
  std::vector<std::function<bool(const clang::Decl *, clang::ASTContext &)>>
      EntryFilters;
  std::map<std::pair<unsigned, std::string>, bool> Suppressed;
  clang::ento::CheckerManager *Manager = nullptr;
  const clang::Decl *LastEntry = nullptr;
  bool LastIsRelevant = false;
  bool Alone = false;
  unsigned Checkers = 0;
  /// What the engine was told before.
  mutable unsigned GivenMaxNodes = 0;
  /// Zero if there is no limit but the engine's own.
  mutable size_t NodesLeft = 0;
  unsigned TooMany = 0;
  unsigned TooLong = 0;
};

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_CHECKERUNITS_H

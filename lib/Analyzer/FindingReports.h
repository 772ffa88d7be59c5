//===--- FindingReports.h - Findings of the shared rules as reports ------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_ANALYZER_FINDINGREPORTS_H
#define UNWEDGE_LIB_ANALYZER_FINDINGREPORTS_H

#include "CheckerUnits.h"
#include "RunFollower.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugReporter.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugType.h"

namespace unwedge::analyzer {

/// A checker that shows the findings of one rule, and looks for a path for each
/// that is about what happens on one run.
///
/// A finding that a path is found for is shown with it, and may be surer for
/// it. One that no path leads to is dropped, and counted. The others are shown
/// as they are.
class RuleChecker
    : public clang::ento::Checker<
          clang::ento::check::BeginFunction, clang::ento::check::EndFunction,
          clang::ento::check::PreCall, clang::ento::check::PostCall,
          clang::ento::check::PostStmt<clang::BinaryOperator>,
          clang::ento::check::PostStmt<clang::UnaryOperator>,
          clang::ento::check::LiveSymbols, clang::ento::check::EndAnalysis,
          clang::ento::check::EndOfTranslationUnit> {
public:
  using Rule = std::function<std::vector<Finding>(TranslationUnit &Unit,
                                                  const FindingFilter &Filter)>;

  /// \p TidyName is what clang-tidy calls the check.
  RuleChecker(llvm::StringRef TidyName, llvm::StringRef BugName,
              llvm::StringRef Category)
      : TidyName(TidyName), Bug(this, BugName, Category) {}

  /// Has to be called when the checker is registered.
  void start(clang::ento::CheckerManager &Manager, Rule Run);

  void checkBeginFunction(clang::ento::CheckerContext &C) const;
  void checkEndFunction(const clang::ReturnStmt *Return,
                        clang::ento::CheckerContext &C) const;
  void checkPreCall(const clang::ento::CallEvent &Call,
                    clang::ento::CheckerContext &C) const;
  void checkPostCall(const clang::ento::CallEvent &Call,
                     clang::ento::CheckerContext &C) const;
  void checkPostStmt(const clang::BinaryOperator *E,
                     clang::ento::CheckerContext &C) const;
  void checkPostStmt(const clang::UnaryOperator *E,
                     clang::ento::CheckerContext &C) const;
  void checkLiveSymbols(clang::ento::ProgramStateRef State,
                        clang::ento::SymbolReaper &Reaper) const;
  void checkEndAnalysis(clang::ento::ExplodedGraph &Graph,
                        clang::ento::BugReporter &Reporter,
                        clang::ento::ExprEngine &Engine) const;
  void checkEndOfTranslationUnit(const clang::TranslationUnitDecl *D,
                                 clang::ento::AnalysisManager &Manager,
                                 clang::ento::BugReporter &Reporter) const;

private:
  struct UnitFindings {
    std::vector<Finding> All;
    std::optional<RunFollower> Follower;
    /// Those that are dealt with: shown with a path, or dropped.
    llvm::SmallPtrSet<const Finding *, 4> Done;
    /// The causes that are dealt with.
    llvm::DenseSet<unsigned> Causes;

    /// Whether all others that come before \p F are out of the question.
    bool isTurnOf(const Finding &F);
  };
  UnitFindings &findings(clang::ASTContext &Context) const;
  /// Null if no finding is about a run.
  RunFollower *follower(clang::ento::CheckerContext &C) const;
  /// Whether \p F is to be shown now: nothing of its cause was, and the user
  /// does not want to hear nothing of it. Says that its cause is dealt with.
  bool takeUp(clang::ASTContext &Context, const Finding &F) const;

  const llvm::StringRef TidyName;
  const clang::ento::BugType Bug;
  CommonOptions Options;
  Rule Run;
  CheckerUnits *Units = nullptr;
  mutable std::unique_ptr<UnitFindings> Found;
};

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_FINDINGREPORTS_H

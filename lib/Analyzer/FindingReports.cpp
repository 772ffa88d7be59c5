//===--- FindingReports.cpp ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FindingReports.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"

using namespace clang;
using namespace clang::ento;

namespace unwedge::analyzer {

void RuleChecker::start(CheckerManager &Manager, Rule Run) {
  this->Run = std::move(Run);
  Options = readCommonOptions(Manager, this);
  Units = &CheckerUnits::join(Manager);
}

void RuleChecker::checkEndOfTranslationUnit(const TranslationUnitDecl *D,
                                            AnalysisManager &Manager,
                                            BugReporter &Reporter) const {
  ASTContext &Context = Manager.getASTContext();
  const SourceManager &SM = Context.getSourceManager();
  AnalyzedUnit &Unit = Units->unit(Context, Options.ModelFiles);
  for (const Finding &F : Run(Unit.unit(), Options.MinimumConfidence)) {
    if (Units->isSuppressed(Context, F.Loc, Names.Tidy, Names.Checker))
      continue;
    auto Report = std::make_unique<BasicBugReport>(
        Bug, F.Message, PathDiagnosticLocation(F.Loc, SM));
    for (const FindingStep &Step : F.Steps)
      if (Step.Loc.isValid())
        Report->addNote(Step.Message, PathDiagnosticLocation(Step.Loc, SM));
    for (const FindingEdit &Edit : F.Edits)
      Report->addFixItHint(FixItHint::CreateReplacement(Edit.Range, Edit.Text));
    Reporter.emitReport(std::move(Report));
  }
  if (Options.ShowStatistics)
    Unit.printStatisticsAtEnd();
  Units->done();
}

} // namespace unwedge::analyzer

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
#include "clang/StaticAnalyzer/Core/BugReporter/BugReporter.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugType.h"

namespace unwedge::analyzer {

/// What one checker is called in each of its hosts.
struct CheckerNames {
  /// As in `unwedge.RecursiveSharedLock`.
  llvm::StringRef Checker;
  /// As in `unwedge-recursive-shared-lock`.
  llvm::StringRef Tidy;
};

/// A checker that shows the findings of one rule as they are: along control
/// flow, and not along paths.
class RuleChecker
    : public clang::ento::Checker<clang::ento::check::EndOfTranslationUnit> {
public:
  /// The findings of the rule that are no less sure than \p Minimum.
  using Rule =
      std::function<std::vector<Finding>(TranslationUnit &Unit, Confidence)>;

  RuleChecker(CheckerNames Names, llvm::StringRef BugName,
              llvm::StringRef Category)
      : Names(Names), Bug(this, BugName, Category) {}

  /// Has to be called when the checker is registered.
  void start(clang::ento::CheckerManager &Manager, Rule Run);

  void checkEndOfTranslationUnit(const clang::TranslationUnitDecl *D,
                                 clang::ento::AnalysisManager &Manager,
                                 clang::ento::BugReporter &Reporter) const;

private:
  const CheckerNames Names;
  const clang::ento::BugType Bug;
  CommonOptions Options;
  Rule Run;
  CheckerUnits *Units = nullptr;
};

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_FINDINGREPORTS_H

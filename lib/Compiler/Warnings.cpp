//===--- Warnings.cpp -----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#define UNWEDGE_COMPAT_FRONTEND
#include "Warnings.h"
#include "unwedge/Host/NeededIncludes.h"
#include "unwedge/Host/Nolint.h"
#include "unwedge/Report/Suppression.h"
#include "unwedge/Support/ClangCompat.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace unwedge::compiler {

namespace {

struct NamedFinding {
  Finding What;
  llvm::StringRef Check;
  /// Which one it was, of all.
  size_t Number;
};

} // namespace

static void show(const NamedFinding &F, const SourceManager &SM,
                 DiagnosticsEngine &Diags, bool IsError) {
  std::optional<unsigned> Warning = compat::warningID(Diags, IsError);
  if (!Warning)
    return;
  {
    // Shown when it dies; the notes follow.
    DiagnosticBuilder Shown = Diags.Report(F.What.Loc, *Warning);
    Shown << (F.What.Message + " [" + F.Check + "]").str();
    for (const FindingEdit &Edit : F.What.Edits)
      Shown << FixItHint::CreateReplacement(Edit.Range, Edit.Text);
    for (const std::string &Header : F.What.NeededIncludes)
      if (std::optional<FindingEdit> Edit = includeEdit(SM, F.What.Loc, Header))
        Shown << FixItHint::CreateReplacement(Edit->Range, Edit->Text);
  }
  const unsigned Note = Diags.getCustomDiagID(DiagnosticsEngine::Note, "%0");
  for (const FindingStep &Step : F.What.Steps)
    Diags.Report(Step.Loc, Note) << Step.Message;
}

void showFindings(AnalyzedUnit &Unit, ASTContext &Context,
                  const PluginArguments &Arguments) {
  const SourceManager &SM = Context.getSourceManager();
  DiagnosticsEngine &Diags = Context.getDiagnostics();
  std::vector<NamedFinding> All;
  NolintComments Comments(SM);
  for (const RuleInfo &Rule : allRules()) {
    if (!llvm::is_contained(Arguments.Checks, Rule.CheckName))
      continue;
    std::vector<Finding> Found =
        Rule.Find(Unit.unit(), Arguments.MinimumConfidence, Arguments.Rules);
    llvm::erase_if(Found, [&](const Finding &F) {
      return Diags.getSuppressSystemWarnings() &&
             SM.isInSystemHeader(SM.getExpansionLoc(F.Loc));
    });
    dropSuppressed(Context, Rule.CheckName, Found);
    for (Finding &F : Found)
      if (!Comments.suppressing(F.Loc, Rule.CheckName))
        All.push_back({std::move(F), Rule.CheckName, All.size()});
  }
  llvm::sort(All, [&](const NamedFinding &A, const NamedFinding &B) {
    if (A.What.Loc == B.What.Loc)
      return A.Number < B.Number;
    return SM.isBeforeInTranslationUnit(A.What.Loc, B.What.Loc);
  });
  for (const NamedFinding &F : All)
    show(F, SM, Diags, llvm::is_contained(Arguments.Errors, F.Check));
}

void showWarning(DiagnosticsEngine &Diags, llvm::StringRef Message) {
  if (std::optional<unsigned> ID = compat::warningID(Diags, /*IsError=*/false))
    Diags.Report(*ID) << Message;
}

} // namespace unwedge::compiler

//===--- Warnings.cpp -----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Warnings.h"
#include "unwedge/Host/NeededIncludes.h"
#include "unwedge/Host/Nolint.h"
#include "unwedge/Report/Suppression.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>
#include <set>

using namespace clang;

namespace unwedge::compiler {

namespace {

class Printer {
public:
  Printer(const SourceManager &SM, DiagnosticsEngine &Diags)
      : SM(SM), Diags(Diags) {}

  void show(const NamedFinding &F, bool IsError);

private:
  const SourceManager &SM;
  DiagnosticsEngine &Diags;
  /// All edits may be applied together, so that a header is added once.
  std::set<std::pair<FileID, std::string>> Included;
};

} // namespace

/// The diagnostic of a warning whose text is its only argument; none if it is
/// not to be shown. Clang lets the options for all warnings reach only those
/// that are built in, and those of a group that is.
static std::optional<unsigned> warningID(DiagnosticsEngine &Diags,
                                         bool IsError) {
  using Engine = DiagnosticsEngine;
  if (Diags.getIgnoreAllWarnings())
    return std::nullopt;
  if (!IsError && !Diags.getWarningsAsErrors())
    return Diags.getCustomDiagID(Engine::Warning, "%0");
  if (!Diags.getErrorsAsFatal())
    return Diags.getCustomDiagID(Engine::Error, "%0");
  return Diags.getCustomDiagID(Engine::Fatal, "%0");
}

void Printer::show(const NamedFinding &F, bool IsError) {
  std::optional<unsigned> Warning = warningID(Diags, IsError);
  if (!Warning)
    return;
  {
    // Shown when it dies; the notes follow.
    DiagnosticBuilder Shown = Diags.Report(F.What.Loc, *Warning);
    Shown << (F.What.Message + " [" + F.Check + "]").str();
    for (const FindingEdit &Edit : F.What.Edits)
      Shown << FixItHint::CreateReplacement(Edit.Range, Edit.Text);
    for (const std::string &Header : F.What.NeededIncludes) {
      if (!Included
               .insert({SM.getFileID(SM.getExpansionLoc(F.What.Loc)), Header})
               .second)
        continue;
      if (std::optional<FindingEdit> Edit = includeEdit(SM, F.What.Loc, Header))
        Shown << FixItHint::CreateReplacement(Edit->Range, Edit->Text);
    }
  }
  const unsigned Note = Diags.getCustomDiagID(DiagnosticsEngine::Note, "%0");
  for (const FindingStep &Step : F.What.Steps)
    Diags.Report(Step.Loc, Note) << Step.Message;
}

std::vector<NamedFinding> findAll(AnalyzedUnit &Unit,
                                  const PluginArguments &Arguments) {
  std::vector<NamedFinding> All;
  for (const RuleInfo &Rule : allRules())
    if (llvm::is_contained(Arguments.Checks, Rule.CheckName))
      for (Finding &F :
           Rule.Find(Unit.unit(), Arguments.MinimumConfidence, Arguments.Rules))
        All.push_back({std::move(F), Rule.CheckName, All.size()});
  return All;
}

void showFindings(std::vector<NamedFinding> All, ASTContext &Context,
                  const PluginArguments &Arguments) {
  if (All.empty())
    return;
  const SourceManager &SM = Context.getSourceManager();
  DiagnosticsEngine &Diags = Context.getDiagnostics();
  std::vector<Finding> Places;
  for (const NamedFinding &F : All) {
    Places.emplace_back();
    Places.back().Loc = F.What.Loc;
  }
  SuppressionAttributes Attributes(Context);
  Attributes.collect(Places);
  NolintComments Comments(SM);
  llvm::erase_if(All, [&](const NamedFinding &F) {
    return (Diags.getSuppressSystemWarnings() &&
            SM.isInSystemHeader(SM.getExpansionLoc(F.What.Loc))) ||
           Attributes.suppressing(F.What.Loc, F.Check) ||
           Comments.suppressing(F.What.Loc, F.Check);
  });
  llvm::sort(All, [&](const NamedFinding &A, const NamedFinding &B) {
    if (A.What.Loc == B.What.Loc)
      return A.Number < B.Number;
    return SM.isBeforeInTranslationUnit(A.What.Loc, B.What.Loc);
  });
  Printer Output(SM, Diags);
  for (const NamedFinding &F : All)
    Output.show(F, llvm::is_contained(Arguments.Errors, F.Check));
}

void showWarning(DiagnosticsEngine &Diags, llvm::StringRef Message) {
  if (std::optional<unsigned> ID = warningID(Diags, /*IsError=*/false))
    Diags.Report(*ID) << Message;
}

} // namespace unwedge::compiler

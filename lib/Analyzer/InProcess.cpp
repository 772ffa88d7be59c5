//===--- InProcess.cpp ----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#define UNWEDGE_COMPAT_ANALYSIS_CONSUMER
#include "InProcess.h"
#include "FindingListener.h"
#include "unwedge/Support/ClangCompat.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"

using namespace clang;
using namespace clang::ento;

extern "C" void clang_registerCheckers(CheckerRegistry &Registry);

namespace unwedge::analyzer {

FindingListener *TheListener = nullptr;

namespace {

/// Puts together what the checkers say of a finding and what the analyzer says
/// of the path to it.
class PathSteps : public PathDiagnosticConsumer, FindingListener {
public:
  explicit PathSteps(PathSensitiveCallback Found) : Found(std::move(Found)) {
    TheListener = this;
  }
  ~PathSteps() override { TheListener = nullptr; }

  void heard(const Finding &F) override { Heard.push_back(F); }

  llvm::StringRef getName() const override { return "unwedge"; }
  // As in clang's text.
  PathGenerationScheme getGenerationScheme() const override { return Minimal; }
  bool supportsLogicalOpControlFlow() const override { return true; }

  void FlushDiagnosticsImpl(std::vector<const PathDiagnostic *> &Reports,
                            FilesMade *) override {
    for (Finding &F : Heard) {
      // The analyzer shows one report of those that are alike, and none where
      // an attribute forbids it.
      auto Report = llvm::find_if(Reports, [&](const PathDiagnostic *R) {
        return R->getLocation().asLocation() == F.Loc &&
               R->getShortDescription() == F.Message;
      });
      if (Report != Reports.end())
        F.Steps = stepsOf(**Report);
      Found(F);
    }
    Heard.clear();
  }

private:
  static std::vector<FindingStep> stepsOf(const PathDiagnostic &Report) {
    std::vector<FindingStep> Path, Notes;
    for (const PathDiagnosticPieceRef &Piece :
         Report.path.flatten(/*ShouldFlattenMacros=*/true)) {
      FindingStep Step{Piece->getLocation().asLocation(),
                       Piece->getString().str()};
      if (Piece->getKind() == PathDiagnosticPiece::Note)
        Notes.push_back(std::move(Step));
      else if (!Step.Message.empty())
        Path.push_back(std::move(Step));
    }
    // It ends with the message.
    if (!Path.empty() && Path.back().Message == Report.getShortDescription())
      Path.pop_back();
    llvm::append_range(Path, Notes);
    return Path;
  }

  PathSensitiveCallback Found;
  std::vector<Finding> Heard;
};

} // namespace

/// \p CheckName, `unwedge-unguarded-cleanup`, as the analyzer knows it:
/// `unwedge.UnguardedCleanup`.
static std::string checkerName(llvm::StringRef CheckName) {
  return llvm::find_if(
             allRules(),
             [&](const RuleInfo &Rule) { return Rule.CheckName == CheckName; })
      ->CheckerName.str();
}

std::unique_ptr<ASTConsumer>
createPathSensitiveConsumer(CompilerInstance &CI,
                            const PathSensitiveOptions &Options,
                            PathSensitiveCallback Found) {
  AnalyzerOptions &Analyzer = CI.getAnalyzerOpts();
  Analyzer.CheckersAndPackages.clear();
  for (const std::string &Check : Options.Checks) {
    const std::string Name = checkerName(Check);
    Analyzer.CheckersAndPackages.emplace_back(Name, true);
    Analyzer.Config[Name + ":ModelFiles"] = Options.ModelFiles;
    Analyzer.Config[Name + ":MinimumConfidence"] =
        confidenceName(Options.MinimumConfidence).str();
  }
  const UnguardedCleanupOptions &Cleanup = Options.Rules.Cleanup;
  const std::string CleanupName = texts::UnguardedCleanup.CheckerName.str();
  auto Set = [&](const char *Option, llvm::StringRef Value) {
    Analyzer.Config[CleanupName + ":" + Option] = Value.str();
  };
  Set("VirtualCallbacks", Cleanup.VirtualCallbacks ? "true" : "false");
  Set("ScopeGuardTemplate", Cleanup.Guard.Declaration);
  Set("ScopeGuardDismissal", Cleanup.Guard.Dismissal);
  Set("ScopeGuardInclude", Cleanup.Guard.Include);
  Analyzer
      .Config[texts::UnstableCacheKey.CheckerName.str() + ":BucketSeconds"] =
      std::to_string(Options.Rules.Keys.BucketSeconds);

  std::unique_ptr<AnalysisASTConsumer> Result = CreateAnalysisConsumer(CI);
  Result->AddCheckerRegistrationFn(
      [](CheckerRegistry &Registry) { clang_registerCheckers(Registry); });
  compat::addDiagnosticConsumer(*Result,
                                std::make_unique<PathSteps>(std::move(Found)));
  return Result;
}

} // namespace unwedge::analyzer

//===--- CheckerUnits.cpp ------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckerUnits.h"
#include "FindingListener.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Report/Suppression.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "clang/StaticAnalyzer/Checkers/BuiltinCheckerRegistration.h"
#include "clang/StaticAnalyzer/Core/CheckerRegistryData.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExprEngine.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;
using namespace clang::ento;

namespace unwedge::analyzer {

CommonOptions readCommonOptions(CheckerManager &Manager,
                                const CheckerBase *Checker) {
  const AnalyzerOptions &Given = Manager.getAnalyzerOptions();
  CommonOptions Result;
  Result.ModelFiles = Given.getCheckerStringOption(Checker, "ModelFiles").str();
  Result.ProgramSummary =
      Given.getCheckerStringOption(Checker, "ProgramSummary").str();
  Result.ShowStatistics =
      Given.getCheckerBooleanOption(Checker, "ShowStatistics");
  llvm::StringRef Minimum =
      Given.getCheckerStringOption(Checker, "MinimumConfidence");
  for (Confidence C :
       {Confidence::Possible, Confidence::Likely, Confidence::Definite})
    if (Minimum == confidenceName(C)) {
      Result.MinimumConfidence = C;
      return Result;
    }
  Manager.reportInvalidCheckerOptionValue(Checker, "MinimumConfidence",
                                          "'possible', 'likely' or 'definite'");
  return Result;
}

/// Whether \p Info only models what other checkers look at.
static bool onlyModels(const CheckerInfo &Info) {
  if (Info.FullName.starts_with("debug."))
    return false;
  return Info.IsHidden || Info.FullName.starts_with("core.builtin.") ||
         Info.FullName.starts_with("apiModeling.");
}

CheckerUnits &CheckerUnits::join(CheckerManager &Manager) {
  CheckerUnits *Units = Manager.getChecker<CheckerUnits>();
  ++Units->Checkers;
  Units->Manager = &Manager;
  Units->Alone = llvm::all_of(Manager.getCheckerRegistryData().EnabledCheckers,
                              [](const CheckerInfo *Info) {
                                return Info->FullName.starts_with("unwedge.") ||
                                       onlyModels(*Info);
                              });
  return *Units;
}

void CheckerUnits::done() {
  if (--Checkers == 0) {
    ByModelFiles.clear();
    Programs.clear();
    Comments.reset();
    Suppressed.clear();
  }
}

//===----------------------------------------------------------------------===//
// The budget.
//===----------------------------------------------------------------------===//

// Parsing and instantiating what takes up so much of the syntax tree costs
// about two times as much as one node.
static constexpr size_t BytesOfTreePerNode = 1000;
// What there is even in the smallest unit, and for the last function.
static constexpr size_t MinNodesOfUnit = 24000;
static constexpr size_t MinNodesOfFunction = 500;

/// How many nodes one function may have, of those that are left.
static unsigned shareOf(size_t NodesLeft, unsigned Given) {
  size_t Share = std::max(NodesLeft / 3, MinNodesOfFunction);
  return Given == 0 ? Share : std::min<size_t>(Share, Given);
}

void CheckerUnits::checkASTDecl(const TranslationUnitDecl *D,
                                AnalysisManager &Manager, BugReporter &) const {
  GivenMaxNodes = Manager.options.MaxNodesPerTopLevelFunction;
  NodesLeft = 0;
  // Who asks for a number of nodes gets it. The engine does not tell its own
  // numbers, for the modes deep and shallow, from those that it is given.
  if (!Alone || (GivenMaxNodes != 225000 && GivenMaxNodes != 75000))
    return;
  NodesLeft =
      std::max(D->getASTContext().getASTAllocatedMemory() / BytesOfTreePerNode,
               MinNodesOfUnit);
  Manager.options.MaxNodesPerTopLevelFunction =
      shareOf(NodesLeft, GivenMaxNodes);
}

namespace {
/// Tells when a function has been explored. No part of CheckerUnits, since a
/// class with this callback is to the analyzer one that follows paths.
class ExplorationEnd : public Checker<check::EndAnalysis> {
public:
  explicit ExplorationEnd(CheckerUnits &Units) : Units(Units) {}
  void checkEndAnalysis(ExplodedGraph &, BugReporter &,
                        ExprEngine &Engine) const {
    Units.endExploration(Engine);
  }

private:
  CheckerUnits &Units;
};
} // namespace

void CheckerUnits::endExploration(ExprEngine &Engine) {
  AnalyzerOptions &Options = Engine.getAnalysisManager().options;
  // Half of the nodes, more or less, are thrown away on the way.
  size_t Used = 2 * size_t(Engine.getGraph().size());
  if (!Engine.hasEmptyWorkList()) {
    Used = Options.MaxNodesPerTopLevelFunction;
    ++TooMany;
  }
  TooLong += Engine.wasBlocksExhausted();
  if (NodesLeft == 0)
    return;
  NodesLeft -= std::min(Used, NodesLeft - 1);
  Options.MaxNodesPerTopLevelFunction = shareOf(NodesLeft, GivenMaxNodes);
}

void CheckerUnits::checkEndOfTranslationUnit(const TranslationUnitDecl *,
                                             AnalysisManager &Manager,
                                             BugReporter &) const {
  Manager.options.MaxNodesPerTopLevelFunction = GivenMaxNodes;
  for (auto &[Files, Unit] : ByModelFiles) {
    Unit->unit().statistics().PathsTooMany += TooMany;
    Unit->unit().statistics().PathsTooLong += TooLong;
  }
}

//===----------------------------------------------------------------------===//
// What is known of the unit.
//===----------------------------------------------------------------------===//

static std::string mainFileOf(const SourceManager &SM) {
  llvm::SmallString<256> Result;
  if (OptionalFileEntryRef File = SM.getFileEntryRefForID(SM.getMainFileID()))
    Result = File->getName();
  SM.getFileManager().makeAbsolutePath(Result);
  return std::string(Result);
}

AnalyzedUnit &CheckerUnits::unit(ASTContext &Context,
                                 llvm::StringRef ModelFiles) {
  std::unique_ptr<AnalyzedUnit> &Entry = ByModelFiles[ModelFiles.str()];
  if (Entry)
    return *Entry;
  // What is read is nothing that the analysis of others may notice.
  AnalysisLimits Limits;
  Limits.ReadsAllPrecompiled = false;
  Entry = std::make_unique<AnalyzedUnit>(
      Context, ModelFiles, mainFileOf(Context.getSourceManager()), Limits);
  // Not as warnings of clang: analysing switches these off.
  for (const std::string &Message : Entry->takeModelErrors())
    llvm::errs() << "unwedge: warning: " << Message << '\n';
  return *Entry;
}

ProgramFindings *CheckerUnits::program(ASTContext &Context,
                                       llvm::StringRef Option) {
  if (TheListener)
    return nullptr;
  std::unique_ptr<ProgramFindings> &Entry = Programs[Option.str()];
  if (Entry)
    return Entry.get();
  Entry = std::make_unique<ProgramFindings>(
      Context, Option, mainFileOf(Context.getSourceManager()));
  if (std::optional<std::string> Error = Entry->takeError())
    llvm::errs() << "unwedge: warning: " << *Error << '\n';
  return Entry.get();
}

void emitFinding(BugReporter &Reporter, const BugType &Bug, const Finding &F) {
  const SourceManager &SM = Reporter.getSourceManager();
  auto Report = std::make_unique<BasicBugReport>(
      Bug, F.Message, PathDiagnosticLocation(F.Loc, SM));
  for (const FindingStep &Step : F.Steps)
    if (Step.Loc.isValid())
      Report->addNote(Step.Message, PathDiagnosticLocation(Step.Loc, SM));
  for (const FindingEdit &Edit : F.Edits)
    Report->addFixItHint(FixItHint::CreateReplacement(Edit.Range, Edit.Text));
  Reporter.emitReport(std::move(Report));
}

void CheckerUnits::reportProgram(BugReporter &Reporter, const BugType &Bug,
                                 llvm::StringRef TidyName,
                                 const CommonOptions &Options,
                                 std::vector<Finding> Own) {
  ASTContext &Context = Reporter.getContext();
  ProgramFindings *Program = program(Context, Options.ProgramSummary);
  if (!Program)
    return;
  const size_t First = Own.size();
  Program->add(TidyName, Options.MinimumConfidence, Own);
  for (const Finding &F : llvm::drop_begin(Own, First))
    if (!isSuppressed(Context, F.Loc, TidyName))
      emitFinding(Reporter, Bug, F);
  if (std::optional<std::string> Stale = Program->takeStaleness())
    llvm::errs() << "unwedge: warning: "
                 << mainFileOf(Context.getSourceManager()) << ": " << *Stale
                 << '\n';
}

bool CheckerUnits::isSuppressed(ASTContext &Context, SourceLocation Loc,
                                llvm::StringRef TidyName) {
  if (TheListener)
    return false;
  auto [It, New] =
      Suppressed.try_emplace({Loc.getRawEncoding(), TidyName.str()}, false);
  if (!New)
    return It->second;
  if (!Comments)
    Comments.emplace(Context.getSourceManager());
  std::vector<Finding> One(1);
  One.front().Loc = Loc;
  dropSuppressed(Context, TidyName, One);
  return It->second = One.empty() || Comments->suppressing(Loc, TidyName);
}

void CheckerUnits::addModelling() {
  const std::pair<llvm::StringRef, void (*)(CheckerManager &)> Modelling[] = {
      {"core.builtin.BuiltinFunctions", registerBuiltinFunctionChecker},
      {"core.builtin.NoReturnFunctions", registerNoReturnFunctionChecker},
      {"core.DynamicTypePropagation", registerDynamicTypePropagation}};
  for (const auto &[Name, Register] : Modelling)
    if (llvm::none_of(Manager->getCheckerRegistryData().EnabledCheckers,
                      [Name = Name](const CheckerInfo *Info) {
                        return Info->FullName == Name;
                      }))
      Register(*Manager);
}

void CheckerUnits::addEntryFilter(
    std::function<bool(const Decl *, ASTContext &)> IsRelevant) {
  if (EntryFilters.empty()) {
    Manager->registerChecker<ExplorationEnd>(*this);
    if (Alone)
      addModelling();
  }
  EntryFilters.push_back(std::move(IsRelevant));
}

const FunctionDecl *CheckerUnits::entryFor(const FunctionDecl *F,
                                           const CallGraph &Graph) const {
  const SourceManager &SM = F->getASTContext().getSourceManager();
  const AnalyzerOptions &Given = Manager->getAnalyzerOptions();
  const FunctionDecl *Result =
      Graph.nearestCaller(F, [&](const FunctionDecl *Caller) {
        return Given.AnalyzeAll ||
               AnalysisManager::isInCodeFile(
                   SM.getExpansionLoc(Caller->getLocation()), SM);
      });
  // The engine enters a lambda by the function around it.
  return Result ? enclosingNonLambda(Result)->getCanonicalDecl() : nullptr;
}

bool CheckerUnits::skipIrrelevantEntry(CheckerContext &C) {
  if (!Alone || !C.inTopFrame())
    return false;
  const Decl *Entry = C.getLocationContext()->getDecl();
  if (Entry != LastEntry) {
    LastEntry = Entry;
    LastIsRelevant = llvm::any_of(EntryFilters, [&](const auto &IsRelevant) {
      return IsRelevant(Entry, C.getASTContext());
    });
  }
  if (!LastIsRelevant)
    C.addSink();
  return !LastIsRelevant;
}

} // namespace unwedge::analyzer

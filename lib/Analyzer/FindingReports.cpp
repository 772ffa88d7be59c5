//===--- FindingReports.cpp ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FindingReports.h"
#include "FindingListener.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExprEngine.h"
#include <utility>

using namespace clang;
using namespace clang::ento;

namespace unwedge::analyzer {

void RuleChecker::start(CheckerManager &Manager, Rule Run) {
  this->Run = std::move(Run);
  Options = readCommonOptions(Manager, this);
  Units = &CheckerUnits::join(Manager);
  Units->addEntryFilter([this](const Decl *Entry, ASTContext &Context) {
    UnitFindings &Findings = findings(Context);
    return Findings.Follower && Findings.Follower->isAbout(Entry);
  });
}

RuleChecker::UnitFindings &RuleChecker::findings(ASTContext &Context) const {
  if (Found)
    return *Found;
  Found = std::make_unique<UnitFindings>();
  TranslationUnit &Unit = Units->unit(Context, Options.ModelFiles).unit();
  Found->All =
      Run(Unit, FindingFilter(Options.MinimumConfidence, /*WithRuns=*/true));
  if (ProgramFindings *Program =
          Units->program(Context, Options.ProgramSummary))
    Program->dropRefuted(TidyName, Options.MinimumConfidence, Found->All);
  if (llvm::any_of(Found->All,
                   [](const Finding &F) { return F.Run.has_value(); }))
    Found->Follower.emplace(Found->All, Unit.model(), Bug,
                            [&](const FunctionDecl *F) {
                              return Units->entryFor(F, Unit.graph());
                            });
  return *Found;
}

RunFollower *RuleChecker::follower(CheckerContext &C) const {
  UnitFindings &Findings = findings(C.getASTContext());
  return Findings.Follower ? &*Findings.Follower : nullptr;
}

void RuleChecker::checkBeginFunction(CheckerContext &C) const {
  Units->skipIrrelevantEntry(C);
}

void RuleChecker::checkEndFunction(const ReturnStmt *,
                                   CheckerContext &C) const {
  if (RunFollower *Follower = follower(C))
    Follower->endFunction(C);
}

void RuleChecker::checkPreCall(const CallEvent &Call, CheckerContext &C) const {
  if (RunFollower *Follower = follower(C))
    Follower->beginCall(Call, C);
}

void RuleChecker::checkPostCall(const CallEvent &Call,
                                CheckerContext &C) const {
  if (RunFollower *Follower = follower(C))
    Follower->endCall(Call, C);
}

void RuleChecker::checkPostStmt(const BinaryOperator *E,
                                CheckerContext &C) const {
  if (RunFollower *Follower = follower(C))
    Follower->expression(E, C);
}

void RuleChecker::checkPostStmt(const UnaryOperator *E,
                                CheckerContext &C) const {
  if (RunFollower *Follower = follower(C))
    Follower->expression(E, C);
}

void RuleChecker::checkLiveSymbols(ProgramStateRef State,
                                   SymbolReaper &Reaper) const {
  RunFollower::keepAlive(State, Reaper);
}

bool RuleChecker::takeUp(ASTContext &Context, const Finding &F) const {
  if (F.Cause != 0 && !Found->Causes.insert(F.Cause).second)
    return false;
  return !Units->isSuppressed(Context, F.Loc, TidyName);
}

void RuleChecker::checkEndAnalysis(ExplodedGraph &Graph, BugReporter &Reporter,
                                   ExprEngine &Engine) const {
  if (!Found || !Found->Follower)
    return;
  Found->Follower->endAnalysis(Graph, Engine);
  ASTContext &Context = Engine.getContext();
  for (RunFollower::Pattern &P : Found->Follower->patterns())
    if (P.Found && P.level() >= Options.MinimumConfidence &&
        !Found->Done.contains(P.Of) && Found->isTurnOf(*P.Of)) {
      Found->Done.insert(P.Of);
      if (takeUp(Context, *P.Of)) {
        if (TheListener) {
          Finding Surer = *P.Of;
          Surer.Level = P.level();
          TheListener->heard(Surer);
        }
        Reporter.emitReport(
            std::make_unique<RunReport>(Bug, P, Context.getSourceManager()));
      }
    }
  // The graph dies with the function that it is about.
  for (RunFollower::Pattern &P : Found->Follower->patterns())
    P.Found = nullptr;
}

bool RuleChecker::UnitFindings::isTurnOf(const Finding &F) {
  return F.Rank == 0 || llvm::none_of(Follower->patterns(),
                                      [&](const RunFollower::Pattern &P) {
                                        return P.Of->Cause == F.Cause &&
                                               P.Of->Rank < F.Rank &&
                                               !P.isRefuted();
                                      });
}

void RuleChecker::checkEndOfTranslationUnit(const TranslationUnitDecl *,
                                            AnalysisManager &Manager,
                                            BugReporter &Reporter) const {
  ASTContext &Context = Manager.getASTContext();
  AnalyzedUnit &Unit = Units->unit(Context, Options.ModelFiles);
  UnitFindings &Findings = findings(Context);
  llvm::DenseSet<unsigned> Refuted;
  if (Findings.Follower)
    for (const RunFollower::Pattern &P : Findings.Follower->patterns())
      if (P.isRefuted() && Findings.Done.insert(P.Of).second &&
          !Findings.Causes.contains(P.Of->Cause) &&
          (P.Of->Cause == 0 || Refuted.insert(P.Of->Cause).second))
        ++Unit.unit().statistics().NoRunFound;
  std::vector<const Finding *> InTurn;
  for (const Finding &F : Findings.All)
    InTurn.push_back(&F);
  llvm::sort(InTurn, [](const Finding *A, const Finding *B) {
    return std::make_pair(A->Rank, A) < std::make_pair(B->Rank, B);
  });
  for (const Finding *Next : InTurn) {
    const Finding &F = *Next;
    if (Findings.Done.contains(&F))
      continue;
    if (F.Level < Options.MinimumConfidence) {
      ++Unit.unit().statistics().BelowMinimum;
      continue;
    }
    if (!takeUp(Context, F))
      continue;
    if (TheListener)
      TheListener->heard(F);
    emitFinding(Reporter, Bug, F);
  }
  // One that may be so, and that no run was found for, says nothing against
  // what the program shows.
  llvm::erase_if(Findings.All, [&](const Finding &F) {
    return F.Level < Options.MinimumConfidence && !Findings.Done.contains(&F);
  });
  Units->reportProgram(Reporter, Bug, TidyName, Options,
                       std::move(Findings.All));
  if (Options.ShowStatistics)
    Unit.printStatisticsAtEnd();
  Found.reset();
  Units->done();
}

} // namespace unwedge::analyzer

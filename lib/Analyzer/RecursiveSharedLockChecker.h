//===--- RecursiveSharedLockChecker.h - unwedge.RecursiveSharedLock ------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_ANALYZER_RECURSIVESHAREDLOCKCHECKER_H
#define UNWEDGE_LIB_ANALYZER_RECURSIVESHAREDLOCKCHECKER_H

#include "AcquisitionGate.h"
#include "CheckerUnits.h"
#include "LockState.h"
#include "PathDecisions.h"
#include "RegionPaths.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "unwedge/Rules/CheckTexts.h"
#include "unwedge/Rules/RecursiveSharedLock.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugReporter.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugType.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include <map>
#include <set>

namespace unwedge::analyzer {

/// The outermost of the library's functions that ran, one after the other, up
/// to where \p C is: in a library itself, or in what one runs. Null if the
/// user's code is in control.
const clang::StackFrameContext *
outermostLibraryFrame(clang::ento::CheckerContext &C);

/// A lock that a path acquires now.
struct AcquiredLock {
  const clang::ento::MemRegion *Lock = nullptr;
  LockMode Mode = LockMode::Shared;
  const LockKind *Kind = nullptr;
  const clang::ento::MemRegion *Guard = nullptr;
};

/// Finds, along paths, reader/writer locks that a thread acquires while it
/// holds them.
///
/// What calls mean to locks is up to the model; where no other checkers are on,
/// modelled calls are not explored, and neither are functions from which no two
/// acquisitions can be reached. A call that the engine does not step into
/// acquires what the shared summaries say. The rule judges what is found, with
/// the same confidence and words as everywhere.
class RecursiveSharedLockChecker
    : public clang::ento::Checker<
          clang::ento::check::BeginFunction, clang::ento::check::EndFunction,
          clang::ento::check::PreCall, clang::ento::check::PostCall,
          clang::ento::eval::Call, clang::ento::check::DeadSymbols,
          clang::ento::check::LiveSymbols,
          clang::ento::check::EndOfTranslationUnit> {
public:
  void start(clang::ento::CheckerManager &Manager);

  void checkBeginFunction(clang::ento::CheckerContext &C) const;
  void checkEndFunction(const clang::ReturnStmt *Return,
                        clang::ento::CheckerContext &C) const;
  void checkPreCall(const clang::ento::CallEvent &Call,
                    clang::ento::CheckerContext &C) const;
  void checkPostCall(const clang::ento::CallEvent &Call,
                     clang::ento::CheckerContext &C) const;
  bool evalCall(const clang::ento::CallEvent &Call,
                clang::ento::CheckerContext &C) const;
  void checkDeadSymbols(clang::ento::SymbolReaper &Reaper,
                        clang::ento::CheckerContext &C) const;
  void checkLiveSymbols(clang::ento::ProgramStateRef State,
                        clang::ento::SymbolReaper &Reaper) const;
  void checkEndOfTranslationUnit(const clang::TranslationUnitDecl *D,
                                 clang::ento::AnalysisManager &Manager,
                                 clang::ento::BugReporter &Reporter) const;

private:
  friend class LockCall;

  /// What is known of the unit; made when the first function is looked at.
  struct UnitFacts {
    UnitFacts(AnalyzedUnit &Analyzed, AcquisitionGate::EntryFor Entry)
        : Analyzed(Analyzed),
          Decisions(Analyzed.unit().model(), Analyzed.unit().callees()),
          Gate(Analyzed.unit(), Entry) {}
    AnalyzedUnit &Analyzed;
    PathDecisions Decisions;
    AcquisitionGate Gate;
    /// Whether anything can be found on the paths that are followed now.
    bool IsOnWay = false;
    llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Summary>>
        Attributes;
    llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Summary>>
        ByPlace;
    llvm::DenseMap<const clang::FunctionDecl *, bool> ModelledBodies;
    /// Where each cause was reported from, and what of it was off the path.
    std::map<RecursionFinding::CauseKey, std::pair<const clang::Decl *, int>>
        Reported;
    std::vector<Finding> Told;
    std::set<RecursionFinding::CauseKey> BelowMinimum;
    std::vector<LockKindRef> Kinds;
  };

  UnitFacts &facts(clang::ASTContext &Context) const;
  /// Whether no other checkers are on.
  bool isAlone() const { return Units->isAlone(); }
  bool isOnWay() const { return Facts && Facts->IsOnWay; }
  bool isRelevant(const clang::Decl *Entry, clang::ASTContext &Context) const;
  const Summary &attributesOf(UnitFacts &Facts,
                              const clang::FunctionDecl *F) const;
  /// The summary of \p F with a pair for each place; null if it cannot reach an
  /// operation.
  const Summary *placesIn(UnitFacts &Facts, const clang::FunctionDecl *F) const;
  /// Whether what \p F does is known, so that its body does not count.
  bool hasModelledBody(UnitFacts &Facts, const clang::FunctionDecl *F) const;
  bool isInsideModelled(clang::ento::CheckerContext &C) const;

  /// A second acquisition as \p Next, of \p Lock where its region is known.
  struct Candidate {
    Hold Held;
    RecursionFinding Found;
    const clang::ento::MemRegion *Lock;
    clang::SourceLocation NextSite;
    /// What the engine did not step into, so that it is not on its path.
    enum { None, Second, Both } OffPath;
  };
  void judge(clang::ento::CheckerContext &C, const Hold &Held,
             const clang::ento::MemRegion *Lock, Acquisition Next,
             const clang::StackFrameContext *NextFrame, bool Doubtful,
             bool Manual, bool OffPath, std::vector<Candidate> &Found) const;
  /// Judges what happens at places of the function that \p C is in, where the
  /// engine does not look, by the shared summary. \p IsPlace is asked for the
  /// first call on the way.
  void judgePlaces(clang::ento::CheckerContext &C,
                   clang::ento::ProgramStateRef State, const LockState &Locks,
                   llvm::function_ref<bool(const TraceStep &)> IsPlace,
                   std::vector<Candidate> &Found) const;
  void judgeMemberInitializers(clang::ento::CheckerContext &C) const;
  void emit(clang::ento::CheckerContext &C,
            const clang::ento::ExplodedNode *Node, const Candidate &Found,
            unsigned NextSerial) const;

  clang::ento::BugType Bug{this, texts::RecursiveSharedLock.Title,
                           texts::RecursiveSharedLock.Category};
  CommonOptions Options;
  CheckerUnits *Units = nullptr;
  mutable std::unique_ptr<UnitFacts> Facts;
};

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_RECURSIVESHAREDLOCKCHECKER_H

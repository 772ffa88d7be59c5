//===--- RunFollower.h - Looks for the run that a finding needs -----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_ANALYZER_RUNFOLLOWER_H
#define UNWEDGE_LIB_ANALYZER_RUNFOLLOWER_H

#include "unwedge/Model/ModelIndex.h"
#include "unwedge/Report/Finding.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugReporter.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugType.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"
#include "llvm/ADT/DenseMap.h"
#include <vector>

namespace unwedge::analyzer {

/// Follows the engine's paths for the runs that findings of a rule need.
///
/// Claims that a run is feasible if the engine got along it, and that there is
/// none if the engine went through the function from its beginning to all of
/// the events, within its budgets and with nothing known of what the function
/// is given, and never came to one after the other on the same object. Of
/// anything else it says nothing, and the finding stays what it was. What other
/// threads change in between the engine does not see.
class RunFollower {
public:
  struct Pattern {
    const Finding *Of = nullptr;
    const RunPattern *Run = nullptr;
    /// Where the analyzer begins to explore it; may be null.
    const clang::FunctionDecl *Entry = nullptr;
    /// Where in the graph of the function at hand the engine first had all of
    /// it behind it; null if nowhere.
    clang::ento::ExplodedNode *Found = nullptr;
    /// Whether it had in any function's.
    bool WasFound = false;
    /// But it did not follow all calls that lead to the events, or does not
    /// know whether they are about one object where that matters.
    bool Doubtful = false;
    /// The events that the engine has come to, in whatever order.
    unsigned Seen = 0;
    /// A run ends with everything but the last event.
    bool LeftOpen = false;
    /// The engine went through all of the function.
    bool Explored = false;

    /// Whether no run does what the finding says.
    bool isRefuted() const {
      return !WasFound && Explored && Seen == (1u << Run->Events.size()) - 1;
    }
    /// How sure the finding is by now.
    Confidence level() const {
      bool IsClosed = !Run->IfNeverLeftOpen || (Explored && !LeftOpen);
      return Found && !Doubtful && IsClosed ? Run->Level : Of->Level;
    }
  };

  using EntryFor = llvm::function_ref<const clang::FunctionDecl *(
      const clang::FunctionDecl *)>;
  /// \p Findings must live as long as this.
  RunFollower(llvm::ArrayRef<Finding> Findings, const ModelIndex &Model,
              const clang::ento::BugType &Bug, EntryFor Entry);

  llvm::MutableArrayRef<Pattern> patterns() { return Patterns; }
  /// Whether what some finding is about is explored from \p Entry on.
  bool isAbout(const clang::Decl *Entry) const;

  // What the engine comes to. Each may add a node to the path.
  void beginCall(const clang::ento::CallEvent &Call,
                 clang::ento::CheckerContext &C);
  void endCall(const clang::ento::CallEvent &Call,
               clang::ento::CheckerContext &C);
  void expression(const clang::Expr *E, clang::ento::CheckerContext &C);
  void endFunction(clang::ento::CheckerContext &C);
  void endAnalysis(clang::ento::ExplodedGraph &Graph,
                   clang::ento::ExprEngine &Engine);
  static void keepAlive(clang::ento::ProgramStateRef State,
                        clang::ento::SymbolReaper &Reaper);

private:
  struct Place {
    unsigned Pattern;
    unsigned Event;
    /// The calls that lead there.
    llvm::ArrayRef<clang::SourceLocation> Before;
    /// It is such a call itself.
    bool IsThrough;
  };
  enum class Moment : uint8_t { Entry, Return, ReturnUnfollowed };

  llvm::ArrayRef<Place> placesAt(const clang::Expr *E) const;
  llvm::ArrayRef<Place> placesIn(const clang::FunctionDecl *F,
                                 const clang::SourceManager &SM);
  void come(llvm::ArrayRef<Place> To, Moment When,
            clang::ento::CheckerContext &C, const clang::ento::CallEvent *Call);
  const clang::ento::NoteTag *noteFor(const Pattern &P, unsigned Event,
                                      clang::ento::CheckerContext &C) const;

  const ModelIndex &Model;
  const clang::ento::BugType &Bug;
  std::vector<Pattern> Patterns;
  llvm::DenseMap<clang::SourceLocation, llvm::SmallVector<Place, 2>> Places;
  /// By definition.
  llvm::DenseMap<const clang::FunctionDecl *, std::vector<Place>>
      PlacesInBodies;
};

/// A finding with the run that the engine has found for it. Stands where the
/// finding does, wherever the run ends.
class RunReport : public clang::ento::PathSensitiveBugReport {
public:
  RunReport(const clang::ento::BugType &Bug, const RunFollower::Pattern &P,
            const clang::SourceManager &SM);

  clang::ento::PathDiagnosticLocation getLocation() const override {
    return Where;
  }
  void Profile(llvm::FoldingSetNodeID &ID) const override;

  /// What to say of event \p Event of \p Run, once.
  std::string noteFor(const RunPattern *Run, unsigned Event);

private:
  const clang::ento::PathDiagnosticLocation Where;
  const RunPattern *Run;
  std::vector<std::string> Texts;
};

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_RUNFOLLOWER_H

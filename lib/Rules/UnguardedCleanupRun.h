//===--- UnguardedCleanupRun.h - One run of unguarded-cleanup -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to this folder. What the rule finds stands in UnguardedCleanup.cpp,
// what it would find if other units did this or that in
// CleanupSuppositions.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_RULES_UNGUARDEDCLEANUPRUN_H
#define UNWEDGE_LIB_RULES_UNGUARDEDCLEANUPRUN_H

#include "unwedge/Facts/CleanupFlow.h"
#include "unwedge/Program/AwaitedFlags.h"
#include "unwedge/Program/CleanupProgram.h"
#include "unwedge/Report/CleanupWording.h"
#include "unwedge/Rules/UnguardedCleanup.h"
#include <map>
#include <set>

namespace unwedge {

/// One state that a callback may leave behind.
struct Leak {
  PendingState State;
  UnwindResult Unwind;
  Confidence Level = Confidence::Definite;
  /// If a run is found that establishes it and takes it back after the call,
  /// and none that does not take it back.
  Confidence LevelOnRun = Confidence::Definite;
  /// Where the variable is looked at, if that matters.
  clang::SourceLocation Reader;
  /// What the confidence follows from.
  LeakFacts Facts;
};

/// A callback in a function with all that it may leave behind.
struct Candidate {
  CallbackCall Callback;
  Throws MayThrow = Throws::Perhaps;
  std::vector<Leak> Leaks;
};

/// A function that has candidates, kept until all of them are known.
struct Suspect {
  std::unique_ptr<CleanupFacts> Facts;
  std::unique_ptr<CleanupFlow> Flow;
  std::vector<Candidate> Candidates;
};

class CleanupRun {
public:
  CleanupRun(TranslationUnit &Unit, const FindingFilter &Filter,
             const UnguardedCleanupOptions &Options)
      : Unit(Unit), Filter(Filter), Minimum(Filter.Minimum), Options(Options),
        Cleanup(Unit.model()), Program(Unit.graph(), Unit.model(), Cleanup),
        SM(Unit.model().context().getSourceManager()) {}

  std::vector<Finding> run();

protected:
  bool hasCallback(const clang::FunctionDecl *F) const;
  void examine(const clang::FunctionDecl *F);
  void addCallbacks(CleanupFacts &Facts);
  void judge(Suspect &S);
  void markAwaited(CleanupFacts &Facts);
  /// Makes the candidate of \p Callback; false if there is nothing to it.
  bool addLeaks(const Suspect &S, Candidate &C);
  /// Looks for reads of the variables that candidates are about.
  void lookForReads();
  bool judgeLeak(const Suspect &S, const Candidate &C, Leak &L) const;
  bool undoneByCallers(const CleanupFacts &Facts, const StateEvent &Done);
  /// The finding that \p C makes, without its last steps, and the leaks that it
  /// tells of, the main one first; none if it is not sure enough.
  std::optional<Finding> describe(const Suspect &S, const Candidate &C,
                                  std::vector<const Leak *> &Leaks) const;
  void report(const Suspect &S, const Candidate &C);

  const StateEvent &doneOf(const CleanupFacts &Facts, const Leak &L) const {
    return L.State.Established < Facts.Events.size()
               ? Facts.Events[L.State.Established]
               : Facts.Events[L.State.Undone.front()];
  }

  TranslationUnit &Unit;
  const FindingFilter Filter;
  const Confidence Minimum;
  const UnguardedCleanupOptions &Options;
  CleanupIndex Cleanup;
  CleanupProgram Program;
  const clang::SourceManager &SM;
  /// Made when first needed: a walk over the unit.
  std::unique_ptr<AwaitedFlags> Awaited;
  std::vector<Suspect> Suspects;
  /// By the place of the report, so that instantiations of one template make
  /// one finding.
  std::map<clang::SourceLocation, Finding> Found;
  /// Where states are established that a finding has a repair for.
  std::set<clang::SourceLocation> Fixed;
};

bool mayBeLeftByException(const clang::FunctionDecl *F);
/// Drops the events that cannot have a counterpart, which are most.
void dropSingleEvents(CleanupFacts &Facts);
/// What two events say of the state that the first one sets up.
LeakFacts factsOf(const StateEvent &Done, const StateEvent &Undo,
                  const clang::ASTContext &Context);
/// What the callback is called in a diagnostic, with quotes if it has a name.
std::string callbackName(const CallbackCall &C, const ModelIndex &Model);
/// What the state is called in a diagnostic, with quotes.
std::string stateName(const StateEvent &Event, const CleanupFacts &Facts);
/// The steps of \p Unwind: handlers that do not take it back, and guards that
/// were called off. Handlers that \p SaidOf was told of are left out.
void appendWays(const UnwindResult &Unwind, const clang::SourceManager &SM,
                const clang::CXXCatchStmt *&SaidOf,
                std::vector<FindingStep> &Steps);

} // namespace unwedge

#endif // UNWEDGE_LIB_RULES_UNGUARDEDCLEANUPRUN_H

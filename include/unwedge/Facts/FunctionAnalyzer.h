//===--- FunctionAnalyzer.h - Flow-sensitive facts of one function --------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_FUNCTIONANALYZER_H
#define UNWEDGE_FACTS_FUNCTIONANALYZER_H

#include "unwedge/Facts/CalleeInfo.h"
#include "unwedge/Facts/Summary.h"
#include "unwedge/Model/ModelIndex.h"

namespace unwedge {

/// Budgets per function. What goes over one is given up and counted.
struct AnalysisLimits {
  /// Basic blocks; a larger function is not analysed.
  unsigned MaxBlocks = 6000;
  /// Times that one block is visited before its state counts as stable.
  unsigned MaxVisits = 8;
  /// Critical pairs in one summary.
  unsigned MaxPairs = 256;
  /// Calls that are noted of one function.
  unsigned MaxCalls = 2000;
  /// Targets in sight of one indirect call before it counts as unresolved.
  unsigned MaxCandidates = 8;
  /// Keep one critical pair for each place, not only one for each lock where
  /// nothing is held: for who knows better what is held.
  bool PairPerPlace = false;
  /// Read all of a precompiled header or module; otherwise only what the code
  /// that the compiler has read leads to. Others may count what is read.
  bool ReadsAllPrecompiled = true;
  /// Note each call in the summary, with the locks held. For units that are put
  /// together with others.
  bool ObservesCalls = false;
};

/// What was seen and what was given up; added up over a translation unit.
struct AnalysisStatistics {
  unsigned FunctionsInSight = 0;
  unsigned FunctionsAnalyzed = 0;
  unsigned FunctionsTooLarge = 0;
  unsigned FunctionsWithoutCFG = 0;
  unsigned Acquisitions = 0;
  unsigned AcquisitionsOfUnnamedObjects = 0;
  unsigned IndirectCallsUnresolved = 0;
  unsigned IndirectCallsTooWide = 0;
  unsigned PairsDropped = 0;
  unsigned FixpointsCutShort = 0;
  unsigned BelowMinimum = 0;
  /// Findings that a host which follows paths has found no run for.
  unsigned NoRunFound = 0;
  unsigned TextFunctions = 0;
  unsigned KeyUses = 0;
  unsigned TextTooDeep = 0;
  unsigned TextTooMany = 0;
  unsigned BlockingPuts = 0;
  unsigned QueueTakes = 0;
  unsigned QueueEventsDropped = 0;
  /// By a host that follows paths: functions that it began at and that have
  /// more paths, or longer ones, than it follows.
  unsigned PathsTooMany = 0;
  unsigned PathsTooLong = 0;

  AnalysisStatistics &operator+=(const AnalysisStatistics &O) {
    FunctionsInSight += O.FunctionsInSight;
    FunctionsAnalyzed += O.FunctionsAnalyzed;
    FunctionsTooLarge += O.FunctionsTooLarge;
    FunctionsWithoutCFG += O.FunctionsWithoutCFG;
    Acquisitions += O.Acquisitions;
    AcquisitionsOfUnnamedObjects += O.AcquisitionsOfUnnamedObjects;
    IndirectCallsUnresolved += O.IndirectCallsUnresolved;
    IndirectCallsTooWide += O.IndirectCallsTooWide;
    PairsDropped += O.PairsDropped;
    FixpointsCutShort += O.FixpointsCutShort;
    BelowMinimum += O.BelowMinimum;
    NoRunFound += O.NoRunFound;
    TextFunctions += O.TextFunctions;
    KeyUses += O.KeyUses;
    TextTooDeep += O.TextTooDeep;
    TextTooMany += O.TextTooMany;
    BlockingPuts += O.BlockingPuts;
    QueueTakes += O.QueueTakes;
    QueueEventsDropped += O.QueueEventsDropped;
    PathsTooMany += O.PathsTooMany;
    PathsTooLong += O.PathsTooLong;
    return *this;
  }
};

/// Computes the summary of \p F, which has a body, from its control flow graph
/// and from what \p Callees knows. *Must* facts hold on every path that the
/// graph has without exception edges; a handler starts with what held where
/// its try block begins and was not given up inside it.
Summary analyzeFunction(const clang::FunctionDecl *F, const ModelIndex &Model,
                        CalleeInfo &Callees, const AnalysisLimits &Limits,
                        AnalysisStatistics &Statistics);

/// The calls and constructions in \p F by its text alone, with objects by
/// staticPath(). For functions in which no lock can be held.
std::vector<ObservedCall> observeCalls(const clang::FunctionDecl *F,
                                       const ModelIndex &Model);

/// The object that \p E names in the terms of \p F, as far as can be said
/// without following control flow. With \p Outside, `this` becomes
/// AccessPath::FrameThis and parameters become AccessPath::Var, so that the
/// path keeps its meaning outside of \p F.
AccessPath staticPath(const clang::Expr *E, const clang::FunctionDecl *F,
                      const ModelIndex &Model, bool Outside);

/// Whether \p F is one of the functions whose thread-safety attributes are
/// taken for what it does: it has some, and it is a member of a capability or
/// scoped capability or has no body in sight.
bool isDescribedByAttributes(const clang::FunctionDecl *F);

} // namespace unwedge

#endif // UNWEDGE_FACTS_FUNCTIONANALYZER_H

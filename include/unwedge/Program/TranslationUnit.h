//===--- TranslationUnit.h - The summaries of one translation unit --------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_PROGRAM_TRANSLATIONUNIT_H
#define UNWEDGE_PROGRAM_TRANSLATIONUNIT_H

#include "unwedge/Facts/CalleeInfo.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "unwedge/Facts/Summary.h"
#include "unwedge/Model/ModelIndex.h"
#include "unwedge/Program/CallGraph.h"
#include <memory>
#include <vector>

namespace unwedge {

/// Everything that the rules may ask about one translation unit.
///
/// Claims nothing about functions that have no body in sight, about
/// uninstantiated templates, or about code in system headers. The call graph is
/// made at once, summaries of locks when they are first asked for; these are
/// those of the last round of a fixpoint over the call graph; where a budget
/// cut it short, the statistics say so and facts are missing, none is wrong.
class TranslationUnit {
public:
  /// \p AlsoInSight is that of CallGraph.
  TranslationUnit(
      const ModelIndex &Model, const AnalysisLimits &Limits,
      llvm::ArrayRef<const clang::CXXMethodDecl *> AlsoInSight = {});
  ~TranslationUnit();

  const CallGraph &graph() const;

  /// The functions that can reach an operation on a lock, callees before
  /// callers.
  llvm::ArrayRef<const clang::FunctionDecl *> functions() const;
  /// The summary of one of functions().
  const Summary &summary(const clang::FunctionDecl *F) const;
  /// Null if \p Field is no back pointer, or is not known to be one.
  const BackPointer *backPointer(const clang::Decl *Field) const;

  /// What the analysis of a function asks of the program, answered from the
  /// summaries; for hosts that follow control flow themselves.
  CalleeInfo &callees();

  const ModelIndex &model() const;
  const AnalysisLimits &limits() const;
  AnalysisStatistics &statistics();

private:
  class Implementation;
  std::unique_ptr<Implementation> Impl;
};

} // namespace unwedge

#endif // UNWEDGE_PROGRAM_TRANSLATIONUNIT_H

//===--- PathDecisions.h - What a path took for granted -------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_ANALYZER_PATHDECISIONS_H
#define UNWEDGE_LIB_ANALYZER_PATHDECISIONS_H

#include "unwedge/Facts/CalleeInfo.h"
#include "unwedge/Model/ModelIndex.h"
#include "clang/Analysis/CFG.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"

namespace unwedge::analyzer {

/// Finds the tests that decided that a path gets to some place, and whose
/// outcome the path chose because it did not know it.
///
/// A test decides for a place that cannot be reached but by one of its ways; so
/// it is as in the shared flow analysis, where a decision counts until all of
/// its ways have joined. Which tests may have to do with locking is said there,
/// too (see EventContext and BranchMeaning.h). A test whose outcome the path
/// knows, because it knows both sides of it, makes nothing doubtful.
class PathDecisions {
public:
  PathDecisions(const ModelIndex &Model, CalleeInfo &Callees)
      : Model(Model), Callees(Callees) {}

  /// Whether a chosen outcome may be what keeps an acquisition at \p Node, in
  /// \p Next or below it, from happening while \p Start holds the lock.
  /// \p Manual: the lock is not acquired by a guard.
  bool areDoubtful(const clang::StackFrameContext *Start,
                   const clang::StackFrameContext *Next,
                   const clang::ento::ExplodedNode *Node, bool Manual);

  /// Another entry function begins; graphs of the one before are gone.
  void reset() {
    Branches.clear();
    Deciding.clear();
  }

private:
  enum class Meaning : uint8_t {
    /// Which thread is running.
    Thread,
    /// Whether an argument is some special value, or one case of a switch.
    Selection,
    /// A parameter that says what to do.
    Argument,
    /// Whether to lock by hand.
    Flag,
  };
  struct Branch {
    Meaning Means;
    const clang::CFGBlock *Block;
    const clang::CFGBlock *Taken;
    /// What the test evaluates.
    const clang::Expr *Condition;
    /// For Argument.
    const clang::ParmVarDecl *Subject = nullptr;
  };

  const std::vector<Branch> &branchesOf(const clang::StackFrameContext *Frame);
  void addBranches(const clang::CFGBlock &Block, const clang::FunctionDecl &F,
                   std::vector<Branch> &Result) const;
  const std::vector<Branch> &decidingFor(const clang::CFGBlock *Place,
                                         const clang::StackFrameContext *Frame);
  bool isDoubtful(const Branch &B, const clang::StackFrameContext *Frame,
                  const clang::StackFrameContext *Start,
                  const clang::ento::ExplodedNode *Node) const;

  const ModelIndex &Model;
  CalleeInfo &Callees;
  llvm::DenseMap<const clang::CFG *, std::vector<Branch>> Branches;
  llvm::DenseMap<const clang::CFGBlock *, std::vector<Branch>> Deciding;
};

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_PATHDECISIONS_H

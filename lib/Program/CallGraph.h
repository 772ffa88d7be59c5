//===--- CallGraph.h - Who calls whom, and what is stored where -----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_PROGRAM_CALLGRAPH_H
#define UNWEDGE_LIB_PROGRAM_CALLGRAPH_H

#include "unwedge/Facts/CalleeInfo.h"
#include "unwedge/Model/ModelIndex.h"
#include "unwedge/Program/TranslationUnit.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"

namespace unwedge {

/// Over-approximates, over the code of one translation unit that is not in
/// system headers, which function may call which, and flow-insensitively
/// which functions, and whose `this`, are stored in which variable.
class CallGraph {
public:
  explicit CallGraph(const ModelIndex &Model);

  struct Node {
    const clang::FunctionDecl *Definition = nullptr;
    /// Canonical declarations; a virtual callee stands for its overriders.
    llvm::SmallVector<const clang::FunctionDecl *, 4> Callees;
    /// Variables whose stored callables it calls.
    llvm::SmallVector<const clang::ValueDecl *, 1> Invoked;
    bool HasOperation = false;
    bool Relevant = false;
  };

  /// Keyed by canonical declaration, in the order of the source.
  const llvm::MapVector<const clang::FunctionDecl *, Node> &nodes() const {
    return Nodes;
  }
  const Node *node(const clang::FunctionDecl *F) const;

  /// The relevant nodes in strongly connected components, callees first.
  std::vector<std::vector<const Node *>> components() const;

  llvm::ArrayRef<const clang::CXXMethodDecl *>
  overridersOf(const clang::CXXMethodDecl *M) const;
  llvm::ArrayRef<CallableTarget>
  targetsStoredIn(const clang::ValueDecl *D) const;
  const BackPointer *backPointer(const clang::Decl *D) const;

  /// The expressions that initialise or configure locks of one class.
  struct Configuration {
    llvm::SmallVector<const clang::Expr *, 1> Initializers;
    /// Attribute objects given to an initialising function.
    llvm::SmallVector<
        std::pair<const clang::FunctionDecl *, const clang::ValueDecl *>, 1>
        AttributeObjects;
    /// Nothing but the declaration of the lock initialises it.
    bool IsDefault = false;
  };
  const Configuration *configuration(const clang::Decl *LockClass) const;
  /// Values given to attribute objects: (setter, value).
  using AttributeValue =
      std::pair<const clang::FunctionDecl *, const clang::Expr *>;
  llvm::ArrayRef<AttributeValue>
  attributeValues(const clang::ValueDecl *Attribute) const;

private:
  friend class CallGraphBuilder;

  /// What a variable may hold.
  struct Contents {
    llvm::SmallVector<CallableTarget, 1> Targets;
    llvm::SmallVector<BackPointer, 1> Owners;
    /// Set to something that is neither another variable nor `this`.
    bool OtherValues = false;
  };

  void solveFlows();
  void markRelevant();
  template <typename Fn> void forEachCallee(const Node &N, Fn Visit) const;

  llvm::MapVector<const clang::FunctionDecl *, Node> Nodes;
  llvm::DenseMap<const clang::CXXMethodDecl *,
                 llvm::SmallVector<const clang::CXXMethodDecl *, 2>>
      Overriders;
  llvm::MapVector<const clang::ValueDecl *, Contents> Stored;
  /// From variable -> to variables.
  llvm::MapVector<const clang::ValueDecl *,
                  llvm::SmallVector<const clang::ValueDecl *, 2>>
      Flows;
  llvm::DenseMap<const clang::Decl *, BackPointer> BackPointers;
  llvm::DenseMap<const clang::Decl *, Configuration> Configurations;
  llvm::DenseMap<const clang::ValueDecl *, llvm::SmallVector<AttributeValue, 1>>
      AttributeValues;
};

} // namespace unwedge

#endif // UNWEDGE_LIB_PROGRAM_CALLGRAPH_H

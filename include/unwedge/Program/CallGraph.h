//===--- CallGraph.h - Who calls whom, and what is stored where -----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_PROGRAM_CALLGRAPH_H
#define UNWEDGE_PROGRAM_CALLGRAPH_H

#include "unwedge/Facts/CalleeInfo.h"
#include "unwedge/Model/ModelIndex.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <vector>

namespace unwedge {

/// A field that, wherever it is set in sight, is set to `this` of one class, or
/// to one and the same variable: a pointer back to an owner.
struct BackPointer {
  /// The class of the `this`; null if there is a variable.
  const clang::CXXRecordDecl *Class = nullptr;
  /// The variable that is, or refers to, the owner.
  const clang::VarDecl *Object = nullptr;
  /// Where the field gets it from.
  clang::SourceLocation SetAt;
};

/// The functions that one call expression may run, as far as they are in sight.
struct ResolvedCall {
  enum Kind : uint8_t {
    /// Nothing is known of the target.
    Unknown,
    /// One function, named by the call (also a constructor, an operator, or a
    /// lambda that is called in place).
    Direct,
    /// The overriders in sight of a virtual function.
    Virtual,
    /// Callables stored in sight in the variable, field or parameter that the
    /// call goes through.
    Stored,
  };
  Kind How = Unknown;
  /// The function that the call names, with or without a body in sight; null if
  /// it goes through a callable.
  const clang::FunctionDecl *Callee = nullptr;
  /// Definitions in sight, each with where it was stored (\c Stored only).
  llvm::SmallVector<CallableTarget, 2> Targets;
  /// For \c Stored: what the callable is read from; may be null.
  const clang::ValueDecl *Source = nullptr;
  /// No other function can be the target. Never set for \c Stored, and for
  /// \c Virtual only where the language says so.
  bool Complete = false;
  /// The call hands callables to a function that runs them before it returns
  /// (std::for_each, std::invoke): what these may be.
  llvm::SmallVector<CallableTarget, 2> RunsArguments;
};

/// Over-approximates, over the code of one translation unit that is not in
/// system headers, which function may call which, and flow-insensitively
/// which functions, and whose `this`, are stored in which variable.
class CallGraph {
public:
  /// \p ReadsAllPrecompiled is that of \c AnalysisLimits: without it, code of
  /// a precompiled header is in sight if it can be reached from the code that
  /// the compiler has read, or from \p AlsoInSight, or is a member of a class
  /// with such a function.
  CallGraph(const ModelIndex &Model, bool ReadsAllPrecompiled,
            llvm::ArrayRef<const clang::CXXMethodDecl *> AlsoInSight);

  struct Node {
    const clang::FunctionDecl *Definition = nullptr;
    /// Canonical declarations; a virtual callee stands for its overriders.
    llvm::SmallVector<const clang::FunctionDecl *, 4> Callees;
    /// The same for functions that system headers declare.
    llvm::SmallVector<const clang::FunctionDecl *, 8> LibraryCallees;
    /// Variables whose stored callables it calls.
    llvm::SmallVector<const clang::ValueDecl *, 1> Invoked;
    /// Contains an operation on a lock.
    bool HasOperation = false;
    /// Can reach one.
    bool Relevant = false;
  };
  using NodeSet = llvm::DenseSet<const clang::FunctionDecl *>;

  /// Keyed by canonical declaration, in the order of the source.
  const llvm::MapVector<const clang::FunctionDecl *, Node> &nodes() const {
    return Nodes;
  }
  const Node *node(const clang::FunctionDecl *F) const;

  /// The functions, by canonical declaration, from which one can be reached
  /// that \p Has holds for, those functions included.
  NodeSet reaching(llvm::function_ref<bool(const Node &)> Has) const;

  /// Of the functions that \p F can be reached from, \p F itself included, one
  /// with the fewest calls in between that \p Is holds for; null if there is
  /// none.
  const clang::FunctionDecl *
  nearestCaller(const clang::FunctionDecl *F,
                llvm::function_ref<bool(const clang::FunctionDecl *)> Is) const;

  /// The nodes of which \p Take holds, in strongly connected components,
  /// callees first.
  std::vector<std::vector<const Node *>>
  components(llvm::function_ref<bool(const Node &)> Take) const;

  /// What \p Call (a call, construction or operator expression) may run.
  ResolvedCall resolve(const clang::Expr *Call) const;
  /// The functions in sight that calling \p Callable, an expression of callable
  /// type, may run.
  llvm::SmallVector<CallableTarget, 2>
  targetsOf(const clang::Expr *Callable) const;
  /// The definitions in sight that a virtual call of \p M may reach, \p M
  /// itself included if it has a body.
  void
  overriders(const clang::CXXMethodDecl *M,
             llvm::SmallVectorImpl<const clang::FunctionDecl *> &Result) const;

  /// What overrides \p M directly, with a body in sight or not; canonical
  /// declarations.
  llvm::ArrayRef<const clang::CXXMethodDecl *>
  overridersOf(const clang::CXXMethodDecl *M) const;
  /// What was stored in the variable, field or parameter \p D in sight; there
  /// may be more elsewhere.
  llvm::ArrayRef<CallableTarget>
  targetsStoredIn(const clang::ValueDecl *D) const;
  /// The one object that the field \p D always points to; null if it points to
  /// several, to none in sight, or to what is not known.
  const BackPointer *backPointer(const clang::Decl *D) const;

  /// What is seen to be put into one variable, field or parameter, through any
  /// number of others.
  struct Contents {
    llvm::SmallVector<CallableTarget, 1> Targets;
    llvm::SmallVector<BackPointer, 1> Owners;
    /// Set to something that is neither another variable nor `this`.
    bool OtherValues = false;
  };
  const llvm::MapVector<const clang::ValueDecl *, Contents> &contents() const {
    return Stored;
  }
  /// What is put into one is put into the others, too.
  const llvm::MapVector<const clang::ValueDecl *,
                        llvm::SmallVector<const clang::ValueDecl *, 2>> &
  flows() const {
    return Flows;
  }

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
  /// What the lock \p LockClass is made with; null if that is not in sight.
  const Configuration *configuration(const clang::Decl *LockClass) const;
  /// Values given to attribute objects: (setter, value).
  using AttributeValue =
      std::pair<const clang::FunctionDecl *, const clang::Expr *>;
  llvm::ArrayRef<AttributeValue>
  attributeValues(const clang::ValueDecl *Attribute) const;

private:
  friend class CallGraphBuilder;

  const ModelIndex &Model;

  using CallerMap =
      llvm::DenseMap<const clang::FunctionDecl *,
                     llvm::SmallVector<const clang::FunctionDecl *, 4>>;
  /// Made when it is first asked for.
  const CallerMap &callers() const;

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
  mutable std::optional<CallerMap> Callers;
  llvm::DenseMap<const clang::Decl *, BackPointer> BackPointers;
  llvm::DenseMap<const clang::Decl *, Configuration> Configurations;
  llvm::DenseMap<const clang::ValueDecl *, llvm::SmallVector<AttributeValue, 1>>
      AttributeValues;
};

} // namespace unwedge

#endif // UNWEDGE_PROGRAM_CALLGRAPH_H

//===--- AcquisitionGate.h - From where a lock may be acquired twice ------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_ANALYZER_ACQUISITIONGATE_H
#define UNWEDGE_LIB_ANALYZER_ACQUISITIONGATE_H

#include "unwedge/Program/TranslationUnit.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace unwedge::analyzer {

/// The acquisitions that some code may make, with those of what it calls.
class AcquisitionCounts {
public:
  /// \p Spec is null for a lock that only its own operations describe; it may
  /// be of any type. \p OnlyExclusive if no run acquires it in another mode.
  void add(const LockSpec *Spec, bool OnlyExclusive);
  void add(const AcquisitionCounts &O);
  /// The code may run again.
  void repeat();
  bool empty() const { return ByType.empty(); }
  /// Whether two of them may be acquisitions of one lock that the rule speaks
  /// of. That says nothing of their order, nor of whether the first one is
  /// given back in between.
  bool mayRecur() const;

private:
  struct Count {
    const LockSpec *Spec;
    /// Two is as good as many.
    unsigned Number;
    bool OnlyExclusive;
  };
  void add(const Count &New);

  llvm::SmallVector<Count, 2> ByType;
};

/// The functions of one unit from which a lock may be acquired while it is
/// held, as far as can be told without following control flow: those that may
/// hold a lock, and from which two acquisitions of one type of lock can be
/// reached, not both of them exclusive. For one that the analyzer does not
/// begin at, a function stands that it begins at and that leads there.
class AcquisitionGate {
public:
  using EntryFor = llvm::function_ref<const clang::FunctionDecl *(
      const clang::FunctionDecl *)>;
  AcquisitionGate(const TranslationUnit &Unit, EntryFor Entry);

  bool isOpenFor(const clang::FunctionDecl *F) const {
    return Entries.contains(F->getCanonicalDecl());
  }
  /// Whether such a function can be reached from \p F, \p F itself included.
  bool isOnWayTo(const clang::FunctionDecl *F) const {
    return OnWay.contains(F->getCanonicalDecl());
  }

private:
  bool look(const CallGraph &Graph, const ModelIndex &Model,
            const CallGraph::Node &N);

  llvm::DenseSet<const clang::FunctionDecl *> Open;
  llvm::DenseSet<const clang::FunctionDecl *> Entries;
  llvm::DenseSet<const clang::FunctionDecl *> OnWay;
  llvm::DenseSet<const clang::FunctionDecl *> Leaving;
  llvm::DenseMap<const clang::FunctionDecl *, AcquisitionCounts> Totals;
};

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_ACQUISITIONGATE_H

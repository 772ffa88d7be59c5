//===--- RegionPaths.h - From regions to names, and back -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_ANALYZER_REGIONPATHS_H
#define UNWEDGE_LIB_ANALYZER_REGIONPATHS_H

#include "unwedge/Facts/AccessPath.h"
#include "unwedge/Model/ModelIndex.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramState.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace unwedge::analyzer {

/// \p R without casts, base classes and first elements: the object that user
/// code means.
const clang::ento::MemRegion *plainRegion(const clang::ento::MemRegion *R);

/// Names regions as code in one function would name them.
///
/// A symbolic region is named by where its pointer came from, which may have
/// another value by now. So two equal paths are the same object only as far as
/// the shared layers assume it too; two equal regions are the same object for
/// certain.
class RegionPaths {
public:
  RegionPaths(clang::ento::ProgramStateRef State,
              const clang::StackFrameContext *Frame, const ModelIndex &Model);

  /// Opaque if there is no name.
  AccessPath of(const clang::ento::MemRegion *R) const;

private:
  AccessPath ofPointerIn(const clang::ento::MemRegion *R,
                         clang::ento::SymbolRef Was) const;
  AccessPath ofSymbol(clang::ento::SymbolRef Symbol) const;
  AccessPath ofVariable(const clang::VarDecl *V,
                        const clang::StackFrameContext *Owner) const;

  clang::ento::ProgramStateRef State;
  const clang::StackFrameContext *Frame;
  const ModelIndex &Model;
  /// What `this` and the parameters of the function are, or point to.
  llvm::SmallVector<std::pair<const clang::ento::MemRegion *, AccessPath>, 4>
      Roots;
};

/// The objects that a callee's paths start from, at one call.
struct CallRoots {
  const clang::ento::MemRegion *This = nullptr;
  /// Null for arguments that are no objects.
  llvm::SmallVector<const clang::ento::MemRegion *, 4> Arguments;
  /// What the call makes or returns.
  const clang::ento::MemRegion *Object = nullptr;
};

/// The object that \p Path of a callee leads to from \p Roots, with the values
/// that pointers have in \p State; null if that is not known. Does not follow
/// what only the shared layers can (getters, holders).
const clang::ento::MemRegion *regionOf(const AccessPath &Path,
                                       const CallRoots &Roots,
                                       clang::ento::ProgramStateRef State,
                                       const clang::LocationContext *Context);

/// Whether two regions of one shape are the same object, as far as the path
/// knows.
std::optional<bool> sameRegion(clang::ento::CheckerContext &C,
                               const clang::ento::MemRegion *A,
                               const clang::ento::MemRegion *B);

/// The declaration that all locks of the member or variable \p R have in
/// common; null for others.
const clang::Decl *lockClassOf(const clang::ento::MemRegion *R);

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_REGIONPATHS_H

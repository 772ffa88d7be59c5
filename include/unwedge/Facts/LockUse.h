//===--- LockUse.h - What the lock model means at one call ----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How the arguments of a modelled operation are read, the same for the analysis
// of control flow and for the analyzer's paths.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_LOCKUSE_H
#define UNWEDGE_FACTS_LOCKUSE_H

#include "unwedge/Model/ModelIndex.h"
#include "llvm/ADT/SmallVector.h"
#include <functional>
#include <optional>

namespace unwedge {

/// The class of an object of \p Type, through one reference or pointer; null
/// for other types.
const clang::CXXRecordDecl *classOf(clang::QualType Type);

/// The first template argument of \p Class, if that is a type; null otherwise.
clang::QualType firstTypeArgument(const clang::CXXRecordDecl *Class);

/// Whether \p Call gives up a lock, by itself or by the guard that has it.
bool givesUpLock(const clang::CallExpr *Call, const ModelIndex &Model);

/// What a guard does with which of its arguments when it is made.
struct GuardArguments {
  enum Acquisition : uint8_t { Acquires, Adopts, Defers, Tries };
  Acquisition How = Acquires;
  /// The numbers of the arguments that are locks, or guards to take over.
  llvm::SmallVector<unsigned, 2> Locks;
};
/// \p Types are those of the arguments.
GuardArguments guardArguments(const GuardSpec &Guard, const ModelIndex &Model,
                              llvm::ArrayRef<clang::QualType> Types);

/// One call, for the choice of a mode.
struct ModeChoice {
  /// The class whose template arguments may choose; may be null.
  const clang::CXXRecordDecl *Class = nullptr;
  unsigned Arguments = 0;
  /// Whether the argument is what the selector names; unset if not known.
  std::function<std::optional<bool>(unsigned Argument, llvm::StringRef Value)>
      Is;
};

/// The mode that \p Select chooses, \p Default without a choice; unset if it is
/// not known.
std::optional<LockMode> selectedMode(const std::optional<ModeSelector> &Select,
                                     const ModelIndex &Model,
                                     const ModeChoice &Choice,
                                     LockMode Default);

/// The mode of an operation on a lock; unset if it is not known.
std::optional<LockMode> operationMode(const CallRole &Role,
                                      const clang::FunctionDecl *Callee,
                                      const ModelIndex &Model,
                                      const ModeChoice &Choice);

/// The mode that a guard acquires in; unset if it is not known.
std::optional<LockMode> guardMode(const GuardSpec &Guard,
                                  const ModelIndex &Model,
                                  const ModeChoice &Choice);

/// The member of \p Class, or of a base class, that guards of the standard
/// library call to acquire an object of it in \p Mode; null if there is none.
const clang::CXXMethodDecl *lockableAcquire(const clang::CXXRecordDecl *Class,
                                            LockMode Mode);

} // namespace unwedge

#endif // UNWEDGE_FACTS_LOCKUSE_H

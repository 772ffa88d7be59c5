//===--- CleanupIndex.h - The cleanup model in one translation unit -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_CLEANUPINDEX_H
#define UNWEDGE_MODEL_CLEANUPINDEX_H

#include "unwedge/Model/DeclTable.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <memory>

namespace unwedge {

enum class CleanupAction : uint8_t {
  Establish,
  Discharge,
  DischargeAll,
  Set,
  CompareAndSet,
  SetTrue,
  SetFalse,
  Raise,
  Lower,
};

/// What one function does to a state. Exactly one of the pointers is set.
struct CleanupRole {
  CleanupAction Action;
  const CleanupPair *Pair = nullptr;
  const CleanupVariable *Variable = nullptr;
  /// The object is what a member is called on.
  bool OnReceiver = false;
  unsigned Argument = 0;
};

/// The cleanup sections of all model files, resolved to the declarations of one
/// translation unit. The files must outlive it.
class CleanupIndex {
public:
  explicit CleanupIndex(const ModelIndex &Model);

  using Roles = llvm::SmallVector<CleanupRole, 1>;

  /// Null if the model says nothing of \p Callee.
  const Roles *roles(const clang::FunctionDecl *Callee,
                     const clang::CXXRecordDecl *Receiver = nullptr) const {
    if (const Roles *Annotated = annotatedRoles(Callee))
      return Annotated;
    return Operations.find(Callee, Receiver);
  }
  /// The function whose name stands for the state of \p Pair, which is not that
  /// of an object: the one that was asked about first.
  const clang::FunctionDecl *
  representative(const CleanupPair &Pair,
                 const clang::FunctionDecl *Callee) const;
  bool invokesCallback(const clang::FunctionDecl *Callee,
                       const clang::CXXRecordDecl *Receiver = nullptr) const {
    return Callbacks.find(Callee, Receiver) != nullptr;
  }
  const ScopeGuardType *scopeGuard(const clang::RecordDecl *Record) const {
    const ScopeGuardType *const *Found = Guards.findType(Record);
    return Found ? *Found : nullptr;
  }
  bool throws(const clang::FunctionDecl *Callee,
              const clang::CXXRecordDecl *Receiver = nullptr) const {
    return Throwing.find(Callee, Receiver) != nullptr;
  }
  bool endsProcess(const clang::RecordDecl *Record) const {
    return EndsProcess.findType(Record) != nullptr;
  }

private:
  /// What the annotations `unwedge::establishes` and `unwedge::discharges` of
  /// \p Callee say, whose argument is the name of the pair; null without any.
  const Roles *annotatedRoles(const clang::FunctionDecl *Callee) const;

  /// All that counts is that the name is there.
  struct Listed {};

  DeclTable<Roles> Operations;
  DeclTable<Listed> Callbacks;
  DeclTable<Listed> CallbackTypes;
  DeclTable<const ScopeGuardType *> Guards;
  DeclTable<Listed> Throwing;
  DeclTable<Listed> EndsProcess;
  /// By name; those of objects, and those of the program.
  mutable llvm::StringMap<std::unique_ptr<CleanupPair>> AnnotatedPairs[2];
  mutable llvm::DenseMap<const clang::FunctionDecl *, Roles> Annotated;
  mutable llvm::DenseMap<const CleanupPair *, const clang::FunctionDecl *>
      Representatives;
};

} // namespace unwedge

#endif // UNWEDGE_MODEL_CLEANUPINDEX_H

//===--- TextIndex.h - The text model looked up in one unit ---------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_TEXTINDEX_H
#define UNWEDGE_MODEL_TEXTINDEX_H

#include "unwedge/Model/DeclTable.h"
#include "unwedge/Model/TextModel.h"
#include "llvm/ADT/StringSet.h"

namespace unwedge {

/// What the text model says of calling one function.
struct TextRole {
  /// The result changes from call to call.
  const TextSourceSpec *Source = nullptr;
  /// So does what an argument points to.
  const TextSourceSpec *OutSource = nullptr;
  const TextFunctionSpec *Function = nullptr;
  /// An operation by key, on the receiver or on a container in no variable.
  const KeyedContainerSpec *Container = nullptr;
  const KeyFunctions *Keys = nullptr;
};

/// The text model resolved to the declarations of one translation unit.
class TextIndex {
public:
  explicit TextIndex(const ModelIndex &Model);

  /// Null if the model says nothing.
  const TextRole *role(const clang::FunctionDecl *Callee,
                       const clang::CXXRecordDecl *Receiver = nullptr) const {
    return Roles.find(Callee, Receiver);
  }
  /// What objects of \p Type are made of, by the model or, failing that,
  /// because the class is a string by its members: it is made of a C string,
  /// grows by text and gives a C string back.
  const TextValueSpec *valueOf(clang::QualType Type) const;
  /// As \c valueOf, for \p Class itself and not for its base classes.
  const TextValueSpec *valueOf(const clang::CXXRecordDecl *Class) const;
  /// For how many seconds a part of a time stays the same; 0 if that is not
  /// known.
  unsigned periodOf(const clang::FieldDecl *Part) const;
  const KeyedContainerSpec *containerOf(clang::QualType Type) const {
    const KeyedContainerSpec *const *Found = ContainerTypes.findType(Type);
    return Found ? *Found : nullptr;
  }
  /// By which operator objects of \p Class compare two keys; null if they do
  /// something else, or it is not known.
  const KeyComparison *comparisonOf(const clang::CXXRecordDecl *Class) const {
    return Comparisons.findClass(Class);
  }

  /// The type that a library makes text of by calling \p F; null if \p F is no
  /// such function.
  clang::QualType hookedType(const clang::FunctionDecl *F) const;
  /// The names of such functions that are no members.
  const llvm::StringSet<> &freeHooks() const { return FreeHooks; }

  /// Whether \p F could be an operation by key that a container inherits; a
  /// filter for where the receiver is not known.
  bool mayBeInheritedOperation(const clang::FunctionDecl *F) const;

  const ModelIndex &model() const { return Model; }

private:
  const ModelIndex &Model;
  DeclTable<TextRole> Roles;
  DeclTable<const TextValueSpec *> ValueTypes;
  DeclTable<const TimePartsSpec *> PartTypes;
  DeclTable<const KeyedContainerSpec *> ContainerTypes;
  DeclTable<KeyComparison> Comparisons;
  llvm::StringSet<> FreeHooks;
  /// Of operations by key.
  llvm::StringSet<> MemberNames;
  DeclTable<char> MemberHooks;
  mutable llvm::DenseMap<const clang::CXXRecordDecl *, bool> StringClasses;
};

} // namespace unwedge

#endif // UNWEDGE_MODEL_TEXTINDEX_H

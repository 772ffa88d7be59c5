//===--- DeclTable.h - Names resolved to declarations, with values -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_DECLTABLE_H
#define UNWEDGE_MODEL_DECLTABLE_H

#include "unwedge/Model/ModelIndex.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <optional>
#include <vector>

namespace unwedge {

/// Qualified names of functions and classes, resolved to the declarations of
/// one translation unit, each with a number. See DeclTable.
class DeclNumbers {
public:
  explicit DeclNumbers(const ModelIndex &Model) : Model(Model) {}

  /// \p Name is that of a free function, `ns::f`, or of a member,
  /// `ns::Class::m`; the constructor is `ns::Class::Class`. Returns whether the
  /// unit may declare it (for a member: declares the class).
  bool addFunction(llvm::StringRef Name, unsigned Number);
  bool addType(llvm::StringRef Name, unsigned Number);

  std::optional<unsigned> find(const clang::FunctionDecl *Callee,
                               const clang::CXXRecordDecl *Receiver) const;
  std::optional<unsigned> findType(clang::QualType Type) const;
  std::optional<unsigned> findType(const clang::RecordDecl *Record) const;
  std::optional<unsigned> findClass(const clang::CXXRecordDecl *Class) const;

private:
  std::optional<unsigned> findMember(const clang::CXXMethodDecl *Method,
                                     const clang::CXXRecordDecl *Class) const;
  bool resolveFreeFunction(llvm::StringRef Name, unsigned Number) const;
  bool resolveFunctionObject(llvm::StringRef Name, unsigned Number) const;

  const ModelIndex &Model;
  mutable llvm::DenseMap<const clang::Decl *, unsigned> Functions;
  mutable llvm::DenseMap<const clang::Decl *, llvm::StringMap<unsigned>>
      Members;
  mutable llvm::StringSet<> MemberNames;
  mutable PendingNames Pending;
  llvm::DenseMap<const clang::Decl *, unsigned> Types;
  mutable llvm::DenseMap<
      std::pair<const clang::FunctionDecl *, const clang::CXXRecordDecl *>,
      std::optional<unsigned>>
      Cache;
};

/// What a part of the model says of functions and classes, for one translation
/// unit. Names are resolved as ModelIndex does it: to declarations, through
/// aliases, using-declarations, inline namespaces, templates (all their
/// specializations are meant) and base classes. A name that the unit does not
/// declare costs one hash look-up. Of two values for one name the first counts.
template <typename T> class DeclTable {
public:
  explicit DeclTable(const ModelIndex &Model) : Numbers(Model) {}

  bool addFunction(llvm::StringRef Name, T Value) {
    if (!Numbers.addFunction(Name, Values.size()))
      return false;
    Values.push_back(std::move(Value));
    return true;
  }
  bool addType(llvm::StringRef Name, T Value) {
    if (!Numbers.addType(Name, Values.size()))
      return false;
    Values.push_back(std::move(Value));
    return true;
  }

  /// The value for calls of \p Callee; null if there is none. \p Receiver is
  /// the static class of the object that a member is called on, where that is
  /// known to be derived from the member's own class; null otherwise.
  const T *find(const clang::FunctionDecl *Callee,
                const clang::CXXRecordDecl *Receiver = nullptr) const {
    std::optional<unsigned> Number = Numbers.find(Callee, Receiver);
    return Number ? &Values[*Number] : nullptr;
  }
  /// The value for objects of \p Type, through references, pointers, typedefs
  /// and base classes; null if there is none.
  const T *findType(clang::QualType Type) const {
    std::optional<unsigned> Number = Numbers.findType(Type);
    return Number ? &Values[*Number] : nullptr;
  }
  const T *findType(const clang::RecordDecl *Record) const {
    std::optional<unsigned> Number = Numbers.findType(Record);
    return Number ? &Values[*Number] : nullptr;
  }

  /// The value for \p Class itself, and not for its base classes; null if there
  /// is none.
  const T *findClass(const clang::CXXRecordDecl *Class) const {
    std::optional<unsigned> Number = Numbers.findClass(Class);
    return Number ? &Values[*Number] : nullptr;
  }

  /// Whether the unit cannot declare any of the names.
  bool empty() const { return Values.empty(); }

private:
  DeclNumbers Numbers;
  std::vector<T> Values;
};

} // namespace unwedge

#endif // UNWEDGE_MODEL_DECLTABLE_H

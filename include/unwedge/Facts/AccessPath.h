//===--- AccessPath.h - Names for objects ---------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_ACCESSPATH_H
#define UNWEDGE_FACTS_ACCESSPATH_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace unwedge {

/// One step from an object to an object inside it, or to one that it refers
/// to. Pointers, references and smart pointers are the same as what they point
/// to: a lock is never a pointer, so nothing is lost by it.
struct PathElement {
  enum Kind : uint8_t {
    /// The field \c D.
    Field,
    /// An element with the constant index \c Value.
    ConstantIndex,
    /// An element whose index is the present value of the variable \c D.
    VariableIndex,
    /// Some element; two of these are not the same element.
    UnknownIndex,
    /// What the zero-argument member function \c D, whose body is not in
    /// sight, returns.
    Getter,
    /// The lock number \c Value that a modelled guard stands for.
    GuardedLock,
    /// The object that a holder (std::optional, std::unique_ptr, a container)
    /// has in it.
    Content,
  };
  Kind Kind;
  const clang::Decl *D = nullptr;
  int64_t Value = 0;

  bool operator==(const PathElement &O) const {
    return Kind == O.Kind && D == O.D && Value == O.Value;
  }
};

/// Names an object by the way to it: a root and a bounded chain of elements.
///
/// Two equal paths of one activation of one function name the same object, as
/// long as no pointer on the way was changed in between; the flow analysis
/// forgets what it knows of a path when such a pointer is assigned. Two
/// different paths may or may not name the same object.
class AccessPath {
public:
  enum RootKind : uint8_t {
    /// No name; equal to nothing, not even to itself.
    Opaque,
    /// The null pointer.
    Null,
    /// `this` of the function that the path belongs to.
    This,
    /// Parameter \c index() of the function that the path belongs to.
    Param,
    /// A variable: global, local to the function that the path belongs to, or
    /// captured from an enclosing function.
    Var,
    /// The temporary or dynamic object that the expression makes.
    Temp,
    /// The object that the function returns.
    Return,
    /// `this` of an activation of the member function \c function(), as
    /// captured
    /// by a lambda or bound to a callable there.
    FrameThis,
    /// What the parameterless function \c function() returns every time.
    Result,
  };

  static constexpr unsigned MaxElements = 6;

  AccessPath() = default;
  static AccessPath opaque() { return {}; }
  static AccessPath null() { return {Null, nullptr, 0}; }
  static AccessPath thisObject() { return {This, nullptr, 0}; }
  static AccessPath param(unsigned Index) { return {Param, nullptr, Index}; }
  static AccessPath var(const clang::VarDecl *D) {
    return {Var, D->getCanonicalDecl(), 0};
  }
  static AccessPath temp(const clang::Stmt *S) { return {Temp, S, 0}; }
  static AccessPath returned() { return {Return, nullptr, 0}; }
  static AccessPath frameThis(const clang::FunctionDecl *F) {
    return {FrameThis, F->getCanonicalDecl(), 0};
  }
  static AccessPath result(const clang::FunctionDecl *F) {
    return {Result, F->getCanonicalDecl(), 0};
  }

  RootKind root() const { return Root; }
  bool isOpaque() const { return Root == Opaque; }
  bool isNull() const { return Root == Null; }
  bool isNamed() const { return Root != Opaque && Root != Null; }
  unsigned index() const { return Index; }
  const clang::VarDecl *var() const {
    return static_cast<const clang::VarDecl *>(Pointer);
  }
  const clang::FunctionDecl *function() const {
    return static_cast<const clang::FunctionDecl *>(Pointer);
  }
  llvm::ArrayRef<PathElement> elements() const { return Elements; }

  /// The path of \p E inside this object; opaque when that gets too long.
  AccessPath plus(const PathElement &E) const;
  AccessPath field(const clang::FieldDecl *D) const {
    return plus({PathElement::Field, D->getCanonicalDecl(), 0});
  }
  AccessPath guardedLock(unsigned Number = 0) const {
    return plus({PathElement::GuardedLock, nullptr, Number});
  }

  /// Whether some element on the way is not known; see PathElement.
  bool hasUnknownIndex() const;
  /// Whether this path is \p Prefix or leads through it.
  bool startsWith(const AccessPath &Prefix) const;
  /// The path that \p To has in place of the prefix \p From, which must be one.
  AccessPath replacePrefix(const AccessPath &From, const AccessPath &To) const;
  /// The path \p Prefix elements long.
  AccessPath prefix(size_t Length) const;
  /// The elements from \p From on, appended to \p Base.
  AccessPath rebase(const AccessPath &Base, size_t From) const;

  bool sameRoot(const AccessPath &O) const {
    return Root == O.Root && Pointer == O.Pointer && Index == O.Index;
  }
  /// Names the same object for sure (see the class comment).
  bool operator==(const AccessPath &O) const;
  bool operator!=(const AccessPath &O) const { return !(*this == O); }

  /// Written alike, whether or not that makes them the same object. For keeping
  /// sets of paths; never for saying that two locks are one.
  bool sameText(const AccessPath &O) const;

  /// The declaration that all locks of one lock class have in common: the last
  /// field on the way, or the variable itself; null for a parameter or an
  /// unknown object.
  const clang::Decl *lockClass() const;

  /// How a reader would write the path, e.g. `pool_->mutex_`; never empty.
  std::string spelling() const;

  llvm::hash_code hash() const;
  /// Total order for deterministic containers within one run.
  std::string key() const;

private:
  AccessPath(RootKind Root, const void *Pointer, unsigned Index)
      : Root(Root), Index(Index), Pointer(Pointer) {}

  RootKind Root = Opaque;
  unsigned Index = 0;
  const void *Pointer = nullptr;
  llvm::SmallVector<PathElement, 3> Elements;
};

} // namespace unwedge

#endif // UNWEDGE_FACTS_ACCESSPATH_H

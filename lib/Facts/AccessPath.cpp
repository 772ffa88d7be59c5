//===--- AccessPath.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/AccessPath.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace unwedge {

AccessPath AccessPath::plus(const PathElement &E) const {
  if (!isNamed() || Elements.size() >= MaxElements)
    return opaque();
  AccessPath Result = *this;
  Result.Elements.push_back(E);
  return Result;
}

bool AccessPath::hasUnknownIndex() const {
  return llvm::any_of(Elements, [](const PathElement &E) {
    return E.Kind == PathElement::UnknownIndex;
  });
}

bool AccessPath::startsWith(const AccessPath &Prefix) const {
  if (!isNamed() || !sameRoot(Prefix) ||
      Prefix.Elements.size() > Elements.size())
    return false;
  return std::equal(Prefix.Elements.begin(), Prefix.Elements.end(),
                    Elements.begin());
}

AccessPath AccessPath::prefix(size_t Length) const {
  AccessPath Result = *this;
  Result.Elements.resize(std::min(Length, Elements.size()));
  return Result;
}

AccessPath AccessPath::rebase(const AccessPath &Base, size_t From) const {
  AccessPath Result = Base;
  for (const PathElement &E : llvm::drop_begin(Elements, From))
    Result = Result.plus(E);
  return Result;
}

AccessPath AccessPath::replacePrefix(const AccessPath &From,
                                     const AccessPath &To) const {
  return rebase(To, From.Elements.size());
}

bool AccessPath::sameText(const AccessPath &O) const {
  return sameRoot(O) && llvm::equal(Elements, O.Elements);
}

bool AccessPath::operator==(const AccessPath &O) const {
  if (!isNamed() || !sameRoot(O) || Elements.size() != O.Elements.size())
    return isNull() && O.isNull();
  for (auto [A, B] : llvm::zip(Elements, O.Elements))
    if (!(A == B) || A.Kind == PathElement::UnknownIndex)
      return false;
  return true;
}

const Decl *AccessPath::lockClass() const {
  for (const PathElement &E : llvm::reverse(Elements))
    if (E.Kind == PathElement::Field || E.Kind == PathElement::Getter)
      return E.D;
  if (Root == Var)
    return var();
  if (Root == Result)
    return function();
  return nullptr;
}

std::string AccessPath::spelling() const {
  std::string Text;
  bool Arrow = false;
  switch (Root) {
  case Opaque:
  case Null:
  case Temp:
  case Return:
  case Param:
  case This:
  case FrameThis:
    break;
  case Var:
    Text = var()->getNameAsString();
    Arrow = var()->getType()->isAnyPointerType();
    break;
  case Result:
    Text = function()->getNameAsString() + "()";
    Arrow = function()->getReturnType()->isAnyPointerType();
    break;
  }
  for (const PathElement &E : Elements)
    switch (E.Kind) {
    case PathElement::Field:
    case PathElement::Getter: {
      const auto *Named = cast<NamedDecl>(E.D);
      // Anonymous unions have no name to write, and the insides of library
      // handles have one that nobody knows.
      if (!Named->getDeclName() ||
          (E.Kind == PathElement::Field &&
           Named->getASTContext().getSourceManager().isInSystemHeader(
               Named->getLocation())))
        break;
      if (!Text.empty())
        Text += Arrow ? "->" : ".";
      Text += Named->getNameAsString();
      if (E.Kind == PathElement::Getter)
        Text += "()";
      QualType Type = isa<FieldDecl>(Named)
                          ? cast<FieldDecl>(Named)->getType()
                          : cast<FunctionDecl>(Named)->getReturnType();
      Arrow = Type->isAnyPointerType();
      break;
    }
    case PathElement::ConstantIndex:
      Text += "[" + std::to_string(E.Value) + "]";
      Arrow = false;
      break;
    case PathElement::VariableIndex:
      Text += "[" + cast<NamedDecl>(E.D)->getNameAsString() + "]";
      Arrow = false;
      break;
    case PathElement::UnknownIndex:
      Text += "[...]";
      Arrow = false;
      break;
    case PathElement::GuardedLock:
    case PathElement::Content:
      break;
    }
  if (Text.empty())
    return Root == This || Root == FrameThis ? "*this" : "the lock";
  return Text;
}

llvm::hash_code AccessPath::hash() const {
  llvm::hash_code H = llvm::hash_combine(Root, Index, Pointer);
  for (const PathElement &E : Elements)
    H = llvm::hash_combine(H, static_cast<unsigned>(E.Kind), E.D, E.Value);
  return H;
}

std::string AccessPath::key() const {
  std::string Key(reinterpret_cast<const char *>(&Root), sizeof(Root));
  Key.append(reinterpret_cast<const char *>(&Index), sizeof(Index));
  Key.append(reinterpret_cast<const char *>(&Pointer), sizeof(Pointer));
  for (const PathElement &E : Elements) {
    Key.push_back(static_cast<char>(E.Kind));
    Key.append(reinterpret_cast<const char *>(&E.D), sizeof(E.D));
    Key.append(reinterpret_cast<const char *>(&E.Value), sizeof(E.Value));
  }
  return Key;
}

} // namespace unwedge

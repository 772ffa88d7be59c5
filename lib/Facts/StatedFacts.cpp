//===--- StatedFacts.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/StatedFacts.h"
#include "unwedge/Facts/Callables.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace unwedge {

static bool hasAnnotation(const Decl *D, llvm::StringRef Fact) {
  return llvm::any_of(
      D->specific_attrs<AnnotateAttr>(),
      [&](const AnnotateAttr *A) { return A->getAnnotation() == Fact; });
}

static bool anyRedeclaration(const Decl *D, llvm::StringRef Fact) {
  return llvm::any_of(D->redecls(), [&](const Decl *Redeclaration) {
    return hasAnnotation(Redeclaration, Fact);
  });
}

static bool isStatedOfClass(const CXXRecordDecl *Class, llvm::StringRef Fact) {
  if (anyRedeclaration(Class, Fact))
    return true;
  if (const CXXRecordDecl *Pattern = Class->getTemplateInstantiationPattern())
    if (anyRedeclaration(Pattern, Fact))
      return true;
  return Class->hasDefinition() &&
         llvm::any_of(Class->bases(), [&](const CXXBaseSpecifier &Base) {
           const CXXRecordDecl *Record = Base.getType()->getAsCXXRecordDecl();
           return Record && isStatedOfClass(Record, Fact);
         });
}

/// Looks through names of types, references, pointers and pointer classes.
static bool isStatedOfType(QualType Type, llvm::StringRef Fact) {
  constexpr unsigned MaxDepth = 8;
  for (unsigned Depth = 0; !Type.isNull() && Depth < MaxDepth; ++Depth) {
    if (const auto *Named = Type->getAs<TypedefType>()) {
      if (anyRedeclaration(Named->getDecl(), Fact))
        return true;
      Type = Named->desugar();
      continue;
    }
    if (QualType Pointee = Type->getPointeeType(); !Pointee.isNull()) {
      Type = Pointee;
      continue;
    }
    if (const auto *Array = dyn_cast<ArrayType>(Type.getTypePtr())) {
      Type = Array->getElementType();
      continue;
    }
    const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
    if (!Class)
      return false;
    if (isStatedOfClass(Class, Fact))
      return true;
    const auto *Pointer = dyn_cast<ClassTemplateSpecializationDecl>(Class);
    if (!Pointer || !isPointerLike(Pointer) ||
        Pointer->getTemplateArgs().size() == 0 ||
        Pointer->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
      return false;
    Type = Pointer->getTemplateArgs()[0].getAsType();
  }
  return false;
}

/// A parameter may have it in any declaration of its function.
static bool isStatedOfParameter(const ParmVarDecl *P, llvm::StringRef Fact) {
  const auto *F = dyn_cast_or_null<FunctionDecl>(P->getDeclContext());
  const unsigned Index = P->getFunctionScopeIndex();
  return F && llvm::any_of(F->redecls(), [&](const FunctionDecl *Other) {
           return Index < Other->getNumParams() &&
                  hasAnnotation(Other->getParamDecl(Index), Fact);
         });
}

bool isStated(const Decl *D, llvm::StringRef Fact) {
  if (!D)
    return false;
  if (anyRedeclaration(D, Fact))
    return true;
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
      if (anyRedeclaration(Pattern, Fact))
        return true;
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    return Method && llvm::any_of(Method->overridden_methods(),
                                  [&](const CXXMethodDecl *Overridden) {
                                    return isStated(Overridden, Fact);
                                  });
  }
  if (const auto *P = dyn_cast<ParmVarDecl>(D);
      P && isStatedOfParameter(P, Fact))
    return true;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(D))
    return isStatedOfClass(Class, Fact);
  if (const auto *Value = dyn_cast<ValueDecl>(D))
    return isStatedOfType(Value->getType(), Fact);
  return false;
}

bool isStated(const AccessPath &Object, const FunctionDecl *F,
              llvm::StringRef Fact) {
  auto OfMembersOf = [&](const FunctionDecl *Member) {
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Member);
    return Method && isStatedOfClass(Method->getParent(), Fact);
  };
  switch (Object.root()) {
  case AccessPath::Var:
    if (isStated(Object.var(), Fact))
      return true;
    break;
  case AccessPath::Param:
    if (F && Object.index() < F->getNumParams() &&
        isStated(F->getParamDecl(Object.index()), Fact))
      return true;
    break;
  case AccessPath::This:
    if (OfMembersOf(F))
      return true;
    break;
  case AccessPath::FrameThis:
    if (OfMembersOf(Object.function()))
      return true;
    break;
  case AccessPath::Result:
    if (isStated(Object.function(), Fact) ||
        isStatedOfType(Object.function()->getReturnType(), Fact))
      return true;
    break;
  case AccessPath::Opaque:
  case AccessPath::Null:
  case AccessPath::Temp:
  case AccessPath::Return:
    break;
  }
  return llvm::any_of(Object.elements(), [&](const PathElement &E) {
    switch (E.Kind) {
    case PathElement::Field: {
      const auto *Owner = dyn_cast<CXXRecordDecl>(E.D->getDeclContext());
      return isStated(E.D, Fact) || (Owner && isStatedOfClass(Owner, Fact));
    }
    case PathElement::Getter:
      return isStated(E.D, Fact) ||
             isStatedOfType(cast<FunctionDecl>(E.D)->getReturnType(), Fact);
    case PathElement::ConstantIndex:
    case PathElement::VariableIndex:
    case PathElement::UnknownIndex:
    case PathElement::GuardedLock:
    case PathElement::Content:
      return false;
    }
    llvm_unreachable("all kinds are dealt with");
  });
}

} // namespace unwedge

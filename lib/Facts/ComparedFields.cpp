//===--- ComparedFields.cpp -----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ComparedFields.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace unwedge {

namespace {

const CXXRecordDecl *classOfParameter(const ParmVarDecl *P) {
  const CXXRecordDecl *Class =
      P->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return Class ? Class->getCanonicalDecl() : nullptr;
}

/// Follows objects of one class through functions, and collects the fields that
/// are named on the way.
class FieldReads {
public:
  /// \p Key is defined.
  explicit FieldReads(const CXXRecordDecl *Key) {
    Classes.insert(Key->getCanonicalDecl());
    Key->forallBases([&](const CXXRecordDecl *Base) {
      Classes.insert(Base->getCanonicalDecl());
      return true;
    });
  }

  /// All parameters of \p F that are keys, and with \p OfThis its object.
  /// Returns false if something else than a field may be looked at.
  bool follow(const FunctionDecl *F, bool OfThis);
  const FieldSet &found() const { return Found; }
  bool isKey(const ParmVarDecl *P) const {
    return Classes.contains(classOfParameter(P));
  }

private:
  bool isTheKey(const Expr *E, bool OfThis) const;
  bool visit(const Stmt *S, bool OfThis);

  /// That of the key, and its bases.
  llvm::SmallPtrSet<const CXXRecordDecl *, 4> Classes;
  FieldSet Found;
  llvm::SmallPtrSet<const FunctionDecl *, 4> Seen;
};

} // namespace

bool FieldReads::isTheKey(const Expr *E, bool OfThis) const {
  E = E->IgnoreParenImpCasts();
  if (isa<CXXThisExpr>(E))
    return OfThis;
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_Deref)
    return OfThis &&
           isa<CXXThisExpr>(Unary->getSubExpr()->IgnoreParenImpCasts());
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *P = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
  return P && isKey(P);
}

bool FieldReads::visit(const Stmt *S, bool OfThis) {
  if (!S)
    return true;
  if (const auto *Member = dyn_cast<MemberExpr>(S);
      Member && isTheKey(Member->getBase(), OfThis)) {
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field)
      return false;
    Found.insert(Field->getCanonicalDecl());
    return true;
  }
  if (const auto *E = dyn_cast<Expr>(S); E && isTheKey(E, OfThis))
    return false;
  if (isa<LambdaExpr>(S))
    return false;
  const auto *Call = dyn_cast<CallExpr>(S);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee)
    return llvm::all_of(
        S->children(), [&](const Stmt *Child) { return visit(Child, OfThis); });
  llvm::ArrayRef<const Expr *> Arguments(Call->getArgs(), Call->getNumArgs());
  const Expr *Object = nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    Object = Member->getImplicitObjectArgument();
  } else if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
             Method && !Method->isStatic() && !Arguments.empty()) {
    Object = Arguments.front();
    Arguments = Arguments.drop_front();
  }
  const bool OfObject = Object && isTheKey(Object, OfThis);
  bool Follows = OfObject;
  if (Object && !OfObject && !visit(Object, OfThis))
    return false;
  for (unsigned I = 0; I < Arguments.size(); ++I) {
    if (!isTheKey(Arguments[I], OfThis)) {
      if (!visit(Arguments[I], OfThis))
        return false;
      continue;
    }
    if (I >= Callee->getNumParams() || !isKey(Callee->getParamDecl(I)))
      return false;
    Follows = true;
  }
  return !Follows || follow(Callee, OfObject);
}

bool FieldReads::follow(const FunctionDecl *F, bool OfThis) {
  const FunctionDecl *Definition = nullptr;
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!F->hasBody(Definition) || Definition->isDefaulted() ||
      Definition->isDependentContext() || (Method && Method->isVirtual()))
    return false;
  constexpr unsigned MaxFunctions = 16;
  if (!Seen.insert(Definition->getCanonicalDecl()).second)
    return true;
  return Seen.size() <= MaxFunctions && visit(Definition->getBody(), OfThis);
}

/// The operator \p Kind for two objects of \p Key; null if there is none, or
/// more than one.
static const FunctionDecl *findOperator(const CXXRecordDecl *Key,
                                        OverloadedOperatorKind Kind) {
  const FunctionDecl *Found = nullptr;
  bool IsUnique = true;
  auto Take = [&](const Decl *D) {
    const auto *F = dyn_cast_or_null<FunctionDecl>(D);
    if (!F || F->getOverloadedOperator() != Kind)
      return;
    const bool IsMember = isa<CXXMethodDecl>(F);
    if (F->getNumParams() != (IsMember ? 1 : 2) ||
        !llvm::all_of(F->parameters(), [&](const ParmVarDecl *P) {
          return classOfParameter(P) == Key->getCanonicalDecl();
        }))
      return;
    if (Found && Found->getCanonicalDecl() != F->getCanonicalDecl())
      IsUnique = false;
    Found = F;
  };
  llvm::for_each(Key->methods(), Take);
  for (const FriendDecl *Friend : Key->friends())
    Take(Friend->getFriendDecl());
  const DeclarationName Name =
      Key->getASTContext().DeclarationNames.getCXXOperatorName(Kind);
  llvm::for_each(Key->getDeclContext()->getRedeclContext()->lookup(Name), Take);
  return IsUnique ? Found : nullptr;
}

/// The operator that objects of \p Functor call for two keys; null if they do
/// something else, or it is not known.
static const FunctionDecl *operatorOf(const CXXRecordDecl *Functor,
                                      const CXXRecordDecl *Key,
                                      const TextIndex &Index) {
  const KeyComparison *Kind = Index.comparisonOf(Functor);
  if (!Kind)
    return nullptr;
  switch (*Kind) {
  case KeyComparison::Equal:
    return findOperator(Key, OO_EqualEqual);
  case KeyComparison::Less:
  case KeyComparison::Greater: {
    const FunctionDecl *F =
        findOperator(Key, *Kind == KeyComparison::Less ? OO_Less : OO_Greater);
    return F ? F : findOperator(Key, OO_Spaceship);
  }
  }
  return nullptr;
}

std::optional<FieldSet> comparedFields(const CXXRecordDecl *Container,
                                       const CXXRecordDecl *Key,
                                       const TextIndex &Index) {
  const auto *Special =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Container);
  if (!Special || !Key->hasDefinition())
    return std::nullopt;
  Key = Key->getDefinition();
  FieldReads Reads(Key);
  bool Compares = false;
  for (const TemplateArgument &Argument :
       Special->getTemplateArgs().asArray()) {
    const CXXRecordDecl *Functor =
        Argument.getKind() == TemplateArgument::Type
            ? Argument.getAsType()->getAsCXXRecordDecl()
            : nullptr;
    if (!Functor || !Functor->hasDefinition() ||
        Functor->getCanonicalDecl() == Key->getCanonicalDecl())
      continue;
    Functor = Functor->getDefinition();
    if (const FunctionDecl *Operator = operatorOf(Functor, Key, Index)) {
      if (!Reads.follow(Operator, isa<CXXMethodDecl>(Operator)))
        return std::nullopt;
      Compares = true;
      continue;
    }
    for (const Decl *D : Functor->decls()) {
      const auto *Template = dyn_cast<FunctionTemplateDecl>(D);
      const auto *F =
          Template ? Template->getTemplatedDecl() : dyn_cast<FunctionDecl>(D);
      if (!F || F->getOverloadedOperator() != OO_Call)
        continue;
      if (Template)
        return std::nullopt;
      // Others are for keys of other types.
      if (F->getNumParams() == 0 || F->getNumParams() > 2 ||
          !llvm::all_of(F->parameters(),
                        [&](const ParmVarDecl *P) { return Reads.isKey(P); }))
        continue;
      if (!Reads.follow(F, /*OfThis=*/false))
        return std::nullopt;
      Compares |= F->getNumParams() == 2;
    }
  }
  if (!Compares)
    return std::nullopt;
  return Reads.found();
}

} // namespace unwedge

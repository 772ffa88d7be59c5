//===--- ObjectIdentity.cpp ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ObjectIdentity.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Rules/IdentityCase.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace unwedge {

namespace {

bool related(const CXXRecordDecl *A, const CXXRecordDecl *B) {
  if (!A || !B)
    return false;
  if (A == B)
    return true;
  return (A->hasDefinition() && A->getDefinition()->isDerivedFrom(B)) ||
         (B->hasDefinition() && B->getDefinition()->isDerivedFrom(A));
}

/// A path as seen from the object that owns what it leads to.
struct OwnedPath {
  /// The owner's class; null if nothing says what the owner is.
  const CXXRecordDecl *Class = nullptr;
  /// The way from the owner.
  llvm::ArrayRef<PathElement> Inner;
  /// The pointer back to the owner that the path leads over, if it does.
  const BackPointer *Pointer = nullptr;
  std::string PointerName;
  /// The global object that it starts from.
  const VarDecl *Global = nullptr;

  OwnedPathCase facts() const {
    OwnedPathCase Facts;
    if (Global)
      Facts.Global = Global->getNameAsString();
    if (Pointer) {
      Facts.Pointer = PointerName;
      Facts.PointsToThis = Pointer->Class != nullptr;
    }
    return Facts;
  }
};

OwnedPath ownedPath(const TranslationUnit &Unit, const FunctionDecl *F,
                    const AccessPath &Path) {
  OwnedPath Result;
  for (size_t I = Path.elements().size(); I-- > 0;) {
    const PathElement &E = Path.elements()[I];
    if (E.Kind != PathElement::Field || I + 1 == Path.elements().size())
      continue;
    if (const BackPointer *Back = Unit.backPointer(E.D)) {
      Result.Inner = Path.elements().drop_front(I + 1);
      Result.Class =
          Back->Class ? Back->Class : classOfObject(Back->Object->getType());
      // `q->d->lock`, said by the object that `d` points to: the way to the
      // owner and back.
      if (Result.Inner.size() >= 2 &&
          Result.Inner.front().Kind == PathElement::Field) {
        const auto *Forward = cast<FieldDecl>(Result.Inner.front().D);
        const auto *Here =
            dyn_cast<CXXRecordDecl>(cast<FieldDecl>(E.D)->getParent());
        if (related(classOfObject(Forward->getType()),
                    Here ? Here->getCanonicalDecl() : nullptr)) {
          Result.Inner = Result.Inner.drop_front();
          Result.Class = Here->getCanonicalDecl();
        }
      }
      Result.Pointer = Back;
      Result.PointerName = cast<NamedDecl>(E.D)->getNameAsString();
      return Result;
    }
  }
  Result.Inner = Path.elements();
  if (Path.root() == AccessPath::This)
    Result.Class = classOfThis(F);
  else if (Path.root() == AccessPath::FrameThis)
    Result.Class = classOfThis(Path.function());
  else if (Path.root() == AccessPath::Var && Path.var()->hasGlobalStorage())
    Result.Global = Path.var();
  return Result;
}

} // namespace

ObjectIdentity identifyObjects(const TranslationUnit &Unit,
                               const IdentityQuestion &Question) {
  ObjectIdentity Result;
  if (Question.First == Question.Second) {
    Result.Same = true;
    return Result;
  }
  OwnedPath A = ownedPath(Unit, Question.F, Question.First);
  OwnedPath B = ownedPath(Unit, Question.F, Question.Second);
  if (Question.GlobalsAreOwners)
    for (OwnedPath *Path : {&A, &B})
      if (Path->Global)
        Path->Class = classOfObject(Path->Global->getType());
  IdentityCase Case;
  Case.First = A.facts();
  Case.Second = B.facts();
  Case.SameFromOwners =
      !A.Inner.empty() && A.Inner.size() == B.Inner.size() &&
      std::equal(A.Inner.begin(), A.Inner.end(), B.Inner.begin()) &&
      llvm::none_of(A.Inner, [](const PathElement &E) {
        return E.Kind == PathElement::UnknownIndex;
      });
  Case.RelatedOwners = related(A.Class, B.Class);
  if (A.Class)
    Case.Owner = A.Class->getNameAsString();
  Case.OwnerRole = Question.OwnerRole.str();
  SourceLocation StoredAt = Question.StoredAt;
  Case.ThroughStored = StoredAt.isValid();
  for (const Trace *T = Question.Calls.get(); T; T = T->Rest.get())
    if (T->Step.Kind == CallKind::Stored) {
      Case.ThroughStored = true;
      StoredAt = T->Step.StoredAt;
    }
  IdentityVerdict Verdict = judgeIdentity(Case);
  Result.Same = Verdict.Same;
  Result.Assumption = std::move(Verdict.Assumption);
  const OwnedPath &From = Verdict.OfSecond ? B : A;
  switch (Verdict.From) {
  case IdentityVerdict::Global:
    Result.AssumptionLoc = From.Global->getLocation();
    break;
  case IdentityVerdict::Pointer:
    Result.AssumptionLoc = From.Pointer->SetAt;
    break;
  case IdentityVerdict::Stored:
    Result.AssumptionLoc = StoredAt;
    break;
  }
  return Result;
}

} // namespace unwedge

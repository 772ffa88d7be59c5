//===--- ObjectIdentity.cpp -----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ObjectIdentity.h"
#include "unwedge/Rules/IdentityCase.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace unwedge::link {

using namespace summary;

namespace {

/// A path as seen from the object that owns what it leads to.
struct OwnedPath {
  /// The owner's class; None if nothing says what the owner is.
  Index Class = None;
  /// The way from the owner.
  ArrayRef<PathElement> Inner;
  /// The pointer back to the owner that the path leads over, if it does.
  const OwnerPointer *Pointer = nullptr;
  /// The global object that it starts from.
  Index Global = None;
};

OwnedPath ownedPath(const Program &P, Index Function, const Path &Object) {
  OwnedPath Result;
  ArrayRef<PathElement> Elements = Object.Elements;
  for (size_t I = Elements.size(); I-- > 0;) {
    const PathElement &E = Elements[I];
    if (E.Kind != PathElement::Field || I + 1 == Elements.size())
      continue;
    const OwnerPointer *Back = P.ownerPointer(E.Of);
    if (!Back)
      continue;
    Result.Inner = Elements.drop_front(I + 1);
    Result.Class =
        Back->Class != None ? Back->Class : P.entity(Back->Object).ObjectClass;
    // `q->d->lock`, said by the object that `d` points to: the way to the owner
    // and back.
    const Index Here = P.entity(E.Of).Parent;
    if (Result.Inner.size() >= 2 &&
        Result.Inner.front().Kind == PathElement::Field &&
        P.related(P.entity(Result.Inner.front().Of).ObjectClass, Here)) {
      Result.Inner = Result.Inner.drop_front();
      Result.Class = Here;
    }
    Result.Pointer = Back;
    return Result;
  }
  Result.Inner = Elements;
  if (Object.Root == Path::This)
    Result.Class = P.entity(P.functions()[Function]->Is).Parent;
  else if (Object.Root == Path::FrameThis)
    Result.Class = P.entity(Object.Of).Parent;
  else if (Object.Root == Path::Var && P.entity(Object.Of).IsGlobal)
    Result.Global = Object.Of;
  return Result;
}

OwnedPathCase factsOf(const Program &P, const OwnedPath &Path) {
  OwnedPathCase Facts;
  if (Path.Global != None)
    Facts.Global = P.entity(Path.Global).Name.str();
  if (Path.Pointer) {
    Facts.Pointer = P.entity(Path.Pointer->In).Name.str();
    Facts.PointsToThis = Path.Pointer->Class != None;
  }
  return Facts;
}

} // namespace

ObjectIdentity identifyObjects(const Program &P,
                               const IdentityQuestion &Question) {
  ObjectIdentity Result;
  if (Question.First == Question.Second) {
    Result.Same = true;
    return Result;
  }
  OwnedPath A = ownedPath(P, Question.Function, Question.First);
  OwnedPath B = ownedPath(P, Question.Function, Question.Second);
  if (Question.GlobalsAreOwners)
    for (OwnedPath *Owned : {&A, &B})
      if (Owned->Global != None)
        Owned->Class = P.entity(Owned->Global).ObjectClass;
  IdentityCase Case;
  Case.First = factsOf(P, A);
  Case.Second = factsOf(P, B);
  Case.SameFromOwners = !A.Inner.empty() && A.Inner == B.Inner &&
                        none_of(A.Inner, [](const PathElement &E) {
                          return E.Kind == PathElement::UnknownIndex;
                        });
  Case.RelatedOwners = P.related(A.Class, B.Class);
  if (A.Class != None)
    Case.Owner = P.entity(A.Class).Name.str();
  Case.OwnerRole = Question.OwnerRole.str();
  Place StoredAt;
  for (const Hop *H = Question.Calls; H; H = H->Rest)
    if (H->Kind == CallKind::Stored) {
      Case.ThroughStored = true;
      StoredAt = H->StoredAt;
    }
  IdentityVerdict Verdict = judgeIdentity(Case);
  Result.Same = Verdict.Same;
  Result.Assumption = std::move(Verdict.Assumption);
  const OwnedPath &From = Verdict.OfSecond ? B : A;
  switch (Verdict.From) {
  case IdentityVerdict::Global:
    Result.AssumptionAt = P.entity(From.Global).Where;
    break;
  case IdentityVerdict::Pointer:
    Result.AssumptionAt = From.Pointer->At;
    break;
  case IdentityVerdict::Stored:
    Result.AssumptionAt = StoredAt;
    break;
  }
  return Result;
}

} // namespace unwedge::link

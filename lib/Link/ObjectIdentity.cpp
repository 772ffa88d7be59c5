//===--- ObjectIdentity.cpp -----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ObjectIdentity.h"
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
  if (A.Inner.empty() || A.Inner != B.Inner ||
      any_of(A.Inner,
             [](const PathElement &E) {
               return E.Kind == PathElement::UnknownIndex;
             }) ||
      !P.related(A.Class, B.Class))
    return Result;
  if (A.Global != None && B.Global != None)
    return Result;
  const std::string Role = (" " + Question.OwnerRole).str();
  if (A.Global != None || B.Global != None) {
    const Entity &Global = P.entity(A.Global != None ? A.Global : B.Global);
    Result.Same = true;
    Result.AssumptionAt = Global.Where;
    Result.Assumption =
        "'" + Global.Name.str() + "' is taken to be the object" + Role;
    return Result;
  }
  bool ThroughStored = false;
  for (const Hop *H = Question.Calls; H; H = H->Rest)
    if (H->Kind == CallKind::Stored) {
      ThroughStored = true;
      Result.AssumptionAt = H->StoredAt;
    }
  // One variable stands for all objects of its class only where the way to it
  // is indirect: plain parent and sibling pointers lead elsewhere.
  const OwnerPointer *Back = B.Pointer ? B.Pointer : A.Pointer;
  const bool IsOwner = Back && Back->Class != None;
  if (!IsOwner && !ThroughStored)
    return Result;
  Result.Same = true;
  const std::string Owner = "'" + P.entity(A.Class).Name.str() + "'";
  if (Back) {
    Result.AssumptionAt = Back->At;
    Result.Assumption = "'" + P.entity(Back->In).Name.str() +
                        "' is taken to be the " + Owner + Role +
                        "; it is set to that object here";
  } else {
    Result.Assumption =
        "the " + Owner + " captured here is taken to be the one" + Role;
  }
  return Result;
}

} // namespace unwedge::link

//===--- IdentityCase.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/IdentityCase.h"

namespace unwedge {

IdentityVerdict judgeIdentity(const IdentityCase &Case) {
  IdentityVerdict Result;
  const OwnedPathCase &A = Case.First, &B = Case.Second;
  if (!Case.SameFromOwners || !Case.RelatedOwners ||
      (!A.Global.empty() && !B.Global.empty()))
    return Result;
  if (!A.Global.empty() || !B.Global.empty()) {
    Result.Same = true;
    Result.From = IdentityVerdict::Global;
    Result.OfSecond = A.Global.empty();
    Result.Assumption = "'" + (Result.OfSecond ? B : A).Global +
                        "' is taken to be the object " + Case.OwnerRole;
    return Result;
  }
  // A lambda that was only handed down is resolved where it was written, and
  // one variable stands for all objects of its class only where the way to it
  // is indirect: plain parent and sibling pointers lead elsewhere.
  Result.OfSecond = !B.Pointer.empty();
  const OwnedPathCase &Back = Result.OfSecond ? B : A;
  const bool IsOwner = !Back.Pointer.empty() && Back.PointsToThis;
  if (!IsOwner && !Case.ThroughStored)
    return Result;
  Result.Same = true;
  if (!Back.Pointer.empty()) {
    Result.From = IdentityVerdict::Pointer;
    Result.Assumption = "'" + Back.Pointer + "' is taken to be the '" +
                        Case.Owner + "' " + Case.OwnerRole +
                        "; it is set to that object here";
  } else {
    Result.Assumption = "the '" + Case.Owner +
                        "' captured here is taken to be the one " +
                        Case.OwnerRole;
  }
  return Result;
}

} // namespace unwedge

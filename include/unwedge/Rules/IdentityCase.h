//===--- IdentityCase.h - When two ways lead to one object ----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is decided, and said, of two paths that may name one object, by who has
// the syntax tree and by who has summaries.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_IDENTITYCASE_H
#define UNWEDGE_RULES_IDENTITYCASE_H

#include <string>

namespace unwedge {

/// A path as seen from the object that owns what it leads to.
struct OwnedPathCase {
  /// It starts from this global variable; empty if it does not.
  std::string Global;
  /// It leads over this pointer back to an owner; empty if it does not.
  std::string Pointer;
  /// The pointer is set to `this` of one class, and not to one variable.
  bool PointsToThis = false;
};

/// Two paths that are not equal.
struct IdentityCase {
  OwnedPathCase First, Second;
  /// From their owners on, both lead the same way, and each step is known.
  bool SameFromOwners = false;
  /// The owners may be one object by their classes.
  bool RelatedOwners = false;
  /// The class of the first one's owner.
  std::string Owner;
  /// What is said of the owner, behind its name: `that holds the lock`.
  std::string OwnerRole;
  /// A call on the way to the second is of a stored callable.
  bool ThroughStored = false;
};

/// Both name one object, if \c Same; the rest is what is assumed then.
struct IdentityVerdict {
  bool Same = false;
  std::string Assumption;
  /// Where that comes from: the declaration of the global, where the pointer is
  /// set, or where the callable is stored.
  enum Origin { Global, Pointer, Stored } From = Stored;
  /// Of the global and the pointer, they are those of the second path.
  bool OfSecond = false;
};

IdentityVerdict judgeIdentity(const IdentityCase &Case);

} // namespace unwedge

#endif // UNWEDGE_RULES_IDENTITYCASE_H

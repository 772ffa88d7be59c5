//===--- ObjectIdentity.h - When two paths are taken for one object ------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_LINK_OBJECTIDENTITY_H
#define UNWEDGE_LIB_LINK_OBJECTIDENTITY_H

#include "unwedge/Link/Effects.h"
#include <string>

namespace unwedge::link {

/// Why two paths are taken for one object.
struct ObjectIdentity {
  bool Same = false;
  /// The assumption, if one is needed, and where it comes from.
  std::string Assumption;
  summary::Place AssumptionAt;
};

/// As unwedge::IdentityQuestion, for the syntax tree's counterpart in
/// lib/Rules/ObjectIdentity.h, which has the same rules.
struct IdentityQuestion {
  /// The function that both paths belong to.
  Index Function = None;
  summary::Path First, Second;
  /// The calls that lead to the second.
  const Hop *Calls = nullptr;
  /// What an assumption says of the owner, behind its name: `that holds the
  /// lock`.
  llvm::StringRef OwnerRole;
  /// A global object may be taken for the owner.
  bool GlobalsAreOwners = false;
};

/// Whether the two paths name one object: equal, or equal once pointers back to
/// owners are followed. The latter is an assumption: there may be two owners.
ObjectIdentity identifyObjects(const Program &P,
                               const IdentityQuestion &Question);

} // namespace unwedge::link

#endif // UNWEDGE_LIB_LINK_OBJECTIDENTITY_H

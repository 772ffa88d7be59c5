//===--- ObjectIdentity.h - When two paths are taken for one object ------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_RULES_OBJECTIDENTITY_H
#define UNWEDGE_LIB_RULES_OBJECTIDENTITY_H

#include "unwedge/Facts/Summary.h"
#include "unwedge/Program/TranslationUnit.h"
#include <string>

namespace unwedge {

/// Why two paths are taken for one object.
struct ObjectIdentity {
  bool Same = false;
  /// The assumption, if one is needed, and where it comes from.
  std::string Assumption;
  clang::SourceLocation AssumptionLoc;
};

/// What a rule asks about two paths.
struct IdentityQuestion {
  /// The function that both paths belong to.
  const clang::FunctionDecl *F = nullptr;
  AccessPath First, Second;
  /// The calls that lead to the second.
  TraceRef Calls;
  /// Where the callable was stored that leads to the second, beside those in
  /// \c Calls; may be invalid.
  clang::SourceLocation StoredAt;
  /// What an assumption says of the owner, behind its name: `that holds the
  /// lock`.
  llvm::StringRef OwnerRole;
  /// A global object may be taken for the owner.
  bool GlobalsAreOwners = false;
};

/// Whether the two paths name one object: equal, or equal once pointers back to
/// owners are followed. The latter is an assumption: there may be two owners.
ObjectIdentity identifyObjects(const TranslationUnit &Unit,
                               const IdentityQuestion &Question);

} // namespace unwedge

#endif // UNWEDGE_LIB_RULES_OBJECTIDENTITY_H

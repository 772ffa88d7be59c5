//===--- UnguardedCleanupFixes.h - Repairs of unguarded cleanup -----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_RULES_UNGUARDEDCLEANUPFIXES_H
#define UNWEDGE_LIB_RULES_UNGUARDEDCLEANUPFIXES_H

#include "unwedge/Facts/CleanupFlow.h"
#include "unwedge/Rules/UnguardedCleanup.h"

namespace unwedge {

struct CleanupToFix {
  const StateEvent *Done;
  const PendingState *State;
  /// The call that may throw.
  const clang::Expr *Callback;
};

/// Adds edits to \p Result that leave all of \p ToFix to guards and change
/// nothing on the ways without an exception; adds none where that cannot be
/// done for sure.
void proposeFix(const CleanupFacts &Facts, llvm::ArrayRef<CleanupToFix> ToFix,
                const ScopeGuardStyle &Style, Finding &Result);

} // namespace unwedge

#endif // UNWEDGE_LIB_RULES_UNGUARDEDCLEANUPFIXES_H

//===--- UnguardedCleanup.h - The rule unguarded-cleanup -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_UNGUARDEDCLEANUP_H
#define UNWEDGE_RULES_UNGUARDEDCLEANUP_H

#include "unwedge/Program/TranslationUnit.h"
#include "unwedge/Report/Finding.h"
#include <string>
#include <vector>

namespace unwedge {

/// How a scope guard is written in a project. The texts have `{name}` for the
/// guard and `{cleanup}` for the statements that it runs.
struct ScopeGuardStyle {
  /// Declares the guard; empty: no scope guard is proposed.
  std::string Declaration;
  /// Calls it off; empty: it cannot be.
  std::string Dismissal;
  /// What has to be included, as for Finding::NeededIncludes; may be empty.
  std::string Include;
};

/// The style of that name: `none`, `std-experimental`, `absl`, `gsl`, `folly`,
/// `boost`, `llvm`, `qt`. Null if there is none.
const ScopeGuardStyle *findScopeGuardStyle(llvm::StringRef Name);
/// All names, separated by commas.
std::string scopeGuardStyleNames();

struct UnguardedCleanupOptions {
  /// A virtual call on an object that came from outside is a callback, too.
  bool VirtualCallbacks = false;
  ScopeGuardStyle Guard;
};

/// Finds cleanup that is skipped when a callback throws: state that outlives
/// the call is set up, a callback that may throw runs, and the cleanup after it
/// is not deferred to a destructor or handler.
///
/// Findings that \p Filter does not keep are counted in the statistics and
/// dropped. The result is sorted by location.
std::vector<Finding>
findUnguardedCleanups(TranslationUnit &Unit, const FindingFilter &Filter,
                      const UnguardedCleanupOptions &Options);

} // namespace unwedge

#endif // UNWEDGE_RULES_UNGUARDEDCLEANUP_H

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
#include <vector>

namespace unwedge {

/// Finds cleanup that is skipped when a callback throws: state that outlives
/// the call is set up, a callback that may throw runs, and the cleanup after it
/// is not deferred to a destructor or handler.
///
/// Findings below \p Minimum are counted in the statistics and dropped. The
/// result is sorted by location.
std::vector<Finding> findUnguardedCleanups(TranslationUnit &Unit,
                                           Confidence Minimum);

} // namespace unwedge

#endif // UNWEDGE_RULES_UNGUARDEDCLEANUP_H

//===--- UnstableCacheKey.h - The rule unstable-cache-key ----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_UNSTABLECACHEKEY_H
#define UNWEDGE_RULES_UNSTABLECACHEKEY_H

#include "unwedge/Program/TranslationUnit.h"
#include "unwedge/Report/Finding.h"
#include <vector>

namespace unwedge {

/// Finds keys of long-lived maps and caches that are made of text that changes
/// from one call to the next.
///
/// Findings below \p Minimum are counted in the statistics and dropped. The
/// result is sorted by location.
std::vector<Finding> findUnstableCacheKeys(TranslationUnit &Unit,
                                           Confidence Minimum);

} // namespace unwedge

#endif // UNWEDGE_RULES_UNSTABLECACHEKEY_H

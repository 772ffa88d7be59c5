//===--- UnstableCacheKey.h - The rule unstable-cache-key -----------------===//
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

struct CacheKeyOptions {
  /// A time that a cast cuts off to at least so many seconds is taken for a
  /// bucket on purpose.
  unsigned BucketSeconds = 60;
};

/// Finds keys of maps and caches that outlive the call, made of text that
/// changes from one call to the next.
///
/// A look-up with such a key never finds what an earlier call stored, an erase
/// with it takes nothing out, and so the map grows for as long as the program
/// runs. Text of an address does so more slowly, and has a second harm: the
/// entry of an object that is gone is taken for that of the next one there.
///
/// Findings that \p Filter does not keep are counted in the statistics and
/// dropped. The result is sorted by location.
std::vector<Finding> findUnstableCacheKeys(TranslationUnit &Unit,
                                           const CacheKeyOptions &Options,
                                           const FindingFilter &Filter);

} // namespace unwedge

#endif // UNWEDGE_RULES_UNSTABLECACHEKEY_H

//===--- Rules.h - All rules ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_RULES_H
#define UNWEDGE_RULES_RULES_H

#include "unwedge/Report/Finding.h"
#include "unwedge/Rules/CheckTexts.h"
#include "unwedge/Rules/UnguardedCleanup.h"
#include "unwedge/Rules/UnstableCacheKey.h"

namespace unwedge {

class TranslationUnit;

/// What may be set for some rules, with the defaults.
struct RuleOptions {
  UnguardedCleanupOptions Cleanup;
  CacheKeyOptions Keys;
};

/// One rule, for hosts that run all of them.
struct RuleInfo : CheckTexts {
  std::vector<Finding> (*Find)(TranslationUnit &Unit, Confidence Minimum,
                               const RuleOptions &Options);
  /// A host that follows paths looks for it on its own, and may find other
  /// things. For the other rules it decides what they have found.
  bool HasOwnPaths = false;
};

/// All rules, by name.
llvm::ArrayRef<RuleInfo> allRules();

} // namespace unwedge

#endif // UNWEDGE_RULES_RULES_H

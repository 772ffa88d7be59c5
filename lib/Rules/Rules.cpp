//===--- Rules.cpp --------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/Rules.h"
#include "unwedge/Rules/RecursiveSharedLock.h"
#include "unwedge/Rules/SelfBlockingConsumer.h"

namespace unwedge {

// One for each entry of the catalogue: without its rule that does not compile,
// and a rule that the catalogue has not is warned of as unused.

static std::vector<Finding> findRecursiveSharedLock(TranslationUnit &Unit,
                                                    Confidence Minimum,
                                                    const RuleOptions &) {
  return findRecursiveSharedLocks(Unit, Minimum);
}

static std::vector<Finding> findSelfBlockingConsumer(TranslationUnit &Unit,
                                                     Confidence Minimum,
                                                     const RuleOptions &) {
  return findSelfBlockingConsumers(Unit, Minimum);
}

static std::vector<Finding> findUnguardedCleanup(TranslationUnit &Unit,
                                                 Confidence Minimum,
                                                 const RuleOptions &Options) {
  return findUnguardedCleanups(Unit, Minimum, Options.Cleanup);
}

static std::vector<Finding> findUnstableCacheKey(TranslationUnit &Unit,
                                                 Confidence Minimum,
                                                 const RuleOptions &Options) {
  return findUnstableCacheKeys(Unit, Options.Keys, Minimum);
}

llvm::ArrayRef<RuleInfo> allRules() {
  static const RuleInfo Rules[] = {
#define UNWEDGE_CHECK(Id, ...)                                                 \
  {texts::Id, find##Id,                                                        \
   /*HasOwnPaths=*/&texts::Id == &texts::RecursiveSharedLock},
#include "unwedge/Rules/Checks.def"
  };
  return Rules;
}

} // namespace unwedge

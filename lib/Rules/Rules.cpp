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

llvm::ArrayRef<RuleInfo> allRules() {
  static const RuleInfo Rules[] = {
      {"unwedge-recursive-shared-lock",
       "A reader lock is taken again, calls deeper, by the thread that holds "
       "it.",
       [](TranslationUnit &Unit, Confidence Minimum, const RuleOptions &) {
         return findRecursiveSharedLocks(Unit, Minimum);
       },
       /*HasOwnPaths=*/true},
      {"unwedge-self-blocking-consumer",
       "The consumer of a bounded queue puts into it and waits for room.",
       [](TranslationUnit &Unit, Confidence Minimum, const RuleOptions &) {
         return findSelfBlockingConsumers(Unit, Minimum);
       }},
      {"unwedge-unguarded-cleanup",
       "Cleanup after a callback that may throw is not deferred.",
       [](TranslationUnit &Unit, Confidence Minimum, const RuleOptions &O) {
         return findUnguardedCleanups(Unit, Minimum, O.Cleanup);
       }},
      {"unwedge-unstable-cache-key",
       "The key of a cache is text that changes from call to call.",
       [](TranslationUnit &Unit, Confidence Minimum, const RuleOptions &O) {
         return findUnstableCacheKeys(Unit, O.Keys, Minimum);
       }},
  };
  return Rules;
}

} // namespace unwedge

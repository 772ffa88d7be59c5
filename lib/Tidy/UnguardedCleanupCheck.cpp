//===--- UnguardedCleanupCheck.cpp ---------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnguardedCleanupCheck.h"
#include "unwedge/Rules/UnguardedCleanup.h"

namespace unwedge::tidy {

std::vector<Finding> UnguardedCleanupCheck::findings(TranslationUnit &Unit,
                                                     Confidence Minimum) {
  return findUnguardedCleanups(Unit, Minimum);
}

} // namespace unwedge::tidy

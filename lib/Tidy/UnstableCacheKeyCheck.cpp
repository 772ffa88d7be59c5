//===--- UnstableCacheKeyCheck.cpp ---------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnstableCacheKeyCheck.h"
#include "unwedge/Rules/UnstableCacheKey.h"

namespace unwedge::tidy {

std::vector<Finding> UnstableCacheKeyCheck::findings(TranslationUnit &Unit,
                                                     Confidence Minimum) {
  return findUnstableCacheKeys(Unit, Minimum);
}

} // namespace unwedge::tidy

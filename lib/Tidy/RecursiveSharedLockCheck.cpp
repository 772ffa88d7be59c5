//===--- RecursiveSharedLockCheck.cpp -------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RecursiveSharedLockCheck.h"
#include "unwedge/Rules/RecursiveSharedLock.h"

namespace unwedge::tidy {

std::vector<Finding> RecursiveSharedLockCheck::findings(TranslationUnit &Unit,
                                                        Confidence Minimum) {
  return findRecursiveSharedLocks(Unit, Minimum);
}

} // namespace unwedge::tidy

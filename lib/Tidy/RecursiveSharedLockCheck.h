//===--- RecursiveSharedLockCheck.h - unwedge-recursive-shared-lock -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_TIDY_RECURSIVESHAREDLOCKCHECK_H
#define UNWEDGE_LIB_TIDY_RECURSIVESHAREDLOCKCHECK_H

#include "UnwedgeCheck.h"

namespace unwedge::tidy {

/// Finds reader/writer locks that are acquired shared again, through any number
/// of calls, by the thread that holds them already.
///
/// The page of the check:
/// docs/checks/unwedge-recursive-shared-lock.md
class RecursiveSharedLockCheck : public UnwedgeCheck {
public:
  using UnwedgeCheck::UnwedgeCheck;

private:
  std::vector<Finding> findings(TranslationUnit &Unit,
                                Confidence Minimum) override;
};

} // namespace unwedge::tidy

#endif // UNWEDGE_LIB_TIDY_RECURSIVESHAREDLOCKCHECK_H

//===--- UnstableCacheKeyCheck.h - unwedge-unstable-cache-key ------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_TIDY_UNSTABLECACHEKEYCHECK_H
#define UNWEDGE_LIB_TIDY_UNSTABLECACHEKEYCHECK_H

#include "UnwedgeCheck.h"

namespace unwedge::tidy {

/// Finds cache keys made of text that changes from call to call.
///
/// The page of the check:
/// docs/checks/unwedge-unstable-cache-key.md
class UnstableCacheKeyCheck : public UnwedgeCheck {
public:
  using UnwedgeCheck::UnwedgeCheck;

private:
  std::vector<Finding> findings(TranslationUnit &Unit,
                                Confidence Minimum) override;
};

} // namespace unwedge::tidy

#endif // UNWEDGE_LIB_TIDY_UNSTABLECACHEKEYCHECK_H

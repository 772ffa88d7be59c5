//===--- SelfBlockingConsumerCheck.h - unwedge-self-blocking-consumer ----===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_TIDY_SELFBLOCKINGCONSUMERCHECK_H
#define UNWEDGE_LIB_TIDY_SELFBLOCKINGCONSUMERCHECK_H

#include "UnwedgeCheck.h"

namespace unwedge::tidy {

/// Finds consumers of a bounded queue that put into it and wait for room.
///
/// The page of the check:
/// docs/checks/unwedge-self-blocking-consumer.md
class SelfBlockingConsumerCheck : public UnwedgeCheck {
public:
  using UnwedgeCheck::UnwedgeCheck;

private:
  std::vector<Finding> findings(TranslationUnit &Unit,
                                Confidence Minimum) override;
};

} // namespace unwedge::tidy

#endif // UNWEDGE_LIB_TIDY_SELFBLOCKINGCONSUMERCHECK_H

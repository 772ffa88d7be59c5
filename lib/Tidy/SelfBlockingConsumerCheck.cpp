//===--- SelfBlockingConsumerCheck.cpp -----------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SelfBlockingConsumerCheck.h"
#include "unwedge/Rules/SelfBlockingConsumer.h"

namespace unwedge::tidy {

std::vector<Finding> SelfBlockingConsumerCheck::findings(TranslationUnit &Unit,
                                                         Confidence Minimum) {
  return findSelfBlockingConsumers(Unit, Minimum);
}

} // namespace unwedge::tidy

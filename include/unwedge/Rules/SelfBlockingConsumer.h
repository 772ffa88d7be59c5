//===--- SelfBlockingConsumer.h - The rule self-blocking-consumer --------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_SELFBLOCKINGCONSUMER_H
#define UNWEDGE_RULES_SELFBLOCKINGCONSUMER_H

#include "unwedge/Program/TranslationUnit.h"
#include "unwedge/Report/Finding.h"
#include <vector>

namespace unwedge {

/// Finds consumers of a bounded queue that do a blocking put into that queue
/// before they take from it again: with the queue full, nobody is left to make
/// room.
///
/// Findings that \p Filter does not keep are counted in the statistics and
/// dropped. The result is sorted by location.
std::vector<Finding> findSelfBlockingConsumers(TranslationUnit &Unit,
                                               const FindingFilter &Filter);

} // namespace unwedge

#endif // UNWEDGE_RULES_SELFBLOCKINGCONSUMER_H

//===--- RecursiveSharedLock.h - The rule recursive-shared-lock -----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_RECURSIVESHAREDLOCK_H
#define UNWEDGE_RULES_RECURSIVESHAREDLOCK_H

#include "unwedge/Program/TranslationUnit.h"
#include "unwedge/Report/Finding.h"
#include <vector>

namespace unwedge {

/// Finds reader/writer locks that a thread acquires shared while it holds them
/// already, or exclusive while it holds them shared.
///
/// A lock that protects its writers from starvation lets no new reader in once
/// a writer waits. A thread that comes back as a reader then waits for the
/// writer, which waits for the thread to release its first acquisition. Whether
/// it happens depends on a writer arriving in between, so tests pass.
///
/// Findings below \p Minimum are counted in the statistics and dropped. The
/// result is sorted by location.
std::vector<Finding> findRecursiveSharedLocks(TranslationUnit &Unit,
                                              Confidence Minimum);

} // namespace unwedge

#endif // UNWEDGE_RULES_RECURSIVESHAREDLOCK_H

//===--- AttributeSummary.h - Thread-safety attributes as a summary -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_ATTRIBUTESUMMARY_H
#define UNWEDGE_FACTS_ATTRIBUTESUMMARY_H

#include "unwedge/Facts/CalleeInfo.h"
#include "unwedge/Facts/Summary.h"
#include "unwedge/Model/ModelIndex.h"

namespace unwedge {

/// What Clang's thread-safety attributes say that \p F does. A capability
/// counts as not reentrant unless its class says `reentrant_capability`, as
/// Clang's own analysis has it.
Summary summaryOfAttributes(const clang::FunctionDecl *F,
                            const ModelIndex &Model, CalleeInfo &Callees);

/// The locks that the attributes of \p F say that its callers hold.
std::vector<HeldLock> locksRequiredBy(const clang::FunctionDecl *F,
                                      const ModelIndex &Model,
                                      CalleeInfo &Callees);

} // namespace unwedge

#endif // UNWEDGE_FACTS_ATTRIBUTESUMMARY_H

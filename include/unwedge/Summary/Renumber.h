//===--- Renumber.h - Other numbers for what a summary names --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_SUMMARY_RENUMBER_H
#define UNWEDGE_SUMMARY_RENUMBER_H

#include "unwedge/Summary/UnitSummary.h"
#include "llvm/ADT/ArrayRef.h"

namespace unwedge::summary {

/// Where the items of each list of a unit went; None for what is gone.
struct NewNumbers {
  std::vector<Index> Files;
  std::vector<Index> Entities;
  std::vector<Index> LockKinds;
};

/// Puts \p Numbers in place of all indices in \p Unit but leaves the lists
/// where they are: afterwards these are indices into the lists of a program.
void renumber(UnitSummary &Unit, const NewNumbers &Numbers);

/// Drops the files, entities and kinds of locks that nothing speaks of.
void dropUnused(UnitSummary &Unit);

} // namespace unwedge::summary

#endif // UNWEDGE_SUMMARY_RENUMBER_H

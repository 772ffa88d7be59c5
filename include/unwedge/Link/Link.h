//===--- Link.h - Findings of a whole program -----------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LINK_LINK_H
#define UNWEDGE_LINK_LINK_H

#include "unwedge/Link/Program.h"
#include "unwedge/Report/Confidence.h"

namespace unwedge::link {

struct LinkOptions {
  /// As clang-tidy knows them.
  std::vector<std::string> Checks;
  Confidence MinimumConfidence = Confidence::Likely;
  /// What was given is all of the program, so that what nothing in it does is
  /// done by nobody.
  bool IsWhole = true;
};

/// What the rules find in \p P: what its units have found alone, unless other
/// units refute it, and what it takes several units to see. In the order of
/// units and places; with what is silenced.
std::vector<FindingRecord> findInProgram(const Program &P,
                                         const LinkOptions &Options);

/// The parts of findInProgram(). Each adds what it takes several units to see,
/// and drops or lowers in \p Local what other units refute.
using LocalFindings = std::vector<FindingRecord>;
void linkRecursiveSharedLocks(const Program &P, const LinkOptions &Options,
                              LocalFindings &Local,
                              std::vector<FindingRecord> &Found);
void linkUnstableCacheKeys(const Program &P, const LinkOptions &Options,
                           LocalFindings &Local,
                           std::vector<FindingRecord> &Found);

void linkUnguardedCleanups(const Program &P, const LinkOptions &Options,
                           LocalFindings &Local,
                           std::vector<FindingRecord> &Found);
void linkSelfBlockingConsumers(const Program &P, const LinkOptions &Options,
                               LocalFindings &Local,
                               std::vector<FindingRecord> &Found);

/// Fills in what all findings have of \p F, whose primary place is in the text
/// of \p Function: the fingerprint, and what silences it.
void finishFinding(const Program &P, Index Function,
                   const summary::Place &Where, FindingRecord &F);
/// The same of \p Function, an entity.
void finishFindingIn(const Program &P, Index Function,
                     const summary::Place &Where, FindingRecord &F);

} // namespace unwedge::link

#endif // UNWEDGE_LINK_LINK_H

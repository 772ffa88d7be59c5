//===--- Suppressions.h - What silences findings, and what for ------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_SUPPRESSIONS_H
#define UNWEDGE_LIB_DRIVER_SUPPRESSIONS_H

#include "Output.h"

namespace unwedge::driver {

/// The name of the findings of \c demandReasons.
inline constexpr llvm::StringLiteral ReasonCheckName =
    "unwedge-suppression-reason";

/// What several units see of one comment or attribute in one record; by place.
std::vector<SuppressionRecord>
mergeSuppressions(llvm::ArrayRef<UnitRecord> Units);

/// Adds a finding to \p Run for each comment or attribute that gives no reason.
void demandReasons(RunResult &Run);

/// Adds to what silences something what may silence a finding of \p Run that
/// takes several units to see.
void addSilencedAcrossUnits(RunResult &Run);

/// What the user has asked `unwedge suppressions` for.
struct SuppressionsRequest {
  /// The checks that the units were analysed with.
  std::vector<std::string> Checks;
  /// All units of the build were asked for.
  bool AllUnits = true;
  /// An earlier run has looked at the whole program, and this one does not.
  bool LacksWholeProgram = false;
  bool DemandReason = false;
  bool AsJSON = false;
  /// Not empty: comments are added for what these checks find.
  std::vector<std::string> Add;
  std::string Reason;
  bool RemoveUnneeded = false;
  /// Shows what would be edited instead of doing it.
  bool DryRun = false;
  /// Files elsewhere are not edited; absolute.
  std::string Root;
};

/// What there is to say after a list or an edit.
struct SuppressionsResult {
  /// There is something to be done by the user.
  bool NeedsAttention = false;
  /// One line, for the error stream.
  std::string Summary;
};

/// Does what \p Request says; findings and units are those of \p Run.
llvm::Expected<SuppressionsResult>
manageSuppressions(const RunResult &Run, const SuppressionsRequest &Request,
                   llvm::raw_ostream &OS);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_SUPPRESSIONS_H

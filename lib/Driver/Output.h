//===--- Output.h - What a run has found, for its readers -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_OUTPUT_H
#define UNWEDGE_LIB_DRIVER_OUTPUT_H

#include "unwedge/Records/Records.h"
#include "llvm/Support/raw_ostream.h"

namespace unwedge::driver {

/// A run, with what several units see alike told once.
struct RunResult {
  /// Sorted by place; those that are silenced among them.
  std::vector<FindingRecord> Findings;
  /// In the order of the compile database.
  std::vector<UnitRecord> Units;
  /// Each once, in the order of the units.
  std::vector<std::string> Warnings;
  /// Findings that are left out because they were there before the change that
  /// is looked at.
  unsigned Unchanged = 0;
  /// Of the whole program, something could not be read.
  bool LacksParts = false;
  /// A model file that the user has named cannot be used, or not all of it.
  bool LacksModel = false;

  unsigned unitsThatAre(UnitRecord::Status What) const;
  unsigned findingsThatCount() const;
};

/// Two findings are the same if check, place and message are. Those of equal
/// fingerprints are numbered by place, the silenced ones last.
RunResult mergeUnits(std::vector<UnitRecord> Units);

/// As clang prints warnings, with the lines of the source, if it still is what
/// it was.
void printText(const RunResult &Run, llvm::raw_ostream &OS);
/// One object; what is in it says docs/driver.md.
void printJSON(const RunResult &Run, llvm::raw_ostream &OS);
/// SARIF 2.1.0: one run, with a code flow for the steps. Files below \p Root,
/// which is absolute, are told from there.
void printSarif(const RunResult &Run, llvm::StringRef Root,
                llvm::raw_ostream &OS);
/// Adds a warning to \p Run if findings are in files that are not below \p
/// Root, which services do not show.
void warnOfFilesOutside(RunResult &Run, llvm::StringRef Root);
/// Workflow commands of GitHub Actions, a line for each finding.
void printGitHub(const RunResult &Run, llvm::StringRef Root,
                 llvm::raw_ostream &OS);
/// A code quality report of GitLab.
void printGitLab(const RunResult &Run, llvm::StringRef Root,
                 llvm::raw_ostream &OS);

/// One page that needs nothing but a browser: each finding with its path
/// through the source. Files below \p Root are told from there.
void printHTML(const RunResult &Run, llvm::StringRef Root,
               llvm::raw_ostream &OS);

/// What there is to know besides the findings: units that could not be
/// analysed, and one line that counts.
void printSummary(const RunResult &Run, llvm::raw_ostream &OS);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_OUTPUT_H

//===--- Baseline.h - What was found before -------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_BASELINE_H
#define UNWEDGE_LIB_DRIVER_BASELINE_H

#include "Output.h"
#include "unwedge/Report/Confidence.h"

namespace unwedge::driver {

/// Findings that are known, and not to be told again. They are known by their
/// fingerprints; check, place and message are there for people.
class Baseline {
public:
  /// What a run has looked for in all units. What it has not, it cannot miss.
  struct Scope {
    std::vector<std::string> Checks;
    Confidence Minimum = Confidence::Likely;
    bool PathSensitive = false;
    bool WholeProgram = false;
    bool DemandReason = false;
  };

  /// An error names the file.
  static llvm::Expected<Baseline> read(llvm::StringRef File);
  /// What counts in \p Run, which has looked for \p Searched.
  static Baseline of(const RunResult &Run, const Scope &Searched);
  llvm::Error write(llvm::StringRef File) const;

  /// Marks the findings of \p Run that are known as silenced by \p What.
  void silence(RunResult &Run, llvm::StringRef What = "baseline");
  /// How many entries \c silence has not met, of those that a run that looks
  /// for \p Searched would meet.
  unsigned gone(const Scope &Searched) const;
  /// Drops them.
  void shrink(const Scope &Searched);
  /// Adds the entries of \p Old that are not here. Returns how many.
  unsigned keep(const Baseline &Old);
  size_t size() const { return Entries.size(); }

private:
  struct Entry {
    FindingRecord Finding;
    bool Met = false;
  };
  bool isGone(const Entry &E, const Scope &Searched) const;

  std::vector<Entry> Entries;
  /// What the runs were asked for by which these were found.
  bool PathSensitive = false;
  bool WholeProgram = false;
};

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_BASELINE_H

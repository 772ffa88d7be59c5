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

namespace unwedge::driver {

/// Findings that are known, and not to be told again. They are known by their
/// fingerprints; check, place and message are there for people.
class Baseline {
public:
  /// An error names the file.
  static llvm::Expected<Baseline> read(llvm::StringRef File);
  /// What counts in \p Run.
  static Baseline of(const RunResult &Run);
  llvm::Error write(llvm::StringRef File) const;

  /// Marks the findings of \p Run that are known as silenced by \p What.
  /// Returns how many entries were not met.
  unsigned silence(RunResult &Run, llvm::StringRef What = "baseline");
  /// Drops the entries that \c silence has not met.
  void shrink();
  size_t size() const { return Entries.size(); }

private:
  struct Entry {
    FindingRecord Finding;
    bool Met = false;
  };
  std::vector<Entry> Entries;
};

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_BASELINE_H

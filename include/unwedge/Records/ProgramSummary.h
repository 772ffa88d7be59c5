//===--- ProgramSummary.h - What the link tells those who see one file ----===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What was found of a whole program, for hosts that compile one file of it
// later: an editor. Each place in it is bound to the text that it was found in,
// so that a host can tell whether it still is what was looked at, and where it
// is now.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RECORDS_PROGRAMSUMMARY_H
#define UNWEDGE_RECORDS_PROGRAMSUMMARY_H

#include "unwedge/Records/TrackedText.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <string>
#include <vector>

namespace unwedge {

/// Findings of a program, and the text that they rest on.
///
/// A finding says that its steps followed from the program when it was linked.
/// It still does as far as its own functions go if each stretch that its places
/// are in is found again. That says nothing of other functions: one that is new
/// may be called instead, and only the next link knows.
struct ProgramSummary {
  static constexpr int64_t Version = 1;

  struct File {
    /// Absolute, without `.` and `..`.
    std::string Name;
    /// xxh3 of the text that the compiler has read; 0 if that is not known, or
    /// not the same for all units.
    uint64_t Hash = 0;
  };
  struct Stretch {
    /// In Files.
    uint32_t File = 0;
    TextStretch Text;
  };
  struct Place {
    /// In Stretches.
    uint32_t In = 0;
    StretchPlace At;
  };
  struct Step {
    /// None if it is nowhere.
    std::optional<Place> Where;
    std::string Message;
  };
  /// As FindingRecord has it.
  struct Finding {
    std::string Check;
    std::string Confidence;
    Place Where;
    std::string Message;
    std::vector<Step> Steps;
  };
  /// What one unit finds alone, and the others refute or doubt.
  struct Verdict {
    std::string Check;
    Place Where;
    std::string Message;
    /// What is left of it; empty if nothing is.
    std::string Confidence;
  };

  /// Who made it, with its version.
  std::string Producer;
  /// With all that verdicts rest on, if there are any: the program.
  std::vector<File> Files;
  std::vector<Stretch> Stretches;
  /// What it takes several units to see, by place. Nothing that is silenced.
  std::vector<Finding> Findings;
  std::vector<Verdict> Verdicts;

  const std::string &fileOf(const Place &P) const {
    return Files[Stretches[P.In].File].Name;
  }
};

/// The same each time, for the same program.
llvm::json::Value toJSON(const ProgramSummary &P);

/// Reads what toJSON() has made and somebody has written; \p Name is what
/// errors call it, which give the place in it as well. All indices in the
/// result are in range. Takes no more memory and stack than a fixed multiple of
/// the length of \p Text, whatever is in it.
llvm::Expected<ProgramSummary> parseProgramSummary(llvm::StringRef Text,
                                                   llvm::StringRef Name);

} // namespace unwedge

#endif // UNWEDGE_RECORDS_PROGRAMSUMMARY_H

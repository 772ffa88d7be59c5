//===--- Records.h - Findings outside of a compilation --------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RECORDS_RECORDS_H
#define UNWEDGE_RECORDS_RECORDS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace unwedge {

/// A place in a file, as it was when the unit was analysed.
struct PlaceRecord {
  /// Absolute, without `.` and `..`.
  std::string File;
  /// From 1, the column in bytes.
  int64_t Line = 0;
  int64_t Column = 0;

  bool operator<(const PlaceRecord &O) const {
    return std::tie(File, Line, Column) < std::tie(O.File, O.Line, O.Column);
  }
  bool operator==(const PlaceRecord &O) const {
    return Line == O.Line && Column == O.Column && File == O.File;
  }
};

struct StepRecord {
  PlaceRecord Where;
  std::string Message;
};

/// \c Length bytes from \c Offset on are replaced by \c Text.
struct EditRecord {
  std::string File;
  int64_t Offset = 0;
  int64_t Length = 0;
  std::string Text;
};

/// What one process tells another of a finding.
struct FindingRecord {
  /// As clang-tidy knows the check.
  std::string Check;
  std::string Confidence;
  PlaceRecord Where;
  std::string Message;
  std::vector<StepRecord> Steps;
  /// With the includes that the others need.
  std::vector<EditRecord> Edits;
  /// Tells it from other findings of the check wherever it moves to: made of
  /// the message and of the tokens of its statement, and not of any place.
  std::string Fingerprint;
  /// What silences it: `comment`, `attribute` or `baseline`; empty if nothing
  /// does.
  std::string SuppressedBy;
  /// Where it has to be silenced, if that is not where it is: a macro in the
  /// arguments of another is where the outer one begins.
  std::optional<PlaceRecord> CommentAt;
  /// What the comment, or the one beside the attribute, gives as the reason.
  std::string Reason;
  /// It takes several units to see. Not a part of what is written.
  bool IsAcrossUnits = false;
};

/// A comment or attribute in a file that the unit reads that names one of the
/// checks, or silences a finding.
struct SuppressionRecord {
  /// `NOLINT` and its like, or `suppress` for the attribute.
  std::string Form;
  PlaceRecord Where;
  /// As they are written; empty if all checks are meant.
  std::vector<std::string> Names;
  std::string Reason;
  /// The checks that it silences a finding of, in this unit.
  std::vector<std::string> Silences;
  /// Why it silences nothing, if that is known.
  std::string Hint;
  /// As a finding's: for one that is about it.
  std::string Fingerprint;
};

/// What became of one compile command.
struct UnitRecord {
  enum class Status : uint8_t {
    Analyzed,
    /// The compiler reports an error. Nothing is found in such a unit: what an
    /// incomplete syntax tree seems to say may be wrong.
    DoesNotCompile,
    TimedOut,
    Crashed,
  };
  Status What = Status::Analyzed;
  std::string File;
  /// The first error, or how the process ended.
  std::string Message;
  /// The error is that a file is not there. It may be made any time, and
  /// nothing else need change with it.
  bool LacksFile = false;
  std::vector<FindingRecord> Findings;
  std::vector<SuppressionRecord> Suppressions;
  /// Model files that could not be used, one message each.
  std::vector<std::string> Warnings;
  /// What it cost, in milliseconds of the processor: everything, what the
  /// compiler took of it, and each check. What several checks need counts for
  /// the first that asks.
  int64_t Time = 0;
  int64_t CompileTime = 0;
  std::map<std::string, int64_t> CheckTimes;
  /// What was seen and given up: AnalysisStatistics in words.
  std::map<std::string, int64_t> Counters;
  /// Where its summary has to be, if one was asked for. Not a part of what is
  /// written.
  std::string SummaryFile;
};

llvm::StringRef statusName(UnitRecord::Status What);

llvm::json::Value toJSON(const std::map<std::string, int64_t> &Numbers);
llvm::json::Value toJSON(const FindingRecord &F);
llvm::json::Value toJSON(const SuppressionRecord &S);
llvm::json::Value toJSON(const UnitRecord &U);
bool fromJSON(const llvm::json::Value &From, FindingRecord &To,
              llvm::json::Path Path);
bool fromJSON(const llvm::json::Value &From, SuppressionRecord &To,
              llvm::json::Path Path);
bool fromJSON(const llvm::json::Value &From, UnitRecord &To,
              llvm::json::Path Path);

/// Writes \p File whole or not at all, whatever stops the program; what it had
/// before stays until then. A device or a pipe is written to as it is, and `-`
/// is the output stream. An error names the file, a full disk as well.
llvm::Error writeFile(llvm::StringRef File,
                      llvm::function_ref<void(llvm::raw_ostream &)> Write);
/// An error names \p File.
llvm::Expected<llvm::json::Value> readJSON(llvm::StringRef File);
/// Reads the file that \c writeUnit has written.
llvm::Expected<UnitRecord> readUnit(llvm::StringRef File);
llvm::Error writeUnit(const UnitRecord &Unit, llvm::StringRef File);

} // namespace unwedge

#endif // UNWEDGE_RECORDS_RECORDS_H

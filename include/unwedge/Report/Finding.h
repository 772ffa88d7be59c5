//===--- Finding.h - What a rule found ------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_REPORT_FINDING_H
#define UNWEDGE_REPORT_FINDING_H

#include "unwedge/Report/RunPattern.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace clang {
class SourceManager;
}

namespace unwedge {

/// One step of a finding's trace: where, and what happens there.
struct FindingStep {
  clang::SourceLocation Loc;
  std::string Message;
};

/// One edit of a repair: \c Range is replaced by \c Text. An empty range
/// (begin and end alike) inserts before it.
struct FindingEdit {
  clang::CharSourceRange Range;
  std::string Text;
};

/// Something that a rule found, in the words that every host shows.
struct Finding {
  /// The rule's name without a host's prefix, e.g. `recursive-shared-lock`.
  llvm::StringRef Rule;
  Confidence Level = Confidence::Definite;
  clang::SourceLocation Loc;
  std::string Message;
  std::vector<FindingStep> Steps;
  /// Edits that together repair it; empty if there is no safe repair.
  std::vector<FindingEdit> Edits;
  /// Headers that the edits need, as they are written behind `#include`:
  /// `<mutex>` or `"absl/cleanup/cleanup.h"`.
  std::vector<std::string> NeededIncludes;
  /// Set if only those who acquire a lock exclusive make a mistake of it: what
  /// all locks that may be meant have in common.
  const clang::Decl *WriterOf = nullptr;
  /// Set if a host that follows paths can say more.
  std::optional<RunPattern> Run;
  /// Findings with one number, if it is not 0, have one cause: at most one of
  /// them is to be shown. Only with FindingFilter::WithRuns is there more than
  /// one.
  unsigned Cause = 0;
  /// Among those of one cause: to be shown only if no run does what the ones of
  /// a lower rank say.
  unsigned Rank = 0;
};

/// Which findings a host wants.
struct FindingFilter {
  FindingFilter(Confidence Minimum, bool WithRuns = false)
      : Minimum(Minimum), WithRuns(WithRuns) {}

  /// Those that are as sure as this, or surer.
  Confidence Minimum;
  /// And those that would be, if a run is found.
  bool WithRuns;

  bool keeps(const Finding &F) const {
    return F.Level >= Minimum || (WithRuns && F.Run && F.Run->Level >= Minimum);
  }
};

/// Takes the findings that \p Filter keeps, in the order of the text, and adds
/// the number of the others to \p Below.
std::vector<Finding> selectFindings(std::vector<Finding> All,
                                    const FindingFilter &Filter,
                                    const clang::SourceManager &SM,
                                    unsigned &Below);

} // namespace unwedge

#endif // UNWEDGE_REPORT_FINDING_H

//===--- RecursionReport.h - A second acquisition as a path-sensitive report
//---===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_ANALYZER_RECURSIONREPORT_H
#define UNWEDGE_LIB_ANALYZER_RECURSIONREPORT_H

#include "LockState.h"
#include "unwedge/Rules/RecursiveSharedLock.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugReporter.h"

namespace unwedge::analyzer {

/// One acquisition on a path; two are equal if they are the same event.
struct LockEvent {
  const clang::ento::MemRegion *Lock = nullptr;
  unsigned Serial = 0;
  clang::SourceLocation Site;

  bool operator==(const LockEvent &O) const {
    return Lock == O.Lock && Serial == O.Serial && Site == O.Site;
  }
};

/// Stands at the call that leads to the second acquisition, as the check's
/// diagnostic does, although the path ends where the lock is acquired.
class RecursionReport : public clang::ento::PathSensitiveBugReport {
public:
  RecursionReport(const clang::ento::BugType &Bug,
                  const clang::ento::ExplodedNode *Node,
                  const clang::SourceManager &SM, const RecursionFinding &Found,
                  LockEvent Held, LockEvent Next);

  clang::ento::PathDiagnosticLocation getLocation() const override {
    return Place;
  }
  void Profile(llvm::FoldingSetNodeID &ID) const override;

  /// The note for \p Event on this path; empty if it has no part in it.
  std::string noteFor(const LockEvent &Event);

private:
  const clang::ento::PathDiagnosticLocation Place;
  const RecursionFinding::CauseKey Cause;
  const LockEvent Held;
  const LockEvent Next;
  std::string HeldText;
  std::string NextText;
};

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_RECURSIONREPORT_H

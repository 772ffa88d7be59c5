//===--- UnitSummary.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitSummary.h"
#include "unwedge/Host/FindingRecorder.h"
#include "unwedge/Host/UnitSuppressions.h"
#include "unwedge/Summarize/SummarizeUnit.h"
#include "unwedge/Summary/SummaryFormat.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace clang;

namespace unwedge::compiler {

std::string summaryOf(AnalyzedUnit &Unit, llvm::StringRef MainFile,
                      llvm::StringRef Folder,
                      llvm::ArrayRef<NamedFinding> Findings,
                      const RuleOptions &Options, CompilerInstance &CI) {
  ASTContext &Context = CI.getASTContext();
  FindingRecorder Recorder(Context, Folder);
  std::vector<Finding> Places;
  for (const NamedFinding &F : Findings) {
    Places.emplace_back();
    Places.back().Loc = F.What.Loc;
  }
  std::vector<FindingRecord> Records;
  std::vector<const Decl *> WriterOf;
  if (!Findings.empty()) {
    UnitSuppressions Suppressions(
        Context, [&](SourceLocation Loc) { return Recorder.place(Loc); },
        Places);
    for (const NamedFinding &F : Findings) {
      Records.push_back(Recorder.record(F.What, F.Check));
      Suppressions.silence(F.What.Loc, F.Check, Records.back());
      WriterOf.push_back(F.What.WriterOf);
    }
  }
  return summary::writeSummary(*summarizeUnit(Unit.unit(), MainFile, Records,
                                              WriterOf, Options, Folder));
}

} // namespace unwedge::compiler

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
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace clang;

namespace unwedge::compiler {

std::string summaryOf(AnalyzedUnit &Unit, llvm::ArrayRef<NamedFinding> Findings,
                      CompilerInstance &CI) {
  ASTContext &Context = CI.getASTContext();
  const SourceManager &SM = Context.getSourceManager();
  FindingRecorder Recorder(Context);
  std::vector<Finding> Places;
  for (const NamedFinding &F : Findings) {
    Places.emplace_back();
    Places.back().Loc = F.What.Loc;
  }
  std::vector<FindingRecord> Records;
  if (!Findings.empty()) {
    UnitSuppressions Suppressions(
        Context, [&](SourceLocation Loc) { return Recorder.place(Loc); },
        Places);
    for (const NamedFinding &F : Findings) {
      Records.push_back(Recorder.record(F.What, F.Check));
      Suppressions.silence(F.What.Loc, F.Check, Records.back());
    }
  }
  UnitOrigin Origin;
  if (OptionalFileEntryRef File = SM.getFileEntryRefForID(SM.getMainFileID()))
    Origin.MainFile = Recorder.absolute(File->getName());
  // The options that matter to what the code means, and none of those that say
  // where the object goes.
  Origin.Identity =
      unitIdentity({CI.getInvocation().getModuleHash()}, Origin.MainFile);
  return summary::writeSummary(*summarizeUnit(Unit.unit(), Origin, Records));
}

} // namespace unwedge::compiler

//===--- SummarizeUnit.cpp ------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Summarize/SummarizeUnit.h"
#include "UnitSummarizer.h"
#include "unwedge/Host/UnitSuppressions.h"
#include "unwedge/Report/Statistics.h"
#include "unwedge/Summary/Renumber.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace clang;

namespace unwedge {

using namespace summary;

std::string unitIdentity(llvm::ArrayRef<llvm::StringRef> Arguments,
                         llvm::StringRef Directory) {
  llvm::SHA256 Hash;
  auto Add = [&](llvm::StringRef Text) {
    Hash.update(Text);
    Hash.update(llvm::StringRef("\0", 1));
  };
  Add(Directory);
  for (llvm::StringRef Argument : Arguments)
    Add(Argument);
  return llvm::toHex(llvm::ArrayRef(Hash.final()).take_front(16),
                     /*LowerCase=*/true);
}

void UnitSummarizer::dropWhatReachesNothing() {
  // By function: those that call it.
  llvm::DenseMap<Index, std::vector<Index>> Callers;
  llvm::DenseMap<Index, size_t> Records;
  for (const auto &[F, Record] : Functions)
    Records[Record.Is] = Records.size();
  std::vector<Index> Pending;
  llvm::DenseSet<Index> Reaching;
  auto Keep = [&](Index Is) {
    if (Reaching.insert(Is).second)
      Pending.push_back(Is);
  };
  for (const QueueHalves &Halves : AllHalves.Functions)
    if (!Halves.Events.empty() || Halves.IdentifiesThread || Halves.AsksEmpty)
      if (auto It = Functions.find(Halves.F->getCanonicalDecl());
          It != Functions.end())
        Keep(It->second.Is);
  for (const auto &[F, Record] : Functions) {
    if (!Record.Acquisitions.empty())
      Keep(Record.Is);
    for (const summary::Call &Call : Record.Calls)
      if (Call.Kind == summary::Call::Direct && Records.contains(Call.Callee))
        Callers[Call.Callee].push_back(Record.Is);
      else
        Keep(Record.Is);
  }
  while (!Pending.empty()) {
    const Index Is = Pending.back();
    Pending.pop_back();
    for (Index Caller : Callers.lookup(Is))
      Keep(Caller);
  }
  for (auto &[F, Record] : Functions) {
    if (!Reaching.contains(Record.Is))
      continue;
    Kept.insert(F);
    llvm::erase_if(Record.Calls, [&](const summary::Call &Call) {
      return Call.Kind == summary::Call::Direct &&
             Records.contains(Call.Callee) && !Reaching.contains(Call.Callee);
    });
    Out.Functions.push_back(std::move(Record));
  }
}

Place UnitSummarizer::place(const PlaceRecord &Where) {
  if (Where.File.empty())
    return {};
  return {file(Where.File), static_cast<uint32_t>(Where.Line),
          static_cast<uint32_t>(Where.Column)};
}

void UnitSummarizer::findings(llvm::ArrayRef<FindingRecord> Findings) {
  for (const FindingRecord &From : Findings) {
    UnitFinding To;
    To.Check = Out.save(From.Check);
    To.Confidence = Out.save(From.Confidence);
    To.Where = place(From.Where);
    To.Message = Out.save(From.Message);
    for (const StepRecord &Step : From.Steps)
      To.Steps.push_back({place(Step.Where), Out.save(Step.Message)});
    To.Fingerprint = Out.save(From.Fingerprint);
    To.SuppressedBy = Out.save(From.SuppressedBy);
    To.Reason = Out.save(From.Reason);
    Out.Findings.push_back(std::move(To));
  }
}

void UnitSummarizer::silences() {
  if (Tellable.empty())
    return;
  UnitSuppressions Suppressions(
      Context, [&](SourceLocation Loc) { return Recorder.place(Loc); },
      Tellable);
  for (const Finding &F : Tellable) {
    const std::string Check = ("unwedge-" + F.Rule).str();
    FindingRecord Record;
    Suppressions.silence(F.Loc, Check, Record);
    if (!Record.SuppressedBy.empty())
      Out.Silences.push_back(
          {place(F.Loc), Out.save(Check), Out.save(Record.SuppressedBy)});
  }
}

void UnitSummarizer::run(const UnitOrigin &Origin,
                         llvm::ArrayRef<FindingRecord> Found) {
  Out.Producer =
      Out.save("unwedge " UNWEDGE_VERSION ", clang " CLANG_VERSION_STRING);
  Out.Identity = Out.save(Origin.Identity);
  Out.MainFile = Out.save(Origin.MainFile);
  for (const auto &[F, N] : Unit.graph().nodes()) {
    if (!N.Definition || N.Definition->isDependentContext())
      continue;
    function(N.Definition);
    calls(N.Definition);
    acquisitions(N.Definition);
  }
  AllHalves = findQueueHalves(Unit);
  dropWhatReachesNothing();
  queues();
  storedObjects();
  overrides();
  classHierarchy();
  findings(Found);
  silences();
  for (const StatisticsRow &Row : statisticsRows(Unit.statistics()))
    Out.Counters.push_back({Out.save(Row.What), Row.Count});
  dropUnused(Out);
}

std::unique_ptr<UnitSummary>
summarizeUnit(TranslationUnit &Unit, const UnitOrigin &Origin,
              llvm::ArrayRef<FindingRecord> Findings) {
  auto Result = std::make_unique<UnitSummary>();
  UnitSummarizer(Unit, *Result).run(Origin, Findings);
  return Result;
}

} // namespace unwedge

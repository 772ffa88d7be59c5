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
#include "unwedge/Summary/SummaryFormat.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include <utility>

using namespace clang;

namespace unwedge {

using namespace summary;

/// What tells the unit from others: a hash of all that its summary says, but
/// for the texts of its files and functions. Not of the command, since those
/// who distribute compiles change that: what is preprocessed here and compiled
/// there has none of the options that mattered, and not the same text.
static std::string identityOf(UnitSummary &Unit) {
  List<File> Files = Unit.Files;
  for (File &F : Unit.Files)
    F.Hash = 0;
  std::vector<uint64_t> Texts;
  for (summary::Function &F : Unit.Functions)
    Texts.push_back(std::exchange(F.Hash, 0));
  Unit.Identity = "";
  const std::string Bytes = writeSummary(Unit, /*Compress=*/false);
  Unit.Files = std::move(Files);
  for (auto [F, Text] : llvm::zip_equal(Unit.Functions, Texts))
    F.Hash = Text;
  const auto Hash = llvm::SHA256::hash(llvm::arrayRefFromStringRef(Bytes));
  return llvm::toHex(llvm::ArrayRef(Hash).take_front(16), /*LowerCase=*/true);
}

/// Whether other units can only mean this definition.
bool UnitSummarizer::isEmittedHere(const FunctionDecl *F) const {
  const FunctionDecl *Definition = F;
  F->hasBody(Definition);
  return !Definition->isInlined() && !Definition->isImplicit() &&
         !Definition->isTemplateInstantiation();
}

/// Whether the table of virtual functions of \p Class may be made in this unit.
bool UnitSummarizer::hasItsTableHere(const CXXRecordDecl *Class) const {
  Class = Class->getDefinition();
  if (!Class || !Class->isDynamicClass())
    return false;
  if (const CXXMethodDecl *Key = Context.getCurrentKeyFunction(Class))
    return Key->hasBody();
  // Wherever an object is made.
  return llvm::any_of(Class->ctors(), [](const CXXConstructorDecl *Ctor) {
    return Ctor->isUsed(/*CheckUsedAttr=*/false) || Ctor->isReferenced();
  });
}

/// Functions of headers that nothing in the unit leads to: where something
/// does, another unit has them.
void UnitSummarizer::dropWhatIsNotHere() {
  llvm::DenseMap<Index, const FunctionDecl *> ByEntity;
  for (const auto &[F, Record] : Functions)
    ByEntity[Record.Is] = F;
  llvm::DenseSet<const FunctionDecl *> Here;
  std::vector<const FunctionDecl *> Pending;
  auto Reach = [&](const FunctionDecl *F) {
    F = F->getCanonicalDecl();
    if (Functions.count(F) && Here.insert(F).second)
      Pending.push_back(F);
  };
  auto ReachEntity = [&](Index E) {
    if (auto It = ByEntity.find(E); It != ByEntity.end())
      Reach(It->second);
  };
  // Lambdas and members of local classes are where the function is in which
  // they are written, whatever runs them.
  llvm::DenseMap<const FunctionDecl *, std::vector<const FunctionDecl *>>
      Inside;
  for (const auto &[F, Record] : Functions) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    if (Method && Method->getParent()->isLambda() &&
        !Method->getParent()->getParentFunctionOrMethod())
      Reach(F);
    if (Method)
      if (const auto *Outer = dyn_cast_or_null<FunctionDecl>(
              Method->getParent()->getParentFunctionOrMethod()))
        Inside[Outer->getCanonicalDecl()].push_back(F);
    if (isEmittedHere(F) ||
        (Method && Method->isVirtual() && hasItsTableHere(Method->getParent())))
      Reach(F);
  }
  for (const auto &[In, Contents] : Unit.graph().contents())
    for (const CallableTarget &Target : Contents.Targets)
      Reach(Target.Function);
  while (!Pending.empty()) {
    const FunctionDecl *F = Pending.back();
    Pending.pop_back();
    if (auto It = Inside.find(F); It != Inside.end())
      for (const FunctionDecl *Inner : It->second)
        Reach(Inner);
    for (const summary::Call &Call : Functions[F].Calls) {
      if (Call.Callee != None)
        ReachEntity(Call.Callee);
      for (const summary::Argument &A : Call.Arguments)
        for (Index Callable : A.Callables)
          ReachEntity(Callable);
    }
    // What libraries call to make text.
    for (const ValueCall &Call : Functions[F].ValueCalls)
      ReachEntity(Call.Callee);
  }
  Functions.remove_if(
      [&](const auto &Item) { return !Here.contains(Item.first); });
}

void UnitSummarizer::dropWhatReachesNothing() {
  // By function: those that call it.
  llvm::DenseMap<Index, std::vector<Index>> Callers;
  llvm::DenseSet<Index> Records;
  for (const auto &[F, Record] : Functions)
    Records.insert(Record.Is);
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
    if (!Record.Acquisitions.empty() || Record.hasValues())
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

void UnitSummarizer::findings(llvm::ArrayRef<FindingRecord> Findings,
                              llvm::ArrayRef<const Decl *> WriterOf) {
  for (const auto &[From, Lock] : llvm::zip_equal(Findings, WriterOf)) {
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
    To.Lock = entity(Lock);
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

void UnitSummarizer::run(llvm::StringRef MainFile,
                         llvm::ArrayRef<FindingRecord> Found,
                         llvm::ArrayRef<const Decl *> WriterOf) {
  Out.Producer =
      Out.save("unwedge " UNWEDGE_VERSION ", clang " CLANG_VERSION_STRING);
  Out.MainFile = Out.save(MainFile);
  for (const auto &[F, N] : Unit.graph().nodes()) {
    if (!N.Definition || N.Definition->isDependentContext())
      continue;
    function(N.Definition);
    calls(N.Definition);
    acquisitions(N.Definition);
  }
  texts();
  dropWhatIsNotHere();
  AllHalves = findQueueHalves(Unit);
  dropWhatReachesNothing();
  queues();
  storedObjects();
  overrides();
  classHierarchy();
  findings(Found, WriterOf);
  cleanup();
  silences();
  for (const StatisticsRow &Row : statisticsRows(Unit.statistics()))
    if (Row.Count != 0)
      Out.Counters.push_back({Out.save(Row.What), Row.Count});
  dropUnused(Out);
  Out.Identity = Out.save(identityOf(Out));
}

std::unique_ptr<UnitSummary>
summarizeUnit(TranslationUnit &Unit, llvm::StringRef MainFile,
              llvm::ArrayRef<FindingRecord> Findings,
              llvm::ArrayRef<const Decl *> WriterOf, const RuleOptions &Options,
              llvm::StringRef Folder) {
  auto Result = std::make_unique<UnitSummary>();
  UnitSummarizer(Unit, *Result, Options, Folder)
      .run(MainFile, Findings, WriterOf);
  return Result;
}

} // namespace unwedge

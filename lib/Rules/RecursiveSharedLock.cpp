//===--- RecursiveSharedLock.cpp ------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/RecursiveSharedLock.h"
#include "ObjectIdentity.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/StatedFacts.h"
#include "unwedge/Report/TraceWording.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <tuple>

using namespace clang;

namespace unwedge {

namespace {

bool isLambda(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  return Method && isLambdaCallOperator(Method);
}

/// Drops what the ways to both acquisitions have in common, which is not part
/// of the finding, except for a call that was given a callable to run under the
/// lock: there the mistake is in what was given, not in what runs it. Returns
/// whether there is such a call; it is then the first of both ways.
bool skipCommonCalls(const FunctionDecl *F, TraceRef &Held, TraceRef &Next) {
  struct CommonCall {
    const FunctionDecl *Caller;
    TraceRef Held;
    TraceRef Next;
  };
  llvm::SmallVector<CommonCall, 4> Common;
  const FunctionDecl *Caller = F;
  while (Held && Next && Held->Step.Loc == Next->Step.Loc &&
         Held->Step.Callee == Next->Step.Callee) {
    Common.push_back({Caller, Held, Next});
    Caller = Next->Step.Callee;
    Held = Held->Rest;
    Next = Next->Rest;
  }
  if (Common.empty() || !Next)
    return false;
  const CommonCall *Giver = nullptr;
  if (isLambda(Next->Step.Callee) && Next->Step.Kind == CallKind::Direct) {
    // The call in the function in which the lambda is written.
    const FunctionDecl *Writer = enclosingNonLambda(Next->Step.Callee);
    for (const CommonCall &Call : Common)
      if (enclosingNonLambda(Call.Caller) == Writer) {
        Giver = &Call;
        break;
      }
  }
  if (!Giver && Next->Step.HandedIn)
    Giver = &Common.back();
  if (!Giver)
    return false;
  Held = Giver->Held;
  Next = Giver->Next;
  return true;
}

ObjectIdentity identify(const TranslationUnit &Unit, const FunctionDecl *F,
                        const Acquisition &Next, const HeldLock &Held) {
  IdentityQuestion Question;
  Question.F = F;
  Question.First = Held.Path;
  Question.Second = Next.Path;
  Question.Calls = Next.Calls;
  Question.OwnerRole = "that holds the lock";
  return identifyObjects(Unit, Question);
}

std::string consequence(RecursionVerdict Verdict, const LockKind &Kind,
                        LockMode HeldMode, LockMode NextMode) {
  std::string Type = "'" + Kind.TypeName + "'";
  std::string Note = Kind.Note.str();
  bool SharedTwice =
      HeldMode == LockMode::Shared && NextMode == LockMode::Shared;
  switch (Verdict) {
  case RecursionVerdict::Allowed:
    return "";
  case RecursionVerdict::Deadlocks:
    return "the thread waits for itself";
  case RecursionVerdict::DeadlocksIfWriterWaits:
    return "deadlocks as soon as a writer waits in between";
  case RecursionVerdict::Undefined: {
    std::string Text = "undefined for " + Type;
    if (SharedTwice && !Note.empty())
      return Text + "; " + Note;
    return Text + (SharedTwice ? "; deadlocks as soon as a writer waits in "
                                 "between"
                               : "; the thread waits for itself");
  }
  case RecursionVerdict::Forbidden:
    return Type + " is not recursive; " +
           (SharedTwice ? "deadlocks as soon as a writer waits in between"
                        : "the thread waits for itself");
  case RecursionVerdict::ImplementationDefined:
    return "deadlocks as soon as a writer waits in between, unless " + Type +
           " lets readers pass" + (Note.empty() ? "" : "; " + Note);
  case RecursionVerdict::Unknown:
    return "deadlocks as soon as a writer waits in between, if " + Type +
           " makes readers wait for writers";
  }
  llvm_unreachable("covered switch");
}

class RuleRun {
public:
  RuleRun(TranslationUnit &Unit, Confidence Minimum)
      : Unit(Unit), Minimum(Minimum),
        SM(Unit.model().context().getSourceManager()) {}

  std::vector<Finding> run() {
    for (const FunctionDecl *F : Unit.functions())
      for (const CriticalPair &Pair : Unit.summary(F).Pairs)
        for (const HeldLock &Held : Pair.Held)
          examine(F, Pair, Held);
    std::vector<Finding> All;
    for (auto &[Key, Candidate] : Best)
      All.push_back(std::move(Candidate.Result));
    return selectFindings(std::move(All), Minimum, SM,
                          Unit.statistics().PossibleOnly);
  }

private:
  void examine(const FunctionDecl *F, const CriticalPair &Pair,
               const HeldLock &Held);

  TranslationUnit &Unit;
  const Confidence Minimum;
  const SourceManager &SM;
  std::map<RecursionFinding::CauseKey, RecursionFinding> Best;
};

void RuleRun::examine(const FunctionDecl *F, const CriticalPair &Pair,
                      const HeldLock &Held) {
  RecursionEvidence Evidence;
  Evidence.F = F;
  Evidence.Held = &Held;
  Evidence.Next = &Pair.Next;
  Evidence.Doubtful = Pair.Context.Doubtful;
  std::optional<RecursionFinding> Found = judgeRecursion(Unit, Evidence);
  if (!Found)
    return;
  auto [It, New] = Best.try_emplace(Found->Cause, *Found);
  if (New)
    return;
  RecursionFinding &Old = It->second;
  if (std::make_tuple(Old.Result.Level, ~Old.Length) <
      std::make_tuple(Found->Result.Level, ~Found->Length))
    Old = std::move(*Found);
}

} // namespace

std::optional<RecursionFinding>
judgeRecursion(TranslationUnit &Unit, const RecursionEvidence &Evidence) {
  const FunctionDecl *F = Evidence.F;
  const HeldLock &Held = *Evidence.Held;
  const Acquisition &Next = *Evidence.Next;
  if (!Next.Kind)
    return std::nullopt;
  RecursionVerdict Verdict = Next.Kind->Semantics.verdict(Held.Mode, Next.Mode);
  if (Verdict == RecursionVerdict::Allowed)
    return std::nullopt;
  const bool Upgrades = Next.Mode > Held.Mode;
  if (!Upgrades && (isStated(Next.Path, F, stated::RecursiveLock) ||
                    isStated(Held.Path, F, stated::RecursiveLock)))
    return std::nullopt;
  ObjectIdentity Same;
  if (Evidence.SameObject)
    Same.Same = true;
  else
    Same = identify(Unit, F, Next, Held);
  bool SameClassOnly = false;
  if (!Same.Same) {
    const Decl *Class = Next.Path.lockClass();
    if (!Class || Class != Held.Path.lockClass() || isa<VarDecl>(Class) ||
        Evidence.OtherObject)
      return std::nullopt;
    SameClassOnly = true;
  }

  TraceRef HeldCalls = Held.Calls;
  TraceRef NextCalls = Next.Calls;
  bool RunsOurCallable = skipCommonCalls(F, HeldCalls, NextCalls);

  RecursionFinding Found;
  Finding &Result = Found.Result;
  Result.Rule = "recursive-shared-lock";
  Result.Level = Confidence::Definite;
  auto Lower = [&](Confidence To) {
    Result.Level = std::min(Result.Level, To);
  };
  std::vector<FindingStep> Assumptions;
  if (Verdict == RecursionVerdict::ImplementationDefined ||
      Verdict == RecursionVerdict::Unknown || Evidence.Doubtful ||
      SameClassOnly)
    Lower(Confidence::Possible);

  std::string Lock = lockName(Next.Path, Held.Path, F);
  SourceLocation HeldLoc = HeldCalls ? HeldCalls->Step.Loc : Held.Site;
  Result.Loc = NextCalls ? NextCalls->Step.Loc : Next.Site;
  std::string Again = Held.Mode == Next.Mode ? " again" : "";
  std::string NextMode = lockModeName(Next.Mode).str();
  std::string HeldMode = lockModeName(Held.Mode).str();
  if (RunsOurCallable)
    Result.Message = describeCallGerund(NextCalls->Step) + " runs " +
                     describeFunction(NextCalls->Rest->Step.Callee) +
                     ", which acquires " + Lock + " " + NextMode + Again;
  else if (NextCalls)
    Result.Message = describeCallGerund(NextCalls->Step) + " acquires " + Lock +
                     " " + NextMode + Again;
  else
    Result.Message = Lock + " is acquired " + NextMode + Again;
  Result.Message += " while this thread holds it " + HeldMode + "; " +
                    consequence(Verdict, *Next.Kind, Held.Mode, Next.Mode);

  appendCalls(HeldCalls, Result.Steps);
  Found.HeldStep = Result.Steps.size();
  if (Held.CallerOwns)
    Result.Steps.push_back({Held.Site, Lock + " is held " + HeldMode +
                                           " by the caller, as declared here"});
  else
    Result.Steps.push_back(
        {Held.Site, Lock + " is acquired " + HeldMode + " here"});
  appendCalls(RunsOurCallable ? NextCalls->Rest : NextCalls, Result.Steps);
  if (NextCalls)
    Result.Steps.push_back(
        {Next.Site, Lock + " is acquired " + NextMode + Again + " here"});

  for (const Trace *T = NextCalls.get(); T; T = T->Rest.get())
    if (T->Step.Kind != CallKind::Direct)
      Lower(T->Step.Candidates > Unit.limits().MaxCandidates
                ? Confidence::Possible
                : Confidence::Likely);
  if (SameClassOnly)
    Assumptions.push_back(
        {Result.Loc, "whether both are the same object is not known"});
  if (Evidence.Doubtful)
    Assumptions.push_back(
        {Result.Loc, "a test of a flag, an argument or the thread decides "
                     "on the way and may keep this from happening"});
  if (!Same.Assumption.empty()) {
    Lower(Confidence::Likely);
    Assumptions.push_back(
        {Same.AssumptionLoc.isValid() ? Same.AssumptionLoc : Result.Loc,
         Same.Assumption});
  }
  if (Same.Assumption.empty() && !SameClassOnly && !Evidence.SameObject) {
    std::string Taken = repeatedCall(Next.Path);
    if (Taken.empty() && (NextCalls || HeldCalls))
      Taken = changeablePointer(Next.Path);
    if (!Taken.empty()) {
      Lower(Confidence::Likely);
      Assumptions.push_back({Result.Loc, Taken});
    }
  }
  if (Next.Kind->DefaultConfiguration) {
    Lower(Confidence::Likely);
    Assumptions.push_back({Next.Site, "where " + Lock +
                                          " is set up is not in sight; it is "
                                          "taken to have the default kind"});
  }
  Found.PathSteps = Result.Steps.size();
  llvm::append_range(Result.Steps, Assumptions);
  std::string Advice;
  if (Next.Mode == LockMode::Exclusive)
    Advice = "release the shared hold first, or acquire " + Lock +
             " exclusive from the start";
  else if (RunsOurCallable)
    Advice = "let " + describeFunction(NextCalls->Rest->Step.Callee) +
             " use a variant that expects the lock to be held, or take what it "
             "needs before the call";
  else if (NextCalls)
    Advice = "release " + Lock +
             " before the call, or call a variant that expects the lock to be "
             "held";
  else
    Advice = "rely on the first acquisition, or release it first";
  Result.Steps.push_back({Result.Loc, Advice});

  Found.Lock = Lock;
  Found.Length = traceLength(HeldCalls) + traceLength(NextCalls);
  const void *What =
      NextCalls && !RunsOurCallable
          ? static_cast<const void *>(sourceFunction(NextCalls->Step.Callee))
          : nullptr;
  Found.Cause = {HeldLoc, What, What ? 0 : Next.Site.getRawEncoding()};
  return Found;
}

std::vector<Finding> findRecursiveSharedLocks(TranslationUnit &Unit,
                                              Confidence Minimum) {
  return RuleRun(Unit, Minimum).run();
}

} // namespace unwedge

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
#include "unwedge/Rules/RecursionCase.h"
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
                          Unit.statistics().BelowMinimum);
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

  RecursionCase Case;
  Case.Held = Held.Mode;
  Case.Next = Next.Mode;
  Case.Verdict = Verdict;
  Case.TypeName = Next.Kind->TypeName;
  Case.KindNote = Next.Kind->Note.str();
  Case.DefaultConfiguration = Next.Kind->DefaultConfiguration;
  Case.Lock = lockName(Next.Path, Held.Path, F);
  Case.HeldByCaller = Held.CallerOwns;
  if (NextCalls)
    Case.Call = describeCallGerund(NextCalls->Step);
  if (RunsOurCallable)
    Case.RunsForUs = describeFunction(NextCalls->Rest->Step.Callee);
  for (const Trace *T = NextCalls.get(); T; T = T->Rest.get())
    if (T->Step.Kind != CallKind::Direct) {
      Case.Indirect = true;
      Case.TooWide |= T->Step.Candidates > Unit.limits().MaxCandidates;
    }
  Case.Doubtful = Evidence.Doubtful;
  Case.SameClassOnly = SameClassOnly;
  Case.Identity = Same.Assumption;
  if (Same.Assumption.empty() && !SameClassOnly && !Evidence.SameObject) {
    Case.Repetition = repeatedCall(Next.Path);
    if (Case.Repetition.empty() && (NextCalls || HeldCalls))
      Case.Repetition = changeablePointer(Next.Path);
  }
  const RecursionTexts Texts = describeRecursion(Case);

  RecursionFinding Found;
  Finding &Result = Found.Result;
  Result.Rule = "recursive-shared-lock";
  Result.Level = Texts.Level;
  SourceLocation HeldLoc = HeldCalls ? HeldCalls->Step.Loc : Held.Site;
  Result.Loc = NextCalls ? NextCalls->Step.Loc : Next.Site;
  // What the compiler adds to a call may be nowhere: the copy that an explicit
  // object parameter is made by.
  if (Result.Loc.isInvalid())
    Result.Loc = HeldLoc;
  Result.Message = Texts.Message;
  if (Held.Mode == LockMode::Shared && Next.Mode == LockMode::Shared)
    Result.WriterOf = Next.Path.lockClass();
  auto Say = [&](SourceLocation Where, const std::string &What) {
    if (!What.empty())
      Result.Steps.push_back({Where, What});
  };
  appendCalls(HeldCalls, Result.Steps);
  Found.HeldStep = Result.Steps.size();
  Say(Held.Site, Texts.HeldStep);
  appendCalls(RunsOurCallable ? NextCalls->Rest : NextCalls, Result.Steps);
  if (NextCalls)
    Say(Next.Site, Texts.NextStep);
  for (FindingStep &Step : Result.Steps)
    if (Step.Loc.isInvalid())
      Step.Loc = Result.Loc;
  Found.PathSteps = Result.Steps.size();
  Say(Result.Loc, Texts.UnknownObject);
  Say(Result.Loc, Texts.Doubt);
  Say(Same.AssumptionLoc.isValid() ? Same.AssumptionLoc : Result.Loc,
      Texts.Identity);
  Say(Result.Loc, Texts.Repetition);
  Say(Next.Site, Texts.Configuration);
  Say(Result.Loc, Texts.Advice);

  Found.Lock = Case.Lock;
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

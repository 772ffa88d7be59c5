//===--- FunctionEvents.cpp - Acquisitions and releases -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionAnalysis.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace unwedge {

/// Whether a hold of \p Held could turn out to be of the lock at \p Next in
/// some caller.
bool mayBeSameLock(const AccessPath &Held, const AccessPath &Next) {
  const Decl *A = Held.lockClass();
  const Decl *B = Next.lockClass();
  return !A || !B || A == B || Held.elements().empty() ||
         Next.elements().empty();
}

void FunctionAnalysis::acquire(const AccessPath &Path, LockMode Mode,
                               LockKindRef Kind, SourceLocation Loc,
                               FlowState &State, bool Manual) {
  count(&AnalysisStatistics::Acquisitions);
  if (!Path.isNamed()) {
    count(&AnalysisStatistics::AcquisitionsOfUnnamedObjects);
    if (Recording && Limits.ObservesCalls && Mode == LockMode::Exclusive)
      Result.UnnamedWrites.push_back(std::move(Kind));
    return;
  }
  if (Recording)
    recordAcquisition({Path, Mode, Kind, Loc, nullptr}, State,
                      Manual && !State.FlagTests.empty());
  HeldLock Lock;
  Lock.Path = Path;
  Lock.Mode = Mode;
  Lock.Kind = std::move(Kind);
  Lock.Site = Loc;
  State.hold(std::move(Lock));
}

void FunctionAnalysis::recordAcquisition(Acquisition Next,
                                         const FlowState &State,
                                         bool Doubtful) {
  CriticalPair Pair;
  for (const HeldLock &H : State.Held)
    if (mayBeSameLock(H.Path, Next.Path))
      Pair.Held.push_back(H);
  Pair.Next = std::move(Next);
  Pair.Context = State.Context;
  Pair.Context.Doubtful |= Doubtful || !State.Doubts.empty();
  Pair.Context.Selected = !State.Selections.empty();
  record(std::move(Pair));
}

void FunctionAnalysis::record(CriticalPair Pair) {
  std::string Key = Pair.Next.Path.key();
  Key.push_back(static_cast<char>(Pair.Next.Mode));
  Key.push_back(Pair.Context.Doubtful);
  Key.push_back(Pair.Context.Selected);
  for (const HeldLock &H : Pair.Held) {
    Key += H.Path.key();
    Key.push_back(static_cast<char>(H.Mode));
  }
  for (const AccessPath &P : Pair.Context.Dropped)
    Key += P.key();
  for (const ParamCondition &C : Pair.Context.Conditions)
    Key += std::to_string(C.Index) + "/" + std::to_string(C.Value) + "/" +
           std::to_string(C.Is);
  // What is held here decides whose fault a second acquisition is; keep one
  // pair per place then.
  if (!Pair.Held.empty() || Limits.PairPerPlace)
    Key += std::to_string(
        (Pair.Next.Calls ? Pair.Next.Calls->Step.Loc : Pair.Next.Site)
            .getRawEncoding());
  auto [It, New] = PairIndex.try_emplace(Key, Result.Pairs.size());
  if (!New) {
    CriticalPair &Old = Result.Pairs[It->second];
    if (traceLength(Pair.Next.Calls) < traceLength(Old.Next.Calls))
      Old = std::move(Pair);
    return;
  }
  if (Result.Pairs.size() >= Limits.MaxPairs) {
    PairIndex.erase(It);
    count(&AnalysisStatistics::PairsDropped);
    Result.Incomplete = true;
    return;
  }
  Result.Pairs.push_back(std::move(Pair));
}

void FunctionAnalysis::releaseGuard(const AccessPath &Guard, FlowState &State) {
  bool Known = false;
  std::vector<AccessPath> Locks;
  for (const Alias &A : State.Aliases)
    if (A.From.startsWith(Guard) &&
        A.From.elements().size() == Guard.elements().size() + 1 &&
        A.From.elements().back().Kind == PathElement::GuardedLock) {
      Known = true;
      if (A.From.elements().back().Value != ConvertedLock)
        Locks.push_back(A.To);
      else if (HeldLock *H = State.find(A.To))
        H->Mode = LockMode::Upgrade;
    }
  if (!Known && isExportable(Guard))
    Locks.push_back(Guard.guardedLock());
  for (const AccessPath &Lock : Locks)
    release(Lock, State);
}

void FunctionAnalysis::release(const AccessPath &Path, FlowState &State) {
  if (!Path.isNamed())
    return;
  if (!Path.elements().empty() &&
      Path.elements().back().Kind == PathElement::GuardedLock &&
      isExportable(Path)) {
    // A guard whose lock only a caller knows.
    State.drop(Path);
    return;
  }
  if (State.release(Path))
    return;
  // Not ours, or not known to be held: a hold of the same class may be meant.
  const Decl *Class = Path.lockClass();
  llvm::erase_if(State.Held, [&](const HeldLock &H) {
    return Class && H.Path.lockClass() == Class && !H.Path.sameRoot(Path);
  });
  if (isExportable(Path))
    State.drop(Path);
}

bool FunctionAnalysis::isExportable(const AccessPath &Path) const {
  switch (Path.root()) {
  case AccessPath::Opaque:
  case AccessPath::Null:
  case AccessPath::Temp:
    return false;
  case AccessPath::This:
  case AccessPath::Param:
  case AccessPath::Return:
  case AccessPath::FrameThis:
  case AccessPath::Result:
    return true;
  case AccessPath::Var: {
    const VarDecl *V = Path.var();
    if (V->hasGlobalStorage())
      return true;
    const auto *Owner = dyn_cast<FunctionDecl>(V->getDeclContext());
    return !Owner || Owner->getCanonicalDecl() != F->getCanonicalDecl();
  }
  }
  llvm_unreachable("covered switch");
}

void FunctionAnalysis::finish(const FlowState &Exit) {
  for (const HeldLock &H : Exit.Held)
    if (!H.CallerOwns && isExportable(H.Path))
      Result.HeldAtExit.push_back(H);
  for (const PendingTry &P : Exit.Pending) {
    bool ByResult = P.Result == F->getBody();
    if ((!ByResult && !isExportable(P.Guard)) || !isExportable(P.Lock.Path))
      continue;
    ConditionalHold Hold;
    Hold.Lock = P.Lock;
    Hold.SuccessIs = P.SuccessIs;
    if (isExportable(P.Guard))
      Hold.Guard = P.Guard;
    Result.HeldIfSuccessful.push_back(std::move(Hold));
  }
  for (const AccessPath &P : Exit.Context.Dropped)
    Result.Released.push_back(P);
  constexpr unsigned MaxAliases = 24;
  for (const Alias &A : Exit.Aliases)
    if (isExportable(A.From) && !A.From.elements().empty() &&
        (A.To.isNull() || isExportable(A.To)) &&
        Result.Aliases.size() < MaxAliases)
      Result.Aliases.push_back(A);
}

} // namespace unwedge

//===--- RecursiveSharedLock.cpp - The rule over a whole program ----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ObjectIdentity.h"
#include "unwedge/Link/Effects.h"
#include "unwedge/Link/Link.h"
#include "unwedge/Rules/RecursionCase.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <optional>
#include <set>

using namespace llvm;

namespace unwedge::link {

using namespace summary;

namespace {

constexpr StringLiteral CheckName = "unwedge-recursive-shared-lock";
/// As AnalysisLimits::MaxCandidates.
constexpr unsigned MaxCandidates = 8;

/// The calls to both places, without those that they have in common.
struct Ways {
  const Hop *Held = nullptr;
  const Hop *Next = nullptr;
  /// The call that was given a callable to run under the lock; null if there is
  /// none. It is the last of those in common.
  const Hop *Giver = nullptr;
};

/// Which locks something in the program may acquire exclusive.
///
/// *May*: where a writer's lock has no name, it may be any lock of its type.
class Writers {
public:
  explicit Writers(const Program &P) : P(P) {
    for (const Program::FunctionRecord &F : P.functions())
      for (const Acquisition &A : F->Acquisitions) {
        const Index Class = A.Object.placeClass();
        if (Class != None)
          Types[Class].insert(typeOf(A.Kind));
        note(Class, A.Mode, A.Kind);
      }
    for (const auto &Unit : P.units()) {
      Written.insert(Unit->WrittenLocks.begin(), Unit->WrittenLocks.end());
      for (Index Kind : Unit->WrittenKinds)
        AnyOf.insert(typeOf(Kind));
    }
  }

  /// That the lock of the place class \p Class is acquired, in the terms of
  /// whichever function.
  void note(Index Class, LockMode Mode, Index Kind) {
    if (Mode != LockMode::Exclusive)
      return;
    if (Class == None)
      AnyOf.insert(typeOf(Kind));
    else
      Written.insert(Class);
  }
  bool mayWrite(Index Class) const {
    if (Class == None || Written.contains(Class))
      return true;
    const auto It = Types.find(Class);
    return It == Types.end() || any_of(It->second, [&](StringRef Type) {
             return AnyOf.count(Type) != 0;
           });
  }

private:
  StringRef typeOf(Index Kind) const { return P.lockKinds()[Kind].TypeName; }

  const Program &P;
  DenseSet<Index> Written;
  std::map<Index, std::set<StringRef>> Types;
  std::set<StringRef> AnyOf;
};

class LockRun {
public:
  LockRun(const Program &P, const LinkOptions &Options)
      : P(P), Options(Options), Effects(P), Written(P) {}

  void run(LocalFindings &Local, std::vector<FindingRecord> &Found);

private:
  struct Candidate {
    FindingRecord Finding;
    Confidence Level;
    unsigned Length;
  };
  /// One cause: where the first acquisition is made, or a callable handed over
  /// that runs under it, and what is called while it is held.
  using CauseKey = std::tuple<PlaceRecord, StringRef, PlaceRecord>;

  void seed();
  void lower(LocalFindings &Local) const;
  const Acquisition &acquisition(const ReachedEffect &E) const {
    return P.functions()[E.In]->Acquisitions[E.What->Number];
  }
  void examine(Index F, const Call &C, const ReachedEffect &Next,
               const HeldOnWay &Held);
  std::string lockName(const Path &Next, const HeldOnWay &Held, Index F) const;
  std::string repetition(const Path &Next, bool HasCalls) const;

  const Program &P;
  const LinkOptions &Options;
  EffectAnalysis Effects;
  Writers Written;
  struct Question {
    Index F;
    const Call *C;
    ReachedEffect Next;
    HeldOnWay Held;
  };
  /// Asked when all writers are known.
  std::vector<Question> Questions;
  std::map<CauseKey, Candidate> Best;
};

bool mayBeSameLock(const Path &Held, const Path &Next) {
  const Index A = Held.placeClass(), B = Next.placeClass();
  return A == None || B == None || A == B || Held.Elements.empty() ||
         Next.Elements.empty();
}

void LockRun::seed() {
  DenseSet<Index> HeldClasses;
  for (const Program::FunctionRecord &F : P.functions())
    for (const Call &C : F->Calls)
      for (const HeldLock &H : C.Held)
        HeldClasses.insert(H.Object.placeClass());
  if (HeldClasses.empty())
    return;
  for (auto [Number, F] : enumerate(P.functions()))
    for (auto [Which, A] : enumerate(F->Acquisitions)) {
      const Index Class = A.Object.placeClass();
      if (Class != None && !HeldClasses.contains(None) &&
          !HeldClasses.contains(Class))
        continue;
      Effect What;
      What.Object = A.Object;
      What.When = &A.When;
      What.Sort = uint64_t(A.Kind) << 8 | uint64_t(A.Mode);
      What.Number = Which;
      Effects.add(Number, std::move(What));
    }
}

/// Drops what the ways to both acquisitions have in common, which is not part
/// of the finding, except for a call that was given a callable to run under the
/// lock: there the mistake is in what was given, not in what runs it.
Ways withoutCommon(const Hop *Held, const Hop *Next) {
  Ways Result;
  const Hop *First = nullptr;
  const Hop *FirstHeld = nullptr;
  while (Held && Next && Held->Call == Next->Call &&
         Held->Callee == Next->Callee) {
    if (!First) {
      First = Next;
      FirstHeld = Held;
    }
    Held = Held->Rest;
    Next = Next->Rest;
  }
  Result.Held = Held;
  Result.Next = Next;
  if (First && Next && Next->HandedIn) {
    Result.Giver = First;
    Result.Held = FirstHeld;
  }
  return Result;
}

std::string LockRun::lockName(const Path &Next, const HeldOnWay &Held,
                              Index F) const {
  const std::string Name = spelling(P, Next, F);
  // Where it is held, the unit has seen how it is written.
  std::string Other = spelling(P, Held.Object, F);
  if (!Other.empty())
    Other = "'" + Other + "'";
  if (!Held.Way && Held.Lock->Name.starts_with("'"))
    Other = Held.Lock->Name.str();
  if (!Other.empty() &&
      (Name.empty() || Held.Object.Elements.size() <= Next.Elements.size()))
    return Other;
  return Name.empty() ? "this lock" : "'" + Name + "'";
}

/// What is assumed of a way to a lock that may lead elsewhere the second time.
std::string LockRun::repetition(const Path &Next, bool HasCalls) const {
  auto Returned = [&](Index Function) {
    return "'" + P.entity(Function).Name.str() +
           "()' is taken to return the same object each time";
  };
  for (const PathElement &E : Next.Elements)
    if (E.Kind == PathElement::Getter)
      return Returned(E.Of);
  if (Next.Root == Path::Result)
    return Returned(Next.Of);
  if (!HasCalls || Next.Elements.empty())
    return "";
  for (const PathElement &E : ArrayRef<PathElement>(Next.Elements).drop_back())
    if (E.Kind == PathElement::Field && P.entity(E.Of).MayBeReset)
      return "'" + P.entity(E.Of).Name.str() +
             "' is taken to point to the same object each time";
  return "";
}

void LockRun::examine(Index F, const Call &C, const ReachedEffect &Next,
                      const HeldOnWay &Held) {
  const Acquisition &A = acquisition(Next);
  const HeldLock &H = *Held.Lock;
  const LockKind &Kind = P.lockKinds()[A.Kind];
  RecursionCase Case;
  Case.Verdict = Kind.Semantics.verdict(H.Mode, A.Mode);
  if (Case.Verdict == RecursionVerdict::Allowed)
    return;
  const bool Upgrades = A.Mode > H.Mode;
  if (!Upgrades && (A.IsRecursive || H.IsRecursive))
    return;
  // What the unit has all of, it has judged with its syntax tree.
  if (!leavesUnit(P, F, Next.Way) && !leavesUnit(P, F, Held.Way))
    return;

  IdentityQuestion Same;
  Same.Function = F;
  Same.First = Held.Object;
  Same.Second = Next.Object;
  Same.Calls = Next.Way;
  Same.OwnerRole = "that holds the lock";
  const ObjectIdentity Identity = identifyObjects(P, Same);
  const Index Class = Next.Object.placeClass();
  if (!Identity.Same) {
    if (Class == None || Class != Held.Object.placeClass() ||
        P.entity(Class).Kind == Entity::Variable)
      return;
    Case.SameClassOnly = true;
  }
  const Ways Ways = withoutCommon(Held.Way, Next.Way);
  // Both in one function that is called here: found there.
  if (!Ways.Next || (Ways.Next != Next.Way && !Ways.Giver))
    return;
  const Hop *First = Ways.Giver ? Ways.Giver : Ways.Next;

  Case.Held = H.Mode;
  Case.Next = A.Mode;
  Case.TypeName = Kind.TypeName.str();
  Case.KindNote = Kind.Note.str();
  Case.DefaultConfiguration = Kind.DefaultConfiguration;
  Case.Lock = lockName(Next.Object, Held, F);
  Case.HeldByCaller = H.CallerOwns;
  Case.Call = describeCallGerund(wordingOf(P, *First));
  // A callable that the unit saw being handed over.
  const bool WithPrefix = !First->Call->Prefix.empty();
  if (Ways.Giver)
    Case.RunsForUs = describeCallee(wordingOf(P, *Ways.Next));
  else if (WithPrefix) {
    Case.Call = First->Call->PrefixCall.str();
    Case.RunsForUs = describeCallee(wordingOf(P, *First));
  }
  for (const Hop *Way = Ways.Next; Way; Way = Way->Rest)
    if (Way->Kind != CallKind::Direct) {
      Case.Indirect = true;
      Case.TooWide |= Way->Candidates > MaxCandidates;
    }
  Case.Doubtful = Next.Doubtful;
  Case.Identity = Identity.Assumption;
  if (Identity.Assumption.empty() && !Case.SameClassOnly)
    Case.Repetition = repetition(Next.Object, /*HasCalls=*/true);
  Case.NeverWritten = Options.IsWhole && A.Mode == LockMode::Shared &&
                      H.Mode == LockMode::Shared && !Written.mayWrite(Class);
  const RecursionTexts Texts = describeRecursion(Case);
  if (Texts.Level < Options.MinimumConfidence) {
    ++P.Statistics.BelowMinimum;
    return;
  }

  Candidate New;
  New.Level = Texts.Level;
  New.Length = Next.Length + H.Calls.size();
  FindingRecord &Result = New.Finding;
  Result.Check = CheckName.str();
  Result.Confidence = confidenceName(Texts.Level).str();
  Result.Message = Texts.Message;
  const Place Where =
      WithPrefix ? First->Call->Prefix.front().Where : First->Call->Where;
  auto Say = [&](const Place &At, const std::string &What) {
    if (!What.empty())
      Result.Steps.push_back({P.record(At.isValid() ? At : Where), What});
  };
  appendHops(P, Ways.Held, Result.Steps);
  for (const Step &S : H.Calls)
    Say(S.Where, S.Text.str());
  Say(H.Site, Texts.HeldStep);
  std::vector<StepRecord> Calls;
  appendHops(P, Ways.Next, Calls);
  // Those of the prefix lead to the first acquisition as well.
  if (WithPrefix && !Ways.Giver)
    Calls.erase(Calls.begin(), Calls.begin() + First->Call->Prefix.size());
  append_range(Result.Steps, Calls);
  Say(A.Site, Texts.NextStep);
  Say(Where, Texts.UnknownObject);
  Say(Where, Texts.Doubt);
  Say(Identity.AssumptionAt, Texts.Identity);
  Say(Where, Texts.Repetition);
  Say(A.Site, Texts.Configuration);
  Say(Where, Texts.NeverWritten);
  Say(Where, Texts.Advice);
  finishFinding(P, F, Where, Result);

  const CauseKey Cause{P.record(Ways.Giver        ? Ways.Giver->Call->Where
                                : H.Calls.empty() ? H.Site
                                                  : H.Calls.front().Where),
                       P.nameOf(P.functions()[First->Callee]).Name,
                       Ways.Giver || WithPrefix ? P.record(A.Site)
                                                : PlaceRecord()};
  auto [It, IsNew] = Best.try_emplace(Cause, New);
  if (!IsNew && (New.Level > It->second.Level ||
                 (New.Level == It->second.Level &&
                  std::tie(New.Length, New.Finding.Where) <
                      std::tie(It->second.Length, It->second.Finding.Where))))
    It->second = std::move(New);
}

/// Lowers what units have found alone of locks that nothing in the program
/// acquires exclusive.
void LockRun::lower(LocalFindings &Local) const {
  if (!Options.IsWhole)
    return;
  std::map<std::pair<PlaceRecord, StringRef>, std::string> NeverWritten;
  for (const auto &Unit : P.units())
    for (const UnitFinding &F : Unit->Findings)
      if (F.Lock != None && !Written.mayWrite(F.Lock))
        NeverWritten[{P.record(F.Where), F.Message}] =
            "'" + P.entity(F.Lock).Name.str() + "'";
  erase_if(Local, [&](FindingRecord &F) {
    const auto It = NeverWritten.find({F.Where, F.Message});
    if (F.Check != CheckName || It == NeverWritten.end())
      return false;
    const Confidence Level = Confidence::Possible;
    if (Level < Options.MinimumConfidence) {
      ++P.Statistics.BelowMinimum;
      return true;
    }
    F.Confidence = confidenceName(Level).str();
    // The last step is what to do.
    F.Steps.insert(F.Steps.end() - !F.Steps.empty(),
                   {F.Where, describeNeverWritten(It->second)});
    return false;
  });
}

void LockRun::run(LocalFindings &Local, std::vector<FindingRecord> &Found) {
  seed();
  Effects.run([&](Index F, const Call &C, const ReachedEffect &Next,
                  ArrayRef<HeldOnWay> Held) {
    const Acquisition &A = acquisition(Next);
    if (const Index Class = Next.Object.placeClass(); Class != None)
      Written.note(Class, A.Mode, A.Kind);
    for (const HeldOnWay &H : Held) {
      if (!mayBeSameLock(H.Object, Next.Object) ||
          any_of(Next.Dropped, [&](const Path &Dropped) {
            return H.Object.startsWith(Dropped);
          }))
        continue;
      Questions.push_back({F, &C, Next, H});
    }
  });
  for (const Question &Q : Questions)
    examine(Q.F, *Q.C, Q.Next, Q.Held);
  for (auto &[Cause, Candidate] : Best)
    Found.push_back(std::move(Candidate.Finding));
  lower(Local);
}

} // namespace

void linkRecursiveSharedLocks(const Program &P, const LinkOptions &Options,
                              LocalFindings &Local,
                              std::vector<FindingRecord> &Found) {
  LockRun(P, Options).run(Local, Found);
}

} // namespace unwedge::link

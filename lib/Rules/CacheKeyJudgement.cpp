//===--- CacheKeyJudgement.cpp --------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/CacheKeyJudgement.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

namespace unwedge {

using Keys = std::vector<const ChangingKey *>;

static bool isLookup(const ChangingKey &Key) {
  return Key.Operation == KeyOperation::Lookup && !Key.InLoopCondition;
}
static bool isInsert(const ChangingKey &Key) {
  return Key.Operation == KeyOperation::Insert ||
         Key.Operation == KeyOperation::Access;
}
static bool isErase(const ChangingKey &Key) {
  return Key.Operation == KeyOperation::Erase;
}

/// Whether the key as a whole is of another value only by a number or a time in
/// it that was never made text.
static bool isPlainPart(const ChangingKey &Key) {
  return Key.IsPart && !Key.IsText;
}

bool haveSameKey(const ChangingKey &A, const ChangingKey &B) {
  return A.Function == B.Function &&
         ((A.Variable && A.Variable == B.Variable) ||
          (A.Trace && A.Trace == B.Trace));
}

static Keys ofKind(llvm::ArrayRef<const ChangingKey *> All, Variation Kind) {
  Keys Result;
  llvm::copy_if(All, std::back_inserter(Result),
                [&](const ChangingKey *Key) { return Key->Kind == Kind; });
  return Result;
}

/// Whether \p Key is the one by which one of \p All, before it, has stored an
/// entry: it finds that entry, whatever else changes from call to call.
static bool isOfStored(const ChangingKey &Key,
                       llvm::ArrayRef<const ChangingKey *> All) {
  return !isInsert(Key) && llvm::any_of(All, [&](const ChangingKey *Stored) {
    return isInsert(*Stored) && haveSameKey(*Stored, Key) &&
           Stored->KeyPlace < Key.KeyPlace;
  });
}

template <typename Fn>
static const ChangingKey *firstThat(const Keys &All, Fn Holds) {
  auto It =
      llvm::find_if(All, [&](const ChangingKey *Key) { return Holds(*Key); });
  return It == All.end() ? nullptr : *It;
}

namespace {

class Judgement {
public:
  Judgement(llvm::ArrayRef<const ChangingKey *> OfFunction,
            llvm::ArrayRef<const ChangingKey *> Everywhere,
            const ContainerUses &Uses, KeyQuestions &Ask)
      : OfFunction(OfFunction), Everywhere(Everywhere), Uses(Uses), Ask(Ask) {}

  std::optional<KeyVerdict> run();

private:
  using Verdict = std::optional<KeyVerdict>;

  Keys candidates(Variation Kind) const;
  bool isByChangingKey(uint64_t Operation) const;
  bool growsWithoutBound(const ChangingKey &Key) const;
  bool isLost(const ChangingKey &Key);
  bool isNeverFound(const ChangingKey &Key);
  Verdict ofClock();
  Verdict ofMadeValue(Variation Kind);
  Verdict ofAddress();
  Verdict ofThread();

  llvm::ArrayRef<const ChangingKey *> OfFunction, Everywhere;
  const ContainerUses &Uses;
  KeyQuestions &Ask;
};

} // namespace

Keys Judgement::candidates(Variation Kind) const {
  Keys Result = ofKind(OfFunction, Kind);
  llvm::erase_if(Result, [](const ChangingKey *Key) {
    return isPlainPart(*Key) &&
           (Key->IsOrdered || Key->Kind != Variation::Clock || isErase(*Key));
  });
  llvm::sort(Result, [](const ChangingKey *A, const ChangingKey *B) {
    return std::make_pair(A->KeyPlace, A->OperationPlace) <
           std::make_pair(B->KeyPlace, B->OperationPlace);
  });
  return Result;
}

bool Judgement::isByChangingKey(uint64_t Operation) const {
  return llvm::any_of(Everywhere, [&](const ChangingKey *Key) {
    return Key->OperationPlace == Operation;
  });
}

bool Judgement::growsWithoutBound(const ChangingKey &Key) const {
  if (Key.IsBounded || Uses.Shrinks || Uses.IsSized || Uses.Escapes)
    return false;
  // What erases with a key made anew takes nothing out, unless it is the key
  // that has just been stored.
  return llvm::all_of(Uses.Erases, [&](uint64_t Erase) {
    return Key.Kind != Variation::Address && isByChangingKey(Erase) &&
           llvm::none_of(Everywhere, [&](const ChangingKey *By) {
             return By->OperationPlace == Erase && isOfStored(*By, Everywhere);
           });
  });
}

/// Whether the entry stays for ever: nobody has its key, and whatever is looked
/// up or taken out has another one.
bool Judgement::isLost(const ChangingKey &Key) {
  return !Key.IsBounded && !Uses.Escapes && Uses.AllInSight &&
         !Uses.Erases.empty() && !Uses.Shrinks && !Uses.IsSized &&
         !Uses.IsIterated && Ask.isShownByKeyOnly(Key) &&
         llvm::all_of(
             Uses.Erases,
             [&](uint64_t Erase) { return Ask.erasesByOtherKey(Erase); }) &&
         !Ask.isKnownElsewhere(Key);
}

/// Whether nobody else has the key, and all that is looked up has another one:
/// no look-up finds the entry, whatever else takes entries out. If the entries
/// are gone through, some may be there for that only; then all that are stored
/// have to have such keys.
bool Judgement::isNeverFound(const ChangingKey &Key) {
  auto IsChanging = [&](uint64_t Operation) {
    return isByChangingKey(Operation);
  };
  return !Uses.Escapes && Uses.AllInSight && !Uses.Lookups.empty() &&
         !Uses.IsSearched && llvm::none_of(Uses.Lookups, IsChanging) &&
         (!Uses.IsIterated || llvm::all_of(Uses.Inserts, IsChanging)) &&
         Ask.isShownByKeyOnly(Key) && !Ask.isKnownElsewhere(Key);
}

std::optional<KeyVerdict> Judgement::ofClock() {
  Keys Clock = candidates(Variation::Clock);
  if (Clock.empty())
    return std::nullopt;
  // What is stored by a key that is then used again can be found by it.
  const Keys All = Clock;
  llvm::erase_if(Clock,
                 [&](const ChangingKey *Key) { return isOfStored(*Key, All); });
  const ChangingKey *Lookup = firstThat(Clock, isLookup);
  const ChangingKey *Erase = firstThat(Clock, isErase);
  const ChangingKey *Insert = firstThat(Clock, isInsert);
  const ChangingKey *Fills = firstThat(
      Clock, [&](const ChangingKey &Key) { return Ask.fillsIfEmpty(Key); });
  const bool Stored =
      firstThat(ofKind(Everywhere, Variation::Clock), isInsert) != nullptr;
  KeyVerdict Result;
  Result.Advice =
      "make the key of what stays the same, or keep the key and use it again";
  if (Lookup || Fills || Erase) {
    Result.Key = Lookup ? Lookup : Fills ? Fills : Erase;
    Result.Harm = Lookup || Fills
                      ? "the look-up never finds what an earlier call stored"
                      : "the erase does not find what an earlier call stored";
    if (Stored && growsWithoutBound(*Result.Key) && Uses.AllInSight)
      Result.Harm += ", and entries only pile up";
    Result.Level = Stored && (Lookup || !Fills) && !isPlainPart(*Result.Key)
                       ? Confidence::Definite
                       : Confidence::Likely;
    return Result;
  }
  if (!Insert || isPlainPart(*Insert))
    return std::nullopt;
  Result.Key = Insert;
  Result.Level = Confidence::Likely;
  if (growsWithoutBound(*Insert) && !Uses.IsIterated &&
      !Ask.isKeptElsewhere(*Insert)) {
    Result.Harm =
        "every call adds an entry, and nothing in sight takes one out";
    if (!Uses.AllInSight)
      Result.Level = Confidence::Possible;
    return Result;
  }
  if (isLost(*Insert)) {
    Result.Harm = "every call adds an entry, and what takes entries out does "
                  "so by another key";
    Result.MissedBy = KeyVerdict::MissedByErase;
    return Result;
  }
  if (isNeverFound(*Insert)) {
    Result.Harm = "the look-ups are by another key, and never find the entry";
    Result.MissedBy = KeyVerdict::MissedByLookup;
    return Result;
  }
  return std::nullopt;
}

std::optional<KeyVerdict> Judgement::ofMadeValue(Variation Kind) {
  Keys Made = candidates(Kind);
  const Keys All = Made;
  llvm::erase_if(Made,
                 [&](const ChangingKey *Key) { return isOfStored(*Key, All); });
  KeyVerdict Result;
  Result.Advice =
      "make the key of what the entry is about, or keep the id and use it "
      "again";
  // A new id is looked up to see that it is not taken; that is no mistake.
  if (const ChangingKey *Hit = firstThat(Made, [&](const ChangingKey &Key) {
        return isLookup(Key) && Ask.usesTheHit(Key);
      })) {
    Result.Key = Hit;
    Result.Level =
        firstThat(Made, isInsert) ? Confidence::Definite : Confidence::Likely;
    Result.Harm = "the look-up never finds what an earlier call stored";
    return Result;
  }
  const ChangingKey *Erase = firstThat(Made, isErase);
  if (!Erase || Ask.isKeptElsewhere(*Erase))
    return std::nullopt;
  Result.Key = Erase;
  Result.Level = Confidence::Likely;
  Result.Harm = "the erase does not find what an earlier call stored";
  return Result;
}

std::optional<KeyVerdict> Judgement::ofAddress() {
  Keys Address = candidates(Variation::Address);
  llvm::erase_if(Address, [&](const ChangingKey *Key) {
    // A container that is part of the object dies with it.
    return !growsWithoutBound(*Key) || isPlainPart(*Key) ||
           Key->IsAddressOfOwner || Ask.ownsSubject(*Key);
  });
  const ChangingKey *Insert = firstThat(Address, isInsert);
  if (!Insert)
    return std::nullopt;
  const bool LookedUp =
      Insert->Operation == KeyOperation::Access ||
      firstThat(ofKind(Everywhere, Variation::Address), isLookup) != nullptr;
  if (!LookedUp && Uses.IsIterated)
    return std::nullopt;
  KeyVerdict Result;
  Result.Key = Insert;
  Result.Level =
      Uses.AllInSight && (Insert->InGlobal || (LookedUp && Insert->InField))
          ? Confidence::Likely
          : Confidence::Possible;
  Result.Harm = "the entry stays when the object is gone, and the next object "
                "at that address is taken for it";
  Result.Advice = "use an id that the object keeps for itself, or erase the "
                  "entry when the object is destroyed";
  return Result;
}

std::optional<KeyVerdict> Judgement::ofThread() {
  const ChangingKey *Insert =
      firstThat(candidates(Variation::Thread), isInsert);
  if (!Insert || !growsWithoutBound(*Insert))
    return std::nullopt;
  KeyVerdict Result;
  Result.Key = Insert;
  Result.Level = Confidence::Possible;
  Result.Harm = "each thread adds an entry that stays when it has ended";
  return Result;
}

std::optional<KeyVerdict> Judgement::run() {
  // One value of one kind is enough for one report; the surest kind first.
  if (Verdict V = ofClock())
    return V;
  for (Variation Kind :
       {Variation::Random, Variation::UniqueId, Variation::Counter})
    if (Verdict V = ofMadeValue(Kind))
      return V;
  if (Verdict V = ofAddress())
    return V;
  return ofThread();
}

std::optional<KeyVerdict>
judgeKeys(llvm::ArrayRef<const ChangingKey *> OfFunction,
          llvm::ArrayRef<const ChangingKey *> Everywhere,
          const ContainerUses &Uses, KeyQuestions &Ask) {
  return Judgement(OfFunction, Everywhere, Uses, Ask).run();
}

//===----------------------------------------------------------------------===//
// Wording
//===----------------------------------------------------------------------===//

static std::string whatChanges(Variation Kind) {
  switch (Kind) {
  case Variation::Clock:
    return "the time of the call";
  case Variation::Random:
    return "a random value";
  case Variation::UniqueId:
    return "an id that no other call gets";
  case Variation::Counter:
    return "a number that goes up with each call";
  case Variation::Thread:
    return "the id of the thread";
  case Variation::Address:
    return "the address of an object";
  }
  llvm_unreachable("covered switch");
}

std::string keyMessage(const std::string &Container, Variation Kind,
                       const std::string &Harm) {
  return "the key for " + Container + " contains " + whatChanges(Kind) + "; " +
         Harm;
}

std::string describeUse(KeyOperation Operation, const std::string &Container) {
  switch (Operation) {
  case KeyOperation::Lookup:
    return "an entry of " + Container + " is looked up";
  case KeyOperation::Insert:
    return "an entry is stored in " + Container;
  case KeyOperation::Access:
    return "an entry of " + Container + " is looked up, or made,";
  case KeyOperation::Erase:
    return "an entry of " + Container + " is erased";
  default:
    return Container + " is used";
  }
}

std::string describeOtherUse(KeyOperation Operation,
                             const std::string &Container, bool SameKey) {
  return describeUse(Operation, Container) +
         (SameKey ? " by the same key here"
                  : " here by a key that is made anew");
}

std::string describeMiss(KeyVerdict::Miss Miss, const std::string &Container) {
  return describeUse(Miss == KeyVerdict::MissedByErase ? KeyOperation::Erase
                                                       : KeyOperation::Lookup,
                     Container) +
         " by another key here";
}

std::string assumesTargets() {
  return "the functions in sight are taken to be what the call runs";
}

std::string assumesLongLife(const std::string &Container) {
  return Container + " is taken to live longer than the call, since the caller "
                     "hands it in";
}

std::string assumesOneContainer(const std::string &Container) {
  return Container + " is taken to give the same container each time";
}

std::string handsItOn(const std::string &Function) {
  return Function + " is called here, and hands it on";
}

std::string isGivenTo(const std::string &Function) {
  return "it is given to " + Function + " here";
}

std::string keyIsGivenTo(const std::string &Function) {
  return "the key is given to " + Function + " here";
}

} // namespace unwedge

//===--- CleanupWording.cpp -----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Report/CleanupWording.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>

namespace unwedge {

std::optional<Confidence> judgeLeak(const LeakFacts &L) {
  Confidence Level = L.Throws ? Confidence::Definite : Confidence::Likely;
  auto Lower = [&](Confidence To) { Level = std::min(Level, To); };
  // What a function wrote itself is no stranger's code, and its calls are like
  // any other calls, which are no callbacks either.
  if (!L.HandedIn || L.ThrowsUnseen)
    Lower(Confidence::Possible);
  if (L.InWorkerLoop)
    Lower(Confidence::Possible);
  // Not always does control get there: the turn that sets it up may well be the
  // last one.
  if (L.NextTurnOnly)
    Lower(Confidence::Possible);
  // A getter may give another object the second time.
  if (L.ByGetter)
    Lower(Confidence::Likely);
  if (!L.Always && L.Kind != StateKind::Lock)
    Lower(Confidence::Possible);
  // A state of several, which a failure leads to another one from. What a
  // helper or an exchange sets, it may as well have left alone.
  if (L.MayStay && L.Kind == StateKind::Flag && !L.TellsOldValue && !L.ByHelper)
    Lower(Confidence::Possible);
  if (L.ByShape) {
    // That the caller holds it would be one assumption more.
    if (L.Reverse)
      return std::nullopt;
    Lower(Confidence::Likely);
  }
  switch (L.Kind) {
  case StateKind::Lock:
  case StateKind::Scope:
    break;
  case StateKind::Completion:
    if (L.DeathTells)
      Lower(Confidence::Possible);
    // That they wait is seen; that this object is theirs is assumed. A caller
    // that has handlers may well tell them in a way that is not followed.
    if (L.SetsFlag)
      Lower(L.CalledInTry ? Confidence::Possible : Confidence::Likely);
    break;
  case StateKind::Resource:
    // Nobody waits for what is lost, and functions in C's manner seldom throw.
    if (L.IsFunctionPointer)
      Lower(Confidence::Possible);
    break;
  case StateKind::Entry:
    // What a sequence got last need not be what is taken from it later, least
    // of all if some other call may have put it there. To empty a container is
    // seldom meant to undo what may have come into it.
    if (L.AnyEntry)
      Lower(L.Certain ? Confidence::Likely : Confidence::Possible);
    if (L.OnlyEmptied)
      Lower(Confidence::Possible);
    break;
  case StateKind::Counter:
    if (!L.GateWhenSet && !L.GateWhenClear)
      Lower(Confidence::Possible);
    break;
  case StateKind::Flag: {
    if (!L.IsRead) {
      Lower(Confidence::Possible);
      break;
    }
    if (L.BackToOld)
      break;
    // Set back to what it is at rest? A variable that is cleared first and set
    // when all went well says rightly that it did not.
    if (L.BackTo != L.Rest)
      Lower(Confidence::Possible);
    // A number that takes other values than those of a flag counts or tells
    // how far something has got.
    const int64_t Value = L.Value.value_or(0), BackTo = L.BackTo.value_or(0);
    if (L.IsInteger && !L.IsEnumeration &&
        !((Value == 0 && BackTo == 1) || (Value == 1 && BackTo == 0)))
      Lower(Confidence::Possible);
    if (L.Value && !(*L.Value != 0 ? L.GateWhenSet : L.GateWhenClear))
      Lower(Confidence::Possible);
    break;
  }
  }
  return Level;
}

static std::string valueText(const LeakFacts &L) {
  if (!L.Value)
    return "set";
  if (L.IsBits)
    return *L.Value ? "set" : "cleared";
  if (L.IsInteger)
    return "at " + std::to_string(*L.Value);
  return *L.Value ? "true" : "false";
}

/// What stays behind, and who is hurt by it.
static std::string consequence(const LeakFacts &L, const std::string &Name) {
  switch (L.Kind) {
  case StateKind::Lock:
    if (L.Reverse)
      return Name + " stays unlocked, and whoever called takes it to be held";
    return Name + " stays locked, and whoever locks it next waits for ever";
  case StateKind::Entry:
    return "the entry stays in " + Name +
           ", and whoever finds it takes it to be still in use";
  case StateKind::Flag:
    return Name + " stays " + valueText(L) +
           ", and whoever asks it takes the work to be still going on";
  case StateKind::Counter:
    return Name + " stays one too " + (L.Reverse ? "low" : "high") +
           ", and whoever waits for it to come back waits for ever";
  case StateKind::Resource:
    return "what " + Name + " owns is never given back";
  case StateKind::Scope:
    return "what was begun on " + Name + " is never ended";
  case StateKind::Completion:
    return "whoever waits for " + Name + " waits for ever";
  }
  llvm_unreachable("covered switch");
}

std::string leakMessage(const LeakFacts &L, llvm::StringRef Callback,
                        llvm::StringRef Name) {
  return ("if " + Callback + " throws, ").str() + consequence(L, Name.str());
}

std::string establishText(const LeakFacts &L, llvm::StringRef Name) {
  switch (L.Kind) {
  case StateKind::Lock:
    return (Name + (L.Reverse ? " is unlocked here" : " is locked here")).str();
  case StateKind::Entry:
    return ("the entry is put into " + Name + " here").str();
  case StateKind::Flag:
    return (Name + " is set here").str();
  case StateKind::Counter:
    return (Name + (L.Reverse ? " is lowered here" : " is raised here")).str();
  case StateKind::Resource:
    return ("what " + Name + " owns is acquired here").str();
  case StateKind::Scope:
    return (Name + " is begun on here").str();
  case StateKind::Completion:
    return "";
  }
  llvm_unreachable("covered switch");
}

static std::string undoText(const LeakFacts &L, llvm::StringRef Name) {
  switch (L.Kind) {
  case StateKind::Lock:
    return (Name + (L.Reverse ? " is locked again" : " is unlocked")).str();
  case StateKind::Entry:
    return ("the entry is taken out of " + Name).str();
  case StateKind::Flag:
    return (Name + " is set back").str();
  case StateKind::Counter:
    return (Name + (L.Reverse ? " is raised again" : " is lowered again"))
        .str();
  case StateKind::Resource:
    return "it is given back";
  case StateKind::Scope:
    return "it is ended";
  case StateKind::Completion:
    return (Name + " is completed").str();
  }
  llvm_unreachable("covered switch");
}

std::string skippedText(const LeakFacts &L, llvm::StringRef Name) {
  return undoText(L, Name) + " here, which an exception skips";
}

std::string doesSoText(llvm::StringRef Function) {
  return (Function + " does so here").str();
}

std::string byShapeText(llvm::StringRef Name) {
  return (Name + " is taken to be a lock, because its class has 'lock' and "
                 "'unlock'")
      .str();
}

std::string awaitedText(llvm::StringRef Name) {
  return ("others wait for " + Name + " here").str();
}

std::string gateText(llvm::StringRef Name) {
  return (Name + " decides here what is done").str();
}

std::string forgetfulText() { return "this handler does not take it back"; }

std::string callbackInsideText() { return "a callback is called here"; }

constexpr llvm::StringLiteral TakenToThrow = " cannot throw; it is taken to";

std::string takenToThrowText(llvm::StringRef Callback) {
  return ("nothing in sight says that " + Callback + TakenToThrow).str();
}

bool isTakenToThrowText(llvm::StringRef Text) {
  return Text.ends_with(TakenToThrow);
}

std::string cleanupAdvice() {
  return "leave it to the destructor of a local object, or undo it in 'catch "
         "(...)' and throw again";
}

} // namespace unwedge

//===--- CleanupWording.h - What a callback leaves behind -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The confidence and the words of unguarded-cleanup, for the rule, which has a
// syntax tree, and for the link step, which has none.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_REPORT_CLEANUPWORDING_H
#define UNWEDGE_REPORT_CLEANUPWORDING_H

#include "unwedge/Model/CleanupModel.h"
#include "unwedge/Report/Confidence.h"
#include <optional>
#include <string>

namespace unwedge {

/// What is known of one state that a callback may leave behind.
struct LeakFacts {
  StateKind Kind = StateKind::Scope;
  /// A lock that is given up, or a counter that is lowered, for as long as the
  /// callback runs.
  bool Reverse = false;

  /// A throw expression is in sight.
  bool Throws = false;
  /// All that may throw in it is out of sight.
  bool ThrowsUnseen = false;
  /// Others choose what is called.
  bool HandedIn = true;
  bool IsFunctionPointer = false;

  /// The callback stands in the loop of a function that a thread may run.
  bool InWorkerLoop = false;
  /// Only the next turn of a loop gets from the state to the callback.
  bool NextTurnOnly = false;
  /// As PendingState has them.
  bool Always = true;
  bool Certain = true;
  bool MayStay = false;

  /// A getter on the way to the object.
  bool ByGetter = false;
  bool ByShape = false;
  /// A helper does it.
  bool ByHelper = false;

  /// Of completions: who waits is told if the object dies, and it may.
  bool DeathTells = false;
  bool SetsFlag = false;
  bool CalledInTry = false;

  /// Of entries: any will do, or what takes them back takes all.
  bool AnyEntry = false;
  bool OnlyEmptied = false;

  /// Of flags and counters.
  bool IsRead = false;
  bool GateWhenSet = false, GateWhenClear = false;
  bool TellsOldValue = false;
  bool IsInteger = false, IsEnumeration = false;
  /// Bits of a variable.
  bool IsBits = false;
  /// The value that it stays at, and the one that it would get back to; none:
  /// a pointer, and what it was before.
  std::optional<int64_t> Value, BackTo;
  bool BackToOld = false;
  /// At rest.
  int64_t Rest = 0;
};

/// How sure a finding about it is; none if there is none.
std::optional<Confidence> judgeLeak(const LeakFacts &L);

/// `if 'Work' throws, the entry stays in 'Calls', and ...`. \p Name, of the
/// state, and \p Callback have their quotes.
std::string leakMessage(const LeakFacts &L, llvm::StringRef Callback,
                        llvm::StringRef Name);
/// Of steps, in their order.
std::string establishText(const LeakFacts &L, llvm::StringRef Name);
std::string doesSoText(llvm::StringRef Function);
std::string byShapeText(llvm::StringRef Name);
std::string skippedText(const LeakFacts &L, llvm::StringRef Name);
std::string awaitedText(llvm::StringRef Name);
std::string gateText(llvm::StringRef Name);
std::string forgetfulText();
std::string callbackInsideText();
std::string takenToThrowText(llvm::StringRef Callback);
/// Whether \p Text is such a text, of whatever callback.
bool isTakenToThrowText(llvm::StringRef Text);
std::string cleanupAdvice();

} // namespace unwedge

#endif // UNWEDGE_REPORT_CLEANUPWORDING_H

//===--- RecursionCase.h - What is said of a recursive acquisition --------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How sure the rule recursive-shared-lock is, and how it says so: for those who
// look at a syntax tree, and for those who have summaries only.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_RECURSIONCASE_H
#define UNWEDGE_RULES_RECURSIONCASE_H

#include "unwedge/Model/Operation.h"
#include "unwedge/Report/Confidence.h"
#include <string>

namespace unwedge {

/// A thread holds a lock, and acquires one that is the same, or may be.
struct RecursionCase {
  LockMode Held = LockMode::Shared;
  LockMode Next = LockMode::Shared;
  RecursionVerdict Verdict = RecursionVerdict::Unknown;
  /// As LockKind has them.
  std::string TypeName;
  std::string KindNote;
  bool DefaultConfiguration = false;
  /// How the lock is called, with quotes.
  std::string Lock;
  /// The function's callers hold it.
  bool HeldByCaller = false;
  /// `calling 'f'`: the call that leads to the second acquisition; empty if the
  /// function makes it itself.
  std::string Call;
  /// `the lambda`: what the called function runs for the caller, and which
  /// makes the acquisition; empty if it makes it itself.
  std::string RunsForUs;
  /// Some call on the way is not direct; one of them has too many targets.
  bool Indirect = false;
  bool TooWide = false;
  /// See EventContext.
  bool Doubtful = false;
  /// No more is known than that both locks are of one class.
  bool SameClassOnly = false;
  /// Sentences on what is assumed so that both are one object; may be empty.
  std::string Identity;
  std::string Repetition;
  /// Nothing in the whole program acquires it exclusive.
  bool NeverWritten = false;
};

/// The sentences on it. Empty ones are not said.
struct RecursionTexts {
  Confidence Level = Confidence::Definite;
  std::string Message;
  std::string HeldStep;
  std::string NextStep;
  /// What is assumed; each is told where it belongs.
  std::string UnknownObject;
  std::string Doubt;
  std::string Identity;
  std::string Repetition;
  std::string Configuration;
  std::string NeverWritten;
  std::string Advice;
};

/// What is said of \p Lock, with quotes, of which RecursionCase::NeverWritten
/// is true.
std::string describeNeverWritten(const std::string &Lock);

RecursionTexts describeRecursion(const RecursionCase &Case);

} // namespace unwedge

#endif // UNWEDGE_RULES_RECURSIONCASE_H

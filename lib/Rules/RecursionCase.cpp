//===--- RecursionCase.cpp ------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/RecursionCase.h"
#include "llvm/Support/ErrorHandling.h"

namespace unwedge {

static std::string consequence(const RecursionCase &Case) {
  const std::string Type = "'" + Case.TypeName + "'";
  const std::string &Note = Case.KindNote;
  const bool SharedTwice =
      Case.Held == LockMode::Shared && Case.Next == LockMode::Shared;
  switch (Case.Verdict) {
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

std::string describeNeverWritten(const std::string &Lock) {
  return "nothing in the program acquires " + Lock + " exclusive";
}

RecursionTexts describeRecursion(const RecursionCase &Case) {
  RecursionTexts Texts;
  auto Lower = [&](Confidence To) { Texts.Level = std::min(Texts.Level, To); };
  const std::string &Lock = Case.Lock;
  const std::string Again = Case.Held == Case.Next ? " again" : "";
  const std::string Next = lockModeName(Case.Next).str();
  const std::string Held = lockModeName(Case.Held).str();

  if (!Case.RunsForUs.empty())
    Texts.Message = Case.Call + " runs " + Case.RunsForUs +
                    ", which acquires " + Lock + " " + Next + Again;
  else if (!Case.Call.empty())
    Texts.Message = Case.Call + " acquires " + Lock + " " + Next + Again;
  else
    Texts.Message = Lock + " is acquired " + Next + Again;
  Texts.Message +=
      " while this thread holds it " + Held + "; " + consequence(Case);
  Texts.HeldStep = Case.HeldByCaller ? Lock + " is held " + Held +
                                           " by the caller, as declared here"
                                     : Lock + " is acquired " + Held + " here";
  Texts.NextStep = Lock + " is acquired " + Next + Again + " here";

  if (Case.Verdict == RecursionVerdict::ImplementationDefined ||
      Case.Verdict == RecursionVerdict::Unknown || Case.TooWide)
    Lower(Confidence::Possible);
  if (Case.Indirect)
    Lower(Confidence::Likely);
  if (Case.SameClassOnly) {
    Lower(Confidence::Possible);
    Texts.UnknownObject = "whether both are the same object is not known";
  }
  if (Case.Doubtful) {
    Lower(Confidence::Possible);
    Texts.Doubt = "a test of a flag, an argument or the thread decides on the "
                  "way and may keep this from happening";
  }
  if (!Case.Identity.empty()) {
    Lower(Confidence::Likely);
    Texts.Identity = Case.Identity;
  }
  if (!Case.Repetition.empty()) {
    Lower(Confidence::Likely);
    Texts.Repetition = Case.Repetition;
  }
  if (Case.DefaultConfiguration) {
    Lower(Confidence::Likely);
    Texts.Configuration = "where " + Lock +
                          " is set up is not in sight; it is taken to have "
                          "the default kind";
  }
  if (Case.NeverWritten) {
    Lower(Confidence::Possible);
    Texts.NeverWritten = describeNeverWritten(Lock);
  }

  if (Case.Next == LockMode::Exclusive)
    Texts.Advice = "release the shared hold first, or acquire " + Lock +
                   " exclusive from the start";
  else if (!Case.RunsForUs.empty())
    Texts.Advice = "let " + Case.RunsForUs +
                   " use a variant that expects the lock to be held, or take "
                   "what it needs before the call";
  else if (!Case.Call.empty())
    Texts.Advice = "release " + Lock +
                   " before the call, or call a variant that expects the lock "
                   "to be held";
  else
    Texts.Advice = "rely on the first acquisition, or release it first";
  return Texts;
}

} // namespace unwedge

//===--- ServiceOutput.cpp - For GitHub and GitLab ------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Output.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace unwedge::driver {

/// \p File as it is called in the repository at \p Root.
static StringRef inRepository(StringRef File, StringRef Root) {
  Root = Root.rtrim('/');
  if (File.starts_with(Root) && File.size() > Root.size() &&
      sys::path::is_separator(File[Root.size()]))
    return File.drop_front(Root.size() + 1);
  return File;
}

void warnOfFilesOutside(RunResult &Run, StringRef Root) {
  const FindingRecord *First = nullptr;
  unsigned Outside = 0;
  for (const FindingRecord &F : Run.Findings)
    if (F.SuppressedBy.empty() &&
        sys::path::is_absolute(inRepository(F.Where.File, Root)) &&
        Outside++ == 0)
      First = &F;
  if (First)
    Run.Warnings.push_back((Twine(Outside) +
                            (Outside == 1 ? " finding is" : " findings are") +
                            " in files outside of " + Root + ", the first in " +
                            First->Where.File + "; --root names the repository")
                               .str());
}

/// What a workflow command cannot have in it; \p IsProperty if the text stands
/// before the `::`.
static std::string escaped(StringRef Text, bool IsProperty) {
  std::string Result;
  for (char C : Text)
    switch (C) {
    case '%':
      Result += "%25";
      break;
    case '\r':
      Result += "%0D";
      break;
    case '\n':
      Result += "%0A";
      break;
    case ':':
      Result += IsProperty ? "%3A" : ":";
      break;
    case ',':
      Result += IsProperty ? "%2C" : ",";
      break;
    default:
      Result += C;
    }
  return Result;
}

void printGitHub(const RunResult &Run, StringRef Root, raw_ostream &OS) {
  for (const FindingRecord &F : Run.Findings) {
    if (!F.SuppressedBy.empty())
      continue;
    OS << "::warning file=" << escaped(inRepository(F.Where.File, Root), true)
       << ",line=" << F.Where.Line << ",col=" << F.Where.Column
       << ",title=" << escaped(F.Check, true)
       << "::" << escaped(F.Message, false);
    // An annotation is all in one place: the steps are lines of its text.
    for (const StepRecord &Step : F.Steps)
      OS << "%0A"
         << escaped((inRepository(Step.Where.File, Root) + ":" +
                     Twine(Step.Where.Line) + ": " + Step.Message)
                        .str(),
                    false);
    OS << '\n';
  }
}

void printGitLab(const RunResult &Run, StringRef Root, raw_ostream &OS) {
  json::Array Issues;
  for (const FindingRecord &F : Run.Findings) {
    if (!F.SuppressedBy.empty())
      continue;
    std::string Description = F.Message;
    for (const StepRecord &Step : F.Steps)
      Description += ("\n" + inRepository(Step.Where.File, Root) + ":" +
                      Twine(Step.Where.Line) + ": " + Step.Message)
                         .str();
    Issues.push_back(json::Object{
        {"description", json::fixUTF8(Description)},
        {"check_name", F.Check},
        {"fingerprint", F.Fingerprint},
        {"severity", F.Confidence == "possible" ? "minor" : "major"},
        {"location",
         json::Object{{"path", json::fixUTF8(inRepository(F.Where.File, Root))},
                      {"lines", json::Object{{"begin", F.Where.Line}}}}}});
  }
  OS << formatv("{0:2}\n", json::Value(std::move(Issues)));
}

} // namespace unwedge::driver

//===--- Output.cpp -------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#define UNWEDGE_COMPAT_FRONTEND
#include "Output.h"
#include "Sources.h"
#include "unwedge/Support/ClangCompat.h"
#include "clang/Basic/LangOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace unwedge::driver {

//===----------------------------------------------------------------------===//
// Merging.
//===----------------------------------------------------------------------===//

unsigned RunResult::unitsThatAre(UnitRecord::Status What) const {
  return count_if(Units,
                  [What](const UnitRecord &U) { return U.What == What; });
}

unsigned RunResult::findingsThatCount() const {
  return count_if(
      Findings, [](const FindingRecord &F) { return F.SuppressedBy.empty(); });
}

RunResult mergeUnits(std::vector<UnitRecord> Units) {
  RunResult Run;
  StringSet<> Said;
  // Commands may lead to one file by several links.
  StringMap<std::string> RealNames;
  auto RealName = [&](StringRef File) -> StringRef {
    auto [It, New] = RealNames.try_emplace(File);
    if (New) {
      SmallString<256> Path;
      It->second =
          sys::fs::real_path(File, Path) ? File.str() : Path.str().str();
    }
    return It->second;
  };
  auto Key = [&](const FindingRecord &F) {
    return std::make_tuple(RealName(F.Where.File), F.Where.Line, F.Where.Column,
                           StringRef(F.Check), StringRef(F.Message));
  };
  for (const UnitRecord &Unit : Units) {
    append_range(Run.Findings, Unit.Findings);
    for (const std::string &Warning : Unit.Warnings)
      if (Said.insert(Warning).second)
        Run.Warnings.push_back(Warning);
  }
  // A unit may see less than another: the surer finding is the one to show.
  auto Sureness = [](const FindingRecord &F) {
    return F.Confidence == "definite" ? 0 : F.Confidence == "likely" ? 1 : 2;
  };
  llvm::sort(Run.Findings, [&](const FindingRecord &A, const FindingRecord &B) {
    // What one of several commands does not silence is told, whatever their
    // order.
    return std::make_tuple(Key(A), !A.SuppressedBy.empty(), Sureness(A),
                           StringRef(A.Where.File)) <
           std::make_tuple(Key(B), !B.SuppressedBy.empty(), Sureness(B),
                           StringRef(B.Where.File));
  });
  Run.Findings.erase(
      std::unique(Run.Findings.begin(), Run.Findings.end(),
                  [&](const FindingRecord &A, const FindingRecord &B) {
                    return Key(A) == Key(B);
                  }),
      Run.Findings.end());
  // Those that are silenced come last: the numbers of the others are to stay
  // when one is.
  StringMap<unsigned> Equal;
  for (bool Silenced : {false, true})
    for (FindingRecord &F : Run.Findings)
      if (F.SuppressedBy.empty() != Silenced)
        if (unsigned Number = Equal[F.Fingerprint]++)
          F.Fingerprint += "-" + std::to_string(Number + 1);
  Run.Units = std::move(Units);
  return Run;
}

//===----------------------------------------------------------------------===//
// Text.
//===----------------------------------------------------------------------===//

void printText(const RunResult &Run, raw_ostream &OS) {
  compat::DiagnosticPrinting Printing(OS, OS.has_colors());
  clang::DiagnosticsEngine &Diagnostics = Printing.engine();
  Sources Places(Diagnostics);
  Diagnostics.setSourceManager(&Places.manager());
  clang::LangOptions Language;
  Diagnostics.getClient()->BeginSourceFile(Language, nullptr);
  const unsigned Warning =
      Diagnostics.getCustomDiagID(clang::DiagnosticsEngine::Warning, "%0 [%1]");
  const unsigned Note =
      Diagnostics.getCustomDiagID(clang::DiagnosticsEngine::Note, "%0");
  // What has moved is told without the line, which would be another.
  auto Say = [&](const PlaceRecord &Where, StringRef Level,
                 const std::string &Message, StringRef Check) {
    if (clang::SourceLocation Loc = Places.locate(Where); Loc.isValid()) {
      if (Check.empty())
        Diagnostics.Report(Loc, Note) << Message;
      else
        Diagnostics.Report(Loc, Warning) << Message << Check;
      return;
    }
    OS << Where.File << ':' << Where.Line << ':' << Where.Column << ": "
       << Level << ": " << Message;
    if (!Check.empty())
      OS << " [" << Check << ']';
    OS << '\n';
  };
  for (const FindingRecord &F : Run.Findings) {
    if (!F.SuppressedBy.empty())
      continue;
    Say(F.Where, "warning", F.Message, F.Check);
    for (const StepRecord &Step : F.Steps)
      Say(Step.Where, "note", Step.Message, "");
  }
  Diagnostics.getClient()->EndSourceFile();
}

void printSummary(const RunResult &Run, raw_ostream &OS) {
  using Status = UnitRecord::Status;
  for (const std::string &Warning : Run.Warnings)
    OS << "unwedge: warning: " << Warning << '\n';
  for (const UnitRecord &Unit : Run.Units)
    switch (Unit.What) {
    case Status::Analyzed:
      break;
    case Status::DoesNotCompile:
      OS << "unwedge: not analysed, does not compile: " << Unit.File << ": "
         << Unit.Message << '\n';
      break;
    case Status::TimedOut:
      OS << "unwedge: not analysed, took too long: " << Unit.File << ": "
         << Unit.Message << '\n';
      break;
    case Status::Crashed:
      OS << "unwedge: not analysed, the analysis crashed: " << Unit.File << ": "
         << Unit.Message << '\n';
      break;
    }
  const unsigned Counted = Run.findingsThatCount();
  const unsigned Analyzed = Run.unitsThatAre(Status::Analyzed);
  OS << "unwedge: " << Analyzed << " of " << Run.Units.size()
     << (Run.Units.size() == 1 ? " unit" : " units") << " analysed, " << Counted
     << (Counted == 1 ? " finding" : " findings");
  if (const size_t Silenced = Run.Findings.size() - Counted)
    OS << ", " << Silenced << " silenced";
  if (Run.Unchanged != 0)
    OS << ", " << Run.Unchanged << " from before the change";
  OS << '\n';
}

//===----------------------------------------------------------------------===//
// JSON.
//===----------------------------------------------------------------------===//

void printJSON(const RunResult &Run, raw_ostream &OS) {
  json::Array Findings, Units;
  for (const FindingRecord &F : Run.Findings)
    Findings.push_back(toJSON(F));
  for (const UnitRecord &U : Run.Units) {
    json::Object Unit{{"file", json::fixUTF8(U.File)},
                      {"status", statusName(U.What)}};
    if (!U.Message.empty())
      Unit["message"] = json::fixUTF8(U.Message);
    Units.push_back(std::move(Unit));
  }
  json::Array Warnings;
  for (const std::string &Warning : Run.Warnings)
    Warnings.push_back(json::fixUTF8(Warning));
  OS << formatv("{0:2}\n",
                json::Value(json::Object{{"version", 1},
                                         {"findings", std::move(Findings)},
                                         {"units", std::move(Units)},
                                         {"warnings", std::move(Warnings)}}));
}

} // namespace unwedge::driver

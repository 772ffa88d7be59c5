//===--- Baseline.cpp -----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Baseline.h"
#include "Suppressions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace llvm;

namespace unwedge::driver {

static constexpr int64_t FormatVersion = 1;

Expected<Baseline> Baseline::read(StringRef File) {
  Expected<json::Value> Value = readJSON(File);
  if (!Value)
    return Value.takeError();
  json::Path::Root Root("baseline");
  json::Path Path(Root);
  json::ObjectMapper Map(*Value, Path);
  int64_t Version = 0;
  if (!Map || !Map.map("version", Version))
    return createFileError(File, Root.getError());
  if (Version != FormatVersion)
    return createStringError(inconvertibleErrorCode(),
                             File + ": its version is " + Twine(Version) +
                                 ", and this unwedge reads " +
                                 Twine(FormatVersion));
  const json::Array *Findings = Value->getAsObject()->getArray("findings");
  if (!Findings) {
    Path.field("findings").report("expected array");
    return createFileError(File, Root.getError());
  }
  Baseline Result;
  // Each part of a path refers to the one before.
  json::Path All = Path.field("findings");
  for (const auto &[Index, Item] : enumerate(*Findings)) {
    json::Path Where = All.index(Index);
    json::ObjectMapper Members(Item, Where);
    Entry E;
    // The place is for people, and need not be right any more.
    if (!Members || !Members.map("check", E.Finding.Check) ||
        !Members.map("fingerprint", E.Finding.Fingerprint) ||
        !Members.mapOptional("file", E.Finding.Where.File) ||
        !Members.mapOptional("message", E.Finding.Message))
      return createFileError(File, Root.getError());
    E.Finding.Confidence = confidenceName(Confidence::Likely).str();
    if (!Members.mapOptional("confidence", E.Finding.Confidence))
      return createFileError(File, Root.getError());
    Result.Entries.push_back(std::move(E));
  }
  if (!Map.mapOptional("pathSensitive", Result.PathSensitive) ||
      !Map.mapOptional("wholeProgram", Result.WholeProgram))
    return createFileError(File, Root.getError());
  return Result;
}

Baseline Baseline::of(const RunResult &Run, const Scope &Searched) {
  Baseline Result;
  Result.PathSensitive = Searched.PathSensitive;
  Result.WholeProgram = Searched.WholeProgram;
  for (const FindingRecord &F : Run.Findings)
    if (F.SuppressedBy.empty())
      Result.Entries.push_back({F, /*Met=*/true});
  return Result;
}

Error Baseline::write(StringRef File) const {
  json::Array Findings;
  for (const Entry &E : Entries)
    Findings.push_back(json::Object{
        {"check", E.Finding.Check},
        {"fingerprint", E.Finding.Fingerprint},
        {"confidence", E.Finding.Confidence},
        // Folders differ from machine to machine.
        {"file", json::fixUTF8(sys::path::filename(E.Finding.Where.File))},
        {"message", json::fixUTF8(E.Finding.Message)}});
  json::Object Document{{"version", FormatVersion},
                        {"findings", std::move(Findings)}};
  if (PathSensitive)
    Document["pathSensitive"] = true;
  if (WholeProgram)
    Document["wholeProgram"] = true;
  return writeFile(File, [&](raw_ostream &OS) {
    OS << formatv("{0:2}\n", json::Value(std::move(Document)));
  });
}

void Baseline::silence(RunResult &Run, StringRef What) {
  StringMap<SmallVector<Entry *, 1>> Known;
  for (Entry &E : Entries)
    Known[E.Finding.Fingerprint].push_back(&E);
  for (FindingRecord &F : Run.Findings) {
    auto It = Known.find(F.Fingerprint);
    if (It == Known.end() || !F.SuppressedBy.empty())
      continue;
    for (Entry *E : It->second)
      if (E->Finding.Check == F.Check) {
        E->Met = true;
        F.SuppressedBy = What.str();
      }
  }
}

bool Baseline::isGone(const Entry &E, const Scope &Searched) const {
  if (E.Met || (PathSensitive && !Searched.PathSensitive) ||
      (WholeProgram && !Searched.WholeProgram))
    return false;
  if (E.Finding.Check == ReasonCheckName)
    return Searched.DemandReason;
  // A level that nobody knows is not asked for.
  return is_contained(Searched.Checks, E.Finding.Check) &&
         confidenceNamed(E.Finding.Confidence).value_or(Confidence::Possible) >=
             Searched.Minimum;
}

unsigned Baseline::gone(const Scope &Searched) const {
  return count_if(Entries, [&](const Entry &E) { return isGone(E, Searched); });
}

void Baseline::shrink(const Scope &Searched) {
  erase_if(Entries, [&](const Entry &E) { return isGone(E, Searched); });
}

unsigned Baseline::keep(const Baseline &Old) {
  std::set<std::pair<std::string, std::string>> Known;
  for (const Entry &E : Entries)
    Known.emplace(E.Finding.Check, E.Finding.Fingerprint);
  unsigned Kept = 0;
  for (const Entry &E : Old.Entries)
    if (Known.emplace(E.Finding.Check, E.Finding.Fingerprint).second) {
      Entries.push_back(E);
      ++Kept;
    }
  PathSensitive |= Old.PathSensitive;
  WholeProgram |= Old.WholeProgram;
  return Kept;
}

} // namespace unwedge::driver

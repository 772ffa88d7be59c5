//===--- ProgramResult.cpp ------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Link/ProgramResult.h"
#include "unwedge/Records/CodeTokens.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/xxhash.h"
#include <map>

using namespace llvm;

namespace unwedge::link {

using namespace summary;

namespace {

/// Binds places to stretches of text.
class PlaceBinder {
public:
  PlaceBinder(const Program &P, TextOfFile TextOf, ProgramSummary &To)
      : TextOf(TextOf), To(To) {
    for (const File &F : P.files())
      Hashes[F.Name] = F.Hash;
    for (const Program::FunctionRecord &F : P.functions())
      if (F->Begin.isValid() && F->Begin.File == F->End.File)
        Functions[P.files()[F->Begin.File].Name].push_back(
            {{F->Begin.Line, F->Begin.Column}, {F->End.Line, F->End.Column}});
  }

  /// False if the text is not the one that was compiled.
  bool bind(const PlaceRecord &Where, ProgramSummary::Place &Result);
  Index file(StringRef Name);

private:
  using Position = std::pair<uint64_t, uint64_t>;
  /// Null if the text is not the one that was compiled.
  const TrackedText *text(StringRef Name);
  TrackedText::Bound around(const TrackedText &Text, StringRef Name,
                            Position Where, size_t At) const;

  TextOfFile TextOf;
  ProgramSummary &To;
  StringMap<uint64_t> Hashes;
  StringMap<std::vector<std::pair<Position, Position>>> Functions;
  StringMap<std::unique_ptr<TrackedText>> Texts;
  StringMap<Index> Files;
  /// By file, first token, and number of tokens.
  std::map<std::tuple<Index, size_t, size_t>, Index> Stretches;
};

} // namespace

Index PlaceBinder::file(StringRef Name) {
  auto [It, New] = Files.try_emplace(Name, To.Files.size());
  if (New)
    To.Files.push_back({Name.str(), Hashes.lookup(Name)});
  return It->second;
}

const TrackedText *PlaceBinder::text(StringRef Name) {
  auto [It, New] = Texts.try_emplace(Name);
  if (New)
    if (const uint64_t Hash = Hashes.lookup(Name))
      if (std::optional<StringRef> Text = TextOf(Name);
          Text && xxh3_64bits(*Text) == Hash)
        It->second = std::make_unique<TrackedText>(*Text);
  return It->second.get();
}

/// The outermost function around a place, since what is in a lambda goes with
/// what is around it. Or else its declaration, or else all.
TrackedText::Bound PlaceBinder::around(const TrackedText &Text, StringRef Name,
                                       Position Where, size_t At) const {
  const std::pair<Position, Position> *Outermost = nullptr;
  if (auto It = Functions.find(Name); It != Functions.end())
    for (const auto &F : It->second)
      if (F.first <= Where && Where <= F.second && F.first < F.second &&
          (!Outermost || F.first < Outermost->first))
        Outermost = &F;
  std::optional<std::pair<size_t, size_t>> Range;
  if (Outermost) {
    const std::optional<size_t> Begin = Text.offset(Outermost->first.first,
                                                    Outermost->first.second),
                                End = Text.offset(Outermost->second.first,
                                                  Outermost->second.second);
    // With the bracket that ends it.
    if (Begin && End)
      Range.emplace(*Begin, *End + 1);
  }
  // Functions that reach nothing are in no summary, nor are classes.
  if (!Range)
    Range = declarationAround(Text.text(), At);
  if (Range)
    if (std::optional<TrackedText::Bound> Found =
            Text.bind(Range->first, Range->second))
      return *Found;
  return Text.bindAll();
}

bool PlaceBinder::bind(const PlaceRecord &Where,
                       ProgramSummary::Place &Result) {
  const TrackedText *Text = text(Where.File);
  const std::optional<size_t> At =
      Text ? Text->offset(Where.Line, Where.Column) : std::nullopt;
  if (!At)
    return false;
  const TrackedText::Bound Found = around(
      *Text, Where.File,
      {static_cast<uint64_t>(Where.Line), static_cast<uint64_t>(Where.Column)},
      *At);
  const Index In = file(Where.File);
  auto [It, New] = Stretches.try_emplace(
      {In, Found.FirstToken, Found.Is.Tokens}, To.Stretches.size());
  if (New)
    To.Stretches.push_back({In, Found.Is});
  Result = {It->second, Text->place(Found, *At)};
  return true;
}

using FindingKey = std::tuple<std::string, PlaceRecord, std::string>;

/// How sure the units are that find it alone, as Confidence.
static std::map<FindingKey, std::string>
foundAlone(const Program &P, const LinkOptions &Options) {
  std::map<FindingKey, std::string> Result;
  for (const auto &Unit : P.units())
    for (const UnitFinding &F : Unit->Findings)
      if (F.SuppressedBy.empty() && is_contained(Options.Checks, F.Check))
        Result.try_emplace({F.Check.str(), P.record(F.Where), F.Message.str()},
                           F.Confidence.str());
  return Result;
}

ProgramResult makeProgramResult(const Program &P, const LinkOptions &Options,
                                ArrayRef<FindingRecord> Found,
                                TextOfFile TextOf) {
  ProgramResult Result;
  ProgramSummary &To = Result.Summary;
  if (!P.units().empty())
    To.Producer = P.units().front()->Producer.str();
  PlaceBinder Binder(P, TextOf, To);
  auto Bind = [&](const PlaceRecord &Where, ProgramSummary::Place &Place) {
    if (Binder.bind(Where, Place))
      return true;
    ++Result.LeftOut;
    if (Result.FileThatDiffers.empty())
      Result.FileThatDiffers = Where.File;
    return false;
  };
  auto BindSteps = [&](const FindingRecord &From,
                       std::vector<ProgramSummary::Step> &Steps) {
    for (const StepRecord &Step : From.Steps) {
      Steps.push_back({std::nullopt, Step.Message});
      if (Step.Where.File.empty())
        continue;
      ProgramSummary::Place Place;
      if (!Bind(Step.Where, Place))
        return false;
      Steps.back().Where = Place;
    }
    return true;
  };

  const std::map<FindingKey, std::string> Alone = foundAlone(P, Options);
  std::map<FindingKey, StringRef> Seen;
  for (const FindingRecord &From : Found) {
    const FindingKey Key(From.Check, From.Where, From.Message);
    if (!From.SuppressedBy.empty() ||
        !Seen.try_emplace(Key, From.Confidence).second)
      continue;
    if (auto It = Alone.find(Key);
        It != Alone.end() &&
        confidenceNamed(From.Confidence) <= confidenceNamed(It->second))
      continue;
    ProgramSummary::Finding F{
        From.Check, From.Confidence, {}, From.Message, {}};
    if (Bind(From.Where, F.Where) && BindSteps(From, F.Steps))
      To.Findings.push_back(std::move(F));
  }
  for (const auto &[Key, Level] : Alone) {
    const auto It = Seen.find(Key);
    const StringRef Now = It == Seen.end() ? "" : It->second;
    if (!Now.empty() && confidenceNamed(Now) >= confidenceNamed(Level))
      continue;
    const auto &[Check, Where, Message] = Key;
    ProgramSummary::Verdict V{Check, {}, Message, Now.str()};
    if (Bind(Where, V.Where))
      To.Verdicts.push_back(std::move(V));
  }
  // A verdict rests on all that was looked at.
  if (!To.Verdicts.empty())
    for (const File &F : P.files())
      Binder.file(F.Name);
  return Result;
}

} // namespace unwedge::link

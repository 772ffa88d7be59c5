//===--- ProgramSummary.cpp -----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Records/ProgramSummary.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace unwedge {

//===----------------------------------------------------------------------===//
// Writing.
//===----------------------------------------------------------------------===//

// Text comes from source files, and JSON has to be UTF-8.
static json::Value text(const std::string &S) {
  return json::isUTF8(S) ? json::Value(S) : json::Value(json::fixUTF8(S));
}

// JSON has no integers of 64 bits without a sign.
static std::string hexadecimal(uint64_t N) {
  return utohexstr(N, /*LowerCase=*/true, /*Width=*/16);
}

static json::Value toJSON(const ProgramSummary::File &F) {
  return json::Object{{"name", text(F.Name)}, {"hash", hexadecimal(F.Hash)}};
}

static json::Value toJSON(const ProgramSummary::Stretch &S) {
  const TextStretch &T = S.Text;
  json::Object Result{
      {"file", S.File}, {"tokens", T.Tokens}, {"hash", hexadecimal(T.Hash)}};
  if (T.IsWholeFile)
    Result["all"] = true;
  if (T.Copies != 1) {
    Result["copies"] = T.Copies;
    Result["copy"] = T.Copy;
  }
  return Result;
}

static json::Value toJSON(const ProgramSummary::Place &P) {
  return json::Array{P.In, P.At.Token, P.At.Offset};
}

static json::Value toJSON(const ProgramSummary::Step &S) {
  json::Object Result{{"message", text(S.Message)}};
  if (S.Where)
    Result["place"] = toJSON(*S.Where);
  return Result;
}

template <typename T> static json::Array arrayOf(const std::vector<T> &Items) {
  json::Array Result;
  for (const T &Item : Items)
    Result.push_back(toJSON(Item));
  return Result;
}

static json::Value toJSON(const ProgramSummary::Finding &F) {
  return json::Object{{"check", F.Check},
                      {"confidence", F.Confidence},
                      {"place", toJSON(F.Where)},
                      {"message", text(F.Message)},
                      {"steps", arrayOf(F.Steps)}};
}

static json::Value toJSON(const ProgramSummary::Verdict &V) {
  return json::Object{{"check", V.Check},
                      {"place", toJSON(V.Where)},
                      {"message", text(V.Message)},
                      {"confidence", V.Confidence}};
}

json::Value toJSON(const ProgramSummary &P) {
  return json::Object{
      {"version", ProgramSummary::Version}, {"producer", text(P.Producer)},
      {"files", arrayOf(P.Files)},          {"stretches", arrayOf(P.Stretches)},
      {"findings", arrayOf(P.Findings)},    {"verdicts", arrayOf(P.Verdicts)},
  };
}

//===----------------------------------------------------------------------===//
// Reading.
//===----------------------------------------------------------------------===//

static bool readHash(const json::Value &From, uint64_t &To, json::Path Path) {
  const std::optional<StringRef> Text = From.getAsString();
  if (Text && Text->size() == 16 && !Text->getAsInteger(16, To))
    return true;
  Path.report("expected 16 hexadecimal digits");
  return false;
}

static bool readNumber(const json::Value &From, uint32_t &To, json::Path Path) {
  const std::optional<int64_t> Number = From.getAsInteger();
  if (Number && *Number >= 0 && *Number <= UINT32_MAX) {
    To = *Number;
    return true;
  }
  Path.report("expected a number of 32 bits");
  return false;
}

template <typename... Numbers>
static bool readNumbers(const json::Value &From, json::Path Path,
                        Numbers &...To) {
  const json::Array *All = From.getAsArray();
  if (!All || All->size() != sizeof...(Numbers)) {
    Path.report("expected an array of as many numbers as others have");
    return false;
  }
  size_t I = 0;
  auto Next = [&](uint32_t &N) {
    const bool Good = readNumber((*All)[I], N, Path.index(I));
    ++I;
    return Good;
  };
  return (Next(To) && ...);
}

static bool fromJSON(const json::Value &From, ProgramSummary::File &To,
                     json::Path Path) {
  json::ObjectMapper Map(From, Path);
  if (!Map || !Map.map("name", To.Name))
    return false;
  const json::Value *Hash = From.getAsObject()->get("hash");
  return readHash(Hash ? *Hash : json::Value(nullptr), To.Hash,
                  Path.field("hash"));
}

static bool fromJSON(const json::Value &From, ProgramSummary::Stretch &To,
                     json::Path Path) {
  const json::Object *All = From.getAsObject();
  if (!All) {
    Path.report("expected object");
    return false;
  }
  auto Get = [&](StringLiteral Name) {
    const json::Value *Found = All->get(Name);
    return Found ? *Found : json::Value(nullptr);
  };
  TextStretch &T = To.Text;
  if (!readNumber(Get("file"), To.File, Path.field("file")) ||
      !readNumber(Get("tokens"), T.Tokens, Path.field("tokens")) ||
      !readHash(Get("hash"), T.Hash, Path.field("hash")))
    return false;
  T.IsWholeFile = All->getBoolean("all").value_or(false);
  if (!All->get("copies"))
    return true;
  return readNumber(Get("copies"), T.Copies, Path.field("copies")) &&
         readNumber(Get("copy"), T.Copy, Path.field("copy"));
}

static bool fromJSON(const json::Value &From, ProgramSummary::Place &To,
                     json::Path Path) {
  return readNumbers(From, Path, To.In, To.At.Token, To.At.Offset);
}

static bool fromJSON(const json::Value &From, ProgramSummary::Step &To,
                     json::Path Path) {
  json::ObjectMapper Map(From, Path);
  return Map && Map.map("message", To.Message) &&
         Map.mapOptional("place", To.Where);
}

static bool fromJSON(const json::Value &From, ProgramSummary::Finding &To,
                     json::Path Path) {
  json::ObjectMapper Map(From, Path);
  return Map && Map.map("check", To.Check) &&
         Map.map("confidence", To.Confidence) && Map.map("place", To.Where) &&
         Map.map("message", To.Message) && Map.map("steps", To.Steps);
}

static bool fromJSON(const json::Value &From, ProgramSummary::Verdict &To,
                     json::Path Path) {
  json::ObjectMapper Map(From, Path);
  return Map && Map.map("check", To.Check) && Map.map("place", To.Where) &&
         Map.map("message", To.Message) && Map.map("confidence", To.Confidence);
}

/// What the parser of JSON would follow into the end of its stack.
static bool nestsTooDeep(StringRef Text) {
  constexpr unsigned MaxDepth = 16;
  unsigned Depth = 0;
  bool InString = false;
  for (size_t I = 0; I < Text.size(); ++I) {
    const char C = Text[I];
    if (InString) {
      if (C == '\\')
        ++I;
      else
        InString = C != '"';
    } else if (C == '"') {
      InString = true;
    } else if (C == '[' || C == '{') {
      if (++Depth > MaxDepth)
        return true;
    } else if ((C == ']' || C == '}') && Depth) {
      --Depth;
    }
  }
  return false;
}

/// Says what is out of range, if something is.
static std::string firstWrongIndex(const ProgramSummary &P) {
  for (const auto &[I, S] : enumerate(P.Stretches))
    if (S.File >= P.Files.size())
      return formatv("stretches[{0}].file: there is no such file", I);
  std::string Wrong;
  auto Check = [&](const ProgramSummary::Place &Where, const char *List,
                   size_t I) {
    if (Wrong.empty() && Where.In >= P.Stretches.size())
      Wrong = formatv("{0}[{1}]: a place in no stretch", List, I);
  };
  for (const auto &[I, F] : enumerate(P.Findings)) {
    Check(F.Where, "findings", I);
    for (const ProgramSummary::Step &S : F.Steps)
      if (S.Where)
        Check(*S.Where, "findings", I);
  }
  for (const auto &[I, V] : enumerate(P.Verdicts))
    Check(V.Where, "verdicts", I);
  return Wrong;
}

Expected<ProgramSummary> parseProgramSummary(StringRef Text, StringRef Name) {
  auto Refuse = [&](const Twine &Why) {
    return createStringError(inconvertibleErrorCode(),
                             Name + ": not a program summary: " + Why);
  };
  if (nestsTooDeep(Text))
    return Refuse("there is too much in one another");
  Expected<json::Value> Value = json::parse(Text);
  if (!Value)
    return Refuse(toString(Value.takeError()));
  const json::Object *All = Value->getAsObject();
  const std::optional<int64_t> Version =
      All ? All->getInteger("version") : std::nullopt;
  if (!Version)
    return Refuse("it has no version");
  if (*Version != ProgramSummary::Version)
    return createStringError(
        inconvertibleErrorCode(),
        Name + ": a program summary of version " + Twine(*Version) +
            ", and this unwedge reads version " +
            Twine(ProgramSummary::Version) + "; link with this unwedge again");
  json::Path::Root Root("program");
  ProgramSummary Result;
  json::ObjectMapper Map(*Value, Root);
  if (!Map || !Map.map("producer", Result.Producer) ||
      !Map.map("files", Result.Files) ||
      !Map.map("stretches", Result.Stretches) ||
      !Map.map("findings", Result.Findings) ||
      !Map.map("verdicts", Result.Verdicts))
    return Refuse(toString(Root.getError()));
  if (std::string Wrong = firstWrongIndex(Result); !Wrong.empty())
    return Refuse(Wrong);
  return Result;
}

} // namespace unwedge

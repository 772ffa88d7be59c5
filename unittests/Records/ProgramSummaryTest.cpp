//===--- ProgramSummaryTest.cpp -------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Records/ProgramSummary.h"
#include "llvm/Support/FormatVariadic.h"
#include "gtest/gtest.h"
#include <random>

using namespace llvm;
using namespace unwedge;

namespace {

ProgramSummary example() {
  ProgramSummary P;
  P.Producer = "unwedge of a test";
  P.Files = {{"/a.cpp", 0xfedcba9876543210}, {"/b.h", 1}};
  TextStretch Function;
  Function.Tokens = 90;
  Function.Hash = UINT64_MAX;
  Function.Copies = 2;
  Function.Copy = 1;
  TextStretch All;
  All.Tokens = 100;
  All.Hash = 1;
  All.IsWholeFile = true;
  P.Stretches = {{0, Function}, {1, All}};
  P.Findings = {{"unwedge-recursive-shared-lock",
                 "likely",
                 {0, {5, 4}},
                 "it \"gets\" stuck",
                 {{ProgramSummary::Place{1, {2, 3}}, "here"},
                  {std::nullopt, "nowhere"}}}};
  P.Verdicts = {{"unwedge-unguarded-cleanup", {0, {6, 1}}, "no", ""}};
  return P;
}

std::string written(const ProgramSummary &P) {
  return formatv("{0:1}\n", toJSON(P));
}

std::string errorOf(StringRef Text) {
  Expected<ProgramSummary> Read = parseProgramSummary(Text, "FILE");
  return Read ? "" : toString(Read.takeError());
}

std::string replaced(std::string Text, StringRef From, StringRef To) {
  const size_t At = Text.find(From.str());
  EXPECT_NE(At, std::string::npos) << From.str();
  return Text.replace(At, From.size(), To.str());
}

TEST(ProgramSummary, ComesBackAsItWas) {
  const std::string Text = written(example());
  Expected<ProgramSummary> Read = parseProgramSummary(Text, "FILE");
  ASSERT_TRUE(bool(Read)) << toString(Read.takeError());
  EXPECT_EQ(written(*Read), Text);
  EXPECT_EQ(Read->Files[0].Hash, 0xfedcba9876543210);
  EXPECT_EQ(Read->Stretches[0].Text.Hash, UINT64_MAX);
  EXPECT_EQ(Read->Stretches[0].Text.Copies, 2u);
  EXPECT_EQ(Read->Stretches[0].Text.Copy, 1u);
  EXPECT_TRUE(Read->Stretches[1].Text.IsWholeFile);
  EXPECT_EQ(Read->Findings[0].Message, "it \"gets\" stuck");
  EXPECT_EQ(Read->Findings[0].Steps[0].Where->At.Offset, 3u);
  EXPECT_FALSE(Read->Findings[0].Steps[1].Where);
  EXPECT_EQ(Read->fileOf(*Read->Findings[0].Steps[0].Where), "/b.h");
}

TEST(ProgramSummary, AnotherVersionIsNamed) {
  EXPECT_EQ(
      errorOf(replaced(written(example()), "\"version\": 1", "\"version\": 2")),
      "FILE: a program summary of version 2, and this unwedge reads "
      "version 1; link with this unwedge again");
}

TEST(ProgramSummary, WhatIsWrongIsNamedWithItsPlace) {
  const std::string Good = written(example());
  EXPECT_EQ(errorOf(""),
            "FILE: not a program summary: [1:0, byte=0]: Unexpected EOF");
  EXPECT_EQ(errorOf("[]"), "FILE: not a program summary: it has no version");
  EXPECT_EQ(errorOf(std::string(1000000, '[')),
            "FILE: not a program summary: there is too much in one another");
  EXPECT_EQ(errorOf(replaced(Good, "fedcba9876543210", "fedcba987654321x")),
            "FILE: not a program summary: expected 16 hexadecimal digits at "
            "program.files[0].hash");
  EXPECT_EQ(errorOf(replaced(Good, "\"file\": 1", "\"file\": 2")),
            "FILE: not a program summary: stretches[1].file: there is no such "
            "file");
  EXPECT_EQ(errorOf(replaced(Good, "\"file\": 1", "\"file\": -1")),
            "FILE: not a program summary: expected a number of 32 bits at "
            "program.stretches[1].file");
  ProgramSummary P = example();
  P.Findings[0].Steps[0].Where->In = 2;
  EXPECT_EQ(errorOf(written(P)),
            "FILE: not a program summary: findings[0]: a place in no stretch");
  P = example();
  P.Verdicts[0].Where.In = 7;
  EXPECT_EQ(errorOf(written(P)),
            "FILE: not a program summary: verdicts[0]: a place in no stretch");
}

TEST(ProgramSummary, CutAnywhereItIsAnError) {
  const std::string Good = StringRef(written(example())).trim().str();
  for (size_t Length = 0; Length < Good.size(); ++Length)
    EXPECT_TRUE(StringRef(errorOf(StringRef(Good).take_front(Length)))
                    .starts_with("FILE: not a program summary: "))
        << Length;
}

TEST(ProgramSummary, WhateverIsInItIsReadOrRefused) {
  const std::string Good = written(example());
  std::mt19937 Random(17);
  const StringRef Bytes = "{}[]\",:0123456789-eE.\\ntrufals \0\xff";
  unsigned Refused = 0;
  for (unsigned Round = 0; Round < 20000; ++Round) {
    std::string Text = Good;
    for (unsigned Changes = 1 + Random() % 3; Changes; --Changes)
      Text[Random() % Text.size()] = Bytes[Random() % Bytes.size()];
    Expected<ProgramSummary> Read = parseProgramSummary(Text, "FILE");
    if (!Read) {
      EXPECT_TRUE(StringRef(toString(Read.takeError())).starts_with("FILE: "));
      ++Refused;
      continue;
    }
    auto IsThere = [&](const ProgramSummary::Place &P) {
      return P.In < Read->Stretches.size();
    };
    for (const ProgramSummary::Stretch &S : Read->Stretches)
      ASSERT_LT(S.File, Read->Files.size());
    for (const ProgramSummary::Finding &F : Read->Findings) {
      ASSERT_TRUE(IsThere(F.Where));
      for (const ProgramSummary::Step &S : F.Steps)
        ASSERT_TRUE(!S.Where || IsThere(*S.Where));
    }
    for (const ProgramSummary::Verdict &V : Read->Verdicts)
      ASSERT_TRUE(IsThere(V.Where));
  }
  EXPECT_GT(Refused, 1000u);
}

} // namespace

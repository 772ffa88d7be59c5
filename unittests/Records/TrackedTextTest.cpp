//===--- TrackedTextTest.cpp ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Records/TrackedText.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace unwedge;

namespace {

/// What \p Part, which \p Text has behind \p After, is bound to.
TextStretch stretchOf(StringRef Text, StringRef Part, StringRef After = "") {
  const size_t Begin = Text.find(Part, Text.find(After));
  return TrackedText(Text).bind(Begin, Begin + Part.size())->Is;
}

/// The rest of \p Now from where the place at \p Word of \p Part, in \p Text,
/// is.
std::string moved(StringRef Text, StringRef Part, StringRef Word,
                  StringRef Now) {
  const size_t Begin = Text.find(Part);
  TrackedText Old(Text), New(Now);
  const TrackedText::Bound In = *Old.bind(Begin, Begin + Part.size());
  const std::optional<size_t> At =
      New.find(In.Is, Old.place(In, Text.find(Word, Begin)));
  return At ? Now.substr(*At).str() : "gone";
}

bool isIn(StringRef Text, const TextStretch &S) {
  return TrackedText(Text).find(S, {}).has_value();
}

constexpr StringLiteral Two = "int a() {\n"
                              "  return 1;\n"
                              "}\n"
                              "int b() {\n"
                              "  return 2;\n"
                              "}\n";
constexpr StringLiteral B = "int b() {\n  return 2;\n}";

TEST(TrackedText, LinesEndAsClangCountsThem) {
  TrackedText Text("a\r\nbc\rd\n\ne");
  EXPECT_EQ(Text.offset(1, 1), 0u);
  EXPECT_EQ(Text.offset(2, 1), 3u);
  EXPECT_EQ(Text.offset(2, 2), 4u);
  EXPECT_EQ(Text.offset(3, 1), 6u);
  EXPECT_EQ(Text.offset(4, 1), 8u);
  EXPECT_EQ(Text.offset(5, 1), 9u);
  // The end of the text is a place; behind it there is none.
  EXPECT_EQ(Text.offset(5, 2), 10u);
  EXPECT_EQ(Text.offset(5, 3), std::nullopt);
  EXPECT_EQ(Text.offset(6, 1), std::nullopt);
  EXPECT_EQ(Text.offset(0, 1), std::nullopt);
  EXPECT_EQ(Text.offset(1, 0), std::nullopt);
  EXPECT_EQ(Text.offset(1, UINT64_MAX), std::nullopt);
}

TEST(TrackedText, EmptyTextHasOnePlaceAndNoTokens) {
  TrackedText Text("");
  EXPECT_EQ(Text.offset(1, 1), 0u);
  EXPECT_EQ(Text.offset(1, 2), std::nullopt);
  EXPECT_FALSE(Text.bind(0, 1));
  EXPECT_FALSE(TrackedText("/* a */ b").bind(0, 7));
}

TEST(TrackedText, WhatIsUnchangedIsWhereItWas) {
  EXPECT_EQ(moved(Two, B, "2;", Two), "2;\n}\n");
}

TEST(TrackedText, WhatMovesIsFound) {
  EXPECT_EQ(moved(Two, B, "2;", "// new\n\n" + Two.str()), "2;\n}\n");
  EXPECT_EQ(moved(Two, B, "2;", "int z; " + B.str()), "2;\n}");
  // A place inside a token.
  EXPECT_EQ(moved(Two, B, "turn", "int z; " + B.str()), "turn 2;\n}");
}

TEST(TrackedText, LayoutAndCommentsDoNotMatter) {
  EXPECT_EQ(moved(Two, B, "2;", "int b()\n{ // why\n  return /* 3 */ 2; }"),
            "2; }");
}

TEST(TrackedText, WhatChangesIsNotFound) {
  const TextStretch S = stretchOf(Two, B);
  EXPECT_TRUE(isIn(Two, S));
  EXPECT_FALSE(isIn("", S));
  EXPECT_FALSE(isIn(Two.take_front(30), S));
  EXPECT_FALSE(isIn("int b() { return 2; ; }", S));
  EXPECT_FALSE(isIn("int b() {\n#if X\n return 2; \n#endif\n }", S));
}

TEST(TrackedText, EveryChangedByteIsNoticed) {
  const TextStretch S = stretchOf(Two, B);
  const size_t Begin = Two.find(B);
  for (size_t I = 0; I < Two.size(); ++I) {
    if (isspace(Two[I]))
      continue;
    std::string Changed = Two.str();
    Changed[I] ^= 1;
    EXPECT_EQ(isIn(Changed, S), I < Begin || Begin + B.size() <= I) << I;
  }
}

TEST(TrackedText, CopiesAreToldApartByTheirOrder) {
  const std::string Twice = Two.str() + B.str() + " // second";
  const TextStretch First = stretchOf(Twice, B),
                    Second = stretchOf(Twice, B, "2;");
  EXPECT_EQ(First.Copies, 2u);
  EXPECT_EQ(First.Copy, 0u);
  EXPECT_EQ(Second.Copy, 1u);
  const std::string Now = "int z;\n" + Twice;
  EXPECT_EQ(TrackedText(Now).find(First, {}), Now.find(B));
  EXPECT_EQ(TrackedText(Now).find(Second, {}), Now.rfind(B));
  // Nobody knows which one is left, or came.
  EXPECT_FALSE(isIn(Two, First));
  EXPECT_FALSE(isIn(Two, Second));
  EXPECT_FALSE(isIn(Twice + "\n" + B.str(), Second));
  EXPECT_FALSE(isIn(Twice, stretchOf(Two, B)));
}

TEST(TrackedText, AWholeFileHasThoseTokensOnly) {
  const TextStretch S = TrackedText(Two).bindAll().Is;
  EXPECT_TRUE(isIn(Two, S));
  EXPECT_TRUE(isIn("\n" + Two.str(), S));
  EXPECT_FALSE(isIn(Two.str() + ";", S));
  EXPECT_FALSE(isIn("", S));
}

// Numbers come from a file that anybody may have written.
TEST(TrackedText, NonsenseIsNotFound) {
  const TextStretch Good = stretchOf(Two, B);
  TextStretch S = Good;
  S.Tokens = UINT32_MAX;
  EXPECT_FALSE(isIn(Two, S));
  S.Tokens = 0;
  EXPECT_FALSE(isIn(Two, S));
  S = Good;
  S.Copies = 0;
  EXPECT_FALSE(isIn(Two, S));
  S = Good;
  S.Copy = 5;
  EXPECT_FALSE(isIn(Two, S));
  EXPECT_EQ(TrackedText(Two).find(Good, {UINT32_MAX, 0}), std::nullopt);
  EXPECT_EQ(TrackedText(Two).find(Good, {0, UINT32_MAX}), std::nullopt);
  EXPECT_EQ(TrackedText("").find(TrackedText("").bindAll().Is, {}),
            std::nullopt);
}

} // namespace

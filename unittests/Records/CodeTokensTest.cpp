//===--- CodeTokensTest.cpp ------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Records/CodeTokens.h"
#include "gtest/gtest.h"
#include <string>

using namespace llvm;
using namespace unwedge;

namespace {

/// The declaration around the first `@` of \p Text.
std::string around(StringRef Text) {
  auto Found = declarationAround(Text, Text.find('@'));
  return Found ? Text.slice(Found->first, Found->second).str() : "none";
}

std::string tokens(StringRef Text, bool WithDirectives = true) {
  CodeTokens All(Text, WithDirectives);
  std::string Result;
  for (StringRef Token = All.next(); !Token.empty(); Token = All.next())
    Result += "<" + Token.str() + ">";
  return Result;
}

TEST(CodeTokens, CommentsAndLayoutAreNone) {
  EXPECT_EQ(tokens("a+ /* b */ 1'0\n// c \\\n d\n\"e //\" 'f'"),
            "<a><+><1'0><\"e //\"><'f'>");
  EXPECT_EQ(tokens("x = R\"y(/*)y\";"), "<x><=><R\"y(/*)y\"><;>");
}

TEST(CodeTokens, DirectivesAreIfTheyCount) {
  EXPECT_EQ(tokens("#if A \\\n B\nc # d"), "<#><if><A><B><c><#><d>");
  EXPECT_EQ(tokens("#if A \\\n B\nc # d", false), "<c><#><d>");
}

TEST(DeclarationAround, AFunction) {
  EXPECT_EQ(around("int a() { return 1; }\nint b() { @ }\nint c() {}"),
            "int b() { @ }");
  EXPECT_EQ(around("int a(); template <class T>\nint b(int @) { if (1) {} }"),
            "template <class T>\nint b(int @) { if (1) {} }");
}

TEST(DeclarationAround, AClassWithAllOfIt) {
  EXPECT_EQ(around("struct A { int f() { @ } int g() {} };\nstruct B {};"),
            "struct A { int f() { @ } int g() {} }");
}

TEST(DeclarationAround, AVariable) {
  EXPECT_EQ(around("int a; int @b = 1; int c;"), "int @b = 1;");
}

TEST(DeclarationAround, NamespacesAreNone) {
  EXPECT_EQ(around("namespace a { inline namespace b::c { int f() { @ } } }"),
            "int f() { @ }");
  EXPECT_EQ(around("extern \"C\" { int f() { @ } int g() {} }"),
            "int f() { @ }");
  EXPECT_EQ(around("namespace a { } @ int f();"), "@ int f();");
}

TEST(DeclarationAround, BracketsThatAreNone) {
  EXPECT_EQ(around("int f() { /* { */ @ } // {\nint g() {}"),
            "int f() { /* { */ @ }");
  EXPECT_EQ(around("int f() { char c = '{'; @ } int g() {}"),
            "int f() { char c = '{'; @ }");
  EXPECT_EQ(around("int f() { g(\"\\\"{\"); @ } int g() {}"),
            "int f() { g(\"\\\"{\"); @ }");
  EXPECT_EQ(around("int f() { g(R\"x({)\" {)x\"); @ } int g() {}"),
            "int f() { g(R\"x({)\" {)x\"); @ }");
  EXPECT_EQ(around("#define X { \\\n {\nint f() { @ 1'000'000; } int g() {}"),
            "int f() { @ 1'000'000; }");
}

TEST(DeclarationAround, WhatDoesNotGoTogether) {
  EXPECT_EQ(around("#if A\nint f() {\n#else\nint f(int) {\n#endif\n @ }"),
            "none");
  EXPECT_EQ(around("int f() { @ } }"), "none");
  EXPECT_EQ(around("int f() { @"), "none");
  EXPECT_EQ(around(""), "none");
}

// Whatever is in the text, and wherever it ends.
TEST(DeclarationAround, EveryPartOfAText) {
  const StringRef Text =
      "namespace a { /* */ int f() { g(R\"x(\\)x\", \"\\\"\", "
      "'\\'') ; } // \\\n }\n#define X \\\n } \\";
  for (size_t Begin = 0; Begin < Text.size(); ++Begin)
    for (size_t End = Begin; End <= Text.size(); ++End)
      if (auto Found = declarationAround(Text.slice(Begin, End), 5))
        EXPECT_LE(Found->second, End - Begin);
}

} // namespace

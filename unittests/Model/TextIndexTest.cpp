//===--- TextIndexTest.cpp - Tests of what values are made of -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/TextIndex.h"
#include "Support/ParsedUnit.h"
#include "gtest/gtest.h"

using namespace unwedge;

namespace {

const char Values[] = R"(
unwedge-model: 1
text-values:
  - text: true
    types: ['acme::String']
  - types: ['acme::Time']
)";

/// Members that make a class a string, one at a time.
const char Own[] = R"(
struct Whole {
  Whole(const char *);
  Whole &operator+=(const Whole &);
  const char *chars() const;
};
struct Wide {
  Wide(const wchar_t *, int = 0);
  Wide &operator+=(const wchar_t *);
  operator const wchar_t *() const;
};
struct NotMade { NotMade &operator+=(const char *); const char *chars() const; };
struct NotGrown { NotGrown(const char *); const char *chars() const; };
struct NotGiven { NotGiven(const char *); NotGiven &operator+=(const char *); };
struct GivenToWrite {
  GivenToWrite(const char *);
  GivenToWrite &operator+=(const char *);
  char *buffer() const;
};
class Hidden {
  const char *chars() const;
public:
  Hidden(const char *);
  Hidden &operator+=(const char *);
};
struct Counted {
  Counted(const char *);
  Counted &operator+=(int);
  const char *chars() const;
};
struct Stream {
  Stream(const char *);
  virtual ~Stream();
  Stream &operator+=(const char *);
  const char *chars() const;
};
struct Derived : Whole { using Whole::Whole; };
struct Later;
)";

const TextValueSpec *valueOf(ParsedUnit &Code, llvm::StringRef Class) {
  return TextIndex(Code.model()).valueOf(Code.record(Class));
}

TEST(TextIndexTest, modelNamesClassesOfValues) {
  ParsedUnit Code("namespace acme { struct String {}; struct Time {}; } "
                  "struct Other {};",
                  Values);
  TextIndex Index(Code.model());
  const TextValueSpec *String = Index.valueOf(Code.record("acme::String"));
  ASSERT_TRUE(String);
  EXPECT_TRUE(String->IsText);
  EXPECT_FALSE(String->Inferred);
  const TextValueSpec *Time = Index.valueOf(Code.record("acme::Time"));
  ASSERT_TRUE(Time);
  EXPECT_FALSE(Time->IsText);
  EXPECT_FALSE(Index.valueOf(Code.record("Other")));
}

TEST(TextIndexTest, baseClassCountsForTheTypeAndNotForTheClass) {
  ParsedUnit Code("namespace acme { struct String {}; } "
                  "struct Path : acme::String {}; Path P;",
                  Values);
  TextIndex Index(Code.model());
  EXPECT_TRUE(Index.valueOf(Code.typeOf("P")));
  EXPECT_FALSE(Index.valueOf(Code.record("Path")));
}

TEST(TextIndexTest, stringIsKnownByItsMembers) {
  ParsedUnit Code(Own);
  for (const char *Class : {"Whole", "Wide"}) {
    // The index owns nothing that the result needs.
    const TextValueSpec *Spec = valueOf(Code, Class);
    ASSERT_TRUE(Spec) << Class;
    EXPECT_TRUE(Spec->IsText) << Class;
    EXPECT_TRUE(Spec->Inferred) << Class;
  }
}

TEST(TextIndexTest, eachMemberOfAStringIsNeeded) {
  ParsedUnit Code(Own);
  for (const char *Class : {"NotMade", "NotGrown", "NotGiven", "GivenToWrite",
                            "Hidden", "Counted", "Stream", "Later"})
    EXPECT_FALSE(valueOf(Code, Class)) << Class;
}

TEST(TextIndexTest, referencesAreLookedThroughAndPointersAreNot) {
  ParsedUnit Code(std::string(Own) +
                  "Whole Object(\"\"); const Whole &Reference = Object; "
                  "Whole *Pointer = &Object;");
  TextIndex Index(Code.model());
  EXPECT_TRUE(Index.valueOf(Code.typeOf("Object")));
  EXPECT_TRUE(Index.valueOf(Code.typeOf("Reference")));
  EXPECT_FALSE(Index.valueOf(Code.typeOf("Pointer")));
}

} // namespace

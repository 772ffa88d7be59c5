//===--- TextFactsTest.cpp - Tests of where text that changes goes --------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Program/TextFacts.h"
#include "Support/ParsedUnit.h"
#include "unwedge/Program/TranslationUnit.h"
#include "gtest/gtest.h"

using namespace unwedge;

namespace {

const char Acme[] = R"(
unwedge-model: 1
text-sources:
  - kind: clock
    names: ['acme::now']
text-values:
  - text: true
    types: ['acme::String']
text-functions:
  - effect: formats
    names: ['acme::text']
keyed-containers:
  - id: acme.Map
    types: ['acme::Map']
    members:
      - {operation: lookup, names: [find]}
      - {operation: insert, names: [insert]}
      - {operation: erase, names: [erase]}
      - {operation: shrink, names: [clear]}
      - {operation: size, names: [size]}
)";

const char Declarations[] = R"(
namespace acme {
struct String { String(); String(const String &); };
String operator+(const String &, const String &);
long now();
String text(long);
struct Map {
  int find(const String &);
  void insert(const String &, int);
  void erase(const String &);
  void clear();
  int size();
};
}
using namespace acme;
struct Inner { String Name; String Stamp; };
struct Session { Inner First; String Id; };
static Map Table;
)";

/// The facts about \c Declarations and some more.
struct Facts {
  ParsedUnit Code;
  TextFacts Text;

  explicit Facts(const std::string &More)
      : Code(Declarations + More, Acme), Text(Code.unit(), TextLimits()) {}

  /// How many keys of \p Function change by what is in sight.
  size_t changingKeys(llvm::StringRef Function) {
    size_t Count = 0;
    for (const KeyUse &Use : Text.summary(Code.function(Function)).Uses)
      for (const TextOrigin &O : Use.Key)
        Count += O.isComplete();
    return Count;
  }
  const ContainerFacts &ofTable() {
    const clang::ValueDecl *D = Code.variable("Table");
    Containers = Text.uses({D});
    return Containers.find(D)->second;
  }

private:
  llvm::DenseMap<const clang::ValueDecl *, ContainerFacts> Containers;
};

TEST(TextFactsTest, keyOfTheClockIsFound) {
  Facts F("int f() { return Table.find(text(now())); }"
          "int g(const String &S) { return Table.find(S); }");
  EXPECT_EQ(F.changingKeys("f"), 1u);
  EXPECT_EQ(F.changingKeys("g"), 0u);
}

TEST(TextFactsTest, keyOfTheCallerBelongsToTheCaller) {
  Facts F("int g(const String &S) { return Table.find(S); }"
          "int f() { return g(text(now())); }");
  EXPECT_EQ(F.changingKeys("g"), 0u);
  EXPECT_EQ(F.changingKeys("f"), 1u);
}

TEST(TextFactsTest, partsOfAVariableAreToldApart) {
  Facts F("int f() { Session S; S.First.Stamp = text(now());"
          "          return Table.find(S.First.Name); }"
          "int g() { Session S; S.First.Stamp = text(now());"
          "          return Table.find(S.First.Stamp); }");
  EXPECT_EQ(F.changingKeys("f"), 0u);
  EXPECT_EQ(F.changingKeys("g"), 1u);
}

TEST(TextFactsTest, partsOfAResultAreToldApart) {
  Facts F("Session make() { Session S; S.First.Stamp = text(now()); return S; }"
          "int name(const Session &S) { return Table.find(S.First.Name); }"
          "int stamp(const Session &S) { return Table.find(S.First.Stamp); }"
          "int f() { return name(make()); }"
          "int g() { return stamp(make()); }"
          "int h() { return Table.find(make().Id); }"
          "int i() { return Table.find(make().First.Stamp); }");
  EXPECT_EQ(F.changingKeys("f"), 0u);
  EXPECT_EQ(F.changingKeys("g"), 1u);
  EXPECT_EQ(F.changingKeys("h"), 0u);
  EXPECT_EQ(F.changingKeys("i"), 1u);
}

TEST(TextFactsTest, partsThatAListMakesAreToldApart) {
  Facts F("Inner make(const String &N) { return {N, text(now())}; }"
          "int f(const String &N) { return Table.find(make(N).Name); }"
          "int g(const String &N) { return Table.find(make(N).Stamp); }");
  EXPECT_EQ(F.changingKeys("f"), 0u);
  EXPECT_EQ(F.changingKeys("g"), 1u);
}

TEST(TextFactsTest, overwrittenKeyIsCleanAgain) {
  Facts F("int f(const String &N) { String K = text(now()); K = N;"
          "                         return Table.find(K); }");
  EXPECT_EQ(F.changingKeys("f"), 0u);
}

TEST(TextFactsTest, useOfAContainerIsCounted) {
  Facts F("void f(const String &N) { Table.insert(N, Table.find(N)); }"
          "void g(const String &N) { Table.erase(N); }");
  const ContainerFacts &Table = F.ofTable();
  EXPECT_EQ(Table.Lookups.size(), 1u);
  EXPECT_EQ(Table.Inserts.size(), 1u);
  EXPECT_EQ(Table.Erases.size(), 1u);
  EXPECT_FALSE(Table.Shrinks);
  EXPECT_FALSE(Table.IsSized);
  EXPECT_FALSE(Table.Escapes);
  EXPECT_TRUE(Table.AllInSight);
}

TEST(TextFactsTest, containerThatIsHandedOnEscapes) {
  Facts F("void other(Map &M);"
          "void f() { if (Table.size() > 3) Table.clear(); other(Table); }");
  const ContainerFacts &Table = F.ofTable();
  EXPECT_TRUE(Table.Shrinks);
  EXPECT_TRUE(Table.IsSized);
  EXPECT_TRUE(Table.Escapes);
}

} // namespace

//===--- RecursiveSharedLockTest.cpp - Tests of recursive-shared-lock -----===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The lit tests have the rule's wording and its cases; these here are about
// what only the interface shows.
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/RecursiveSharedLock.h"
#include "Support/ParsedUnit.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace unwedge;
using llvm::StringRef;

namespace {

std::vector<Finding> findAll(ParsedUnit &Code) {
  return findRecursiveSharedLocks(Code.unit(), Confidence::Possible);
}

unsigned lineOf(ParsedUnit &Code, clang::SourceLocation Loc) {
  return Code.context().getSourceManager().getSpellingLineNumber(Loc);
}

const char WriterFirst[] = R"(
unwedge-model: 1
locks:
  - id: Lock
    types: [Lock]
    recursion:
      shared-shared: deadlocks-if-writer-waits
      exclusive-shared: deadlocks
      shared-exclusive: deadlocks
    methods:
      acquire-shared: [rlock]
      acquire-upgrade: [ulock]
      acquire-exclusive: [wlock]
      release: [unlock]
  - id: Lenient
    types: [Lenient]
    recursion: {shared-shared: allowed}
    methods: {acquire-shared: [rlock], acquire-exclusive: [wlock]}
  - id: Platform
    types: [Platform]
    recursion: {shared-shared: implementation-defined}
    methods: {acquire-shared: [rlock]}
)";

const char Types[] = "struct Lock { void rlock(); void ulock(); void wlock();"
                     " void unlock(); };"
                     "struct Lenient { void rlock(); void wlock(); };"
                     "struct Platform { void rlock(); };";

class RecursiveSharedLockTest : public testing::Test {
protected:
  /// The findings in \p Source, with the types on its first line.
  std::vector<Finding> find(StringRef Source,
                            Confidence Minimum = Confidence::Possible) {
    Code = std::make_unique<ParsedUnit>(Types + Source.str(), WriterFirst);
    return findRecursiveSharedLocks(Code->unit(), Minimum);
  }

  std::unique_ptr<ParsedUnit> Code;
};

TEST_F(RecursiveSharedLockTest, sharedTwiceIsDefinite) {
  auto Findings = find(R"(
Lock L;
void f() {
  L.rlock();
  L.rlock();
}
)");
  ASSERT_EQ(Findings.size(), 1u);
  EXPECT_EQ(Findings[0].Rule, "recursive-shared-lock");
  EXPECT_EQ(Findings[0].Level, Confidence::Definite);
  EXPECT_EQ(lineOf(*Code, Findings[0].Loc), 5u);
  EXPECT_NE(Findings[0].Message.find("'L'"), std::string::npos);
  ASSERT_FALSE(Findings[0].Steps.empty());
  EXPECT_EQ(lineOf(*Code, Findings[0].Steps[0].Loc), 4u);
}

TEST_F(RecursiveSharedLockTest, combinationsFollowTheVerdicts) {
  EXPECT_EQ(find("Lock L; void f() { L.wlock(); L.rlock(); }").size(), 1u);
  EXPECT_EQ(find("Lock L; void f() { L.rlock(); L.wlock(); }").size(), 1u);
  EXPECT_EQ(find("Lock L; void f() { L.wlock(); L.wlock(); }").size(), 0u);
  EXPECT_EQ(find("Lock L; void f() { L.ulock(); L.rlock(); }").size(), 0u);
  EXPECT_EQ(find("Lock L; void f() { L.ulock(); L.wlock(); }").size(), 1u);
  EXPECT_EQ(find("Lenient L; void f() { L.rlock(); L.rlock(); }").size(), 0u);
  EXPECT_EQ(find("Lenient L; void f() { L.rlock(); L.wlock(); }").size(), 1u);
}

TEST_F(RecursiveSharedLockTest, otherLocksAreSilent) {
  EXPECT_TRUE(find("Lock L, K; void f() { L.rlock(); K.rlock(); }").empty());
  EXPECT_TRUE(
      find("struct P { Lock L, K; void f() { L.rlock(); K.rlock(); } };")
          .empty());
  EXPECT_TRUE(
      find("Lock L; void f() { L.rlock(); L.unlock(); L.rlock(); }").empty());
}

TEST_F(RecursiveSharedLockTest, implementationDefinedIsBelowMinimum) {
  const char Source[] = "Platform L; void f() { L.rlock(); L.rlock(); }";
  auto Findings = find(Source);
  ASSERT_EQ(Findings.size(), 1u);
  EXPECT_EQ(Findings[0].Level, Confidence::Possible);
}

TEST_F(RecursiveSharedLockTest, sameClassOfLockOnlyIsPossible) {
  auto Findings = find(R"(
struct Node { Lock L; };
void f(Node &A, Node &B) {
  A.L.rlock();
  B.L.rlock();
}
)");
  ASSERT_EQ(Findings.size(), 1u);
  EXPECT_EQ(Findings[0].Level, Confidence::Possible);
}

TEST_F(RecursiveSharedLockTest, findingsBelowTheMinimumAreCounted) {
  const char Source[] = R"(
Platform P;
Lock L;
void possible() { P.rlock(); P.rlock(); }
void definite() { L.rlock(); L.rlock(); }
)";
  auto Findings = find(Source, Confidence::Likely);
  ASSERT_EQ(Findings.size(), 1u);
  EXPECT_EQ(Findings[0].Level, Confidence::Definite);
  EXPECT_EQ(Code->unit().statistics().BelowMinimum, 1u);
}

TEST_F(RecursiveSharedLockTest, findingsAreInTheOrderOfTheSource) {
  auto Findings = find(R"(
Lock L;
void last();
void first() { L.rlock(); last(); }
void second() { L.rlock(); L.rlock(); }
void last() { L.rlock(); L.rlock(); }
)");
  ASSERT_EQ(Findings.size(), 3u);
  for (unsigned I = 0; I < 3; ++I)
    EXPECT_EQ(lineOf(*Code, Findings[I].Loc), 4 + I);
}

TEST_F(RecursiveSharedLockTest, oneCauseIsOneFinding) {
  auto Findings = find(R"(
struct Pool {
  Lock L;
  void inner() { L.rlock(); L.unlock(); }
  void middle() { inner(); inner(); }
  void outer() { L.rlock(); middle(); L.unlock(); }
  void caller() { outer(); }
};
)");
  ASSERT_EQ(Findings.size(), 1u);
  EXPECT_EQ(lineOf(*Code, Findings[0].Loc), 6u);
}

TEST_F(RecursiveSharedLockTest, instantiationsOfOneTemplateAreOneFinding) {
  auto Findings = find(R"(
template <class T> struct Pool {
  Lock L;
  void inner() { L.rlock(); L.unlock(); }
  void outer() { L.rlock(); inner(); L.unlock(); }
};
void f(Pool<int> &A, Pool<char> &B) { A.outer(); B.outer(); }
)");
  EXPECT_EQ(Findings.size(), 1u);
}

TEST_F(RecursiveSharedLockTest, traceNamesEveryCall) {
  auto Findings = find(R"(
Lock L;
void inner() { L.rlock(); }
void middle() { inner(); }
void outer() { L.rlock(); middle(); }
)");
  ASSERT_EQ(Findings.size(), 1u);
  EXPECT_EQ(lineOf(*Code, Findings[0].Loc), 5u);
  auto HasStepAt = [&](unsigned Line) {
    return llvm::any_of(Findings[0].Steps, [&](const FindingStep &Step) {
      return lineOf(*Code, Step.Loc) == Line;
    });
  };
  EXPECT_TRUE(HasStepAt(5));
  EXPECT_TRUE(HasStepAt(4));
  EXPECT_TRUE(HasStepAt(3));
}

/// The name promises the same object each time, but says so.
TEST_F(RecursiveSharedLockTest, assumptionAboutAPointerLowersTheConfidence) {
  auto Findings = find(R"(
struct Node {
  Lock L;
  Node *Next;
  void inner() { Next->L.rlock(); }
  void outer() { Next->L.rlock(); inner(); }
};
)");
  ASSERT_EQ(Findings.size(), 1u);
  EXPECT_EQ(Findings[0].Level, Confidence::Likely);
}

/// Nothing in the text of one function says that pop() gives the same node
/// twice.
TEST_F(RecursiveSharedLockTest, twoCallsOfOneGetterAreAnAssumption) {
  auto Findings = find(R"(
struct Node { Lock L; };
Node *pop();
void f() {
  Node *N = pop();
  N->L.rlock();
  N = pop();
  N->L.rlock();
}
)");
  for (const Finding &F : Findings)
    EXPECT_LT(F.Level, Confidence::Definite) << F.Message;
}

TEST(RecursiveSharedLockStdTest, builtinModelIsEnoughForStd) {
  ParsedUnit Code(R"(
std::shared_mutex M;
void f() {
  std::shared_lock<std::shared_mutex> L(M);
  std::shared_lock<std::shared_mutex> K(M);
}
)");
  auto Findings = findAll(Code);
  ASSERT_EQ(Findings.size(), 1u);
  EXPECT_EQ(Findings[0].Level, Confidence::Definite);
}

} // namespace

//===--- CacheKeyJudgementTest.cpp - Tests of what makes a key a mistake --===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/CacheKeyJudgement.h"
#include "gtest/gtest.h"

using namespace unwedge;

namespace {

/// Answers all questions alike for all keys.
struct Answers : KeyQuestions {
  bool Kept = false, Hit = false, Fills = false, Known = false, ByKey = true,
       Owns = false, Other = false;
  bool isKeptElsewhere(const ChangingKey &) override { return Kept; }
  bool usesTheHit(const ChangingKey &) override { return Hit; }
  bool fillsIfEmpty(const ChangingKey &) override { return Fills; }
  bool isKnownElsewhere(const ChangingKey &) override { return Known; }
  bool isShownByKeyOnly(const ChangingKey &) override { return ByKey; }
  bool ownsSubject(const ChangingKey &) override { return Owns; }
  bool erasesByOtherKey(uint64_t) override { return Other; }
};

ChangingKey key(KeyOperation Operation, uint64_t At,
                Variation Kind = Variation::Clock) {
  ChangingKey Key;
  Key.Function = 1;
  Key.Kind = Kind;
  Key.IsText = true;
  Key.Operation = Operation;
  Key.KeyPlace = At;
  Key.OperationPlace = At;
  Key.InField = true;
  return Key;
}

ContainerUses allInSight() {
  ContainerUses Uses;
  Uses.AllInSight = true;
  return Uses;
}

TEST(CacheKeyJudgementTest, lookupIsSurerIfSuchAnEntryIsStored) {
  Answers Ask;
  const ChangingKey Lookup = key(KeyOperation::Lookup, 1);
  const ChangingKey Insert = key(KeyOperation::Insert, 2);
  std::optional<KeyVerdict> Alone =
      judgeKeys({&Lookup}, {&Lookup}, allInSight(), Ask);
  ASSERT_TRUE(Alone);
  EXPECT_EQ(Alone->Level, Confidence::Likely);
  std::optional<KeyVerdict> Both =
      judgeKeys({&Lookup}, {&Lookup, &Insert}, allInSight(), Ask);
  ASSERT_TRUE(Both);
  EXPECT_EQ(Both->Level, Confidence::Definite);
  EXPECT_NE(Both->Harm.find("only pile up"), std::string::npos);
}

TEST(CacheKeyJudgementTest, whatIsStoredByTheSameKeyIsFound) {
  Answers Ask;
  ChangingKey Insert = key(KeyOperation::Insert, 1);
  ChangingKey Lookup = key(KeyOperation::Lookup, 2);
  Insert.Variable = Lookup.Variable = 7;
  ContainerUses Uses = allInSight();
  Uses.Shrinks = true;
  EXPECT_FALSE(judgeKeys({&Insert, &Lookup}, {&Insert, &Lookup}, Uses, Ask));
  // Not if it is looked up before.
  Lookup.KeyPlace = 0;
  EXPECT_TRUE(judgeKeys({&Insert, &Lookup}, {&Insert, &Lookup}, Uses, Ask));
  // Nor by the same variable of another function.
  Lookup.KeyPlace = 2;
  Lookup.Function = 2;
  EXPECT_TRUE(judgeKeys({&Insert, &Lookup}, {&Insert, &Lookup}, Uses, Ask));
}

TEST(CacheKeyJudgementTest, whatOthersDoDecidesWhetherItGrows) {
  Answers Ask;
  const ChangingKey Insert = key(KeyOperation::Insert, 1);
  auto Judge = [&](const ContainerUses &Uses) {
    return judgeKeys({&Insert}, {&Insert}, Uses, Ask);
  };
  ASSERT_TRUE(Judge(allInSight()));
  EXPECT_EQ(Judge(allInSight())->Level, Confidence::Likely);
  EXPECT_EQ(Judge(ContainerUses())->Level, Confidence::Possible);
  for (bool ContainerUses::*Fact :
       {&ContainerUses::Shrinks, &ContainerUses::IsSized,
        &ContainerUses::IsIterated, &ContainerUses::Escapes}) {
    ContainerUses Uses = allInSight();
    Uses.*Fact = true;
    EXPECT_FALSE(Judge(Uses));
  }
  // An erase by such a key takes nothing out, one by another key may.
  ContainerUses Uses = allInSight();
  Uses.Erases = {5};
  EXPECT_FALSE(Judge(Uses));
  const ChangingKey Erase = key(KeyOperation::Erase, 5);
  EXPECT_TRUE(judgeKeys({&Insert}, {&Insert, &Erase}, Uses, Ask));
  Ask.Other = true;
  std::optional<KeyVerdict> Missed = Judge(Uses);
  ASSERT_TRUE(Missed);
  EXPECT_EQ(Missed->MissedBy, KeyVerdict::MissedByErase);
  Ask.Known = true;
  EXPECT_FALSE(Judge(Uses));
}

TEST(CacheKeyJudgementTest, aNewIdMustNotBeFound) {
  Answers Ask;
  const ChangingKey Lookup = key(KeyOperation::Lookup, 1, Variation::UniqueId);
  EXPECT_FALSE(judgeKeys({&Lookup}, {&Lookup}, allInSight(), Ask));
  Ask.Hit = true;
  EXPECT_TRUE(judgeKeys({&Lookup}, {&Lookup}, allInSight(), Ask));
}

TEST(CacheKeyJudgementTest, anAddressOfWhatTheContainerOwns) {
  Answers Ask;
  ChangingKey Access = key(KeyOperation::Access, 1, Variation::Address);
  EXPECT_TRUE(judgeKeys({&Access}, {&Access}, allInSight(), Ask));
  Access.IsAddressOfOwner = true;
  EXPECT_FALSE(judgeKeys({&Access}, {&Access}, allInSight(), Ask));
  Access.IsAddressOfOwner = false;
  Ask.Owns = true;
  EXPECT_FALSE(judgeKeys({&Access}, {&Access}, allInSight(), Ask));
}

} // namespace

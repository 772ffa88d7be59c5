//===--- OperationTest.cpp - Tests of modes and recursion verdicts --------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/Operation.h"
#include "gtest/gtest.h"
#include <tuple>

using namespace unwedge;

namespace {

constexpr LockMode S = LockMode::Shared, U = LockMode::Upgrade,
                   X = LockMode::Exclusive;

/// Three verdicts that can be told apart.
constexpr RecursionSemantics Distinct{RecursionVerdict::DeadlocksIfWriterWaits,
                                      RecursionVerdict::Undefined,
                                      RecursionVerdict::Forbidden};

class VerdictTest : public testing::TestWithParam<
                        std::tuple<LockMode, LockMode, RecursionVerdict>> {};

TEST_P(VerdictTest, followsTheTable) {
  auto [Held, Next, Verdict] = GetParam();
  EXPECT_EQ(Distinct.verdict(Held, Next), Verdict);
}

INSTANTIATE_TEST_SUITE_P(
    AllModes, VerdictTest,
    testing::Values(std::tuple(S, S, RecursionVerdict::DeadlocksIfWriterWaits),
                    std::tuple(X, S, RecursionVerdict::Undefined),
                    std::tuple(S, X, RecursionVerdict::Forbidden),
                    // One upgrade owner at a time, and none beside a writer.
                    std::tuple(U, U, RecursionVerdict::Deadlocks),
                    std::tuple(U, X, RecursionVerdict::Deadlocks),
                    // Readers pass an upgrade owner, and it them.
                    std::tuple(U, S, RecursionVerdict::Allowed),
                    std::tuple(S, U, RecursionVerdict::Allowed),
                    // Not the business of recursive-shared-lock.
                    std::tuple(X, X, RecursionVerdict::Allowed),
                    std::tuple(X, U, RecursionVerdict::Allowed)),
    [](const auto &Info) {
      return lockModeName(std::get<1>(Info.param)).str() + "While" +
             lockModeName(std::get<0>(Info.param)).str();
    });

TEST(OperationTest, unknownLockDeadlocksWhereEveryLockDoes) {
  RecursionSemantics Default;
  EXPECT_EQ(Default.verdict(S, S), RecursionVerdict::Unknown);
  EXPECT_EQ(Default.verdict(X, S), RecursionVerdict::Deadlocks);
  EXPECT_EQ(Default.verdict(S, X), RecursionVerdict::Deadlocks);
}

TEST(OperationTest, strongerModesCompareGreater) {
  EXPECT_LT(S, U);
  EXPECT_LT(U, X);
}

TEST(OperationTest, modesAreNamedByAdjectives) {
  EXPECT_EQ(lockModeName(S), "shared");
  EXPECT_EQ(lockModeName(U), "upgradable");
  EXPECT_EQ(lockModeName(X), "exclusive");
}

} // namespace

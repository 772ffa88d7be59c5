//===--- ListTest.cpp -----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Summary/List.h"
#include "unwedge/Summary/UnitSummary.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <string>
#include <thread>

using namespace llvm;

namespace unwedge::summary {
namespace {

static_assert(sizeof(List<std::string>) == sizeof(void *));
// A program of a million functions has four million of these.
static_assert(sizeof(Path) <= 24 && sizeof(Call) <= 128 &&
              sizeof(Function) <= 128);

using Strings = List<std::string>;

/// Longer than what a string keeps within itself, so that a copy that shares
/// memory, or one that is not destroyed, is seen by a sanitizer.
std::string longText(unsigned I) {
  return "a text that needs memory of its own: " + std::to_string(I);
}

TEST(ListTest, GrowsAndKeepsItsItems) {
  Strings L;
  EXPECT_TRUE(L.empty());
  EXPECT_EQ(L.begin(), L.end());
  for (unsigned I = 0; I < 100; ++I)
    L.push_back(longText(I));
  ASSERT_EQ(L.size(), 100u);
  EXPECT_EQ(L.front(), longText(0));
  EXPECT_EQ(L.back(), longText(99));
  for (unsigned I = 0; I < 100; ++I)
    EXPECT_EQ(L[I], longText(I));
  L.shrink_to_fit();
  EXPECT_EQ(L.size(), 100u);
  L.push_back(L[7]);
  EXPECT_EQ(L.back(), longText(7));
  L.pop_back();
  L.clear();
  EXPECT_TRUE(L.empty());
  L.push_back("again");
  EXPECT_EQ(L.size(), 1u);
}

TEST(ListTest, CopiesAreTheirOwn) {
  const Strings A = {longText(1), longText(2)};
  Strings B = A;
  EXPECT_EQ(A, B);
  B[0] = "other";
  EXPECT_NE(A, B);
  EXPECT_EQ(A[0], longText(1));
  Strings C = std::move(B);
  EXPECT_EQ(C[0], "other");
  C = C;
  EXPECT_EQ(C.size(), 2u);
  C = A;
  EXPECT_EQ(C, A);
  C = {};
  EXPECT_TRUE(C.empty());
  EXPECT_TRUE(C < A);
}

TEST(ListTest, AppendAndErase) {
  Strings L = {"a", "b", "c", "d"};
  const Strings More = {"e", "f"};
  L.append(More.begin(), More.end());
  L.append(More.end(), More.end());
  EXPECT_EQ(L, (Strings{"a", "b", "c", "d", "e", "f"}));
  erase_if(L, [](const std::string &S) { return S == "b" || S == "f"; });
  EXPECT_EQ(L, (Strings{"a", "c", "d", "e"}));
  L.erase(L.begin() + 1, L.begin() + 3);
  EXPECT_EQ(L, (Strings{"a", "e"}));
  erase_if(L, [](const std::string &) { return true; });
  EXPECT_TRUE(L.empty());
  L.shrink_to_fit();
  EXPECT_EQ(L.begin(), nullptr);
}

TEST(StringPoolTest, EachTextOnceWhateverThreadSavesIt) {
  StringPool Pool;
  constexpr unsigned Texts = 2000, Threads = 4;
  std::vector<std::vector<StringRef>> Saved(Threads);
  std::vector<std::thread> Running;
  for (unsigned T = 0; T < Threads; ++T)
    Running.emplace_back([&Pool, &Of = Saved[T]] {
      for (unsigned I = 0; I < Texts; ++I)
        Of.push_back(Pool.save(longText(I)));
    });
  for (std::thread &T : Running)
    T.join();
  for (unsigned I = 0; I < Texts; ++I) {
    EXPECT_EQ(Saved[0][I], longText(I));
    for (unsigned T = 1; T < Threads; ++T)
      EXPECT_EQ(Saved[0][I].data(), Saved[T][I].data());
  }
}

} // namespace
} // namespace unwedge::summary

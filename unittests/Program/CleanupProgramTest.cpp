//===--- CleanupProgramTest.cpp - Tests of what may throw -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Program/CleanupProgram.h"
#include "Support/ParsedUnit.h"
#include "unwedge/Model/CleanupIndex.h"
#include "unwedge/Program/TranslationUnit.h"
#include "gtest/gtest.h"

using namespace unwedge;

namespace {

class MayThrow : public testing::Test {
protected:
  /// What the function `f` of \p Text may do.
  static Throws answerFor(llvm::StringRef Text) {
    ParsedUnit Code(Text);
    CleanupIndex Index(Code.model());
    CleanupProgram Program(Code.unit().graph(), Code.model(), Index);
    return Program.mayThrow(Code.function("f"));
  }
};

TEST_F(MayThrow, throwInSightIsCertain) {
  EXPECT_EQ(answerFor("void f() { throw 1; }"), Throws::Yes);
  EXPECT_EQ(answerFor("void g() { throw 1; } void f() { g(); }"), Throws::Yes);
}

TEST_F(MayThrow, noexceptAndCDoNot) {
  EXPECT_EQ(answerFor("void f() noexcept;"), Throws::No);
  EXPECT_EQ(answerFor("extern \"C\" void f();"), Throws::No);
  EXPECT_EQ(answerFor("void f() { int I = 0; ++I; }"), Throws::No);
}

TEST_F(MayThrow, handlerOfEverythingKeepsIt) {
  EXPECT_EQ(answerFor("void f() { try { throw 1; } catch (...) {} }"),
            Throws::No);
  EXPECT_EQ(answerFor("void f() { try { throw 1; } catch (int) {} }"),
            Throws::Yes);
  EXPECT_EQ(answerFor("void f() { try { throw 1; } catch (...) { throw; } }"),
            Throws::Yes);
}

TEST_F(MayThrow, namedFunctionOutOfSightIsUnseen) {
  EXPECT_EQ(answerFor("void g(); void f() { g(); }"), Throws::Unseen);
  EXPECT_EQ(answerFor("struct A { virtual void g(); }; "
                      "void f(A &X) { X.g(); }"),
            Throws::Unseen);
}

TEST_F(MayThrow, callableOfOthersIsNotKnown) {
  EXPECT_EQ(answerFor("void f(const std::function<void()> &G) { G(); }"),
            Throws::Perhaps);
  EXPECT_EQ(answerFor("void f(void (*G)()) { G(); }"), Throws::Perhaps);
  EXPECT_EQ(answerFor("void f(void (*G)() noexcept) { G(); }"), Throws::No);
}

TEST_F(MayThrow, theWorstOfSeveralCounts) {
  EXPECT_EQ(answerFor("void g(); void f(void (*H)()) { g(); H(); }"),
            Throws::Perhaps);
  EXPECT_EQ(answerFor("void g(); void f(void (*H)()) { H(); throw 1; g(); }"),
            Throws::Yes);
}

TEST_F(MayThrow, recursionEnds) {
  EXPECT_EQ(answerFor("void f(int N) { if (N) f(N - 1); }"), Throws::No);
}

TEST_F(MayThrow, lambdaThatIsOnlyMadeDoesNothing) {
  EXPECT_EQ(answerFor("void f() { auto L = [] { throw 1; }; (void)L; }"),
            Throws::No);
}

} // namespace

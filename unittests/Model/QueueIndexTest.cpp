//===--- QueueIndexTest.cpp - Tests of what queues' functions mean --------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/QueueIndex.h"
#include "Support/ParsedUnit.h"
#include "unwedge/Model/ModelFile.h"
#include "clang/AST/ExprCXX.h"
#include "gtest/gtest.h"

using namespace unwedge;
using namespace clang;

namespace {

const char Acme[] = R"(
unwedge-model: 1
queues:
  - id: acme.Channel
    types: ['acme::Channel']
    non-blocking-if:
      - argument: 1
        is: acme::DontWait
    consumer-runs: ['acme::Handler::handle']
    methods:
      put: [send]
      try-put: [trySend]
      take: [receive]
    functions:
      - object-argument: 1
        put: ['acme::sendTo']
pools:
  - id: acme.Pool
    types: ['acme::Pool']
    bounded: never
    default-object: ['acme::Pool::global']
    methods:
      submit: [start]
      wait-idle: [drain]
    functions:
      - on-default-object: true
        submit: ['acme::async']
)";

const char Declarations[] = R"(
namespace acme {
enum Mode { Wait, DontWait };
struct Channel {
  void send(int, Mode = Wait);
  bool trySend(int);
  int receive();
};
struct Buffered : Channel { void flush(); };
void sendTo(int, Channel &);
struct Handler { virtual void handle(int); virtual void other(); };
struct Pool { static Pool &global(); void start(void (*)()); void drain(); };
void async(void (*)());
void async(Pool &, void (*)());
}
namespace other { struct Channel { void send(int); }; }
)";

/// The code behind \c Declarations, and the calls in its functions.
struct Index {
  ParsedUnit Code;
  QueueIndex Queues;

  explicit Index(const std::string &More)
      : Code(Declarations + More, Acme), Queues(Code.model()) {}

  /// The only call in the function `f`, which is its first statement.
  const CallExpr *call() {
    const auto *Body = cast<CompoundStmt>(Code.function("f")->getBody());
    return cast<CallExpr>(cast<Expr>(*Body->body_begin())->IgnoreImplicit());
  }
  CallBlocks blocks() { return Queues.blocks(*Queues.role(call()), call()); }
};

TEST(QueueIndexTest, rolesAreThoseOfDeclarations) {
  Index I("");
  const QueueRole *Send = I.Queues.role(I.Code.function("acme::Channel::send"));
  ASSERT_TRUE(Send);
  EXPECT_EQ(Send->Operation, QueueOperation::Put);
  EXPECT_EQ(Send->Entry->Id, "acme.Channel");
  EXPECT_EQ(I.Queues.role(I.Code.function("acme::Channel::trySend"))->Operation,
            QueueOperation::TryPut);
  EXPECT_FALSE(I.Queues.role(I.Code.function("other::Channel::send")));
}

TEST(QueueIndexTest, derivedClassHasTheOperationsAndNoMore) {
  Index I("void f(acme::Buffered &B) { B.send(1); }");
  ASSERT_TRUE(I.Queues.role(I.call()));
  EXPECT_EQ(I.Queues.role(I.call())->Operation, QueueOperation::Put);
  EXPECT_FALSE(I.Queues.role(I.Code.function("acme::Buffered::flush")));
}

TEST(QueueIndexTest, constantArgumentSaysWhetherAPutWaits) {
  EXPECT_EQ(Index("void f(acme::Channel &C) { C.send(1); }").blocks(),
            CallBlocks::Yes);
  EXPECT_EQ(
      Index("void f(acme::Channel &C) { C.send(1, acme::Wait); }").blocks(),
      CallBlocks::Yes);
  EXPECT_EQ(
      Index("void f(acme::Channel &C) { C.send(1, acme::DontWait); }").blocks(),
      CallBlocks::No);
  EXPECT_EQ(Index("void f(acme::Channel &C, acme::Mode M) { C.send(1, M); }")
                .blocks(),
            CallBlocks::Unknown);
}

TEST(QueueIndexTest, objectOfFreeFunctionIsAnArgument) {
  Index I("void f(acme::Channel &C) { acme::sendTo(1, C); }");
  const QueueRole *Role = I.Queues.role(I.call());
  ASSERT_TRUE(Role);
  EXPECT_EQ(I.Queues.object(*Role, I.call()), I.call()->getArg(1));
}

TEST(QueueIndexTest, defaultObjectIsMeantIfNoneIsGiven) {
  Index I("void g(); void f() { acme::async(g); }");
  const QueueRole *Role = I.Queues.role(I.call());
  ASSERT_TRUE(Role);
  EXPECT_EQ(Role->Operation, QueueOperation::Submit);
  EXPECT_FALSE(I.Queues.object(*Role, I.call()));
  EXPECT_EQ(I.Queues.defaultObject(*Role),
            I.Code.function("acme::Pool::global")->getCanonicalDecl());
}

TEST(QueueIndexTest, objectThatIsGivenIsMeant) {
  Index I("void g(); void f(acme::Pool &P) { acme::async(P, g); }");
  const QueueRole *Role = I.Queues.role(I.call());
  ASSERT_TRUE(Role);
  EXPECT_EQ(I.Queues.object(*Role, I.call()), I.call()->getArg(0));
}

TEST(QueueIndexTest, methodsHaveNoDefaultObject) {
  Index I("void f(acme::Pool &P) { P.drain(); }");
  const QueueRole *Role = I.Queues.role(I.call());
  ASSERT_TRUE(Role);
  EXPECT_EQ(Role->Operation, QueueOperation::WaitIdle);
  EXPECT_FALSE(I.Queues.defaultObject(*Role));
  EXPECT_TRUE(I.Queues.isDefaultObject(I.Code.function("acme::Pool::global")));
  EXPECT_FALSE(I.Queues.isDefaultObject(I.Code.function("acme::Pool::start")));
}

TEST(QueueIndexTest, consumerRunsOverriders) {
  Index I("struct Mine : acme::Handler { void handle(int) override; "
          "void other() override; };");
  auto Runs = [&](const char *Name) {
    return I.Queues.runByConsumer(cast<CXXMethodDecl>(I.Code.function(Name)));
  };
  ASSERT_TRUE(Runs("Mine::handle"));
  EXPECT_EQ(Runs("Mine::handle")->Id, "acme.Channel");
  EXPECT_FALSE(Runs("Mine::other"));
}

TEST(QueueIndexTest, typesHaveEntries) {
  Index I("acme::Channel C; acme::Channel *P; other::Channel O;");
  ASSERT_TRUE(I.Queues.entryOf(I.Code.typeOf("C")));
  EXPECT_EQ(I.Queues.entryOf(I.Code.typeOf("C"))->Id, "acme.Channel");
  EXPECT_TRUE(I.Queues.entryOf(I.Code.typeOf("P")));
  EXPECT_FALSE(I.Queues.entryOf(I.Code.typeOf("O")));
}

/// The error message for \p Text; empty if it parses.
std::string errorOf(const std::string &Text) {
  llvm::Expected<ModelFile> File =
      parseModelFile("m.yaml", "unwedge-model: 1\n" + Text);
  return File ? "" : llvm::toString(File.takeError());
}

TEST(QueueModelTest, mistakesAreNamed) {
  EXPECT_NE(errorOf("queues:\n  - id: a\n")
                .find("'a' names neither types nor functions"),
            std::string::npos);
  EXPECT_NE(errorOf("pools:\n  - id: a\n    types: [A]\n    functions:\n"
                    "      - on-default-object: true\n        submit: [f]\n")
                .find("no 'default-object'"),
            std::string::npos);
  EXPECT_NE(errorOf("queues:\n  - id: a\n    types: [A]\n"
                    "  - id: a\n    types: [B]\n")
                .find("is the id of an earlier entry"),
            std::string::npos);
  EXPECT_NE(errorOf("queues:\n  - id: a\n    types: [A]\n    non-blocking-if:\n"
                    "      - argument: 1\n        is: X\n        given: true\n")
                .find("expected one of 'bits', 'given', 'is' and 'is-not'"),
            std::string::npos);
  EXPECT_NE(errorOf("pools:\n  - id: a\n    types: [A]\n    methods:\n"
                    "      take: [f]\n")
                .find("unknown key 'take'"),
            std::string::npos);
}

} // namespace

//===--- QueueProgramTest.cpp - Tests of takes and puts together ----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Program/QueueProgram.h"
#include "Support/ParsedUnit.h"
#include "clang/AST/DeclCXX.h"
#include "gtest/gtest.h"

using namespace unwedge;

namespace {

const char Acme[] = R"(
unwedge-model: 1
queues:
  - id: acme.Channel
    types: ['acme::Channel']
    methods:
      put: [send]
      try-put: [trySend]
      take: [receive]
waits:
  - id: acme.Condition
    types: ['acme::Condition']
    methods:
      wait: [wait]
  - id: acme.events
    functions:
      - await-events: ['acme::events']
containers:
  - id: acme.List
    types: ['acme::List']
    methods:
      add: [push]
      remove: [pop]
      is-empty: [empty]
      is-full: [full]
)";

const char Declarations[] = R"(
namespace acme {
struct Channel { void send(int); bool trySend(int); int receive(); };
struct Condition { void wait(); };
struct List {
  void push(int); int pop(); bool empty() const; bool full() const;
};
int events();
}
struct Queue {
  acme::List Items; acme::Condition C;
  void put(int X) { while (Items.full()) C.wait(); Items.push(X); }
  int take() { while (Items.empty()) C.wait(); return Items.pop(); }
  void await() { while (!Items.empty()) C.wait(); }
};
bool wanted(int);
)";

/// What was found in the unit.
struct Knots {
  ParsedUnit Code;
  QueueCounts Counts;
  std::vector<QueueKnot> All;

  explicit Knots(const std::string &More)
      : Code(Declarations + More, Acme),
        All(findQueueKnots(Code.unit(), Counts)) {}

  /// The only one; the test ends if there is another number of them.
  const QueueKnot &only() {
    EXPECT_EQ(All.size(), 1u);
    static const QueueKnot None;
    return All.size() == 1 ? All.front() : None;
  }
};

TEST(QueueProgramTest, putInTheLoopThatTakes) {
  Knots K("void f(Queue &Q) { for (;;) Q.put(Q.take()); }");
  EXPECT_EQ(K.only().F, K.Code.function("f"));
  EXPECT_EQ(K.only().Blocking.Is, QueueEvent::Put);
  EXPECT_TRUE(K.only().Blocking.Queue == K.only().Take.Queue);
  EXPECT_FALSE(K.only().NoLoop);
}

TEST(QueueProgramTest, operationsOfTheModelAreKnotsToo) {
  Knots K("void f(acme::Channel &C) { for (;;) C.send(C.receive()); }");
  ASSERT_TRUE(K.only().Blocking.Entry);
  EXPECT_EQ(K.only().Blocking.Entry->Id, "acme.Channel");
}

TEST(QueueProgramTest, tryIsNoKnot) {
  EXPECT_TRUE(
      Knots("void f(acme::Channel &C) { for (;;) C.trySend(C.receive()); }")
          .All.empty());
}

TEST(QueueProgramTest, otherQueueOfTheClassIsAnotherPath) {
  Knots K("void f(Queue &A, Queue &B) { for (;;) B.put(A.take()); }");
  for (const QueueKnot &Knot : K.All)
    EXPECT_FALSE(Knot.Take.Queue == Knot.Blocking.Queue);
}

TEST(QueueProgramTest, withoutALoopItSaysSo) {
  Knots K("void f(Queue &Q) { Q.put(Q.take()); }");
  EXPECT_TRUE(K.only().NoLoop);
}

TEST(QueueProgramTest, loopOfTheCallerCounts) {
  Knots K("void g(Queue &Q) { Q.put(Q.take()); } "
          "void f(Queue &Q) { for (;;) g(Q); }");
  EXPECT_TRUE(llvm::any_of(K.All, [&](const QueueKnot &Knot) {
    return Knot.F == K.Code.function("f") && !Knot.NoLoop;
  }));
}

TEST(QueueProgramTest, callsOnTheWayAreKept) {
  Knots K("void g(Queue &Q) { Q.put(1); } "
          "void f(Queue &Q) { for (;;) { Q.take(); g(Q); } }");
  EXPECT_EQ(traceLength(K.only().Blocking.Calls), 2u);
}

TEST(QueueProgramTest, branchesOfOneTurnExcludeEachOther) {
  const char Loop[] = "for (;;) if (wanted(1)) Q.take(); else Q.put(1);";
  EXPECT_TRUE(
      Knots(std::string("void f(Queue &Q) {") + Loop + "}").only().Exclusive);
  Knots K(std::string("void f(Queue &Q) { for (;;) { acme::events(); ") +
          "if (wanted(1)) Q.take(); else Q.put(1); } }");
  EXPECT_FALSE(K.only().Exclusive);
  EXPECT_TRUE(K.only().OtherTurn);
}

TEST(QueueProgramTest, takeThatComesLastInTheLoop) {
  EXPECT_TRUE(Knots("void f(Queue &Q) { for (;;) { Q.put(1); Q.take(); } }")
                  .only()
                  .TakeComesLast);
  EXPECT_FALSE(Knots("void f(Queue &Q) { for (;;) { if (wanted(1)) Q.put(1); "
                     "Q.take(); } }")
                   .only()
                   .TakeComesLast);
}

TEST(QueueProgramTest, localQueueIsPrivate) {
  EXPECT_TRUE(
      Knots("void f() { Queue Q; for (;;) Q.put(Q.take()); }").only().Private);
}

TEST(QueueProgramTest, waitUntilNothingIsLeftIsAKnot) {
  Knots K("void f(Queue &Q) { for (;;) { Q.take(); Q.await(); } }");
  EXPECT_EQ(K.only().Blocking.Is, QueueEvent::AwaitIdle);
  EXPECT_FALSE(K.only().CountsItself);
}

const char Counted[] = R"(
struct Gate {
  int Running = 0; acme::Condition C;
  void begin() { ++Running; }
  void end() { --Running; }
  void wait() { while (Running > 0) C.wait(); }
};
)";

TEST(QueueProgramTest, threadWaitsForItsOwnCount) {
  Knots K(std::string(Counted) + "void f(Gate &G) { G.wait(); G.end(); }");
  EXPECT_TRUE(K.only().CountsItself);
  EXPECT_EQ(K.only().Take.Is, QueueEvent::CountDown);
}

TEST(QueueProgramTest, countedUpBehindTheWaitOrDownBeforeItIsNoKnot) {
  for (const char *Body :
       {"G.end(); G.wait();", "G.wait(); G.begin(); G.end();",
        "if (wanted(1)) G.wait(); else G.end();",
        "G.wait(); if (wanted(1)) G.end();"})
    EXPECT_TRUE(Knots(std::string(Counted) + "void f(Gate &G) {" + Body + "}")
                    .All.empty())
        << Body;
}

const char Elements[] = R"(
struct Job { bool Done = false; bool Seen = false; };
struct Pool {
  acme::List Jobs; acme::Condition C;
  Job *First;
  void push(Job *) { Jobs.push(1); }
  Job *next() { while (Jobs.empty()) C.wait(); Jobs.pop(); return First; }
  void await(Job *J) { while (!J->Done) C.wait(); }
)";

TEST(QueueProgramTest, elementThatTheConsumerCompletes) {
  Knots K(std::string(Elements) +
          "void f() { for (;;) { Job *J = nullptr; J = next(); "
          "Job *Inner = new Job; push(Inner); await(Inner); "
          "J->Done = true; } } };");
  EXPECT_EQ(K.only().Blocking.Is, QueueEvent::AwaitTask);
  EXPECT_EQ(K.only().Blocking.Completion, K.Code.field("Job::Done"));
  EXPECT_TRUE(K.only().CompletedAt.isValid());
}

TEST(QueueProgramTest, elementThatAnotherThreadCompletes) {
  EXPECT_TRUE(Knots(std::string(Elements) +
                    "void f() { for (;;) { Job *J = nullptr; J = next(); "
                    "Job *Inner = new Job; push(Inner); await(Inner); "
                    "J->Seen = true; } } };")
                  .All.empty());
}

TEST(QueueProgramTest, whatWasRecognisedIsCounted) {
  Knots K("void f(Queue &Q) { for (;;) Q.put(Q.take()); }");
  EXPECT_EQ(K.Counts.Puts, 1u);
  EXPECT_EQ(K.Counts.Takes, 1u);
  EXPECT_EQ(Knots("void f() {}").Counts.FunctionsRead, 3u);
}

} // namespace

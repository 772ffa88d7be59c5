//===--- QueueFactsTest.cpp - Tests of puts and takes in bodies -----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/QueueFacts.h"
#include "Support/ParsedUnit.h"
#include "clang/AST/DeclCXX.h"
#include "gtest/gtest.h"

using namespace unwedge;
using namespace clang;

namespace {

const char Acme[] = R"(
unwedge-model: 1
waits:
  - id: acme.Condition
    types: ['acme::Condition']
    methods:
      wait: [wait]
      timed-wait: [waitFor]
      wake: [notify]
  - id: acme.Semaphore
    types: ['acme::Semaphore']
    methods:
      acquire: [acquire]
      release: [release]
containers:
  - id: acme.List
    types: ['acme::List']
    methods:
      add: [push]
      remove: [pop]
      is-empty: [empty]
      is-full: [full]
      size: [size]
)";

const char Declarations[] = R"(
namespace acme {
struct Condition {
  void wait();
  template <class P> void wait(P);
  bool waitFor(int);
  void notify();
};
struct Semaphore { void acquire(); void release(); };
struct List {
  void push(int);
  void pop();
  bool empty() const;
  bool full() const;
  unsigned size() const;
};
}
)";

struct WholeUnit : QueueFacts::Bodies {
  const FunctionDecl *worthwhile(const FunctionDecl *F) override {
    const FunctionDecl *Definition = nullptr;
    return F->hasBody(Definition) ? Definition : nullptr;
  }
  bool mayWait(const FunctionDecl *) override { return true; }
};

/// A queue class, and what its member function `f(int X, bool Flag)` is.
class Queue {
public:
  /// \p Members are further members, \p Body is the body of `f`.
  explicit Queue(const std::string &Body, const std::string &Members = "")
      : Code(std::string(Declarations) +
                 "class Q { acme::List Items, Others; acme::Condition C; "
                 "acme::Semaphore Slots; unsigned Max = 8, Count = 0; "
                 "bool Closed = false, Taken = false; int Slot = 0; "
                 "int *Pointer = nullptr;" +
                 Members + " void f(int X, bool Flag) {" + Body + "} };",
             Acme),
        Index(Code.model()), Facts(Index, Sight) {
    Facts.noteCounters(Code.record("Q"));
  }

  const QueueFacts::Facts &facts() { return Facts.of(Code.function("Q::f")); }
  /// The events: what, and the member that names the queue.
  std::vector<std::string> events() {
    std::vector<std::string> Result;
    for (const QueueEvent &Event : facts().Events) {
      const auto *D = dyn_cast_or_null<NamedDecl>(
          QueueFacts::place(Facts.canonical(Event.Queue)));
      Result.push_back(std::string(spelling(Event)) + " " +
                       (D ? D->getNameAsString() : "?"));
    }
    return Result;
  }
  const QueueEvent &only() {
    EXPECT_EQ(facts().Events.size(), 1u);
    return facts().Events.front();
  }
  const FieldDecl *field(const char *Name) {
    return Code.field(std::string("Q::") + Name);
  }

private:
  static const char *spelling(const QueueEvent &Event) {
    switch (Event.Is) {
    case QueueEvent::Put:
      return "put";
    case QueueEvent::Take:
      return Event.Waits ? "take" : "poll";
    case QueueEvent::Post:
      return "post";
    case QueueEvent::AwaitIdle:
      return "idle";
    default:
      return "other";
    }
  }
  ParsedUnit Code;
  QueueIndex Index;
  WholeUnit Sight;
  QueueFacts Facts;
};

using Strings = std::vector<std::string>;

TEST(QueueFactsTest, waitWhileFullAndAddIsAPut) {
  EXPECT_EQ(
      Queue("while (Items.size() >= Max) C.wait(); Items.push(X);").events(),
      Strings{"put Items"});
  EXPECT_EQ(Queue("while (Items.full()) C.wait(); Items.push(X);").events(),
            Strings{"put Items"});
}

TEST(QueueFactsTest, predicateIsTheOppositeOfTheWait) {
  EXPECT_EQ(Queue("C.wait([this] { return Items.size() < Max; }); "
                  "Items.push(X);")
                .events(),
            Strings{"put Items"});
  EXPECT_EQ(
      Queue("C.wait([this] { return !Items.empty(); }); Items.pop();").events(),
      Strings{"take Items"});
}

TEST(QueueFactsTest, refusalIsNoBlockingPut) {
  EXPECT_EQ(Queue("if (Items.size() >= Max) return; Items.push(X);").events(),
            Strings{"post Items"});
}

TEST(QueueFactsTest, withoutABoundNothingBlocks) {
  EXPECT_EQ(Queue("Items.push(X); C.notify();").events(),
            Strings{"post Items"});
}

TEST(QueueFactsTest, waitForSomethingElseIsNoPut) {
  EXPECT_EQ(Queue("while (!Closed) C.wait(); Items.push(X);").events(),
            Strings{"post Items"});
}

TEST(QueueFactsTest, putThatGivesUpInTimeDoesNotBlock) {
  EXPECT_EQ(Queue("while (Items.full()) if (!C.waitFor(1)) return; "
                  "Items.push(X);")
                .events(),
            Strings{"post Items"});
}

TEST(QueueFactsTest, timedWaitThatIsRepeatedForEverBlocks) {
  EXPECT_EQ(Queue("while (Items.full()) C.waitFor(1); Items.push(X);").events(),
            Strings{"put Items"});
}

TEST(QueueFactsTest, waitWhileEmptyAndRemoveIsATake) {
  EXPECT_EQ(Queue("while (Items.empty()) C.wait(); Items.pop();").events(),
            Strings{"take Items"});
}

TEST(QueueFactsTest, removalAloneIsATakeThatDoesNotWait) {
  EXPECT_EQ(Queue("if (!Items.empty()) Items.pop();").events(),
            Strings{"poll Items"});
}

TEST(QueueFactsTest, makingRoomConsumesNothing) {
  EXPECT_EQ(Queue("if (Items.full()) Items.pop(); Items.push(X);").events(),
            Strings{"post Items"});
}

TEST(QueueFactsTest, waitUntilNothingIsLeft) {
  EXPECT_EQ(Queue("while (!Items.empty()) C.wait();").events(),
            Strings{"idle Items"});
}

TEST(QueueFactsTest, counterBesideTheContainerIsTheQueue) {
  EXPECT_EQ(
      Queue("while (Count >= Max) C.wait(); Items.push(X); ++Count;").events(),
      Strings{"put Items"});
}

TEST(QueueFactsTest, numberThatNobodyCountsIsNoBound) {
  EXPECT_EQ(Queue("while (Slot >= 3) C.wait(); Items.push(X);").events(),
            Strings{"post Items"});
}

TEST(QueueFactsTest, semaphoreOfPlaces) {
  EXPECT_EQ(Queue("Slots.acquire(); Items.push(X);").events(),
            Strings{"put Items"});
  // Given back here, it keeps others out.
  EXPECT_EQ(Queue("Slots.acquire(); Items.push(X); Slots.release();").events(),
            Strings{"post Items"});
}

TEST(QueueFactsTest, helperOfTheSameObjectCounts) {
  Queue Q("waitForRoom(); Items.push(X);",
          "void waitForRoom() { while (Items.full()) C.wait(); }");
  EXPECT_EQ(Q.events(), Strings{"put Items"});
}

TEST(QueueFactsTest, placeForOneElementIsNamedByItsFlag) {
  EXPECT_EQ(Queue("while (Taken) C.wait(); Slot = X; Taken = true;").events(),
            Strings{"put Taken"});
  EXPECT_EQ(Queue("while (!Taken) C.wait(); Taken = false;").events(),
            Strings{"take Taken"});
}

TEST(QueueFactsTest, retriedTryIsAPut) {
  const char Try[] = "bool tryPut(int X) { if (Items.full()) return false; "
                     "Items.push(X); return true; }";
  EXPECT_EQ(Queue("while (!tryPut(X)) {}", Try).events(), Strings{"put Items"});
  EXPECT_EQ(Queue("for (int I = 0; I < 3 && !tryPut(X); ++I) {}", Try).events(),
            Strings{"post Items"});
}

TEST(QueueFactsTest, otherContainerIsAnotherQueue) {
  EXPECT_EQ(Queue("while (Items.empty()) C.wait(); Items.pop(); "
                  "Others.push(X);")
                .events(),
            (Strings{"take Items", "post Others"}));
}

TEST(QueueFactsTest, argumentThatDecidesIsACondition) {
  Queue Q("if (Flag) while (Items.full()) C.wait(); Items.push(X);");
  ASSERT_EQ(Q.only().Conditions.size(), 1u);
  EXPECT_EQ(Q.only().Conditions[0].Index, 1u);
  EXPECT_FALSE(Q.only().Conditions[0].holdsFor(0));
  EXPECT_TRUE(Q.only().Conditions[0].holdsFor(1));
  EXPECT_TRUE(Q.only().dependsOnArgument());
}

TEST(QueueFactsTest, boundThatMayBeOffIsNamed) {
  Queue Off("while (Limit && Items.size() >= Limit) C.wait(); Items.push(X);",
            "unsigned Limit = 0;");
  EXPECT_EQ(Off.only().BoundField, Off.field("Limit"));
  Queue Huge("while (Items.size() >= Limit) C.wait(); Items.push(X);",
             "unsigned Limit = 0xffffffff;");
  EXPECT_EQ(Huge.only().BoundField, Huge.field("Limit"));
  Queue On("while (Items.size() >= Max) C.wait(); Items.push(X);");
  EXPECT_FALSE(On.only().BoundField);
}

TEST(QueueFactsTest, waitRemembersWhatItAsks) {
  Queue Q("while (!Closed) C.wait();");
  ASSERT_EQ(Q.facts().OpenWaits.size(), 1u);
  ASSERT_EQ(Q.facts().OpenWaits[0].Asked.size(), 1u);
  EXPECT_EQ(QueueFacts::place(Q.facts().OpenWaits[0].Asked[0]),
            Q.field("Closed"));
}

} // namespace

//===--- QueueKnots.cpp - Takes and blocking events of one queue ----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QueueAnalysis.h"
#include <map>

using namespace clang;

namespace unwedge {

static constexpr size_t MaxEvents = 96;
static constexpr size_t MaxKnots = 4096;

bool isBlocking(QueueEvent::Kind Kind) {
  return Kind == QueueEvent::Put || Kind == QueueEvent::AwaitIdle ||
         Kind == QueueEvent::AwaitTask;
}

void QueueAnalysis::addKnot(QueueKnot Knot) {
  addWithin(MaxKnots, Knots, std::move(Knot));
}

void testsBetween(const Scope *Where, const Scope *UpTo, const Scope *Other,
                  llvm::SmallVectorImpl<const Scope *> &Tests) {
  for (const Scope *S = Where; S && S != UpTo; S = S->Parent)
    if (S->Is == Scope::Test && S->Condition && !isInside(Other, S) &&
        !isa<WhileStmt, DoStmt, ForStmt>(S->S))
      Tests.push_back(S);
}

/// How much speaks against \p Event: fewer is surer.
static unsigned doubts(const QueueEvent &Event) {
  unsigned Indirect = 0;
  for (const Trace *T = Event.Calls.get(); T; T = T->Rest.get())
    Indirect += T->Step.Kind != CallKind::Direct;
  return 8 * (Event.Doubtful + Event.dependsOnArgument() + Event.BoundUnknown) +
         4 * !Event.Flags.empty() + 2 * !Event.Conditions.empty() +
         (Event.Policy != nullptr) + (Indirect > 0);
}

static bool sameText(const Expr *A, const Expr *B, const ASTContext &Context) {
  llvm::FoldingSetNodeID First, Second;
  A->Profile(First, Context, /*Canonical=*/true);
  B->Profile(Second, Context, /*Canonical=*/true);
  return First == Second;
}

/// Whether a loop around \p Where waits for events and serves them one by one:
/// the next turn of it is for whatever is ready then.
bool QueueAnalysis::servesEvents(const Scope *Where) {
  for (const Scope *S = Where; S; S = S->Parent)
    if (S->Is == Scope::Loop)
      for (const BodyItem &Item : Body->items()) {
        const auto *Call = dyn_cast<CallExpr>(Item.S);
        const QueueRole *Role =
            Call && !Call->isTypeDependent() && isInside(Item.Where, S)
                ? Index.role(Call)
                : nullptr;
        if (Role && Role->Operation == QueueOperation::AwaitEvents)
          return true;
      }
  return false;
}

const Scope *commonLoop(const Scope *A, const Scope *B) {
  for (const Scope *S = A; S; S = S->Parent)
    if (S->Is == Scope::Loop && isInside(B, S))
      return S;
  return nullptr;
}

/// Sets what the way in which both stand in the loop \p Common says of \p Knot.
/// \p TakenBefore says that something was taken before the blocking operation
/// of the first turn.
void QueueAnalysis::judgeTurn(const Scope &Common, bool TakenBefore,
                              QueueKnot &Knot) {
  const QueueEvent &T = Knot.Take;
  QueueEvent &P = Knot.Blocking;
  // `if (empty()) { wait(); continue; } take();` waits in one turn and takes in
  // another.
  Knot.Exclusive = exclusive(T.Where, P.Where) &&
                   (!T.RemovedAt || exclusive(T.RemovedAt, P.Where));
  if (Knot.Exclusive && servesEvents(&Common)) {
    Knot.Exclusive = false;
    Knot.OtherTurn = true;
  }
  if (P.Order < T.Order) {
    // One put and one take in each turn are balanced, and so are both under the
    // same test; a put that is made only now and then is not.
    llvm::SmallVector<const Scope *, 4> Mine, Theirs;
    testsBetween(P.Where, &Common, T.Where, Mine);
    testsBetween(T.Where, &Common, P.Where, Theirs);
    bool SameTest = llvm::any_of(Mine, [&](const Scope *A) {
      return llvm::any_of(Theirs, [&](const Scope *B) {
        return A->Holds == B->Holds &&
               sameText(A->Condition, B->Condition, Context);
      });
    });
    bool PutSometimes = P.Conditional || (!Mine.empty() && !SameTest);
    Knot.TakeComesLast = !TakenBefore && !PutSometimes;
  }
  // A break leaves the innermost loop only.
  if (P.Leaves)
    for (const BodyItem &Item : Body->items())
      if (Item.Order > P.Order &&
          isa<BreakStmt, ReturnStmt, CoreturnStmt>(Item.S)) {
        P.Leaves =
            !isa<BreakStmt>(Item.S) || enclosingLoop(Item.Where) == &Common;
        break;
      }
}

void QueueAnalysis::pairUp(const FunctionDecl *F) {
  auto SamePlace = [](const AccessPath &A, const AccessPath &B) {
    if (A == B)
      return true;
    const Decl *P = QueueFacts::place(A);
    return P && P == QueueFacts::place(B);
  };
  for (const Located &T : Current) {
    if (T.Event.Is != QueueEvent::Take)
      continue;
    // A consumer that runs what it takes.
    if (const Scope *Loop = enclosingLoop(T.Event.Where))
      if (const Decl *Place = QueueFacts::place(T.Event.Queue))
        for (const auto &[Where, S] : IndirectCalls)
          if (isInside(Where, Loop))
            Runners.try_emplace(Place, std::make_pair(F, T.Event));
    for (const Located &P : Current) {
      if (!isBlocking(P.Event.Is) || T.Item == P.Item ||
          !SamePlace(T.Event.Queue, P.Event.Queue))
        continue;
      const Scope *Common = commonLoop(T.Event.Where, P.Event.Where);
      if (!Common) {
        if (!P.Event.Completion && T.Event.Order < P.Event.Order &&
            !exclusive(T.Event.Where, P.Event.Where))
          addWithin(
              MaxSequences, CurrentSequences,
              Sequence{T.Event, P.Event, false, elementOwner(T, P.Event)});
        continue;
      }
      QueueKnot Knot;
      Knot.F = F;
      Knot.Take = T.Event;
      Knot.Blocking = P.Event;
      if (const FieldDecl *Field = P.Event.Completion) {
        Knot.CompletedAt = completedAt(F, T, Field);
        if (Knot.CompletedAt.isInvalid())
          continue;
      }
      // `x = take(); while (x) { …put…; x = take(); }`
      bool TakenBefore = llvm::any_of(Current, [&](const Located &Other) {
        return Other.Event.Is == QueueEvent::Take &&
               Other.Event.Order < P.Event.Order &&
               Other.Event.Queue == T.Event.Queue;
      });
      judgeTurn(*Common, TakenBefore, Knot);
      // One of several, by an index that goes round all of them.
      if (size_t N = T.Event.Queue.elements().size();
          P.Event.GoesRound && N > 1 && N == P.Event.Queue.elements().size() &&
          T.Event.Queue.elements()[N - 1].Kind != PathElement::Field &&
          P.Event.Queue.elements()[N - 1].Kind != PathElement::Field)
        Knot.AmongSeveral =
            T.Event.Queue.prefix(N - 1) == P.Event.Queue.prefix(N - 1);
      if (T.Event.Queue.root() == AccessPath::Var)
        Knot.Private = Body->isPrivate(T.Event.Queue.var());
      Knot.RoomTested = (P.Event.Calls || P.Event.Entry) &&
                        testsRoom(P.Event.Where, Common, P.Event.Queue);
      Knot.FlagTested = setsFlag(F, P.Event);
      Knot.ElementOwner = elementOwner(T, P.Event);
      // The caller may know that both are one: it gave the queue, and a
      // callable that captured it.
      if (!(T.Event.Queue == P.Event.Queue) && !Knot.TakeComesLast &&
          !Knot.Exclusive)
        addWithin(MaxSequences, CurrentSequences,
                  Sequence{T.Event, P.Event, true, nullptr});
      addKnot(std::move(Knot));
    }
  }
  for (const Sequence &S : CurrentSequences) {
    // A loop that is over before the put does not take again.
    bool Loop = S.InLoop;
    for (const Scope *Around = S.Take.Where; Around && !Loop;
         Around = Around->Parent)
      Loop = Around->Is == Scope::Loop && isInside(S.Blocking.Where, Around);
    QueueKnot Knot;
    Knot.F = F;
    Knot.Take = S.Take;
    Knot.Blocking = S.Blocking;
    Knot.NoLoop = !Loop;
    Knot.ElementOwner = S.ElementOwner;
    Knot.FlagTested = setsFlag(F, S.Blocking);
    addKnot(std::move(Knot));
  }
  // Calls of what the caller gives, made where the loop has taken something.
  for (const auto &[CallNumber, Item] : CallsOfParameters) {
    const BodyItem &Here = Body->items()[Item];
    for (const Located &T : Current)
      if (T.Event.Is == QueueEvent::Take)
        if (const Scope *Loop = enclosingLoop(T.Event.Where))
          if (isInside(Here.Where, Loop))
            CurrentCalls[CallNumber].Take = T.Event;
  }
}

/// Makes the summary of \p F: what callers see.
void QueueAnalysis::publish(const FunctionDecl *F) {
  QueueSummary New;
  std::map<std::tuple<int, std::string, SourceLocation>, size_t> Seen;
  auto Nameable = [&](const AccessPath &Path) {
    if (Path.root() != AccessPath::Var)
      return Path.isNamed();
    const VarDecl *V = Path.var();
    const auto *Owner = dyn_cast<FunctionDecl>(V->getDeclContext());
    return V->hasGlobalStorage() || !Owner ||
           Owner->getCanonicalDecl() != F->getCanonicalDecl();
  };
  for (const Located &L : Current) {
    if (!Nameable(L.Event.Queue))
      continue;
    QueueEvent E = L.Event;
    if (isBlocking(E.Is) && (E.Calls || E.Entry) &&
        testsRoom(E.Where, nullptr, E.Queue))
      E.Doubtful = true;
    // What a queue itself tests around its wait is how it waits.
    for (const Scope *S = E.Calls || E.Entry ? E.Where : nullptr; S;
         S = S->Parent)
      E.Conditional |=
          S->Is == Scope::Test && !isa<WhileStmt, DoStmt, ForStmt>(S->S);
    E.Where = nullptr;
    E.Statement = nullptr;
    // Of several ways to one place the surest counts, and then the first.
    auto [It, IsNew] =
        Seen.try_emplace({E.Is, E.Queue.key(), E.Site}, New.Events.size());
    if (!IsNew) {
      if (doubts(E) < doubts(New.Events[It->second]))
        New.Events[It->second] = std::move(E);
    } else if (New.Events.size() < MaxEvents) {
      New.Events.push_back(std::move(E));
    } else {
      Seen.erase(It);
      ++Unit.statistics().QueueEventsDropped;
    }
  }
  for (Sequence &S : CurrentSequences)
    if ((!S.InLoop || !(S.Take.Queue == S.Blocking.Queue)) &&
        Nameable(S.Take.Queue) && Nameable(S.Blocking.Queue)) {
      S.Take.Where = S.Blocking.Where = nullptr;
      New.Sequences.push_back(std::move(S));
    }
  for (ParameterCall &C : CurrentCalls) {
    if (C.Take && !Nameable(C.Take->Queue))
      C.Take.reset();
    New.ParameterCalls.push_back(std::move(C));
  }
  Summaries[F->getCanonicalDecl()] = std::move(New);
}

} // namespace unwedge

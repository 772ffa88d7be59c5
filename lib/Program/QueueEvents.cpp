//===--- QueueEvents.cpp - What a function does to queues itself ----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QueueAnalysis.h"

using namespace clang;

namespace unwedge {

/// The pair of descriptors in a container whose end is at \p Path.
AccessPath QueueAnalysis::pairOf(const AccessPath &Path) const {
  size_t N = Path.elements().size();
  if (N < 3 || Path.elements()[N - 1].Kind != PathElement::Field ||
      Path.elements()[N - 3].Kind != PathElement::Field ||
      !PairContainers.contains(Path.elements()[N - 3].D))
    return Path;
  return Path.prefix(N - 1);
}

void QueueAnalysis::ownEvents(const FunctionDecl *F) {
  const QueueFacts::Facts &Own = Facts.of(F);
  for (QueueEvent Event : Own.Events) {
    Event.Queue = pairOf(Facts.canonical(Event.Queue));
    if (Event.Is == QueueEvent::AwaitIdle && !Event.Entry)
      Event.Queue = Facts.drained(Event.Queue);
    const Decl *Place = QueueFacts::place(Event.Queue);
    if (!wanted(Event))
      continue;
    if (Event.Entry) {
      if (Event.Entry->MadeInSight && (!Place || !Made.contains(Place)))
        continue;
      if (Place && NonBlocking.contains(Place) && isBlocking(Event.Is))
        Event.Is = QueueEvent::Post;
      if (Event.Entry->Bound == QueueBound::OnceSet &&
          Event.Is == QueueEvent::Put &&
          (!Place || !CapacitySet.contains(Place)))
        Event.BoundUnknown = true;
    }
    size_t Number = 0;
    for (const BodyItem &Item : Own.Body->items()) {
      if (Item.Order == Event.Order)
        break;
      ++Number;
    }
    if (Number < Own.Body->items().size())
      Event.Leaves |= Own.Body->items()[Number].Leaves;
    Current.push_back({std::move(Event), Number});
  }
  // What a helper did is the helper's event.
  auto OfHelper = [&](const Stmt *S) {
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    return Callee && worthwhile(Callee);
  };
  for (const QueueFacts::Facts::Change &Change : Own.Changes) {
    bool Down = Change.countsDown();
    if (!Down && !Change.countsUp() && !Change.sets() && !Change.advances())
      continue;
    AccessPath Counter = Facts.canonical(Change.Path);
    if (!IdleCounters.contains(QueueFacts::place(Counter)) ||
        OfHelper(Change.S))
      continue;
    QueueEvent Event;
    Event.Is = Down ? QueueEvent::CountDown : QueueEvent::CountUp;
    Event.Waits = false;
    Event.Queue = std::move(Counter);
    Event.Site = Change.S->getBeginLoc();
    Event.In = F;
    Event.Where = Change.Where;
    Event.Order = Change.Order;
    size_t Number = 0;
    for (const BodyItem &Item : Own.Body->items()) {
      if (Item.Order == Event.Order)
        break;
      ++Number;
    }
    Current.push_back({std::move(Event), Number});
  }
}

/// `while (!queue.tryPut(x)) queue.tryTake(old);` does not wait.
void QueueAnalysis::dropRetriesThatMakeRoom() {
  for (Located &P : Current) {
    if (P.Event.Is != QueueEvent::Put || P.Event.Calls || !P.Event.Statement)
      continue;
    const Scope *Retry = enclosingLoop(Body->items()[P.Item].Where);
    // A retried put stands where its loop stands.
    if (!Retry || isInside(P.Event.Where, Retry))
      continue;
    for (const Located &T : Current)
      if (T.Event.Is == QueueEvent::Take && T.Event.Queue == P.Event.Queue &&
          isInside(T.Event.Where, Retry))
        P.Event.Is = QueueEvent::Post;
  }
}

/// `while (queue.size() >= limit) wait(); queue.put(x);` waits for room, though
/// the queue itself has no bound.
void QueueAnalysis::boundFromOutside(const FunctionDecl *F) {
  const QueueFacts::Facts &Own = Facts.of(F);
  if (Own.BoundWaits.empty())
    return;
  std::vector<Located> Added;
  for (const auto &[Wait, Event] : Own.BoundWaits) {
    const Scope *Loop = enclosingLoop(Wait.Where);
    for (const Located &L : Current) {
      if (L.Event.Is != QueueEvent::Post || L.Event.Order == Wait.Order ||
          (L.Event.Order < Wait.Order &&
           !(Loop && isInside(L.Event.Where, Loop))) ||
          !Facts.bounds(Wait, F, L.Event.Queue))
        continue;
      // The wait is where it blocks; the function is what puts.
      Located Put;
      Put.Event = Event;
      Put.Event.Queue = L.Event.Queue;
      Put.Item = L.Item;
      Added.push_back(std::move(Put));
      break;
    }
  }
  llvm::append_range(Current, std::move(Added));
}

bool contains(const Stmt *Outer, const Stmt *Inner) {
  llvm::SmallVector<const Stmt *, 16> Pending{Outer};
  for (unsigned Steps = 0; !Pending.empty() && Steps < 4096; ++Steps) {
    const Stmt *S = Pending.pop_back_val();
    if (!S)
      continue;
    if (S == Inner)
      return true;
    Pending.append(S->child_begin(), S->child_end());
  }
  return false;
}

/// Futures of tasks: which variable holds one, and where it is waited for.
void QueueAnalysis::futures(const FunctionDecl *F) {
  llvm::SmallVector<std::pair<const VarDecl *, QueueEvent>, 4> Held;
  llvm::SmallVector<std::pair<const Stmt *, QueueEvent>, 4> Results;
  for (const Located &L : Current) {
    if (L.Event.Is != QueueEvent::Put && L.Event.Is != QueueEvent::Post)
      continue;
    const auto *Call = dyn_cast_or_null<CallExpr>(L.Event.Statement);
    if (!Call || Call->isTypeDependent())
      continue;
    const QueueEntry *Entry = Index.entryOf(Call->getType());
    if (Entry && Entry->Kind == QueueEntry::Future)
      Results.push_back({Call, L.Event});
  }
  if (Results.empty())
    return;
  auto VariableOf = [](const Expr *E) -> const VarDecl * {
    for (unsigned Depth = 0; E && Depth < 8; ++Depth) {
      E = stripValue(E);
      if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
        return dyn_cast<VarDecl>(Ref->getDecl());
      if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
        E = Subscript->getBase();
      else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
               Operator && Operator->getNumArgs() > 0)
        E = Operator->getArg(0);
      else
        return nullptr;
    }
    return nullptr;
  };
  for (const BodyItem &Item : Body->items()) {
    if (const auto *Decls = dyn_cast<DeclStmt>(Item.S)) {
      for (const Decl *D : Decls->decls())
        if (const auto *V = dyn_cast<VarDecl>(D); V && V->getInit())
          for (const auto &[Call, Event] : Results)
            if (contains(V->getInit(), Call))
              Held.push_back({V->getCanonicalDecl(), Event});
    } else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Item.S)) {
      if (const VarDecl *V = VariableOf(Member->getImplicitObjectArgument()))
        for (const auto &[Call, Event] : Results)
          for (const Expr *Arg : Member->arguments())
            if (contains(Arg, Call))
              Held.push_back({V->getCanonicalDecl(), Event});
    } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Item.S)) {
      if (Operator->getOperator() == OO_Equal && Operator->getNumArgs() == 2)
        if (const VarDecl *V = VariableOf(Operator->getArg(0)))
          for (const auto &[Call, Event] : Results)
            if (contains(Operator->getArg(1), Call))
              Held.push_back({V->getCanonicalDecl(), Event});
    }
  }
  // Loops over containers of futures come first in the text.
  for (const BodyItem &Item : Body->items())
    if (const auto *For = dyn_cast<CXXForRangeStmt>(Item.S))
      if (const VarDecl *Range = VariableOf(For->getRangeInit()))
        if (const VarDecl *Each = For->getLoopVariable()) {
          size_t Size = Held.size();
          for (size_t I = 0; I < Size; ++I)
            if (Held[I].first == Range->getCanonicalDecl())
              Held.push_back({Each->getCanonicalDecl(), Held[I].second});
        }
  for (size_t Number = 0; Number < Body->items().size(); ++Number) {
    const BodyItem &Item = Body->items()[Number];
    const auto *Call = dyn_cast<CallExpr>(Item.S);
    const QueueRole *Role =
        Call && !Call->isTypeDependent() ? Index.role(Call) : nullptr;
    if (!Role || Role->Operation != QueueOperation::WaitResult)
      continue;
    const Expr *Object = Index.object(*Role, Call);
    if (!Object)
      continue;
    auto Add = [&](const QueueEvent &Submission) {
      QueueEvent Event;
      Event.Is = QueueEvent::AwaitTask;
      Event.Queue = Submission.Queue;
      Event.Entry = Submission.Entry;
      Event.Site = Call->getExprLoc();
      Event.In = F;
      Event.Where = Item.Where;
      Event.Order = Item.Order;
      Event.Statement = Call;
      Event.Doubtful = Submission.Doubtful;
      Event.Flags = Submission.Flags;
      Current.push_back({std::move(Event), Number});
    };
    const VarDecl *V = VariableOf(Object);
    bool Found = false;
    if (V)
      for (const auto &[Holder, Event] : Held)
        if (!Found && Holder == V->getCanonicalDecl()) {
          Found = true;
          Add(Event);
        }
    if (!Found && !V)
      for (const auto &[Result, Event] : Results)
        if (!Found && contains(Object, Result)) {
          Found = true;
          Add(Event);
        }
  }
}

} // namespace unwedge

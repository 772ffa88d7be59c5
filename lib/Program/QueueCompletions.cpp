//===--- QueueCompletions.cpp - Waits that end only when one goes on ------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A hand-written pool tells that a task is done by a field of the task, or by a
// counter of what is under way. Both are set by the thread that does the work,
// so this thread must not wait for them.
//
//===----------------------------------------------------------------------===//

#include "QueueAnalysis.h"

using namespace clang;

namespace unwedge {

/// Waits until a field of an element is set that this function put into a queue
/// before.
void QueueAnalysis::completions(const FunctionDecl *F) {
  const QueueFacts::Facts &Own = Facts.of(F);
  llvm::SmallVector<std::pair<const VarDecl *, QueueEvent>, 4> Held;
  for (const Located &L : Current) {
    if (Own.OpenWaits.empty())
      return;
    const auto *Call = dyn_cast_or_null<CallExpr>(L.Event.Statement);
    if (!Call ||
        (L.Event.Is != QueueEvent::Put && L.Event.Is != QueueEvent::Post))
      continue;
    for (const VarDecl *V : elementsOf(Call))
      Held.push_back({V, L.Event});
  }
  for (const QueueFacts::Facts::OpenWait &Wait : Own.OpenWaits)
    for (const AccessPath &Asked : Wait.Asked) {
      if (Asked.root() != AccessPath::Var || Asked.elements().size() != 1)
        continue;
      const auto *Field = cast<FieldDecl>(Asked.elements()[0].D);
      const auto *Found = llvm::find_if(Held, [&](const auto &Entry) {
        return Entry.first == Asked.var() && Entry.second.Order < Wait.Order;
      });
      if (Found == Held.end())
        continue;
      QueueEvent Event;
      Event.Is = QueueEvent::AwaitTask;
      Event.Completion = Field;
      Event.Queue = Found->second.Queue;
      Event.Site = Wait.Loc;
      Event.In = F;
      Event.Conditions = Wait.Conditions;
      Event.Where = Wait.Where;
      Event.Order = Wait.Order;
      Event.Doubtful = Found->second.Doubtful;
      Event.Flags = Found->second.Flags;
      size_t Number = 0;
      for (const BodyItem &Item : Body->items()) {
        if (Item.Order == Event.Order)
          break;
        ++Number;
      }
      // The call, where a helper waits.
      if (Number < Body->items().size())
        if (const auto *Call = dyn_cast<CallExpr>(Body->items()[Number].S))
          Event.Site = Call->getExprLoc();
      Current.push_back({std::move(Event), Number});
      break;
    }
}

/// Where \p F sets \p Field of the element that \p Take gave it; invalid if it
/// does not.
SourceLocation QueueAnalysis::completedAt(const FunctionDecl *F,
                                          const Located &Take,
                                          const FieldDecl *Field) {
  llvm::SmallVector<const VarDecl *, 2> Elements;
  for (const BodyItem &Item : Body->items()) {
    const auto *Call = dyn_cast<CallExpr>(Item.S);
    if (!Call)
      continue;
    // The take itself, or what reads the container: `Jobs.front()`.
    const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
    if (Call == Body->items()[Take.Item].S ||
        (Member && !Take.Event.Calls &&
         Facts.canonical(Body->path(Member->getImplicitObjectArgument())) ==
             Take.Event.Queue))
      llvm::append_range(Elements, elementsOf(Call));
  }
  auto Sets = [&](const QueueFacts::Facts::Change &Change,
                  const AccessPath &Element) {
    return Change.sets() && Change.Path.elements().size() == 1 &&
           Change.Path.startsWith(Element) &&
           QueueFacts::place(Change.Path) == Field->getCanonicalDecl();
  };
  for (const VarDecl *V : Elements)
    for (const QueueFacts::Facts::Change &Change : Facts.of(F).Changes)
      if (Change.Order > Take.Event.Order && Sets(Change, AccessPath::var(V)))
        return Change.S->getBeginLoc();
  // A variable that stands for what is in the container.
  for (const QueueFacts::Facts::Change &Change : Facts.of(F).Changes)
    if (Change.Order > Take.Event.Order && Change.sets() && !Take.Event.Calls &&
        Change.Path.elements().size() > Take.Event.Queue.elements().size() &&
        Change.Path.startsWith(Take.Event.Queue) &&
        QueueFacts::place(Change.Path) == Field->getCanonicalDecl())
      return Change.S->getBeginLoc();
  // A function of the element's own, or one that is given it.
  for (const BodyItem &Item : Body->items()) {
    const auto *Inner = dyn_cast<CallExpr>(Item.S);
    const FunctionDecl *Callee = Inner ? Inner->getDirectCallee() : nullptr;
    const FunctionDecl *Definition = Callee ? worthwhile(Callee) : nullptr;
    if (!Definition || Item.Order <= Take.Event.Order ||
        !Interesting.contains(Definition->getCanonicalDecl()))
      continue;
    for (const VarDecl *V : Elements) {
      AccessPath Element;
      const auto *Member = dyn_cast<CXXMemberCallExpr>(Inner);
      if (Member &&
          Body->path(Member->getImplicitObjectArgument()) == AccessPath::var(V))
        Element = AccessPath::thisObject();
      for (unsigned I = 0; I < Inner->getNumArgs(); ++I)
        if (!isa<CXXOperatorCallExpr>(Inner) &&
            localVariable(Inner->getArg(I)) == V)
          Element = AccessPath::param(I);
      if (Element.isNamed())
        for (const QueueFacts::Facts::Change &Change :
             Facts.of(Definition).Changes)
          if (Sets(Change, Element))
            return Inner->getExprLoc();
    }
  }
  return {};
}

/// Whether a function other than the consumers of the queue at \p Place, of
/// which
/// \p Consumer is one, and what that calls, sets \p Field
/// of an object that it did not make itself.
bool QueueAnalysis::isSetElsewhere(const FieldDecl *Field,
                                   const FunctionDecl *Consumer,
                                   const Decl *Place) {
  const CallGraph::Node *Own = Graph.node(Consumer);
  for (const auto &[F, N] : Graph.nodes()) {
    if (!N.Definition || N.Definition == Consumer ||
        isa<CXXConstructorDecl>(N.Definition) ||
        (Own && llvm::is_contained(Own->Callees, F)))
      continue;
    // Another consumer of the same queue says it of what it took.
    if (auto Known = Summaries.find(F);
        Known != Summaries.end() &&
        llvm::any_of(Known->second.Events, [&](const QueueEvent &Event) {
          return Event.Is == QueueEvent::Take &&
                 QueueFacts::place(Event.Queue) == Place;
        }))
      continue;
    FunctionBody Other(N.Definition, Unit.model());
    for (const BodyItem &Item : Other.items()) {
      const auto *Assign = dyn_cast<BinaryOperator>(Item.S);
      const auto *Member =
          Assign ? dyn_cast<MemberExpr>(stripValue(Assign->getLHS())) : nullptr;
      if (!Member || Member->getMemberDecl()->getCanonicalDecl() !=
                         Field->getCanonicalDecl())
        continue;
      const auto *Ref = dyn_cast<DeclRefExpr>(stripValue(Member->getBase()));
      const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
      const Expr *Value = V ? Other.onlyValue(V) : nullptr;
      if (V && V->hasLocalStorage() && V->getType()->isRecordType())
        continue;
      if (const auto *Cast = dyn_cast_or_null<ExplicitCastExpr>(
              Value ? stripValue(Value) : nullptr))
        Value = Cast->getSubExpr();
      if (Value)
        Value = stripValue(Value);
      const auto *Call = dyn_cast_or_null<CallExpr>(Value);
      bool IsNew = isa_and_nonnull<CXXNewExpr>(Value) ||
                   (Call && Call->getDirectCallee() &&
                    !worthwhile(Call->getDirectCallee()));
      if (!IsNew)
        return true;
    }
  }
  return false;
}

/// A wait until a counter is zero that the same thread counts down afterwards:
/// it was counted up on behalf of what the thread is doing.
void QueueAnalysis::countsItself(const FunctionDecl *F) {
  if (IdleCounters.empty())
    return;
  for (const Located &P : Current) {
    const Decl *Counter = QueueFacts::place(P.Event.Queue);
    if (P.Event.Is != QueueEvent::AwaitIdle || P.Event.Entry ||
        !CountedUp.contains(Counter))
      continue;
    for (const Located &T : Current) {
      if (T.Event.Is != QueueEvent::CountDown || T.Item == P.Item ||
          !(T.Event.Queue == P.Event.Queue) || T.Event.Order <= P.Event.Order ||
          exclusive(T.Event.Where, P.Event.Where))
        continue;
      llvm::SmallVector<const Scope *, 4> Tests;
      testsBetween(T.Event.Where, nullptr, P.Event.Where, Tests);
      // What was counted up behind the wait is what is counted down.
      bool CountsUp = llvm::any_of(Current, [&](const Located &U) {
        return U.Event.Is == QueueEvent::CountUp &&
               QueueFacts::place(U.Event.Queue) == Counter &&
               U.Event.Order >= P.Event.Order && U.Event.Order <= T.Event.Order;
      });
      bool Unseen = llvm::any_of(Body->items(), [&](const BodyItem &Item) {
        const auto *Call = dyn_cast<CXXMemberCallExpr>(Item.S);
        const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
        if (!Method || Item.Order < P.Event.Order ||
            Item.Order >= T.Event.Order || Method->isConst() ||
            worthwhile(Method))
          return false;
        AccessPath Object = Body->path(Call->getImplicitObjectArgument());
        return Object.isNamed() && P.Event.Queue.startsWith(Object);
      });
      if (!Tests.empty() || CountsUp || Unseen)
        continue;
      QueueKnot Knot;
      Knot.F = F;
      Knot.Take = T.Event;
      Knot.Blocking = P.Event;
      Knot.CountsItself = true;
      Knot.FlagTested = setsFlag(F, P.Event);
      addKnot(std::move(Knot));
      break;
    }
  }
}

} // namespace unwedge

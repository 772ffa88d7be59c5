//===--- QueueTasks.cpp - What the consumer of a queue runs ---------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QueueAnalysis.h"
#include <set>

using namespace clang;

namespace unwedge {

/// Tasks that are put into a queue whose consumer runs them, and block on that
/// queue.
void QueueAnalysis::tasks(const FunctionDecl *F) {
  const QueueFacts::Facts &Own = Facts.of(F);
  if (!Own.Body || Own.Body->tooLarge())
    return;
  bool GivesCallable =
      llvm::any_of(Own.Body->items(), [&](const BodyItem &Item) {
        const auto *Call = dyn_cast<CallExpr>(Item.S);
        return Call && llvm::any_of(Call->arguments(), [](const Expr *Arg) {
                 return isCallableType(Arg->getType());
               });
      });
  if (!GivesCallable)
    return;
  // Once more, now that everything is known.
  collectEvents(F);
  std::vector<Located> Submissions = Current;
  std::set<std::pair<const Stmt *, const FunctionDecl *>> Done;
  for (const Located &L : Submissions) {
    if (L.Event.Is != QueueEvent::Put && L.Event.Is != QueueEvent::Post)
      continue;
    const auto *Call = dyn_cast<CallExpr>(Own.Body->items()[L.Item].S);
    if (!Call)
      continue;
    const Decl *Place = QueueFacts::place(L.Event.Queue);
    auto Runner = Place ? Runners.find(Place) : Runners.end();
    bool IsPool = L.Event.Entry && L.Event.Entry->Kind == QueueEntry::Pool;
    if (!IsPool && Runner == Runners.end())
      continue;
    // The callee itself is what puts, and not what it was given to run.
    if (L.Event.Calls && L.Event.Calls->Step.HandedIn)
      continue;
    bool RunsIt = false;
    for (const Trace *T = L.Event.Calls.get(); T; T = T->Rest.get())
      RunsIt |= T->Step.HandedIn || T->Step.Kind == CallKind::Stored;
    if (RunsIt)
      continue;
    AccessPath Queue = outside(L.Event.Queue, F);
    llvm::ArrayRef<const Expr *> Arguments(Call->getArgs(), Call->getNumArgs());
    if (isa<CXXOperatorCallExpr>(Call) && !Arguments.empty())
      Arguments = Arguments.drop_front();
    for (const Expr *Arg : Arguments) {
      if (!isCallableType(Arg->getType()))
        continue;
      CallableExpr What = analyzeCallable(Arg, Unit.model());
      for (CallableTarget T : Graph.targetsOf(Arg)) {
        if (!T.Receiver.isNamed() && What.Receiver)
          T.Receiver = outside(Body->path(What.Receiver), F);
        const CallGraph::Node *N = Graph.node(T.Function);
        if (!N || !Done.insert({Call, N->Definition}).second)
          continue;
        auto It = Summaries.find(N->Definition->getCanonicalDecl());
        if (It == Summaries.end())
          continue;
        for (const QueueEvent &Event : It->second.Events) {
          // Who sets what a wait without a future is for is not looked for.
          if (!isBlocking(Event.Is) || Event.dependsOnArgument() ||
              Event.Completion)
            continue;
          AccessPath Blocked = Event.Queue;
          if (Blocked.root() == AccessPath::This && T.Receiver.isNamed())
            Blocked = Blocked.rebase(T.Receiver, 0);
          if (Blocked.root() == AccessPath::This ||
              Blocked.root() == AccessPath::Param)
            continue;
          const Decl *Other = QueueFacts::place(Blocked);
          if (!(Blocked == Queue) && (!Place || Other != Place))
            continue;
          QueueKnot Knot;
          Knot.F = F;
          Knot.Blocking = Event;
          Knot.Blocking.Queue = Blocked;
          if (Runner != Runners.end()) {
            Knot.Take = Runner->second.second;
            if (const auto *Method =
                    dyn_cast<CXXMethodDecl>(Runner->second.first))
              Knot.ConsumerClass = Method->getParent()->getCanonicalDecl();
          } else {
            Knot.Take = L.Event;
            Knot.ConsumerOutOfSight = true;
          }
          Knot.Take.Queue = Queue;
          Knot.SubmittedAt = Arg->getBeginLoc();
          Knot.Task = N->Definition;
          Knot.FlagTested = setsFlag(N->Definition, Event);
          addKnot(std::move(Knot));
        }
      }
    }
  }
}

/// Functions of the user's that a library's consumer runs.
void QueueAnalysis::handlers() {
  for (const auto &[F, N] : Graph.nodes()) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    if (!Method || !Method->isVirtual() || !N.Definition)
      continue;
    const QueueEntry *Entry = Index.runByConsumer(Method);
    if (!Entry)
      continue;
    auto It = Summaries.find(F);
    if (It == Summaries.end())
      continue;
    for (const QueueEvent &Event : It->second.Events) {
      if (!isBlocking(Event.Is) || Event.Entry != Entry ||
          Event.dependsOnArgument())
        continue;
      QueueKnot Knot;
      Knot.F = N.Definition;
      Knot.Blocking = Event;
      Knot.Take = Event;
      Knot.Take.Site = N.Definition->getLocation();
      Knot.Take.Calls = nullptr;
      Knot.ConsumerOutOfSight = true;
      Knot.Task = N.Definition;
      Knot.FlagTested = setsFlag(N.Definition, Event);
      addKnot(std::move(Knot));
    }
  }
}

} // namespace unwedge

//===--- QueueProgram.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The order of the work is the order of its cost. Names are looked up first;
// then the functions that wait are read; only if one of them is a put that
// waits (or a wait for tasks), the functions that can reach a queue are put
// together, callees first.
//
//===----------------------------------------------------------------------===//

#include "QueueAnalysis.h"

using namespace clang;

namespace unwedge {

/// Functions that are looked into because something waits before it calls them.
static constexpr size_t MaxAdders = 256;

static bool isOperationOfInterest(QueueOperation Operation) {
  switch (Operation) {
  case QueueOperation::Put:
  case QueueOperation::TryPut:
  case QueueOperation::Take:
  case QueueOperation::TryTake:
  case QueueOperation::Wait:
  case QueueOperation::TimedWait:
  case QueueOperation::Acquire:
  case QueueOperation::Pause:
  case QueueOperation::Submit:
  case QueueOperation::WaitIdle:
    return true;
  default:
    return false;
  }
}

bool QueueAnalysis::mentionsOperation(const CallGraph::Node &N) {
  auto Is = [&](const FunctionDecl *Callee) {
    const QueueRole *Role = Index.role(Callee);
    return Role && isOperationOfInterest(Role->Operation);
  };
  auto MayWait = [&](const FunctionDecl *Callee) {
    return Facts.mayBeWait(Callee);
  };
  return llvm::any_of(N.LibraryCallees, Is) || llvm::any_of(N.Callees, Is) ||
         llvm::any_of(N.Callees, MayWait) ||
         llvm::any_of(N.LibraryCallees, MayWait);
}

bool QueueAnalysis::collectInteresting() {
  if (Index.empty())
    return false;
  llvm::DenseSet<const CXXRecordDecl *> Classes;
  llvm::DenseSet<const RecordDecl *> Structs;
  auto ClassOf = [](const FunctionDecl *F) -> const CXXRecordDecl * {
    const auto *Method = dyn_cast<CXXMethodDecl>(enclosingNonLambda(F));
    return Method ? Method->getParent()->getCanonicalDecl() : nullptr;
  };
  auto StructsOf = [](const FunctionDecl *F, auto Visit) {
    for (const ParmVarDecl *P : F->parameters()) {
      QualType Type = P->getType();
      if (Type->isPointerType() || Type->isReferenceType())
        if (const auto *Record = Type->getPointeeType()->getAs<RecordType>())
          Visit(cast<RecordDecl>(Record->getDecl()->getCanonicalDecl()));
    }
  };
  for (const auto &[F, N] : Graph.nodes()) {
    if (!N.Definition || !mentionsOperation(N))
      continue;
    Interesting.insert(F);
    if (const CXXRecordDecl *Class = ClassOf(F))
      Classes.insert(Class);
    else
      StructsOf(F, [&](const RecordDecl *Struct) { Structs.insert(Struct); });
  }
  if (Interesting.empty())
    return false;
  // Counters are counted by any member.
  for (const auto &[F, N] : Graph.nodes()) {
    if (!N.Definition)
      continue;
    bool Belongs = Interesting.contains(F);
    if (const CXXRecordDecl *Class = ClassOf(F))
      Belongs |= Classes.contains(Class);
    else
      StructsOf(F, [&](const RecordDecl *Struct) {
        Belongs |= Structs.contains(Struct);
      });
    if (Belongs)
      Facts.noteCounters(N.Definition);
  }
  return true;
}

bool QueueAnalysis::wanted(const QueueEvent &Event) const {
  const Decl *Place = QueueFacts::place(Event.Queue);
  return Event.Entry || (Place && (ForOthers || Places.contains(Place)));
}

void QueueAnalysis::readFacts() {
  // Functions that only wait make functions of interest of those that call
  // them: a condition class of the project's own, a helper that waits for room.
  llvm::DenseMap<const FunctionDecl *,
                 llvm::SmallVector<const FunctionDecl *, 4>>
      Callers;
  bool HaveCallers = false;
  std::vector<std::pair<const FunctionDecl *, unsigned>> Pending;
  for (const auto &[F, N] : Graph.nodes())
    if (Interesting.contains(F))
      Pending.push_back({F, 0});
  constexpr unsigned MaxLevels = 3;
  for (size_t I = 0; I < Pending.size(); ++I) {
    auto [F, Level] = Pending[I];
    const CallGraph::Node *N = Graph.node(F);
    if (!N)
      continue;
    const QueueFacts::Facts &Known = Facts.of(N->Definition);
    if (Known.OpenWaits.empty() || Level >= MaxLevels)
      continue;
    if (!HaveCallers) {
      HaveCallers = true;
      for (const auto &[Caller, CallerNode] : Graph.nodes())
        for (const FunctionDecl *Callee : CallerNode.Callees)
          Callers[Callee].push_back(Caller);
    }
    for (const FunctionDecl *Caller : Callers[F])
      if (Interesting.insert(Caller).second) {
        if (const CallGraph::Node *CallerNode = Graph.node(Caller))
          Facts.noteCounters(CallerNode->Definition);
        Pending.push_back({Caller, Level + 1});
      }
  }
}

/// Whether \p N waits for the result of a task.
bool QueueAnalysis::waitsForResult(const CallGraph::Node &N) {
  auto Is = [&](const FunctionDecl *Callee) {
    const QueueRole *Role = Index.role(Callee);
    return Role && Role->Operation == QueueOperation::WaitResult;
  };
  return llvm::any_of(N.LibraryCallees, Is) || llvm::any_of(N.Callees, Is);
}

/// Whether there is anything that a consumer could block on. Notes the classes
/// of queues, and what may add to them.
bool QueueAnalysis::findBlocking() {
  bool Blocks = false;
  for (const auto &[F, N] : Graph.nodes())
    if (Interesting.contains(F) && N.Definition)
      Read.push_back(N.Definition);
  Counts.FunctionsRead += Read.size();
  for (const FunctionDecl *F : Read)
    for (const QueueEvent &Event : Facts.of(F).Events) {
      bool Counted = isBlocking(Event.Is) ||
                     (Event.Is == QueueEvent::Take && Event.Waits) ||
                     (Event.Entry && Event.Entry->Kind == QueueEntry::Pool);
      if (!Counted)
        continue;
      Blocks |= Event.Is != QueueEvent::Take;
      Counts.Puts += Event.Is == QueueEvent::Put;
      Counts.Takes += Event.Is == QueueEvent::Take;
      if (const auto *Method = dyn_cast<CXXMethodDecl>(enclosingNonLambda(F)))
        if (!Event.Entry)
          QueueClasses.insert(Method->getParent()->getCanonicalDecl());
      // The class that holds the elements may be another, and know nothing of
      // the waiting.
      if (const auto *Field =
              dyn_cast_or_null<FieldDecl>(QueueFacts::place(Event.Queue)))
        if (const auto *Holder = dyn_cast<CXXRecordDecl>(Field->getParent()))
          QueueClasses.insert(Holder->getCanonicalDecl());
    }
  // Bounds put around queues that have none.
  for (const FunctionDecl *F : Read) {
    const CallGraph::Node *N = Graph.node(F);
    if (!N || Facts.of(F).BoundWaits.empty())
      continue;
    Blocks = true;
    for (const FunctionDecl *Callee : N->Callees)
      if (const auto *Method =
              dyn_cast_or_null<CXXMethodDecl>(worthwhile(Callee));
          Method && !isa<CXXConstructorDecl, CXXDestructorDecl>(Method) &&
          Adders.size() < MaxAdders) {
        Adders.push_back(Method);
        QueueClasses.insert(Method->getParent()->getCanonicalDecl());
      }
  }
  // An element that says itself when it is done is waited for without a future.
  bool Takes = llvm::any_of(Read, [&](const FunctionDecl *F) {
    return llvm::any_of(Facts.of(F).Events, [](const QueueEvent &Event) {
      return Event.Is == QueueEvent::Take && Event.Waits;
    });
  });
  for (const FunctionDecl *F : Read)
    for (const QueueFacts::Facts::OpenWait &Wait : Facts.of(F).OpenWaits)
      Blocks |= Takes && llvm::any_of(Wait.Asked, [](const AccessPath &Path) {
                  return Path.root() == AccessPath::Var &&
                         Path.var()->hasLocalStorage();
                });
  // A future of a hand-written pool is waited for without a blocking put.
  return Blocks || llvm::any_of(Graph.nodes(), [&](const auto &Entry) {
           return waitsForResult(Entry.second);
         });
}

/// Reads the other members of the classes of queues, for takes that do not
/// wait, and notes which queues somebody blocks on.
void QueueAnalysis::findPlaces() {
  for (const auto &[F, N] : Graph.nodes())
    if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
        Method && N.Definition && !Interesting.contains(F) &&
        QueueClasses.contains(Method->getParent()->getCanonicalDecl())) {
      (void)Facts.of(N.Definition);
      Interesting.insert(F);
      Read.push_back(N.Definition);
    }
  for (const FunctionDecl *F : Read)
    for (const QueueEvent &Event : Facts.of(F).Events)
      if (isBlocking(Event.Is) || (Event.Is == QueueEvent::Take && Event.Waits))
        if (const Decl *Place = QueueFacts::place(Facts.canonical(Event.Queue)))
          Places.insert(Place);
  // Who wakes those that wait has changed what they wait for.
  auto Wakes = [&](const FunctionDecl *Callee) {
    const QueueRole *Role = Index.role(Callee);
    return Role && Role->Operation == QueueOperation::Wake;
  };
  for (const auto &[F, N] : Graph.nodes())
    if (N.Definition && !Interesting.contains(F) &&
        (llvm::any_of(N.LibraryCallees, Wakes) ||
         llvm::any_of(N.Callees, Wakes))) {
      (void)Facts.of(N.Definition);
      Interesting.insert(F);
      Read.push_back(N.Definition);
    }
  for (const FunctionDecl *F : Read)
    for (const QueueEvent &Event : Facts.of(F).Events)
      if (Event.Is == QueueEvent::AwaitIdle && !Event.Entry)
        IdleCounters.insert(QueueFacts::place(Facts.canonical(Event.Queue)));
  if (!IdleCounters.empty())
    for (const FunctionDecl *F : Read)
      for (const QueueFacts::Facts::Change &Change : Facts.of(F).Changes)
        if (const Decl *D = QueueFacts::place(Facts.canonical(Change.Path));
            Change.countsUp() && IdleCounters.contains(D))
          CountedUp.insert(D);
  for (const FunctionDecl *F : Adders)
    for (const QueueEvent &Event : Facts.of(F).Events)
      if (Event.Is == QueueEvent::Post)
        if (const Decl *Place = QueueFacts::place(Facts.canonical(Event.Queue)))
          Places.insert(Place);
}

/// Whether an event of a queue that matters, or a wait for a task, can happen
/// in \p N itself.
bool QueueAnalysis::hasEvent(const CallGraph::Node &N) {
  const FunctionDecl *F =
      N.Definition ? N.Definition->getCanonicalDecl() : nullptr;
  if (!F)
    return false;
  if (waitsForResult(N))
    return true;
  if (!Interesting.contains(F))
    return false;
  const QueueFacts::Facts &Own = Facts.of(N.Definition);
  return llvm::any_of(Own.Events,
                      [&](const QueueEvent &Event) {
                        QueueEvent Named = Event;
                        Named.Queue = Facts.canonical(Event.Queue);
                        return wanted(Named);
                      }) ||
         (!IdleCounters.empty() &&
          llvm::any_of(Own.Changes,
                       [&](const QueueFacts::Facts::Change &Change) {
                         return IdleCounters.contains(
                             QueueFacts::place(Facts.canonical(Change.Path)));
                       }));
}

/// Makes the summaries of all functions that can reach a queue, callees first.
void QueueAnalysis::summarize() {
  Reaching =
      Graph.reaching([&](const CallGraph::Node &N) { return hasEvent(N); });
  // A function that calls what it is given may reach anything.
  constexpr unsigned MaxRounds = 3;
  for (const std::vector<const CallGraph::Node *> &Component :
       Graph.components([&](const CallGraph::Node &N) {
         return N.Definition &&
                (Reaching.contains(N.Definition->getCanonicalDecl()) ||
                 llvm::any_of(N.Invoked, [](const ValueDecl *D) {
                   return isa<ParmVarDecl>(D);
                 }));
       })) {
    for (unsigned Round = 0; Round < MaxRounds; ++Round) {
      size_t Before = 0, After = 0;
      for (const CallGraph::Node *N : Component)
        Before += Summaries[N->Definition->getCanonicalDecl()].size();
      for (const CallGraph::Node *N : Component)
        analyze(N->Definition);
      for (const CallGraph::Node *N : Component)
        After += Summaries[N->Definition->getCanonicalDecl()].size();
      bool CallsItself =
          Component.size() > 1 ||
          llvm::is_contained(Component[0]->Callees,
                             Component[0]->Definition->getCanonicalDecl());
      if (!CallsItself || Before == After)
        break;
    }
  }
}

std::vector<QueueKnot> QueueAnalysis::run() {
  if (!collectInteresting())
    return {};
  readFacts();
  if (!findBlocking())
    return {};
  findPlaces();
  readConfiguration();
  summarize();
  for (const auto &[F, N] : Graph.nodes())
    if (N.Definition && Reaching.contains(F))
      tasks(N.Definition);
  handlers();
  for (QueueKnot &Knot : Knots) {
    if (Knot.NoLoop && !Knot.Task)
      findLoopOfCaller(Knot);
    if (Knot.ElementOwner && !putsItself(Knot))
      Knot.ElementOwner = nullptr;
    if (Knot.CompletedAt.isValid() &&
        isSetElsewhere(Knot.Blocking.Completion, Knot.F,
                       QueueFacts::place(Knot.Take.Queue)))
      Knot.Blocking.Doubtful = true;
  }
  return std::move(Knots);
}

/// Makes \c Current what \p F does, itself and through calls.
void QueueAnalysis::collectEvents(const FunctionDecl *F) {
  Body = Facts.of(F).Body.get();
  Current.clear();
  CurrentCalls.clear();
  CurrentSequences.clear();
  CallsOfParameters.clear();
  IndirectCalls.clear();
  ownEvents(F);
  size_t Number = 0;
  for (const BodyItem &Item : Body->items())
    visitItem(F, Item, Number++);
}

void QueueAnalysis::analyze(const FunctionDecl *F) {
  const QueueFacts::Facts &Own = Facts.of(F);
  if (!Own.Body || Own.Body->tooLarge())
    return;
  collectEvents(F);
  dropRetriesThatMakeRoom();
  boundFromOutside(F);
  futures(F);
  completions(F);
  pairUp(F);
  countsItself(F);
  publish(F);
}

bool startsWithoutBound(const FieldDecl *Field, const ASTContext &Context) {
  const Expr *Init = initializerOf(Field);
  Expr::EvalResult Value;
  return Init && !Init->isValueDependent() &&
         Init->EvaluateAsInt(Value, Context);
}

std::vector<QueueKnot> findQueueKnots(TranslationUnit &Unit,
                                      QueueCounts &Counts) {
  return QueueAnalysis(Unit, Counts).run();
}

} // namespace unwedge

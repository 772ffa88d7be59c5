//===--- CleanupFlow.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/CleanupFlow.h"
#include "unwedge/Facts/Callables.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace unwedge {

static bool sameKey(const EntryKey &A, const EntryKey &B) {
  if (A.Path.isNamed() || B.Path.isNamed())
    return A.Path == B.Path;
  return A.Text == B.Text;
}

bool sameState(const StateEvent &A, const StateEvent &B) {
  if (A.Kind != B.Kind || A.Path != B.Path)
    return false;
  switch (A.Kind) {
  case StateKind::Entry:
    if (A.All || B.All)
      return true;
    if (A.Key.MadeBy == B.At || B.Key.MadeBy == A.At)
      return A.At != nullptr;
    // A sequence has no keys: what was added last is taken away.
    if (A.Pair && !A.Pair->Key && B.Pair && !B.Pair->Key)
      return true;
    return !A.Key.Text.empty() && sameKey(A.Key, B.Key);
  case StateKind::Flag:
    return A.Key.Text == B.Key.Text;
  case StateKind::Scope:
    return A.Pair == B.Pair;
  case StateKind::Resource:
    // Whoever frees by another function than the one that fits has other
    // worries.
    return true;
  default:
    return true;
  }
}

/// Whether what \p Undo does is the opposite of what \p Done does, if both are
/// of one state. Of the value before, \c undoes asks more.
static bool isOpposite(const StateEvent &Undo, const StateEvent &Done) {
  switch (Done.Action) {
  case StateEvent::Establish:
    return Undo.Action == StateEvent::Discharge;
  case StateEvent::Raise:
    return Undo.Action == StateEvent::Lower;
  case StateEvent::Lower:
    return Undo.Action == StateEvent::Raise;
  case StateEvent::Discharge:
    // A lock that the caller holds is given up for a while.
    return Done.Kind == StateKind::Lock && Undo.Action == StateEvent::Establish;
  case StateEvent::Assign:
    break;
  }
  if (Undo.Action != StateEvent::Assign)
    return false;
  const StateValue &Old = Done.Value;
  const StateValue &New = Undo.Value;
  if (New.Kind == StateValue::Constant)
    return Old.Kind == StateValue::Constant
               ? Old.Constant_ != New.Constant_
               : New.Constant_ == 0 && Old.Kind != StateValue::Unknown;
  return New.Kind == StateValue::Variable;
}

bool undoes(const CleanupFacts &Facts, const StateEvent &Undo,
            const StateEvent &Done) {
  // Each event of a function is held against each other one: what is cheap to
  // ask comes first.
  if (Undo.At == Done.At || !isOpposite(Undo, Done) || !sameState(Undo, Done))
    return false;
  return Undo.Action != StateEvent::Assign ||
         Undo.Value.Kind != StateValue::Variable ||
         Facts.holdsOldValue(Undo.Value.Var, Done.Path);
}

CleanupFlow::CleanupFlow(const CleanupFacts &Facts,
                         CleanupFacts::HelperInfo &Helpers,
                         const AnalysisLimits &Limits)
    : Facts(Facts), Helpers(Helpers) {
  const FunctionDecl *F = Facts.function();
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.PruneTriviallyFalseEdges = true;
  ASTContext &Context = F->getASTContext();
  Graph = CFG::buildCFG(F, F->getBody(), &Context, Options);
  if (!Graph)
    return;
  if (Graph->getNumBlockIDs() > Limits.MaxBlocks) {
    Graph.reset();
    TooLarge = true;
    return;
  }
  for (unsigned I = 0; I < Facts.Events.size(); ++I)
    EventsAt[Facts.Events[I].At].push_back(I);
  for (const CFGBlock *Block : *Graph) {
    if (!Block)
      continue;
    if (const auto *Handler = dyn_cast_or_null<CXXCatchStmt>(Block->getLabel()))
      Handlers[Handler] = Block;
    for (unsigned I = 0; I < Block->size(); ++I)
      if (auto Element = (*Block)[I].getAs<CFGStmt>())
        Positions.try_emplace(Element->getStmt(), Position{Block, I});
  }
  if (Handlers.empty())
    return;
  for (const Stmt *S : Facts.statements()) {
    if (!isa<CallExpr, CXXConstructExpr>(S))
      continue;
    const Stmt *Child = S;
    for (const Stmt *Parent = Facts.parent(S); Parent;
         Child = Parent, Parent = Facts.parent(Parent))
      if (const auto *Try = dyn_cast<CXXTryStmt>(Parent);
          Try && Child == Try->getTryBlock())
        for (unsigned I = 0; I < Try->getNumHandlers(); ++I)
          if (auto It = Handlers.find(Try->getHandler(I)); It != Handlers.end())
            HandlersOfCall[S].push_back(It->second);
  }
}

CleanupFlow::Position CleanupFlow::positionOf(const Stmt *S) const {
  for (; S; S = Facts.parent(S))
    if (auto It = Positions.find(S); It != Positions.end())
      return It->second;
  return {};
}

bool CleanupFlow::walk(Position From, Visitor Visit, bool IntoHandlers) const {
  if (!From.Block)
    return true;
  bool ReachedEnd = false;
  llvm::SmallPtrSet<const CFGBlock *, 16> Seen;
  llvm::SmallVector<Position, 16> Work{From};
  while (!Work.empty()) {
    Position Here = Work.pop_back_val();
    bool Stopped = false;
    for (unsigned I = Here.Index; I < Here.Block->size() && !Stopped; ++I)
      if (auto Element = (*Here.Block)[I].getAs<CFGStmt>()) {
        Stopped = Visit(Element->getStmt()) == Step::Stop;
        if (IntoHandlers && !Stopped)
          if (auto It = HandlersOfCall.find(Element->getStmt());
              It != HandlersOfCall.end())
            for (const CFGBlock *Handler : It->second)
              if (Seen.insert(Handler).second)
                Work.push_back({Handler, 0});
      }
    if (Stopped || Here.Block->hasNoReturnElement())
      continue;
    if (Here.Block == &Graph->getExit()) {
      ReachedEnd = true;
      continue;
    }
    for (const CFGBlock *Next : Here.Block->succs())
      if (Next && Seen.insert(Next).second)
        Work.push_back({Next, 0});
  }
  return ReachedEnd;
}

/// Whether the test that decides on \p Undo gives the same answer as it would
/// have given before \p At: it looks at nothing that is set later.
bool CleanupFlow::isCorrelated(const StateEvent &Undo, const Stmt *At) const {
  const Stmt *Child = Undo.At;
  const Stmt *Parent = Facts.parent(Child);
  while (Parent && !isa<IfStmt>(Parent)) {
    if (isa<CXXCatchStmt, SwitchStmt, WhileStmt, ForStmt, DoStmt>(Parent))
      return false;
    Child = Parent;
    Parent = Facts.parent(Child);
  }
  const auto *If = dyn_cast_or_null<IfStmt>(Parent);
  if (!If || Child != If->getThen() || !If->getCond())
    return false;
  // The test itself may run a helper, but on old values only.
  llvm::SmallVector<const Stmt *, 8> Work{If->getCond()};
  bool Any = false;
  while (!Work.empty()) {
    const Stmt *S = Work.pop_back_val();
    if (isa<CallExpr, LambdaExpr>(S))
      return false;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      const ValueDecl *D = Ref->getDecl();
      const auto *V = dyn_cast<VarDecl>(D);
      if (const auto *Binding = dyn_cast<BindingDecl>(D))
        V = dyn_cast_or_null<VarDecl>(Binding->getDecomposedDecl());
      if (!V || V->hasGlobalStorage() || Facts.isReassigned(V))
        return false;
      const SourceManager &SM = V->getASTContext().getSourceManager();
      // One that the callback's own result initialises is not old.
      if (!SM.isBeforeInTranslationUnit(V->getEndLoc(), At->getBeginLoc()))
        return false;
      Any = true;
    }
    for (const Stmt *Next : S->children())
      if (Next)
        Work.push_back(Next);
  }
  return Any;
}

/// Whether the lock that \p Release releases was held when the function was
/// called: nothing before has acquired it.
bool CleanupFlow::isGivenUp(const StateEvent &Release) const {
  const SourceManager &SM =
      Facts.function()->getASTContext().getSourceManager();
  return Release.Kind == StateKind::Lock &&
         llvm::none_of(Facts.Events, [&](const StateEvent &Event) {
           return Event.Action == StateEvent::Establish &&
                  sameState(Event, Release) &&
                  SM.isBeforeInTranslationUnit(Event.At->getBeginLoc(),
                                               Release.At->getBeginLoc());
         });
}

std::vector<PendingState>
CleanupFlow::pendingAt(const CallbackCall &Callback) const {
  std::vector<PendingState> Result;
  Position Call = positionOf(Callback.At);
  if (!Call.Block)
    return Result;
  Position After{Call.Block, Call.Index + 1};
  const auto &Events = Facts.Events;
  auto At = [&](const Stmt *S) -> llvm::ArrayRef<unsigned> {
    auto It = EventsAt.find(S);
    return It == EventsAt.end() ? llvm::ArrayRef<unsigned>()
                                : llvm::ArrayRef<unsigned>(It->second);
  };
  for (unsigned I = 0; I < Events.size(); ++I) {
    const StateEvent &Done = Events[I];
    PendingState Pending;
    Pending.Established = I;
    bool Completion = Done.Kind == StateKind::Completion;
    auto Undoes = [&](const StateEvent &Event) {
      return Completion ? sameState(Event, Done) : undoes(Facts, Event, Done);
    };
    if (!Completion) {
      if (llvm::none_of(Events, Undoes) ||
          (Done.Action == StateEvent::Discharge && !isGivenUp(Done)))
        continue;
      // Is it pending when control gets to the call?
      Position Start = positionOf(Done.At);
      if (!Start.Block)
        continue;
      bool Reaches = false;
      walk(
          {Start.Block, Start.Index + 1},
          [&](const Stmt *S) {
            if (S == Callback.At) {
              Reaches = true;
              return Step::Stop;
            }
            for (unsigned E : At(S))
              if (E != I && sameState(Events[E], Done) &&
                  (Undoes(Events[E]) || Events[E].Action == StateEvent::Assign))
                return Step::Stop;
            return Step::Go;
          },
          /*IntoHandlers=*/true);
      if (!Reaches)
        continue;
      Pending.MayStay =
          walk({Start.Block, Start.Index + 1}, [&](const Stmt *S) {
            return S == Callback.At || llvm::any_of(At(S),
                                                    [&](unsigned E) {
                                                      return Undoes(Events[E]);
                                                    })
                       ? Step::Stop
                       : Step::Go;
          });
      walk({&Graph->getEntry(), 0}, [&](const Stmt *S) {
        Pending.Certain &= S != Callback.At;
        return S == Done.At || S == Callback.At ? Step::Stop : Step::Go;
      });
    } else {
      Pending.Established = Events.size();
      // One finding for each object.
      if (llvm::any_of(llvm::ArrayRef(Events).take_front(I),
                       [&](const StateEvent &E) { return sameState(E, Done); }))
        continue;
    }
    bool Lost = false;
    bool End = walk(After, [&](const Stmt *S) {
      if (isa<CXXThrowExpr>(S))
        return Step::Stop;
      for (unsigned E : At(S)) {
        if (!sameState(Events[E], Done))
          continue;
        if (Undoes(Events[E])) {
          if (!llvm::is_contained(Pending.Undone, E))
            Pending.Undone.push_back(E);
          return Step::Stop;
        }
        if (Events[E].Action == Done.Action && !Completion &&
            Done.Kind != StateKind::Counter) {
          Lost = true;
          return Step::Stop;
        }
      }
      return Step::Go;
    });
    if (Pending.Undone.empty())
      continue;
    // What the loop around both does first in its next round is not after it.
    Pending.Always = !End && !Lost;
    if (!Pending.Always && !Lost)
      Pending.Always = llvm::all_of(Pending.Undone, [&](unsigned E) {
        return isCorrelated(Events[E], Callback.At);
      });
    Result.push_back(std::move(Pending));
  }
  return Result;
}

//===----------------------------------------------------------------------===//
// The ways out by exception
//===----------------------------------------------------------------------===//

bool CleanupFlow::undoneBy(const FunctionDecl *Lambda,
                           const StateEvent &Done) const {
  const std::vector<StateEvent> *Inside = Helpers.eventsOf(Lambda);
  if (!Inside)
    return false;
  const FunctionDecl *F = Facts.function();
  for (StateEvent Event : *Inside) {
    // Back into the terms of the function around the lambda.
    switch (Event.Path.root()) {
    case AccessPath::FrameThis:
      if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
          Method && !isLambdaCallOperator(Method) &&
          Event.Path.function() == F->getCanonicalDecl())
        Event.Path = Event.Path.rebase(AccessPath::thisObject(), 0);
      break;
    case AccessPath::Var:
      if (const auto *Parameter = dyn_cast<ParmVarDecl>(Event.Path.var());
          Parameter && Parameter->getDeclContext() == F)
        Event.Path = Event.Path.rebase(
            AccessPath::param(Parameter->getFunctionScopeIndex()), 0);
      else
        Event.Path = Facts.resolve(Event.Path);
      break;
    default:
      break;
    }
    // Which entry, and back to which value, is taken on trust: who writes a
    // guard for this state means this.
    if (areOfOneKind(Event, Done) && Event.Path == Done.Path)
      return true;
    if (areOfOneKind(Event, Done) && Event.Path.lockClass() &&
        Event.Path.lockClass() == Done.Path.lockClass())
      return true;
  }
  return false;
}

bool CleanupFlow::isDisarmedBefore(const VarDecl *V, const Stmt *At) const {
  const CXXRecordDecl *Class =
      V->getType().getNonReferenceType()->getAsCXXRecordDecl();
  const ScopeGuardType *Guard = Facts.cleanup().scopeGuard(Class);
  // What a hand-written destructor asks before it does anything.
  llvm::SmallPtrSet<const Decl *, 4> Asked;
  if (const CXXDestructorDecl *Destructor =
          Class && Class->hasDefinition() ? Class->getDestructor() : nullptr;
      Destructor && Destructor->getBody()) {
    llvm::SmallVector<const Stmt *, 8> Work{Destructor->getBody()};
    while (!Work.empty()) {
      const Stmt *S = Work.pop_back_val();
      if (const auto *If = dyn_cast<IfStmt>(S); If && If->getCond()) {
        llvm::SmallVector<const Stmt *, 8> Cond{If->getCond()};
        while (!Cond.empty()) {
          const Stmt *C = Cond.pop_back_val();
          if (const auto *Member = dyn_cast<MemberExpr>(C))
            Asked.insert(Member->getMemberDecl()->getCanonicalDecl());
          for (const Stmt *Next : C->children())
            if (Next)
              Cond.push_back(Next);
        }
      }
      for (const Stmt *Next : S->children())
        if (Next)
          Work.push_back(Next);
    }
  }
  const SourceManager &SM = V->getASTContext().getSourceManager();
  for (const Stmt *S : Facts.statements()) {
    const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
    const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
    if (!Method || isa<CXXConversionDecl>(Method) ||
        !SM.isBeforeInTranslationUnit(Call->getBeginLoc(), At->getBeginLoc()))
      continue;
    const auto *Ref = dyn_cast<DeclRefExpr>(
        Call->getImplicitObjectArgument()->IgnoreParenImpCasts());
    if (!Ref)
      if (const auto *Move = dyn_cast<CallExpr>(
              Call->getImplicitObjectArgument()->IgnoreParenImpCasts());
          Move && Move->getNumArgs() == 1)
        Ref = dyn_cast<DeclRefExpr>(Move->getArg(0)->IgnoreParenImpCasts());
    if (!Ref || Ref->getDecl() != V)
      continue;
    // A guard that is called off on one branch only still guards the others,
    // and that branch leaves the function mostly.
    if (Guard && Method->getDeclName().isIdentifier() &&
        llvm::is_contained(Guard->Disarm, Method->getName()))
      return true;
    const FunctionDecl *Definition = nullptr;
    if (Guard || Asked.empty() || !Method->hasBody(Definition))
      continue;
    llvm::SmallVector<const Stmt *, 8> Work{Definition->getBody()};
    while (!Work.empty()) {
      const Stmt *Inner = Work.pop_back_val();
      if (const auto *Assignment = dyn_cast<BinaryOperator>(Inner);
          Assignment && Assignment->getOpcode() == BO_Assign)
        if (const auto *Member =
                dyn_cast<MemberExpr>(Assignment->getLHS()->IgnoreParens()))
          if (Asked.contains(Member->getMemberDecl()->getCanonicalDecl()))
            return true;
      for (const Stmt *Next : Inner->children())
        if (Next)
          Work.push_back(Next);
    }
  }
  return false;
}

/// Whether \p F has a body that was not compiled, as clangd does with those of
/// system headers.
static bool hasSkippedBody(const FunctionDecl *F) {
  const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
  return F->hasSkippedBody() || (Pattern && Pattern->hasSkippedBody());
}

bool CleanupFlow::protects(const VarDecl *V, const StateEvent &Done) const {
  const SourceManager &SM = V->getASTContext().getSourceManager();
  const auto *CleanupFunction = V->getAttr<CleanupAttr>();
  const CXXRecordDecl *Class =
      V->getType().getNonReferenceType()->getAsCXXRecordDecl();
  if (!Class && !CleanupFunction)
    return false;
  const CXXDestructorDecl *Destructor = nullptr;
  bool IsLibrary = false;
  if (Class) {
    Class = Class->getDefinition();
    if (!Class)
      return true;
    if (Class->hasTrivialDestructor() || Class->isLambda())
      return false;
    IsLibrary = SM.isInSystemHeader(Class->getLocation());
    if (IsLibrary && !Facts.cleanup().scopeGuard(Class) &&
        !Facts.model().guardOf(Class) && !isPointerLike(Class))
      return false;
    if (isCallableType(V->getType()))
      return false;
    // It gives the lock up once more, rather than taking it again.
    if (Done.Action == StateEvent::Discharge && Facts.model().guardOf(Class))
      return false;
    Destructor = Class->getDestructor();
  }

  auto MatchesByClass = [&](const FunctionDecl *F) {
    const std::vector<StateEvent> *Inside = F ? Helpers.eventsOf(F) : nullptr;
    return Inside && llvm::any_of(*Inside, [&](const StateEvent &Event) {
             return areOfOneKind(Event, Done) && Event.Path.lockClass() &&
                    Event.Path.lockClass() == Done.Path.lockClass();
           });
  };
  if (CleanupFunction && MatchesByClass(CleanupFunction->getFunctionDecl()))
    return true;
  if (!IsLibrary && MatchesByClass(Destructor))
    return true;
  const FunctionDecl *DestructorBody = nullptr;
  bool DestructorUnknown =
      CleanupFunction ||
      (Destructor && !Destructor->isImplicit() && !Destructor->isDefaulted() &&
       !Facts.model().guardOf(Class) && !hasSkippedBody(Destructor) &&
       !Destructor->hasBody(DestructorBody));

  // What the guard was made of.
  llvm::SmallVector<const Stmt *, 16> Work;
  if (V->getInit())
    Work.push_back(V->getInit());
  while (!Work.empty()) {
    const Stmt *S = Work.pop_back_val();
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
      llvm::SmallVector<const FunctionDecl *, 2> Operators;
      lambdaCallOperators(Lambda->getLambdaClass(), Operators);
      for (const FunctionDecl *Operator : Operators)
        if (undoneBy(Operator, Done))
          return true;
      for (const Expr *Init : Lambda->capture_inits())
        if (Init)
          Work.push_back(Init);
      continue;
    }
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      if (const auto *Local = dyn_cast<VarDecl>(Ref->getDecl()))
        if (const CXXRecordDecl *Closure =
                Local->getType()->getAsCXXRecordDecl();
            Closure && Closure->isLambda()) {
          llvm::SmallVector<const FunctionDecl *, 2> Operators;
          lambdaCallOperators(Closure, Operators);
          for (const FunctionDecl *Operator : Operators)
            if (undoneBy(Operator, Done))
              return true;
        }
    if (const auto *E = dyn_cast<Expr>(S);
        E && isa<MemberExpr, DeclRefExpr, CXXThisExpr, CallExpr>(E)) {
      AccessPath Mentioned =
          Done.Kind == StateKind::Resource
              ? staticPath(E, Facts.function(), Facts.model(), false)
              : Facts.path(E);
      if (Mentioned.isNamed()) {
        if (Mentioned == Done.Path)
          return true;
        if (DestructorUnknown && Done.Path.startsWith(Mentioned))
          return true;
      }
    }
    for (const Stmt *Next : S->children())
      if (Next)
        Work.push_back(Next);
  }
  return false;
}

const VarDecl *CleanupFlow::guardAlive(const Stmt *At, const StateEvent &Done,
                                       const VarDecl *&Disarmed) const {
  const VarDecl *Found = nullptr;
  auto Consider = [&](const Stmt *S) {
    const auto *Declaration = dyn_cast_or_null<DeclStmt>(S);
    if (!Declaration || Found)
      return;
    for (const Decl *D : Declaration->decls()) {
      const auto *V = dyn_cast<VarDecl>(D);
      if (!V || V->hasGlobalStorage() || !protects(V, Done))
        continue;
      if (isDisarmedBefore(V, At))
        Disarmed = V;
      else
        Found = V;
    }
  };
  const Stmt *Child = At;
  for (const Stmt *Parent = Facts.parent(At); Parent && !Found;
       Child = Parent, Parent = Facts.parent(Parent)) {
    if (const auto *Compound = dyn_cast<CompoundStmt>(Parent)) {
      for (const Stmt *S : Compound->body()) {
        if (S == Child)
          break;
        // A label or case may stand in front of a declaration.
        while (const auto *Label = dyn_cast<SwitchCase>(S))
          S = Label->getSubStmt();
        Consider(S);
      }
    } else if (const auto *If = dyn_cast<IfStmt>(Parent)) {
      Consider(If->getInit());
      Consider(If->getConditionVariableDeclStmt());
    } else if (const auto *For = dyn_cast<ForStmt>(Parent)) {
      Consider(For->getInit());
    } else if (const auto *Switch = dyn_cast<SwitchStmt>(Parent)) {
      Consider(Switch->getInit());
    } else if (const auto *While = dyn_cast<WhileStmt>(Parent)) {
      Consider(While->getConditionVariableDeclStmt());
    } else if (const auto *Range = dyn_cast<CXXForRangeStmt>(Parent)) {
      Consider(Range->getInit());
      Consider(Range->getLoopVarStmt());
    }
  }
  return Found;
}

bool CleanupFlow::undoneIn(const CXXCatchStmt *Handler,
                           const StateEvent &Done) const {
  auto It = Handlers.find(Handler);
  if (It == Handlers.end())
    return true;
  bool LockedTwice = false;
  bool End = walk({It->second, 0}, [&](const Stmt *S) {
    auto At = EventsAt.find(S);
    if (At == EventsAt.end())
      return Step::Go;
    for (unsigned E : At->second) {
      const StateEvent &Event = Facts.Events[E];
      if (Done.Kind == StateKind::Completion ? sameState(Event, Done)
                                             : undoes(Facts, Event, Done))
        return Step::Stop;
      // Going round the loop again. What is set again is right again; what is
      // locked again is locked twice.
      if (Event.At == Done.At && Done.Kind != StateKind::Counter) {
        LockedTwice |= Done.Kind == StateKind::Lock &&
                       Done.Action == StateEvent::Establish;
        return Step::Stop;
      }
    }
    return Step::Go;
  });
  return !End && !LockedTwice;
}

UnwindResult CleanupFlow::unwind(const CallbackCall &Callback,
                                 const StateEvent &Done) const {
  UnwindResult Result;
  const Stmt *At = Callback.At;
  if (guardAlive(At, Done, Result.Disarmed)) {
    Result.Protected = true;
    return Result;
  }
  const Stmt *Child = At;
  for (const Stmt *Parent = Facts.parent(At); Parent;
       Child = Parent, Parent = Facts.parent(Parent)) {
    const auto *Try = dyn_cast<CXXTryStmt>(Parent);
    if (!Try || Child != Try->getTryBlock())
      continue;
    for (unsigned I = 0; I < Try->getNumHandlers(); ++I) {
      const CXXCatchStmt *Handler = Try->getHandler(I);
      bool TakesAll = !Handler->getExceptionDecl();
      bool Undone = undoneIn(Handler, Done);
      if (Undone && TakesAll) {
        // What an earlier handler took does not come here.
        Result.Protected = !Result.Forgetful;
        return Result;
      }
      if (Undone && !Result.Partial)
        Result.Partial = Handler;
      if (!Undone && !Result.Forgetful)
        Result.Forgetful = Handler;
      if (TakesAll)
        return Result;
    }
  }
  return Result;
}

} // namespace unwedge

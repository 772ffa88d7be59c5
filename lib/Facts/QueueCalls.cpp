//===--- QueueCalls.cpp - Calls that wait or change -----------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExprPaths.h"
#include "QueueFactsBuilder.h"
#include "unwedge/Facts/Callables.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace unwedge {

/// Whether a timed wait that stands there ends for good when the time is up.
bool QueueFacts::Builder::givesUp(const BodyItem &Item) const {
  if (!Item.Unused)
    return true;
  const Scope *Loop = enclosingLoop(Item.Where);
  if (!Loop)
    return true;
  // A way out of the loop that depends on something of the function's own, such
  // as a deadline.
  for (const BodyItem &Other : Body.items()) {
    if (!isa<ReturnStmt, BreakStmt>(Other.S) || !isInside(Other.Where, Loop))
      continue;
    for (const Scope *Where = Other.Where; Where && Where != Loop;
         Where = Where->Parent) {
      if (Where->Is != Scope::Test || !Where->Condition || Where->S == Loop->S)
        continue;
      llvm::SmallVector<const Stmt *, 16> Pending{Where->Condition};
      for (unsigned Steps = 0; !Pending.empty() && Steps < 64; ++Steps) {
        const Stmt *S = Pending.pop_back_val();
        if (!S)
          continue;
        if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
          if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
              V && V->hasLocalStorage())
            return true;
        Pending.append(S->child_begin(), S->child_end());
      }
    }
  }
  if (const auto *For = dyn_cast<ForStmt>(Loop->S))
    return For->getInc() != nullptr;
  return false;
}

/// Notes what fields \p Condition, which \p Wait is for, asks about.
void QueueFacts::Builder::ask(const Expr *Condition, Facts::OpenWait &Wait) {
  llvm::SmallVector<Mention, 4> Found;
  mentionsOf(topFrame(), Condition, NoOrientation, Found);
  for (const Mention &M : Found)
    if (AccessPath Path = toField(M.Path);
        !Path.elements().empty() && Wait.Asked.size() < 8)
      Wait.Asked.push_back(std::move(Path));
}

void QueueFacts::Builder::askScopes(const Scope *Where, const Scope *UpTo,
                                    Facts::OpenWait &Wait) {
  for (; Where && Where != UpTo; Where = Where->Parent)
    if (Where->Is == Scope::Test && Where->Condition &&
        !Where->Condition->isTypeDependent())
      ask(Where->Condition, Wait);
}

void QueueFacts::Builder::addWait(const BodyItem &Item, SourceLocation Loc,
                                  const CallExpr *Predicates) {
  Facts::OpenWait Wait;
  Wait.Loc = Loc;
  Wait.Where = Item.Where;
  Wait.Order = Item.Order;
  if (Predicates) {
    Frame Top = topFrame();
    for (const Expr *Arg : Predicates->arguments())
      if (isCallableType(Arg->getType())) {
        orient(Top, Arg, /*Holds=*/false, Wait.Mentions);
        ask(Arg, Wait);
        for (const FunctionDecl *Predicate :
             analyzeCallable(Arg, Index.model()).Functions) {
          const FunctionDecl *Definition = nullptr;
          llvm::SmallVector<const Expr *, 2> Values;
          if (Predicate->hasBody(Definition))
            returnedBy(All.body(Definition), Values);
          for (const Expr *Value : Values)
            Wait.AsksForThread |= All.identifiesThread(Value);
        }
      }
  }
  const Scope *Loop = enclosingLoop(Item.Where);
  const Scope *Outer = Loop ? Loop->Parent : nullptr;
  orientScopes(Item.Where, Outer, Wait.Mentions);
  askScopes(Item.Where, Outer, Wait);
  Wait.OwnMentions = Wait.Mentions.size();
  if (Outer)
    orientScopes(Outer, nullptr, Wait.Mentions);
  conditionsOf(Item.Where, Wait.Conditions);
  Waits.push_back(std::move(Wait));
}

/// The container and the index, if \p E is an element of a library container.
static std::pair<const Expr *, const Expr *> elementOf(const Expr *E) {
  E = strip(E);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
    if (Operator->getOperator() == OO_Subscript && Operator->getNumArgs() == 2)
      return {Operator->getArg(0), Operator->getArg(1)};
    return {};
  }
  const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  if (!Method || Call->getNumArgs() != 1 ||
      !Call->getArg(0)->getType()->isIntegerType() ||
      !Method->getReturnType()->isReferenceType())
    return {};
  const SourceManager &SM = Method->getASTContext().getSourceManager();
  if (!SM.isInSystemHeader(Method->getLocation()))
    return {};
  return {Call->getImplicitObjectArgument(), Call->getArg(0)};
}

/// Whether \p Object belongs to an element whose index is some number modulo
/// the size of the container: sooner or later each of them.
bool QueueFacts::Builder::goesRound(const Expr *Object) const {
  const auto *Member =
      dyn_cast_or_null<MemberExpr>(Object ? strip(Object) : nullptr);
  auto [Container, Index] = elementOf(Member ? Member->getBase() : Object);
  const auto *Rest =
      dyn_cast_or_null<BinaryOperator>(Index ? strip(Index) : nullptr);
  if (!Rest || Rest->getOpcode() != BO_Rem)
    return false;
  const auto *Size = dyn_cast<CallExpr>(strip(Rest->getRHS()));
  const QueueRole *Role = Size ? this->Index.role(Size) : nullptr;
  return Role && Role->Operation == QueueOperation::Size &&
         Body.path(this->Index.object(*Role, Size)) == Body.path(Container);
}

/// The object of an operation of the model.
AccessPath QueueFacts::Builder::objectPath(const QueueRole &Role,
                                           const CallExpr *Call) const {
  const Expr *Object = Index.object(Role, Call);
  if (!Object) {
    const FunctionDecl *Default = Index.defaultObject(Role);
    return Default ? AccessPath::result(Default) : AccessPath::opaque();
  }
  AccessPath Path = Body.path(Object);
  if (Path.isNamed() && !isLocal(Path))
    return Path;
  // `ends.at(i).first`
  if (const auto *Member = dyn_cast<MemberExpr>(strip(Object)))
    if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()))
      if (const Expr *Container = elementOf(Member->getBase()).first) {
        AccessPath Whole = Body.path(Container);
        if (Whole.isNamed())
          return Whole.plus({PathElement::UnknownIndex, nullptr, 0})
              .field(Field);
      }
  // `Pool::global()`, or a local variable that is this.
  Object = strip(Object);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Object))
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
      if (const Expr *Value = Body.onlyValue(V))
        Object = strip(Value);
  if (const auto *Getter = dyn_cast<CallExpr>(Object))
    if (const FunctionDecl *Callee = Getter->getDirectCallee();
        Callee && Index.isDefaultObject(Callee))
      return AccessPath::result(Callee);
  return Path;
}

void QueueFacts::Builder::visitRole(const QueueRole &Role, const CallExpr *Call,
                                    const BodyItem &Item) {
  const Expr *Object = Index.object(Role, Call);
  AccessPath ObjectPath = objectPath(Role, Call);
  switch (Role.Operation) {
  case QueueOperation::Put:
  case QueueOperation::TryPut:
  case QueueOperation::Take:
  case QueueOperation::TryTake:
  case QueueOperation::Submit:
  case QueueOperation::WaitIdle: {
    QueueEvent Event;
    Event.Entry = Role.Entry;
    Event.Queue = ObjectPath;
    if (Role.Entry->MadeInSight && !Event.Queue.elements().empty() &&
        Event.Queue.elements().back().Kind == PathElement::ConstantIndex)
      Event.Queue = Event.Queue.prefix(Event.Queue.elements().size() - 1);
    if (Role.Entry->FieldOfQueue) {
      // An end that is held by itself may be that of any queue.
      if (Event.Queue.elements().empty() ||
          Event.Queue.elements().back().Kind != PathElement::Field)
        return;
      Event.Queue = Event.Queue.prefix(Event.Queue.elements().size() - 1);
    }
    if (!Event.Queue.isNamed())
      return;
    bool IsPut = Role.Operation == QueueOperation::Put;
    CallBlocks Blocks = Index.blocks(Role, Call);
    if (Role.Operation == QueueOperation::Submit) {
      Event.Is = Role.Entry->Bound == QueueBound::Never ? QueueEvent::Post
                                                        : QueueEvent::Put;
    } else if (Role.Operation == QueueOperation::WaitIdle) {
      // With a time-out it gives up.
      if (Blocks != CallBlocks::Yes && Call->getNumArgs() > 0)
        return;
      Event.Is = QueueEvent::AwaitIdle;
    } else if (Role.Operation == QueueOperation::TryPut) {
      Event.Is = QueueEvent::Post;
      if (const Scope *Loop = enclosingLoop(Item.Where))
        TriesInLoops.push_back({Loop, Event.Queue});
    } else if (IsPut) {
      if (Blocks != CallBlocks::Yes || Role.Entry->Bound == QueueBound::Never ||
          (Role.Entry->WhenAwaited && !Item.Awaited))
        Event.Is = QueueEvent::Post;
      // write(descriptor, data, 1)
      Expr::EvalResult Size;
      Event.WakesOnly =
          Role.Entry->MadeInSight && Call->getNumArgs() > 2 &&
          Call->getArg(2)->getType()->isIntegerType() &&
          Call->getArg(2)->EvaluateAsInt(Size, F->getASTContext()) &&
          Size.Val.getInt() == 1;
    } else {
      Event.Is = QueueEvent::Take;
      Event.Waits = Role.Operation == QueueOperation::Take;
    }
    Event.GoesRound = Object && goesRound(Object);
    Event.BoundUnknown = Role.Entry->Bound == QueueBound::Unknown;
    Event.Site = Call->getExprLoc();
    Event.In = F;
    Event.Where = Item.Where;
    Event.Order = Item.Order;
    Event.Statement = Call;
    Event.Leaves = Item.Leaves;
    conditionsOf(Item.Where, Event.Conditions);
    describeGuards(Event);
    Result.Events.push_back(std::move(Event));
    return;
  }
  case QueueOperation::Wait:
    addWait(Item, Call->getExprLoc(), Call);
    return;
  case QueueOperation::TimedWait:
    if (Role.Entry->Kind == QueueEntry::Waiting) {
      addWait(Item, Call->getExprLoc(), Call);
      Waits.back().GivesUp = givesUp(Item);
    }
    return;
  case QueueOperation::Acquire: {
    if (!Object)
      return;
    addWait(Item, Call->getExprLoc(), nullptr);
    Waits.back().IsSemaphore = true;
    Waits.back().Semaphore = ObjectPath;
    return;
  }
  case QueueOperation::Release:
    if (Object)
      Released.push_back({ObjectPath, Item.Order});
    return;
  case QueueOperation::Pause: {
    const Scope *Loop = enclosingLoop(Item.Where);
    if (Loop && LoopsThatWait.insert(Loop).second)
      addWait(Item, Call->getExprLoc(), nullptr);
    return;
  }
  case QueueOperation::Add:
    noteChange(AddsElement, Object, Item);
    return;
  case QueueOperation::Remove:
    noteChange(RemovesElement, Object, Item);
    return;
  default:
    return;
  }
}

/// Whether calling \p Callee may change its object.
static bool mayChangeObject(const FunctionDecl *Callee) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  return Method && Method->isInstance() && !Method->isConst() &&
         !isa<CXXDestructorDecl>(Method) && !Method->isOverloadedOperator();
}

void QueueFacts::Builder::visitCall(const CallExpr *Call,
                                    const BodyItem &Item) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (const QueueRole *Role = Index.role(Call)) {
    visitRole(*Role, Call, Item);
    return;
  }
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    switch (Operator->getOperator()) {
    case OO_PlusPlus:
    case OO_PlusEqual:
      noteChange(CountsUp, Operator->getArg(0), Item);
      return;
    case OO_MinusMinus:
    case OO_MinusEqual:
      noteChange(CountsDown, Operator->getArg(0), Item);
      return;
    case OO_Equal:
      if (Operator->getNumArgs() == 2)
        visitAssignment(Operator->getArg(0), Operator->getArg(1), Item);
      return;
    case OO_Subscript:
      noteChange(ReadsElement, Operator->getArg(0), Item);
      return;
    default:
      break;
    }
  }
  if (!Callee)
    return;
  CallRole Known = Index.model().role(Callee);
  if (Known.Function == FunctionEffect::Exchanges) {
    // Both now have the other's contents.
    for (const Expr *Arg : Call->arguments())
      noteChange(RemovesElement, Arg, Item);
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
      noteChange(RemovesElement, Member->getImplicitObjectArgument(), Item);
      if (Call->getNumArgs() == 1) {
        AccessPath A = Body.path(Member->getImplicitObjectArgument());
        AccessPath B = Body.path(Call->getArg(0));
        if (lastDecl(A) && lastDecl(B) && !A.elements().empty() &&
            !B.elements().empty())
          All.unite(lastDecl(A), lastDecl(B));
      }
    } else if (Call->getNumArgs() == 2) {
      AccessPath A = Body.path(Call->getArg(0));
      AccessPath B = Body.path(Call->getArg(1));
      if (lastDecl(A) && lastDecl(B) && !A.elements().empty() &&
          !B.elements().empty())
        All.unite(lastDecl(A), lastDecl(B));
    }
    return;
  }
  if (Known.Lock || Known.Guard)
    return;
  if (isAssumedWait(Call, Item)) {
    addWait(Item, Call->getExprLoc(), nullptr);
    Waits.back().AssumedWait = Callee;
    return;
  }
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    const Expr *Object = Member->getImplicitObjectArgument();
    if (mayChangeObject(Callee) && !isa<CXXThisExpr>(strip(Object)) &&
        !Index.entryOf(Object->IgnoreParenImpCasts()->getType()))
      noteChange(Call->getNumArgs() ? CallsWithArguments : Calls, Object, Item);
    // A stored value comes through atomics as well.
    if (Call->getNumArgs() >= 1 &&
        Call->getArg(0)->getType()->isIntegralOrEnumerationType() &&
        !All.Sight.worthwhile(Callee) &&
        Object->getType()->getAsCXXRecordDecl() && Callee->getIdentifier() &&
        Callee->getReturnType()->isVoidType())
      visitAssignment(Object, Call->getArg(0), Item);
  } else if (!isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() >= 2) {
    // `ring_write(&q->ring, item)`: C's member functions.
    QualType First = Call->getArg(0)->getType();
    if (First->isPointerType() && !First->getPointeeType().isConstQualified() &&
        First->getPointeeType()->isRecordType())
      noteChange(CallsWithArguments, Call->getArg(0), Item);
  }
  fold(Call, Item);
}

/// Whether \p Call can be nothing but the wait of a condition class that is out
/// of sight: it is all that a loop does, and is given the lock.
bool QueueFacts::Builder::isAssumedWait(const CallExpr *Call,
                                        const BodyItem &Item) {
  const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
  const FunctionDecl *Callee = Call->getDirectCallee();
  const Scope *Loop = enclosingLoop(Item.Where);
  if (!Member || !Callee || !Item.Unused || !Loop || !Item.Where ||
      Item.Where->S != Loop->S || !All.mayBeWait(Callee) ||
      isa<CXXThisExpr>(strip(Member->getImplicitObjectArgument())))
    return false;
  const Stmt *Inside = nullptr;
  if (const auto *While = dyn_cast<WhileStmt>(Loop->S))
    Inside = While->getBody();
  else if (const auto *For = dyn_cast<ForStmt>(Loop->S))
    Inside = For->getInc() ? nullptr : For->getBody();
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(Inside))
    Inside = Block->size() == 1 ? Block->body_front() : nullptr;
  const auto *E = dyn_cast_or_null<Expr>(Inside);
  return E && strip(E) == Call;
}

/// Helpers of the same object, and what waits for others to be told: their
/// waits and changes are the caller's.
void QueueFacts::Builder::fold(const CallExpr *Call, const BodyItem &Item) {
  Frame Inner;
  Frame Top = topFrame();
  const FunctionDecl *Named = Call->getDirectCallee();
  constexpr unsigned MaxDepth = 6;
  if (!Named || All.Depth > MaxDepth || !All.Sight.worthwhile(Named) ||
      All.InProgress.contains(Named->getCanonicalDecl()))
    return;
  // A class has many helpers; only what may belong to a queue is followed.
  bool OfSameClass = !isa<CXXMethodDecl>(Named);
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    OfSameClass = isa<CXXThisExpr>(strip(Member->getImplicitObjectArgument()));
  bool MayTry = Named->getReturnType()->isBooleanType() &&
                Call->getNumArgs() > 0 && enclosingLoop(Item.Where);
  if (!OfSameClass && !MayTry && !All.Sight.mayWait(Named))
    return;
  if (!isa<CXXMethodDecl>(Named) && !MayTry && !All.Sight.mayWait(Named) &&
      !llvm::any_of(Call->arguments(), [](const Expr *Arg) {
        return Arg->getType()->isPointerType() &&
               Arg->getType()->getPointeeType()->isRecordType();
      }))
    return;
  if (!enter(Top, Call, Inner) || Inner.F == F || Inner.Body->tooLarge())
    return;
  const auto *CalleeMethod = dyn_cast<CXXMethodDecl>(Inner.F);
  bool SameObject = CalleeMethod ? Inner.Receiver.root() == AccessPath::This &&
                                       Inner.Receiver.elements().empty()
                                 : false;
  if (!CalleeMethod)
    for (const AccessPath &Arg : Inner.Arguments)
      SameObject |= Arg.root() == AccessPath::Param && Arg.elements().empty();
  const Facts &Callee = All.of(Inner.F);
  ExprPaths Paths(F, Index.model());
  auto Translate = [&](const AccessPath &Path) {
    return Paths.translate(Path, Inner.F, Inner.Receiver, Inner.Arguments,
                           AccessPath::opaque());
  };
  if (SameObject)
    for (const Facts::Change &Change : Callee.Changes) {
      AccessPath Path = Translate(Change.Path);
      if (Path.isNamed() && Result.Changes.size() < 512)
        Result.Changes.push_back(
            {Change.Kind, Path, Item.Order, Item.Where, Item.S});
    }
  for (const Facts::OpenWait &Open : Callee.OpenWaits) {
    if (Waits.size() > 64)
      break;
    Facts::OpenWait Wait;
    Wait.Loc = Open.Loc;
    Wait.Where = Item.Where;
    Wait.Order = Item.Order;
    Wait.IsSemaphore = Open.IsSemaphore;
    Wait.AssumedWait = Open.AssumedWait;
    if (Open.IsSemaphore)
      Wait.Semaphore = Translate(Open.Semaphore);
    bool Possible = true;
    for (const ParamCondition &Condition : Open.Conditions) {
      if (Condition.Index >= Call->getNumArgs())
        continue;
      if (std::optional<int64_t> Value =
              constant(Call->getArg(Condition.Index)))
        Possible &= Condition.holdsFor(*Value);
      else
        Possible &= Condition.IsCheck;
    }
    if (!Possible)
      continue;
    for (const Mention &M : Open.Mentions)
      if (AccessPath Path = Translate(M.Path); Path.isNamed())
        Wait.Mentions.push_back({Path, M.Orientation});
    for (const AccessPath &Asked : Open.Asked)
      if (AccessPath Path = Translate(Asked); Path.isNamed())
        Wait.Asked.push_back(std::move(Path));
    // What waits for a condition of its own has said all; a bare wait waits
    // for what its caller tests.
    if (Open.Mentions.empty() && !Open.IsSemaphore)
      for (const Expr *Arg : Call->arguments())
        if (isCallableType(Arg->getType()))
          orient(Top, Arg, /*Holds=*/false, Wait.Mentions);
    Wait.OwnMentions = Wait.Mentions.size();
    const Scope *Loop = enclosingLoop(Item.Where);
    const Scope *Outer = Loop ? Loop->Parent : nullptr;
    orientScopes(Item.Where, Outer, Wait.Mentions);
    if (Open.Mentions.empty())
      Wait.OwnMentions = Wait.Mentions.size();
    if (Open.Asked.empty())
      askScopes(Item.Where, Outer, Wait);
    if (Outer)
      orientScopes(Outer, nullptr, Wait.Mentions);
    conditionsOf(Item.Where, Wait.Conditions);
    // Waits inside of other objects are reported at the call.
    if (!SameObject)
      Wait.Loc = Call->getExprLoc();
    Waits.push_back(std::move(Wait));
  }
  if (Callee.TriesPut.isNamed())
    if (const Scope *Loop = enclosingLoop(Item.Where)) {
      AccessPath Path = Translate(Callee.TriesPut);
      if (Path.isNamed()) {
        // Kept as an event that the end of the function decides on.
        QueueEvent Event;
        Event.Is = QueueEvent::Post;
        Event.Queue = Path;
        Event.Site = Call->getExprLoc();
        Event.In = F;
        Event.Where = Item.Where;
        Event.Order = Item.Order;
        Event.Statement = Call;
        Result.Events.push_back(std::move(Event));
        TriesInLoops.push_back({Loop, Path});
      }
    }
}

} // namespace unwedge

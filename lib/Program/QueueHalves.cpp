//===--- QueueHalves.cpp - What other units need to find knots ------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Program/QueueHalves.h"
#include "QueueAnalysis.h"
#include "unwedge/Facts/StatedFacts.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace unwedge {

/// In one function: of two calls of which neither is known to be an operation
/// of a queue, and of others.
static constexpr size_t MaxOpenTurns = 64;
static constexpr size_t MaxTurns = 256;

static bool isLibrary(const Decl *D) {
  return D->getASTContext().getSourceManager().isInSystemHeader(
      D->getLocation());
}

/// Whether \p Call calls what a variable or a library's callable holds.
static bool callsCallable(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  return !Callee ||
         (isa<CXXOperatorCallExpr>(Call) &&
          Callee->getOverloadedOperator() == OO_Call && isLibrary(Callee));
}

/// Whether what \p E calls has no body in sight, or may be one of several, or
/// can get to such a call.
bool QueueAnalysis::leadsOut(const Expr *E) const {
  const FunctionDecl *Callee = nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    if (callsCallable(Call))
      return true;
    Callee = Call->getDirectCallee();
    const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
    if (Method && Method->isVirtual() && !isLibrary(Method))
      return true;
  } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
    Callee = Construct->getConstructor();
  }
  if (!Callee || Callee->isImplicit() || Callee->isDefaulted() ||
      Callee->getBuiltinID() || isLibrary(Callee))
    return false;
  const CallGraph::Node *N = Graph.node(Callee);
  return !N || !N->Definition || LeadsOut.contains(Callee->getCanonicalDecl());
}

/// Whether \p E may take something out of a queue in another unit: it changes
/// an object and gives something. Of functions in sight, one that hands on what
/// such a call gives.
bool QueueAnalysis::mayTake(const Expr *E, unsigned Depth) const {
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || Callee->isOverloadedOperator() || isLibrary(Callee) ||
      Callee->getBuiltinID())
    return false;
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (Method && (Method->isConst() || isa<CXXDestructorDecl>(Method)))
    return false;
  auto Refers = [](QualType Type) {
    return (Type->isPointerType() || Type->isLValueReferenceType()) &&
           !Type->getPointeeType().isConstQualified() &&
           !Type->getPointeeType()->isFunctionType();
  };
  unsigned References =
      llvm::count_if(Callee->parameters(), [&](const ParmVarDecl *P) {
        return Refers(P->getType());
      });
  bool Gives = !Callee->getReturnType()->isVoidType() ||
               References > (Method && Method->isInstance() ? 0 : 1);
  if (!Gives || (References == 0 && !(Method && Method->isInstance())))
    return false;
  const CallGraph::Node *N = Graph.node(Callee);
  if (!N || !N->Definition)
    return true;
  if (Method && Method->isVirtual())
    return true;
  if (Depth > 0 || !LeadsOut.contains(Callee->getCanonicalDecl()))
    return false;
  // `bool Consumer::next(Item &To) { return Queue->take(To); }`
  const auto *Block = dyn_cast_or_null<CompoundStmt>(N->Definition->getBody());
  if (!Block || Block->size() > 4)
    return false;
  llvm::SmallVector<const Stmt *, 16> Pending{Block};
  for (unsigned Steps = 0; !Pending.empty() && Steps < 128; ++Steps) {
    const Stmt *S = Pending.pop_back_val();
    if (!S || isa<LambdaExpr>(S))
      continue;
    if (const auto *Inner = dyn_cast<CallExpr>(S);
        Inner && !Inner->isTypeDependent() && mayTake(Inner, Depth + 1))
      return true;
    Pending.append(S->child_begin(), S->child_end());
  }
  return false;
}

/// Whether \p Loop may be one that waits for what comes: not one that counts,
/// or goes through a range.
static bool mayAwait(const Scope &Loop) {
  if (isa<CXXForRangeStmt>(Loop.S))
    return false;
  const auto *For = dyn_cast<ForStmt>(Loop.S);
  return !For || !For->getInc();
}

/// As futures(), for tasks that another unit may put into a queue.
void QueueAnalysis::openFutures(const FunctionDecl *F) {
  std::vector<Located> Results;
  size_t Number = 0;
  for (const BodyItem &Item : Body->items()) {
    const auto *Call = dyn_cast<CallExpr>(Item.S);
    if (Call && !Call->isTypeDependent() && leadsOut(Call)) {
      const QueueEntry *Entry = Index.entryOf(Call->getType());
      bool Known = llvm::any_of(Current, [&](const Located &L) {
        return L.Item == Number && (L.Event.Is == QueueEvent::Put ||
                                    L.Event.Is == QueueEvent::Post);
      });
      if (Entry && Entry->Kind == QueueEntry::Future && !Known) {
        Located Result;
        Result.Event.Is = QueueEvent::Post;
        Result.Event.Queue = AccessPath::temp(Call);
        Result.Event.Statement = Call;
        Result.Event.Order = Item.Order;
        Result.Item = Number;
        Results.push_back(std::move(Result));
      }
    }
    ++Number;
  }
  if (Results.empty())
    return;
  const size_t Count = Results.size();
  std::vector<Located> Known = std::move(Current);
  Current = std::move(Results);
  futures(F);
  Known.insert(Known.end(), Current.begin() + Count, Current.end());
  Current = std::move(Known);
}

QueueHalves::OpenCall QueueAnalysis::openCall(const FunctionDecl *F,
                                              const BodyItem &Item) {
  QueueHalves::OpenCall Result;
  Result.Call = cast<Expr>(Item.S);
  llvm::ArrayRef<const Expr *> Arguments;
  if (const auto *Call = dyn_cast<CallExpr>(Item.S)) {
    Arguments = llvm::ArrayRef(Call->getArgs(), Call->getNumArgs());
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
      Result.Receiver = Body->path(Member->getImplicitObjectArgument());
    else if (isa<CXXOperatorCallExpr>(Call) && !Arguments.empty()) {
      if (!callsCallable(Call))
        Result.Receiver = Body->path(Arguments[0]);
      Arguments = Arguments.drop_front();
    }
  } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Item.S)) {
    Arguments = llvm::ArrayRef(Construct->getArgs(), Construct->getNumArgs());
  }
  for (const Expr *Arg : Arguments) {
    QualType Type = Arg->getType();
    bool Refers = Type->isPointerType() || Type->isRecordType();
    Result.Arguments.push_back(Refers ? Body->path(Arg) : AccessPath());
  }
  QueueFacts::conditionsOf(Item.Where, F, Context, Result.Conditions);
  for (ParamCondition &Condition : Result.Conditions)
    Condition.IsCheck = true;
  Result.Leaves = Item.Leaves;
  Result.Unbounded = Result.Receiver.isNamed() &&
                     isStated(Result.Receiver, F, stated::Unbounded);
  for (const Scope *S = Item.Where; S; S = S->Parent) {
    if (S->Is != Scope::Test || !S->Condition ||
        S->Condition->isTypeDependent())
      continue;
    Result.Conditional |= !isa<WhileStmt, DoStmt, ForStmt>(S->S);
    Result.Doubtful |= Facts.identifiesThread(S->Condition);
    QueueFacts::flagsOf(*S, *Body, Result.Receiver, 8, Result.Flags);
    llvm::SmallVector<const Stmt *, 16> Pending{S->Condition};
    for (unsigned Steps = 0; !Pending.empty() && Steps < 64; ++Steps) {
      const Stmt *Part = Pending.pop_back_val();
      if (!Part)
        continue;
      Pending.append(Part->child_begin(), Part->child_end());
      const auto *Call = dyn_cast<CallExpr>(Part);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      if (Callee && Call->getNumArgs() == 0 && !isLibrary(Callee) &&
          !worthwhile(Callee) && !Callee->isOverloadedOperator() &&
          (Callee->getReturnType()->isBooleanType() ||
           Callee->getReturnType()->isRecordType()) &&
          Result.ThreadTests.size() < 4 &&
          !llvm::is_contained(Result.ThreadTests, Callee))
        Result.ThreadTests.push_back(Callee);
    }
  }
  asksForRoom(Item.Where, nullptr,
              [&](const AccessPath &Asked, const FunctionDecl *By) {
                if (Result.Room.size() < 4)
                  Result.Room.push_back({Asked, By});
                return false;
              });
  return Result;
}

/// What an assignment by a function of a library gives: `Flag.store(true)`.
static const Expr *storedValue(const CXXMemberCallExpr *Call) {
  const CXXMethodDecl *Method = Call->getMethodDecl();
  if (!Method || Method->isConst() || !isLibrary(Method) ||
      Call->getNumArgs() == 0 || !Method->getReturnType()->isVoidType() ||
      !Call->getArg(0)->getType()->isIntegralOrEnumerationType())
    return nullptr;
  return Call->getArg(0);
}

void QueueAnalysis::flagChanges(QueueHalves &Out) {
  using Change = QueueHalves::FlagChange;
  auto Add = [&](const Expr *Object, Change::ChangeKind Kind,
                 const BodyItem &Item) {
    Object = stripValue(Object);
    const ValueDecl *D = nullptr;
    if (const auto *Member = dyn_cast<MemberExpr>(Object))
      D = dyn_cast<FieldDecl>(Member->getMemberDecl());
    else if (const auto *Ref = dyn_cast<DeclRefExpr>(Object))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
          V && V->hasGlobalStorage())
        D = V;
    if (!D || !QueueFacts::mayBeFlag(Object, *Body, AccessPath()))
      return;
    // `if (...) { Bad = true; return; }`: no run that gets to a call behind it
    // has made the change.
    if ((Kind == Change::Sets || Kind == Change::Clears) &&
        llvm::none_of(Body->items(), [&](const BodyItem &Later) {
          return Later.Order > Item.Order &&
                 isa<CallExpr, CXXConstructExpr>(Later.S) &&
                 !exclusive(Item.Where, Later.Where);
        }))
      return;
    Change New;
    New.D = cast<ValueDecl>(D->getCanonicalDecl());
    New.Is = Kind;
    New.At = Item.S->getBeginLoc();
    Out.Changes.push_back(New);
  };
  auto Set = [&](const Expr *Object, const Expr *Value, const BodyItem &Item) {
    std::optional<int64_t> Number = argumentValue(Value, Context);
    if (Number || Facts.identifiesThread(Value))
      Add(Object, Number && *Number == 0 ? Change::Clears : Change::Sets, Item);
  };
  for (const BodyItem &Item : Body->items()) {
    if (const auto *Binary = dyn_cast<BinaryOperator>(Item.S)) {
      if (Binary->getOpcode() == BO_Assign)
        Set(Binary->getLHS(), Binary->getRHS(), Item);
      else if (Binary->getOpcode() == BO_AddAssign ||
               Binary->getOpcode() == BO_SubAssign)
        Add(Binary->getLHS(),
            Binary->getOpcode() == BO_AddAssign ? Change::CountsUp
                                                : Change::CountsDown,
            Item);
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(Item.S)) {
      Add(Unary->getSubExpr(),
          Unary->isIncrementOp() ? Change::CountsUp : Change::CountsDown, Item);
    } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Item.S)) {
      if (Operator->isTypeDependent() || Operator->getNumArgs() == 0)
        continue;
      switch (Operator->getOperator()) {
      case OO_Equal:
        if (Operator->getNumArgs() == 2)
          Set(Operator->getArg(0), Operator->getArg(1), Item);
        break;
      case OO_PlusPlus:
      case OO_PlusEqual:
        Add(Operator->getArg(0), Change::CountsUp, Item);
        break;
      case OO_MinusMinus:
      case OO_MinusEqual:
        Add(Operator->getArg(0), Change::CountsDown, Item);
        break;
      default:
        break;
      }
    } else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Item.S)) {
      if (Member->isTypeDependent())
        continue;
      if (const Expr *Value = storedValue(Member))
        Set(Member->getImplicitObjectArgument(), Value, Item);
    }
  }
}

struct QueueAnalysis::Parts {
  /// Something that the function does in a loop, or a call that may come to it.
  struct Part {
    QueueHalves::Step Step;
    /// What is known of it; null if nothing is.
    const QueueEvent *Known = nullptr;
    const BodyItem *Item = nullptr;
    bool LeavesUnit = false;

    /// The event that it would be.
    QueueEvent event(QueueEvent::Kind Kind) const {
      if (!Step.IsCall)
        return *Known;
      QueueEvent Result;
      Result.Is = Kind;
      Result.Where = Item->Where;
      Result.Order = Item->Order;
      Result.Statement = Item->S;
      Result.Leaves = Item->Leaves;
      return Result;
    }
    const FunctionDecl *callee() const {
      const auto *Call = dyn_cast<CallExpr>(Item->S);
      return Step.IsCall && Call ? Call->getDirectCallee() : nullptr;
    }
  };

  llvm::SmallVector<Part, 4> Takes, Blockings;
  /// Every call of QueueHalves::Calls.
  llvm::SmallVector<Part, 8> Calls;
  /// Loops that call what a local variable holds.
  llvm::SmallVector<const Scope *, 2> RunningLoops;
};

/// The object that a call works on: of C's functions, the first argument.
static AccessPath objectOf(const BodyItem &Item, const FunctionBody &Body) {
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Item.S))
    return Body.path(Member->getImplicitObjectArgument());
  const auto *Call = dyn_cast<CallExpr>(Item.S);
  return Call && Call->getNumArgs() > 0 ? Body.path(Call->getArg(0))
                                        : AccessPath::opaque();
}

/// The calls of the function that may come to an operation of a queue.
void QueueAnalysis::openCalls(Parts &Out) {
  using Part = Parts::Part;
  llvm::DenseMap<size_t, llvm::SmallVector<const QueueEvent *, 2>> Through;
  for (const Located &L : Current)
    if (L.Event.Calls)
      Through[L.Item].push_back(&L.Event);
  size_t Number = 0;
  for (const BodyItem &Item : Body->items()) {
    const auto Found = Through.find(Number++);
    const auto *E = dyn_cast<Expr>(Item.S);
    const auto *Call = dyn_cast_or_null<CallExpr>(E);
    if ((!Call && !isa_and_nonnull<CXXConstructExpr>(E)) ||
        E->isTypeDependent())
      continue;
    Part P;
    P.LeavesUnit = leadsOut(E);
    if (!P.LeavesUnit && Found == Through.end())
      continue;
    P.Step = {true, static_cast<unsigned>(Out.Calls.size())};
    P.Item = &Item;
    Out.Calls.push_back(P);
    const Scope *Loop = enclosingLoop(Item.Where);
    if (!Loop)
      continue;
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(
        Call ? Call->getDirectCallee() : nullptr);
    if (Call && (callsCallable(Call) || (Method && Method->isVirtual())) &&
        runsLocal(Call))
      Out.RunningLoops.push_back(Loop);
    Part Take = P, Blocking = P;
    if (Found != Through.end())
      for (const QueueEvent *Event : Found->second) {
        if (Event->Is == QueueEvent::Take)
          Take.Known = Event;
        if (isBlocking(Event->Is))
          Blocking.Known = Event;
      }
    if (Take.Known || (P.LeavesUnit && mayAwait(*Loop) && mayTake(E)))
      Out.Takes.push_back(Take);
    if (Blocking.Known || P.LeavesUnit)
      Out.Blockings.push_back(Blocking);
  }
}

/// What the function does itself.
void QueueAnalysis::ownParts(const FunctionDecl *F, Parts &All,
                             QueueHalves &Out) {
  using Part = Parts::Part;
  for (const Located &L : Current) {
    const QueueEvent &Event = L.Event;
    if (Event.Calls || Event.Is == QueueEvent::CountDown ||
        Event.Is == QueueEvent::CountUp || Event.Completion)
      continue;
    if (Event.Queue.root() == AccessPath::Temp &&
        llvm::none_of(All.Calls, [&](const Part &Call) {
          return AccessPath::temp(Call.Item->S).sameText(Event.Queue);
        }))
      continue;
    QueueHalves::OwnEvent Own;
    Own.Event = Event;
    Own.Unbounded = isStated(Event.Queue, F, stated::Unbounded);
    // What a queue itself tests around its wait is how it waits.
    if (Event.Entry) {
      Own.Event.Doubtful |=
          isBlocking(Event.Is) && testsRoom(Event.Where, nullptr, Event.Queue);
      for (const Scope *S = Event.Where; S; S = S->Parent)
        Own.Event.Conditional |=
            S->Is == Scope::Test && !isa<WhileStmt, DoStmt, ForStmt>(S->S);
    }
    Part P;
    P.Step = {false, static_cast<unsigned>(Out.Events.size())};
    P.Known = &Event;
    P.Item = &Body->items()[std::min(L.Item, Body->items().size() - 1)];
    if (enclosingLoop(Event.Where)) {
      if (Event.Is == QueueEvent::Take)
        All.Takes.push_back(P);
      else if (isBlocking(Event.Is))
        All.Blockings.push_back(P);
    }
    Out.Events.push_back(std::move(Own));
  }
}

/// Pairs what may be a take with what may block, in one loop.
void QueueAnalysis::turnsOf(const FunctionDecl *F, const Parts &All,
                            QueueHalves &Out) {
  using Part = Parts::Part;
  // Whether both take from one queue, as far as that can be said.
  auto TakesAlike = [&](const Part &A, const Part &B) {
    if (A.Known && B.Known)
      return A.Known->Queue == B.Known->Queue;
    return A.callee() && A.callee() == B.callee() &&
           objectOf(*A.Item, *Body) == objectOf(*B.Item, *Body);
  };
  size_t Unknown = 0;
  for (const Part &T : All.Takes)
    for (const Part &P : All.Blockings) {
      // Another unit may say that there is a bound.
      const bool OnlyUnbounded =
          P.Known && (P.Known->BoundUnknown || P.Known->BoundField);
      if (T.Item->S == P.Item->S ||
          (!T.LeavesUnit && !P.LeavesUnit && !OnlyUnbounded))
        continue;
      QueueKnot Knot;
      Knot.F = F;
      Knot.Take = T.event(QueueEvent::Take);
      Knot.Blocking = P.event(QueueEvent::Put);
      const bool MayLeave = Knot.Blocking.Leaves;
      const Scope *Common = commonLoop(Knot.Take.Where, Knot.Blocking.Where);
      if (!Common || (!T.Known && !mayAwait(*Common)))
        continue;
      const bool IsUnknown = !T.Known && !P.Known;
      if (Out.Turns.size() >= MaxTurns ||
          (IsUnknown && Unknown >= MaxOpenTurns)) {
        ++Unit.statistics().QueueEventsDropped;
        continue;
      }
      Unknown += IsUnknown;
      // A take in front of the loop is a call like any other.
      auto IsBefore = [&](const Part &Other) {
        return Other.event(QueueEvent::Take).Order < Knot.Blocking.Order &&
               TakesAlike(T, Other);
      };
      judgeTurn(*Common,
                llvm::any_of(All.Takes, IsBefore) ||
                    llvm::any_of(All.Calls, IsBefore),
                Knot);
      QueueHalves::Turn Turn;
      Turn.Take = T.Step;
      Turn.Blocking = P.Step;
      Turn.TakeComesLast = Knot.TakeComesLast;
      Turn.Exclusive = Knot.Exclusive;
      Turn.OtherTurn = Knot.OtherTurn;
      Turn.GoesOn = MayLeave && !Knot.Blocking.Leaves;
      Turn.RoomTested =
          !P.Step.IsCall && P.Known->Entry &&
          testsRoom(Knot.Blocking.Where, Common, Knot.Blocking.Queue);
      const AccessPath Queue =
          T.Step.IsCall ? objectOf(*T.Item, *Body) : T.Known->Queue;
      if (Queue.root() == AccessPath::Var)
        Turn.Private = Body->isPrivate(Queue.var());
      Out.Turns.push_back(Turn);
    }
}

/// Whether \p F may be asked something that its result says: which thread is
/// running.
static bool mayAnswer(const FunctionDecl *F) {
  return F->getNumParams() == 0 && (F->getReturnType()->isBooleanType() ||
                                    F->getReturnType()->isRecordType());
}

/// The halves in \p F, whose \c Body and \c Current are set.
void QueueAnalysis::halvesOf(const FunctionDecl *F,
                             std::vector<QueueHalves> &All) {
  QueueHalves Out;
  Out.F = F;
  using Part = Parts::Part;
  Parts Found;
  openCalls(Found);
  ownParts(F, Found, Out);
  turnsOf(F, Found, Out);
  for (const Part &T : Found.Takes)
    if (llvm::any_of(Found.RunningLoops, [&](const Scope *Loop) {
          return isInside(T.event(QueueEvent::Take).Where, Loop);
        }))
      Out.Runs.push_back(T.Step);
  for (const Part &Call : Found.Calls)
    Out.Calls.push_back(openCall(F, *Call.Item));
  flagChanges(Out);
  if (mayAnswer(F))
    for (const BodyItem &Item : Body->items())
      if (const auto *Return = dyn_cast<ReturnStmt>(Item.S))
        Out.IdentifiesThread |= Return->getRetValue() &&
                                Facts.identifiesThread(Return->getRetValue());
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
      Method && Method->isConst() && Method->getNumParams() == 0)
    Out.AsksEmpty = llvm::any_of(
        Graph.node(F)->LibraryCallees, [&](const FunctionDecl *Callee) {
          const QueueRole *Role = Index.role(Callee);
          return Role && Role->Operation == QueueOperation::IsEmpty;
        });
  All.push_back(std::move(Out));
}

/// Notes the fields that \p Ctor gives a number that it was given, and that may
/// be the bound of a queue: something in the class waits.
void QueueAnalysis::givenBounds(const CXXConstructorDecl *Ctor) {
  bool Waits =
      llvm::any_of(Ctor->getParent()->fields(), [&](const auto *Field) {
        const QueueEntry *Entry = Index.entryOf(Field->getType());
        return Entry && Entry->Kind == QueueEntry::Waiting;
      });
  for (const CXXCtorInitializer *Init : Ctor->inits()) {
    const FieldDecl *Field = Waits ? Init->getMember() : nullptr;
    if (!Field || !Init->isWritten() || !Field->getType()->isIntegerType() ||
        Field->getType()->isBooleanType())
      continue;
    const Expr *Value = stripValue(Init->getInit());
    if (const auto *List = dyn_cast<InitListExpr>(Value))
      Value = List->getNumInits() == 1 ? stripValue(List->getInit(0)) : Value;
    const auto *Ref = dyn_cast<DeclRefExpr>(Value);
    const auto *Param = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
    if (Param && !Param->hasDefaultArg())
      CapacitySet.insert(Field->getCanonicalDecl());
  }
}

UnitQueueHalves QueueAnalysis::halves() {
  ForOthers = true;
  if (Index.empty())
    return {};
  LeadsOut = Graph.reaching([&](const CallGraph::Node &N) {
    return !N.Invoked.empty() ||
           llvm::any_of(N.Callees, [&](const FunctionDecl *Callee) {
             const CallGraph::Node *To = Graph.node(Callee);
             const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
             return !To || !To->Definition || (Method && Method->isVirtual());
           });
  });
  const bool Interests = collectInteresting();
  if (Interests) {
    readFacts();
    findBlocking();
    findPlaces();
  }
  readConfiguration();
  if (Interests)
    summarize();
  UnitQueueHalves All;
  std::vector<QueueHalves> &Result = All.Functions;
  for (const auto &[F, N] : Graph.nodes()) {
    if (const auto *Ctor = dyn_cast_or_null<CXXConstructorDecl>(N.Definition))
      givenBounds(Ctor);
    if (!N.Definition || N.Definition->isDependentContext() ||
        !N.Definition->getBody())
      continue;
    if (Reaching.contains(F)) {
      const QueueFacts::Facts &Own = Facts.of(N.Definition);
      if (!Own.Body || Own.Body->tooLarge())
        continue;
      collectEvents(N.Definition);
      dropRetriesThatMakeRoom();
      boundFromOutside(N.Definition);
      futures(N.Definition);
      openFutures(N.Definition);
      halvesOf(N.Definition, Result);
      continue;
    }
    if (!LeadsOut.contains(F) && !mayAnswer(N.Definition))
      continue;
    FunctionBody Walked(N.Definition, Unit.model());
    if (Walked.tooLarge())
      continue;
    Body = &Walked;
    Current.clear();
    openFutures(N.Definition);
    halvesOf(N.Definition, Result);
    Body = nullptr;
  }
  for (const Decl *D : CapacitySet)
    if (!isa<ParmVarDecl>(D))
      All.Bounds.push_back(D);
  // Not in the order of a hash table.
  llvm::sort(All.Bounds, [](const Decl *A, const Decl *B) {
    return A->getLocation().getRawEncoding() <
           B->getLocation().getRawEncoding();
  });
  return All;
}

UnitQueueHalves findQueueHalves(TranslationUnit &Unit) {
  QueueCounts Counts;
  return QueueAnalysis(Unit, Counts).halves();
}

} // namespace unwedge

//===--- FunctionCalls.cpp - Calls, summaries and callables -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionAnalysis.h"
#include "unwedge/Facts/AttributeSummary.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/Coroutines.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace unwedge {

CallSite FunctionAnalysis::siteFor(const Stmt *Node, SourceLocation Loc) const {
  CallSite Site;
  Site.Node = Node;
  Site.Loc = DefaultArgumentLoc.isValid() ? DefaultArgumentLoc : Loc;
  Site.Object = AccessPath::temp(Node);
  return Site;
}

/// The graph has no elements for what stands in default arguments.
void FunctionAnalysis::transferCallsIn(const Stmt *S, FlowState &State) {
  for (const Stmt *Child : S->children())
    if (Child && !isa<LambdaExpr>(Child))
      transferCallsIn(Child, State);
  if (isa<CallExpr, CXXConstructExpr>(S))
    transferStmt(S, State);
}

void FunctionAnalysis::fillArguments(CallSite &Site,
                                     llvm::ArrayRef<const Expr *> Args,
                                     FlowState &State) {
  for (const Expr *Arg : Args) {
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Arg)) {
      SourceLocation Outer = DefaultArgumentLoc;
      DefaultArgumentLoc = Site.Loc;
      transferCallsIn(Default->getExpr(), State);
      DefaultArgumentLoc = Outer;
    }
    Site.ArgumentExprs.push_back(Arg);
    Site.Arguments.push_back(pathOf(Arg, State));
  }
}

void FunctionAnalysis::construct(const CXXConstructExpr *E, FlowState &State) {
  const CXXConstructorDecl *Ctor = E->getConstructor();
  // `using Base::Base;`: the base's constructor makes the object.
  if (Ctor->isInheritingConstructor())
    Ctor = Ctor->getInheritedConstructor().getConstructor();
  CallSite Site = siteFor(E, callLocation(E));
  llvm::SmallVector<const Expr *, 4> Args(E->arguments());
  fillArguments(Site, Args, State);
  Site.Receiver = Site.Object;
  Site.ReceiverType = E->getType();
  Paths.setResult(E, Site.Object);

  const CXXRecordDecl *Class = Ctor->getParent();
  if (CallRole Role = Model.role(Ctor)) {
    applyRole(Role, Ctor, Site, State);
    return;
  }
  if (Ctor->isCopyOrMoveConstructor() && !Args.empty()) {
    AccessPath Source = Paths.of(Args[0]);
    if (Source.root() == AccessPath::Temp && E->isElidable()) {
      State.moveObject(Source, Site.Object);
      return;
    }
    if (isPointerLike(Class) && Source.root() != AccessPath::Temp) {
      Paths.setResult(E, State.resolve(Source));
      return;
    }
    // An implicit or library move takes what a holder has in it along.
    if (!Ctor->isUserProvided() ||
        Context.getSourceManager().isInSystemHeader(Ctor->getLocation())) {
      if (Ctor->isMoveConstructor())
        State.moveObject(State.resolve(Source), Site.Object);
      return;
    }
  } else if (isPointerLike(Class) && Args.size() >= 1 &&
             Context.getSourceManager().isInSystemHeader(Ctor->getLocation())) {
    if (Model.isInPlaceTag(Args[0]->getType())) {
      CallSite Inner = Site;
      Inner.ArgumentExprs.erase(Inner.ArgumentExprs.begin());
      Inner.Arguments.erase(Inner.Arguments.begin());
      constructContent(firstTypeArgument(Class), Site.Object, Inner, State);
      return;
    }
    // A library handle made of a pointer or of another handle.
    AccessPath Pointee = State.resolve(Paths.of(Args[0]));
    if (Pointee.isNamed() || Pointee.isNull()) {
      Paths.setResult(E, Pointee);
      return;
    }
  }
  applyDirect(Ctor, Site, State);
}

void FunctionAnalysis::call(const CallExpr *E, FlowState &State) {
  CallSite Site = siteFor(E, callLocation(E));
  llvm::ArrayRef<const Expr *> Args(E->getArgs(), E->getNumArgs());
  const FunctionDecl *Callee = E->getDirectCallee();
  const CXXRecordDecl *ReceiverClass = nullptr;
  bool Virtual = false;

  if (const auto *MemberCall = dyn_cast<CXXMemberCallExpr>(E)) {
    const Expr *Object = MemberCall->getImplicitObjectArgument();
    if (Object) {
      Site.Receiver = pathOf(Object, State);
      Site.ReceiverType = Object->IgnoreParenImpCasts()->getType();
      ReceiverClass = classOf(Site.ReceiverType);
      if (!ReceiverClass)
        ReceiverClass = MemberCall->getRecordDecl();
    }
    if (const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
        Method && Method->isVirtual()) {
      const auto *Member = dyn_cast<MemberExpr>(E->getCallee()->IgnoreParens());
      bool Exact = !Member || Member->hasQualifier() ||
                   Method->hasAttr<FinalAttr>() ||
                   Method->getParent()->hasAttr<FinalAttr>();
      // A variable of class type is exactly of that class.
      if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(
              Object ? Object->IgnoreParenImpCasts() : nullptr))
        if (Ref->getDecl()->getType()->isRecordType())
          Exact = true;
      Virtual = !Exact;
    }
  } else if (isa<CXXOperatorCallExpr>(E)) {
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
    if (Method && Method->isInstance() && !Args.empty()) {
      Site.Receiver = pathOf(Args[0], State);
      Site.ReceiverType = Args[0]->IgnoreParenImpCasts()->getType();
      ReceiverClass = classOf(Site.ReceiverType);
      Args = Args.drop_front();
      Virtual = Method->isVirtual();
    }
  }
  fillArguments(Site, Args, State);
  // An earlier visit's result must not stand in for this one.
  Paths.setResult(E, AccessPath::opaque());
  if (E->isPRValue() && E->getType()->isRecordType())
    Paths.setResult(E, Site.Object);

  if (!Callee) {
    invoke(E->getCallee(), Site, State);
    return;
  }
  if (CallRole Role = Model.role(Callee, ReceiverClass)) {
    applyRole(Role, Callee, Site, State);
    return;
  }
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (Method && Method->getOverloadedOperator() == OO_Call &&
      isa<CXXOperatorCallExpr>(E)) {
    const FunctionDecl *Definition = nullptr;
    if (isLambdaCallOperator(Method)) {
      TraceStep Step(Site.Loc, Callee);
      applyCallee(Callee, Site, Step, State, /*EventsOnly=*/false);
      return;
    }
    if (!Callee->hasBody(Definition) ||
        Context.getSourceManager().isInSystemHeader(
            Definition->getLocation())) {
      invoke(E->getArg(0), Site, State);
      return;
    }
  }
  if (isa<CXXOperatorCallExpr>(E)) {
    switch (cast<CXXOperatorCallExpr>(E)->getOperator()) {
    case OO_Arrow:
    case OO_Star:
    case OO_Subscript: {
      // Access to an element or a pointee, unless the operator locks.
      const Summary *S = nullptr;
      if (Callees.summaryOf(Callee, S) != Knowledge::Summarized) {
        AccessPath Element = Site.Receiver;
        if (cast<CXXOperatorCallExpr>(E)->getOperator() == OO_Subscript ||
            E->getNumArgs() != 1) {
          Paths.setResult(E, AccessPath::opaque());
          // Read without the result just set.
          ExprPaths Fresh(F, Model);
          Element = State.resolve(Fresh.of(E));
        }
        Paths.setResult(E, Element);
        return;
      }
      break;
    }
    case OO_Equal:
      if (Method && isPointerLike(Method->getParent()) &&
          E->getNumArgs() == 2) {
        AccessPath Target = Paths.of(E->getArg(0));
        AccessPath Value = pathOf(E->getArg(1), State);
        bool HoldsGuard = llvm::any_of(State.Aliases, [&](const Alias &A) {
          return A.From.startsWith(Value);
        });
        // What the handle had before dies or is let go of.
        releaseGuard(Target, State);
        assign(E->getArg(0), E->getArg(1), State);
        if (HoldsGuard && Value.root() == AccessPath::Temp)
          State.moveObject(Value, Target);
        else if (Value.isNamed() || Value.isNull())
          State.setAlias(Target, Value);
        return;
      }
      break;
    default:
      break;
    }
  }
  if (Virtual)
    applyVirtual(Method, Site, State);
  else if (!startsSuspended(Callee) || isAwaited(E))
    applyDirect(Callee, Site, State);
}

/// Whether the result of \p Call is awaited where it is made.
bool FunctionAnalysis::isAwaited(const CallExpr *Call) {
  if (!Awaited)
    Awaited = awaitedIn(F->getBody());
  return Awaited->contains(Call);
}

void FunctionAnalysis::applyVirtual(const CXXMethodDecl *Callee, CallSite &Site,
                                    FlowState &State) {
  observe(CallKind::Virtual, Callee, nullptr, Site, State);
  llvm::SmallVector<const FunctionDecl *, 4> Targets;
  Callees.overriders(Callee, Targets);
  if (Targets.empty()) {
    count(&AnalysisStatistics::IndirectCallsUnresolved);
    applyCallee(Callee, Site, TraceStep(Site.Loc, Callee, CallKind::Virtual),
                State, /*EventsOnly=*/false);
    return;
  }
  if (Targets.size() > Limits.MaxCandidates)
    count(&AnalysisStatistics::IndirectCallsTooWide);
  TraceStep Step(Site.Loc, nullptr, CallKind::Virtual, Targets.size());
  for (const FunctionDecl *Target : Targets) {
    Step.Callee = Target;
    applyCallee(Target, Site, Step, State,
                /*EventsOnly=*/Targets.size() > 1);
  }
}

void FunctionAnalysis::applyDirect(const FunctionDecl *Callee, CallSite &Site,
                                   FlowState &State) {
  applyCallee(Callee, Site, TraceStep(Site.Loc, Callee), State,
              /*EventsOnly=*/false);
}

void FunctionAnalysis::applyCallee(const FunctionDecl *Callee, CallSite &Site,
                                   const TraceStep &Step, FlowState &State,
                                   bool EventsOnly) {
  if (Step.Kind == CallKind::Direct)
    observe(CallKind::Direct, Callee, nullptr, Site, State);
  // A getter means the same object each time, whatever else it may be.
  const Expr *Node = dyn_cast_or_null<Expr>(Site.Node);
  if (const auto *Call = dyn_cast_or_null<CallExpr>(Node);
      Call && !EventsOnly && Call->getDirectCallee() == Callee) {
    ExprPaths Fresh(F, Model);
    AccessPath Returned = Fresh.of(Call);
    if (Returned.isNamed() &&
        !(Call->isPRValue() && Call->getType()->isRecordType()))
      Paths.setResult(Call, State.resolve(Returned));
  }
  if (isDescribedByAttributes(Callee)) {
    Summary S = summaryOfAttributes(Callee, Model, Callees);
    applySummary(S, Callee, Site, Step, State, EventsOnly);
    return;
  }
  const Summary *S = nullptr;
  switch (Callees.summaryOf(Callee, S)) {
  case Knowledge::NoEffect:
    break;
  case Knowledge::Summarized:
    applySummary(*S, Callee, Site, Step, State, EventsOnly);
    break;
  case Knowledge::Unknown:
    escape(Site, Callee, State);
    break;
  }
}

/// A function that is out of sight may release a lock that it was given, or
/// one that an operation of the same object took.
void FunctionAnalysis::escape(CallSite &Site, const FunctionDecl *Callee,
                              FlowState &State) {
  if (State.Held.empty() && State.Pending.empty())
    return;
  bool InSystemHeader =
      Context.getSourceManager().isInSystemHeader(Callee->getLocation());
  auto Forget = [&](const AccessPath &Path, bool IsReceiver) {
    if (!Path.isNamed())
      return;
    // A guard that is handed over.
    if (!IsReceiver || !InSystemHeader) {
      std::vector<AccessPath> Guarded;
      for (const Alias &A : State.Aliases)
        if (A.From.startsWith(Path) && !A.From.elements().empty() &&
            A.From.elements().back().Kind == PathElement::GuardedLock)
          Guarded.push_back(A.To);
      for (const AccessPath &Lock : Guarded)
        State.release(Lock);
    }
    if (InSystemHeader)
      return;
    llvm::erase_if(State.Held, [&](const HeldLock &H) {
      if (!IsReceiver && H.Path == Path)
        return true;
      // Taken by an operation of this object; perhaps this call gives it back.
      return H.Calls && H.Path.startsWith(Path);
    });
  };
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (!Method || !Method->isConst())
    Forget(Site.Receiver, /*IsReceiver=*/true);
  for (unsigned I = 0; I < Site.Arguments.size(); ++I) {
    QualType Type;
    if (I < Callee->getNumParams())
      Type = Callee->getParamDecl(I)->getType();
    else if (I < Site.ArgumentExprs.size())
      Type = Site.ArgumentExprs[I]->getType();
    if (Type.isNull())
      continue;
    bool CanChange = (Type->isReferenceType() || Type->isAnyPointerType()) &&
                     !Type->getPointeeType().isConstQualified();
    if (CanChange || Type->isRecordType())
      Forget(Site.Arguments[I], /*IsReceiver=*/false);
  }
}

FunctionAnalysis::Truth FunctionAnalysis::evaluate(
    const ParamCondition &Condition, const CallSite &Site,
    const FlowState &State,
    llvm::SmallVectorImpl<ParamCondition> &Mapped) const {
  if (Condition.Index >= Site.ArgumentExprs.size())
    return Truth::Unknown;
  const Expr *Arg = Site.ArgumentExprs[Condition.Index];
  while (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Arg))
    Arg = Default->getExpr();
  if (Arg->isValueDependent())
    return Truth::Unknown;
  auto Decide = [&](int64_t Actual) {
    return Condition.holdsFor(Actual) ? Truth::Yes : Truth::No;
  };
  if (Arg->getType()->isAnyPointerType() || Arg->getType()->isNullPtrType()) {
    if (Arg->isNullPointerConstant(Context, Expr::NPC_NeverValueDependent))
      return Decide(0);
    const Expr *Plain = Arg->IgnoreParenImpCasts();
    if (isa<CXXThisExpr>(Plain) ||
        (isa<UnaryOperator>(Plain) &&
         cast<UnaryOperator>(Plain)->getOpcode() == UO_AddrOf))
      // Some address, whichever.
      return Condition.Value == 0 ? Decide(1) : Truth::Unknown;
  } else {
    Expr::EvalResult Value;
    if (Arg->EvaluateAsInt(Value, Context))
      return Decide(Value.Val.getInt().getExtValue());
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Arg->IgnoreParenImpCasts())) {
    AccessPath Path = Paths.variable(Ref->getDecl());
    if (Path.root() == AccessPath::Param && Path.elements().empty()) {
      ParamCondition Own{Path.index(), Condition.Value, Condition.Is};
      for (const ParamCondition &Known : State.Context.Conditions) {
        if (Known.contradicts(Own))
          return Truth::No;
        if (Known == Own || Known.contradicts(Own.negated()))
          return Truth::Yes;
      }
      Mapped.push_back(Own);
      return Truth::Yes;
    }
  }
  // A number that is tested counts something, rather than saying whether to
  // lock.
  if (Arg->getType()->isIntegerType() && !Arg->getType()->isBooleanType() &&
      !Arg->getType()->isEnumeralType())
    return Truth::Yes;
  return Truth::Unknown;
}

void FunctionAnalysis::applySummary(const Summary &S,
                                    const FunctionDecl *Callee, CallSite &Site,
                                    const TraceStep &Step, FlowState &State,
                                    bool EventsOnly) {
  auto Translate = [&](const AccessPath &Path) {
    return State.resolve(Paths.translate(Path, Callee, Site.Receiver,
                                         Site.Arguments, Site.Object));
  };
  // Attributes and models describe the call itself; there is nothing to step
  // into.
  bool IsOpaqueCallee = isDescribedByAttributes(Callee);
  auto Extend = [&](const TraceRef &Calls) {
    TraceRef Extended = IsOpaqueCallee ? nullptr : prependStep(Step, Calls);
    for (const TraceStep &Outer : llvm::reverse(Site.Prefix))
      Extended = prependStep(Outer, Extended);
    return Extended;
  };
  auto SiteOf = [&](SourceLocation Inner) {
    return IsOpaqueCallee ? Site.Loc : Inner;
  };
  // False if the event cannot happen in this call.
  auto ExtendContext = [&](const EventContext &Inner, EventContext &Outer) {
    Outer = State.Context;
    for (const AccessPath &P : Inner.Dropped)
      if (AccessPath Path = Translate(P); Path.isNamed())
        if (llvm::none_of(Outer.Dropped, [&](const AccessPath &Known) {
              return Known.sameText(Path);
            }))
          Outer.Dropped.push_back(Path);
    Outer.Doubtful |= Inner.Doubtful || Inner.Selected || !State.Doubts.empty();
    Outer.Selected = !State.Selections.empty();
    for (const ParamCondition &Condition : Inner.Conditions)
      switch (evaluate(Condition, Site, State, Outer.Conditions)) {
      case Truth::No:
      case Truth::Unknown:
        // Unknown means silent: the condition is most often what keeps the
        // lock from being taken twice.
        return false;
      case Truth::Yes:
        break;
      }
    return true;
  };
  auto MapHeld = [&](llvm::ArrayRef<HeldLock> Inner,
                     llvm::SmallVectorImpl<HeldLock> &Outer) {
    for (const HeldLock &H : Inner) {
      HeldLock Mapped = H;
      Mapped.Path = Translate(H.Path);
      Mapped.Calls = Extend(H.Calls);
      Mapped.Site = SiteOf(H.Site);
      if (Mapped.Path.isNamed())
        Outer.push_back(std::move(Mapped));
    }
  };
  auto AddOwnHolds = [&](const AccessPath *Next,
                         llvm::ArrayRef<AccessPath> InnerDropped,
                         llvm::SmallVectorImpl<HeldLock> &Outer) {
    for (const HeldLock &H : State.Held) {
      if (Next && !mayBeSameLock(H.Path, *Next))
        continue;
      bool Inside = llvm::any_of(
          Outer, [&](const HeldLock &O) { return O.Path == H.Path; });
      bool Dropped =
          Inside || llvm::any_of(InnerDropped, [&](const AccessPath &P) {
            return H.Path.startsWith(Translate(P));
          });
      if (!Dropped)
        Outer.push_back(H);
    }
  };

  if (Recording) {
    for (const CriticalPair &Inner : S.Pairs) {
      CriticalPair Pair;
      Pair.Next = Inner.Next;
      Pair.Next.Path = Translate(Inner.Next.Path);
      Pair.Next.Calls = Extend(Inner.Next.Calls);
      Pair.Next.Site = SiteOf(Inner.Next.Site);
      if (!Pair.Next.Path.isNamed()) {
        count(&AnalysisStatistics::AcquisitionsOfUnnamedObjects);
        continue;
      }
      if (!ExtendContext(Inner.Context, Pair.Context))
        continue;
      if (!State.FlagTests.empty() && !isa<CXXConstructorDecl>(Callee) &&
          llvm::any_of(S.HeldAtExit, [&](const HeldLock &H) {
            return H.Path == Inner.Next.Path;
          }))
        Pair.Context.Doubtful = true;
      MapHeld(Inner.Held, Pair.Held);
      AddOwnHolds(&Pair.Next.Path, Inner.Context.Dropped, Pair.Held);
      record(std::move(Pair));
    }
  }
  for (const Invocation &Inner : S.Invocations) {
    // The callee calls something that we know better.
    CallSite InnerSite = Site;
    InnerSite.Arguments.clear();
    InnerSite.ArgumentExprs.clear();
    for (const AccessPath &Arg : Inner.Arguments)
      InnerSite.Arguments.push_back(Translate(Arg));
    InnerSite.Receiver = AccessPath::opaque();
    const AccessPath &Callable = Inner.Callable;
    if (!Recording || InvokeDepth > 4)
      continue;
    // Events inside happen with what the callee holds as well.
    FlowState InnerState = State;
    llvm::SmallVector<HeldLock, 2> Held;
    MapHeld(Inner.Held, Held);
    AddOwnHolds(nullptr, Inner.Context.Dropped, Held);
    EventContext InnerContext;
    if (!ExtendContext(Inner.Context, InnerContext))
      continue;
    InnerState.Held.assign(Held.begin(), Held.end());
    InnerState.Context = InnerContext;
    ++InvokeDepth;
    InnerSite.Loc = Inner.Site;
    InnerSite.Prefix.push_back(Step);
    for (const Trace *T = Inner.Calls.get(); T; T = T->Rest.get())
      InnerSite.Prefix.push_back(T->Step);
    if (Callable.root() == AccessPath::Param && Callable.elements().empty() &&
        Callable.index() < Site.ArgumentExprs.size()) {
      invoke(Site.ArgumentExprs[Callable.index()], InnerSite, InnerState);
    } else if (AccessPath Path = Translate(Callable); Path.isNamed()) {
      const Decl *Last =
          Path.elements().empty() && Path.root() == AccessPath::Var
              ? Path.var()
              : Path.lockClass();
      if (const auto *D = dyn_cast_or_null<ValueDecl>(Last))
        invokeDecl(D, InnerSite, InnerState);
    }
    --InvokeDepth;
  }
  std::vector<AccessPath> AllReleased = S.Released;
  for (const auto &[Condition, P] : S.ReleasedIfParam) {
    llvm::SmallVector<ParamCondition, 1> Own;
    if (evaluate(Condition, Site, State, Own) != Truth::No)
      AllReleased.push_back(P);
  }
  for (const AccessPath &P : AllReleased)
    if (AccessPath Path = Translate(P); Path.isNamed()) {
      release(Path, State);
    } else if (P.isNamed()) {
      // Something of that class was released; nobody knows which.
      const Decl *Class = P.lockClass();
      llvm::erase_if(State.Held, [&](const HeldLock &H) {
        return Class && H.Path.lockClass() == Class;
      });
    }
  if (EventsOnly)
    return;
  for (const Alias &A : S.Aliases) {
    AccessPath From = Paths.translate(A.From, Callee, Site.Receiver,
                                      Site.Arguments, Site.Object);
    State.setAlias(From, A.To.isNull() ? A.To : Translate(A.To));
  }
  for (const HeldLock &H : S.HeldAtExit) {
    HeldLock Mapped = H;
    Mapped.Path = Translate(H.Path);
    Mapped.Owner = Translate(H.Owner);
    Mapped.Calls = Extend(H.Calls);
    Mapped.Site = SiteOf(H.Site);
    State.hold(std::move(Mapped));
  }
  for (const auto &[Condition, H] : S.HeldIfParam) {
    llvm::SmallVector<ParamCondition, 1> Own;
    if (evaluate(Condition, Site, State, Own) != Truth::Yes || !Own.empty())
      continue;
    HeldLock Mapped = H;
    Mapped.Path = Translate(H.Path);
    Mapped.Calls = Extend(H.Calls);
    Mapped.Site = SiteOf(H.Site);
    // Instead of what the whole has in common.
    if (HeldLock *Old = State.find(Mapped.Path))
      *Old = std::move(Mapped);
    else
      State.hold(std::move(Mapped));
  }
  for (const ConditionalHold &H : S.HeldIfSuccessful) {
    PendingTry Try;
    Try.Lock = H.Lock;
    Try.Lock.Path = Translate(H.Lock.Path);
    Try.Lock.Calls = Extend(H.Lock.Calls);
    Try.Lock.Site = SiteOf(H.Lock.Site);
    Try.SuccessIs = H.SuccessIs;
    Try.Result = Site.Node;
    if (H.Guard.isNamed())
      Try.Guard = Translate(H.Guard);
    if (Try.Lock.Path.isNamed())
      State.Pending.push_back(std::move(Try));
  }
  if (S.Returned.isNamed())
    if (const auto *Node = dyn_cast_or_null<Expr>(Site.Node);
        Node && !Node->getType()->isVoidType())
      if (AccessPath Returned = Translate(S.Returned); Returned.isNamed())
        Paths.setResult(Node, Returned);
}

void FunctionAnalysis::observe(CallKind Kind, const FunctionDecl *Callee,
                               const ValueDecl *StoredIn, const CallSite &Site,
                               const FlowState &State) {
  if (!Limits.ObservesCalls || !Recording ||
      (Callee &&
       Context.getSourceManager().isInSystemHeader(Callee->getLocation())))
    return;
  ObservedCall Call;
  Call.Node = Site.Node;
  Call.Kind = Kind;
  Call.Callee = Callee;
  Call.StoredIn = StoredIn;
  Call.Site = Site.Loc;
  Call.Receiver = Site.Receiver;
  Call.Arguments.append(Site.Arguments.begin(), Site.Arguments.end());
  Call.ArgumentExprs.append(Site.ArgumentExprs.begin(),
                            Site.ArgumentExprs.end());
  Call.Held.assign(State.Held.begin(), State.Held.end());
  Call.Context = State.Context;
  Call.Context.Doubtful |= !State.Doubts.empty();
  Call.Context.Selected = !State.Selections.empty();
  Call.Prefix.append(Site.Prefix.begin(), Site.Prefix.end());
  // One function is looked at several times, under what its parameters may be.
  for (const ObservedCall &Old : Result.Calls)
    if (Old.Node == Call.Node && Old.Callee == Call.Callee &&
        Old.StoredIn == Call.StoredIn && Old.Site == Call.Site &&
        Old.Held.size() == Call.Held.size() &&
        llvm::equal(Old.Context.Conditions, Call.Context.Conditions))
      return;
  if (Result.Calls.size() < Limits.MaxCalls)
    Result.Calls.push_back(std::move(Call));
  else
    Result.Incomplete = true;
}

void FunctionAnalysis::recordInvocation(const AccessPath &Callable,
                                        const CallSite &Site,
                                        const FlowState &State) {
  if (!Recording || Result.Invocations.size() >= Limits.MaxPairs)
    return;
  Invocation I;
  I.Callable = Callable;
  for (const AccessPath &Arg : Site.Arguments)
    I.Arguments.push_back(Arg);
  I.Site = Site.Loc;
  for (const TraceStep &Step : llvm::reverse(Site.Prefix))
    I.Calls = prependStep(Step, I.Calls);
  I.Held.assign(State.Held.begin(), State.Held.end());
  I.Context = State.Context;
  I.Context.Doubtful |= !State.Doubts.empty();
  I.Context.Selected = !State.Selections.empty();
  for (const Invocation &Old : Result.Invocations)
    if (Old.Callable == I.Callable && Old.Site == I.Site)
      return;
  Result.Invocations.push_back(std::move(I));
}

void FunctionAnalysis::applyTarget(const CallableTarget &Target,
                                   const TraceStep &Step, CallSite &Site,
                                   bool IsBound, FlowState &State) {
  CallSite TargetSite = Site;
  if (Target.BindsArguments) {
    TargetSite.ArgumentExprs.clear();
    for (AccessPath &Argument : TargetSite.Arguments)
      Argument = AccessPath::opaque();
  }
  const auto *Method = dyn_cast<CXXMethodDecl>(Target.Function);
  if (Method && Method->isInstance() && !isLambdaCallOperator(Method)) {
    if (IsBound) {
      TargetSite.Receiver = Target.Receiver;
    } else if (!Site.Arguments.empty()) {
      TargetSite.Receiver = Site.Arguments.front();
      TargetSite.Arguments.erase(TargetSite.Arguments.begin());
      if (!TargetSite.ArgumentExprs.empty())
        TargetSite.ArgumentExprs.erase(TargetSite.ArgumentExprs.begin());
    }
  }
  TraceStep Here = Step;
  Here.Callee = Target.Function;
  Here.StoredAt = Target.StoredAt;
  Here.HandedIn = !Site.Prefix.empty() && Step.Kind == CallKind::Direct;
  applyCallee(Target.Function, TargetSite, Here, State, /*EventsOnly=*/true);
}

void FunctionAnalysis::bindArguments(const CallableExpr &What,
                                     const FunctionDecl *Function,
                                     CallSite &Site, FlowState &State) {
  llvm::SmallVector<const Expr *, 4> Exprs;
  llvm::SmallVector<AccessPath, 4> Paths;
  bool HasPlaceholder = false;
  for (const Expr *E : What.Bound) {
    const unsigned Number = placeholderNumber(E);
    HasPlaceholder |= Number != 0;
    if (Number == 0) {
      Exprs.push_back(E);
      Paths.push_back(pathOf(E, State));
    } else {
      Exprs.push_back(Number <= Site.ArgumentExprs.size()
                          ? Site.ArgumentExprs[Number - 1]
                          : E);
      Paths.push_back(Number <= Site.Arguments.size()
                          ? Site.Arguments[Number - 1]
                          : AccessPath::opaque());
    }
  }
  // Otherwise some are bound first or last, and the call gives the others.
  if (!HasPlaceholder && Exprs.size() < Function->getNumParams()) {
    Exprs.clear();
    Paths.assign(Function->getNumParams(), AccessPath::opaque());
  }
  Site.ArgumentExprs = std::move(Exprs);
  Site.Arguments = std::move(Paths);
}

void FunctionAnalysis::invoke(const Expr *Callable, CallSite &Site,
                              FlowState &State) {
  Callable = Callable->IgnoreParenImpCasts();
  // `(object->*member)(…)`
  if (const auto *Binary = dyn_cast<BinaryOperator>(Callable);
      Binary && Binary->isPtrMemOp()) {
    Site.Receiver = pathOf(Binary->getLHS(), State);
    CallableExpr Member = analyzeCallable(Binary->getRHS(), Model);
    for (const FunctionDecl *Function : Member.Functions)
      applyCallee(Function, Site, TraceStep(Site.Loc, Function), State, false);
    if (Member.Source)
      invokeDecl(Member.Source, Site, State);
    return;
  }
  CallableExpr What = analyzeCallable(Callable, Model);
  unsigned Count = What.Functions.size();
  for (const FunctionDecl *Function : What.Functions) {
    CallableTarget Target;
    Target.Function = Function;
    if (What.Receiver)
      Target.Receiver = pathOf(What.Receiver, State);
    TraceStep Step(Site.Loc, Function, CallKind::Direct, Count);
    if (What.Bound.empty()) {
      applyTarget(Target, Step, Site, What.Receiver != nullptr, State);
      continue;
    }
    CallSite BoundSite = Site;
    bindArguments(What, Function, BoundSite, State);
    applyTarget(Target, Step, BoundSite, What.Receiver != nullptr, State);
  }
  if (What.Source)
    invokeDecl(What.Source, Site, State);
  else if (Count == 0)
    count(&AnalysisStatistics::IndirectCallsUnresolved);
}

void FunctionAnalysis::invokeDecl(const ValueDecl *D, CallSite &Site,
                                  FlowState &State) {
  AccessPath Own = Paths.variable(D);
  if (Own.root() == AccessPath::Param && Own.elements().empty()) {
    // The caller knows what it passes.
    observe(CallKind::Stored, nullptr, D, Site, State);
    recordInvocation(Own, Site, State);
    return;
  }
  observe(CallKind::Stored, nullptr, D, Site, State);
  llvm::ArrayRef<CallableTarget> Targets = Callees.targetsStoredIn(D);
  if (Targets.empty()) {
    count(&AnalysisStatistics::IndirectCallsUnresolved);
    return;
  }
  if (Targets.size() > Limits.MaxCandidates)
    count(&AnalysisStatistics::IndirectCallsTooWide);
  TraceStep Step(Site.Loc, nullptr, CallKind::Stored, Targets.size());
  Step.StoredIn = D;
  for (CallableTarget Target : Targets) {
    // The receiver is in the terms of the function that bound it.
    const bool IsBound = Target.Receiver.isNamed();
    if (IsBound)
      Target.Receiver = State.resolve(
          Paths.translate(Target.Receiver, Target.Function, Site.Receiver, {},
                          AccessPath::opaque()));
    applyTarget(Target, Step, Site, IsBound, State);
  }
}

} // namespace unwedge

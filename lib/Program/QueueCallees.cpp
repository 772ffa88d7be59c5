//===--- QueueCallees.cpp - What a function does through calls ------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QueueAnalysis.h"

using namespace clang;

namespace unwedge {

const Expr *stripValue(const Expr *E) {
  for (unsigned Depth = 0; E && Depth < 32; ++Depth) {
    const Expr *Next = E->IgnoreImplicit()->IgnoreParenImpCasts();
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Next))
      Next = Default->getExpr();
    if (Next == E)
      return E;
    E = Next;
  }
  return E;
}

std::optional<int64_t> argumentValue(const Expr *E, ASTContext &Context) {
  E = stripValue(E);
  if (!E || E->isValueDependent() || E->isTypeDependent())
    return std::nullopt;
  if (E->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull))
    return 0;
  if (E->getType()->isIntegralOrEnumerationType()) {
    Expr::EvalResult Value;
    if (!E->EvaluateAsInt(Value, Context) ||
        Value.Val.getInt().getSignificantBits() > 64)
      return std::nullopt;
    return Value.Val.getInt().getExtValue();
  }
  const auto *Construct = dyn_cast<CXXConstructExpr>(E);
  if (!Construct)
    return std::nullopt;
  if (Construct->getNumArgs() == 0)
    return 0;
  if (Construct->getNumArgs() > 1)
    return std::nullopt;
  const Expr *From = stripValue(Construct->getArg(0));
  const CXXRecordDecl *Class = From->getType()->getAsCXXRecordDecl();
  if (Class && Class->getCanonicalDecl() ==
                   Construct->getConstructor()->getParent()->getCanonicalDecl())
    return argumentValue(From, Context);
  // A tag without content (std::nullopt) stands for nothing.
  if (Class && Class->hasDefinition() && Class->isEmpty())
    return 0;
  return 1;
}

AccessPath QueueAnalysis::outside(const AccessPath &Path,
                                  const FunctionDecl *F) const {
  if (Path.root() == AccessPath::This)
    return Path.rebase(AccessPath::frameThis(enclosingNonLambda(F)), 0);
  if (Path.root() == AccessPath::Param)
    return Path.index() < F->getNumParams()
               ? Path.rebase(AccessPath::var(F->getParamDecl(Path.index())), 0)
               : AccessPath::opaque();
  return Path;
}

/// A reference that a local object has is what its constructor was given:
/// `Group G(pool()); G.Pool`.
AccessPath QueueAnalysis::throughReferences(const AccessPath &Path) const {
  if (Path.root() != AccessPath::Var || Path.elements().empty() ||
      Path.elements()[0].Kind != PathElement::Field ||
      !Path.var()->hasLocalStorage())
    return Path;
  const auto *Field = cast<FieldDecl>(Path.elements()[0].D);
  const Expr *Value = Field->getType()->isReferenceType()
                          ? Body->onlyValue(Path.var())
                          : nullptr;
  const auto *Construct =
      dyn_cast_or_null<CXXConstructExpr>(Value ? stripValue(Value) : nullptr);
  const FunctionDecl *Definition = nullptr;
  if (!Construct || !Construct->getConstructor()->hasBody(Definition))
    return Path;
  for (const CXXCtorInitializer *Init :
       cast<CXXConstructorDecl>(Definition)->inits()) {
    if (!Init->getAnyMember() ||
        Init->getAnyMember()->getCanonicalDecl() != Field->getCanonicalDecl())
      continue;
    const auto *Ref = dyn_cast<DeclRefExpr>(stripValue(Init->getInit()));
    const auto *Param = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
    if (!Param || Param->getFunctionScopeIndex() >= Construct->getNumArgs())
      return Path;
    AccessPath Object =
        Body->path(Construct->getArg(Param->getFunctionScopeIndex()));
    return Object.isNamed() ? Path.rebase(Object, 1) : Path;
  }
  return Path;
}

AccessPath QueueAnalysis::translatePath(
    const AccessPath &Path, const FunctionDecl *F, const FunctionDecl *Target,
    const AccessPath &Receiver, llvm::ArrayRef<const Expr *> Arguments) {
  switch (Path.root()) {
  case AccessPath::This:
    return Receiver.isNamed() ? Path.rebase(Receiver, 0) : AccessPath::opaque();
  case AccessPath::Param:
    if (Path.index() < Arguments.size()) {
      AccessPath Argument = Body->path(Arguments[Path.index()]);
      if (Argument.isNamed())
        return Path.rebase(Argument, 0);
    }
    return AccessPath::opaque();
  case AccessPath::FrameThis:
    if (F->getCanonicalDecl() == Path.function()) {
      const auto *Method = dyn_cast<CXXMethodDecl>(F);
      if (Method && !isLambdaCallOperator(Method))
        return Path.rebase(AccessPath::thisObject(), 0);
    }
    return Path;
  case AccessPath::Var: {
    const VarDecl *V = Path.var();
    if (V->hasGlobalStorage())
      return Path;
    const auto *Owner = dyn_cast<FunctionDecl>(V->getDeclContext());
    if (Owner && Owner->getCanonicalDecl() == Target->getCanonicalDecl())
      return AccessPath::opaque();
    if (Owner && Owner->getCanonicalDecl() == F->getCanonicalDecl())
      if (const auto *Param = dyn_cast<ParmVarDecl>(V))
        return Path.rebase(AccessPath::param(Param->getFunctionScopeIndex()),
                           0);
    return Path;
  }
  case AccessPath::Temp:
  case AccessPath::Return:
    return AccessPath::opaque();
  default:
    return Path;
  }
}

std::optional<QueueEvent> QueueAnalysis::translate(
    const QueueEvent &Event, const FunctionDecl *F, const BodyItem &Item,
    const FunctionDecl *Target, const AccessPath &Receiver,
    llvm::ArrayRef<const Expr *> Arguments, const TraceStep &Step) {
  constexpr unsigned MaxTrace = 24;
  if (traceLength(Event.Calls) >= MaxTrace) {
    ++Unit.statistics().QueueEventsDropped;
    return std::nullopt;
  }
  QueueEvent Result = Event;
  Result.Queue = throughReferences(
      translatePath(Event.Queue, F, Target, Receiver, Arguments));
  if (!Result.Queue.isNamed())
    return std::nullopt;
  Result.Conditions.clear();
  for (const ParamCondition &Condition : Event.Conditions) {
    if (Condition.Index >= Arguments.size())
      return std::nullopt;
    const Expr *Arg = Arguments[Condition.Index];
    if (std::optional<int64_t> Value = argumentValue(Arg, Context)) {
      if (!Condition.holdsFor(*Value))
        return std::nullopt;
      continue;
    }
    // A member that says whether to wait is taken for what it starts as.
    if (const auto *Member = dyn_cast<MemberExpr>(stripValue(Arg)))
      if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()))
        if (const Expr *Init = initializerOf(Field))
          if (std::optional<int64_t> Value = argumentValue(Init, Context);
              Value && Condition.holdsFor(*Value)) {
            Result.Policy = Field;
            continue;
          }
    const auto *Ref = dyn_cast<DeclRefExpr>(stripValue(Arg));
    const auto *Param = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
    if (!Param || Param->getDeclContext() != F) {
      // Whether it waits is not known.
      if (!Condition.IsCheck)
        return std::nullopt;
      Result.Doubtful |= Facts.identifiesThread(Arg);
      continue;
    }
    ParamCondition Mine = Condition;
    Mine.Index = Param->getFunctionScopeIndex();
    Result.Conditions.push_back(Mine);
  }
  // What this function itself tests says whether it gets there, and not how a
  // put behaves; only an argument that is known speaks against it.
  size_t Known = Result.Conditions.size();
  QueueFacts::conditionsOf(Item.Where, F, Context, Result.Conditions);
  for (ParamCondition &Condition : llvm::drop_begin(Result.Conditions, Known))
    Condition.IsCheck = true;
  Result.Calls = prependStep(Step, Event.Calls);
  Result.Where = Item.Where;
  Result.Order = Item.Order;
  Result.Statement = Item.S;
  Result.Leaves = Item.Leaves;
  // What decides here that the call is made.
  for (const Scope *S = Item.Where; S; S = S->Parent) {
    if (S->Is != Scope::Test || !S->Condition)
      continue;
    if (Facts.identifiesThread(S->Condition))
      Result.Doubtful = true;
    QueueFacts::flagsOf(*S, *Body, Result.Queue, 12, Result.Flags);
  }
  if (isBlocking(Result.Is) && testsRoom(Item.Where, nullptr, Result.Queue))
    Result.Doubtful = true;
  return Result;
}

void QueueAnalysis::addFromCallee(const FunctionDecl *F, const BodyItem &Item,
                                  size_t Number, const FunctionDecl *Target,
                                  const AccessPath &Receiver,
                                  llvm::ArrayRef<const Expr *> Arguments,
                                  const TraceStep &Step) {
  auto It = Summaries.find(Target->getCanonicalDecl());
  if (It == Summaries.end())
    return;
  // The summary may move while events of lambdas are looked up.
  const QueueSummary Callee = It->second;
  for (const QueueEvent &Event : Callee.Events)
    if (std::optional<QueueEvent> Mine =
            translate(Event, F, Item, Target, Receiver, Arguments, Step))
      addWithin(512, Current, Located{std::move(*Mine), Number});
  for (const Sequence &S : Callee.Sequences) {
    auto Take = translate(S.Take, F, Item, Target, Receiver, Arguments, Step);
    auto Blocking =
        translate(S.Blocking, F, Item, Target, Receiver, Arguments, Step);
    if (Blocking && S.Blocking.Leaves && !S.InLoop)
      Blocking->Leaves |= endsLoop(Target,
                                   S.Blocking.Calls ? S.Blocking.Calls->Step.Loc
                                                    : S.Blocking.Site,
                                   Item);
    if (Take && Blocking)
      addWithin(MaxSequences, CurrentSequences,
                Sequence{std::move(*Take), std::move(*Blocking),
                         S.InLoop || enclosingLoop(Item.Where),
                         S.ElementOwner});
  }
  // Callables that were given to the callee, and that it runs.
  for (const ParameterCall &Call : Callee.ParameterCalls) {
    if (Call.Index >= Arguments.size())
      continue;
    const Expr *Callable = Arguments[Call.Index];
    std::optional<QueueEvent> Take;
    if (Call.Take)
      Take = translate(*Call.Take, F, Item, Target, Receiver, Arguments, Step);
    llvm::SmallVector<CallableTarget, 2> Targets;
    CallableExpr What = analyzeCallable(Callable, Unit.model());
    if (const auto *Param = dyn_cast_or_null<ParmVarDecl>(What.Source);
        Param && Param->getDeclContext() == F) {
      ParameterCall Mine = Call;
      Mine.Index = Param->getFunctionScopeIndex();
      Mine.Calls = prependStep(Step, Call.Calls);
      Mine.Take = Take;
      addWithin(MaxSequences, CurrentCalls, std::move(Mine));
      continue;
    }
    Targets = Graph.targetsOf(Callable);
    if (Targets.size() > Unit.limits().MaxCandidates)
      continue;
    for (const CallableTarget &T : Targets) {
      const CallGraph::Node *N = Graph.node(T.Function);
      if (!N)
        continue;
      auto Inner = Summaries.find(N->Definition->getCanonicalDecl());
      if (Inner == Summaries.end())
        continue;
      TraceStep Run(Call.Site, N->Definition,
                    What.Functions.empty() ? CallKind::Stored
                                           : CallKind::Direct,
                    Targets.size());
      Run.HandedIn = true;
      const std::vector<QueueEvent> Events = Inner->second.Events;
      for (const QueueEvent &Event : Events) {
        auto Mine = translate(
            Event, F, Item, N->Definition,
            T.Receiver.isNamed() ? T.Receiver : AccessPath::opaque(), {}, Run);
        if (!Mine)
          continue;
        TraceRef Rest = Mine->Calls;
        // The way: into the callee, down to the call, into the callable.
        llvm::SmallVector<TraceStep, 8> Steps{Step};
        for (const Trace *C = Call.Calls.get(); C; C = C->Rest.get())
          Steps.push_back(C->Step);
        for (const TraceStep &S : llvm::reverse(Steps))
          Rest = prependStep(S, Rest);
        Mine->Calls = Rest;
        if (Take && isBlocking(Mine->Is)) {
          QueueKnot Knot;
          Knot.F = F;
          Knot.Take = *Take;
          Knot.Blocking = *Mine;
          Knot.RoomTested = Mine->Doubtful;
          addKnot(std::move(Knot));
          continue;
        }
        if (Current.size() < 512)
          Current.push_back({std::move(*Mine), Number});
      }
    }
  }
}

/// Whether \p Call calls something that a local variable or temporary holds,
/// such as a task that was taken out of a queue.
bool QueueAnalysis::runsLocal(const CallExpr *Call) const {
  const Expr *Callable = Call->getCallee();
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    Callable = Member->getImplicitObjectArgument();
  else if (isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() > 0)
    Callable = Call->getArg(0);
  AccessPath Path = Body->path(stripValue(Callable));
  if (!Path.isNamed() || Path.root() == AccessPath::Temp)
    return true;
  return Path.root() == AccessPath::Var && Path.var()->hasLocalStorage() &&
         !isa<ParmVarDecl>(Path.var());
}

void QueueAnalysis::visitItem(const FunctionDecl *F, const BodyItem &Item,
                              size_t Number) {
  const auto *E = dyn_cast<Expr>(Item.S);
  const auto *Call = dyn_cast_or_null<CallExpr>(E);
  const auto *Construct = dyn_cast_or_null<CXXConstructExpr>(E);
  if ((!Call && !Construct) || E->isTypeDependent())
    return;
  if (Call)
    if (const FunctionDecl *Callee = Call->getDirectCallee()) {
      // A cheap answer for most.
      const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
      bool Known = Summaries.count(Callee->getCanonicalDecl());
      bool Callable = Method && Method->getOverloadedOperator() == OO_Call;
      bool Virtual = Method && Method->isVirtual();
      if (!Known && !Callable && !Virtual &&
          Unit.model().role(Callee).Function != FunctionEffect::RunsArguments)
        return;
    }
  if (Construct &&
      !Summaries.count(Construct->getConstructor()->getCanonicalDecl()))
    return;
  ResolvedCall Resolved = Graph.resolve(E);
  llvm::ArrayRef<const Expr *> Arguments;
  AccessPath Receiver;
  if (Call) {
    Arguments = llvm::ArrayRef(Call->getArgs(), Call->getNumArgs());
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
      Receiver = Body->path(Member->getImplicitObjectArgument());
    } else if (isa<CXXOperatorCallExpr>(Call) && !Arguments.empty() &&
               (Resolved.How == ResolvedCall::Stored ||
                isa_and_nonnull<CXXMethodDecl>(Call->getDirectCallee()))) {
      if (Resolved.How != ResolvedCall::Stored)
        Receiver = Body->path(Arguments[0]);
      Arguments = Arguments.drop_front();
    }
  } else {
    Arguments = llvm::ArrayRef(Construct->getArgs(), Construct->getNumArgs());
  }
  bool Indirect = Resolved.How == ResolvedCall::Stored ||
                  Resolved.How == ResolvedCall::Unknown ||
                  Resolved.How == ResolvedCall::Virtual;
  if (Indirect && Call && runsLocal(Call))
    IndirectCalls.push_back({Item.Where, Item.S});
  if (Resolved.How == ResolvedCall::Stored)
    if (const auto *Param = dyn_cast_or_null<ParmVarDecl>(Resolved.Source);
        Param && Param->getDeclContext() == F) {
      ParameterCall Mine;
      Mine.Index = Param->getFunctionScopeIndex();
      Mine.Site = E->getExprLoc();
      CallsOfParameters.push_back({CurrentCalls.size(), Number});
      CurrentCalls.push_back(std::move(Mine));
      return;
    }
  auto AddTargets = [&](llvm::ArrayRef<CallableTarget> Targets, CallKind Kind,
                        bool HandedIn, llvm::ArrayRef<const Expr *> Args) {
    // Too many to say anything.
    if (Targets.size() > 4 * Unit.limits().MaxCandidates)
      return;
    for (const CallableTarget &T : Targets) {
      TraceStep Step(E->getExprLoc(), T.Function, Kind, Targets.size());
      Step.HandedIn = HandedIn;
      if (Kind == CallKind::Stored && !HandedIn) {
        Step.StoredIn = Resolved.Source;
        Step.StoredAt = T.StoredAt;
      }
      AccessPath Object = Receiver;
      if (Kind == CallKind::Stored)
        Object = T.Receiver;
      addFromCallee(F, Item, Number, T.Function, Object, Args, Step);
    }
  };
  CallKind Kind = Resolved.How == ResolvedCall::Virtual  ? CallKind::Virtual
                  : Resolved.How == ResolvedCall::Stored ? CallKind::Stored
                                                         : CallKind::Direct;
  if (Kind == CallKind::Virtual && Resolved.Complete)
    Kind = CallKind::Direct;
  AddTargets(Resolved.Targets, Kind, false, Arguments);
  AddTargets(Resolved.RunsArguments, CallKind::Direct, true, {});
}

} // namespace unwedge

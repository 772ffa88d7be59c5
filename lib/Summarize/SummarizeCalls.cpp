//===--- SummarizeCalls.cpp - Calls, and locks held at them ---------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitSummarizer.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/StatedFacts.h"
#include "unwedge/Report/TraceWording.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/Sequence.h"

using namespace clang;

namespace unwedge {

using namespace summary;

/// Whether holding a lock of \p Kind as \p Mode makes any later acquisition a
/// mistake.
static bool mattersHeld(const unwedge::LockKind &Kind, LockMode Mode) {
  for (LockMode Next :
       {LockMode::Shared, LockMode::Upgrade, LockMode::Exclusive})
    if (Kind.Semantics.verdict(Mode, Next) != RecursionVerdict::Allowed)
      return true;
  return false;
}

summary::HeldLock UnitSummarizer::held(const unwedge::HeldLock &Lock,
                                       const FunctionDecl *F) {
  summary::HeldLock Result;
  Result.Object = path(Lock.Path, F);
  Result.Name = Out.save(lockName(Lock.Path, Lock.Path, F));
  Result.Mode = Lock.Mode;
  Result.Kind = lockKind(*Lock.Kind);
  Result.Site = place(Lock.Site);
  Result.Calls = steps(Lock.Calls);
  Result.CallerOwns = Lock.CallerOwns;
  Result.IsRecursive = isStated(Lock.Path, F, stated::RecursiveLock);
  return Result;
}

summary::Argument UnitSummarizer::argument(const AccessPath &Path,
                                           const Expr *E,
                                           const FunctionDecl *F) {
  summary::Argument Result;
  Result.Object = path(Path, F);
  while (const auto *Default = dyn_cast_or_null<CXXDefaultArgExpr>(E))
    E = Default->getExpr();
  if (!E || E->isValueDependent())
    return Result;
  const QualType Type = E->getType();
  if (Type->isAnyPointerType() || Type->isNullPtrType()) {
    const Expr *Plain = E->IgnoreParenImpCasts();
    if (E->isNullPointerConstant(Context, Expr::NPC_NeverValueDependent))
      Result.Value = 0;
    else if (isa<CXXThisExpr>(Plain) ||
             (isa<UnaryOperator>(Plain) &&
              cast<UnaryOperator>(Plain)->getOpcode() == UO_AddrOf))
      Result.IsAddress = true;
  } else if (Type->isIntegralOrEnumerationType()) {
    Expr::EvalResult Value;
    if (E->EvaluateAsInt(Value, Context))
      Result.Value = Value.Val.getInt().getExtValue();
    else
      Result.IsCount = Type->isIntegerType() && !Type->isBooleanType() &&
                       !Type->isEnumeralType();
  }
  if (isCallableType(Type)) {
    CallableExpr What = analyzeCallable(E, Unit.model());
    for (const FunctionDecl *Function : What.Functions)
      Result.Callables.push_back(entity(Function));
    if (What.Receiver)
      Result.BoundTo = path(
          staticPath(What.Receiver, F, Unit.model(), /*Outside=*/false), F);
    Result.BindsArguments = What.BindsArguments;
    if (What.Source && !isa<ParmVarDecl>(What.Source))
      Result.Source = entity(What.Source);
  }
  return Result;
}

void UnitSummarizer::call(const ObservedCall &From, const FunctionDecl *F) {
  summary::Call To;
  switch (From.Kind) {
  case CallKind::Direct:
    To.Kind = summary::Call::Direct;
    To.Callee = entity(From.Callee);
    break;
  case CallKind::Virtual:
    To.Kind = summary::Call::Virtual;
    To.Callee = entity(From.Callee);
    break;
  case CallKind::Stored:
    if (const auto *Param = dyn_cast<ParmVarDecl>(From.StoredIn);
        Param && Param->getDeclContext() == F) {
      To.Kind = summary::Call::Given;
      To.Parameter = Param->getFunctionScopeIndex();
    } else {
      To.Kind = summary::Call::Stored;
      To.Callee = entity(From.StoredIn);
    }
    break;
  }
  To.Where = place(From.Site);
  To.Receiver = path(From.Receiver, F);
  for (auto [Path, E] : llvm::zip_longest(From.Arguments, From.ArgumentExprs))
    To.Arguments.push_back(
        argument(Path.value_or(AccessPath()), E.value_or(nullptr), F));
  while (!To.Arguments.empty() && To.Arguments.back().saysNothing())
    To.Arguments.pop_back();
  for (const unwedge::HeldLock &Lock : From.Held)
    if (Lock.Kind && mattersHeld(*Lock.Kind, Lock.Mode))
      To.Held.push_back(held(Lock, F));
  To.When = context(From.Context, F);
  TraceRef Prefix;
  for (const TraceStep &Step : llvm::reverse(From.Prefix))
    Prefix = prependStep(Step, Prefix);
  To.Prefix = steps(Prefix);
  To.IsCaught = Caught.contains(From.Site);
  if (Prefix)
    To.PrefixCall = Out.save(describeCallGerund(Prefix->Step));
  if (!To.Held.empty())
    mayTellAt(From.Site, "recursive-shared-lock");
  function(F).Calls.push_back(std::move(To));
}

/// Adds the calls below \p S with a handler around them that takes everything.
static void collectCaught(const Stmt *S,
                          llvm::DenseSet<SourceLocation> &Caught) {
  llvm::SmallVector<std::pair<const Stmt *, bool>, 32> Work{{S, false}};
  while (!Work.empty()) {
    auto [Next, IsCaught] = Work.pop_back_val();
    if (!Next || isa<LambdaExpr>(Next))
      continue;
    if (IsCaught && isa<CallExpr, CXXConstructExpr>(Next))
      Caught.insert(callLocation(cast<Expr>(Next)));
    const auto *Try = dyn_cast<CXXTryStmt>(Next);
    const bool TakesAll =
        Try &&
        llvm::any_of(llvm::seq(0u, Try->getNumHandlers()), [&](unsigned I) {
          return !Try->getHandler(I)->getExceptionDecl();
        });
    for (const Stmt *Child : Next->children())
      Work.push_back(
          {Child, IsCaught || (TakesAll && Child == Try->getTryBlock())});
  }
}

void UnitSummarizer::calls(const FunctionDecl *F) {
  Caught.clear();
  collectCaught(F->getBody(), Caught);
  const CallGraph::Node *N = Unit.graph().node(F);
  if (N->Relevant) {
    for (const ObservedCall &Call : Unit.summary(F).Calls)
      call(Call, F);
    return;
  }
  for (const ObservedCall &Call : observeCalls(F, Unit.model()))
    call(Call, F);
}

void UnitSummarizer::noteWriter(const AccessPath &Path) {
  const Decl *Class = Path.lockClass();
  if (!Class)
    return;
  if (const Index Number = entity(Class);
      !llvm::is_contained(Out.WrittenLocks, Number))
    Out.WrittenLocks.push_back(Number);
}

void UnitSummarizer::acquisitions(const FunctionDecl *F) {
  if (!Unit.graph().node(F)->Relevant)
    return;
  const Summary &S = Unit.summary(F);
  for (const CriticalPair &Pair : S.Pairs) {
    const unwedge::Acquisition &Next = Pair.Next;
    // What others do is in their own records.
    if (Next.Calls || !Next.Kind || !Next.Path.isNamed())
      continue;
    summary::Acquisition To;
    To.Object = path(Next.Path, F);
    if (!To.Object.isNamed()) {
      if (Next.Mode == LockMode::Exclusive)
        noteWriter(Next.Path);
      continue;
    }
    To.Mode = Next.Mode;
    To.Kind = lockKind(*Next.Kind);
    To.Site = place(Next.Site);
    To.When = context(Pair.Context, F);
    To.IsRecursive = isStated(Next.Path, F, stated::RecursiveLock);
    function(F).Acquisitions.push_back(std::move(To));
  }
  for (const LockKindRef &Kind : S.UnnamedWrites)
    if (const Index Number = lockKind(*Kind);
        !llvm::is_contained(Out.WrittenKinds, Number))
      Out.WrittenKinds.push_back(Number);
  for (const AccessPath &Released : S.Released)
    if (summary::Path P = path(Released, F); P.isNamed())
      function(F).Released.push_back(std::move(P));
}

bool isShared(const ValueDecl *D) {
  if (isa<FieldDecl>(D))
    return true;
  if (const auto *Param = dyn_cast<ParmVarDecl>(D))
    return Param->getFunctionScopeDepth() == 0;
  const auto *V = dyn_cast<VarDecl>(D);
  return V && V->hasGlobalStorage();
}

void UnitSummarizer::storedObjects() {
  const CallGraph &Graph = Unit.graph();
  for (const auto &[D, Contents] : Graph.contents()) {
    if (!isShared(D))
      continue;
    for (const CallableTarget &Target : Contents.Targets)
      // What has a body here and no record reaches nothing.
      if (!Unit.graph().node(Target.Function) || isKept(Target.Function))
        Out.StoredCallables.push_back({entity(D), entity(Target.Function),
                                       path(Target.Receiver, /*F=*/nullptr),
                                       place(Target.StoredAt),
                                       Target.BindsArguments});
    for (const BackPointer &Owner : Contents.Owners)
      Out.OwnerPointers.push_back({entity(D), entity(Owner.Class),
                                   entity(Owner.Object), /*Other=*/false,
                                   place(Owner.SetAt)});
    if (Contents.OtherValues && isa<FieldDecl>(D))
      Out.OwnerPointers.push_back(
          {entity(D), None, None, /*Other=*/true, Place()});
  }
  for (const auto &[From, All] : Graph.flows()) {
    // Into a parameter of an inline function, callers have spread it to its
    // end themselves.
    if (!isShared(From) ||
        (isa<ParmVarDecl>(From) &&
         !isEmittedHere(cast<FunctionDecl>(From->getDeclContext()))))
      continue;
    for (const ValueDecl *To : All)
      if (isShared(To))
        Out.Flows.push_back({entity(From), entity(To)});
  }
}

void UnitSummarizer::overrides() {
  for (const auto &[F, N] : Unit.graph().nodes())
    if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
        Method && (isEmittedHere(F) || hasItsTableHere(Method->getParent())))
      for (const CXXMethodDecl *Overridden : Method->overridden_methods())
        Out.Overrides.push_back({entity(Method), entity(Overridden)});
}

void UnitSummarizer::classHierarchy() {
  // Only classes that something else speaks of, with their bases.
  for (Index I = 0; I < Out.Entities.size(); ++I) {
    if (Out.Entities[I].Kind != Entity::Class)
      continue;
    const auto *Class = dyn_cast_or_null<CXXRecordDecl>(Declarations[I]);
    if (!Class || !Class->hasDefinition() || Class->isDependentContext())
      continue;
    for (const CXXBaseSpecifier &Base : Class->getDefinition()->bases())
      if (const CXXRecordDecl *Of = Base.getType()->getAsCXXRecordDecl())
        Out.Inheritances.push_back({I, entity(Of)});
  }
}

} // namespace unwedge

//===--- FunctionStatements.cpp - Variables, results, destruction -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionAnalysis.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Support/ClangCompat.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace unwedge {

/// Whether a variable of \p Type stands for another object that it was set to.
static bool standsForAnother(QualType Type) {
  return Type->isReferenceType() || Type->isAnyPointerType() ||
         isPointerLike(Type->getAsCXXRecordDecl());
}

/// Whether \p V is the object that \p Init makes, or gives a temporary its own
/// lifetime; not so if it only gets something out of it (`int I = *temporary`).
static bool initializesObject(const VarDecl *V, const Expr *Init) {
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(Init))
    Init = Cleanups->getSubExpr();
  if (V->getType()->isReferenceType()) {
    // IgnoreParenImpCasts() would skip what is looked for.
    while (true) {
      if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Init))
        Init = Cast->getSubExpr();
      else if (const auto *Paren = dyn_cast<ParenExpr>(Init))
        Init = Paren->getSubExpr();
      else
        break;
    }
    const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(Init);
    return Temporary && Temporary->getExtendingDecl() == V;
  }
  return V->getType()->isRecordType() && Init->isPRValue();
}

void FunctionAnalysis::takeParts(const Expr *E, FlowState &State) {
  const CXXRecordDecl *Class = E->getType()->getAsCXXRecordDecl();
  llvm::SmallVector<const Expr *, 4> Parts;
  if (const auto *List = dyn_cast<InitListExpr>(E))
    Parts.append(List->inits().begin(), List->inits().end());
  else if (const auto *Paren = dyn_cast<CXXParenListInitExpr>(E))
    Parts.append(Paren->getInitExprs().begin(), Paren->getInitExprs().end());
  else
    Parts.append(cast<LambdaExpr>(E)->capture_inits().begin(),
                 cast<LambdaExpr>(E)->capture_inits().end());
  const AccessPath Object = AccessPath::temp(E);
  const size_t Bases =
      Class && Class->hasDefinition() ? Class->getNumBases() : 0;
  bool IsTaken = false;
  auto Take = [&](const Expr *Part, const AccessPath &To) {
    const AccessPath Value = Part ? Paths.of(Part) : AccessPath::opaque();
    if (Value.root() != AccessPath::Temp || Part->isGLValue() ||
        !State.mentions(Value))
      return;
    IsTaken = true;
    State.moveObject(Value, To);
  };
  if (!Class || !Class->hasDefinition()) {
    // Elements of arrays are not followed.
    for (const Expr *Part : Parts)
      if (const AccessPath Value = Part ? Paths.of(Part) : AccessPath::opaque();
          Value.root() == AccessPath::Temp)
        llvm::erase_if(State.Held, [&](const HeldLock &H) {
          return H.Owner.startsWith(Value);
        });
    return;
  }
  for (size_t I = 0; I < std::min(Bases, Parts.size()); ++I)
    Take(Parts[I], Object);
  if (Bases <= Parts.size())
    for (auto [Field, Part] :
         llvm::zip(Class->fields(), llvm::ArrayRef(Parts).drop_front(Bases)))
      Take(Part, Object.field(Field));
  if (IsTaken)
    Paths.setResult(E, Object);
}

void FunctionAnalysis::bindVariable(const VarDecl *V, FlowState &State) {
  const Expr *Init = V->getInit();
  if (!Init || V->hasGlobalStorage())
    return;
  AccessPath Variable = Paths.variable(V);
  State.removeAliasesBelow(Variable);
  AccessPath Value = Paths.of(Init);
  QualType Type = V->getType();
  // `Guard G{Mutex};` of a class without constructors.
  if (const CXXRecordDecl *Class = classOf(Type.getCanonicalType());
      Class && Class->hasDefinition() && Class->isAggregate()) {
    const Expr *Made = Init->IgnoreImplicit();
    llvm::SmallVector<const Expr *, 4> Inits;
    if (const auto *List = dyn_cast<InitListExpr>(Made))
      Inits.append(List->inits().begin(), List->inits().end());
    else if (const auto *Paren = dyn_cast<CXXParenListInitExpr>(Made))
      Inits.append(Paren->getInitExprs().begin(), Paren->getInitExprs().end());
    if (Class->getNumBases() == 0)
      for (auto [Field, Of] : llvm::zip(Class->fields(), Inits))
        if (standsForAnother(Field->getType())) {
          AccessPath Resolved = State.resolve(Paths.of(Of));
          if (Resolved.isNamed() || Resolved.isNull())
            State.setAlias(Variable.field(Field), Resolved);
        }
  }
  if (Value.root() == AccessPath::Temp && initializesObject(V, Init)) {
    // The object is built in the variable, or lives as long as it.
    State.moveObject(Value, Variable);
    return;
  }
  if (standsForAnother(Type)) {
    AccessPath Resolved = State.resolve(Value);
    if (Resolved.isNamed() || Resolved.isNull())
      State.setAlias(Variable, Resolved);
  }
  const Expr *Plain = Init->IgnoreParenImpCasts();
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(Plain))
    Plain = Cleanups->getSubExpr()->IgnoreParenImpCasts();
  for (PendingTry &P : State.Pending)
    if (P.Result == Plain)
      P.Variable = V->getCanonicalDecl();
}

/// Whether a call in \p Body gives up a lock.
bool FunctionAnalysis::releasesSomething(const Stmt *Body) {
  llvm::SmallVector<const Stmt *, 16> Pending{Body};
  constexpr unsigned MaxStatements = 200;
  for (unsigned Seen = 0; !Pending.empty() && Seen < MaxStatements; ++Seen) {
    const Stmt *S = Pending.pop_back_val();
    if (!S)
      continue;
    if (const auto *Call = dyn_cast<CallExpr>(S);
        Call && givesUpLock(Call, Model))
      return true;
    Pending.append(S->child_begin(), S->child_end());
  }
  return false;
}

/// Whether a class of the library's runs code at the end of \p V's life that it
/// was given and that gives up a lock: a scope guard, a deleter.
bool FunctionAnalysis::mayReleaseAtEnd(const VarDecl *V) {
  const CXXRecordDecl *Class =
      classOf(V->getType().getNonReferenceType().getCanonicalType());
  const CXXDestructorDecl *D =
      Class && Class->hasDefinition() ? Class->getDestructor() : nullptr;
  if (!D || !V->getInit() || Model.guardOf(Class) ||
      !Context.getSourceManager().isInSystemHeader(D->getLocation()))
    return false;
  auto CallReleases = [&](QualType Type) {
    const CXXRecordDecl *Functor =
        Type.isNull() ? nullptr
                      : classOf(Type.getNonReferenceType().getCanonicalType());
    if (!Functor || !Functor->hasDefinition())
      return false;
    return llvm::any_of(
        Functor->getDefinition()->methods(), [&](const CXXMethodDecl *Method) {
          return Method->getOverloadedOperator() == OO_Call &&
                 Method->hasBody() && releasesSomething(Method->getBody());
        });
  };
  if (const auto *Made = dyn_cast<ClassTemplateSpecializationDecl>(Class))
    for (const TemplateArgument &Arg : Made->getTemplateArgs().asArray())
      if (Arg.getKind() == TemplateArgument::Type &&
          CallReleases(Arg.getAsType()))
        return true;
  llvm::SmallVector<const Stmt *, 16> Pending{V->getInit()};
  while (!Pending.empty()) {
    const Stmt *S = Pending.pop_back_val();
    if (!S)
      continue;
    const FunctionDecl *Definition = nullptr;
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
      if (releasesSomething(Lambda->getBody()))
        return true;
      continue;
    }
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      if (const auto *Function = dyn_cast<FunctionDecl>(Ref->getDecl());
          Function && Function->hasBody(Definition) &&
          releasesSomething(Definition->getBody()))
        return true;
    if (const auto *E = dyn_cast<Expr>(S); E && CallReleases(E->getType()))
      return true;
    Pending.append(S->child_begin(), S->child_end());
  }
  return false;
}

/// What was taken by hand may be given up by \p V. Which lock that is is not
/// looked at: unknown means silent.
void FunctionAnalysis::releaseAtEndOf(const VarDecl *V, FlowState &State) {
  auto IsByHand = [](const HeldLock &H) {
    return H.Owner.isOpaque() && !H.CallerOwns;
  };
  if (llvm::any_of(State.Held, IsByHand) && mayReleaseAtEnd(V))
    llvm::erase_if(State.Held, IsByHand);
}

void FunctionAnalysis::initializeMember(const CXXCtorInitializer *Init,
                                        FlowState &State) {
  const Expr *E = Init->getInit();
  if (!E)
    return;
  AccessPath Value = Paths.of(E);
  AccessPath Target = AccessPath::thisObject();
  QualType Type;
  if (Init->isAnyMemberInitializer()) {
    const FieldDecl *Field = Init->getAnyMember();
    Target = Target.field(Field);
    Type = Field->getType();
  }
  if (Value.root() == AccessPath::Temp &&
      (Type.isNull() || !Type->isAnyPointerType())) {
    State.moveObject(Value, Target);
    return;
  }
  if (!Type.isNull() && standsForAnother(Type)) {
    AccessPath Resolved = State.resolve(Value);
    if (Resolved.isNamed() || Resolved.isNull())
      State.setAlias(Target, Resolved);
  }
}

void FunctionAnalysis::assign(const Expr *LHS, const Expr *RHS,
                              FlowState &State) {
  LHS = LHS->IgnoreParenImpCasts();
  const ValueDecl *D = nullptr;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(LHS))
    D = Ref->getDecl();
  else if (const auto *Member = dyn_cast<MemberExpr>(LHS))
    D = Member->getMemberDecl();
  else if (LHS->getType()->isAnyPointerType())
    // An element: whatever is reached through the array may be another now.
    D = sourceDecl(LHS, Model);
  if (!D)
    return;
  // What the right side means has to be read before the left side changes.
  AccessPath Value = RHS ? pathOf(RHS, State) : AccessPath::opaque();
  AccessPath Target = Paths.of(LHS);
  // Parameters are named by position, not by declaration.
  State.forgetPathsThrough(D);
  if (Target.root() == AccessPath::Param && Target.elements().empty()) {
    AssignedParams.insert(Target.index());
    llvm::erase_if(State.Context.Conditions, [&](const ParamCondition &C) {
      return C.Index == Target.index();
    });
    llvm::erase_if(State.Held, [&](const HeldLock &H) {
      return D->getType()->isAnyPointerType() && H.Path.startsWith(Target);
    });
    State.removeAliasesBelow(Target);
  }
  for (PendingTry &P : State.Pending)
    if (P.Variable == D->getCanonicalDecl())
      P.Variable = nullptr;
  if (!RHS)
    return;
  if (D->getType()->isAnyPointerType() && (Value.isNamed() || Value.isNull())) {
    State.setAlias(State.resolve(Target), Value);
  } else if (const auto *V = dyn_cast<VarDecl>(D)) {
    const Expr *Plain = RHS->IgnoreParenImpCasts();
    for (PendingTry &P : State.Pending)
      if (P.Result == Plain)
        P.Variable = V->getCanonicalDecl();
  }
}

void FunctionAnalysis::returnValue(const Expr *E, FlowState &State) {
  AccessPath Value = Paths.of(E);
  QualType Type = F->getReturnType();
  AccessPath Returned;
  if (!standsForAnother(Type) && Type->isRecordType() &&
      (Value.root() == AccessPath::Temp || Value.root() == AccessPath::Var))
    State.moveObject(Value, AccessPath::returned());
  else if (isPointerLike(Type->getAsCXXRecordDecl()) &&
           (Value.root() == AccessPath::Temp))
    // A handle that also guards (folly's LockedPtr).
    State.moveObject(Value, AccessPath::returned());
  else if (standsForAnother(Type))
    Returned = State.resolve(Value);
  if (Recording) {
    if (!isExportable(Returned))
      Returned = AccessPath::opaque();
    if (!ReturnSeen)
      Result.Returned = Returned;
    else if (Result.Returned != Returned)
      Result.Returned = AccessPath::opaque();
    ReturnSeen = true;
  }
  // `return m.try_lock_shared();`
  const Expr *Plain = E->IgnoreParenImpCasts();
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(Plain))
    Plain = Cleanups->getSubExpr()->IgnoreParenImpCasts();
  bool Inverted = false;
  TryResult Compared = TryResult::True;
  bool IsComparison = false;
  if (const auto *Not = dyn_cast<UnaryOperator>(Plain);
      Not && Not->getOpcode() == UO_LNot) {
    Inverted = true;
    Plain = Not->getSubExpr()->IgnoreParenImpCasts();
  } else if (const auto *Binary = dyn_cast<BinaryOperator>(Plain);
             Binary && Binary->isEqualityOp() &&
             Binary->getRHS()->isIntegerConstantExpr(Context)) {
    Expr::EvalResult Zero;
    if (Binary->getRHS()->EvaluateAsInt(Zero, Context) &&
        Zero.Val.getInt() == 0) {
      IsComparison = true;
      Compared =
          Binary->getOpcode() == BO_EQ ? TryResult::Zero : TryResult::True;
      Plain = Binary->getLHS()->IgnoreParenImpCasts();
    }
  }
  const VarDecl *V = nullptr;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Plain))
    V = dyn_cast<VarDecl>(Ref->getDecl());
  for (PendingTry &P : State.Pending) {
    bool Mine = P.Result == Plain ||
                (V && P.Variable && P.Variable == V->getCanonicalDecl());
    if (!Mine)
      continue;
    if (IsComparison)
      P.SuccessIs = P.SuccessIs == Compared ? TryResult::True : TryResult::Zero;
    else if (Inverted)
      P.SuccessIs =
          P.SuccessIs == TryResult::True ? TryResult::Zero : TryResult::True;
    // A mark for finish(): decided by the function's own result.
    P.Result = F->getBody();
  }
}

void FunctionAnalysis::applyDestructor(const CXXDestructorDecl *D,
                                       const AccessPath &Object,
                                       SourceLocation Loc, FlowState &State) {
  CallSite Site;
  Site.Loc = Loc;
  Site.Receiver = Object;
  Site.ReceiverType = compat::recordType(Context, D->getParent());
  applyDirect(D, Site, State);
}

/// `__attribute__((cleanup(Cleanup)))`: the function is given the address of
/// the variable.
void FunctionAnalysis::applyCleanup(const VarDecl *V,
                                    const FunctionDecl *Cleanup,
                                    FlowState &State) {
  AccessPath Object = State.resolve(Paths.variable(V));
  releaseGuard(Object, State);
  CallSite Site;
  Site.Loc = V->getLocation();
  Site.Arguments.push_back(Object);
  if (Cleanup &&
      !Context.getSourceManager().isInSystemHeader(Cleanup->getLocation()))
    applyDirect(Cleanup, Site, State);
}

void FunctionAnalysis::destroy(const AccessPath &Object, QualType Type,
                               SourceLocation Loc, FlowState &State,
                               bool OfBase) {
  const CXXRecordDecl *Class = classOf(Type.getCanonicalType());
  if (!Class || !(Class = Class->getDefinition()))
    return;
  if (Model.guardOf(Class)) {
    releaseGuard(Object, State);
    State.removeAliasesBelow(Object);
    return;
  }
  // What a handle points to need not die with it.
  AccessPath Target = isPointerLike(Class) ? Object : State.resolve(Object);
  if (const CXXDestructorDecl *D = Class->getDestructor();
      D && !Context.getSourceManager().isInSystemHeader(D->getLocation())) {
    if (D->isUserProvided()) {
      applyDestructor(D, Target, Loc, State);
    } else if (!Class->hasTrivialDestructor()) {
      for (const FieldDecl *Field : Class->fields())
        if (Field->getType()->isRecordType())
          destroy(Target.field(Field), Field->getType(), Loc, State);
      for (const CXXBaseSpecifier &Base : Class->bases())
        destroy(Target, Base.getType(), Loc, State, /*OfBase=*/true);
    }
  }
  // Whatever guards are still known to live in the object die with it: those
  // in members of a class with an implicit destructor, and in holders of the
  // library.
  std::vector<AccessPath> Guarded;
  for (const Alias &A : State.Aliases)
    if (A.From.startsWith(Target) && !A.From.elements().empty() &&
        A.From.elements().back().Kind == PathElement::GuardedLock)
      Guarded.push_back(A.To);
  for (const AccessPath &Lock : Guarded)
    release(Lock, State);
  if (!OfBase)
    State.removeAliasesBelow(Target);
}

} // namespace unwedge

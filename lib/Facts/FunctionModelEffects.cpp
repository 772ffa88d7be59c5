//===--- FunctionModelEffects.cpp - What the model says of a call -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionAnalysis.h"
#include "unwedge/Facts/Callables.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace unwedge {

void FunctionAnalysis::applyRole(const CallRole &Role,
                                 const FunctionDecl *Callee, CallSite &Site,
                                 FlowState &State) {
  if (Role.Lock)
    applyLockOperation(Role, Callee, Site, State);
  else if (Role.Guard)
    applyGuardOperation(Role, Callee, Site, State);
  else
    applyFunctionEffect(*Role.Function, Callee, Site, State);
}

ModeChoice FunctionAnalysis::modeChoice(const CallSite &Site,
                                        QualType Type) const {
  return {classOf(Type), unsigned(Site.ArgumentExprs.size()),
          [this, &Site](unsigned I, llvm::StringRef Value) {
            return Model.isConstant(Site.ArgumentExprs[I], Value);
          }};
}

void FunctionAnalysis::applyLockOperation(const CallRole &Role,
                                          const FunctionDecl *Callee,
                                          CallSite &Site, FlowState &State) {
  AccessPath Path;
  QualType Type;
  if (Role.OnReceiver) {
    Path = Site.Receiver;
    Type = Site.ReceiverType;
  } else {
    unsigned Index = Role.Operations->LockArgument;
    if (Index >= Site.ArgumentExprs.size())
      return;
    Path = Site.Arguments[Index];
    Type = Site.ArgumentExprs[Index]->IgnoreParenImpCasts()->getType();
  }
  std::optional<LockMode> Selected =
      operationMode(Role, Callee, Model, modeChoice(Site, Type));
  if (!Selected)
    return;
  const LockMode Mode = *Selected;
  LockKindRef Kind = kindFor(*Role.Lock, Type, Path);
  switch (Role.Effect->Effect) {
  case LockEffect::Acquire:
    acquire(Path, Mode, Kind, Site.Loc, State, /*Manual=*/true);
    break;
  case LockEffect::TryAcquire:
    tryThrough(Path, Type, Mode, Role.Lock->SuccessIs, Site.Node,
               AccessPath::opaque(), Site.Loc, State);
    break;
  case LockEffect::Release:
    // A guard in C is released by a function too.
    if (State.aliasOf(Path.guardedLock()))
      releaseGuard(Path, State);
    else
      release(Path, State);
    break;
  case LockEffect::Convert:
    if (HeldLock *H = State.find(Path))
      H->Mode = Mode;
    break;
  case LockEffect::Guard:
    acquire(Path, Mode, Kind, Site.Loc, State, /*Manual=*/false);
    State.setAlias(Site.Object.guardedLock(), Path);
    Paths.setResult(Site.Node, Site.Object);
    break;
  case LockEffect::TryGuard:
    State.setAlias(Site.Object.guardedLock(), Path);
    Paths.setResult(Site.Node, Site.Object);
    tryThrough(Path, Type, Mode, TryResult::True, Site.Node, Site.Object,
               Site.Loc, State);
    break;
  case LockEffect::Run: {
    acquire(Path, Mode, Kind, Site.Loc, State, /*Manual=*/false);
    for (const Expr *Arg : Site.ArgumentExprs)
      if (isCallableType(Arg->getType())) {
        CallSite Inner = Site;
        Inner.Arguments.clear();
        Inner.ArgumentExprs.clear();
        invoke(Arg, Inner, State);
      }
    release(Path, State);
    break;
  }
  }
}

void FunctionAnalysis::acquireThrough(const AccessPath &Path, QualType LockType,
                                      LockMode Mode, CallSite &Site,
                                      FlowState &State) {
  if (const LockSpec *Spec = Model.lockOf(LockType)) {
    acquire(Path, Mode, kindFor(*Spec, LockType, Path), Site.Loc, State,
            /*Manual=*/false);
    return;
  }
  // A lock of the user's own: the guard calls its operations.
  const CXXMethodDecl *Member = lockableAcquire(classOf(LockType), Mode);
  if (!Member)
    return;
  CallSite Inner;
  Inner.Loc = Site.Loc;
  Inner.Receiver = Path;
  Inner.ReceiverType = LockType;
  applyDirect(Member, Inner, State);
}

void FunctionAnalysis::tryThrough(const AccessPath &Path, QualType LockType,
                                  LockMode Mode, TryResult SuccessIs,
                                  const Stmt *ResultExpr,
                                  const AccessPath &Guard, SourceLocation Loc,
                                  FlowState &State) {
  const LockSpec *Spec = Model.lockOf(LockType);
  if (!Path.isNamed() || !Spec)
    return;
  PendingTry Try;
  Try.Lock.Path = Path;
  Try.Lock.Mode = Mode;
  Try.Lock.Kind = kindFor(*Spec, LockType, Path);
  Try.Lock.Site = Loc;
  Try.SuccessIs = SuccessIs;
  Try.Result = ResultExpr;
  Try.Guard = Guard;
  llvm::erase_if(State.Pending, [&](const PendingTry &P) { return P == Try; });
  State.Pending.push_back(std::move(Try));
}

void FunctionAnalysis::constructGuard(const GuardSpec &Guard, CallSite &Site,
                                      FlowState &State) {
  llvm::SmallVector<QualType, 4> Types;
  for (const Expr *Arg : Site.ArgumentExprs)
    Types.push_back(Arg->getType());
  const GuardArguments Given = guardArguments(Guard, Model, Types);
  std::optional<LockMode> Mode =
      guardMode(Guard, Model, modeChoice(Site, Site.ReceiverType));
  unsigned Number = 0;
  for (unsigned I : Given.Locks) {
    const Expr *Arg = Site.ArgumentExprs[I];
    QualType Type = Arg->IgnoreParenImpCasts()->getType();
    // Made of another guard: takes over, or converts, what that one has.
    if (Model.guardOf(classOf(Type))) {
      if (!Guard.ConvertsGuard) {
        State.moveObject(Site.Arguments[I], Site.Object);
        continue;
      }
      AccessPath Lock = State.resolve(Site.Arguments[I].guardedLock());
      if (HeldLock *H = State.find(Lock)) {
        H->Mode = LockMode::Exclusive;
        State.setAlias(Site.Object.guardedLock(ConvertedLock), Lock);
      }
      continue;
    }
    const AccessPath &Path = Site.Arguments[I];
    if (!Path.isNamed()) {
      count(&AnalysisStatistics::AcquisitionsOfUnnamedObjects);
      continue;
    }
    AccessPath Stands = Site.Object.guardedLock(Number++);
    switch (Given.How) {
    case GuardArguments::Acquires:
      if (Mode)
        acquireThrough(Path, Type, *Mode, Site, State);
      if (HeldLock *H = State.find(Path); H && !H->Owner.isNamed())
        H->Owner = Site.Object;
      break;
    case GuardArguments::Tries:
      if (Mode)
        tryThrough(Path, Type, *Mode, TryResult::True, Site.Node, Site.Object,
                   Site.Loc, State);
      break;
    case GuardArguments::Adopts:
    case GuardArguments::Defers:
      break;
    }
    State.setAlias(Stands, Path);
  }
}

void FunctionAnalysis::applyGuardOperation(const CallRole &Role,
                                           const FunctionDecl *Callee,
                                           CallSite &Site, FlowState &State) {
  const GuardSpec &Guard = *Role.Guard;
  AccessPath Self = Site.Receiver;
  switch (Role.GuardOperation) {
  case GuardEffect::Construct:
    constructGuard(Guard, Site, State);
    return;
  case GuardEffect::Copy:
    if (!Site.Arguments.empty())
      State.moveObject(State.resolve(Site.Arguments[0]), Site.Object);
    return;
  case GuardEffect::Assign:
    releaseGuard(Self, State);
    if (!Site.Arguments.empty())
      State.moveObject(State.resolve(Site.Arguments[0]), Self);
    return;
  case GuardEffect::Acquire:
  case GuardEffect::TryAcquire: {
    std::optional<LockMode> Mode =
        guardMode(Guard, Model, modeChoice(Site, Site.ReceiverType));
    QualType Type;
    // TBB's acquire(mutex, write) names the lock anew.
    if (!Site.ArgumentExprs.empty() &&
        Model.lockOf(Site.ArgumentExprs[0]->getType())) {
      Type = Site.ArgumentExprs[0]->IgnoreParenImpCasts()->getType();
      State.setAlias(Self.guardedLock(), Site.Arguments[0]);
    } else {
      Type = firstTypeArgument(classOf(Site.ReceiverType));
    }
    if (!Mode)
      return;
    AccessPath Path = State.resolve(Self.guardedLock());
    if (Type.isNull())
      // A guard of one lock type only (QReadLocker): the type of the argument
      // of its constructor.
      if (const CXXRecordDecl *Class = classOf(Site.ReceiverType))
        for (const CXXConstructorDecl *Ctor : Class->ctors())
          if (Ctor->getNumParams() > Guard.LockArgument &&
              Model.lockOf(Ctor->getParamDecl(Guard.LockArgument)->getType()))
            Type = Ctor->getParamDecl(Guard.LockArgument)
                       ->getType()
                       .getNonReferenceType();
    if (Role.GuardOperation == GuardEffect::Acquire) {
      acquireThrough(Path, Type, *Mode, Site, State);
      if (HeldLock *H = State.find(Path); H && !H->Owner.isNamed())
        H->Owner = Self;
    } else
      tryThrough(Path, Type, *Mode, TryResult::True, Site.Node, Self, Site.Loc,
                 State);
    return;
  }
  case GuardEffect::Release:
    releaseGuard(Self, State);
    return;
  case GuardEffect::Detach:
    // Standard guards return the address of their mutex.
    if (Site.Node)
      Paths.setResult(Site.Node, State.resolve(Self.guardedLock()));
    for (unsigned Number = 0; Number < 4; ++Number)
      State.setAlias(Self.guardedLock(Number), AccessPath::null());
    return;
  case GuardEffect::Owns:
    return;
  case GuardEffect::ConvertToShared:
  case GuardEffect::ConvertToExclusive:
    if (HeldLock *H = State.find(State.resolve(Self.guardedLock())))
      H->Mode = Role.GuardOperation == GuardEffect::ConvertToShared
                    ? LockMode::Shared
                    : LockMode::Exclusive;
    return;
  }
}

/// The constructor of \p Class that takes \p Count arguments, if only one does.
static const CXXConstructorDecl *constructorFor(const CXXRecordDecl *Class,
                                                unsigned Count) {
  const CXXConstructorDecl *Found = nullptr;
  for (const CXXConstructorDecl *Ctor : Class->ctors()) {
    if (Ctor->isCopyOrMoveConstructor() || Ctor->isDeleted() ||
        Ctor->getNumParams() < Count || Ctor->getMinRequiredArguments() > Count)
      continue;
    if (Found)
      return nullptr;
    Found = Ctor;
  }
  return Found;
}

void FunctionAnalysis::constructContent(QualType Type, const AccessPath &Object,
                                        CallSite &Site, FlowState &State) {
  const CXXRecordDecl *Class = classOf(Type);
  if (!Class || !(Class = Class->getDefinition()))
    return;
  CallSite Inner = Site;
  Inner.Object = Object;
  Inner.Receiver = Object;
  Inner.ReceiverType = Type;
  if (const GuardSpec *Guard = Model.guardOf(Class)) {
    constructGuard(*Guard, Inner, State);
    return;
  }
  if (const CXXConstructorDecl *Ctor =
          constructorFor(Class, Site.ArgumentExprs.size()))
    applyDirect(Ctor, Inner, State);
}

void FunctionAnalysis::applyFunctionEffect(FunctionEffect Effect,
                                           const FunctionDecl *Callee,
                                           CallSite &Site, FlowState &State) {
  switch (Effect) {
  case FunctionEffect::Nothing:
  case FunctionEffect::IdentifiesThread:
  case FunctionEffect::Binds:
    return;
  case FunctionEffect::SameObject:
    Paths.setResult(Site.Node, Site.Receiver.isNamed()  ? Site.Receiver
                               : Site.Arguments.empty() ? AccessPath::opaque()
                                                        : Site.Arguments[0]);
    return;
  case FunctionEffect::RunsArguments:
    for (const Expr *Arg : Site.ArgumentExprs)
      if (isCallableType(Arg->getType())) {
        CallSite Inner = Site;
        Inner.Arguments.clear();
        Inner.ArgumentExprs.clear();
        Inner.Receiver = AccessPath::opaque();
        // std::invoke(&C::f, object, …) passes the rest on.
        if (Arg == Site.ArgumentExprs.front())
          for (unsigned I = 1; I < Site.ArgumentExprs.size(); ++I) {
            Inner.ArgumentExprs.push_back(Site.ArgumentExprs[I]);
            Inner.Arguments.push_back(Site.Arguments[I]);
          }
        invoke(Arg, Inner, State);
      }
    return;
  case FunctionEffect::LocksEachArgument:
    for (unsigned I = 0; I < Site.ArgumentExprs.size(); ++I) {
      QualType Type = Site.ArgumentExprs[I]->IgnoreParenImpCasts()->getType();
      if (const GuardSpec *Guard = Model.guardOf(classOf(Type))) {
        CallRole Role;
        Role.Guard = Guard;
        Role.GuardOperation = GuardEffect::Acquire;
        CallSite Inner;
        Inner.Node = Site.Node;
        Inner.Loc = Site.Loc;
        Inner.Receiver = Site.Arguments[I];
        Inner.ReceiverType = Type;
        applyGuardOperation(Role, Callee, Inner, State);
      } else {
        acquireThrough(Site.Arguments[I], Type, LockMode::Exclusive, Site,
                       State);
      }
    }
    return;
  case FunctionEffect::Constructs: {
    const TemplateArgumentList *Args = Callee->getTemplateSpecializationArgs();
    if (!Args || Args->size() == 0 ||
        Args->get(0).getKind() != TemplateArgument::Type)
      return;
    constructContent(Args->get(0).getAsType(), Site.Object, Site, State);
    Paths.setResult(Site.Node, Site.Object);
    return;
  }
  case FunctionEffect::ConstructsInReceiver:
    constructContent(firstTypeArgument(classOf(Site.ReceiverType)),
                     Site.Receiver, Site, State);
    return;
  case FunctionEffect::DestroysInReceiver:
    if (QualType Type = firstTypeArgument(classOf(Site.ReceiverType));
        !Type.isNull())
      destroy(Site.Receiver, Type, Site.Loc, State);
    else
      releaseGuard(Site.Receiver, State);
    return;
  case FunctionEffect::Exchanges: {
    AccessPath A = Site.Receiver.isNamed()  ? Site.Receiver
                   : Site.Arguments.empty() ? AccessPath::opaque()
                                            : Site.Arguments[0];
    AccessPath B =
        Site.Arguments.empty() ? AccessPath::opaque() : Site.Arguments.back();
    if (!A.isNamed() || !B.isNamed())
      return;
    AccessPath Between = AccessPath::temp(Site.Node);
    State.moveObject(A, Between);
    State.moveObject(B, A);
    State.moveObject(Between, B);
    return;
  }
  }
}

} // namespace unwedge

//===--- LockCall.cpp ----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LockCall.h"
#include "unwedge/Facts/AttributeSummary.h"
#include "unwedge/Facts/Callables.h"
#define UNWEDGE_COMPAT_STATIC_ANALYZER
#include "unwedge/Support/ClangCompat.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ParentMap.h"
#include "clang/Basic/SourceManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/SValBuilder.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace clang::ento;

namespace unwedge::analyzer {

LockCall::LockCall(const RecursiveSharedLockChecker &Checker,
                   RecursiveSharedLockChecker::UnitFacts &Facts,
                   const CallEvent &Call, CheckerContext &C)
    : Checker(Checker), Facts(Facts), Model(Facts.Analyzed.unit().model()),
      Call(Call), C(C), State(C.getState()), Locks(LockState::of(State)),
      Callee(dyn_cast_or_null<FunctionDecl>(Call.getDecl())) {
  if (!Callee)
    return;
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Callee);
      Ctor && Ctor->isInheritingConstructor())
    Callee = Ctor->getInheritedConstructor().getConstructor();
  Role = Model.role(Callee, classOf(receiverType()));
}

SourceLocation LockCall::site() const {
  if (const Expr *E = Call.getOriginExpr())
    return callLocation(E);
  return Call.getSourceRange().getBegin();
}

void LockCall::place(Hold &H) const {
  const SourceManager &SM = C.getSourceManager();
  H.Site = site();
  H.Frame = C.getStackFrame();
  while (const LocationContext *Parent = H.Frame->getParent()) {
    SourceLocation Loc = H.Frame->getDecl()->getLocation();
    if (!Loc.isValid() || !SM.isInSystemHeader(Loc))
      return;
    if (const auto *E = dyn_cast_or_null<Expr>(H.Frame->getCallSite()))
      H.Site = callLocation(E);
    H.Frame = Parent->getStackFrame();
    H.InLibrary = true;
  }
}

const MemRegion *LockCall::receiver() const {
  if (const auto *Instance = dyn_cast<CXXInstanceCall>(&Call))
    return plainRegion(Instance->getCXXThisVal().getAsRegion());
  if (const auto *Ctor = dyn_cast<AnyCXXConstructorCall>(&Call))
    return plainRegion(Ctor->getCXXThisVal().getAsRegion());
  return nullptr;
}

QualType LockCall::receiverType() const {
  if (const auto *Instance = dyn_cast<CXXInstanceCall>(&Call)) {
    if (const Expr *E = Instance->getCXXThisExpr())
      return E->IgnoreParenImpCasts()->getType();
  } else if (isa<AnyCXXConstructorCall>(Call)) {
    if (const Expr *E = Call.getOriginExpr())
      return E->getType();
  }
  return QualType();
}

const MemRegion *LockCall::argument(unsigned I) const {
  return I < Call.getNumArgs() ? plainRegion(Call.getArgSVal(I).getAsRegion())
                               : nullptr;
}

QualType LockCall::argumentType(unsigned I) const {
  const Expr *E = I < Call.getNumArgs() ? Call.getArgExpr(I) : nullptr;
  return E ? E->IgnoreParenImpCasts()->getType() : QualType();
}

const MemRegion *LockCall::object() const {
  if (isa<AnyCXXConstructorCall>(Call))
    return receiver();
  if (std::optional<SVal> Made = Call.getReturnValueUnderConstruction())
    return plainRegion(Made->getAsRegion());
  SVal Value = Call.getReturnValue();
  if (std::optional<nonloc::LazyCompoundVal> Whole =
          Value.getAs<nonloc::LazyCompoundVal>())
    return plainRegion(Whole->getRegion());
  return plainRegion(Value.getAsRegion());
}

CallRoots LockCall::roots() const {
  CallRoots Roots;
  Roots.This = receiver();
  for (unsigned I = 0; I < Call.getNumArgs(); ++I) {
    bool IsObject = Callee && I < Callee->getNumParams() &&
                    (Callee->getParamDecl(I)->getType()->isReferenceType() ||
                     Callee->getParamDecl(I)->getType()->isAnyPointerType());
    Roots.Arguments.push_back(IsObject ? argument(I) : nullptr);
  }
  Roots.Object = object();
  return Roots;
}

const LockKind *LockCall::keep(const LockKindRef &Kind) {
  if (Kind && llvm::none_of(Facts.Kinds, [&](const LockKindRef &Known) {
        return Known == Kind;
      }))
    Facts.Kinds.push_back(Kind);
  return Kind.get();
}

const LockKind *LockCall::kindOf(const LockSpec &Spec, QualType Type,
                                 const MemRegion *Lock) {
  return keep(
      Facts.Analyzed.unit().callees().kindOf(Spec, Type, lockClassOf(Lock)));
}

ModeChoice LockCall::modeChoice(QualType Type) const {
  return {classOf(Type), Call.getNumArgs(),
          [this](unsigned I, llvm::StringRef Value) -> std::optional<bool> {
            const Expr *Arg = Call.getArgExpr(I);
            std::optional<bool> Is =
                Arg ? Model.isConstant(Arg, Value) : std::nullopt;
            if (!Is && (Value == "true" || Value == "false")) {
              // The path may know what the text does not say.
              ConditionTruthVal IsFalse = State->isNull(Call.getArgSVal(I));
              if (IsFalse.isConstrained())
                Is = IsFalse.isConstrainedTrue() == (Value == "false");
            }
            return Is;
          }};
}

bool LockCall::isModelledWhole() const {
  if (!Callee)
    return false;
  QualType Result = Callee->getReturnType();
  bool Simple = isa<CXXConstructorDecl>(Callee) || Result->isVoidType() ||
                Result->isScalarType() || Result->isReferenceType();
  if (!Simple)
    return false;
  if (Role.Lock)
    return Role.Effect->Effect != LockEffect::Run &&
           Role.Effect->Effect != LockEffect::Guard &&
           Role.Effect->Effect != LockEffect::TryGuard;
  if (Role.Guard)
    return Checker.hasModelledBody(Facts, Callee);
  if (Role.Function)
    return *Role.Function == FunctionEffect::LocksEachArgument ||
           *Role.Function == FunctionEffect::Nothing;
  return isDescribedByAttributes(Callee);
}

bool LockCall::runsUnderLock() const {
  return Role.Lock && Role.Effect->Effect == LockEffect::Run;
}

void LockCall::acquire(AcquiredLock Lock, SymbolRef Error) {
  if (!Lock.Lock || !Lock.Kind)
    return;
  Locks.settle(State);
  Hold H;
  place(H);
  Acquisition Next;
  Next.Mode = Lock.Mode;
  Next.Kind = LockKindRef(LockKindRef(), Lock.Kind);
  Next.Site = H.Site;
  std::vector<RecursiveSharedLockChecker::Candidate> New;
  for (const Hold &Held : Locks.Holds)
    if (!Held.Condition)
      Checker.judge(C, Held, Lock.Lock, Next, H.Frame,
                    /*Doubtful=*/false,
                    /*Manual=*/!Lock.Guard && !runsUnderLock(),
                    /*OffPath=*/false, New);
  H.Lock = Lock.Lock;
  H.Mode = Lock.Mode;
  H.Kind = Lock.Kind;
  H.Guard = Lock.Guard;
  H.Error = Error;
  Locks.add(H);
  unsigned Serial = Locks.Holds.back().Serial;
  Events.push_back({Lock, Serial, H.Site, H.InLibrary});
  for (auto &Candidate : New)
    Found.push_back({std::move(Candidate), Serial});
}

void LockCall::acquireThrough(const MemRegion *Lock, QualType Type,
                              LockMode Mode, const MemRegion *Guard) {
  if (const LockSpec *Spec = Model.lockOf(Type)) {
    acquire({Lock, Mode, kindOf(*Spec, Type, Lock), Guard});
    return;
  }
  // A lock of the user's own: the guard calls its operations. Where the engine
  // stepped into the guard it has seen them.
  if (C.wasInlined)
    return;
  const CXXMethodDecl *Member = lockableAcquire(classOf(Type), Mode);
  if (!Member || !Lock)
    return;
  CallRoots Roots;
  Roots.This = Lock;
  if (isDescribedByAttributes(Member)) {
    applySummary(Checker.attributesOf(Facts, Member), Roots, Guard,
                 /*WithEvents=*/true);
    return;
  }
  const Summary *S = nullptr;
  if (Facts.Analyzed.unit().callees().summaryOf(Member, S) ==
      Knowledge::Summarized)
    applySummary(*S, Roots, Guard, /*WithEvents=*/true);
}

void LockCall::tryAcquire(AcquiredLock Lock, TryResult Success) {
  if (Lock.Guard)
    Locks.setOwned(Lock.Guard, GuardLink::Unknown);
  if (!Lock.Lock || !Lock.Kind)
    return;
  Hold H;
  H.Lock = Lock.Lock;
  H.Mode = Lock.Mode;
  H.Kind = Lock.Kind;
  place(H);
  H.Guard = Lock.Guard;
  H.HeldIfZero = Success == TryResult::Zero;
  if (Lock.Guard && isa<AnyCXXConstructorCall>(Call)) {
    // Nothing but the guard knows; owns_lock() will tell.
    H.Condition =
        compat::conjureValue(C, Call, C.getASTContext().BoolTy, &Checker)
            .getAsSymbol();
    H.HeldIfZero = false;
  } else {
    // Where the engine stepped into the library it has taken both ways there; a
    // program that does not look at the answer knows of neither.
    if (const Expr *E = Call.getOriginExpr();
        E && !C.getLocationContext()->getParentMap().isConsumedExpr(
                 const_cast<Expr *>(E)))
      return;
    SVal Result = Call.getOriginExpr() ? State->getSVal(Call.getOriginExpr(),
                                                        C.getLocationContext())
                                       : UnknownVal();
    ConditionTruthVal IsZero = State->isNull(Result);
    if (IsZero.isConstrained()) {
      if (IsZero.isConstrainedTrue() != H.HeldIfZero) {
        if (Lock.Guard)
          Locks.setOwned(Lock.Guard, GuardLink::OwnsNot);
        return;
      }
      H.HeldIfZero = false;
    } else {
      H.Condition = Result.getAsSymbol();
      if (!H.Condition)
        return;
    }
  }
  // Once the hold is gone, the try has failed.
  if (Lock.Guard)
    Locks.setOwned(Lock.Guard, GuardLink::OwnsNot);
  Locks.add(H);
  Events.push_back({Lock, Locks.Holds.back().Serial, H.Site, H.InLibrary});
}

void LockCall::applyRole() {
  if (Role.Lock)
    applyLockOperation();
  else if (Role.Guard)
    applyGuardOperation(*Role.Guard, Role.GuardOperation, receiver(),
                        receiverType());
  else if (Role.Function)
    applyFunctionEffect(*Role.Function);
}

void LockCall::applyLockOperation() {
  const MemRegion *Lock;
  QualType Type;
  if (Role.OnReceiver) {
    Lock = receiver();
    Type = receiverType();
  } else {
    Lock = argument(Role.Operations->LockArgument);
    Type = argumentType(Role.Operations->LockArgument);
  }
  if (!Lock)
    return;
  std::optional<LockMode> Selected =
      operationMode(Role, Callee, Model, modeChoice(Type));
  if (!Selected)
    return;
  const LockMode Mode = *Selected;
  const LockKind *Kind = kindOf(*Role.Lock, Type, Lock);
  switch (Role.Effect->Effect) {
  case LockEffect::Acquire: {
    // In C, what waits says whether it went wrong.
    const Expr *E = Call.getOriginExpr();
    const bool HasError = E && Role.Lock->SuccessIs == TryResult::Zero &&
                          E->getType()->isIntegerType();
    acquire({Lock, Mode, Kind},
            HasError ? State->getSVal(E, C.getLocationContext()).getAsSymbol()
                     : nullptr);
    break;
  }
  case LockEffect::TryAcquire:
    tryAcquire({Lock, Mode, Kind}, Role.Lock->SuccessIs);
    break;
  case LockEffect::Release:
    // A guard in C is released by a function too.
    if (Locks.linkOf(Lock))
      Locks.releaseGuard(Lock);
    else
      Locks.release(Lock);
    break;
  case LockEffect::Convert:
    for (Hold &H : Locks.Holds)
      if (H.Lock == Lock)
        H.Mode = Mode;
    break;
  case LockEffect::Guard:
  case LockEffect::TryGuard: {
    const MemRegion *Guard = object();
    if (!Guard)
      break;
    if (Role.Effect->Effect == LockEffect::Guard)
      acquire({Lock, Mode, Kind, Guard});
    else
      tryAcquire({Lock, Mode, Kind, Guard}, TryResult::True);
    Locks.link({Guard, 0, Lock, Mode, Kind, /*Converts=*/false,
                Role.Effect->Effect == LockEffect::Guard ? GuardLink::Owns
                                                         : GuardLink::OwnsNot});
    break;
  }
  case LockEffect::Run:
    break;
  }
}

void LockCall::beginRun() {
  const MemRegion *Lock =
      Role.OnReceiver ? receiver() : argument(Role.Operations->LockArgument);
  QualType Type = Role.OnReceiver ? receiverType()
                                  : argumentType(Role.Operations->LockArgument);
  if (!Lock)
    return;
  if (std::optional<LockMode> Mode =
          operationMode(Role, Callee, Model, modeChoice(Type)))
    acquire({Lock, *Mode, kindOf(*Role.Lock, Type, Lock)});
}

void LockCall::endRun() {
  if (const MemRegion *Lock = Role.OnReceiver
                                  ? receiver()
                                  : argument(Role.Operations->LockArgument))
    Locks.release(Lock);
}

void LockCall::constructGuard(const GuardSpec &Guard, const MemRegion *Self,
                              QualType SelfType, unsigned FirstArgument) {
  if (!Self)
    return;
  llvm::SmallVector<QualType, 4> Types;
  for (unsigned I = FirstArgument; I < Call.getNumArgs(); ++I)
    Types.push_back(argumentType(I));
  const GuardArguments Given = guardArguments(Guard, Model, Types);
  std::optional<LockMode> Mode = guardMode(Guard, Model, modeChoice(SelfType));
  unsigned Number = 0;
  for (unsigned Each : Given.Locks) {
    const unsigned I = FirstArgument + Each;
    QualType Type = argumentType(I);
    const MemRegion *Lock = argument(I);
    // Made of another guard: takes over, or converts, what that one has.
    if (Model.guardOf(classOf(Type))) {
      if (!Lock)
        continue;
      if (!Guard.ConvertsGuard) {
        Locks.moveGuard(Lock, Self);
        continue;
      }
      if (const GuardLink *Other = Locks.linkOf(Lock)) {
        GuardLink Converted = *Other;
        for (Hold &H : Locks.Holds)
          if (H.Lock == Converted.Lock)
            H.Mode = LockMode::Exclusive;
        Converted.Guard = Self;
        Converted.Converts = true;
        Locks.link(Converted);
      }
      continue;
    }
    if (!Lock)
      continue;
    GuardLink Link;
    Link.Guard = Self;
    Link.Number = Number++;
    Link.Lock = Lock;
    Link.Mode = Mode.value_or(LockMode::Shared);
    const LockSpec *Spec = Model.lockOf(Type);
    Link.Kind = Spec ? kindOf(*Spec, Type, Lock) : nullptr;
    switch (Given.How) {
    case GuardArguments::Acquires:
      if (Mode) {
        acquireThrough(Lock, Type, *Mode, Self);
        Link.Owned = GuardLink::Owns;
      }
      break;
    case GuardArguments::Tries:
      if (Mode && Link.Kind) {
        tryAcquire({Lock, *Mode, Link.Kind, Self}, TryResult::True);
        Link.Owned = GuardLink::OwnsNot;
      }
      break;
    case GuardArguments::Adopts:
      // The guard gives back what was taken by hand.
      Link.Owned = GuardLink::Owns;
      for (size_t H = Locks.Holds.size(); H-- > 0;)
        if (Locks.Holds[H].Lock == Lock && !Locks.Holds[H].Guard) {
          Locks.Holds[H].Guard = Self;
          break;
        }
      break;
    case GuardArguments::Defers:
      Link.Owned = GuardLink::OwnsNot;
      break;
    }
    Locks.link(Link);
  }
}

void LockCall::applyGuardOperation(const GuardSpec &Guard, GuardEffect Effect,
                                   const MemRegion *Self, QualType SelfType) {
  if (!Self)
    return;
  switch (Effect) {
  case GuardEffect::Construct:
    constructGuard(Guard, Self, SelfType);
    if (!isFollowed(Self))
      Locks.forget(Self);
    return;
  case GuardEffect::Copy:
    if (const MemRegion *From = argument(0)) {
      Locks.moveGuard(From, Self);
      if (!isFollowed(Self))
        Locks.forget(Self);
    }
    return;
  case GuardEffect::Assign:
    if (const MemRegion *From = argument(0); From && From != Self) {
      Locks.releaseGuard(Self);
      Locks.moveGuard(From, Self);
      if (!isFollowed(Self))
        Locks.forget(Self);
    }
    return;
  case GuardEffect::Acquire:
  case GuardEffect::TryAcquire: {
    std::optional<LockMode> Mode =
        guardMode(Guard, Model, modeChoice(SelfType));
    if (!Mode)
      return;
    // TBB's acquire(mutex, write) names the lock anew.
    if (Call.getNumArgs() > 0 && Model.lockOf(argumentType(0)) && argument(0)) {
      GuardLink Link;
      Link.Guard = Self;
      Link.Lock = argument(0);
      Link.Mode = *Mode;
      Link.Kind =
          kindOf(*Model.lockOf(argumentType(0)), argumentType(0), Link.Lock);
      Locks.link(Link);
    }
    llvm::SmallVector<GuardLink, 2> Own;
    for (const GuardLink &L : Locks.Links)
      if (L.Guard == Self)
        Own.push_back(L);
    for (const GuardLink &L : Own) {
      Locks.setOwned(Self, Effect == GuardEffect::Acquire ? GuardLink::Owns
                                                          : GuardLink::Unknown);
      if (L.Kind && Effect == GuardEffect::TryAcquire)
        tryAcquire({L.Lock, *Mode, L.Kind, Self}, TryResult::True);
      else if (L.Kind)
        acquire({L.Lock, *Mode, L.Kind, Self});
      else if (Effect == GuardEffect::Acquire)
        acquireThrough(L.Lock, firstTypeArgument(classOf(SelfType)), *Mode,
                       Self);
    }
    return;
  }
  case GuardEffect::Release:
    Locks.releaseGuard(Self);
    return;
  case GuardEffect::Detach:
    // Standard guards return the address of their mutex.
    if (const GuardLink *L = Locks.linkOf(Self);
        L && Call.getOriginExpr() &&
        Call.getOriginExpr()->getType()->isAnyPointerType())
      State = State->BindExpr(Call.getOriginExpr(), C.getLocationContext(),
                              loc::MemRegionVal(L->Lock));
    Locks.unlink(Self);
    return;
  case GuardEffect::Owns:
    answerOwns(Self);
    return;
  case GuardEffect::ConvertToShared:
  case GuardEffect::ConvertToExclusive:
    if (const GuardLink *L = Locks.linkOf(Self))
      for (Hold &H : Locks.Holds)
        if (H.Lock == L->Lock)
          H.Mode = Effect == GuardEffect::ConvertToShared ? LockMode::Shared
                                                          : LockMode::Exclusive;
    return;
  }
}

void LockCall::answerOwns(const MemRegion *Self) {
  const GuardLink *Link = Locks.linkOf(Self);
  const Expr *E = Call.getOriginExpr();
  if (!Link || !E)
    return;
  Locks.settle(State);
  Hold *Held = llvm::find_if(Locks.Holds,
                             [&](const Hold &H) { return H.Guard == Self; });
  if (Held == Locks.Holds.end())
    Held = nullptr;
  // Where the engine stepped into the library, its answer stands: other
  // checkers go by it. What the hold depends on is that answer, then.
  if (const SVal Answer = State->getSVal(E, C.getLocationContext());
      C.wasInlined && !Answer.isUnknownOrUndef()) {
    if (!Held || !Held->Condition)
      return;
    if (SymbolRef Symbol = Answer.getAsSymbol()) {
      Held->Condition = Symbol;
      Held->HeldIfZero = false;
    } else if (State->isNull(Answer).isConstrainedTrue()) {
      Locks.Holds.erase(Held);
    } else if (State->isNull(Answer).isConstrainedFalse()) {
      Held->Condition = nullptr;
      Held->HeldIfZero = false;
    }
    return;
  }
  SValBuilder &Builder = C.getSValBuilder();
  SVal Answer = UnknownVal();
  if (Held && Held->Condition && Held->HeldIfZero)
    Answer =
        Builder.evalBinOp(State, BO_EQ, Builder.makeSymbolVal(Held->Condition),
                          Builder.makeZeroVal(Held->Condition->getType()),
                          C.getASTContext().BoolTy);
  else if (Held && Held->Condition)
    Answer = Builder.makeSymbolVal(Held->Condition);
  else if (Held || Link->Owned != GuardLink::Unknown)
    Answer = Builder.makeTruthVal(Held || Link->Owned == GuardLink::Owns);
  else
    return;
  State = State->BindExpr(E, C.getLocationContext(), Answer);
}

void LockCall::answerLock() {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  const Expr *E = Call.getOriginExpr();
  if (!E || !Method || !Method->isConst() || Call.getNumArgs() != 0 ||
      !Method->getReturnType()->isPointerType())
    return;
  const CXXRecordDecl *Class = classOf(receiverType());
  const CXXRecordDecl *Lock = classOf(firstTypeArgument(Class));
  const GuardLink *Link = Locks.linkOf(receiver());
  if (!Lock || !Link || !Model.guardOf(Class) ||
      classOf(Method->getReturnType()) != Lock)
    return;
  // As other checkers see it, it is what the engine says.
  if (Checker.isAlone())
    State = State->BindExpr(E, C.getLocationContext(),
                            loc::MemRegionVal(Link->Lock));
}

/// Whether the temporary that \p E makes becomes a part of an aggregate or of a
/// lambda: the engine does not say of which.
static bool becomesPart(const Expr *E, const ParentMap &Parents) {
  for (const Stmt *S = Parents.getParent(E); S; S = Parents.getParent(S)) {
    if (isa<LambdaExpr, CXXParenListInitExpr>(S))
      return true;
    if (const auto *List = dyn_cast<InitListExpr>(S))
      return !List->getType()->isReferenceType();
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(S);
        Construct && !Construct->isElidable())
      return false;
    if (!isa<CastExpr, ParenExpr, CXXBindTemporaryExpr, ExprWithCleanups,
             CXXConstructExpr, CXXDefaultInitExpr>(S))
      return false;
  }
  return false;
}

bool LockCall::isFollowed(const MemRegion *Guard) const {
  const MemRegion *R = Guard;
  while (true) {
    if (const auto *Field = dyn_cast<FieldRegion>(R)) {
      R = plainRegion(Field->getSuperRegion());
      continue;
    }
    const auto *Element = dyn_cast<ElementRegion>(R);
    if (!Element)
      break;
    if (!Element->getIndex().isConstant())
      return false;
    R = plainRegion(Element->getSuperRegion());
  }
  if (const auto *Temporary = dyn_cast<CXXTempObjectRegion>(R))
    return R != Guard || !becomesPart(Temporary->getExpr(),
                                      C.getLocationContext()->getParentMap());
  // An element of a container: at each access it has another name.
  if (const auto *Symbolic = dyn_cast<SymbolicRegion>(R))
    return isa<HeapSpaceRegion>(compat::memorySpaceOf(Symbolic)) ||
           isa<SymbolRegionValue>(Symbolic->getSymbol());
  return true;
}

/// Whether some guard was made in \p Object; where the engine stepped into the
/// library, it has been seen.
bool LockCall::holdsGuard(const MemRegion *Object) const {
  return llvm::any_of(Locks.Links, [&](const GuardLink &L) {
    return Object && (L.Guard == Object || L.Guard->isSubRegionOf(Object));
  });
}

void LockCall::constructContent(QualType Type, const MemRegion *Object) {
  const CXXRecordDecl *Class = classOf(Type);
  if (!Class || !Object)
    return;
  if (const GuardSpec *Guard = Model.guardOf(Class))
    constructGuard(*Guard, Object, Type);
}

void LockCall::applyFunctionEffect(FunctionEffect Effect) {
  switch (Effect) {
  case FunctionEffect::LocksEachArgument:
    for (unsigned I = 0; I < Call.getNumArgs(); ++I) {
      QualType Type = argumentType(I);
      if (const GuardSpec *Guard = Model.guardOf(classOf(Type)))
        applyGuardOperation(*Guard, GuardEffect::Acquire, argument(I), Type);
      else
        acquireThrough(argument(I), Type, LockMode::Exclusive, nullptr);
    }
    return;
  case FunctionEffect::Exchanges: {
    const MemRegion *A = receiver() ? receiver() : argument(0);
    const MemRegion *B =
        argument(Call.getNumArgs() ? Call.getNumArgs() - 1 : 0);
    if (!A || !B || A == B)
      return;
    for (GuardLink &L : Locks.Links)
      L.Guard = L.Guard == A ? B : L.Guard == B ? A : L.Guard;
    for (Hold &H : Locks.Holds)
      H.Guard = H.Guard == A ? B : H.Guard == B ? A : H.Guard;
    return;
  }
  case FunctionEffect::Constructs:
    if (!C.wasInlined)
      if (const TemplateArgumentList *Args =
              Callee->getTemplateSpecializationArgs();
          Args && Args->size() > 0 &&
          Args->get(0).getKind() == TemplateArgument::Type)
        constructContent(Args->get(0).getAsType(), object());
    return;
  case FunctionEffect::ConstructsInReceiver:
    if (!holdsGuard(receiver()))
      constructContent(firstTypeArgument(classOf(receiverType())), receiver());
    return;
  case FunctionEffect::DestroysInReceiver:
    if (receiver())
      Locks.destroy(receiver());
    return;
  case FunctionEffect::SameObject:
  case FunctionEffect::RunsArguments:
  case FunctionEffect::IdentifiesThread:
  case FunctionEffect::Binds:
  case FunctionEffect::Nothing:
    return;
  }
}

void LockCall::applyAttributes() {
  applySummary(Checker.attributesOf(Facts, Callee), roots(),
               isa<CXXConstructorDecl>(Callee) ? receiver() : nullptr,
               /*WithEvents=*/true);
}

void LockCall::applySummary(const Summary &S, const CallRoots &Roots,
                            const MemRegion *Guard, bool WithEvents) {
  auto RegionFor = [&](AccessPath Path) -> const MemRegion * {
    // The lock behind a guard is known from the path.
    if (!Path.elements().empty() &&
        Path.elements().back().Kind == PathElement::GuardedLock) {
      unsigned Number = Path.elements().back().Value;
      const MemRegion *Of = regionOf(Path.prefix(Path.elements().size() - 1),
                                     Roots, State, C.getLocationContext());
      const GuardLink *L = Of ? Locks.linkOf(Of, Number) : nullptr;
      return L ? L->Lock : nullptr;
    }
    return regionOf(Path, Roots, State, C.getLocationContext());
  };
  for (const AccessPath &Path : S.Released) {
    const MemRegion *Lock = RegionFor(Path);
    if (!Path.elements().empty() &&
        Path.elements().back().Kind == PathElement::GuardedLock) {
      if (const MemRegion *Of =
              regionOf(Path.prefix(Path.elements().size() - 1), Roots, State,
                       C.getLocationContext()))
        Locks.releaseGuard(Of);
    } else if (Lock) {
      Locks.release(Lock);
    } else if (const Decl *Class = Path.lockClass()) {
      // Something of that class was released; nobody knows which.
      llvm::erase_if(Locks.Holds, [&](const Hold &H) {
        return lockClassOf(H.Lock) == Class;
      });
    }
  }
  for (const Alias &A : S.Aliases)
    if (!A.From.elements().empty() && !A.To.isNull() &&
        A.From.elements().back().Kind == PathElement::GuardedLock)
      if (const MemRegion *Of =
              regionOf(A.From.prefix(A.From.elements().size() - 1), Roots,
                       State, C.getLocationContext()))
        if (const MemRegion *Lock = RegionFor(A.To)) {
          GuardLink Link;
          Link.Guard = Of;
          Link.Number = A.From.elements().back().Value;
          Link.Lock = Lock;
          Locks.link(Link);
        }
  if (WithEvents)
    for (const CriticalPair &Pair : S.Pairs)
      if (const MemRegion *Lock = RegionFor(Pair.Next.Path)) {
        bool Stays = llvm::any_of(S.HeldAtExit, [&](const HeldLock &H) {
          return H.Path == Pair.Next.Path;
        });
        acquire({Lock, Pair.Next.Mode, keep(Pair.Next.Kind), Guard});
        if (!Stays)
          Locks.release(Lock);
      }
  for (const ConditionalHold &H : S.HeldIfSuccessful)
    if (const MemRegion *Lock = RegionFor(H.Lock.Path))
      tryAcquire({Lock, H.Lock.Mode, keep(H.Lock.Kind), Guard}, H.SuccessIs);
}

void LockCall::destroyObject() {
  if (const MemRegion *Object = receiver()) {
    const CXXRecordDecl *Class = cast<CXXMethodDecl>(Callee)->getParent();
    if (isDescribedByAttributes(Callee))
      applyAttributes();
    if (Model.guardOf(Class)) {
      Locks.releaseGuard(Object);
      Locks.unlink(Object);
      llvm::erase_if(Locks.Links,
                     [&](const GuardLink &L) { return L.Guard == Object; });
    }
  }
}

void LockCall::copyOrMove() {
  const auto *Ctor = dyn_cast<CXXConstructorDecl>(Callee);
  // A holder whose content is made in place.
  if (Ctor && Call.getNumArgs() > 0 && Model.isInPlaceTag(argumentType(0))) {
    QualType Content = firstTypeArgument(Ctor->getParent());
    if (const GuardSpec *Guard = Model.guardOf(classOf(Content));
        Guard && !holdsGuard(receiver()))
      constructGuard(*Guard, receiver(), Content, /*FirstArgument=*/1);
    return;
  }
  // What a library's holder has in it goes along.
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  bool Moves = (Ctor && Ctor->isMoveConstructor()) ||
               (Method && Method->isMoveAssignmentOperator());
  if (!Moves || !receiver() || !argument(0) || receiver() == argument(0))
    return;
  if (!Ctor)
    Locks.destroy(receiver());
  Locks.moveGuard(argument(0), receiver());
}

void LockCall::escape() {
  if (Locks.Holds.empty() && Locks.Links.empty())
    return;
  const SourceManager &SM = C.getSourceManager();
  bool InSystemHeader = SM.isInSystemHeader(Callee->getLocation());
  auto Forget = [&](const MemRegion *R, bool IsReceiver) {
    if (!R)
      return;
    if (!IsReceiver || !InSystemHeader)
      Locks.forget(R);
    if (InSystemHeader)
      return;
    llvm::erase_if(Locks.Holds, [&](const Hold &H) {
      if (!IsReceiver && H.Lock == R)
        return true;
      // Taken by an operation of this object; perhaps this call gives it back.
      return !H.Guard && H.Frame != C.getStackFrame() &&
             H.Lock->isSubRegionOf(R);
    });
  };
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (!Method || !Method->isConst())
    Forget(receiver(), /*IsReceiver=*/true);
  for (unsigned I = 0; I < Call.getNumArgs(); ++I) {
    QualType Type = I < Callee->getNumParams()
                        ? Callee->getParamDecl(I)->getType()
                        : argumentType(I);
    if (Type.isNull())
      continue;
    bool CanChange = (Type->isReferenceType() || Type->isAnyPointerType()) &&
                     !Type->getPointeeType().isConstQualified();
    if (CanChange || Type->isRecordType())
      Forget(argument(I), /*IsReceiver=*/false);
  }
}

/// Whether the engine stepped into a library function and found nothing of the
/// user's there, although it may run some, by something that is not known or
/// too deep: the target of a std::function most often is.
bool LockCall::stayedInLibrary() {
  if (!C.wasInlined || !Callee)
    return false;
  const Expr *Origin = Call.getOriginExpr();
  const StackFrameContext *Frame = C.getStackFrame();
  bool Ran = takeNote(LibraryNote::RanUserCode, State, Frame, Origin);
  bool Left = takeNote(LibraryNote::LeftSight, State, Frame, Origin);
  // An empty body stands for code that is elsewhere.
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Callee->getBody());
  if (Ran || (!Left && (!Body || !Body->body_empty())))
    return false;
  const SourceManager &SM = C.getSourceManager();
  return SM.isInSystemHeader(Callee->getLocation());
}

void LockCall::applySummaries() {
  applyEvents();
  applyEffects();
}

void LockCall::applyEvents() {
  const Expr *Origin = Call.getOriginExpr();
  Locks.settle(State);
  const CallGraph::Node *N =
      Callee ? Facts.Analyzed.unit().graph().node(Callee) : nullptr;
  if (!Origin || (Locks.Holds.empty() && (!N || !N->Relevant)))
    return;
  SourceLocation Here = callLocation(Origin);
  // `new` and `delete` stand where the constructor and the destructor do.
  bool OnlyItself = isa<CXXAllocatorCall, CXXDeallocatorCall>(Call);
  addPlaces([&](const TraceStep &Step) {
    return Step.Loc == Here &&
           (!OnlyItself || !Callee || !Step.Callee ||
            Step.Callee->getCanonicalDecl() == Callee->getCanonicalDecl());
  });
}

void LockCall::applyDestructor() {
  Locks.settle(State);
  if (Locks.Holds.empty() || !Callee)
    return;
  // The summary has the place of what ends the object's life, the call often
  // that of the object.
  addPlaces([&](const TraceStep &Step) {
    return Step.Callee &&
           Step.Callee->getCanonicalDecl() == Callee->getCanonicalDecl() &&
           isa<CXXDestructorDecl>(Step.Callee);
  });
}

void LockCall::addPlaces(llvm::function_ref<bool(const TraceStep &)> IsPlace) {
  std::vector<RecursiveSharedLockChecker::Candidate> New;
  Checker.judgePlaces(C, State, Locks, IsPlace, New);
  for (auto &Candidate : New)
    Found.push_back({std::move(Candidate), 0});
}

/// The functions that \p S calls where it stands.
static void addCallees(const Stmt *S,
                       llvm::SmallPtrSetImpl<const FunctionDecl *> &Result) {
  if (!S)
    return;
  const FunctionDecl *Callee = nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(S))
    Callee = Call->getDirectCallee();
  else if (const auto *Construct = dyn_cast<CXXConstructExpr>(S))
    Callee = Construct->getConstructor();
  if (Callee)
    Result.insert(Callee->getCanonicalDecl());
  for (const Stmt *Child : S->children())
    addCallees(Child, Result);
}

llvm::SmallVector<SourceLocation, 4>
callsByDefault(const CXXConstructorDecl *Ctor) {
  llvm::SmallVector<SourceLocation, 4> Places;
  for (const CXXCtorInitializer *Init : Ctor->inits()) {
    const auto *Default = dyn_cast_or_null<CXXDefaultInitExpr>(Init->getInit());
    if (!Default)
      continue;
    llvm::SmallVector<const Stmt *, 8> Worklist{Default->getExpr()};
    while (!Worklist.empty()) {
      const Stmt *S = Worklist.pop_back_val();
      if (!S)
        continue;
      if (isa<CallExpr, CXXConstructExpr>(S))
        Places.push_back(callLocation(cast<Expr>(S)));
      Worklist.append(S->child_begin(), S->child_end());
    }
  }
  return Places;
}

void LockCall::applyDefaultInitializers() {
  const auto *Ctor = dyn_cast_or_null<CXXConstructorDecl>(Callee);
  Ctor = Ctor ? cast_or_null<CXXConstructorDecl>(Ctor->getDefinition()) : Ctor;
  const CallGraph::Node *N =
      Ctor ? Facts.Analyzed.unit().graph().node(Ctor) : nullptr;
  if (!N || !N->Relevant)
    return;
  const llvm::SmallVector<SourceLocation, 4> Places = callsByDefault(Ctor);
  const Summary *S = nullptr;
  if (Places.empty() || Facts.Analyzed.unit().callees().summaryOf(Ctor, S) !=
                            Knowledge::Summarized)
    return;
  for (const HeldLock &Left : S->HeldAtExit)
    if (llvm::is_contained(Places,
                           Left.Calls ? Left.Calls->Step.Loc : Left.Site))
      holdAfter(Left);
}

void LockCall::holdAfter(const HeldLock &Left) {
  const MemRegion *Lock =
      regionOf(Left.Path, roots(), State, C.getLocationContext());
  if (!Lock)
    return;
  Hold H;
  H.Lock = Lock;
  H.Mode = Left.Mode;
  H.Kind = keep(Left.Kind);
  if (Left.Owner.isNamed())
    H.Guard = regionOf(Left.Owner, roots(), State, C.getLocationContext());
  place(H);
  Locks.add(H);
  if (H.Guard)
    Locks.link({H.Guard, 0, Lock, H.Mode, H.Kind});
  Events.push_back(
      {{Lock, H.Mode, H.Kind}, Locks.Holds.back().Serial, H.Site, H.InLibrary});
}

void LockCall::applyDefaultArguments() {
  const Expr *Origin = Call.getOriginExpr();
  if (!Origin || Locks.Holds.empty())
    return;
  llvm::SmallPtrSet<const FunctionDecl *, 4> Called;
  for (unsigned I = 0; I < Call.getNumArgs(); ++I)
    if (const auto *Default =
            dyn_cast_or_null<CXXDefaultArgExpr>(Call.getArgExpr(I)))
      addCallees(Default->getExpr(), Called);
  if (Called.empty())
    return;
  // They count as called where the call is.
  Locks.settle(State);
  SourceLocation Here = callLocation(Origin);
  addPlaces([&](const TraceStep &Step) {
    return Step.Loc == Here && Step.Callee &&
           Called.contains(Step.Callee->getCanonicalDecl());
  });
}

void LockCall::applyEffects() {
  if (!Callee)
    return;
  const CallGraph::Node *N = Facts.Analyzed.unit().graph().node(Callee);
  if (Locks.Holds.empty() && (!N || !N->Relevant))
    return;
  const Summary *S = nullptr;
  switch (Facts.Analyzed.unit().callees().summaryOf(Callee, S)) {
  case Knowledge::Unknown:
    escape();
    break;
  case Knowledge::NoEffect:
    break;
  case Knowledge::Summarized:
    applySummary(*S, roots(), nullptr, /*WithEvents=*/false);
    for (const HeldLock &Left : S->HeldAtExit)
      holdAfter(Left);
    break;
  }
}

void LockCall::noteLeavingSight() {
  if (C.wasInlined || isDestruction(Call) ||
      isa<CXXAllocatorCall, CXXDeallocatorCall>(Call))
    return;
  const StackFrameContext *Library = outermostLibraryFrame(C);
  if (!Library)
    return;
  bool Leaves = !Callee || (Callee->hasBody() && !Callee->isTrivial() &&
                            !Callee->getBuiltinID());
  for (unsigned I = 0; Callee && I < Call.getNumArgs(); ++I)
    Leaves |= isCallableType(argumentType(I));
  if (Leaves)
    State = noteOf(LibraryNote::LeftSight, State, Library);
}

bool LockCall::isSharedOwnerGivingUp() const {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  const CXXRecordDecl *Class = Method ? Method->getParent() : nullptr;
  if (Locks.Holds.empty() || !Class || Method->isConst() ||
      isa<CXXConstructorDecl>(Method) || !isPointerLike(Class) ||
      !inSystemHeader(Method))
    return false;
  // One that owns alone frees what it has where the engine sees it.
  return llvm::any_of(Class->ctors(), [](const CXXConstructorDecl *Ctor) {
    return Ctor->isCopyConstructor() && !Ctor->isDeleted();
  });
}

void LockCall::applyAfter() {
  if (isSharedOwnerGivingUp())
    // Whether it was the last owner the engine does not know.
    for (const Hold &H : llvm::SmallVector<Hold, 4>(Locks.Holds))
      if (H.Guard && isa<SymbolicRegion>(H.Guard->getBaseRegion()))
        Locks.forget(H.Guard);
  if (isDestruction(Call)) {
    if (C.wasInlined)
      return;
    applyDestructor();
    // A holder whose destructor is out of sight takes what is in it along.
    if (receiver())
      Locks.destroy(receiver());
    return;
  }
  bool OutOfSight = !C.wasInlined;
  if (!Role)
    answerLock();
  if (!OutOfSight)
    applyDefaultInitializers();
  bool Unfinished = stayedInLibrary();
  if (runsUnderLock()) {
    if (OutOfSight || Unfinished)
      applyEvents();
    endRun();
  } else if (Role) {
    applyRole();
    if (Role.Function && (OutOfSight || Unfinished))
      applyEvents();
  } else if (Callee && isDescribedByAttributes(Callee)) {
    applyAttributes();
  } else if (OutOfSight) {
    if (Callee)
      copyOrMove();
    applySummaries();
  } else if (Unfinished) {
    if (isa<CXXConstructorDecl>(Callee))
      copyOrMove();
    applyEvents();
  }
}

void LockCall::bindUnknownResult() {
  if (isa<AnyCXXConstructorCall>(Call)) {
    if (const MemRegion *Object = receiver())
      State = State->bindDefaultInitial(loc::MemRegionVal(Object), UnknownVal(),
                                        C.getLocationContext());
    return;
  }
  const Expr *E = Call.getOriginExpr();
  if (!E || Call.getResultType()->isVoidType())
    return;
  State = State->BindExpr(
      E, C.getLocationContext(),
      compat::conjureValue(C, Call, Call.getResultType(), &Checker));
}

} // namespace unwedge::analyzer

//===--- AttributeSummary.cpp ---------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/AttributeSummary.h"
#include "ExprPaths.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "unwedge/Support/ClangCompat.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace unwedge {

static bool hasOperationAttribute(const FunctionDecl *F) {
  return F->hasAttr<AcquireCapabilityAttr>() ||
         F->hasAttr<TryAcquireCapabilityAttr>() ||
         F->hasAttr<ReleaseCapabilityAttr>() || compat::hasLegacyTryAttr(F);
}

static const CXXRecordDecl *classOf(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  return Method ? Method->getParent() : nullptr;
}

bool isDescribedByAttributes(const FunctionDecl *F) {
  if (!F->hasAttrs() || !hasOperationAttribute(F))
    return false;
  if (!F->hasBody())
    return true;
  const CXXRecordDecl *Class = classOf(F);
  return Class && (Class->hasAttr<CapabilityAttr>() ||
                   Class->hasAttr<ScopedLockableAttr>());
}

namespace {

class AttributeReader {
public:
  AttributeReader(const FunctionDecl *F, const ModelIndex &Model,
                  CalleeInfo &Callees)
      : F(F), Model(Model), Callees(Callees), Paths(F, Model) {
    if (const CXXRecordDecl *Class = classOf(F))
      IsScoped = Class->hasAttr<ScopedLockableAttr>();
  }

  Summary read() {
    for (const auto *A : F->specific_attrs<AcquireCapabilityAttr>())
      acquire(A->args_begin(), A->args_size(),
              A->isShared() ? LockMode::Shared : LockMode::Exclusive);
    for (const auto *A : F->specific_attrs<TryAcquireCapabilityAttr>())
      tryAcquire(A->args_begin(), A->args_size(),
                 A->isShared() ? LockMode::Shared : LockMode::Exclusive,
                 A->getSuccessValue());
    compat::forEachLegacyTryAttr(
        F, [&](Expr *const *Args, unsigned Count, bool Shared, Expr *Success) {
          tryAcquire(Args, Count,
                     Shared ? LockMode::Shared : LockMode::Exclusive, Success);
        });
    for (const auto *A : F->specific_attrs<ReleaseCapabilityAttr>())
      release(A->args_begin(), A->args_size());
    return std::move(Result);
  }

  std::vector<HeldLock> readRequired() {
    std::vector<HeldLock> Required;
    for (const auto *A : F->specific_attrs<RequiresCapabilityAttr>())
      for (const Expr *Arg : A->args()) {
        // `!m`: must not be held.
        if (const auto *Not =
                dyn_cast<UnaryOperator>(Arg->IgnoreParenImpCasts());
            Not && Not->getOpcode() == UO_LNot)
          continue;
        HeldLock Lock =
            lockAt(Arg, A->isShared() ? LockMode::Shared : LockMode::Exclusive);
        Lock.Site = A->getLocation();
        Lock.CallerOwns = true;
        if (Lock.Path.isNamed())
          Required.push_back(std::move(Lock));
      }
    return Required;
  }

private:
  HeldLock lockAt(const Expr *E, LockMode Mode) {
    HeldLock Lock;
    Lock.Mode = Mode;
    QualType Type;
    if (E) {
      Lock.Path = Paths.of(E);
      Type = E->IgnoreParenImpCasts()->getType();
    } else {
      Lock.Path = AccessPath::thisObject();
      if (const CXXRecordDecl *Class = classOf(F))
        Type = compat::recordType(Model.context(), Class);
    }
    Lock.Kind = kindOf(Type, Lock.Path.lockClass());
    Lock.Site = F->getLocation();
    return Lock;
  }

  LockKindRef kindOf(QualType Type, const Decl *LockClass) {
    if (const LockSpec *Spec = Model.lockOf(Type))
      return Callees.kindOf(*Spec, Type, LockClass);
    auto Kind = std::make_shared<LockKind>();
    Kind->Semantics = {RecursionVerdict::Forbidden, RecursionVerdict::Deadlocks,
                       RecursionVerdict::Deadlocks};
    QualType Plain = Type.isNull() ? Type : Type.getNonReferenceType();
    while (!Plain.isNull() && Plain->isAnyPointerType())
      Plain = Plain->getPointeeType();
    if (!Plain.isNull())
      if (const CXXRecordDecl *Class = Plain->getAsCXXRecordDecl()) {
        Kind->TypeName = Class->getNameAsString();
        if (compat::isReentrantCapability(Class))
          Kind->Semantics = {RecursionVerdict::Allowed,
                             RecursionVerdict::Allowed,
                             RecursionVerdict::Allowed};
      }
    return Kind;
  }

  /// Calls \p Visit with the lock of every argument; with the receiver, or the
  /// lock that a scoped capability stands for, if there is none.
  template <typename Fn>
  void forEachLock(Expr *const *Args, unsigned Count, LockMode Mode, Fn Visit) {
    for (unsigned I = 0; I < Count; ++I) {
      // Strings and `*` have been out of use for long and name no object.
      if (isa<StringLiteral>(Args[I]->IgnoreParenImpCasts()))
        continue;
      HeldLock Lock = lockAt(Args[I], Mode);
      Visit(Lock, I);
    }
    if (Count == 0) {
      HeldLock Lock = lockAt(nullptr, Mode);
      if (IsScoped)
        Lock.Path = Lock.Path.guardedLock();
      Visit(Lock, 0);
    }
  }

  void bindGuard(const HeldLock &Lock, unsigned Number) {
    if (IsScoped && isa<CXXConstructorDecl>(F))
      Result.Aliases.push_back(
          {AccessPath::thisObject().guardedLock(Number), Lock.Path});
  }

  void acquire(Expr *const *Args, unsigned Count, LockMode Mode) {
    forEachLock(Args, Count, Mode, [&](const HeldLock &Lock, unsigned Number) {
      bindGuard(Lock, Number);
      CriticalPair Pair;
      Pair.Next = {Lock.Path, Lock.Mode, Lock.Kind, Lock.Site, nullptr};
      Result.Pairs.push_back(std::move(Pair));
      Result.HeldAtExit.push_back(Lock);
    });
  }

  void tryAcquire(Expr *const *Args, unsigned Count, LockMode Mode,
                  const Expr *Success) {
    Expr::EvalResult Value;
    bool SuccessIsZero = Success && !Success->isValueDependent() &&
                         Success->EvaluateAsInt(Value, Model.context()) &&
                         Value.Val.getInt() == 0;
    forEachLock(Args, Count, Mode, [&](const HeldLock &Lock, unsigned Number) {
      bindGuard(Lock, Number);
      ConditionalHold Hold;
      Hold.Lock = Lock;
      Hold.SuccessIs = SuccessIsZero ? TryResult::Zero : TryResult::True;
      if (IsScoped)
        Hold.Guard = AccessPath::thisObject();
      Result.HeldIfSuccessful.push_back(std::move(Hold));
    });
  }

  void release(Expr *const *Args, unsigned Count) {
    forEachLock(Args, Count, LockMode::Shared,
                [&](const HeldLock &Lock, unsigned) {
                  Result.Released.push_back(Lock.Path);
                });
  }

  const FunctionDecl *F;
  const ModelIndex &Model;
  CalleeInfo &Callees;
  ExprPaths Paths;
  bool IsScoped = false;
  Summary Result;
};

} // namespace

Summary summaryOfAttributes(const FunctionDecl *F, const ModelIndex &Model,
                            CalleeInfo &Callees) {
  return AttributeReader(F, Model, Callees).read();
}

std::vector<HeldLock> locksRequiredBy(const FunctionDecl *F,
                                      const ModelIndex &Model,
                                      CalleeInfo &Callees) {
  if (!F->hasAttrs())
    return {};
  return AttributeReader(F, Model, Callees).readRequired();
}

} // namespace unwedge

//===--- AcquisitionGate.cpp ---------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AcquisitionGate.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "unwedge/Facts/LockUse.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace unwedge::analyzer {

//===----------------------------------------------------------------------===//
// Counts.
//===----------------------------------------------------------------------===//

void AcquisitionCounts::add(const Count &New) {
  for (Count &Old : ByType)
    if (Old.Spec == New.Spec) {
      Old.Number = std::min(Old.Number + New.Number, 2u);
      Old.OnlyExclusive &= New.OnlyExclusive;
      return;
    }
  ByType.push_back(New);
}

void AcquisitionCounts::add(const LockSpec *Spec, bool OnlyExclusive) {
  add(Count{Spec, 1, OnlyExclusive});
}

void AcquisitionCounts::add(const AcquisitionCounts &O) {
  for (const Count &New : O.ByType)
    add(New);
}

void AcquisitionCounts::repeat() {
  for (Count &C : ByType)
    C.Number = 2;
}

bool AcquisitionCounts::mayRecur() const {
  for (const Count &A : ByType) {
    if (A.Number >= 2 && !A.OnlyExclusive)
      return true;
    if (A.Spec)
      continue;
    for (const Count &B : ByType)
      if (B.Spec && !(A.OnlyExclusive && B.OnlyExclusive))
        return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// One function.
//===----------------------------------------------------------------------===//

namespace {

/// Counts what acquires in one function, in its lambdas too, and whether a lock
/// may still be held when it returns.
class AcquisitionCounter : public RecursiveASTVisitor<AcquisitionCounter> {
public:
  AcquisitionCounter(const ModelIndex &Model)
      : Model(Model), SM(Model.context().getSourceManager()) {}

  bool shouldVisitImplicitCode() const { return true; }
  bool shouldVisitTemplateInstantiations() const { return false; }

  bool VisitVarDecl(VarDecl *V) {
    if (V->hasLocalStorage() && V->getInit())
      if (const auto *E =
              dyn_cast<CXXConstructExpr>(V->getInit()->IgnoreImplicit()))
        Scoped.insert(E);
    return true;
  }
  bool VisitCallExpr(CallExpr *E) {
    const auto *Callee = dyn_cast_or_null<FunctionDecl>(E->getDirectCallee());
    const CXXRecordDecl *Receiver = nullptr;
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E))
      Receiver = Member->getRecordDecl();
    see(Callee, Receiver, {E->getArgs(), E->getNumArgs()}, /*IsScoped=*/false);
    if (!Callee)
      return true;
    for (const Expr *Arg : E->arguments())
      if (isCallableType(Arg->getType()))
        GivesCallables.insert(Callee->getCanonicalDecl());
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E))
      seeObjects(Callee, {E->getArgs(), E->getNumArgs()},
                 Member->getImplicitObjectArgument());
    else
      seeObjects(Callee, {E->getArgs(), E->getNumArgs()});
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    const CXXConstructorDecl *Ctor = E->getConstructor();
    const bool IsScoped = Scoped.contains(E);
    // A guard that is made in what holds it.
    if (E->getNumArgs() > 0 && Model.isInPlaceTag(E->getArg(0)->getType()) &&
        seeGuardOf(firstTypeArgument(Ctor->getParent()), IsScoped))
      return true;
    if (Ctor->isInheritingConstructor())
      Ctor = Ctor->getInheritedConstructor().getConstructor();
    see(Ctor, nullptr, {E->getArgs(), E->getNumArgs()}, IsScoped);
    seeObjects(Ctor, {E->getArgs(), E->getNumArgs()});
    return true;
  }

  bool VisitLambdaExpr(LambdaExpr *) { return HasLambda = true; }

  bool VisitForStmt(ForStmt *) { return HasLoop = true; }
  bool VisitWhileStmt(WhileStmt *) { return HasLoop = true; }
  bool VisitDoStmt(DoStmt *) { return HasLoop = true; }
  bool VisitCXXForRangeStmt(CXXForRangeStmt *) { return HasLoop = true; }

  AcquisitionCounts Own;
  bool Leaves = false;
  /// Those of \c Own that no guard gives back.
  AcquisitionCounts ByHand;
  bool HasLoop = false;
  bool HasLambda = false;
  /// What is given one object twice.
  llvm::SmallPtrSet<const FunctionDecl *, 4> Joins;
  /// What is given something to call.
  llvm::SmallPtrSet<const FunctionDecl *, 4> GivesCallables;
  /// What is called, and whether a local variable is made by it.
  llvm::SmallVector<std::pair<const FunctionDecl *, bool>, 8> Calls;

private:
  /// One object that is given twice may be locked twice.
  void seeObjects(const FunctionDecl *Callee, llvm::ArrayRef<const Expr *> Args,
                  const Expr *Receiver = nullptr) {
    llvm::SmallPtrSet<const ValueDecl *, 4> Given;
    auto See = [&](const Expr *Object) {
      const auto *Ref = dyn_cast_or_null<DeclRefExpr>(
          Object ? Object->IgnoreParenImpCasts() : nullptr);
      if (Ref && !Given.insert(Ref->getDecl()).second)
        Joins.insert(Callee->getCanonicalDecl());
    };
    llvm::for_each(Args, See);
    See(Receiver);
  }

  void acquire(const LockSpec *Spec, bool OnlyExclusive, bool IsScoped) {
    Own.add(Spec, OnlyExclusive);
    Leaves |= !IsScoped;
  }

  /// A lock that is an argument, or that a guard's template argument names.
  void acquireType(QualType Type, bool OnlyExclusive, bool IsScoped) {
    if (const LockSpec *Spec = Model.lockOf(Type)) {
      acquire(Spec, OnlyExclusive, IsScoped);
      return;
    }
    // A library's mutex that the model does not know is no reader/writer lock.
    const CXXRecordDecl *Class = classOf(Type);
    if (Class && !SM.isInSystemHeader(Class->getLocation()))
      acquire(nullptr, OnlyExclusive, IsScoped);
  }

  void acquireGuard(const GuardSpec &Guard, const CXXRecordDecl *Class,
                    llvm::ArrayRef<const Expr *> Args, bool IsScoped) {
    bool OnlyExclusive =
        Guard.Mode == LockMode::Exclusive && Guard.ConvertToShared.empty();
    bool NamesTypes = false;
    if (const auto *Special =
            dyn_cast_or_null<ClassTemplateSpecializationDecl>(Class))
      for (const TemplateArgument &Arg : Special->getTemplateArgs().asArray())
        for (const TemplateArgument &Element :
             Arg.getKind() == TemplateArgument::Pack
                 ? Arg.pack_elements()
                 : llvm::ArrayRef<TemplateArgument>(Arg))
          if (Element.getKind() == TemplateArgument::Type) {
            NamesTypes = true;
            acquireType(Element.getAsType(), OnlyExclusive, IsScoped);
          }
    if (NamesTypes)
      return;
    bool Found = false;
    for (const Expr *Arg : Args)
      if (const LockSpec *Spec =
              Model.lockOf(Arg->IgnoreParenImpCasts()->getType())) {
        acquire(Spec, OnlyExclusive, IsScoped);
        Found = true;
      }
    if (!Found)
      acquire(nullptr, OnlyExclusive, IsScoped);
  }

  /// Whether objects of \p Type are guards.
  bool seeGuardOf(QualType Type, bool IsScoped) {
    const CXXRecordDecl *Class = classOf(Type);
    const GuardSpec *Guard = Class ? Model.guardOf(Class) : nullptr;
    if (Guard)
      acquireGuard(*Guard, Class, {}, IsScoped);
    return Guard != nullptr;
  }

  void seeRole(const CallRole &Role, const FunctionDecl *Callee,
               const CXXRecordDecl *Receiver, llvm::ArrayRef<const Expr *> Args,
               bool IsScoped) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
    if (!Receiver && Method)
      Receiver = Method->getParent();
    if (Role.Lock) {
      if (Role.Effect->Effect == LockEffect::Release)
        return;
      // What is converted may have been acquired elsewhere.
      const bool OnlyExclusive = Role.Effect->Effect != LockEffect::Convert &&
                                 Role.Effect->Mode == LockMode::Exclusive;
      acquire(Role.Lock, OnlyExclusive, IsScoped);
      ByHand.add(Role.Lock, OnlyExclusive);
    } else if (Role.Guard) {
      if (Role.GuardOperation == GuardEffect::Construct ||
          Role.GuardOperation == GuardEffect::Acquire ||
          Role.GuardOperation == GuardEffect::TryAcquire)
        acquireGuard(*Role.Guard, Receiver, Args, IsScoped);
    } else if (*Role.Function == FunctionEffect::LocksEachArgument) {
      for (const Expr *Arg : Args) {
        QualType Type = Arg->IgnoreParenImpCasts()->getType();
        const CXXRecordDecl *Class = classOf(Type);
        if (Class && Model.guardOf(Class))
          seeGuardOf(Type, /*IsScoped=*/false);
        else
          acquireType(Type, /*OnlyExclusive=*/true, /*IsScoped=*/false);
      }
    } else if (*Role.Function == FunctionEffect::Constructs) {
      if (const TemplateArgumentList *Given =
              Callee->getTemplateSpecializationArgs();
          Given && Given->size() > 0 &&
          Given->get(0).getKind() == TemplateArgument::Type)
        seeGuardOf(Given->get(0).getAsType(), /*IsScoped=*/false);
    } else if (*Role.Function == FunctionEffect::ConstructsInReceiver) {
      seeGuardOf(firstTypeArgument(Receiver), /*IsScoped=*/false);
    } else if (*Role.Function == FunctionEffect::DestroysInReceiver) {
      if (const CXXRecordDecl *Content = classOf(firstTypeArgument(Receiver));
          Content && Content->hasDefinition() && Content->getDestructor())
        Calls.push_back({Content->getDestructor()->getCanonicalDecl(), false});
    }
  }

  void see(const FunctionDecl *Callee, const CXXRecordDecl *Receiver,
           llvm::ArrayRef<const Expr *> Args, bool IsScoped) {
    if (!Callee)
      return;
    if (CallRole Role = Model.role(Callee, Receiver)) {
      seeRole(Role, Callee, Receiver, Args, IsScoped);
      return;
    }
    if (isDescribedByAttributes(Callee)) {
      if (Callee->hasAttr<ReleaseCapabilityAttr>() &&
          !isa<CXXConstructorDecl>(Callee))
        return;
      bool OnlyExclusive =
          Callee->hasAttr<AcquireCapabilityAttr>() &&
          llvm::none_of(
              Callee->specific_attrs<AcquireCapabilityAttr>(),
              [](const AcquireCapabilityAttr *A) { return A->isShared(); });
      acquire(nullptr, OnlyExclusive, IsScoped);
      return;
    }
    // What a library is given a lock for is to make a guard of it.
    if (SM.isInSystemHeader(Callee->getLocation()))
      for (const Expr *Arg : Args)
        if (const LockSpec *Spec = Model.lockOf(Arg->getType()))
          acquire(Spec, /*OnlyExclusive=*/false, IsScoped);
    Calls.push_back({Callee->getCanonicalDecl(), IsScoped});
  }

  const ModelIndex &Model;
  const SourceManager &SM;
  llvm::SmallPtrSet<const Expr *, 8> Scoped;
};

} // namespace

//===----------------------------------------------------------------------===//
// All of them.
//===----------------------------------------------------------------------===//

AcquisitionGate::AcquisitionGate(const TranslationUnit &Unit, EntryFor Entry) {
  const CallGraph &Graph = Unit.graph();
  for (const std::vector<const CallGraph::Node *> &Component :
       Graph.components([](const CallGraph::Node &N) { return N.Relevant; })) {
    // What calls itself may do everything twice.
    unsigned Rounds = Component.size() > 1 ? 2 : 1;
    for (unsigned Round = 0; Round < Rounds; ++Round)
      for (const CallGraph::Node *N : Component)
        if (look(Graph, Unit.model(), *N)) {
          Open.insert(N->Definition->getCanonicalDecl());
          OnWay.insert(N->Definition->getCanonicalDecl());
        }
  }
  for (const FunctionDecl *F : Open) {
    // A lambda that nothing in sight calls is an entry of its own.
    Entries.insert(F);
    if (const FunctionDecl *Begin = Entry(F))
      Entries.insert(Begin);
  }
}

bool AcquisitionGate::look(const CallGraph &Graph, const ModelIndex &Model,
                           const CallGraph::Node &N) {
  const FunctionDecl *F = N.Definition;
  const FunctionDecl *Key = F->getCanonicalDecl();
  AcquisitionCounter Counter(Model);
  Counter.TraverseDecl(const_cast<FunctionDecl *>(F));
  QualType Result = F->getReturnType();
  Counter.Leaves |= !Counter.Own.empty() &&
                    (isa<CXXConstructorDecl>(F) || Result->isRecordType() ||
                     Result->isAnyPointerType());
  // What stands where the visitor does not come, in a default member
  // initialiser for one.
  if (N.HasOperation && Counter.Own.empty()) {
    Counter.Own.add(nullptr, /*OnlyExclusive=*/false);
    Counter.Leaves = true;
  }
  AcquisitionCounts Total = Counter.Own;
  // The next turn may find the lock still locked.
  if (Counter.HasLoop) {
    Counter.ByHand.repeat();
    Total.add(Counter.ByHand);
  }
  bool MayHold = !Counter.Own.empty();
  bool Leads = false;
  for (const auto *A : F->specific_attrs<RequiresCapabilityAttr>()) {
    Total.add(nullptr, /*OnlyExclusive=*/!A->isShared());
    MayHold = true;
  }
  auto Add = [&](const FunctionDecl *Callee, bool IsScoped) {
    Leads |= OnWay.contains(Callee);
    auto It = Totals.find(Callee);
    if (It != Totals.end()) {
      Total.add(It->second);
      // What it runs under a lock is known here.
      if (Counter.GivesCallables.contains(Callee) && !It->second.empty())
        MayHold = true;
    }
    // What it locks twice may be one object, or what it calls may be a lambda,
    // only as it is called from here.
    if (Open.contains(Callee) &&
        (Counter.HasLambda || Counter.Joins.contains(Callee)))
      MayHold = true;
    if (Callee == Key)
      Total.repeat();
    if (Leaving.contains(Callee)) {
      MayHold = true;
      Counter.Leaves |= !IsScoped;
      if (Counter.HasLoop && It != Totals.end())
        Total.add(It->second);
    }
  };
  llvm::DenseSet<const FunctionDecl *> Named;
  for (const auto &[Callee, IsScoped] : Counter.Calls) {
    Add(Callee, IsScoped);
    Named.insert(Callee);
  }
  for (const FunctionDecl *Callee : N.Callees) {
    if (!Named.contains(Callee))
      Add(Callee, /*IsScoped=*/false);
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
        Method && Method->isVirtual()) {
      llvm::SmallVector<const FunctionDecl *, 8> Overriders;
      Graph.overriders(Method, Overriders);
      for (const FunctionDecl *Overrider : Overriders)
        Add(Overrider->getCanonicalDecl(), /*IsScoped=*/false);
    }
  }
  for (const ValueDecl *D : N.Invoked)
    for (const CallableTarget &T : Graph.targetsStoredIn(D))
      Add(T.Function->getCanonicalDecl(), /*IsScoped=*/false);
  if (Counter.Leaves)
    Leaving.insert(Key);
  if (Leads)
    OnWay.insert(Key);
  bool IsOpen = MayHold && Total.mayRecur();
  Totals[Key] = std::move(Total);
  return IsOpen;
}

} // namespace unwedge::analyzer

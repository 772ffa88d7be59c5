//===--- QueueFacts.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function is read twice: once for what it changes (containers, counters,
// flags) and what it waits for, and then each wait is put together with the
// changes that follow it. Waiting while something is full and then adding is a
// put; waiting while something is empty and then removing is a take. Helpers of
// the same object are folded into their callers, so that neither the wait nor
// the change has to stand in the function itself.
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/QueueFacts.h"

#include "QueueFactsBuilder.h"

using namespace clang;

namespace unwedge {

bool QueueFacts::Facts::Change::sets() const {
  return Kind == Assigns || Kind == Clears;
}
bool QueueFacts::Facts::Change::clears() const { return Kind == Clears; }
bool QueueFacts::Facts::Change::countsUp() const { return Kind == CountsUp; }
bool QueueFacts::Facts::Change::countsDown() const {
  return Kind == CountsDown;
}

bool QueueFacts::Facts::Change::advances() const { return Kind == Advances; }

const Expr *initializerOf(const FieldDecl *Field) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  const CXXRecordDecl *Pattern =
      Class ? Class->getTemplateInstantiationPattern() : nullptr;
  // A constructor that is given the value decides, unless it has a default for
  // it.
  for (const CXXRecordDecl *Record : {Class, Pattern}) {
    if (!Record || !Record->hasDefinition())
      continue;
    for (const CXXConstructorDecl *Ctor : Record->ctors()) {
      const FunctionDecl *Definition = nullptr;
      if (!Ctor->hasBody(Definition))
        continue;
      for (const CXXCtorInitializer *Init :
           cast<CXXConstructorDecl>(Definition)->inits()) {
        const FieldDecl *Member = Init->getAnyMember();
        if (!Member || Member->getFieldIndex() != Field->getFieldIndex() ||
            !Init->isWritten())
          continue;
        const Expr *Value = Init->getInit();
        if (const auto *List = dyn_cast_or_null<ParenListExpr>(Value))
          Value = List->getNumExprs() == 1 ? List->getExpr(0) : nullptr;
        if (const auto *List = dyn_cast_or_null<InitListExpr>(Value))
          Value = List->getNumInits() == 1 ? List->getInit(0) : nullptr;
        const auto *Ref =
            dyn_cast_or_null<DeclRefExpr>(Value ? strip(Value) : nullptr);
        const auto *Param =
            Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
        if (!Param)
          return nullptr;
        return Param->hasDefaultArg() &&
                       !Param->hasUninstantiatedDefaultArg() &&
                       !Param->hasUnparsedDefaultArg() &&
                       Param->getDefaultArg() &&
                       !Param->getDefaultArg()->isValueDependent()
                   ? Param->getDefaultArg()
                   : nullptr;
      }
    }
  }
  if (const Expr *Init = Field->getInClassInitializer())
    return Init;
  // Members of an instantiation get theirs when a constructor needs it.
  if (!Pattern)
    return nullptr;
  for (const FieldDecl *Other : Pattern->fields())
    if (Other->getFieldIndex() == Field->getFieldIndex()) {
      const Expr *Init = Other->getInClassInitializer();
      return Init && !Init->isValueDependent() ? Init : nullptr;
    }
  return nullptr;
}

const Decl *QueueFacts::place(const AccessPath &Path) { return lastDecl(Path); }

void QueueFacts::Builder::build() {
  if (Body.tooLarge())
    return;
  for (const BodyItem &Item : Body.items()) {
    if (const auto *Call = dyn_cast<CallExpr>(Item.S)) {
      if (!Call->isTypeDependent())
        visitCall(Call, Item);
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(Item.S)) {
      noteChange(Unary->isIncrementOp() ? CountsUp : CountsDown,
                 Unary->getSubExpr(), Item);
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(Item.S)) {
      if (Binary->getOpcode() == BO_Assign)
        visitAssignment(Binary->getLHS(), Binary->getRHS(), Item);
      else if (Binary->getOpcode() == BO_AddAssign)
        noteChange(CountsUp, Binary->getLHS(), Item);
      else if (Binary->getOpcode() == BO_SubAssign)
        noteChange(CountsDown, Binary->getLHS(), Item);
    } else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(Item.S)) {
      noteChange(ReadsElement, Subscript->getBase(), Item);
    } else if (const auto *While = dyn_cast<WhileStmt>(Item.S)) {
      // `while (full()) ;`, but not `while (waitUntil(x)) ;`, which is judged
      // as the wait that it is.
      bool Waits = false;
      llvm::SmallVector<const Stmt *, 16> Pending{While->getCond()};
      for (unsigned Steps = 0; !Pending.empty() && Steps < 128; ++Steps) {
        const Stmt *Next = Pending.pop_back_val();
        if (!Next)
          continue;
        const auto *Call = dyn_cast<CallExpr>(Next);
        const QueueRole *Role =
            Call && !Call->isTypeDependent() ? Index.role(Call) : nullptr;
        Waits |= Role && (Role->Operation == QueueOperation::Wait ||
                          Role->Operation == QueueOperation::TimedWait ||
                          Role->Operation == QueueOperation::Acquire);
        Pending.append(Next->child_begin(), Next->child_end());
      }
      if (Waits)
        continue;
      if (isa_and_nonnull<NullStmt>(While->getBody()) ||
          (isa_and_nonnull<CompoundStmt>(While->getBody()) &&
           cast<CompoundStmt>(While->getBody())->body_empty()))
        addWait(Item, While->getWhileLoc(), nullptr);
    }
  }
  spinLoops();
  for (Facts::OpenWait &Wait : Waits)
    classify(Wait);
  classifyTryPut();
  freeRemovals();
}

QueueFacts::QueueFacts(const QueueIndex &Index, Bodies &Sight)
    : Index(Index), Sight(Sight) {}
QueueFacts::~QueueFacts() = default;

const FunctionBody &QueueFacts::body(const FunctionDecl *Definition) {
  auto &Slot = WalkedBodies[Definition->getCanonicalDecl()];
  if (!Slot)
    Slot = std::make_unique<FunctionBody>(Definition, Index.model());
  return *Slot;
}

void QueueFacts::noteCounters(const FunctionDecl *F) {
  const FunctionBody &Body = body(F);
  auto Note = [&](const Expr *E) {
    E = strip(E);
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      Counters.insert(Member->getMemberDecl()->getCanonicalDecl());
    else if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
          V && !V->hasLocalStorage())
        Counters.insert(V->getCanonicalDecl());
  };
  for (const BodyItem &Item : Body.items()) {
    if (const auto *Unary = dyn_cast<UnaryOperator>(Item.S))
      Note(Unary->getSubExpr());
    else if (const auto *Binary = dyn_cast<BinaryOperator>(Item.S)) {
      bool Counts = Binary->isCompoundAssignmentOp();
      if (!Counts) {
        const Expr *Value = strip(Binary->getRHS());
        if (const auto *Ref = dyn_cast<DeclRefExpr>(Value))
          if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
            if (const Expr *Only = Body.onlyValue(V))
              Value = Only;
        Counts = isArithmetic(Value) &&
                 Binary->getLHS()->getType()->isIntegralOrEnumerationType();
      }
      if (Counts)
        Note(Binary->getLHS());
    } else if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(Item.S)) {
      switch (Call->getOperator()) {
      case OO_PlusPlus:
      case OO_MinusMinus:
      case OO_PlusEqual:
      case OO_MinusEqual:
        Note(Call->getArg(0));
        break;
      default:
        break;
      }
    } else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Item.S)) {
      // std::atomic: fetch_add, store, compare_exchange.
      const Expr *Object = Member->getImplicitObjectArgument();
      const CXXMethodDecl *Method = Member->getMethodDecl();
      if (Method && !Method->isConst() && Member->getNumArgs() >= 1 &&
          Member->getArg(0)->getType()->isIntegralOrEnumerationType() &&
          !Member->getArg(0)->getType()->isBooleanType() &&
          !Sight.worthwhile(Method)) {
        const QueueRole *Role = Index.role(Member);
        if (!Role)
          Note(Object);
      }
    }
  }
}

void QueueFacts::noteCounters(const CXXRecordDecl *Class) {
  if (!CountedClasses.insert(Class->getCanonicalDecl()).second)
    return;
  for (const CXXMethodDecl *Method : Class->methods())
    if (const FunctionDecl *Definition = Sight.worthwhile(Method))
      noteCounters(Definition);
}

const QueueFacts::Facts &QueueFacts::of(const FunctionDecl *Definition) {
  const FunctionDecl *Key = Definition->getCanonicalDecl();
  auto It = Known.find(Key);
  if (It != Known.end())
    return *It->second;
  auto New = std::make_unique<Facts>();
  Facts &Result = *New;
  Known[Key] = std::move(New);
  Result.Body = std::make_unique<FunctionBody>(Definition, Index.model());
  InProgress.insert(Key);
  ++Depth;
  Builder(*this, Definition, Result).build();
  --Depth;
  InProgress.erase(Key);
  return Result;
}

const Decl *QueueFacts::representative(const Decl *D) const {
  for (unsigned Steps = 0; D && Steps < 256; ++Steps) {
    auto It = Groups.find(D);
    if (It == Groups.end() || It->second == D)
      return D;
    D = It->second;
  }
  return D;
}

void QueueFacts::unite(const Decl *A, const Decl *B) {
  if (!A || !B)
    return;
  A = representative(A->getCanonicalDecl());
  B = representative(B->getCanonicalDecl());
  if (A == B)
    return;
  const auto *FA = dyn_cast<FieldDecl>(A);
  const auto *FB = dyn_cast<FieldDecl>(B);
  // The ends of a list that there is only one of.
  const auto *VA = dyn_cast<VarDecl>(A);
  const auto *VB = dyn_cast<VarDecl>(B);
  if (VA && VB && VA->hasGlobalStorage() && VB->hasGlobalStorage() &&
      VA->getDeclContext()->getRedeclContext() ==
          VB->getDeclContext()->getRedeclContext() &&
      VA->getType().getCanonicalType() == VB->getType().getCanonicalType()) {
    Groups[B] = A;
    return;
  }
  // Only what stands side by side is one queue.
  if (!FA || !FB || FA->getParent() != FB->getParent())
    return;
  // The first field that can hold elements names the queue.
  bool AHolds = !FA->getType()->isScalarType();
  bool BHolds = !FB->getType()->isScalarType();
  bool KeepA =
      AHolds != BHolds ? AHolds : FA->getFieldIndex() <= FB->getFieldIndex();
  if (KeepA)
    Groups[B] = A;
  else
    Groups[A] = B;
}

AccessPath QueueFacts::drained(const AccessPath &Path) const {
  size_t N = Path.elements().size();
  if (N == 0 || Path.elements()[N - 1].Kind != PathElement::Field)
    return Path;
  auto It = Drained.find(Path.elements()[N - 1].D);
  const auto *Field =
      It == Drained.end() ? nullptr : dyn_cast<FieldDecl>(It->second);
  if (!Field || Field->getParent() !=
                    cast<FieldDecl>(Path.elements()[N - 1].D)->getParent())
    return Path;
  return canonical(Path.prefix(N - 1).field(Field));
}

AccessPath QueueFacts::canonical(const AccessPath &Path) const {
  size_t N = Path.elements().size();
  if (N == 0 && Path.root() == AccessPath::Var)
    if (const Decl *Rep = representative(Path.var()->getCanonicalDecl());
        Rep != Path.var()->getCanonicalDecl())
      return AccessPath::var(cast<VarDecl>(Rep));
  if (N == 0 || Path.elements()[N - 1].Kind != PathElement::Field)
    return Path;
  const Decl *Rep = representative(Path.elements()[N - 1].D);
  if (Rep == Path.elements()[N - 1].D)
    return Path;
  return Path.prefix(N - 1).field(cast<FieldDecl>(Rep));
}

/// Whether an object of \p Class stands for holding a lock: the model says so,
/// or its destructor releases one.
bool QueueFacts::isLockHolder(const CXXRecordDecl *Class) {
  if (!Class || !Class->hasDefinition())
    return false;
  Class = Class->getCanonicalDecl();
  auto [It, New] = LockHolders.try_emplace(Class, false);
  if (!New)
    return It->second;
  const ModelIndex &Model = Index.model();
  const CXXDestructorDecl *Destructor = Class->getDefinition()->getDestructor();
  const FunctionDecl *Definition = nullptr;
  bool Holds = Model.guardOf(Class);
  if (!Holds && Destructor && !Destructor->isImplicit() &&
      Destructor->hasBody(Definition)) {
    if (!Locks)
      Locks = std::make_unique<CleanupIndex>(Model);
    llvm::SmallVector<const Stmt *, 16> Pending{Definition->getBody()};
    for (unsigned Steps = 0; !Pending.empty() && Steps < 128 && !Holds;
         ++Steps) {
      const Stmt *S = Pending.pop_back_val();
      if (!S)
        continue;
      if (const auto *Call = dyn_cast<CallExpr>(S))
        if (const FunctionDecl *Callee = Call->getDirectCallee()) {
          Holds = Model.role(Callee).Lock;
          if (const CleanupIndex::Roles *Roles = Locks->roles(Callee))
            for (const CleanupRole &Role : *Roles)
              Holds |= Role.Pair && Role.Pair->Kind == StateKind::Lock &&
                       Role.Action == CleanupAction::Discharge;
        }
      Pending.append(S->child_begin(), S->child_end());
    }
  }
  return LockHolders[Class] = Holds;
}

bool QueueFacts::mayBeWait(const FunctionDecl *Callee) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (!Method || !Method->isInstance() || Method->getNumParams() != 1 ||
      Method->isOverloadedOperator() || isa<CXXConstructorDecl>(Method) ||
      Method->isVirtual() || Method->hasBody() || Method->isInStdNamespace())
    return false;
  QualType Param = Method->getParamDecl(0)->getType();
  if (!Param->isLValueReferenceType() ||
      Param->getPointeeType().isConstQualified() ||
      !isLockHolder(Param->getPointeeType()->getAsCXXRecordDecl()))
    return false;
  return !Index.role(Callee) && !Index.model().role(Callee);
}

bool QueueFacts::bounds(const Facts::OpenWait &Wait, const FunctionDecl *F,
                        const AccessPath &Queue) {
  for (const Mention &M : Wait.Mentions) {
    if (M.Orientation != WhileFull)
      continue;
    AccessPath Asked = toField(M.Path);
    if (canonical(Asked) == Queue ||
        (!Asked.elements().empty() && Queue.startsWith(Asked)) ||
        (Asked.root() == AccessPath::Var && Queue.startsWith(Asked)))
      return true;
    for (const Facts::Change &Change : of(F).Changes)
      if (Change.Kind == CountsUp && Change.Order > Wait.Order &&
          Change.Path == Asked)
        return true;
  }
  return false;
}

} // namespace unwedge

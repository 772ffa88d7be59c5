//===--- CleanupProgram.cpp -----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Program/CleanupProgram.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/CleanupFlow.h"
#include "unwedge/Facts/StatedFacts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace unwedge {

namespace {

constexpr unsigned MaxEventDepth = 4;
constexpr unsigned MaxThrowDepth = 24;
constexpr size_t MaxHelperStatements = 2000;

bool takesEverything(const CXXTryStmt *Try) {
  for (unsigned I = 0; I < Try->getNumHandlers(); ++I)
    if (!Try->getHandler(I)->getExceptionDecl())
      return true;
  return false;
}

} // namespace

/// What \p F may do to the objects that it is given, of which nothing is known.
static std::vector<StateEvent> supposedEvents(const FunctionDecl *F,
                                              const CleanupPair &Pair) {
  std::vector<StateEvent> Result;
  StateEvent Event;
  Event.Kind = StateKind::Scope;
  Event.Action = StateEvent::Discharge;
  Event.Pair = &Pair;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
      Method && Method->isInstance()) {
    Event.Path = AccessPath::thisObject();
    Result.push_back(Event);
  }
  for (const ParmVarDecl *P : F->parameters())
    if (P->getType()->isReferenceType() || P->getType()->isPointerType()) {
      Event.Path = AccessPath::param(P->getFunctionScopeIndex());
      Result.push_back(Event);
    }
  return Result;
}

const std::vector<StateEvent> *CleanupProgram::eventsOf(const FunctionDecl *F) {
  const FunctionDecl *Key = F->getCanonicalDecl();
  auto It = Events.find(Key);
  if (It != Events.end())
    return It->second.get();
  const FunctionDecl *Definition = nullptr;
  if (EventDepth >= MaxEventDepth)
    return nullptr;
  // Also what recursion finds.
  Events[Key] = nullptr;
  if (!F->hasBody(Definition)) {
    if (!Supposed || inSystemHeader(F) || F->isDependentContext())
      return nullptr;
    auto &Slot = Events[Key];
    Slot =
        std::make_unique<std::vector<StateEvent>>(supposedEvents(F, *Supposed));
    return Slot.get();
  }
  if (Definition->isDependentContext() || inSystemHeader(Definition))
    return nullptr;
  CleanupFacts Facts(Definition, Model, Cleanup);
  if (Facts.statements().size() > MaxHelperStatements)
    return nullptr;
  ++EventDepth;
  Facts.collectEvents(*this);
  --EventDepth;
  auto Result = std::make_unique<std::vector<StateEvent>>();
  for (const StateEvent &Event : Facts.Events) {
    // What is taken back before the return is nobody else's business.
    bool Balanced = llvm::any_of(Facts.Events, [&](const StateEvent &Other) {
      return undoes(Facts, Other, Event) || undoes(Facts, Event, Other);
    });
    if (!Balanced && Event.Kind != StateKind::Resource)
      Result->push_back(Event);
  }
  if (Result->empty())
    return nullptr;
  auto &Slot = Events[Key];
  Slot = std::move(Result);
  return Slot.get();
}

//===----------------------------------------------------------------------===//
// What can throw
//===----------------------------------------------------------------------===//

Throws CleanupProgram::mayThrow(const FunctionDecl *F) {
  if (isNoexceptType(F->getType()) || isa<CXXDestructorDecl>(F) ||
      isStated(F, stated::DoesNotThrow))
    return Throws::No;
  const FunctionDecl *Key = F->getCanonicalDecl();
  if (auto It = ThrowAnswers.find(Key); It != ThrowAnswers.end())
    return It->second;
  if (F->getBuiltinID() || F->isExternC() || isDeclaredInC(F))
    return Throws::No;
  if (inSystemHeader(F))
    return Cleanup.throws(F) ? Throws::Yes : Throws::No;
  const FunctionDecl *Definition = nullptr;
  if (!F->hasBody(Definition) || Definition->isDependentContext())
    return F->isImplicit() || F->isDefaulted() ? Throws::No : Throws::Unseen;
  if (ThrowDepth >= MaxThrowDepth)
    return Throws::Unseen;
  ThrowAnswers[Key] = Throws::No;
  ++ThrowDepth;

  Throws Result = Throws::No;
  auto Add = [&](Throws Answer) { Result = std::max(Result, Answer); };
  llvm::SmallVector<const Stmt *, 32> Work{Definition->getBody()};
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Definition))
    for (const CXXCtorInitializer *Init : Constructor->inits())
      if (Init->getInit())
        Work.push_back(Init->getInit());
  while (!Work.empty() && Result != Throws::Yes) {
    const Stmt *S = Work.pop_back_val();
    if (isa<CXXThrowExpr>(S)) {
      Add(Throws::Yes);
      continue;
    }
    if (isa<LambdaExpr>(S))
      continue;
    if (const auto *Try = dyn_cast<CXXTryStmt>(S);
        Try && takesEverything(Try)) {
      for (unsigned I = 0; I < Try->getNumHandlers(); ++I)
        Work.push_back(Try->getHandler(I));
      continue;
    }
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(S)) {
      Add(mayThrow(Construct->getConstructor()));
    } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
      if (std::optional<CallbackCall> Callback =
              callbackAt(Call, Model, Cleanup, /*VirtualCalls=*/false)) {
        Add(mayThrow(*Callback));
      } else if (const FunctionDecl *Callee = Call->getDirectCallee()) {
        if (isVirtualCall(Call, Callee) && !isNoexceptType(Callee->getType()) &&
            !inSystemHeader(Callee))
          Add(Throws::Unseen);
        else
          Add(mayThrow(Callee));
        if (inSystemHeader(Callee))
          for (const Expr *Argument : Call->arguments())
            if (isCallableType(Argument->getType()))
              for (const FunctionDecl *Given :
                   analyzeCallable(Argument, Model).Functions)
                Add(mayThrow(Given));
      } else if (!isNoexceptType(Call->getCallee()->getType()) &&
                 Call->isTypeDependent()) {
        Add(Throws::Perhaps);
      }
    }
    for (const Stmt *Child : S->children())
      if (Child)
        Work.push_back(Child);
  }
  --ThrowDepth;
  ThrowAnswers[Key] = Result;
  return Result;
}

/// The functions in \p List, a table that nobody changes; none if something in
/// it is not in sight.
static llvm::SmallVector<const FunctionDecl *, 2>
functionsIn(const InitListExpr *List, const ModelIndex &Model) {
  llvm::SmallVector<const FunctionDecl *, 2> Result;
  llvm::SmallVector<const Expr *, 16> Pending(List->inits().begin(),
                                              List->inits().end());
  while (!Pending.empty()) {
    const Expr *E = Pending.pop_back_val()->IgnoreImplicit();
    if (const auto *Inner = dyn_cast<InitListExpr>(E)) {
      for (const Expr *Init : Inner->inits())
        Pending.push_back(Init);
      continue;
    }
    if (!isCallableType(E->getType()) ||
        E->isNullPointerConstant(Model.context(),
                                 Expr::NPC_ValueDependentIsNotNull))
      continue;
    const CallableExpr Entry = analyzeCallable(E, Model);
    if (Entry.Source || Entry.Unknown)
      return {};
    Result.append(Entry.Functions.begin(), Entry.Functions.end());
  }
  return Result;
}

/// The initializer of the table that nobody changes of which \p E is an
/// element; null if there is none.
static const InitListExpr *constantTable(const Expr *E,
                                         const ASTContext &Context) {
  for (unsigned Depth = 0; Depth < 8; ++Depth) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Subscript->getBase();
    } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
               Operator && Operator->getOperator() == OO_Subscript) {
      E = Operator->getArg(0);
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E);
               Unary && Unary->getOpcode() == UO_Deref) {
      E = Unary->getSubExpr();
    } else {
      const auto *Ref = dyn_cast<DeclRefExpr>(E);
      const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
      if (!V || isa<ParmVarDecl>(V) || !V->getInit())
        return nullptr;
      const Expr *Init = V->getInit()->IgnoreImplicit();
      if (const auto *List = dyn_cast<InitListExpr>(Init))
        return Context.getBaseElementType(V->getType()).isConstQualified()
                   ? List
                   : nullptr;
      // A reference, and what a loop over a range makes.
      if (!V->getType()->isReferenceType() && !V->isImplicit() &&
          !V->isCXXForRangeDecl())
        return nullptr;
      E = Init;
    }
  }
  return nullptr;
}

/// Whether no function of \p Class changes \p Field, a private one, after the
/// object is made: all bodies are in sight, and each only reads it.
static bool isOnlyRead(const FieldDecl *Field, const CXXRecordDecl *Class) {
  if (Field->getAccess() != AS_private || Class->hasFriends())
    return false;
  for (const Decl *D : Class->decls()) {
    if (isa<FunctionTemplateDecl>(D))
      return false;
    const auto *Method = dyn_cast<CXXMethodDecl>(D);
    if (!Method || Method->isImplicit() || Method->isDefaulted() ||
        Method->isDeleted())
      continue;
    const FunctionDecl *Definition = nullptr;
    if (!Method->hasBody(Definition))
      return false;
    // With whether the value is read there.
    llvm::SmallVector<std::pair<const Stmt *, bool>, 32> Work{
        {Definition->getBody(), false}};
    while (!Work.empty()) {
      const auto [S, Reads] = Work.pop_back_val();
      if (const auto *Member = dyn_cast<MemberExpr>(S);
          Member && !Reads &&
          Member->getMemberDecl()->getCanonicalDecl() ==
              Field->getCanonicalDecl())
        return false;
      if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
        Work.push_back({Lambda->getBody(), false});
        continue;
      }
      const auto *Cast = dyn_cast<ImplicitCastExpr>(S);
      bool IsRead = Cast && (Cast->getCastKind() == CK_LValueToRValue ||
                             Cast->getType().isConstQualified());
      if (const auto *Access = dyn_cast<MemberExpr>(S)) {
        const auto *Called = dyn_cast<CXXMethodDecl>(Access->getMemberDecl());
        IsRead = Called && Called->isConst();
      }
      IsRead |= Reads && isa<ParenExpr>(S);
      for (const Stmt *Child : S->children())
        if (Child)
          Work.push_back({Child, IsRead});
    }
  }
  return true;
}

/// The functions that \p Field can only stand for: the constructors set it, and
/// nothing does later.
static llvm::SmallVector<const FunctionDecl *, 2>
onlyTargets(const FieldDecl *Field, const ModelIndex &Model) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  if (!Class || Class->isAggregate() ||
      !(Field->getType().isConstQualified() || isOnlyRead(Field, Class)))
    return {};
  llvm::SmallVector<const FunctionDecl *, 2> Result;
  auto Take = [&](const Expr *Init) {
    Init = Init->IgnoreImplicit();
    if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(Init))
      Init = Default->getExpr()->IgnoreImplicit();
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(Init);
        Construct && Construct->getNumArgs() == 0)
      return true;
    const CallableExpr Value = analyzeCallable(Init, Model);
    Result.append(Value.Functions.begin(), Value.Functions.end());
    return !Value.Source && !Value.Unknown;
  };
  for (const CXXConstructorDecl *Ctor : Class->ctors()) {
    // Copies have what others had.
    if (Ctor->isDeleted() || Ctor->isCopyOrMoveConstructor())
      continue;
    const FunctionDecl *Definition = nullptr;
    if (!Ctor->hasBody(Definition))
      return {};
    for (const CXXCtorInitializer *Init :
         cast<CXXConstructorDecl>(Definition)->inits())
      if (Init->getMember() == Field && !Take(Init->getInit()))
        return {};
  }
  return Result;
}

/// The functions that \p D can only stand for: it is a variable that is set
/// where it is declared, and never again.
static llvm::SmallVector<const FunctionDecl *, 2>
onlyTargets(const ValueDecl *D, const ModelIndex &Model) {
  const auto *V = dyn_cast_or_null<VarDecl>(D);
  if (!V || isa<ParmVarDecl>(V) || !V->getInit())
    return {};
  if (V->getType()->isArrayType()) {
    const auto *List = dyn_cast<InitListExpr>(V->getInit()->IgnoreImplicit());
    const QualType Element = Model.context().getBaseElementType(V->getType());
    return List && Element.isConstQualified()
               ? functionsIn(List, Model)
               : llvm::SmallVector<const FunctionDecl *, 2>();
  }
  if (!V->getType().isConstQualified()) {
    const auto *F = dyn_cast<FunctionDecl>(V->getDeclContext());
    if (!F || !V->hasLocalStorage() || !F->getBody())
      return {};
    llvm::SmallVector<const Stmt *, 32> Work{F->getBody()};
    while (!Work.empty()) {
      const Stmt *S = Work.pop_back_val();
      const Expr *Target = nullptr;
      if (const auto *Binary = dyn_cast<BinaryOperator>(S);
          Binary && Binary->isAssignmentOp())
        Target = Binary->getLHS();
      else if (const auto *Unary = dyn_cast<UnaryOperator>(S);
               Unary && Unary->getOpcode() == UO_AddrOf)
        Target = Unary->getSubExpr();
      else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S);
               Operator && Operator->isAssignmentOp() && Operator->getNumArgs())
        Target = Operator->getArg(0);
      if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(
              Target ? Target->IgnoreParenImpCasts() : nullptr))
        if (Ref->getDecl()->getCanonicalDecl() == V->getCanonicalDecl())
          return {};
      for (const Stmt *Child : S->children())
        if (Child)
          Work.push_back(Child);
    }
  }
  CallableExpr Init = analyzeCallable(V->getInit(), Model);
  if (Init.Source || Init.Unknown)
    return {};
  return Init.Functions;
}

/// The functions that \p Callable, which is read from \p Source, can only stand
/// for; none if that is not known.
static llvm::SmallVector<const FunctionDecl *, 2>
onlyTargets(const Expr *Callable, const ValueDecl *Source,
            const ModelIndex &Model) {
  const auto *Field = dyn_cast_or_null<FieldDecl>(Source);
  if (!Field)
    return onlyTargets(Source, Model);
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(
          Callable ? Callable->IgnoreParenImpCasts() : nullptr))
    if (const InitListExpr *Table =
            constantTable(Member->getBase(), Model.context()))
      return functionsIn(Table, Model);
  return onlyTargets(Field, Model);
}

Throws CleanupProgram::mayThrow(const CallbackCall &Callback) {
  // For a function that others choose, its unseen calls are reason enough.
  auto Chosen = [](Throws Answer) {
    return Answer == Throws::Unseen ? Throws::Perhaps : Answer;
  };
  if (isStated(Callback.HelperFunction, stated::DoesNotThrow))
    return Throws::No;
  if (Callback.Callee &&
      isStated(analyzeCallable(Callback.Callee, Model).Source,
               stated::DoesNotThrow))
    return Throws::No;
  if (!Callback.Targets.empty()) {
    Throws Result = Throws::No;
    for (const FunctionDecl *Target : Callback.Targets)
      Result = std::max(Result, mayThrow(Target));
    // What stands at the call was chosen by the function itself.
    return Callback.Kind == CallbackCall::Helper ||
                   Callback.Kind == CallbackCall::Given
               ? Result
               : Chosen(Result);
  }
  if (Callback.Kind == CallbackCall::Helper)
    return Throws::Perhaps;
  llvm::SmallVector<CallableTarget, 2> Targets;
  const ValueDecl *Source = nullptr;
  bool Complete = false;
  if (Callback.Kind == CallbackCall::Given) {
    CallableExpr What = analyzeCallable(Callback.Callee, Model);
    Source = What.Source;
    Targets = Graph.targetsOf(Callback.Callee);
  } else {
    ResolvedCall Resolved = Graph.resolve(Callback.At);
    Source = Resolved.Source;
    Targets = Resolved.Targets;
    Complete = Resolved.Complete;
    if (isStated(Resolved.Callee, stated::DoesNotThrow))
      return Throws::No;
    if (Resolved.Callee && Targets.empty() &&
        Resolved.How == ResolvedCall::Direct &&
        !Cleanup.invokesCallback(Resolved.Callee))
      return Chosen(mayThrow(Resolved.Callee));
  }
  if (isStated(Source, stated::DoesNotThrow))
    return Throws::No;
  Throws Result = Throws::No;
  const llvm::SmallVector<const FunctionDecl *, 2> Only =
      onlyTargets(Callback.Callee, Source, Model);
  if (!Only.empty()) {
    for (const FunctionDecl *Target : Only)
      Result = std::max(Result, mayThrow(Target));
    return Result;
  }
  for (const CallableTarget &Target : Targets)
    Result = std::max(Result, mayThrow(Target.Function));
  if (Result == Throws::Yes)
    return Result;
  return !Targets.empty() && Complete ? Chosen(Result) : Throws::Perhaps;
}

CallbackTargets CleanupProgram::targetsOf(const CallbackCall &Callback) const {
  CallbackTargets Result;
  if (!Callback.Targets.empty()) {
    Result.Functions = Callback.Targets;
    Result.Complete = true;
    return Result;
  }
  if (Callback.Kind == CallbackCall::Helper)
    return Result;
  auto Add = [&](llvm::ArrayRef<CallableTarget> Targets) {
    for (const CallableTarget &Target : Targets)
      Result.Functions.push_back(Target.Function);
  };
  if (Callback.Kind == CallbackCall::Given) {
    Result.Source = analyzeCallable(Callback.Callee, Model).Source;
    Add(Graph.targetsOf(Callback.Callee));
  } else {
    ResolvedCall Resolved = Graph.resolve(Callback.At);
    Result.Source = Resolved.Source;
    Add(Resolved.Targets);
    Result.Complete = Resolved.Complete && !Resolved.Targets.empty();
    if (Resolved.Callee && Resolved.Targets.empty() &&
        Resolved.How == ResolvedCall::Direct &&
        !Cleanup.invokesCallback(Resolved.Callee)) {
      Result.Functions.push_back(Resolved.Callee);
      Result.Complete = true;
    }
  }
  if (Result.Complete)
    return Result;
  llvm::SmallVector<const FunctionDecl *, 2> Only =
      onlyTargets(Callback.Callee, Result.Source, Model);
  if (!Only.empty()) {
    Result.Functions = Only;
    Result.Complete = true;
  }
  return Result;
}

const CallbackCall *CleanupProgram::callbackInside(const FunctionDecl *F,
                                                   unsigned Depth) {
  const FunctionDecl *Key = F->getCanonicalDecl();
  if (auto It = InsideAnswers.find(Key); It != InsideAnswers.end())
    return It->second.get();
  const FunctionDecl *Definition = nullptr;
  if (Depth == 0 || isNoexceptType(F->getType()) ||
      isStated(F, stated::DoesNotThrow) || inSystemHeader(F) ||
      !F->hasBody(Definition) || Definition->isDependentContext() ||
      isa<CXXDestructorDecl>(F))
    return nullptr;
  InsideAnswers[Key] = nullptr;
  llvm::SmallVector<const Stmt *, 32> Work{Definition->getBody()};
  std::unique_ptr<CallbackCall> Found;
  bool Cut = false;
  while (!Work.empty() && !Found) {
    const Stmt *S = Work.pop_back_val();
    if (isa<LambdaExpr>(S))
      continue;
    if (const auto *Try = dyn_cast<CXXTryStmt>(S);
        Try && takesEverything(Try)) {
      for (unsigned I = 0; I < Try->getNumHandlers(); ++I)
        Work.push_back(Try->getHandler(I));
      continue;
    }
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      if (std::optional<CallbackCall> Callback =
              callbackAt(Call, Model, Cleanup, /*VirtualCalls=*/false)) {
        if (mayThrow(*Callback) != Throws::No) {
          Found = std::make_unique<CallbackCall>(*Callback);
          Found->HelperLoc = Call->getExprLoc();
        }
      } else if (const FunctionDecl *Callee = Call->getDirectCallee();
                 Callee && Graph.node(Callee) && !isVirtualCall(Call, Callee)) {
        if (Depth > 1) {
          if (const CallbackCall *Inner = callbackInside(Callee, Depth - 1))
            Found = std::make_unique<CallbackCall>(*Inner);
        } else {
          Cut = true;
        }
      }
    }
    for (const Stmt *Child : S->children())
      if (Child)
        Work.push_back(Child);
  }
  if (!Found && Cut) {
    // With more depth the answer may be another one.
    InsideAnswers.erase(Key);
    return nullptr;
  }
  auto &Slot = InsideAnswers[Key];
  Slot = std::move(Found);
  return Slot.get();
}

//===----------------------------------------------------------------------===//
// Who looks at a variable
//===----------------------------------------------------------------------===//

/// Whether control does not go on behind \p S.
static bool leaves(const Stmt *S) {
  if (const auto *Compound = dyn_cast_or_null<CompoundStmt>(S))
    S = Compound->body_empty() ? nullptr : Compound->body_back();
  if (const auto *Full = dyn_cast_or_null<ExprWithCleanups>(S))
    S = Full->getSubExpr();
  return S && isa<ReturnStmt, BreakStmt, ContinueStmt, GotoStmt, CXXThrowExpr,
                  CoreturnStmt>(S);
}

void CleanupProgram::addRead(const CleanupFacts &Facts, const Expr *E,
                             const Decl *Variable) {
  Read Result{Facts.function()->getCanonicalDecl(), E->getExprLoc(), false,
              false};
  bool Negated = false;
  bool Plain = true;
  const Stmt *Child = E;
  for (const Stmt *Parent = Facts.parent(E); Parent;
       Child = Parent, Parent = Facts.parent(Parent)) {
    if (isa<ParenExpr, CastExpr, FullExpr, MaterializeTemporaryExpr>(Parent))
      continue;
    if (const auto *Member = dyn_cast<MemberExpr>(Parent)) {
      // A method of the variable, or a part of it.
      if (isa<FieldDecl>(Member->getMemberDecl()))
        return;
      continue;
    }
    if (const auto *Unary = dyn_cast<UnaryOperator>(Parent)) {
      if (Unary->getOpcode() == UO_LNot) {
        Negated = !Negated;
        continue;
      }
      if (Unary->isIncrementDecrementOp()) {
        const Stmt *Use = Facts.parent(Unary);
        if (!Use ||
            isa<CompoundStmt, ForStmt, IfStmt, CXXCatchStmt, SwitchCase>(Use))
          return;
        Plain = false;
        continue;
      }
      continue;
    }
    if (const auto *Binary = dyn_cast<BinaryOperator>(Parent)) {
      if (Binary->isAssignmentOp()) {
        if (Binary->getLHS() == Child)
          return;
        break;
      }
      if (Binary->isComparisonOp() && !Child->children().empty()) {
        // What it is compared with is not looked at: either way may be meant.
        Plain = false;
      }
      if (Binary->isComparisonOp())
        Plain = false;
      continue;
    }
    if (const auto *Call = dyn_cast<CallExpr>(Parent)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      const CXXRecordDecl *Receiver = receiverClass(Call);
      const CleanupIndex::Roles *Roles =
          Callee ? Cleanup.roles(Callee, Receiver) : nullptr;
      if (Roles && Roles->front().Variable) {
        const Stmt *Use = Facts.parent(Call);
        while (Use && isa<FullExpr>(Use))
          Use = Facts.parent(Use);
        if (!Use || isa<CompoundStmt>(Use))
          return;
        Plain = false;
        if (Roles->front().Action != CleanupAction::Raise &&
            Roles->front().Action != CleanupAction::Lower) {
          // exchange() and the like: what was there decides.
          Result.GateWhenSet = Result.GateWhenClear = true;
          Result.Loc = Call->getExprLoc();
        }
        continue;
      }
      if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
          Operator && Operator->isAssignmentOp() && Operator->getNumArgs() &&
          Operator->getArg(0) == Child)
        return;
      if (isa<CXXMemberCallExpr>(Call) &&
          cast<CXXMemberCallExpr>(Call)->getCallee() == Child)
        continue;
      break;
    }
    if (const auto *If = dyn_cast<IfStmt>(Parent)) {
      if (If->getCond() != Child)
        break;
      if (!Plain || If->getElse()) {
        Result.GateWhenSet = Result.GateWhenClear = true;
      } else {
        bool Leaves = leaves(If->getThen());
        // `if (busy) return;` or `if (!busy) work();`
        (Leaves != Negated ? Result.GateWhenSet : Result.GateWhenClear) = true;
      }
      break;
    }
    if (isa<WhileStmt, DoStmt, ForStmt, ReturnStmt, ConditionalOperator,
            SwitchStmt>(Parent)) {
      Result.GateWhenSet = Result.GateWhenClear = true;
      break;
    }
    if (isa<CompoundStmt, DeclStmt>(Parent))
      break;
  }
  Reads[Variable].push_back(Result);
}

/// Whether \p Class is a library template for objects of a type that runs
/// functions as threads: `std::vector<std::thread>`.
static bool holdsThreads(const CXXRecordDecl *Class,
                         const CleanupIndex &Cleanup) {
  const auto *Special =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Class);
  if (!Special || !inSystemHeader(Special))
    return false;
  return llvm::any_of(
      Special->getTemplateArgs().asArray(), [&](const TemplateArgument &A) {
        const CXXRecordDecl *Element = A.getKind() == TemplateArgument::Type
                                           ? A.getAsType()->getAsCXXRecordDecl()
                                           : nullptr;
        return Element && Cleanup.endsProcess(Element);
      });
}

void CleanupProgram::addThreadFunctions(const Stmt *S) {
  auto Add = [&](const Expr *Argument) {
    CallableExpr What = analyzeCallable(Argument, Model);
    for (const FunctionDecl *F : What.Functions)
      EndingProcess.insert(F->getCanonicalDecl());
    // What a function of the program hands on: `run(F f) { std::thread(f); }`.
    // A closure is stored nowhere else.
    if (isa_and_nonnull<ParmVarDecl>(What.Source))
      for (const CallableTarget &Target : Graph.targetsOf(Argument))
        if (const auto *Method = dyn_cast<CXXMethodDecl>(Target.Function);
            Method && isLambdaCallOperator(Method))
          EndingProcess.insert(Method->getCanonicalDecl());
  };
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(S)) {
    if (Construct->getNumArgs() > 0 &&
        Cleanup.endsProcess(Construct->getConstructor()->getParent()))
      Add(Construct->getArg(0));
    return;
  }
  // Made in place, in a container or by a group of threads.
  const auto *Call = dyn_cast<CallExpr>(S);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || !inSystemHeader(Callee) || Call->getNumArgs() == 0)
    return;
  const CXXRecordDecl *Class =
      isa<CXXMemberCallExpr>(Call)
          ? receiverClass(Call)
          : Callee->getReturnType().getNonReferenceType()->getAsCXXRecordDecl();
  if (!Class || !(holdsThreads(Class, Cleanup) ||
                  (isa<CXXMemberCallExpr>(Call) && Cleanup.endsProcess(Class))))
    return;
  for (const Expr *Argument : Call->arguments())
    if (isCallableType(Argument->getType()))
      Add(Argument);
}

void CleanupProgram::closeEndingProcess() {
  bool Changed = !EndingProcess.empty();
  while (Changed) {
    Changed = false;
    for (const auto &[F, Sites] : CallSites) {
      const auto *Method = dyn_cast<CXXMethodDecl>(F);
      if (EndingProcess.contains(F) || Referenced.contains(F) ||
          (Method && (Method->isVirtual() || isLambdaCallOperator(Method))))
        continue;
      if (llvm::all_of(Sites, [&](const CallSite &Site) {
            return !Site.InTry && EndingProcess.contains(Site.Caller);
          })) {
        EndingProcess.insert(F);
        Changed = true;
      }
    }
  }
}

void CleanupProgram::lookForReads(
    const llvm::DenseSet<const Decl *> &Variables) {
  for (const auto &[Key, Node] : Graph.nodes()) {
    if (!Node.Definition || !Node.Definition->getBody())
      continue;
    llvm::SmallVector<std::pair<const Expr *, const Decl *>, 4> Found;
    // With whether it stands in a try block.
    llvm::SmallVector<std::pair<const Stmt *, bool>, 32> Work;
    Work.push_back({Node.Definition->getBody(), false});
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Node.Definition))
      for (const CXXCtorInitializer *Init : Constructor->inits())
        if (Init->getInit())
          Work.push_back({Init->getInit(), false});
    llvm::DenseSet<const Expr *> Named;
    while (!Work.empty()) {
      auto [S, InTry] = Work.pop_back_val();
      addThreadFunctions(S);
      if (const auto *Call = dyn_cast<CallExpr>(S))
        if (const FunctionDecl *Callee = Call->getDirectCallee()) {
          CallSites[Callee->getCanonicalDecl()].push_back({Key, InTry});
          Named.insert(Call->getCallee()->IgnoreParenImpCasts());
        }
      if (const auto *Ref = dyn_cast<DeclRefExpr>(S); Ref && !Named.count(Ref))
        if (const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl()))
          Referenced.insert(F->getCanonicalDecl());
      const Decl *D = nullptr;
      if (const auto *Member = dyn_cast<MemberExpr>(S))
        D = Member->getMemberDecl();
      else if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
        D = Ref->getDecl();
      if (D && Variables.contains(D->getCanonicalDecl()))
        Found.push_back({cast<Expr>(S), D->getCanonicalDecl()});
      if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
        for (const Expr *Init : Lambda->capture_inits())
          if (Init)
            Work.push_back({Init, InTry});
        continue;
      }
      const auto *Try = dyn_cast<CXXTryStmt>(S);
      for (const Stmt *Child : S->children())
        if (Child)
          Work.push_back(
              {Child, InTry || (Try && Child == Try->getTryBlock())});
    }
    if (Found.empty())
      continue;
    CleanupFacts Facts(Node.Definition, Model, Cleanup);
    for (auto &[E, D] : Found)
      addRead(Facts, E, D);
  }
  closeEndingProcess();
}

bool CleanupProgram::isRunOutOfSight(const FunctionDecl *F) const {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  return Method && Method->isVirtual() &&
         Method->size_overridden_methods() > 0 && Method->getNumParams() == 0 &&
         Method->getReturnType()->isVoidType() &&
         CallSites.count(Method->getCanonicalDecl()) == 0;
}

bool CleanupProgram::isCalledInTry(const FunctionDecl *F) const {
  llvm::SmallVector<const FunctionDecl *, 8> Work{F->getCanonicalDecl()};
  llvm::DenseSet<const FunctionDecl *> Seen{Work.front()};
  while (!Work.empty()) {
    const FunctionDecl *Callee = Work.pop_back_val();
    auto It = CallSites.find(Callee);
    if (It == CallSites.end())
      continue;
    for (const CallSite &Site : It->second) {
      if (Site.InTry)
        return true;
      if (Seen.insert(Site.Caller->getCanonicalDecl()).second)
        Work.push_back(Site.Caller->getCanonicalDecl());
    }
  }
  return false;
}

static void addRead(VariableReads &To, bool WhenSet, bool WhenClear,
                    SourceLocation Loc) {
  To.Any = true;
  To.GateWhenSet |= WhenSet;
  To.GateWhenClear |= WhenClear;
  if ((WhenSet || WhenClear) && To.Gate.isInvalid())
    To.Gate = Loc;
}

VariableReads CleanupProgram::readsOf(const Decl *Variable) const {
  VariableReads Result;
  if (auto It = Reads.find(Variable->getCanonicalDecl()); It != Reads.end())
    for (const Read &R : It->second)
      unwedge::addRead(Result, R.GateWhenSet, R.GateWhenClear, R.Loc);
  return Result;
}

VariableReads CleanupProgram::readsOf(const Decl *Variable,
                                      const FunctionDecl *F,
                                      SourceLocation After) const {
  VariableReads Result;
  auto It = Reads.find(Variable->getCanonicalDecl());
  if (It == Reads.end())
    return Result;
  const SourceManager &SM = F->getASTContext().getSourceManager();
  for (const Read &R : It->second) {
    if (R.F == F->getCanonicalDecl() &&
        SM.isBeforeInTranslationUnit(SM.getExpansionLoc(After),
                                     SM.getExpansionLoc(R.Loc)))
      continue;
    unwedge::addRead(Result, R.GateWhenSet, R.GateWhenClear, R.Loc);
  }
  return Result;
}

} // namespace unwedge

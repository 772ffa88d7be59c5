//===--- CleanupFacts.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/CleanupFacts.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/FoldingSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace unwedge {

namespace {

const Expr *strip(const Expr *E) {
  while (E) {
    const Expr *Next = E->IgnoreImplicit()->IgnoreParenImpCasts();
    if (const auto *Cast = dyn_cast<CastExpr>(Next))
      Next = Cast->getSubExpr();
    else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Next);
             Construct && Construct->getNumArgs() == 1)
      Next = Construct->getArg(0);
    else if (const auto *List = dyn_cast<InitListExpr>(Next);
             List && List->getNumInits() == 1)
      Next = List->getInit(0);
    if (!Next || Next == E)
      return E;
    E = Next;
  }
  return E;
}

bool isLocalTo(const VarDecl *V, const FunctionDecl *F) {
  const auto *Owner = dyn_cast<FunctionDecl>(V->getDeclContext());
  return Owner && Owner->getCanonicalDecl() == F->getCanonicalDecl();
}

/// Calls \p Visit for every statement below \p Root but those of lambdas,
/// parents first.
template <typename Fn> void walk(const Stmt *Root, Fn Visit) {
  llvm::SmallVector<std::pair<const Stmt *, const Stmt *>, 32> Stack;
  if (Root)
    Stack.push_back({Root, nullptr});
  while (!Stack.empty()) {
    auto [S, Parent] = Stack.pop_back_val();
    Visit(S, Parent);
    size_t First = Stack.size();
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
      for (const Expr *Init : Lambda->capture_inits())
        if (Init)
          Stack.push_back({Init, S});
    } else {
      for (const Stmt *Child : S->children())
        if (Child)
          Stack.push_back({Child, S});
    }
    std::reverse(Stack.begin() + First, Stack.end());
  }
}

bool isCopyable(const CXXRecordDecl *Class) {
  for (const CXXConstructorDecl *Constructor : Class->ctors())
    if (Constructor->isCopyConstructor() && Constructor->isDeleted())
      return false;
  return true;
}

/// Whether \p Type was written as a parameter of a template.
bool isTemplateArgument(QualType Type) {
  for (unsigned Depth = 0; !Type.isNull() && Depth < 16; ++Depth) {
    if (Type->getAs<SubstTemplateTypeParmType>())
      return true;
    QualType Next = Type.getNonReferenceType();
    if (Next->isPointerType())
      Next = Next->getPointeeType();
    if (Next == Type)
      return false;
    Type = Next;
  }
  return false;
}

/// A wrapper whose signature is noexcept: `any_invocable<void() noexcept>`.
bool hasNoexceptSignature(const CXXRecordDecl *Class) {
  const auto *Special =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Class);
  if (!Special || Special->getTemplateArgs().size() == 0)
    return false;
  const TemplateArgument &First = Special->getTemplateArgs()[0];
  return First.getKind() == TemplateArgument::Type &&
         First.getAsType()->isFunctionType() &&
         isNoexceptType(First.getAsType());
}

} // namespace

bool isNoexceptType(QualType Type) {
  if (Type.isNull())
    return false;
  Type = Type.getNonReferenceType();
  if (Type->isPointerType() || Type->isMemberPointerType())
    Type = Type->getPointeeType();
  const auto *Proto = Type->getAs<FunctionProtoType>();
  if (!Proto)
    return false;
  // canThrow() must not be asked of a specification that nobody needed yet.
  switch (Proto->getExceptionSpecType()) {
  case EST_DynamicNone:
  case EST_BasicNoexcept:
  case EST_NoexceptTrue:
  case EST_NoThrow:
    return true;
  default:
    return false;
  }
}

const CXXRecordDecl *receiverClass(const CallExpr *Call) {
  const Expr *Object = nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    Object = Member->getImplicitObjectArgument();
  else if (isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() > 0)
    Object = Call->getArg(0);
  if (!Object)
    return nullptr;
  // A member of a base class is called on an object that was cast to it.
  QualType Type = Object->IgnoreParenImpCasts()->getType();
  if (Type.isNull())
    return nullptr;
  if (Type->isPointerType())
    Type = Type->getPointeeType();
  return Type.getNonReferenceType()->getAsCXXRecordDecl();
}

bool isDeclaredInC(const Decl *D) {
  for (const DeclContext *Context = D->getDeclContext(); Context;
       Context = Context->getParent())
    if (const auto *Linkage = dyn_cast<LinkageSpecDecl>(Context))
      if (Linkage->getLanguage() == LinkageSpecLanguageIDs::C)
        return true;
  return false;
}

//===----------------------------------------------------------------------===//
// Callbacks
//===----------------------------------------------------------------------===//

static const ValueDecl *declOf(const Expr *E) {
  E = strip(E);
  while (const auto *Unary = dyn_cast_or_null<UnaryOperator>(E))
    E = strip(Unary->getSubExpr());
  if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(E))
    return Ref->getDecl();
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(E))
    return Member->getMemberDecl();
  return nullptr;
}

/// The call operator of the object that \p E makes or names, if its class is
/// one of the program's with just one, which the static type decides, whoever
/// has chosen that type: `Less` of `std::sort(Begin, End, Less)`.
static const CXXMethodDecl *functorOperator(const Expr *E) {
  const CXXRecordDecl *Class =
      E->IgnoreParenImpCasts()->getType()->getAsCXXRecordDecl();
  if (!Class || !Class->hasDefinition() || inSystemHeader(Class) ||
      Class->isLambda())
    return nullptr;
  const CXXMethodDecl *Found = nullptr;
  for (const Decl *D : Class->getDefinition()->decls()) {
    if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D))
      if (Template->getTemplatedDecl()->getOverloadedOperator() == OO_Call)
        return nullptr;
    const auto *Method = dyn_cast<CXXMethodDecl>(D);
    if (!Method || Method->getOverloadedOperator() != OO_Call)
      continue;
    if (Found || (Method->isVirtual() && !E->isPRValue()))
      return nullptr;
    Found = Method;
  }
  return Found;
}

/// Whether an object of \p Class can only run the library's own code: it has
/// nothing in it that somebody else could have given (`std::greater<int>`).
static bool isLibraryFunctor(const CXXRecordDecl *Class) {
  return Class && Class->hasDefinition() && inSystemHeader(Class) &&
         Class->isEmpty();
}

std::optional<CallbackCall> callbackAt(const Expr *E, const ModelIndex &Model,
                                       const CleanupIndex &Cleanup,
                                       bool VirtualCalls) {
  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call || Call->isTypeDependent() || Call->isValueDependent())
    return std::nullopt;
  CallbackCall Result;
  Result.At = Call;
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee) {
    const Expr *Function = Call->getCallee();
    if (!Function || Function->getType().isNull())
      return std::nullopt;
    const Expr *Pointer = Function->IgnoreParenImpCasts();
    if (const auto *Binary = dyn_cast<BinaryOperator>(Pointer))
      Pointer = Binary->getRHS();
    if (isa<CXXPseudoDestructorExpr>(Pointer) ||
        Pointer->getType()->isBlockPointerType() ||
        isNoexceptType(Pointer->getType()))
      return std::nullopt;
    const ValueDecl *D = declOf(Pointer);
    if (D && (isDeclaredInC(D) || inSystemHeader(D)))
      return std::nullopt;
    if (D && isNoexceptType(D->getType()))
      return std::nullopt;
    Result.Callee = Pointer;
    Result.Kind = isTemplateArgument(Pointer->getType())
                      ? CallbackCall::TemplateArgument
                      : CallbackCall::Callable;
    return Result;
  }
  if (isNoexceptType(Callee->getType()))
    return std::nullopt;

  const CXXRecordDecl *Receiver = receiverClass(Call);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    if (Operator->getOperator() != OO_Call || Operator->getNumArgs() == 0)
      return std::nullopt;
    // The operator may be a base's.
    const Expr *Object = Operator->getArg(0)->IgnoreImpCasts();
    const CXXRecordDecl *Class = Object->getType()->getAsCXXRecordDecl();
    if (!Class || hasNoexceptSignature(Class))
      return std::nullopt;
    Result.Callee = Object;
    // The declaration of a template's parameter keeps the sugar that the
    // expression may have lost.
    const ValueDecl *D = sourceDecl(Object, Model);
    bool FromTemplate = isTemplateArgument(Object->getType()) ||
                        (D && isTemplateArgument(D->getType()));
    if (Cleanup.invokesCallback(Callee, Class)) {
      Result.Kind = FromTemplate ? CallbackCall::TemplateArgument
                                 : CallbackCall::Callable;
      return Result;
    }
    if (!FromTemplate)
      return std::nullopt;
    Result.Kind = CallbackCall::TemplateArgument;
    Result.Targets.push_back(Callee);
    return Result;
  }
  if (Cleanup.invokesCallback(Callee, Receiver)) {
    if (Receiver && hasNoexceptSignature(Receiver))
      return std::nullopt;
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
      Result.Callee = Member->getImplicitObjectArgument();
    return Result;
  }
  if (Model.role(Callee, Receiver).Function == FunctionEffect::RunsArguments) {
    for (const Expr *Argument : Call->arguments()) {
      if (!isCallableType(Argument->getType()) ||
          isNoexceptType(Argument->getType()) ||
          isLibraryFunctor(Argument->getType()->getAsCXXRecordDecl()) ||
          hasNoexceptSignature(Argument->getType()->getAsCXXRecordDecl()))
        continue;
      const CXXMethodDecl *Operator = functorOperator(Argument);
      if (Operator && isNoexceptType(Operator->getType()))
        continue;
      CallableExpr Callable = analyzeCallable(Argument, Model);
      Result.Kind = CallbackCall::Given;
      Result.Callee = Argument;
      if (!Callable.Functions.empty() && !Callable.Source && !Callable.Unknown)
        Result.Targets.append(Callable.Functions.begin(),
                              Callable.Functions.end());
      if (Operator && Result.Targets.empty()) {
        Result.Targets.push_back(Operator);
        // Others have chosen the type.
        const ValueDecl *D = sourceDecl(Argument, Model);
        if (isTemplateArgument(Argument->getType()) ||
            (D && isTemplateArgument(D->getType())))
          Result.Kind = CallbackCall::TemplateArgument;
      }
      return Result;
    }
    return std::nullopt;
  }
  if (VirtualCalls) {
    const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
    const CXXMethodDecl *Method = Member ? Member->getMethodDecl() : nullptr;
    const Expr *Object = Member ? Member->getImplicitObjectArgument() : nullptr;
    if (Method && isVirtualCall(Call, Method) &&
        !isa<CXXDestructorDecl>(Method) && Object &&
        !isa<CXXThisExpr>(Object->IgnoreParenImpCasts()) &&
        !inSystemHeader(Method)) {
      Result.Kind = CallbackCall::Virtual;
      Result.Callee = Object;
      return Result;
    }
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Names of objects, keys and values
//===----------------------------------------------------------------------===//

CleanupFacts::CleanupFacts(const FunctionDecl *F, const ModelIndex &Model,
                           const CleanupIndex &Cleanup)
    : F(F), Model(Model), Cleanup(Cleanup) {
  auto Note = [&](const Expr *Target) {
    Target = Target->IgnoreParens();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Target))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
        Reassigned.insert(V->getCanonicalDecl());
  };
  walk(F->getBody(), [&](const Stmt *S, const Stmt *Parent) {
    Statements.push_back(S);
    if (Parent)
      Parents[S] = Parent;
    if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
      if (Binary->isAssignmentOp())
        Note(Binary->getLHS());
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
      if (Unary->isIncrementDecrementOp())
        Note(Unary->getSubExpr());
    } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S)) {
      if (Operator->isAssignmentOp() && Operator->getNumArgs() > 0)
        Note(Operator->getArg(0));
    }
  });
}

AccessPath CleanupFacts::resolve(AccessPath Path) const {
  for (unsigned Depth = 0; Depth < 4; ++Depth) {
    if (Path.root() != AccessPath::Var)
      return Path;
    const VarDecl *V = Path.var();
    if (V->hasGlobalStorage() || !V->getInit() || isReassigned(V) ||
        isa<ParmVarDecl>(V))
      return Path;
    QualType Type = V->getType();
    if (!Type->isReferenceType() && !Type->isPointerType())
      return Path;
    AccessPath Init = staticPath(V->getInit(), F, Model, /*Outside=*/false);
    if (!Init.isNamed() || Init.hasUnknownIndex() || Init.sameRoot(Path) ||
        Init.root() == AccessPath::Temp)
      return Path;
    Path = Path.rebase(Init, 0);
  }
  return Path;
}

AccessPath CleanupFacts::path(const Expr *E) const {
  if (!E || E->isTypeDependent())
    return AccessPath::opaque();
  return resolve(staticPath(E, F, Model, /*Outside=*/false));
}

bool CleanupFacts::isFresh(const VarDecl *V) const {
  bool Fresh = false;
  walk(V->getInit(), [&](const Stmt *S, const Stmt *) {
    if (isa<CXXNewExpr>(S))
      Fresh = true;
    if (const auto *Call = dyn_cast<CallExpr>(S))
      if (const FunctionDecl *Callee = Call->getDirectCallee())
        Fresh |= Model.role(Callee).Function == FunctionEffect::Constructs;
  });
  return Fresh;
}

bool CleanupFacts::outlives(const AccessPath &Path) const {
  auto ByType = [&](const VarDecl *V) {
    QualType Type = V->getType();
    if (Type->isReferenceType())
      return !V->getInit() || isa<ParmVarDecl>(V) ||
             !isa<MaterializeTemporaryExpr>(
                 V->getInit()->IgnoreParenImpCasts());
    if (Type->isPointerType())
      return isa<ParmVarDecl>(V) || !isFresh(V);
    const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
    return Class && Class->hasDefinition() && !Path.elements().empty() &&
           isPointerLike(Class) && isCopyable(Class->getDefinition()) &&
           (isa<ParmVarDecl>(V) || !isFresh(V));
  };
  switch (Path.root()) {
  case AccessPath::This:
    return !isa<CXXConstructorDecl>(F);
  case AccessPath::FrameThis:
  case AccessPath::Result:
    return true;
  case AccessPath::Param:
    return Path.index() < F->getNumParams() &&
           ByType(F->getParamDecl(Path.index()));
  case AccessPath::Var: {
    const VarDecl *V = Path.var();
    if (V->hasGlobalStorage())
      return true;
    return isLocalTo(V, F) && ByType(V);
  }
  default:
    return false;
  }
}

EntryKey CleanupFacts::key(const Expr *E) const {
  EntryKey Result;
  const Expr *Plain = strip(E);
  if (!Plain || Plain->isValueDependent() || Plain->getType().isNull())
    return Result;
  // What insert() is given is the pair of key and value.
  auto FirstOfPair = [&](const Expr *First, unsigned Count) {
    return Count == 2 ? key(First) : EntryKey();
  };
  if (const auto *List = dyn_cast<InitListExpr>(Plain))
    return List->getNumInits()
               ? FirstOfPair(List->getInit(0), List->getNumInits())
               : Result;
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(Plain);
      Construct && Construct->getNumArgs() == 2 &&
      !Construct->getArg(1)->isDefaultArgument())
    return FirstOfPair(Construct->getArg(0), 2);
  if (const auto *Call = dyn_cast<CallExpr>(Plain);
      Call && Call->getNumArgs() == 2 &&
      !isa<CXXMemberCallExpr, CXXOperatorCallExpr>(Call))
    if (const FunctionDecl *Callee = Call->getDirectCallee();
        Callee && inSystemHeader(Callee))
      return FirstOfPair(Call->getArg(0), 2);

  // An iterator: to what a call made, or to what one found.
  const VarDecl *Iterator = nullptr;
  const Expr *Init = nullptr;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Plain)) {
    if (const auto *Binding = dyn_cast<BindingDecl>(Ref->getDecl()))
      Iterator = dyn_cast_or_null<VarDecl>(Binding->getDecomposedDecl());
    else
      Iterator = dyn_cast<VarDecl>(Ref->getDecl());
    if (Iterator && !isReassigned(Iterator) && isLocalTo(Iterator, F) &&
        Iterator->getInit() && !isa<ParmVarDecl>(Iterator))
      Init = Iterator->getInit();
  } else if (isa<CallExpr>(Plain)) {
    Init = Plain;
  }
  if (Init) {
    EntryKey Found;
    walk(Init, [&](const Stmt *S, const Stmt *) {
      const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
      const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
      if (!Method || !Found.Text.empty())
        return;
      const CleanupIndex::Roles *Roles =
          Cleanup.roles(Method, receiverClass(Call));
      if (Roles && Roles->front().Action == CleanupAction::Establish) {
        Found.MadeBy = Call;
        Found.Text = "made";
      } else if (Call->getNumArgs() == 1 && Method->isConst() == false &&
                 inSystemHeader(Method) &&
                 !Method->getReturnType()->isVoidType() &&
                 !isa<CXXConversionDecl>(Method) &&
                 Call != Plain->IgnoreParenImpCasts()) {
        // find(key): only where the result is an iterator of a variable.
        Found = key(Call->getArg(0));
      }
    });
    if (!Found.Text.empty())
      return Found;
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Plain);
        Call && Call->getNumArgs() == 1 && Call->getMethodDecl() &&
        inSystemHeader(Call->getMethodDecl()))
      return key(Call->getArg(0));
  }

  Result.Path = path(Plain);
  if (Result.Path.isNamed() && !Result.Path.hasUnknownIndex()) {
    Result.Text = "path";
    return Result;
  }
  Result.Path = AccessPath::opaque();
  llvm::FoldingSetNodeID ID;
  Plain->Profile(ID, Model.context(), /*Canonical=*/true);
  Result.Text = "expr" + std::to_string(ID.ComputeHash());
  return Result;
}

StateValue CleanupFacts::value(const Expr *E) const {
  StateValue Result;
  const Expr *Plain = strip(E);
  if (!Plain || Plain->isValueDependent() || Plain->getType().isNull())
    return Result;
  if (Plain->isNullPointerConstant(Model.context(),
                                   Expr::NPC_ValueDependentIsNotNull) &&
      E->getType()->isPointerType())
    return {StateValue::Constant, 0, nullptr};
  if (isa<CXXNullPtrLiteralExpr, GNUNullExpr>(Plain))
    return {StateValue::Constant, 0, nullptr};
  if (Plain->getType()->isIntegralOrEnumerationType()) {
    Expr::EvalResult Evaluated;
    if (Plain->EvaluateAsInt(Evaluated, Model.context()) &&
        Evaluated.Val.getInt().getSignificantBits() <= 64)
      return {StateValue::Constant, Evaluated.Val.getInt().getExtValue(),
              nullptr};
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Plain))
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
      if (V->isLocalVarDeclOrParm()) {
        bool Own = isa<ParmVarDecl>(V) && isLocalTo(V, F);
        return {Own ? StateValue::Parameter : StateValue::Variable, 0, V};
      }
  if (const auto *Unary = dyn_cast<UnaryOperator>(Plain))
    if (Unary->getOpcode() == UO_AddrOf)
      return {StateValue::NotNull, 0, nullptr};
  // A new object is something that the variable owns from now on, rather than
  // something that it marks for a while.
  if (isa<CXXThisExpr>(Plain))
    return {StateValue::NotNull, 0, nullptr};
  return Result;
}

bool CleanupFacts::holdsOldValue(const VarDecl *V,
                                 const AccessPath &Path) const {
  if (!V || !V->getInit() || isReassigned(V) || !isLocalTo(V, F))
    return false;
  bool Found = false;
  walk(V->getInit(), [&](const Stmt *S, const Stmt *) {
    if (const auto *E = dyn_cast<Expr>(S);
        E && isa<MemberExpr, DeclRefExpr>(E) && !Found)
      Found = path(E) == Path;
  });
  return Found;
}

//===----------------------------------------------------------------------===//
// Events
//===----------------------------------------------------------------------===//

const Expr *CleanupFacts::object(const CallExpr *Call, bool OnReceiver,
                                 unsigned Argument) const {
  if (!OnReceiver)
    return Argument < Call->getNumArgs() ? Call->getArg(Argument) : nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    return Member->getImplicitObjectArgument();
  if (isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() > 0)
    return Call->getArg(0);
  return nullptr;
}

void CleanupFacts::collectAssignment(const Expr *At, const Expr *Target,
                                     const Expr *Value) {
  Target = Target->IgnoreParens();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Target))
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
        !V || (!V->hasGlobalStorage() && !V->getType()->isReferenceType()))
      return;
  QualType Type = Target->getType();
  const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
  if (!Type->isIntegralOrEnumerationType() && !Type->isAnyPointerType() &&
      !isPointerLike(Class))
    return;
  StateEvent Event;
  Event.Action = StateEvent::Assign;
  Event.Kind = StateKind::Flag;
  Event.Path = path(Target);
  Event.Value = value(Value);
  Event.At = At;
  if (Event.Path.isNamed())
    Events.push_back(std::move(Event));
}

/// Whether \p S makes an object of a class that gives nothing back when it
/// dies: a view of what it is made from.
static bool makesView(const Stmt *S) {
  if (!isa<InitListExpr, CXXConstructExpr>(S))
    return false;
  const CXXRecordDecl *Class = cast<Expr>(S)->getType()->getAsCXXRecordDecl();
  return Class && Class->hasDefinition() && Class->hasTrivialDestructor();
}

bool CleanupFacts::escapes(const VarDecl *V, bool Wrapped,
                           unsigned Depth) const {
  if (Depth > 4)
    return true;
  for (const Stmt *S : Statements) {
    const auto *Ref = dyn_cast<DeclRefExpr>(S);
    if (!Ref || Ref->getDecl() != V)
      continue;
    const Stmt *Child = Ref;
    const Stmt *Use = parent(Child);
    bool InView = Wrapped;
    while (Use) {
      if (makesView(Use))
        InView = true;
      else if (!isa<ImplicitCastExpr, ParenExpr, CStyleCastExpr,
                    CXXStaticCastExpr>(Use) &&
               !(InView &&
                 isa<FullExpr, MaterializeTemporaryExpr, CXXFunctionalCastExpr>(
                     Use)))
        break;
      Child = Use;
      Use = parent(Child);
    }
    if (!Use)
      return true;
    if (InView) {
      // More than a pointer, a view is made to be passed on.
      if (const auto *Declaration = dyn_cast<DeclStmt>(Use)) {
        const auto *View = Declaration->isSingleDecl()
                               ? dyn_cast<VarDecl>(Declaration->getSingleDecl())
                               : nullptr;
        if (!View || !View->hasLocalStorage() ||
            View->getType()->isReferenceType() ||
            escapes(View, /*Wrapped=*/true, Depth + 1))
          return true;
        continue;
      }
      if (isa<CompoundStmt>(Use))
        continue;
      if (const auto *Member = dyn_cast<MemberExpr>(Use)) {
        const Stmt *Outer = parent(Member);
        if (const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(Outer);
            Call && Call->getNumArgs() == 0 &&
            Call->getType()->isArithmeticType())
          continue;
        if (isa<FieldDecl>(Member->getMemberDecl()) &&
            Member->getType()->isArithmeticType())
          continue;
        return true;
      }
      const auto *Call = dyn_cast<CallExpr>(Use);
      if (Call && Child != Call->getCallee()) {
        const FunctionDecl *Callee = Call->getDirectCallee();
        const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
        if (!Callee || (Operator && Operator->getOperator() == OO_Call) ||
            Cleanup.invokesCallback(Callee, receiverClass(Call)))
          continue;
      }
      return true;
    }
    if (isa<MemberExpr, ArraySubscriptExpr, IfStmt, WhileStmt, ForStmt,
            ConditionalOperator, CXXDeleteExpr, CompoundStmt>(Use))
      continue;
    if (const auto *Unary = dyn_cast<UnaryOperator>(Use)) {
      if (Unary->getOpcode() != UO_AddrOf)
        continue;
      return true;
    }
    if (const auto *Binary = dyn_cast<BinaryOperator>(Use)) {
      if (Binary->isComparisonOp() || Binary->isLogicalOp() ||
          Binary->isAdditiveOp())
        continue;
      if (Binary->getOpcode() == BO_Assign && Binary->getLHS() == Child)
        continue;
      return true;
    }
    if (const auto *Call = dyn_cast<CallExpr>(Use)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      // A callback may use it; it can hardly take it over, for then it would
      // not be given back here.
      if (!Callee || inSystemHeader(Callee) || isDeclaredInC(Callee))
        continue;
      if (Call->getType().isNull() || Cleanup.invokesCallback(Callee) ||
          isa<CXXOperatorCallExpr>(Call))
        continue;
    }
    return true;
  }
  return false;
}

void CleanupFacts::collectResource(const VarDecl *V, const Expr *Value,
                                   const Expr *At) {
  if (!V || V->hasGlobalStorage() || isa<ParmVarDecl>(V) || !Value ||
      !isLocalTo(V, F) || V->hasAttr<CleanupAttr>())
    return;
  if (!V->getType()->isPointerType() && !V->getType()->isIntegerType())
    return;
  const Expr *Plain = Value->IgnoreParenCasts();
  StateEvent Event;
  Event.Action = StateEvent::Establish;
  Event.Kind = StateKind::Resource;
  if (const auto *New = dyn_cast<CXXNewExpr>(Plain)) {
    if (New->getNumPlacementArgs() != 0)
      return;
  } else if (const auto *Call = dyn_cast<CallExpr>(Plain)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    const CleanupIndex::Roles *Roles = Callee ? Cleanup.roles(Callee) : nullptr;
    if (!Roles)
      return;
    const auto *Role = llvm::find_if(*Roles, [](const CleanupRole &R) {
      return R.Pair && R.Pair->Kind == StateKind::Resource &&
             R.Action == CleanupAction::Establish;
    });
    if (Role == Roles->end())
      return;
    Event.Pair = Role->Pair;
  } else {
    return;
  }
  Event.Path = AccessPath::var(V);
  Event.At = At;
  if (!escapes(V))
    Events.push_back(std::move(Event));
}

void CleanupFacts::collectAttributes(const CallExpr *Call,
                                     const FunctionDecl *Callee) {
  auto Add = [&](enum StateEvent::Action Action,
                 llvm::ArrayRef<Expr *> Arguments) {
    StateEvent Event;
    Event.Action = Action;
    Event.Kind = StateKind::Lock;
    Event.At = Call;
    if (Arguments.empty()) {
      Event.Path = path(object(Call, /*OnReceiver=*/true, 0));
    } else if (Arguments.size() == 1) {
      Event.Path =
          atCall(staticPath(Arguments[0], Callee, Model, /*Outside=*/false),
                 Call, Callee);
    }
    if (Event.Path.isNamed())
      Events.push_back(std::move(Event));
  };
  for (const auto *A : Callee->specific_attrs<AcquireCapabilityAttr>())
    Add(StateEvent::Establish, {A->args_begin(), A->args_size()});
  for (const auto *A : Callee->specific_attrs<ReleaseCapabilityAttr>())
    Add(StateEvent::Discharge, {A->args_begin(), A->args_size()});
}

AccessPath CleanupFacts::atCall(const AccessPath &Path, const CallExpr *Call,
                                const FunctionDecl *Callee) const {
  switch (Path.root()) {
  case AccessPath::This: {
    const Expr *Object = object(Call, /*OnReceiver=*/true, 0);
    AccessPath Base = path(Object);
    return Base.isNamed() ? resolve(Path.rebase(Base, 0))
                          : AccessPath::opaque();
  }
  case AccessPath::Param: {
    // The object of an operator is its first argument.
    unsigned Index = Path.index();
    if (isa<CXXOperatorCallExpr>(Call) && isa<CXXMethodDecl>(Callee))
      ++Index;
    if (Index >= Call->getNumArgs())
      return AccessPath::opaque();
    AccessPath Base = path(Call->getArg(Index));
    return Base.isNamed() ? resolve(Path.rebase(Base, 0))
                          : AccessPath::opaque();
  }
  case AccessPath::Var:
    if (Path.var()->hasGlobalStorage())
      return Path;
    // Captured by a lambda that is called where it was made.
    if (isLocalTo(Path.var(), F)) {
      if (const auto *Parameter = dyn_cast<ParmVarDecl>(Path.var()))
        return Path.rebase(
            AccessPath::param(Parameter->getFunctionScopeIndex()), 0);
      return resolve(Path);
    }
    return AccessPath::opaque();
  case AccessPath::FrameThis:
    if (Path.function() == enclosingNonLambda(F)->getCanonicalDecl()) {
      const auto *Method = dyn_cast<CXXMethodDecl>(F);
      if (!Method || !isLambdaCallOperator(Method))
        return Path.rebase(AccessPath::thisObject(), 0);
      return Path;
    }
    return AccessPath::opaque();
  case AccessPath::Result:
    return Path;
  default:
    return AccessPath::opaque();
  }
}

void CleanupFacts::collectHelper(const CallExpr *Call,
                                 const FunctionDecl *Callee,
                                 HelperInfo &Helpers) {
  const std::vector<StateEvent> *Inside = Helpers.eventsOf(Callee);
  if (!Inside)
    return;
  for (const StateEvent &Event : *Inside) {
    StateEvent Here = Event;
    Here.Path = atCall(Event.Path, Call, Callee);
    if (!Here.Path.isNamed())
      continue;
    if (Event.Key.Path.isNamed()) {
      const AccessPath &Key = Event.Key.Path;
      if (Key.root() == AccessPath::Param && Key.elements().empty() &&
          Key.index() < Call->getNumArgs() && !isa<CXXOperatorCallExpr>(Call))
        Here.Key = key(Call->getArg(Key.index()));
      else
        Here.Key.Path = atCall(Key, Call, Callee);
      if (!Here.Key.Path.isNamed() && Here.Key.Text == "path")
        Here.Key.Text.clear();
    }
    if (Event.Value.Kind == StateValue::Parameter) {
      unsigned Index =
          cast<ParmVarDecl>(Event.Value.Var)->getFunctionScopeIndex();
      Here.Value = Index < Call->getNumArgs() && !isa<CXXOperatorCallExpr>(Call)
                       ? value(Call->getArg(Index))
                       : StateValue();
    } else if (Event.Value.Kind == StateValue::Variable) {
      Here.Value = StateValue();
    }
    Here.At = Call;
    if (!Here.Helper)
      Here.HelperLoc = Event.At ? Event.At->getExprLoc() : SourceLocation();
    Here.Helper = Callee;
    Events.push_back(std::move(Here));
  }
}

/// The member function of \p Class, or null, that can be called without
/// arguments and is called \p Name.
static const CXXMethodDecl *memberWithoutArguments(const CXXRecordDecl *Class,
                                                   llvm::StringRef Name) {
  ASTContext &Context = Class->getASTContext();
  for (const NamedDecl *D :
       Class->lookup(DeclarationName(&Context.Idents.get(Name))))
    if (const auto *Method = dyn_cast<CXXMethodDecl>(D);
        Method && Method->getAccess() == AS_public && !Method->isStatic() &&
        Method->getNumParams() == 0)
      return Method;
  return nullptr;
}

/// Whether \p Class meets the requirements that the language's own guards have
/// of a lock (BasicLockable). The names are part of these.
static bool isBasicLockable(const CXXRecordDecl *Class) {
  Class = Class->getDefinition();
  if (!Class || Class->isDependentContext())
    return false;
  const CXXMethodDecl *Lock = memberWithoutArguments(Class, "lock");
  const CXXMethodDecl *Unlock = memberWithoutArguments(Class, "unlock");
  return Lock && Unlock && Lock->getReturnType()->isVoidType() &&
         Unlock->getReturnType()->isVoidType();
}

/// Whether \p Class may be a guard: it has the members of a lock, refers to
/// another object, which may be the lock, and gives that back when it dies.
/// What a class hides in a class of its own is not another object.
static bool looksLikeGuard(const CXXRecordDecl *Class) {
  Class = Class->getDefinition();
  if (Class->hasUserDeclaredMoveConstructor())
    return true;
  return llvm::any_of(Class->fields(), [&](const FieldDecl *Field) {
    QualType Type = Field->getType();
    const CXXRecordDecl *Target = nullptr;
    if (Type->isReferenceType() || Type->isPointerType())
      Target = Type->getPointeeType()->getAsCXXRecordDecl();
    else if (const auto *Special =
                 dyn_cast_or_null<ClassTemplateSpecializationDecl>(
                     Type->getAsCXXRecordDecl());
             Special && isPointerLike(Special) &&
             Special->getTemplateArgs().size() > 0 &&
             Special->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
      Target = Special->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
    return Target && Target->getParent()->getPrimaryContext() !=
                         cast<DeclContext>(Class)->getPrimaryContext();
  });
}

/// Whether \p Body does anything that could make others wait.
static bool doesSomething(const Stmt *Body) {
  bool Found = false;
  walk(Body, [&](const Stmt *S, const Stmt *) {
    Found |= isa<CallExpr, AtomicExpr, AsmStmt, BinaryOperator>(S);
  });
  return Found;
}

bool CleanupFacts::collectByShape(const CallExpr *Call,
                                  const FunctionDecl *Callee,
                                  HelperInfo &Helpers) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (!Method || !Method->getIdentifier() || Method->isStatic() ||
      Method->getNumParams() != 0)
    return false;
  llvm::StringRef Name = Method->getName();
  bool Unlocks = Name == "unlock";
  bool Tries = Name == "try_lock" && Method->getReturnType()->isBooleanType();
  if (!Unlocks && !Tries && Name != "lock")
    return false;
  const CXXRecordDecl *Class = Method->getParent();
  if (!isBasicLockable(Class) || looksLikeGuard(Class))
    return false;
  // Where both bodies are in sight they say better what is locked, if they say
  // anything, and that nothing is, if they are empty.
  for (const char *Of : {"lock", "unlock"}) {
    const CXXMethodDecl *Member =
        memberWithoutArguments(Class->getDefinition(), Of);
    const FunctionDecl *Definition = nullptr;
    if (!Member->hasBody(Definition))
      continue;
    if (Helpers.eventsOf(Member) || !doesSomething(Definition->getBody()))
      return false;
  }
  StateEvent Event;
  Event.Kind = StateKind::Lock;
  Event.Action = Unlocks ? StateEvent::Discharge : StateEvent::Establish;
  Event.ByShape = true;
  Event.At = Call;
  Event.Path = path(object(Call, /*OnReceiver=*/true, 0));
  if (Event.Path.isNamed())
    Events.push_back(std::move(Event));
  return true;
}

void CleanupFacts::collectCall(const CallExpr *Call, HelperInfo &Helpers) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee || Call->isTypeDependent())
    return;
  const CXXRecordDecl *Receiver = receiverClass(Call);

  CallRole Lock = Model.role(Callee, Receiver);
  if (Lock.Lock && Lock.Effect &&
      !(Lock.Lock->YieldsToBodies && Callee->hasBody())) {
    StateEvent Event;
    Event.Kind = StateKind::Lock;
    Event.At = Call;
    Event.Path =
        path(object(Call, Lock.OnReceiver, Lock.Operations->LockArgument));
    switch (Lock.Effect->Effect) {
    case LockEffect::Acquire:
    case LockEffect::TryAcquire:
      Event.Action = StateEvent::Establish;
      break;
    case LockEffect::Release:
      Event.Action = StateEvent::Discharge;
      break;
    default:
      return;
    }
    if (Event.Path.isNamed())
      Events.push_back(std::move(Event));
    return;
  }

  if (const CleanupIndex::Roles *Roles = Cleanup.roles(Callee, Receiver)) {
    for (const CleanupRole &Role : *Roles) {
      const Expr *Object = object(Call, Role.OnReceiver, Role.Argument);
      // Where the arguments after the object begin.
      unsigned Next = Role.OnReceiver ? (isa<CXXOperatorCallExpr>(Call) ? 1 : 0)
                                      : Role.Argument + 1;
      auto Argument = [&](unsigned I) -> const Expr * {
        return Next + I < Call->getNumArgs() ? Call->getArg(Next + I) : nullptr;
      };
      StateEvent Event;
      Event.At = Call;
      Event.Pair = Role.Pair;
      if (Role.Pair) {
        Event.Kind = Role.Pair->Kind;
        Event.Action = Role.Action == CleanupAction::Establish
                           ? StateEvent::Establish
                           : StateEvent::Discharge;
        Event.All = Role.Action == CleanupAction::DischargeAll;
        if (Event.Kind == StateKind::Resource) {
          // What the function gives is collected where it is put.
          const auto *Ref = dyn_cast_or_null<DeclRefExpr>(
              Object ? Object->IgnoreParenCasts() : nullptr);
          const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
          if (Event.Action == StateEvent::Establish || !V ||
              V->hasGlobalStorage())
            continue;
          Event.Path = AccessPath::var(V);
          Events.push_back(std::move(Event));
          continue;
        }
        if (Event.Kind == StateKind::Entry && Role.OnReceiver) {
          if (const auto *Subscript = dyn_cast<CXXOperatorCallExpr>(Call);
              Subscript && Subscript->getOperator() == OO_Subscript) {
            // Reading it may make an entry, too, but does not mean to.
            const Stmt *Use = parent(Call);
            const auto *Binary = dyn_cast_or_null<BinaryOperator>(Use);
            const auto *Operator = dyn_cast_or_null<CXXOperatorCallExpr>(Use);
            bool Assigned =
                (Binary && Binary->getOpcode() == BO_Assign &&
                 Binary->getLHS() == Call) ||
                (Operator && Operator->getOperator() == OO_Equal &&
                 Operator->getNumArgs() > 0 && Operator->getArg(0) == Call);
            if (!Assigned)
              continue;
            Event.At = cast<Expr>(Use);
          }
          if (Role.Pair->Key)
            if (const Expr *Key = Argument(*Role.Pair->Key))
              Event.Key = key(Key);
        }
      } else {
        Event.Kind = StateKind::Flag;
        Event.Action = StateEvent::Assign;
        switch (Role.Action) {
        case CleanupAction::Set:
          if (const Expr *Value = Argument(0))
            Event.Value = value(Value);
          Event.TellsOldValue =
              !Call->getType()->isVoidType() && !isa<CXXOperatorCallExpr>(Call);
          break;
        case CleanupAction::CompareAndSet:
          if (const Expr *Value = Argument(1))
            Event.Value = value(Value);
          Event.TellsOldValue = true;
          break;
        case CleanupAction::SetTrue:
          Event.Value = {StateValue::Constant, 1, nullptr};
          Event.TellsOldValue = true;
          break;
        case CleanupAction::SetFalse:
          Event.Value = {StateValue::Constant, 0, nullptr};
          break;
        case CleanupAction::Raise:
        case CleanupAction::Lower:
          Event.Kind = StateKind::Counter;
          Event.Action = Role.Action == CleanupAction::Raise
                             ? StateEvent::Raise
                             : StateEvent::Lower;
          break;
        default:
          continue;
        }
        // A local variable dies with the function.
        const auto *Ref = dyn_cast_or_null<DeclRefExpr>(
            Object ? Object->IgnoreParenImpCasts() : nullptr);
        const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
        if (V && !V->hasGlobalStorage() && !V->getType()->isReferenceType() &&
            !V->getType()->isPointerType())
          continue;
      }
      Event.Path =
          Role.Pair && Role.Pair->Global
              ? AccessPath::result(Cleanup.representative(*Role.Pair, Callee))
              : path(Object);
      if (Event.Path.isNamed())
        Events.push_back(std::move(Event));
    }
    return;
  }

  if (Callee->hasAttr<AcquireCapabilityAttr>() ||
      Callee->hasAttr<ReleaseCapabilityAttr>()) {
    if (isDescribedByAttributes(Callee)) {
      collectAttributes(Call, Callee);
      return;
    }
  }
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    if (Operator->getOperator() == OO_Equal && Operator->getNumArgs() == 2 &&
        inSystemHeader(Callee))
      collectAssignment(Operator, Operator->getArg(0), Operator->getArg(1));
    if (Operator->getOperator() != OO_Call)
      return;
  }
  if (collectByShape(Call, Callee, Helpers))
    return;
  if (!isVirtualCall(Call, Callee) && !inSystemHeader(Callee))
    collectHelper(Call, Callee, Helpers);
}

void CleanupFacts::collectEvents(HelperInfo &Helpers) {
  for (const Stmt *S : Statements) {
    if (const auto *E = dyn_cast<Expr>(S);
        E &&
        (E->getType().isNull() || E->containsErrors() || E->isTypeDependent()))
      continue;
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      collectCall(Call, Helpers);
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
      if (Binary->getOpcode() == BO_Assign) {
        collectAssignment(Binary, Binary->getLHS(), Binary->getRHS());
        const auto *Ref =
            dyn_cast<DeclRefExpr>(Binary->getLHS()->IgnoreParens());
        if (Ref)
          collectResource(dyn_cast<VarDecl>(Ref->getDecl()), Binary->getRHS(),
                          Binary);
        continue;
      }
      if (!Binary->isCompoundAssignmentOp())
        continue;
      StateEvent Event;
      Event.At = Binary;
      StateValue By = value(Binary->getRHS());
      switch (Binary->getOpcode()) {
      case BO_AddAssign:
      case BO_SubAssign:
        if (!Binary->getLHS()->getType()->isIntegerType())
          continue;
        Event.Kind = StateKind::Counter;
        Event.Action = Binary->getOpcode() == BO_AddAssign ? StateEvent::Raise
                                                           : StateEvent::Lower;
        break;
      case BO_OrAssign:
      case BO_AndAssign: {
        if (By.Kind != StateValue::Constant)
          continue;
        Event.Kind = StateKind::Flag;
        Event.Action = StateEvent::Assign;
        bool Sets = Binary->getOpcode() == BO_OrAssign;
        uint32_t Mask = Sets ? By.Constant_ : ~By.Constant_;
        Event.Key.Text = "bits" + std::to_string(Mask);
        Event.Value = {StateValue::Constant, Sets, nullptr};
        break;
      }
      default:
        continue;
      }
      if (const auto *Ref =
              dyn_cast<DeclRefExpr>(Binary->getLHS()->IgnoreParens()))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
            !V || (!V->hasGlobalStorage() && !V->getType()->isReferenceType()))
          continue;
      Event.Path = path(Binary->getLHS());
      if (Event.Path.isNamed())
        Events.push_back(std::move(Event));
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
      if (!Unary->isIncrementDecrementOp() ||
          !Unary->getSubExpr()->getType()->isIntegerType())
        continue;
      if (const auto *Ref =
              dyn_cast<DeclRefExpr>(Unary->getSubExpr()->IgnoreParens()))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
            !V || (!V->hasGlobalStorage() && !V->getType()->isReferenceType()))
          continue;
      StateEvent Event;
      Event.At = Unary;
      Event.Kind = StateKind::Counter;
      Event.Action =
          Unary->isIncrementOp() ? StateEvent::Raise : StateEvent::Lower;
      Event.Path = path(Unary->getSubExpr());
      if (Event.Path.isNamed())
        Events.push_back(std::move(Event));
    } else if (const auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
      const auto *Ref =
          dyn_cast<DeclRefExpr>(Delete->getArgument()->IgnoreParenCasts());
      const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
      if (!V || V->hasGlobalStorage())
        continue;
      StateEvent Event;
      Event.Action = StateEvent::Discharge;
      Event.Kind = StateKind::Resource;
      Event.Path = AccessPath::var(V);
      Event.At = Delete;
      Events.push_back(std::move(Event));
    } else if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *V = dyn_cast<VarDecl>(D); V && V->getInit())
          collectResource(V, V->getInit(), V->getInit());
    }
  }
}

} // namespace unwedge

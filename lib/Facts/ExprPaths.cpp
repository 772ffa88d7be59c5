//===--- ExprPaths.cpp ----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExprPaths.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace unwedge {

static bool isLambdaBody(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  return Method && isLambdaCallOperator(Method);
}

AccessPath ExprPaths::thisPath() const {
  if (!Outside && !isLambdaBody(F))
    return AccessPath::thisObject();
  return AccessPath::frameThis(enclosingNonLambda(F));
}

static bool belongsTo(const VarDecl *V, const FunctionDecl *F) {
  const auto *Owner = dyn_cast<FunctionDecl>(V->getDeclContext());
  return Owner && Owner->getCanonicalDecl() == F->getCanonicalDecl();
}

AccessPath ExprPaths::variable(const ValueDecl *D, unsigned Depth) const {
  if (const auto *Binding = dyn_cast<BindingDecl>(D))
    return Binding->getBinding() ? of(Binding->getBinding(), Depth + 1)
                                 : AccessPath::opaque();
  const auto *V = dyn_cast<VarDecl>(D);
  if (!V)
    return AccessPath::opaque();
  if (V->isInitCapture() && V->getInit()) {
    // `[m = &mutex_]`: the initialiser belongs to the function around.
    const auto *Closure = dyn_cast<CXXMethodDecl>(V->getDeclContext());
    if (Closure && isLambdaCallOperator(Closure))
      return ExprPaths(enclosingNonLambda(Closure), Model, /*Outside=*/true)
          .of(V->getInit(), Depth + 1);
  }
  if (const auto *Param = dyn_cast<ParmVarDecl>(V))
    if (!Outside && belongsTo(Param, F))
      return AccessPath::param(Param->getFunctionScopeIndex());
  return AccessPath::var(V);
}

PathElement ExprPaths::indexElement(const Expr *Index) const {
  Index = Index->IgnoreParenImpCasts();
  if (!Index->isValueDependent() && Index->getType()->isIntegerType()) {
    Expr::EvalResult Result;
    if (Index->EvaluateAsInt(Result, Model.context()))
      return {PathElement::ConstantIndex, nullptr,
              Result.Val.getInt().getExtValue()};
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Index))
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
      if (V->getType()->isIntegralOrEnumerationType() && belongsTo(V, F))
        return {PathElement::VariableIndex, V->getCanonicalDecl(), 0};
  return {PathElement::UnknownIndex, nullptr, 0};
}

AccessPath ExprPaths::of(const Expr *E, unsigned Depth) const {
  if (!E || Depth > 32)
    return AccessPath::opaque();
  if (auto It = Results.find(E); It != Results.end())
    return It->second;
  ++Depth;
  switch (E->getStmtClass()) {
  case Stmt::ParenExprClass:
    return of(cast<ParenExpr>(E)->getSubExpr(), Depth);
  case Stmt::ExprWithCleanupsClass:
  case Stmt::ConstantExprClass:
    return of(cast<FullExpr>(E)->getSubExpr(), Depth);
  case Stmt::MaterializeTemporaryExprClass:
    return of(cast<MaterializeTemporaryExpr>(E)->getSubExpr(), Depth);
  case Stmt::CXXBindTemporaryExprClass:
    return of(cast<CXXBindTemporaryExpr>(E)->getSubExpr(), Depth);
  case Stmt::CXXDefaultArgExprClass:
    return of(cast<CXXDefaultArgExpr>(E)->getExpr(), Depth);
  case Stmt::CXXDefaultInitExprClass:
    return of(cast<CXXDefaultInitExpr>(E)->getExpr(), Depth);
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return of(cast<SubstNonTypeTemplateParmExpr>(E)->getReplacement(), Depth);
  case Stmt::OpaqueValueExprClass:
    return of(cast<OpaqueValueExpr>(E)->getSourceExpr(), Depth);
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::GNUNullExprClass:
    return AccessPath::null();
  case Stmt::CXXThisExprClass:
    if (isLambdaBody(F))
      for (const LambdaCapture &Capture :
           cast<CXXMethodDecl>(F)->getParent()->captures())
        if (Capture.getCaptureKind() == LCK_StarThis)
          return AccessPath::opaque();
    return thisPath();
  case Stmt::DeclRefExprClass:
    return variable(cast<DeclRefExpr>(E)->getDecl(), Depth);
  case Stmt::MemberExprClass: {
    const auto *Member = cast<MemberExpr>(E);
    if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl())) {
      AccessPath Base = of(Member->getBase(), Depth);
      return Base.field(Field);
    }
    if (const auto *Static = dyn_cast<VarDecl>(Member->getMemberDecl()))
      return AccessPath::var(Static);
    return AccessPath::opaque();
  }
  case Stmt::UnaryOperatorClass: {
    const auto *Unary = cast<UnaryOperator>(E);
    switch (Unary->getOpcode()) {
    case UO_AddrOf:
    case UO_Deref:
    case UO_Extension:
      return of(Unary->getSubExpr(), Depth);
    default:
      return AccessPath::opaque();
    }
  }
  case Stmt::ArraySubscriptExprClass: {
    const auto *Subscript = cast<ArraySubscriptExpr>(E);
    return of(Subscript->getBase(), Depth)
        .plus(indexElement(Subscript->getIdx()));
  }
  case Stmt::InitListExprClass: {
    const auto *List = cast<InitListExpr>(E);
    return List->getNumInits() == 1 ? of(List->getInit(0), Depth)
                                    : AccessPath::opaque();
  }
  case Stmt::ConditionalOperatorClass:
  case Stmt::BinaryConditionalOperatorClass: {
    const auto *Choice = cast<AbstractConditionalOperator>(E);
    AccessPath True = of(Choice->getTrueExpr(), Depth);
    return True == of(Choice->getFalseExpr(), Depth) ? True
                                                     : AccessPath::opaque();
  }
  case Stmt::BinaryOperatorClass: {
    const auto *Binary = cast<BinaryOperator>(E);
    if (Binary->getOpcode() == BO_Comma)
      return of(Binary->getRHS(), Depth);
    if (Binary->getOpcode() == BO_Assign)
      return of(Binary->getLHS(), Depth);
    return AccessPath::opaque();
  }
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass: {
    // Not visited by the flow analysis (yet): only a copy of a handle, or a
    // handle made of a pointer, says anything.
    const auto *Construct = cast<CXXConstructExpr>(E);
    if (Construct->getNumArgs() >= 1 &&
        isPointerLike(Construct->getType()->getAsCXXRecordDecl()))
      return of(Construct->getArg(0), Depth);
    return AccessPath::opaque();
  }
  case Stmt::CallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::CXXOperatorCallExprClass:
  case Stmt::UserDefinedLiteralClass:
    return ofCall(cast<CallExpr>(E), Depth);
  default:
    break;
  }
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    if (Cast->getCastKind() == CK_NullToPointer)
      return AccessPath::null();
    return of(Cast->getSubExpr(), Depth);
  }
  return AccessPath::opaque();
}

/// Whether a value of \p Type can refer to an object with a lock in it.
static bool canReferToObject(QualType Type) {
  if (Type->isReferenceType() || Type->isAnyPointerType())
    return Type->getPointeeType()->isRecordType() ||
           Type->getPointeeType()->isAnyPointerType();
  return isPointerLike(Type->getAsCXXRecordDecl());
}

AccessPath ExprPaths::ofCall(const CallExpr *Call, unsigned Depth) const {
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    switch (Operator->getOperator()) {
    case OO_Arrow:
      return of(Operator->getArg(0), Depth);
    case OO_Star:
      return Operator->getNumArgs() == 1 ? of(Operator->getArg(0), Depth)
                                         : AccessPath::opaque();
    case OO_Subscript:
      return of(Operator->getArg(0), Depth)
          .plus(indexElement(Operator->getArg(1)));
    default:
      return AccessPath::opaque();
    }
  }
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return AccessPath::opaque();
  AccessPath Receiver;
  const CXXRecordDecl *ReceiverClass = nullptr;
  if (const auto *MemberCall = dyn_cast<CXXMemberCallExpr>(Call)) {
    const Expr *Object = MemberCall->getImplicitObjectArgument();
    Receiver = of(Object, Depth);
    ReceiverClass = MemberCall->getRecordDecl();
  }
  CallRole Role = Model.role(Callee, ReceiverClass);
  if (Role.Function == FunctionEffect::SameObject)
    return Receiver.isNamed()       ? Receiver
           : Call->getNumArgs() > 0 ? of(Call->getArg(0), Depth)
                                    : AccessPath::opaque();
  if (Role)
    return AccessPath::opaque();
  if (!canReferToObject(Callee->getReturnType()))
    return AccessPath::opaque();

  if (const auto *Returned = Callee->getAttr<LockReturnedAttr>()) {
    llvm::SmallVector<AccessPath, 4> Arguments;
    for (const Expr *Arg : Call->arguments())
      Arguments.push_back(of(Arg, Depth));
    return translate(ExprPaths(Callee, Model).of(Returned->getArg()), Callee,
                     Receiver, Arguments, AccessPath::opaque());
  }
  const FunctionDecl *Definition = nullptr;
  if (Callee->hasBody(Definition) && !Callee->isVirtualAsWritten()) {
    AccessPath Returned = trivialReturn(Definition, Depth);
    if (!Returned.isNamed() && FollowReturns)
      Returned = commonReturn(Definition, Depth);
    if (!Returned.isNamed())
      return AccessPath::opaque();
    llvm::SmallVector<AccessPath, 4> Arguments;
    for (const Expr *Arg : Call->arguments())
      Arguments.push_back(of(Arg, Depth));
    return translate(Returned, Definition, Receiver, Arguments,
                     AccessPath::opaque());
  }
  const SourceManager &SM = Model.context().getSourceManager();
  if (SM.isInSystemHeader(Callee->getLocation()))
    // An element of a library container, most likely; in any case some object
    // that the receiver leads to.
    return Receiver.plus({PathElement::UnknownIndex, nullptr, 0});
  if (Callee->getNumParams() != 0)
    return AccessPath::opaque();
  // A getter gives the same object each time; what makes or takes out an object
  // gives a pointer, and is not const.
  bool ReturnsReference = Callee->getReturnType()->isReferenceType();
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (Method && Method->isInstance())
    return Method->isConst() || ReturnsReference
               ? Receiver.plus(
                     {PathElement::Getter, Method->getCanonicalDecl(), 0})
               : AccessPath::opaque();
  return Method || ReturnsReference ? AccessPath::result(Callee)
                                    : AccessPath::opaque();
}

/// Whether \p S only checks something, as an assertion does: a choice between
/// nothing and the end of the program.
static bool isCheckOnly(const Stmt *S) {
  const auto *E = dyn_cast<Expr>(S);
  if (!E || !E->getType()->isVoidType())
    return false;
  E = E->IgnoreParenCasts();
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E))
    return isCheckOnly(Choice->getTrueExpr()) &&
           isCheckOnly(Choice->getFalseExpr());
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    return Callee && Callee->isNoReturn();
  }
  return isa<IntegerLiteral, CXXBoolLiteralExpr>(E);
}

AccessPath ExprPaths::trivialReturn(const FunctionDecl *Callee,
                                    unsigned Depth) const {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Callee->getBody());
  if (!Body || Depth > 32)
    return AccessPath::opaque();
  for (const Stmt *S : Body->body()) {
    if (const auto *Decls = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Decls->decls())
        if (const auto *V = dyn_cast<VarDecl>(D))
          if (!V->hasGlobalStorage())
            return AccessPath::opaque();
      continue;
    }
    if (isa<NullStmt>(S) || isCheckOnly(S))
      continue;
    const auto *Return = dyn_cast<ReturnStmt>(S);
    if (!Return || !Return->getRetValue())
      return AccessPath::opaque();
    return ExprPaths(Callee, Model).of(Return->getRetValue(), Depth + 1);
  }
  return AccessPath::opaque();
}

AccessPath ExprPaths::commonReturn(const FunctionDecl *Callee,
                                   unsigned Depth) const {
  AccessPath Common;
  if (Depth > 8)
    return Common;
  llvm::SmallVector<const Stmt *, 16> Pending{Callee->getBody()};
  for (unsigned Steps = 0; !Pending.empty(); ++Steps) {
    if (Steps > 256)
      return AccessPath::opaque();
    const Stmt *S = Pending.pop_back_val();
    if (!S || isa<LambdaExpr>(S))
      continue;
    const auto *Return = dyn_cast<ReturnStmt>(S);
    if (!Return) {
      Pending.append(S->child_begin(), S->child_end());
      continue;
    }
    if (!Return->getRetValue())
      return AccessPath::opaque();
    AccessPath Path = ExprPaths(Callee, Model)
                          .followReturns()
                          .of(Return->getRetValue(), Depth + 1);
    if (Path.isNull())
      continue;
    // A member, or a variable that lives as long as the program.
    bool Lasting =
        (Path.root() == AccessPath::This && !Path.elements().empty()) ||
        (Path.root() == AccessPath::Var && Path.var()->hasGlobalStorage() &&
         Path.var()->getTLSKind() == VarDecl::TLS_None);
    if (!Lasting || Path.hasUnknownIndex() ||
        (Common.isNamed() && Common != Path))
      return AccessPath::opaque();
    Common = Path;
  }
  return Common;
}

AccessPath ExprPaths::translate(const AccessPath &CalleePath,
                                const FunctionDecl *Callee,
                                const AccessPath &Receiver,
                                llvm::ArrayRef<AccessPath> Arguments,
                                const AccessPath &ReturnObject) const {
  // An index that is a variable of the callee says nothing outside.
  AccessPath Path = CalleePath.prefix(0);
  for (PathElement Element : CalleePath.elements()) {
    if (Element.Kind == PathElement::VariableIndex &&
        belongsTo(cast<VarDecl>(Element.D), Callee))
      Element = {PathElement::UnknownIndex, nullptr, 0};
    Path = Path.plus(Element);
  }
  switch (Path.root()) {
  case AccessPath::Opaque:
  case AccessPath::Null:
  case AccessPath::Result:
    return Path;
  case AccessPath::This:
    return Path.rebase(Receiver, 0);
  case AccessPath::Param:
    return Path.index() < Arguments.size()
               ? Path.rebase(Arguments[Path.index()], 0)
               : AccessPath::opaque();
  case AccessPath::Return:
    return Path.rebase(ReturnObject, 0);
  case AccessPath::Temp:
    return AccessPath::opaque();
  case AccessPath::FrameThis:
    // Back in the function whose `this` was captured.
    if (!isLambdaBody(F) && !Outside &&
        Path.function() == F->getCanonicalDecl())
      return Path.rebase(AccessPath::thisObject(), 0);
    return Path;
  case AccessPath::Var: {
    const VarDecl *V = Path.var();
    if (V->hasGlobalStorage())
      return Path;
    if (belongsTo(V, Callee))
      return AccessPath::opaque();
    // A variable that a lambda captured.
    return Path.rebase(variable(V), 0);
  }
  }
  llvm_unreachable("covered switch");
}

AccessPath staticPath(const Expr *E, const FunctionDecl *F,
                      const ModelIndex &Model, bool Outside) {
  return ExprPaths(F, Model, Outside).of(E);
}

} // namespace unwedge

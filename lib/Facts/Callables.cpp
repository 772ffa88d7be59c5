//===--- Callables.cpp ----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/Callables.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace unwedge {

static bool declaresOperator(const CXXRecordDecl *Class,
                             OverloadedOperatorKind Kind, unsigned Depth = 0) {
  Class = Class->getDefinition();
  if (!Class || Depth > 8)
    return false;
  DeclarationName Name =
      Class->getASTContext().DeclarationNames.getCXXOperatorName(Kind);
  if (!Class->lookup(Name).empty())
    return true;
  return llvm::any_of(Class->bases(), [&](const CXXBaseSpecifier &Base) {
    const CXXRecordDecl *Record = Base.getType()->getAsCXXRecordDecl();
    return Record && declaresOperator(Record, Kind, Depth + 1);
  });
}

bool isPointerLike(const CXXRecordDecl *Class) {
  return Class && declaresOperator(Class, OO_Arrow);
}

bool isCallableType(QualType Type) {
  if (Type.isNull())
    return false;
  Type = Type.getNonReferenceType();
  if (Type->isFunctionPointerType() || Type->isMemberFunctionPointerType() ||
      Type->isFunctionType())
    return true;
  const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
  return Class && declaresOperator(Class, OO_Call);
}

const FunctionDecl *enclosingNonLambda(const FunctionDecl *D) {
  while (const auto *Method = dyn_cast<CXXMethodDecl>(D)) {
    if (!isLambdaCallOperator(Method))
      break;
    const DeclContext *Parent = Method->getParent()->getParent();
    while (Parent && !Parent->isFunctionOrMethod() && !Parent->isFileContext())
      Parent = Parent->getParent();
    const auto *Enclosing = dyn_cast_or_null<FunctionDecl>(Parent);
    if (!Enclosing)
      break;
    D = Enclosing;
  }
  return D;
}

void lambdaCallOperators(const CXXRecordDecl *Closure,
                         llvm::SmallVectorImpl<const FunctionDecl *> &Result) {
  const CXXMethodDecl *Operator = Closure->getLambdaCallOperator();
  if (!Operator)
    return;
  if (FunctionTemplateDecl *Template =
          Operator->getDescribedFunctionTemplate()) {
    for (const FunctionDecl *Specialization : Template->specializations())
      Result.push_back(Specialization);
    return;
  }
  Result.push_back(Operator);
}

/// Whether \p Call only passes its first argument on.
static bool isSameObject(const CallExpr *Call, const ModelIndex &Model) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  return Callee && Call->getNumArgs() == 1 &&
         Model.role(Callee).Function == FunctionEffect::SameObject;
}

const Expr *stripCallableWrappers(const Expr *E, const ModelIndex &Model) {
  while (E) {
    const Expr *Next = E->IgnoreParenCasts();
    if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(Next))
      Next = Cleanups->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(Next))
      Next = Temporary->getSubExpr();
    else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(Next))
      Next = Bind->getSubExpr();
    else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Next)) {
      if (Construct->getNumArgs() >= 1 &&
          !Construct->getArg(0)->isDefaultArgument() &&
          isCallableType(Construct->getType()) &&
          isCallableType(Construct->getArg(0)->getType()))
        Next = Construct->getArg(0);
    } else if (const auto *Call = dyn_cast<CallExpr>(Next)) {
      if (isSameObject(Call, Model))
        Next = Call->getArg(0);
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(Next)) {
      if (Unary->getOpcode() == UO_AddrOf || Unary->getOpcode() == UO_Deref)
        Next = Unary->getSubExpr();
    } else if (const auto *List = dyn_cast<InitListExpr>(Next)) {
      if (List->getNumInits() == 1)
        Next = List->getInit(0);
    }
    if (Next == E)
      return E;
    E = Next;
  }
  return E;
}

const ValueDecl *sourceDecl(const Expr *E, const ModelIndex &Model) {
  for (unsigned Depth = 0; E && Depth < 64; ++Depth) {
    E = stripCallableWrappers(E, Model);
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      const ValueDecl *D = Ref->getDecl();
      if (const auto *Binding = dyn_cast<BindingDecl>(D)) {
        if (const auto *Whole =
                dyn_cast_or_null<VarDecl>(Binding->getDecomposedDecl()))
          return Whole;
        return nullptr;
      }
      return isa<VarDecl>(D) ? D : nullptr;
    }
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
      if (!Field)
        return dyn_cast<VarDecl>(Member->getMemberDecl());
      // `it->second`: what counts is where the pair came from.
      const SourceManager &SM = Field->getASTContext().getSourceManager();
      if (!SM.isInSystemHeader(Field->getLocation()))
        return Field;
      E = Member->getBase();
      continue;
    }
    if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Subscript->getBase();
      continue;
    }
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
      if (Operator->getNumArgs() == 0)
        return nullptr;
      switch (Operator->getOperator()) {
      case OO_Subscript:
      case OO_Star:
      case OO_Arrow:
        E = Operator->getArg(0);
        continue;
      default:
        return nullptr;
      }
    }
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
      // An element of a library container, or what a library smart pointer
      // points to.
      const CXXMethodDecl *Method = Call->getMethodDecl();
      if (!Method ||
          !Method->getASTContext().getSourceManager().isInSystemHeader(
              Method->getLocation()))
        return nullptr;
      E = Call->getImplicitObjectArgument();
      continue;
    }
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
      if (Construct->getNumArgs() != 1)
        return nullptr;
      E = Construct->getArg(0);
      continue;
    }
    return nullptr;
  }
  return nullptr;
}

unsigned placeholderNumber(const Expr *E) {
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      E->getType().getNonReferenceType()->getAsCXXRecordDecl());
  if (!Class)
    return 0;
  // The class itself need not be instantiated.
  const CXXRecordDecl *Pattern =
      Class->getSpecializedTemplate()->getTemplatedDecl();
  if (!Pattern->hasDefinition() || !Pattern->isEmpty())
    return 0;
  const TemplateArgumentList &Args = Class->getTemplateArgs();
  if (Args.size() != 1 || Args[0].getKind() != TemplateArgument::Integral)
    return 0;
  return Args[0].getAsIntegral().getLimitedValue(/*Limit=*/64);
}

static void analyzeInto(const Expr *E, const ModelIndex &Model,
                        CallableExpr &Result, unsigned Depth) {
  E = stripCallableWrappers(E, Model);
  if (!E || Depth > 8) {
    Result.Unknown = true;
    return;
  }
  if (const auto *Lambda = dyn_cast<LambdaExpr>(E)) {
    lambdaCallOperators(Lambda->getLambdaClass(), Result.Functions);
    return;
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    if (const auto *Function = dyn_cast<FunctionDecl>(Ref->getDecl())) {
      Result.Functions.push_back(Function);
      return;
    }
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E)) {
    analyzeInto(Choice->getTrueExpr(), Model, Result, Depth + 1);
    analyzeInto(Choice->getFalseExpr(), Model, Result, Depth + 1);
    return;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E))
    if (const FunctionDecl *Callee = Call->getDirectCallee();
        Callee && Call->getNumArgs() >= 1 &&
        Model.role(Callee).Function == FunctionEffect::Binds) {
      analyzeInto(Call->getArg(0), Model, Result, Depth + 1);
      if (Call->getNumArgs() >= 2 && !Result.Functions.empty())
        if (const auto *Method =
                dyn_cast<CXXMethodDecl>(Result.Functions.back());
            Method && !Method->isStatic() &&
            placeholderNumber(Call->getArg(1)) == 0)
          Result.Receiver = Call->getArg(1);
      for (unsigned I = Result.Receiver ? 2 : 1; I < Call->getNumArgs(); ++I) {
        Result.Bound.push_back(Call->getArg(I));
        if (placeholderNumber(Call->getArg(I)) != Result.Bound.size())
          Result.BindsArguments = true;
      }
      return;
    }
  if (const ValueDecl *Source = sourceDecl(E, Model)) {
    // A closure variable says by its type what it runs.
    QualType Type = Source->getType().getNonReferenceType();
    if (const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
        Class && Class->isLambda()) {
      lambdaCallOperators(Class, Result.Functions);
      return;
    }
    if (Result.Source && Result.Source != Source)
      Result.Unknown = true;
    Result.Source = Source;
    return;
  }
  // A call operator object of the user's own.
  if (const CXXRecordDecl *Class = E->getType()->getAsCXXRecordDecl())
    if (Class->isLambda()) {
      lambdaCallOperators(Class, Result.Functions);
      return;
    }
  Result.Unknown = true;
}

CallableExpr analyzeCallable(const Expr *E, const ModelIndex &Model) {
  CallableExpr Result;
  analyzeInto(E, Model, Result, 0);
  return Result;
}

const CXXRecordDecl *classOfThis(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!Method)
    return nullptr;
  const CXXRecordDecl *Class = Method->getParent();
  // A lambda in a default member initialiser captures `this` of its class.
  if (Class->isLambda())
    Class = dyn_cast<CXXRecordDecl>(Class->getDeclContext());
  return Class ? Class->getCanonicalDecl() : nullptr;
}

const CXXRecordDecl *classOfObject(QualType Type) {
  Type = Type.getNonReferenceType();
  if (Type->isAnyPointerType())
    Type = Type->getPointeeType();
  const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
  if (const auto *Handle =
          dyn_cast_or_null<ClassTemplateSpecializationDecl>(Class);
      Handle && isPointerLike(Handle) && Handle->getTemplateArgs().size() &&
      Handle->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
    Class = Handle->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  return Class ? Class->getCanonicalDecl() : nullptr;
}

bool isVirtualCall(const CallExpr *Call, const FunctionDecl *Callee) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (!Method || !Method->isVirtual() || Method->hasAttr<FinalAttr>() ||
      Method->getParent()->isEffectivelyFinal())
    return false;
  const auto *Access =
      dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParenImpCasts());
  return !Access || !Access->hasQualifier();
}

bool inSystemHeader(const Decl *D) {
  return D->getASTContext().getSourceManager().isInSystemHeader(
      D->getLocation());
}

SourceLocation callLocation(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call)
    return E->getBeginLoc();
  if (isa<CXXOperatorCallExpr>(Call))
    return Call->getExprLoc();
  const Expr *Callee = Call->getCallee()->IgnoreParenImpCasts();
  if (const auto *Member = dyn_cast<MemberExpr>(Callee))
    if (Member->getMemberLoc().isValid())
      return Member->getMemberLoc();
  return Call->getBeginLoc();
}

} // namespace unwedge

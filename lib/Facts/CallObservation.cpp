//===--- CallObservation.cpp - Calls without control flow -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExprPaths.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace unwedge {

namespace {

class CallObserver {
public:
  CallObserver(const FunctionDecl *F, const ModelIndex &Model)
      : F(F), Model(Model), Paths(F, Model) {}

  std::vector<ObservedCall> run() {
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F))
      for (const CXXCtorInitializer *Init : Ctor->inits())
        visit(Init->getInit());
    visit(F->getBody());
    return std::move(Calls);
  }

private:
  void visit(const Stmt *Root);
  void call(const CallExpr *E);
  void construct(const CXXConstructExpr *E);
  void callCallable(const Expr *Callable, ObservedCall Call);
  void add(ObservedCall Call);
  void fillArguments(ObservedCall &Call, llvm::ArrayRef<const Expr *> Args) {
    for (const Expr *Arg : Args) {
      Call.ArgumentExprs.push_back(Arg);
      Call.Arguments.push_back(Paths.of(Arg));
    }
  }

  const FunctionDecl *F;
  const ModelIndex &Model;
  ExprPaths Paths;
  std::vector<ObservedCall> Calls;
};

void CallObserver::visit(const Stmt *Root) {
  llvm::SmallVector<const Stmt *, 32> Worklist{Root};
  while (!Worklist.empty()) {
    const Stmt *S = Worklist.pop_back_val();
    if (!S)
      continue;
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
      // Its body is a function of its own.
      for (const Expr *Init : Lambda->capture_inits())
        Worklist.push_back(Init);
      continue;
    }
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(S))
      Worklist.push_back(Default->getExpr());
    else if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(S))
      Worklist.push_back(Default->getExpr());
    else if (const auto *Call = dyn_cast<CallExpr>(S))
      call(Call);
    else if (const auto *Construct = dyn_cast<CXXConstructExpr>(S))
      construct(Construct);
    llvm::SmallVector<const Stmt *, 8> Children(S->child_begin(),
                                                S->child_end());
    Worklist.append(Children.rbegin(), Children.rend());
  }
}

void CallObserver::construct(const CXXConstructExpr *E) {
  const CXXConstructorDecl *Ctor = E->getConstructor();
  if (Ctor->isTrivial())
    return;
  ObservedCall Call;
  Call.Node = E;
  Call.Callee = Ctor;
  Call.Site = callLocation(E);
  fillArguments(Call, llvm::ArrayRef(E->getArgs(), E->getNumArgs()));
  add(std::move(Call));
}

void CallObserver::call(const CallExpr *E) {
  if (E->isTypeDependent())
    return;
  ObservedCall Call;
  Call.Node = E;
  Call.Site = callLocation(E);
  Call.Callee = E->getDirectCallee();
  llvm::ArrayRef<const Expr *> Args(E->getArgs(), E->getNumArgs());
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Call.Callee);
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E)) {
    if (const Expr *Object = Member->getImplicitObjectArgument())
      Call.Receiver = Paths.of(Object);
    const auto *Name = dyn_cast<MemberExpr>(E->getCallee()->IgnoreParens());
    if (Method && Method->isVirtual() && (!Name || !Name->hasQualifier()) &&
        !Method->hasAttr<FinalAttr>() &&
        !Method->getParent()->hasAttr<FinalAttr>())
      Call.Kind = CallKind::Virtual;
  } else if (isa<CXXOperatorCallExpr>(E) && Method && Method->isInstance() &&
             !Args.empty()) {
    Call.Receiver = Paths.of(Args[0]);
    Args = Args.drop_front();
    if (Method->isVirtual())
      Call.Kind = CallKind::Virtual;
  }
  fillArguments(Call, Args);
  const FunctionDecl *Definition = nullptr;
  if (!Call.Callee) {
    callCallable(E->getCallee(), std::move(Call));
  } else if (Method && Method->getOverloadedOperator() == OO_Call &&
             isa<CXXOperatorCallExpr>(E) && !isLambdaCallOperator(Method) &&
             (!Method->hasBody(Definition) ||
              Model.context().getSourceManager().isInSystemHeader(
                  Definition->getLocation()))) {
    callCallable(E->getArg(0), std::move(Call));
  } else {
    add(std::move(Call));
  }
}

void CallObserver::callCallable(const Expr *Callable, ObservedCall Call) {
  Callable = Callable->IgnoreParenImpCasts();
  if (const auto *Binary = dyn_cast<BinaryOperator>(Callable);
      Binary && Binary->isPtrMemOp()) {
    Call.Receiver = Paths.of(Binary->getLHS());
    Callable = Binary->getRHS();
  }
  CallableExpr What = analyzeCallable(Callable, Model);
  for (const FunctionDecl *Function : What.Functions) {
    ObservedCall Direct = Call;
    Direct.Callee = Function;
    if (What.Receiver)
      Direct.Receiver = Paths.of(What.Receiver);
    add(std::move(Direct));
  }
  if (What.Source) {
    Call.Kind = CallKind::Stored;
    Call.Callee = nullptr;
    Call.StoredIn = What.Source;
    add(std::move(Call));
  }
}

void CallObserver::add(ObservedCall Call) {
  if (Call.Callee && Model.context().getSourceManager().isInSystemHeader(
                         Call.Callee->getLocation()))
    return;
  Calls.push_back(std::move(Call));
}

} // namespace

std::vector<ObservedCall> observeCalls(const FunctionDecl *F,
                                       const ModelIndex &Model) {
  return CallObserver(F, Model).run();
}

} // namespace unwedge

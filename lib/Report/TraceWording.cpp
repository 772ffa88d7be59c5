//===--- TraceWording.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Report/TraceWording.h"
#include "unwedge/Facts/Callables.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace unwedge {

static bool isLambda(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  return Method && isLambdaCallOperator(Method);
}

static std::string qualifiedName(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!Method)
    return F->getNameAsString();
  return Method->getParent()->getNameAsString() + "::" + F->getNameAsString();
}

static CallWording wordingOf(const FunctionDecl *F) {
  CallWording Result;
  if (isLambda(F)) {
    Result.Form = CallWording::Lambda;
  } else if (isa<CXXConstructorDecl, CXXDestructorDecl>(F)) {
    Result.Form = isa<CXXConstructorDecl>(F) ? CallWording::Constructor
                                             : CallWording::Destructor;
    Result.Name = cast<CXXMethodDecl>(F)->getParent()->getNameAsString();
  } else {
    Result.Name = qualifiedName(F);
  }
  return Result;
}

static CallWording wordingOf(const TraceStep &Step) {
  CallWording Result = wordingOf(Step.Callee);
  Result.Kind = Step.Kind;
  Result.Candidates = Step.Candidates;
  if (Step.StoredIn)
    Result.StoredIn = Step.StoredIn->getNameAsString();
  return Result;
}

std::string describeFunction(const FunctionDecl *F) {
  return describeCallee(wordingOf(F));
}

std::string describeCallGerund(const TraceStep &Step) {
  return describeCallGerund(wordingOf(Step));
}

void appendCalls(const TraceRef &Calls, std::vector<FindingStep> &Steps) {
  for (const Trace *T = Calls.get(); T; T = T->Rest.get()) {
    Steps.push_back({T->Step.Loc, describeCallStep(wordingOf(T->Step))});
    if (T->Step.Kind == CallKind::Stored && T->Step.StoredAt.isValid())
      Steps.push_back({T->Step.StoredAt,
                       describeFunction(T->Step.Callee) + " is stored here"});
  }
}

std::string lockName(const AccessPath &Path, const AccessPath &Other,
                     const FunctionDecl *F) {
  auto NameOf = [&](const AccessPath &P) -> std::string {
    if (P.root() == AccessPath::Param && P.index() < F->getNumParams()) {
      // A parameter is named like a variable.
      const ParmVarDecl *Param = F->getParamDecl(P.index());
      std::string Root = Param->getNameAsString();
      if (P.elements().empty() || Root.empty())
        return Root.empty() && !P.elements().empty() ? P.spelling() : Root;
      return Root + (Param->getType()->isAnyPointerType() ? "->" : ".") +
             P.spelling();
    }
    if (!P.elements().empty() || P.root() == AccessPath::Var ||
        P.root() == AccessPath::Result)
      return P.spelling();
    return "";
  };
  std::string Name = NameOf(Path), OtherName = NameOf(Other);
  if (Name.empty() ||
      (!OtherName.empty() && Other.elements().size() <= Path.elements().size()))
    Name = OtherName;
  return Name.empty() ? "this lock" : "'" + Name + "'";
}

std::string repeatedCall(const AccessPath &Path) {
  for (const PathElement &E : Path.elements())
    if (E.Kind == PathElement::Getter)
      return "'" + cast<NamedDecl>(E.D)->getNameAsString() +
             "()' is taken to return the same object each time";
  if (Path.root() == AccessPath::Result)
    return "'" + Path.function()->getNameAsString() +
           "()' is taken to return the same object each time";
  return "";
}

std::string changeablePointer(const AccessPath &Path) {
  for (size_t I = 0; I + 1 < Path.elements().size(); ++I) {
    const PathElement &E = Path.elements()[I];
    if (E.Kind != PathElement::Field)
      continue;
    const auto *Field = cast<FieldDecl>(E.D);
    QualType Type = Field->getType();
    if ((Type->isAnyPointerType() ||
         isPointerLike(Type->getAsCXXRecordDecl())) &&
        !Type.isConstQualified())
      return "'" + Field->getNameAsString() +
             "' is taken to point to the same object each time";
  }
  return "";
}

const FunctionDecl *sourceFunction(const FunctionDecl *F) {
  if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
    return Pattern->getCanonicalDecl();
  return F->getCanonicalDecl();
}

} // namespace unwedge

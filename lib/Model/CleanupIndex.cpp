//===--- CleanupIndex.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/CleanupIndex.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/MapVector.h"
#include <map>
#include <string>

namespace unwedge {

namespace {

/// Collects the roles of each name; one name may have several.
class RoleCollector {
public:
  explicit RoleCollector(const ModelIndex &Model) : Model(Model) {}

  void add(llvm::ArrayRef<std::string> Types, llvm::ArrayRef<std::string> Names,
           CleanupRole Role) {
    Role.OnReceiver = !Types.empty();
    if (Types.empty())
      for (const std::string &Name : Names)
        if (Model.mayDeclareFunction(Name))
          Roles[Name].push_back(Role);
    for (const std::string &Type : Types)
      if (!Model.lookUp(Type).empty())
        for (const std::string &Name : Names)
          Roles[Type + "::" + Name].push_back(Role);
  }

  llvm::MapVector<std::string, CleanupIndex::Roles,
                  std::map<std::string, unsigned>>
      Roles;

private:
  const ModelIndex &Model;
};

} // namespace

CleanupIndex::CleanupIndex(const ModelIndex &Model)
    : Operations(Model), Callbacks(Model), CallbackTypes(Model), Guards(Model),
      Throwing(Model), EndsProcess(Model) {
  RoleCollector Collector(Model);
  for (const ModelFile *File : Model.files()) {
    const CleanupModel &Cleanup = File->Cleanup;
    for (const CleanupPair &Pair : Cleanup.Pairs) {
      CleanupRole Role{CleanupAction::Establish, &Pair, nullptr, false,
                       Pair.Argument};
      Collector.add(Pair.Types, Pair.Establish, Role);
      Role.Action = CleanupAction::Discharge;
      Collector.add(Pair.Types, Pair.Discharge, Role);
      Role.Action = CleanupAction::DischargeAll;
      Collector.add(Pair.Types, Pair.DischargeAll, Role);
    }
    for (const CleanupVariable &Variable : Cleanup.Variables) {
      auto Add = [&](CleanupAction Action, llvm::ArrayRef<std::string> Names) {
        Collector.add(Variable.Types, Names,
                      {Action, nullptr, &Variable, false, Variable.Argument});
      };
      Add(CleanupAction::Set, Variable.Set);
      Add(CleanupAction::CompareAndSet, Variable.CompareAndSet);
      Add(CleanupAction::SetTrue, Variable.SetTrue);
      Add(CleanupAction::SetFalse, Variable.SetFalse);
      Add(CleanupAction::Raise, Variable.Raise);
      Add(CleanupAction::Lower, Variable.Lower);
    }
    for (const CallbackType &Callback : Cleanup.Callbacks)
      for (const std::string &Type : Callback.Types) {
        if (!CallbackTypes.addType(Type, Listed()))
          continue;
        if (Callback.Call.empty())
          Callbacks.addFunction(Type + "::operator()", Listed());
        for (const std::string &Name : Callback.Call)
          Callbacks.addFunction(Type + "::" + Name, Listed());
      }
    for (const ScopeGuardType &Guard : Cleanup.Guards)
      for (const std::string &Type : Guard.Types)
        Guards.addType(Type, &Guard);
    for (const std::string &Name : Cleanup.Throwing)
      Throwing.addFunction(Name, Listed());
    for (const std::string &Name : Cleanup.EndsProcess)
      EndsProcess.addType(Name, Listed());
  }
  for (auto &[Name, Roles] : Collector.Roles)
    Operations.addFunction(Name, Roles);
}

/// The name that an annotation gives to a pair: its only argument.
static std::optional<std::string> nameIn(const clang::AnnotateAttr &A) {
  if (A.args_size() != 1)
    return std::nullopt;
  const clang::Expr *Argument = *A.args_begin();
  if (const auto *Constant = llvm::dyn_cast<clang::ConstantExpr>(Argument))
    Argument = Constant->getSubExpr();
  const auto *Literal =
      llvm::dyn_cast<clang::StringLiteral>(Argument->IgnoreParenImpCasts());
  if (!Literal || Literal->getCharByteWidth() != 1)
    return std::nullopt;
  return Literal->getString().str();
}

const CleanupIndex::Roles *
CleanupIndex::annotatedRoles(const clang::FunctionDecl *Callee) const {
  if (!Callee)
    return nullptr;
  Callee = Callee->getMostRecentDecl();
  if (!Callee->hasAttr<clang::AnnotateAttr>())
    return nullptr;
  auto [It, New] = Annotated.try_emplace(Callee);
  if (New) {
    const auto *Method = llvm::dyn_cast<clang::CXXMethodDecl>(Callee);
    bool OnReceiver = Method && Method->isInstance();
    bool Global = !OnReceiver && Callee->getNumParams() == 0;
    for (const auto *A : Callee->specific_attrs<clang::AnnotateAttr>()) {
      bool Establishes = A->getAnnotation() == "unwedge::establishes";
      if (!Establishes && A->getAnnotation() != "unwedge::discharges")
        continue;
      std::optional<std::string> Name = nameIn(*A);
      if (!Name)
        continue;
      std::unique_ptr<CleanupPair> &Pair = AnnotatedPairs[Global][*Name];
      if (!Pair) {
        Pair = std::make_unique<CleanupPair>();
        Pair->Id = *Name;
        Pair->Kind = StateKind::Scope;
        Pair->Global = Global;
      }
      It->second.push_back(
          {Establishes ? CleanupAction::Establish : CleanupAction::Discharge,
           Pair.get(), nullptr, OnReceiver, 0});
    }
  }
  return It->second.empty() ? nullptr : &It->second;
}

const clang::FunctionDecl *
CleanupIndex::representative(const CleanupPair &Pair,
                             const clang::FunctionDecl *Callee) const {
  auto [It, New] = Representatives.try_emplace(&Pair, Callee);
  return It->second;
}

} // namespace unwedge

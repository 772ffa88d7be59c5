//===--- TextIndex.cpp ----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/TextIndex.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;

namespace unwedge {

TextIndex::TextIndex(const ModelIndex &Model)
    : Model(Model), Roles(Model), ValueTypes(Model), ContainerTypes(Model),
      MemberHooks(Model) {
  // One function may have several roles (`time` returns and writes what it
  // reads); of two of the same kind the one of the earlier file counts.
  llvm::MapVector<llvm::StringRef, TextRole> ByName;
  std::vector<std::pair<std::string, TextRole>> Members;
  for (const ModelFile *File : Model.files()) {
    const TextModel &Text = File->Text;
    for (const TextSourceSpec &Source : Text.Sources)
      for (const std::string &Name : Source.Names) {
        TextRole &Role = ByName[Name];
        const TextSourceSpec *&Place =
            Source.OutArgument ? Role.OutSource : Role.Source;
        if (!Place)
          Place = &Source;
      }
    for (const TextFunctionSpec &Function : Text.Functions)
      for (const std::string &Name : Function.Names) {
        TextRole &Role = ByName[Name];
        if (!Role.Function)
          Role.Function = &Function;
      }
    for (const TextValueSpec &Value : Text.Values)
      for (const std::string &Type : Value.Types)
        ValueTypes.addType(Type, &Value);
    for (const std::string &Hook : Text.Hooks) {
      if (llvm::StringRef(Hook).contains("::"))
        MemberHooks.addFunction(Hook, 1);
      else
        FreeHooks.insert(Hook);
    }
    for (const KeyedContainerSpec &Container : Text.Containers) {
      for (const std::string &Type : Container.Types) {
        if (!ContainerTypes.addType(Type, &Container))
          continue;
        for (const KeyFunctions &Row : Container.Members)
          for (const std::string &Name : Row.Names) {
            TextRole Role;
            Role.Container = &Container;
            Role.Keys = &Row;
            Members.push_back({Type + "::" + Name, Role});
            MemberNames.insert(Name);
          }
      }
      for (const KeyFunctions &Row : Container.Functions)
        for (const std::string &Name : Row.Names) {
          TextRole &Role = ByName[Name];
          if (!Role.Container) {
            Role.Container = &Container;
            Role.Keys = &Row;
          }
        }
    }
  }
  for (auto &[Name, Role] : ByName)
    Roles.addFunction(Name, Role);
  for (auto &[Name, Role] : Members)
    Roles.addFunction(Name, Role);
}

bool TextIndex::mayBeInheritedOperation(const FunctionDecl *F) const {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!Method || !Method->isInstance() || Method->getNumParams() == 0 ||
      !(Method->getIdentifier() || Method->isOverloadedOperator()) ||
      ValueTypes.findType(Method->getParent()))
    return false;
  return MemberNames.contains(Method->getNameAsString());
}

QualType TextIndex::hookedType(const FunctionDecl *F) const {
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F)) {
    // The specialization of a library's template for the user's type.
    const auto *Class =
        dyn_cast<ClassTemplateSpecializationDecl>(Method->getParent());
    if (Class && MemberHooks.find(F) && Class->getTemplateArgs().size() &&
        Class->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
      return Class->getTemplateArgs()[0].getAsType();
    return QualType();
  }
  if (F->getNumParams() == 0 || !FreeHooks.contains(F->getNameAsString()))
    return QualType();
  return F->getParamDecl(F->getNumParams() == 1 ? 0 : 1)->getType();
}

} // namespace unwedge

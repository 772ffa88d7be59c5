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
    : Model(Model), Roles(Model), ValueTypes(Model), PartTypes(Model),
      ContainerTypes(Model), Comparisons(Model), MemberHooks(Model) {
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
    for (const TimePartsSpec &Parts : Text.Parts)
      PartTypes.addType(Parts.Type, &Parts);
    for (const KeyComparisonSpec &Spec : Text.Comparisons)
      for (const std::string &Type : Spec.Types)
        Comparisons.addType(Type, Spec.Operator);
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

static bool isCString(QualType Type) {
  return Type->isPointerType() && Type->getPointeeType().isConstQualified() &&
         Type->getPointeeType()->isAnyCharacterType();
}

/// Whether \p Class is a string by its members, whatever it is called. Asked of
/// every class that some text is near; so it looks for what few classes have
/// first, and by name, which reads nothing else of precompiled headers.
static bool isStringClass(const CXXRecordDecl *Class) {
  if (!Class->hasDefinition() || Class->isDependentContext() ||
      Class->isLambda() || Class->isPolymorphic())
    return false;
  Class = Class->getDefinition();
  DeclarationNameTable &Names = Class->getASTContext().DeclarationNames;
  auto IsCallable = [](const CXXMethodDecl *Method) {
    return Method->getAccess() == AS_public && !Method->isStatic();
  };
  bool Grows = llvm::any_of(
      Class->lookup(Names.getCXXOperatorName(OO_PlusEqual)),
      [&](const NamedDecl *D) {
        const auto *Method = dyn_cast<CXXMethodDecl>(D);
        if (!Method || !IsCallable(Method) || Method->getNumParams() != 1)
          return false;
        QualType Added = Method->getParamDecl(0)->getType();
        return isCString(Added) ||
               Added.getNonReferenceType()->getAsCXXRecordDecl() == Class;
      });
  if (!Grows)
    return false;
  bool IsMadeOfOne =
      llvm::any_of(Class->ctors(), [](const CXXConstructorDecl *C) {
        return C->getNumParams() >= 1 && C->getMinRequiredArguments() <= 1 &&
               isCString(C->getParamDecl(0)->getType());
      });
  return IsMadeOfOne &&
         llvm::any_of(Class->methods(), [&](const CXXMethodDecl *Method) {
           return IsCallable(Method) && Method->isConst() &&
                  Method->getNumParams() == 0 &&
                  isCString(Method->getReturnType());
         });
}

const TextValueSpec *TextIndex::valueOf(const CXXRecordDecl *Class) const {
  if (!Class)
    return nullptr;
  if (const TextValueSpec *const *Found = ValueTypes.findClass(Class))
    return *Found;
  static const TextValueSpec String = [] {
    TextValueSpec Spec;
    Spec.IsText = true;
    Spec.Inferred = true;
    return Spec;
  }();
  Class = Class->getCanonicalDecl();
  auto [It, IsNew] = StringClasses.try_emplace(Class, false);
  if (IsNew)
    It->second = isStringClass(Class);
  return It->second ? &String : nullptr;
}

const TextValueSpec *TextIndex::valueOf(QualType Type) const {
  if (const TextValueSpec *const *Found = ValueTypes.findType(Type))
    return *Found;
  return valueOf(Type.getNonReferenceType()->getAsCXXRecordDecl());
}

unsigned TextIndex::periodOf(const FieldDecl *Part) const {
  const auto *Class = dyn_cast<CXXRecordDecl>(Part->getParent());
  const TimePartsSpec *const *Spec =
      Class && Part->getIdentifier() ? PartTypes.findClass(Class) : nullptr;
  if (!Spec)
    return 0;
  for (const TimeParts &Parts : (*Spec)->Members)
    if (llvm::is_contained(Parts.Names, Part->getName()))
      return Parts.Period;
  return 0;
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

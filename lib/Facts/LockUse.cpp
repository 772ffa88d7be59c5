//===--- LockUse.cpp ------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Facts/LockUse.h"
#include "unwedge/Facts/CleanupFacts.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace unwedge {

const CXXRecordDecl *classOf(QualType Type) {
  if (Type.isNull())
    return nullptr;
  Type = Type.getNonReferenceType();
  if (Type->isAnyPointerType())
    Type = Type->getPointeeType();
  return Type->getAsCXXRecordDecl();
}

QualType firstTypeArgument(const CXXRecordDecl *Class) {
  const auto *Specialization =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Class);
  if (!Specialization || Specialization->getTemplateArgs().size() == 0 ||
      Specialization->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return QualType();
  return Specialization->getTemplateArgs()[0].getAsType();
}

bool givesUpLock(const CallExpr *Call, const ModelIndex &Model) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return false;
  const CallRole Role = Model.role(Callee, receiverClass(Call));
  return (Role.Lock && Role.Effect->Effect == LockEffect::Release) ||
         (Role.Guard && Role.GuardOperation == GuardEffect::Release);
}

GuardArguments guardArguments(const GuardSpec &Guard, const ModelIndex &Model,
                              llvm::ArrayRef<QualType> Types) {
  GuardArguments Result;
  if (Guard.Adopts)
    Result.How = GuardArguments::Adopts;
  else if (Guard.Tries)
    Result.How = GuardArguments::Tries;
  for (unsigned I = 0; I < Types.size(); ++I) {
    if (const CXXRecordDecl *Class = classOf(Types[I])) {
      if (Model.isOneOf(Class, Guard.AdoptTags)) {
        Result.How = GuardArguments::Adopts;
        continue;
      }
      if (Model.isOneOf(Class, Guard.DeferTags)) {
        Result.How = GuardArguments::Defers;
        continue;
      }
      if (Model.isOneOf(Class, Guard.TryTags)) {
        Result.How = GuardArguments::Tries;
        continue;
      }
    }
    if (I == Guard.LockArgument || Guard.AllArguments)
      Result.Locks.push_back(I);
  }
  return Result;
}

std::optional<LockMode> selectedMode(const std::optional<ModeSelector> &Select,
                                     const ModelIndex &Model,
                                     const ModeChoice &Choice,
                                     LockMode Default) {
  if (!Select)
    return Default;
  if (Select->Argument) {
    if (*Select->Argument >= Choice.Arguments)
      return Default;
    std::optional<bool> Is =
        Choice.Is(*Select->Argument, Select->ExclusiveWhen);
    if (!Is)
      return std::nullopt;
    return *Is ? LockMode::Exclusive : LockMode::Shared;
  }
  bool Is = false;
  if (!Choice.Class ||
      !Model.isTemplateArgument(Choice.Class, *Select->TemplateArgument,
                                Select->ExclusiveWhen, Is))
    return std::nullopt;
  return Is ? LockMode::Exclusive : LockMode::Shared;
}

std::optional<LockMode> operationMode(const CallRole &Role,
                                      const FunctionDecl *Callee,
                                      const ModelIndex &Model,
                                      const ModeChoice &Choice) {
  if (Role.Effect->Mode)
    return Role.Effect->Mode;
  if (Role.Operations->Mode)
    return selectedMode(Role.Operations->Mode, Model, Choice, LockMode::Shared);
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  return Method && Method->isConst() ? LockMode::Shared : LockMode::Exclusive;
}

std::optional<LockMode> guardMode(const GuardSpec &Guard,
                                  const ModelIndex &Model,
                                  const ModeChoice &Choice) {
  return Guard.Mode
             ? Guard.Mode
             : selectedMode(Guard.Select, Model, Choice, Guard.DefaultMode);
}

static const CXXMethodDecl *memberWithoutParameters(const CXXRecordDecl *Class,
                                                    llvm::StringRef Name) {
  if (!Class || !(Class = Class->getDefinition()))
    return nullptr;
  ASTContext &Context = Class->getASTContext();
  for (const NamedDecl *D :
       Class->lookup(DeclarationName(&Context.Idents.get(Name))))
    if (const auto *Method = dyn_cast<CXXMethodDecl>(D))
      if (Method->getNumParams() == 0)
        return Method;
  for (const CXXBaseSpecifier &Base : Class->bases())
    if (const CXXMethodDecl *Method =
            memberWithoutParameters(Base.getType()->getAsCXXRecordDecl(), Name))
      return Method;
  return nullptr;
}

const CXXMethodDecl *lockableAcquire(const CXXRecordDecl *Class,
                                     LockMode Mode) {
  switch (Mode) {
  case LockMode::Shared:
    return memberWithoutParameters(Class, "lock_shared");
  case LockMode::Upgrade:
    return memberWithoutParameters(Class, "lock_upgrade");
  case LockMode::Exclusive:
    return memberWithoutParameters(Class, "lock");
  }
  llvm_unreachable("covered switch");
}

} // namespace unwedge

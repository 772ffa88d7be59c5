//===--- QueueIndex.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/QueueIndex.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace unwedge {

QueueIndex::QueueIndex(const ModelIndex &Model)
    : Model(Model), Table(Model), Types(Model), Handlers(Model),
      Defaults(Model) {
  for (const ModelFile *File : Model.files()) {
    const QueueModel &Queues = File->Queues;
    for (const auto *Entries : {&Queues.Queues, &Queues.Waits, &Queues.Pools,
                                &Queues.Futures, &Queues.Containers})
      for (const QueueEntry &Entry : *Entries)
        add(Entry);
  }
}

void QueueIndex::add(const QueueEntry &Entry) {
  for (const std::string &Type : Entry.Types) {
    if (!Types.addType(Type, &Entry))
      continue;
    for (const QueueRow &Row : Entry.Methods.Rows)
      for (const std::string &Name : Row.Names)
        Table.addFunction(Type + "::" + Name,
                          {&Entry, Row.Operation, std::nullopt, false});
  }
  for (const QueueOperations &Operations : Entry.Functions)
    for (const QueueRow &Row : Operations.Rows)
      for (const std::string &Name : Row.Names)
        Table.addFunction(Name,
                          {&Entry, Row.Operation, Operations.ObjectArgument,
                           Operations.OnDefaultObject});
  for (const std::string &Name : Entry.ConsumerRuns)
    Handlers.addFunction(Name, &Entry);
  for (const std::string &Name : Entry.DefaultObject)
    if (Defaults.addFunction(Name, &Entry))
      for (const NamedDecl *D : Model.lookUp(Name))
        if (const auto *F = dyn_cast<FunctionDecl>(D);
            F && F->getNumParams() == 0)
          DefaultOf.try_emplace(&Entry, F->getCanonicalDecl());
}

const FunctionDecl *QueueIndex::defaultObject(const QueueRole &Role) const {
  return Role.OnDefaultObject ? DefaultOf.lookup(Role.Entry) : nullptr;
}

const QueueRole *QueueIndex::role(const CallExpr *Call) const {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return nullptr;
  const CXXRecordDecl *Receiver = nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    if (const Expr *Object = Member->getImplicitObjectArgument()) {
      QualType Type = Object->IgnoreParenImpCasts()->getType();
      if (Type->isAnyPointerType())
        Type = Type->getPointeeType();
      Receiver = Type->getAsCXXRecordDecl();
    }
  return Table.find(Callee, Receiver);
}

const QueueEntry *QueueIndex::entryOf(QualType Type) const {
  if (Type.isNull())
    return nullptr;
  const QueueEntry *const *Entry = Types.findType(Type);
  return Entry ? *Entry : nullptr;
}

const Expr *QueueIndex::object(const QueueRole &Role,
                               const CallExpr *Call) const {
  if (Role.ObjectArgument) {
    unsigned Index = *Role.ObjectArgument;
    if (Role.OnDefaultObject &&
        (Index >= Call->getNumArgs() ||
         entryOf(Call->getArg(Index)->getType()) != Role.Entry))
      return nullptr;
    return Index < Call->getNumArgs() ? Call->getArg(Index) : nullptr;
  }
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    return Member->getImplicitObjectArgument();
  if (isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() > 0)
    return Call->getArg(0);
  return nullptr;
}

static bool isAbsent(const Expr *E, ASTContext &Context) {
  if (isa<CXXDefaultArgExpr>(E))
    E = cast<CXXDefaultArgExpr>(E)->getExpr();
  if (E->isValueDependent())
    return false;
  if (E->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull))
    return true;
  Expr::EvalResult Result;
  return E->getType()->isIntegralOrEnumerationType() &&
         E->EvaluateAsInt(Result, Context) && Result.Val.getInt().isZero();
}

CallBlocks QueueIndex::blocks(const QueueRole &Role,
                              const CallExpr *Call) const {
  ASTContext &Context = Model.context();
  CallBlocks Answer = CallBlocks::Yes;
  for (const NonBlockingCondition &Condition : Role.Entry->NonBlockingIf) {
    if (Condition.TemplateArgument) {
      const Expr *Object = object(Role, Call);
      if (!Object)
        continue;
      QualType Type = Object->IgnoreParenImpCasts()->getType();
      if (Type->isAnyPointerType())
        Type = Type->getPointeeType();
      bool Is = false;
      bool Known = Model.isTemplateArgument(
          Type->getAsCXXRecordDecl(), *Condition.TemplateArgument,
          Condition.Is.empty() ? Condition.IsNot : Condition.Is, Is);
      if (!Known)
        Answer = CallBlocks::Unknown;
      else if (Is == Condition.IsNot.empty())
        return CallBlocks::No;
      continue;
    }
    unsigned First = isa<CXXOperatorCallExpr>(Call) ? 1 : 0;
    unsigned Index = *Condition.Argument + First;
    if (Index >= Call->getNumArgs()) {
      if (!Condition.IsNot.empty())
        return CallBlocks::No;
      continue;
    }
    const Expr *Arg = Call->getArg(Index);
    if (Condition.Given) {
      if (!isAbsent(Arg, Context))
        return CallBlocks::No;
      continue;
    }
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Arg))
      Arg = Default->getExpr();
    if (Condition.Bits) {
      Expr::EvalResult Result;
      if (Arg->isValueDependent() ||
          !Arg->getType()->isIntegralOrEnumerationType() ||
          !Arg->EvaluateAsInt(Result, Context))
        Answer = CallBlocks::Unknown;
      else if (Result.Val.getInt().getExtValue() & *Condition.Bits)
        return CallBlocks::No;
      continue;
    }
    bool Wanted = Condition.IsNot.empty();
    std::optional<bool> Is = Model.isConstant(
        Arg->IgnoreParenImpCasts(), Wanted ? Condition.Is : Condition.IsNot);
    if (!Is)
      Answer = CallBlocks::Unknown;
    else if (*Is == Wanted)
      return CallBlocks::No;
  }
  return Answer;
}

const QueueEntry *QueueIndex::runByConsumer(const CXXMethodDecl *Method) const {
  if (Handlers.empty())
    return nullptr;
  llvm::SmallVector<const CXXMethodDecl *, 4> Pending{Method};
  llvm::SmallPtrSet<const CXXMethodDecl *, 8> Seen;
  while (!Pending.empty()) {
    const CXXMethodDecl *M = Pending.pop_back_val()->getCanonicalDecl();
    if (!Seen.insert(M).second)
      continue;
    if (const QueueEntry *const *Entry = Handlers.find(M))
      return *Entry;
    for (const CXXMethodDecl *Overridden : M->overridden_methods())
      Pending.push_back(Overridden);
  }
  return nullptr;
}

} // namespace unwedge

//===--- DeclTable.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/DeclTable.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace unwedge {

bool DeclNumbers::addFunction(llvm::StringRef Name, unsigned Number) {
  auto [Class, Member] = ModelIndex::splitName(Name);
  if (!Class.empty()) {
    bool Found = false;
    for (const NamedDecl *D : Model.declarationsOfQualifier(Class))
      if (const Decl *Key = ModelIndex::recordKey(D)) {
        Members[Key].try_emplace(Member, Number);
        MemberNames.insert(Member);
        Found = true;
      }
    if (Found)
      return true;
  }
  if (const IdentifierInfo *LastPart = Model.freeFunctionName(Name)) {
    Pending.add(LastPart, Name, Number);
    return true;
  }
  bool Found = resolveFreeFunction(Name, Number);
  return resolveFunctionObject(Name, Number) || Found;
}

bool DeclNumbers::resolveFreeFunction(llvm::StringRef Name,
                                      unsigned Number) const {
  bool Found = false;
  for (const NamedDecl *D : Model.lookUp(Name))
    if (isa<FunctionTemplateDecl, FunctionDecl>(D)) {
      Functions.try_emplace(D->getCanonicalDecl(), Number);
      Found = true;
    }
  return Found;
}

bool DeclNumbers::resolveFunctionObject(llvm::StringRef Name,
                                        unsigned Number) const {
  bool Found = false;
  for (const NamedDecl *D : Model.lookUp(Name))
    if (const CXXRecordDecl *Class = PendingNames::classOfFunctionObject(D)) {
      Members[Class].try_emplace("operator()", Number);
      MemberNames.insert("operator()");
      Found = true;
    }
  return Found;
}

bool DeclNumbers::addType(llvm::StringRef Name, unsigned Number) {
  bool Found = false;
  for (const NamedDecl *D : Model.lookUp(Name))
    if (const Decl *Key = ModelIndex::recordKey(D)) {
      Types.try_emplace(Key, Number);
      Found = true;
    }
  return Found;
}

std::optional<unsigned>
DeclNumbers::findMember(const CXXMethodDecl *Method,
                        const CXXRecordDecl *Class) const {
  std::string Name = ModelIndex::memberName(Method);
  if (!MemberNames.contains(Name))
    return std::nullopt;
  std::optional<unsigned> Result;
  ModelIndex::anyClassKey(Class, [&](const Decl *Key, const CXXRecordDecl *R) {
    auto It = Members.find(Key);
    if (It == Members.end())
      return false;
    auto Entry = It->second.find(Name);
    // A member that a derived class adds or hides is not the one of the model.
    if (Entry == It->second.end() ||
        !ModelIndex::isSelfOrBaseOf(Method->getParent(), R))
      return false;
    Result = Entry->second;
    return true;
  });
  return Result;
}

std::optional<unsigned> DeclNumbers::find(const FunctionDecl *Callee,
                                          const CXXRecordDecl *Receiver) const {
  if (Receiver)
    Receiver = Receiver->getCanonicalDecl();
  Callee = Callee->getCanonicalDecl();
  auto Cached = Cache.find({Callee, Receiver});
  if (Cached != Cache.end())
    return Cached->second;
  Pending.takeFor(Callee, [&](llvm::StringRef Name, unsigned Number) {
    if (isa<CXXMethodDecl>(Callee))
      resolveFunctionObject(Name, Number);
    else
      resolveFreeFunction(Name, Number);
  });
  std::optional<unsigned> Result;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee)) {
    // A base class's constructor is not what the model says of the derived.
    bool IsConstructor = isa<CXXConstructorDecl>(Method);
    Result = findMember(
        Method, Receiver && !IsConstructor ? Receiver : Method->getParent());
  }
  if (!Result) {
    auto It = Functions.find(Callee);
    if (It == Functions.end())
      if (const FunctionTemplateDecl *Primary = Callee->getPrimaryTemplate())
        It = Functions.find(Primary->getCanonicalDecl());
    if (It != Functions.end())
      Result = It->second;
  }
  Cache[{Callee, Receiver}] = Result;
  return Result;
}

std::optional<unsigned> DeclNumbers::findType(const RecordDecl *Record) const {
  if (!Record || Types.empty())
    return std::nullopt;
  std::optional<unsigned> Result;
  const auto *Class = dyn_cast<CXXRecordDecl>(Record);
  if (!Class) {
    auto It = Types.find(Record->getCanonicalDecl());
    if (It != Types.end())
      Result = It->second;
    return Result;
  }
  ModelIndex::anyClassKey(Class, [&](const Decl *Key, const CXXRecordDecl *) {
    auto It = Types.find(Key);
    if (It == Types.end())
      return false;
    Result = It->second;
    return true;
  });
  return Result;
}

std::optional<unsigned>
DeclNumbers::findClass(const CXXRecordDecl *Class) const {
  std::optional<unsigned> Result;
  if (!Class || Types.empty())
    return Result;
  ModelIndex::anyClassKey(Class, [&](const Decl *Key, const CXXRecordDecl *R) {
    if (R->getCanonicalDecl() != Class->getCanonicalDecl())
      return true;
    auto It = Types.find(Key);
    if (It != Types.end())
      Result = It->second;
    return Result.has_value();
  });
  return Result;
}

std::optional<unsigned> DeclNumbers::findType(QualType Type) const {
  return Types.empty() ? std::nullopt : findType(strippedRecord(Type));
}

} // namespace unwedge

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
  bool Found = false;
  size_t Colons = Name.rfind("::");
  if (Colons != llvm::StringRef::npos) {
    llvm::StringRef Member = Name.drop_front(Colons + 2);
    for (const NamedDecl *D : Model.lookUp(Name.take_front(Colons)))
      if (const Decl *Key = ModelIndex::recordKey(D)) {
        Members[Key].try_emplace(Member, Number);
        MemberNames.insert(Member);
        Found = true;
      }
    if (Found)
      return true;
  }
  for (const NamedDecl *D : Model.lookUp(Name)) {
    const Decl *Key = nullptr;
    if (isa<FunctionTemplateDecl, FunctionDecl>(D)) {
      Key = D->getCanonicalDecl();
    } else if (const auto *Object = dyn_cast<VarDecl>(D)) {
      // A function object (std::ranges::for_each): its call operator.
      if (const CXXRecordDecl *Class =
              Object->getType()->getAsCXXRecordDecl()) {
        Members[Class->getCanonicalDecl()].try_emplace("operator()", Number);
        MemberNames.insert("operator()");
        Found = true;
      }
    }
    if (Key) {
      Functions.try_emplace(Key, Number);
      Found = true;
    }
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

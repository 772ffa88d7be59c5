//===--- ModelIndex.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/ModelIndex.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace unwedge {

namespace {

/// Looks \p Name up in \p Contexts and says what it names, through aliases.
void lookUpIn(const DeclContext *DC, DeclarationName Name,
              llvm::SmallVectorImpl<const NamedDecl *> &Found) {
  for (const NamedDecl *D : DC->lookup(Name))
    Found.push_back(D->getUnderlyingDecl());
}

const DeclContext *contextNamedBy(const NamedDecl *D) {
  if (const auto *Namespace = dyn_cast<NamespaceDecl>(D))
    return Namespace;
  if (const auto *Alias = dyn_cast<NamespaceAliasDecl>(D))
    return Alias->getNamespace();
  if (const auto *Template = dyn_cast<ClassTemplateDecl>(D))
    return Template->getTemplatedDecl()->getDefinition();
  if (const auto *Record = dyn_cast<RecordDecl>(D))
    return Record->getDefinition();
  if (const auto *Typedef = dyn_cast<TypedefNameDecl>(D))
    if (const auto *Record = Typedef->getUnderlyingType()->getAsRecordDecl())
      return Record->getDefinition();
  if (const auto *Enum = dyn_cast<EnumDecl>(D))
    return Enum->getDefinition();
  return nullptr;
}

} // namespace

const RecordDecl *strippedRecord(QualType Type) {
  if (Type.isNull())
    return nullptr;
  Type = Type.getNonReferenceType();
  while (Type->isAnyPointerType() || Type->isArrayType())
    Type = Type->isArrayType()
               ? QualType(Type->getArrayElementTypeNoTypeQual(), 0)
               : Type->getPointeeType();
  return Type->getAsRecordDecl();
}

bool ModelIndex::isSelfOrBaseOf(const CXXRecordDecl *Base,
                                const CXXRecordDecl *Derived) {
  Base = Base->getCanonicalDecl();
  if (Derived->getCanonicalDecl() == Base)
    return true;
  Derived = Derived->getDefinition();
  return Derived && !Derived->isDependentContext() &&
         Derived->isDerivedFrom(Base);
}

ModelIndex::ModelIndex(ASTContext &Context,
                       llvm::ArrayRef<const ModelFile *> Files)
    : Context(Context), Files(Files.begin(), Files.end()) {
  for (const ModelFile *File : Files) {
    for (const LockSpec &Lock : File->Locks)
      addLock(Lock);
    for (const GuardSpec &Guard : File->Guards)
      addGuard(Guard);
    for (const FunctionSpec &Function : File->Functions)
      addFunction(Function);
  }
}

std::pair<llvm::StringRef, llvm::StringRef>
ModelIndex::splitName(llvm::StringRef QualifiedName) {
  size_t Colon = QualifiedName.rfind(':');
  if (Colon == llvm::StringRef::npos || Colon == 0)
    return {llvm::StringRef(), QualifiedName};
  return {QualifiedName.take_front(Colon - 1),
          QualifiedName.drop_front(Colon + 1)};
}

llvm::ArrayRef<const NamedDecl *>
ModelIndex::lookUp(llvm::StringRef QualifiedName) const {
  // Most names of a model are of libraries that the unit does not use, and
  // names that follow each other have the same qualifier.
  auto [Qualifier, Last] = splitName(QualifiedName);
  auto Identifier = Context.Idents.find(Last);
  if (Identifier == Context.Idents.end())
    return {};
  if (!Qualifier.empty() && declarationsOfQualifier(Qualifier).empty())
    return {};
  auto [It, New] = LookedUp.try_emplace(QualifiedName);
  Declarations &Found = It->second;
  if (!New)
    return Found;
  DeclarationName Name(Identifier->second);
  if (Qualifier.empty()) {
    lookUpIn(Context.getTranslationUnitDecl(), Name, Found);
    return Found;
  }
  for (const NamedDecl *D : declarationsOfQualifier(Qualifier))
    if (const DeclContext *DC = contextNamedBy(D))
      lookUpIn(DC, Name, Found);
  return Found;
}

llvm::ArrayRef<const NamedDecl *>
ModelIndex::declarationsOfQualifier(llvm::StringRef Qualifier) const {
  if (LastQualifier.first != Qualifier)
    LastQualifier = {Qualifier.str(), lookUp(Qualifier)};
  return LastQualifier.second;
}

bool ModelIndex::mayDeclareFunction(llvm::StringRef QualifiedName) const {
  auto [Qualifier, Last] = splitName(QualifiedName);
  return Qualifier.empty() ? Context.Idents.find(Last) != Context.Idents.end()
                           : !declarationsOfQualifier(Qualifier).empty();
}

const IdentifierInfo *
ModelIndex::freeFunctionName(llvm::StringRef QualifiedName) const {
  auto [Qualifier, Last] = splitName(QualifiedName);
  auto Identifier = Context.Idents.find(Last);
  if (Identifier == Context.Idents.end())
    return nullptr;
  if (!Qualifier.empty()) {
    llvm::ArrayRef<const NamedDecl *> Found =
        declarationsOfQualifier(Qualifier);
    if (Found.empty() || !llvm::all_of(Found, [](const NamedDecl *D) {
          return isa<NamespaceDecl, NamespaceAliasDecl>(D);
        }))
      return nullptr;
  }
  return Identifier->second;
}

void PendingNames::add(const IdentifierInfo *LastPart, llvm::StringRef Name,
                       unsigned Number) {
  ByLastPart[LastPart].push_back(Entries.size());
  Entries.push_back({Name.str(), Number});
}

/// Whether an object of \p Class may have a name that a model knows.
static bool mayBeFunctionObject(const CXXRecordDecl *Class) {
  return !Class->getParentFunctionOrMethod() &&
         !(isa<ClassTemplateSpecializationDecl>(Class) &&
           Class->isInStdNamespace());
}

const CXXRecordDecl *
PendingNames::classOfFunctionObject(const NamedDecl *Object) {
  const auto *V = dyn_cast<VarDecl>(Object);
  const CXXRecordDecl *Class = V ? V->getType()->getAsCXXRecordDecl() : nullptr;
  return Class && mayBeFunctionObject(Class) ? Class->getCanonicalDecl()
                                             : nullptr;
}

void PendingNames::takeFor(
    const FunctionDecl *Callee,
    llvm::function_ref<void(llvm::StringRef, unsigned)> Take) {
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee)) {
    if (TookObjects || Method->getOverloadedOperator() != OO_Call ||
        !mayBeFunctionObject(Method->getParent()))
      return;
    TookObjects = true;
    for (const auto &[Name, Number] : Entries)
      Take(Name, Number);
    return;
  }
  const IdentifierInfo *LastPart = Callee->getIdentifier();
  auto It = LastPart ? ByLastPart.find(LastPart) : ByLastPart.end();
  if (It == ByLastPart.end())
    return;
  for (unsigned I : std::exchange(It->second, {}))
    Take(Entries[I].first, Entries[I].second);
}

const Decl *ModelIndex::recordKey(const NamedDecl *D) {
  if (const auto *Template = dyn_cast<ClassTemplateDecl>(D))
    return Template->getCanonicalDecl();
  QualType Type;
  if (const auto *Typedef = dyn_cast<TypedefNameDecl>(D))
    Type = Typedef->getUnderlyingType();
  else if (const auto *AliasTemplate = dyn_cast<TypeAliasTemplateDecl>(D))
    Type = AliasTemplate->getTemplatedDecl()->getUnderlyingType();
  else if (const auto *Record = dyn_cast<RecordDecl>(D))
    return Record->getCanonicalDecl();
  if (Type.isNull())
    return nullptr;
  if (const auto *Record = Type->getAsRecordDecl())
    return Record->getCanonicalDecl();
  // An alias template, or an alias in a class template: the template that its
  // pattern names stands for all of its specializations.
  if (const auto *TST = Type->getAs<TemplateSpecializationType>())
    if (const TemplateDecl *TD = TST->getTemplateName().getAsTemplateDecl())
      return TD->getCanonicalDecl();
  return nullptr;
}

static bool contains(llvm::ArrayRef<std::string> Names, llvm::StringRef Name) {
  return llvm::any_of(Names, [&](const std::string &N) { return Name == N; });
}

void ModelIndex::addLock(const LockSpec &Lock) {
  bool Replaced = false;
  for (const std::string &Name : Lock.Types)
    for (const NamedDecl *D : lookUp(Name))
      if (const Decl *Key = recordKey(D)) {
        RecordRole &Role = Records[Key];
        if (!Role.Lock)
          Role.Lock = &Lock;
        // The other entry may only describe an alias of the same type.
        Replaced |= Role.Lock != &Lock && contains(Role.Lock->Types, Name);
      }
  // An entry that another file replaces is replaced as a whole.
  if (Replaced)
    return;
  for (const EffectNames &Row : Lock.Methods.Effects)
    for (const std::string &Name : Row.Names)
      MemberNames.insert(Name);
  for (const LockOperations &Ops : Lock.Functions)
    for (const EffectNames &Row : Ops.Effects)
      for (const std::string &Name : Row.Names) {
        CallRole Role;
        Role.Lock = &Lock;
        Role.Operations = &Ops;
        Role.Effect = &Row;
        addFreeFunction(Name, Role);
      }
}

void ModelIndex::addGuard(const GuardSpec &Guard) {
  for (const std::string &Name : Guard.Types)
    for (const NamedDecl *D : lookUp(Name))
      if (const Decl *Key = recordKey(D)) {
        RecordRole &Role = Records[Key];
        if (!Role.Guard)
          Role.Guard = &Guard;
      }
  for (const auto *Names :
       {&Guard.Acquire, &Guard.TryAcquire, &Guard.Release, &Guard.Detach,
        &Guard.Owns, &Guard.ConvertToShared, &Guard.ConvertToExclusive})
    for (const std::string &Name : *Names)
      MemberNames.insert(Name);
}

void ModelIndex::addFreeFunction(llvm::StringRef Name, const CallRole &Role) {
  if (const IdentifierInfo *LastPart = freeFunctionName(Name)) {
    Pending.add(LastPart, Name, PendingRoles.size());
    PendingRoles.push_back(Role);
    return;
  }
  resolveFreeFunction(Name, Role);
  resolveFunctionObject(Name, Role);
}

void ModelIndex::resolveFreeFunction(llvm::StringRef Name,
                                     const CallRole &Role) const {
  for (const NamedDecl *D : lookUp(Name))
    if (isa<FunctionTemplateDecl, FunctionDecl>(D))
      Functions.try_emplace(D->getCanonicalDecl(), Role);
}

void ModelIndex::resolveFunctionObject(llvm::StringRef Name,
                                       const CallRole &Role) const {
  if (!Role.Function)
    return;
  for (const NamedDecl *D : lookUp(Name))
    if (const CXXRecordDecl *Class = PendingNames::classOfFunctionObject(D)) {
      Records[Class].Members.try_emplace("operator()", *Role.Function);
      MemberNames.insert("operator()");
    }
}

void ModelIndex::resolvePending(const FunctionDecl *Callee) const {
  Pending.takeFor(Callee, [&](llvm::StringRef Name, unsigned Number) {
    if (isa<CXXMethodDecl>(Callee))
      resolveFunctionObject(Name, PendingRoles[Number]);
    else
      resolveFreeFunction(Name, PendingRoles[Number]);
  });
}

void ModelIndex::addFunction(const FunctionSpec &Function) {
  for (const std::string &Name : Function.Names) {
    CallRole Role;
    Role.Function = Function.Effect;
    bool IsMember = false;
    auto [Class, Member] = splitName(Name);
    if (!Class.empty()) {
      for (const NamedDecl *D : declarationsOfQualifier(Class)) {
        if (isa<NamespaceDecl, NamespaceAliasDecl>(D))
          continue;
        if (const Decl *Key = recordKey(D)) {
          IsMember = true;
          Records[Key].Members.try_emplace(Member, Function.Effect);
          MemberNames.insert(Member);
        }
      }
    }
    if (!IsMember)
      addFreeFunction(Name, Role);
  }
}

/// Whether some member function of \p Record that a user wrote has a body in
/// sight.
static bool hasMemberBody(const CXXRecordDecl *Record) {
  Record = Record->getDefinition();
  return Record && llvm::any_of(Record->methods(), [](const CXXMethodDecl *M) {
           return M->isUserProvided() && M->hasBody();
         });
}

const ModelIndex::RecordRole *
ModelIndex::roleOfRecord(const CXXRecordDecl *Record) const {
  const RecordRole *Role = anyRoleOfRecord(Record);
  if (!Role)
    return nullptr;
  bool Yields = (Role->Lock && Role->Lock->YieldsToBodies) ||
                (Role->Guard && Role->Guard->YieldsToBodies);
  if (Yields && hasMemberBody(Record) &&
      !Context.getSourceManager().isInSystemHeader(Record->getLocation()))
    return nullptr;
  return Role;
}

namespace {
/// Calls \p Visit for \p Record and its bases, nearest first, until it returns
/// true.
template <typename Fn>
bool anySelfOrBase(const CXXRecordDecl *Record, Fn Visit, unsigned Depth = 0) {
  if (Visit(Record))
    return true;
  const CXXRecordDecl *Definition = Record->getDefinition();
  if (!Definition || Depth > 16)
    return false;
  for (const CXXBaseSpecifier &Base : Definition->bases())
    if (const CXXRecordDecl *BaseRecord = Base.getType()->getAsCXXRecordDecl())
      if (anySelfOrBase(BaseRecord, Visit, Depth + 1))
        return true;
  return false;
}
} // namespace

/// Calls \p Visit with the keys of \p Record itself, the more specific first:
/// an alias of one specialization is keyed by that specialization.
template <typename Fn>
static bool anyOwnKey(const CXXRecordDecl *Record, Fn Visit) {
  if (Visit(Record->getCanonicalDecl()))
    return true;
  if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(Record)) {
    const ClassTemplateDecl *Template = Spec->getSpecializedTemplate();
    if (Visit(Template->getCanonicalDecl()))
      return true;
    // A member template of a class template is instantiated with it.
    const auto *From = Template->getInstantiatedFromMemberTemplate();
    return From && Visit(From->getCanonicalDecl());
  }
  const CXXRecordDecl *Pattern = Record->getTemplateInstantiationPattern();
  return Pattern && Visit(Pattern->getCanonicalDecl());
}

bool ModelIndex::anyClassKey(
    const CXXRecordDecl *Class,
    llvm::function_ref<bool(const Decl *, const CXXRecordDecl *)> Visit) {
  return anySelfOrBase(Class, [&](const CXXRecordDecl *R) {
    return anyOwnKey(R, [&](const Decl *Key) { return Visit(Key, R); });
  });
}

const ModelIndex::RecordRole *
ModelIndex::anyRoleOfRecord(const CXXRecordDecl *Record) const {
  const RecordRole *Result = nullptr;
  anyOwnKey(Record, [&](const Decl *Key) {
    auto It = Records.find(Key);
    if (It != Records.end())
      Result = &It->second;
    return Result != nullptr;
  });
  return Result;
}

const LockSpec *ModelIndex::lockOf(QualType Type) const {
  const RecordDecl *Plain = strippedRecord(Type);
  if (!Plain)
    return nullptr;
  const auto *Record = dyn_cast<CXXRecordDecl>(Plain);
  if (!Record) {
    // A C struct or union.
    auto It = Records.find(Plain->getCanonicalDecl());
    return It == Records.end() ? nullptr : It->second.Lock;
  }
  const LockSpec *Result = nullptr;
  anySelfOrBase(Record, [&](const CXXRecordDecl *R) {
    if (const RecordRole *Role = roleOfRecord(R))
      Result = Role->Lock;
    return Result != nullptr;
  });
  return Result;
}

const GuardSpec *ModelIndex::guardOf(const CXXRecordDecl *Record) const {
  const RecordRole *Role = Record ? roleOfRecord(Record) : nullptr;
  return Role ? Role->Guard : nullptr;
}

bool ModelIndex::isInPlaceTag(QualType Type) const {
  const auto *Class = dyn_cast_or_null<CXXRecordDecl>(strippedRecord(Type));
  return Class && llvm::any_of(Files, [&](const ModelFile *File) {
           return isOneOf(Class, File->InPlaceTags);
         });
}

bool ModelIndex::isOneOf(const CXXRecordDecl *Record,
                         llvm::ArrayRef<std::string> Names) const {
  if (!Record)
    return false;
  for (const std::string &Name : Names)
    for (const NamedDecl *D : lookUp(Name)) {
      const Decl *Key = recordKey(D);
      if (!Key)
        continue;
      if (Record->getCanonicalDecl() == Key)
        return true;
      if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(Record))
        if (Spec->getSpecializedTemplate()->getCanonicalDecl() == Key)
          return true;
    }
  return false;
}

std::string ModelIndex::memberName(const CXXMethodDecl *Method) {
  if (isa<CXXConstructorDecl>(Method))
    return Method->getParent()->getNameAsString();
  if (const IdentifierInfo *II = Method->getIdentifier())
    return II->getName().str();
  if (const auto *Conversion = dyn_cast<CXXConversionDecl>(Method))
    return Conversion->getConversionType()->isBooleanType() ? "operator bool"
                                                            : "";
  if (Method->isOverloadedOperator())
    return Method->getNameAsString();
  return "";
}

CallRole ModelIndex::guardRole(const GuardSpec &Guard,
                               const CXXMethodDecl *Method) const {
  CallRole Role;
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Method)) {
    Role.Guard = &Guard;
    Role.GuardOperation = Ctor->isCopyOrMoveConstructor()
                              ? GuardEffect::Copy
                              : GuardEffect::Construct;
    return Role;
  }
  if (Method->isCopyAssignmentOperator() ||
      Method->isMoveAssignmentOperator()) {
    Role.Guard = &Guard;
    Role.GuardOperation = GuardEffect::Assign;
    return Role;
  }
  std::string Name = memberName(Method);
  static const std::pair<std::vector<std::string> GuardSpec::*, GuardEffect>
      Rows[] = {
          {&GuardSpec::Acquire, GuardEffect::Acquire},
          {&GuardSpec::TryAcquire, GuardEffect::TryAcquire},
          {&GuardSpec::Release, GuardEffect::Release},
          {&GuardSpec::Detach, GuardEffect::Detach},
          {&GuardSpec::Owns, GuardEffect::Owns},
          {&GuardSpec::ConvertToShared, GuardEffect::ConvertToShared},
          {&GuardSpec::ConvertToExclusive, GuardEffect::ConvertToExclusive},
      };
  for (const auto &[Member, Effect] : Rows)
    if (contains(Guard.*Member, Name)) {
      Role.Guard = &Guard;
      Role.GuardOperation = Effect;
      return Role;
    }
  return Role;
}

CallRole ModelIndex::memberRole(const CXXMethodDecl *Method,
                                const CXXRecordDecl *Class) const {
  CallRole Result;
  std::string Name = memberName(Method);
  anySelfOrBase(Class, [&](const CXXRecordDecl *R) {
    const RecordRole *Role = roleOfRecord(R);
    if (!Role)
      return false;
    // A member that a class derived from a modelled one adds or hides is not
    // the modelled one; its body tells what it does.
    if (!isSelfOrBaseOf(Method->getParent(), R))
      return false;
    if (Role->Guard && (Result = guardRole(*Role->Guard, Method)))
      return true;
    if (auto It = Role->Members.find(Name); It != Role->Members.end()) {
      Result.Function = It->second;
      return true;
    }
    if (Role->Lock)
      for (const EffectNames &Row : Role->Lock->Methods.Effects)
        if (contains(Row.Names, Name)) {
          Result.Lock = Role->Lock;
          Result.Operations = &Role->Lock->Methods;
          Result.Effect = &Row;
          Result.OnReceiver = true;
          return true;
        }
    return false;
  });
  return Result;
}

CallRole ModelIndex::computeRole(const FunctionDecl *Callee,
                                 const CXXRecordDecl *Receiver) const {
  resolvePending(Callee);
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee)) {
    const CXXRecordDecl *Class = Receiver ? Receiver : Method->getParent();
    if (!isa<CXXConstructorDecl>(Method)) {
      std::string Name = memberName(Method);
      if (!MemberNames.contains(Name) && !Method->isCopyAssignmentOperator() &&
          !Method->isMoveAssignmentOperator())
        return {};
    } else {
      // Only a guard's own constructors mean anything.
      Class = Method->getParent();
      const GuardSpec *Guard = guardOf(Class);
      return Guard ? guardRole(*Guard, Method) : CallRole();
    }
    return memberRole(Method, Class);
  }
  auto It = Functions.find(Callee->getCanonicalDecl());
  if (It == Functions.end())
    if (const FunctionTemplateDecl *Primary = Callee->getPrimaryTemplate())
      It = Functions.find(Primary->getCanonicalDecl());
  return It == Functions.end() ? CallRole() : It->second;
}

CallRole ModelIndex::role(const FunctionDecl *Callee,
                          const CXXRecordDecl *Receiver) const {
  if (Receiver)
    Receiver = Receiver->getCanonicalDecl();
  auto [It, New] = Cache.try_emplace({Callee->getCanonicalDecl(), Receiver});
  if (New) {
    CallRole Role = computeRole(Callee, Receiver);
    // computeRole does not touch the cache, so the iterator is still good.
    It->second = Role;
  }
  return It->second;
}

RecursionSemantics ModelIndex::apply(const RecursionSpec &Spec,
                                     RecursionSemantics Base) {
  if (Spec.SharedShared)
    Base.SharedShared = *Spec.SharedShared;
  if (Spec.ExclusiveShared)
    Base.ExclusiveShared = *Spec.ExclusiveShared;
  if (Spec.SharedExclusive)
    Base.SharedExclusive = *Spec.SharedExclusive;
  return Base;
}

/// The type that \p Spec follows: the template argument of the class of
/// \p Type that it names.
static QualType followedType(const RecursionSpec &Spec, QualType Type) {
  const RecordDecl *Record = strippedRecord(Type);
  const auto *Specialization =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Record);
  if (!Specialization || !Spec.SameAsTemplateArgument)
    return QualType();
  const TemplateArgumentList &Args = Specialization->getTemplateArgs();
  unsigned Index = *Spec.SameAsTemplateArgument;
  if (Index >= Args.size() || Args[Index].getKind() != TemplateArgument::Type)
    return QualType();
  return Args[Index].getAsType();
}

RecursionSemantics ModelIndex::semantics(const LockSpec &Lock,
                                         QualType Type) const {
  if (QualType Followed = followedType(Lock.Recursion, Type);
      !Followed.isNull())
    if (const LockSpec *Underlying = lockOf(Followed))
      if (Underlying != &Lock)
        return semantics(*Underlying, Followed);
  return apply(Lock.Recursion, RecursionSemantics());
}

llvm::StringRef ModelIndex::semanticsNote(const LockSpec &Lock,
                                          QualType Type) const {
  if (QualType Followed = followedType(Lock.Recursion, Type);
      !Followed.isNull())
    if (const LockSpec *Underlying = lockOf(Followed);
        Underlying && Underlying != &Lock)
      return semanticsNote(*Underlying, Followed);
  return Lock.Recursion.Note;
}

std::optional<bool> ModelIndex::isConstant(const Expr *E,
                                           llvm::StringRef Value) const {
  if (!E || E->isValueDependent() || E->isTypeDependent())
    return std::nullopt;
  E = E->IgnoreParenCasts();
  if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
    return isConstant(Default->getExpr(), Value);
  Expr::EvalResult Result;
  if (!E->EvaluateAsInt(Result, Context, Expr::SE_AllowSideEffects))
    return std::nullopt;
  llvm::APSInt Actual = Result.Val.getInt();
  if (Value == "true" || Value == "false")
    return (Actual != 0) == (Value == "true");
  int64_t Number;
  if (!Value.getAsInteger(0, Number))
    return llvm::APSInt::isSameValue(Actual, llvm::APSInt::get(Number));
  for (const NamedDecl *D : lookUp(Value))
    if (const auto *Enumerator = dyn_cast<EnumConstantDecl>(D))
      return llvm::APSInt::isSameValue(Actual, Enumerator->getInitVal());
  // Enumerators of scoped enumerations and of class members are found by the
  // look-up above; a value that is none of these matches nothing.
  return false;
}

bool ModelIndex::isNamed(const FunctionDecl *F, llvm::StringRef Name) const {
  return llvm::any_of(lookUp(Name), [&](const NamedDecl *D) {
    return D->getCanonicalDecl() == F->getCanonicalDecl();
  });
}

bool ModelIndex::isTemplateArgument(const CXXRecordDecl *Record, unsigned Index,
                                    llvm::StringRef Value, bool &Result) const {
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(Record);
  if (!Spec || Index >= Spec->getTemplateArgs().size())
    return false;
  const TemplateArgument &Arg = Spec->getTemplateArgs()[Index];
  if (Arg.getKind() == TemplateArgument::Integral) {
    llvm::APSInt Actual = Arg.getAsIntegral();
    if (Value == "true" || Value == "false") {
      Result = (Actual != 0) == (Value == "true");
      return true;
    }
    int64_t Number;
    if (!Value.getAsInteger(0, Number)) {
      Result = llvm::APSInt::isSameValue(Actual, llvm::APSInt::get(Number));
      return true;
    }
    for (const NamedDecl *D : lookUp(Value))
      if (const auto *Enumerator = dyn_cast<EnumConstantDecl>(D)) {
        Result = llvm::APSInt::isSameValue(Actual, Enumerator->getInitVal());
        return true;
      }
    return false;
  }
  if (Arg.getKind() == TemplateArgument::Type) {
    QualType Type = Arg.getAsType();
    Result = false;
    // "const" selects by constness, a type name by the type.
    if (Value == "const" || Value == "non-const") {
      Result = Type.isConstQualified() == (Value == "const");
      return true;
    }
    if (const CXXRecordDecl *R = Type->getAsCXXRecordDecl())
      Result = isOneOf(R, {Value.str()});
    return true;
  }
  return false;
}

} // namespace unwedge

//===--- ModelIndex.h - The model looked up in one translation unit -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_MODELINDEX_H
#define UNWEDGE_MODEL_MODELINDEX_H

#include "unwedge/Model/ModelFile.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace clang {
class ASTContext;
class IdentifierInfo;
} // namespace clang

namespace unwedge {

/// The class of the object that \p Type is, refers to, points to or is an array
/// of; null if that is none.
const clang::RecordDecl *strippedRecord(clang::QualType Type);

/// What a guard's member does to the lock that the guard stands for.
enum class GuardEffect : uint8_t {
  Construct,
  Copy,
  Assign,
  Acquire,
  TryAcquire,
  Release,
  Detach,
  Owns,
  ConvertToShared,
  ConvertToExclusive,
};

/// What the model says of one function. At most one of the three groups is
/// set. The pointers live as long as the model files that the index was made
/// of.
struct CallRole {
  /// An operation of a lock: on the receiver, or on argument
  /// \c Operations->LockArgument of a free function.
  const LockSpec *Lock = nullptr;
  const LockOperations *Operations = nullptr;
  const EffectNames *Effect = nullptr;
  bool OnReceiver = false;

  /// A member of a guard.
  const GuardSpec *Guard = nullptr;
  GuardEffect GuardOperation = GuardEffect::Construct;

  std::optional<FunctionEffect> Function;

  explicit operator bool() const { return Lock || Guard || Function; }
};

/// Names of functions in namespaces that have not been looked up yet: to look
/// one up reads, of precompiled headers, all functions of that name.
class PendingNames {
public:
  void add(const clang::IdentifierInfo *LastPart, llvm::StringRef Name,
           unsigned Number);

  /// Calls \p Take, once for each name and in the order in which they were
  /// added, with the names that may mean \p Callee or, if that is a call
  /// operator, function objects.
  void
  takeFor(const clang::FunctionDecl *Callee,
          llvm::function_ref<void(llvm::StringRef Name, unsigned Number)> Take);

  /// If \p Object is a function object (std::ranges::for_each), the class that
  /// has its call operator; null otherwise. A lambda in a function has no name
  /// that a model could know, and what standard libraries have templates for
  /// (std::function) may hold anything.
  static const clang::CXXRecordDecl *
  classOfFunctionObject(const clang::NamedDecl *Object);

private:
  std::vector<std::pair<std::string, unsigned>> Entries;
  /// Indices of those that were not taken as functions.
  llvm::DenseMap<const clang::IdentifierInfo *, llvm::SmallVector<unsigned, 1>>
      ByLastPart;
  bool TookObjects = false;
};

/// The names of some model files resolved to the declarations of one
/// translation unit.
///
/// Names are found by qualified look-up, so aliases, using-declarations and
/// inline namespaces mean what they mean in C++, and nothing is matched on
/// spelled text. A name that the translation unit does not declare costs one
/// hash look-up.
class ModelIndex {
public:
  /// Of two entries for one type the one of the earlier file wins. \p Files
  /// must outlive the index.
  ModelIndex(clang::ASTContext &Context,
             llvm::ArrayRef<const ModelFile *> Files);

  /// What calling \p Callee means. \p Receiver is the static class of the
  /// object that a member is called on, where that is known to be a derived
  /// class of the member's own class; null otherwise.
  CallRole role(const clang::FunctionDecl *Callee,
                const clang::CXXRecordDecl *Receiver = nullptr) const;

  /// The lock entry for objects of \p Type, through references, pointers,
  /// typedefs and base classes; null if the model does not know it.
  const LockSpec *lockOf(clang::QualType Type) const;

  /// The guard entry for \p Record; null if the model does not know it.
  const GuardSpec *guardOf(const clang::CXXRecordDecl *Record) const;

  /// Whether \p Record is a type that one of \p Names means. \p Names must
  /// belong to a file of this index.
  bool isOneOf(const clang::CXXRecordDecl *Record,
               llvm::ArrayRef<std::string> Names) const;

  /// Whether an argument of type \p Type tells a holder to make its content out
  /// of the other arguments.
  bool isInPlaceTag(clang::QualType Type) const;

  /// The semantics of \p Lock for an object of type \p Type: the entry's own,
  /// or those of the lock type that a template argument names.
  RecursionSemantics semantics(const LockSpec &Lock,
                               clang::QualType Type) const;
  /// The note that goes with semantics().
  llvm::StringRef semanticsNote(const LockSpec &Lock,
                                clang::QualType Type) const;

  /// Applies \p Spec on top of \p Base.
  static RecursionSemantics apply(const RecursionSpec &Spec,
                                  RecursionSemantics Base);

  /// Whether \p E is the constant that \p Value names: an enumerator, `true`,
  /// `false` or an integer. Unset if \p E is no constant.
  std::optional<bool> isConstant(const clang::Expr *E,
                                 llvm::StringRef Value) const;
  bool isTemplateArgument(const clang::CXXRecordDecl *Record, unsigned Index,
                          llvm::StringRef Value, bool &Result) const;

  /// Whether \p Name names the free function \p F.
  bool isNamed(const clang::FunctionDecl *F, llvm::StringRef Name) const;

  /// Whether some member function of that name has a role; a cheap filter.
  bool mentionsMember(llvm::StringRef Name) const {
    return MemberNames.contains(Name);
  }

  /// What \p QualifiedName names, through aliases and using-declarations.
  llvm::ArrayRef<const clang::NamedDecl *>
  lookUp(llvm::StringRef QualifiedName) const;
  /// The same for the first part of a name. The next name is likely to have the
  /// same.
  llvm::ArrayRef<const clang::NamedDecl *>
  declarationsOfQualifier(llvm::StringRef Qualifier) const;
  /// Whether the unit may declare a function of that name.
  bool mayDeclareFunction(llvm::StringRef QualifiedName) const;
  /// The identifier that is the last part of \p QualifiedName, if that can only
  /// name a function in a namespace, and the unit has both; null otherwise.
  const clang::IdentifierInfo *
  freeFunctionName(llvm::StringRef QualifiedName) const;
  /// The part of \p QualifiedName before its last `::`, which may be empty, and
  /// the part behind it.
  static std::pair<llvm::StringRef, llvm::StringRef>
  splitName(llvm::StringRef QualifiedName);
  /// The class or class template that \p D declares or is an alias of; null if
  /// it is neither. The key under which tables keep classes.
  static const clang::Decl *recordKey(const clang::NamedDecl *D);
  /// The name that the model writes for \p Method: its identifier, `operator()`
  /// or `operator bool`; that of the class for a constructor; empty for a
  /// conversion to another type.
  static std::string memberName(const clang::CXXMethodDecl *Method);
  /// Calls \p Visit with the keys that \p Class, and then each of its bases
  /// (nearest first), may have been recorded under, the more specific key
  /// first, until it returns true. Returns whether it did.
  static bool
  anyClassKey(const clang::CXXRecordDecl *Class,
              llvm::function_ref<bool(const clang::Decl *Key,
                                      const clang::CXXRecordDecl *SelfOrBase)>
                  Visit);
  static bool isSelfOrBaseOf(const clang::CXXRecordDecl *Base,
                             const clang::CXXRecordDecl *Derived);

  llvm::ArrayRef<const ModelFile *> files() const { return Files; }
  clang::ASTContext &context() const { return Context; }

private:
  struct RecordRole {
    const LockSpec *Lock = nullptr;
    const GuardSpec *Guard = nullptr;
    llvm::StringMap<FunctionEffect> Members;
  };

  const RecordRole *roleOfRecord(const clang::CXXRecordDecl *Record) const;
  const RecordRole *anyRoleOfRecord(const clang::CXXRecordDecl *Record) const;
  CallRole memberRole(const clang::CXXMethodDecl *Method,
                      const clang::CXXRecordDecl *Class) const;
  CallRole computeRole(const clang::FunctionDecl *Callee,
                       const clang::CXXRecordDecl *Receiver) const;
  CallRole guardRole(const GuardSpec &Guard,
                     const clang::CXXMethodDecl *Method) const;

  void addLock(const LockSpec &Lock);
  void addGuard(const GuardSpec &Guard);
  void addFunction(const FunctionSpec &Function);
  void addFreeFunction(llvm::StringRef Name, const CallRole &Role);
  void resolveFreeFunction(llvm::StringRef Name, const CallRole &Role) const;
  void resolveFunctionObject(llvm::StringRef Name, const CallRole &Role) const;
  void resolvePending(const clang::FunctionDecl *Callee) const;

  clang::ASTContext &Context;
  llvm::SmallVector<const ModelFile *, 4> Files;
  /// Keyed by canonical class, class template or member class pattern.
  mutable llvm::DenseMap<const clang::Decl *, RecordRole> Records;
  /// Keyed by canonical function or function template.
  mutable llvm::DenseMap<const clang::Decl *, CallRole> Functions;
  mutable llvm::StringSet<> MemberNames;
  /// Free functions that are not in the tables above yet, and what they do.
  mutable PendingNames Pending;
  std::vector<CallRole> PendingRoles;

  using Declarations = llvm::SmallVector<const clang::NamedDecl *, 4>;
  mutable llvm::StringMap<Declarations> LookedUp;
  /// The qualifier that was asked for last.
  mutable std::pair<std::string, llvm::ArrayRef<const clang::NamedDecl *>>
      LastQualifier;
  mutable llvm::DenseMap<
      std::pair<const clang::FunctionDecl *, const clang::CXXRecordDecl *>,
      CallRole>
      Cache;
};

} // namespace unwedge

#endif // UNWEDGE_MODEL_MODELINDEX_H

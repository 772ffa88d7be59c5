//===--- PrecompiledCode.cpp ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Program/PrecompiledCode.h"
#include "SystemHeaders.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/IdentifierTable.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace unwedge {

static std::string keyOf(const CXXMethodDecl *Method) {
  return Method->getQualifiedNameAsString();
}

void Overriders::collect(const TranslationUnitDecl *Unit) {
  const SourceManager &SM = Unit->getASTContext().getSourceManager();
  llvm::SmallVector<const DeclContext *, 16> Pending{Unit};
  while (!Pending.empty())
    for (const Decl *D : Pending.pop_back_val()->decls()) {
      if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(D)) {
        Pending.push_back(cast<DeclContext>(D));
        continue;
      }
      const auto *Class = dyn_cast<CXXRecordDecl>(D);
      if (!Class || !Class->isThisDeclarationADefinition() ||
          Class->isDependentContext() || Class->isInvalidDecl() ||
          isa<ClassTemplateSpecializationDecl>(Class) ||
          SM.isInSystemHeader(SM.getExpansionLoc(Class->getLocation())))
        continue;
      Pending.push_back(Class);
      if (Class->isPolymorphic() && Class->getIdentifier() &&
          !Class->isInAnonymousNamespace())
        collectFrom(Class);
    }
}

void Overriders::collectFrom(const CXXRecordDecl *Class) {
  for (const CXXMethodDecl *Method : Class->methods()) {
    if (!Method->isVirtual() || Method->isImplicit() || !Method->hasBody())
      continue;
    // All that it overrides, through any number of classes in between.
    llvm::SmallVector<const CXXMethodDecl *, 4> Pending(
        Method->overridden_methods());
    llvm::DenseSet<const CXXMethodDecl *> Seen;
    while (!Pending.empty()) {
      const CXXMethodDecl *Base = Pending.pop_back_val()->getCanonicalDecl();
      if (!Seen.insert(Base).second)
        continue;
      std::vector<std::string> &Known = Classes[keyOf(Base)];
      std::string Name = Class->getQualifiedNameAsString();
      // Overloads have one key.
      if (Known.empty() || Known.back() != Name)
        Known.push_back(std::move(Name));
      llvm::append_range(Pending, Base->overridden_methods());
    }
  }
}

llvm::ArrayRef<std::string> Overriders::of(const CXXMethodDecl *Method) const {
  if (Classes.empty())
    return {};
  auto It = Classes.find(keyOf(Method));
  if (It == Classes.end())
    return {};
  return It->second;
}

void forEachDeclRead(const ASTContext &Context,
                     llvm::function_ref<void(const Decl *)> Visit) {
  const TranslationUnitDecl *Unit = Context.getTranslationUnitDecl();
  std::vector<Decl *> Scope = Context.getTraversalScope();
  if (Scope.size() == 1 && Scope.front() == Unit)
    for (const Decl *D : Unit->noload_decls())
      Visit(D);
  else
    for (const Decl *D : Scope)
      Visit(D);
}

namespace {

/// Goes where CallGraphBuilder will go, without asking what anything means.
class Reader {
public:
  Reader(ASTContext &Context, const Overriders *Known)
      : Context(Context), System(Context.getSourceManager()), Known(Known) {}

  std::vector<const CXXMethodDecl *> Derived;

  void run() {
    forEachDeclRead(Context, [&](const Decl *D) { readDecl(D); });
    while (!Pending.empty()) {
      const FunctionDecl *Definition = nullptr;
      if (Pending.pop_back_val()->hasBody(Definition))
        readFunction(Definition);
    }
  }

private:
  ASTContext &Context;
  SystemHeaders System;
  const Overriders *Known;
  /// Definitions that were read.
  llvm::DenseSet<const Decl *> Seen;
  llvm::DenseSet<const FunctionDecl *> Called;
  /// As in CallGraphBuilder.
  bool Follows = true;
  llvm::DenseSet<const FunctionDecl *> NotFollowed;
  llvm::SmallVector<const FunctionDecl *, 32> Pending;

  bool isInSystemHeader(const Decl *D) {
    return System.contains(D->getLocation());
  }

  void readDecl(const Decl *D) {
    if (isInSystemHeader(D) && !isa<LinkageSpecDecl>(D))
      return;
    if (const auto *Record = dyn_cast<CXXRecordDecl>(D)) {
      readClass(Record);
    } else if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D)) {
      for (const FunctionDecl *F : Template->specializations())
        readFunction(F);
    } else if (const auto *Template = dyn_cast<ClassTemplateDecl>(D)) {
      if (Seen.insert(Template->getCanonicalDecl()).second)
        for (const CXXRecordDecl *Record : Template->specializations())
          readClass(Record);
    } else if (const auto *F = dyn_cast<FunctionDecl>(D)) {
      readFunction(F);
    } else if (const auto *V = dyn_cast<VarDecl>(D)) {
      llvm::SaveAndRestore<bool> Runs(Follows, true);
      readStmt(V->getInit());
    } else if (const auto *Field = dyn_cast<FieldDecl>(D)) {
      llvm::SaveAndRestore<bool> Runs(Follows, true);
      readStmt(Field->getInClassInitializer());
    } else if (const auto *Friend = dyn_cast<FriendDecl>(D)) {
      if (const NamedDecl *Named = Friend->getFriendDecl();
          Named && isa<FunctionDecl, FunctionTemplateDecl>(Named))
        readDecl(Named);
    } else if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(D)) {
      for (const Decl *Inner : cast<DeclContext>(D)->decls())
        readDecl(Inner);
    }
  }

  void readClass(const CXXRecordDecl *Class) {
    if (!Class->isThisDeclarationADefinition() || Class->isDependentContext() ||
        !Seen.insert(Class).second)
      return;
    for (const Decl *D : Class->decls())
      readDecl(D);
  }

  void readFunction(const FunctionDecl *F) {
    if (!F->doesThisDeclarationHaveABody() || F->isDependentContext())
      return;
    if (!Seen.insert(F).second && !(Follows && NotFollowed.erase(F)))
      return;
    if (!Follows)
      NotFollowed.insert(F);
    if (const auto *Method = dyn_cast<CXXMethodDecl>(F))
      if (const CXXRecordDecl *Class = Method->getParent()->getDefinition()) {
        llvm::SaveAndRestore<bool> Members(Follows, false);
        readDecl(Class);
      }
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
      for (const CXXCtorInitializer *Init : Constructor->inits())
        readStmt(Init->getInit());
    if (const auto *Destructor = dyn_cast<CXXDestructorDecl>(F)) {
      for (const FieldDecl *Field : Destructor->getParent()->fields())
        callDestructor(Field->getType());
      for (const CXXBaseSpecifier &Base : Destructor->getParent()->bases())
        callDestructor(Base.getType());
    }
    readStmt(F->getBody());
  }

  void call(const FunctionDecl *F) {
    if (!F || !Follows || isInSystemHeader(F))
      return;
    if (!Called.insert(F->getCanonicalDecl()).second)
      return;
    Pending.push_back(F);
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    if (!Known || !Method || !Method->isVirtual())
      return;
    for (const std::string &Name : Known->of(Method))
      if (const CXXRecordDecl *Class = classNamed(Name)) {
        {
          llvm::SaveAndRestore<bool> Members(Follows, false);
          readDecl(Class);
        }
        if (const CXXMethodDecl *Overrider = overriderIn(Class, Method)) {
          Derived.push_back(Overrider);
          call(Overrider);
        }
      }
  }

  /// The function of \p Class itself that overrides \p Method; null if there is
  /// none.
  static const CXXMethodDecl *overriderIn(const CXXRecordDecl *Class,
                                          const CXXMethodDecl *Method) {
    if (isa<CXXDestructorDecl>(Method))
      return Class->getDestructor();
    const CXXMethodDecl *Wanted = Method->getCanonicalDecl();
    for (const NamedDecl *D : Class->lookup(Method->getDeclName())) {
      const auto *M = dyn_cast<CXXMethodDecl>(D);
      if (!M || !M->isVirtual())
        continue;
      llvm::SmallVector<const CXXMethodDecl *, 4> Pending(
          M->overridden_methods());
      while (!Pending.empty()) {
        const CXXMethodDecl *Base = Pending.pop_back_val()->getCanonicalDecl();
        if (Base == Wanted)
          return M;
        llvm::append_range(Pending, Base->overridden_methods());
      }
    }
    return nullptr;
  }

  void callDestructor(QualType Type) {
    const auto *Class = Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    if (Class && Class->hasDefinition() && !Class->hasTrivialDestructor())
      call(Class->getDestructor());
  }

  /// A class that stands in namespaces and classes only.
  const CXXRecordDecl *classNamed(llvm::StringRef QualifiedName) {
    const DeclContext *Where = Context.getTranslationUnitDecl();
    llvm::SmallVector<llvm::StringRef, 4> Parts;
    QualifiedName.split(Parts, "::");
    for (llvm::StringRef Part : Parts) {
      const DeclContext *Next = nullptr;
      for (const NamedDecl *D : Where->lookup(&Context.Idents.get(Part)))
        if (const auto *Namespace = dyn_cast<NamespaceDecl>(D))
          Next = Namespace;
        else if (const auto *Class = dyn_cast<CXXRecordDecl>(D))
          Next = Class->getDefinition();
      if (!Next)
        return nullptr;
      Where = Next;
    }
    return dyn_cast<CXXRecordDecl>(Where);
  }

  void readStmt(const Stmt *Root) {
    llvm::SmallVector<const Stmt *, 64> Worklist{Root};
    while (!Worklist.empty()) {
      const Stmt *S = Worklist.pop_back_val();
      if (!S)
        continue;
      if (const auto *Call = dyn_cast<CallExpr>(S)) {
        call(Call->getDirectCallee());
      } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(S)) {
        call(Construct->getConstructor());
      } else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(S)) {
        call(Bind->getTemporary()->getDestructor());
      } else if (const auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
        if (!Delete->getDestroyedType().isNull())
          callDestructor(Delete->getDestroyedType());
      } else if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
        // Handed on to be called.
        call(dyn_cast<FunctionDecl>(Ref->getDecl()));
      } else if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(S)) {
        Worklist.push_back(Default->getExpr());
      } else if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(S)) {
        Worklist.push_back(Default->getExpr());
      } else if (const auto *Statement = dyn_cast<DeclStmt>(S)) {
        for (const Decl *D : Statement->decls())
          if (const auto *V = dyn_cast<VarDecl>(D)) {
            if (!V->getType()->isDependentType())
              callDestructor(V->getType());
          } else if (const auto *Class = dyn_cast<CXXRecordDecl>(D)) {
            readClass(Class);
          }
      } else if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
        readClass(Lambda->getLambdaClass());
      }
      for (const Stmt *Child : S->children())
        Worklist.push_back(Child);
    }
  }
};

} // namespace

std::vector<const CXXMethodDecl *>
readPrecompiledCode(ASTContext &Context, const Overriders *Known) {
  Reader Read(Context, Known);
  Read.run();
  return std::move(Read.Derived);
}

} // namespace unwedge

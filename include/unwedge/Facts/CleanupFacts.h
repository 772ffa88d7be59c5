//===--- CleanupFacts.h - State that a function sets up and takes back ----===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_CLEANUPFACTS_H
#define UNWEDGE_FACTS_CLEANUPFACTS_H

#include "unwedge/Facts/AccessPath.h"
#include "unwedge/Model/CleanupIndex.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include <memory>
#include <optional>
#include <vector>

namespace unwedge {

/// The value that a variable is given.
struct StateValue {
  enum Kind : uint8_t {
    /// Nothing is known of it.
    Unknown,
    /// The integral, Boolean or enumeration constant \c Constant_; the null
    /// pointer is 0.
    Constant,
    /// What the variable \c Var holds.
    Variable,
    /// What the function's parameter \c Var holds.
    Parameter,
    /// A pointer that is not null.
    NotNull,
  };
  Kind Kind = Unknown;
  int64_t Constant_ = 0;
  const clang::VarDecl *Var = nullptr;

  bool isConstant(int64_t C) const {
    return Kind == Constant && Constant_ == C;
  }
};

/// An element of a container by the value of its key. Two equal keys that are
/// not empty name the same element, as long as no variable in them is changed.
struct EntryKey {
  /// The object that is the key, if it has a name.
  AccessPath Path;
  /// What the key looks like, for the others; never empty if the key is known.
  std::string Text;
  /// The call that made the element which an iterator refers to.
  const clang::Stmt *MadeBy = nullptr;
};

/// Something that a statement does to state.
struct StateEvent {
  enum Action : uint8_t {
    Establish,
    Discharge,
    /// Gives a variable a value.
    Assign,
    Raise,
    Lower,
  };
  Action Action = Establish;
  StateKind Kind = StateKind::Scope;
  /// The object, in the terms of the function, through local aliases.
  AccessPath Path;
  EntryKey Key;
  StateValue Value;
  const CleanupPair *Pair = nullptr;
  /// Takes back every entry.
  bool All = false;
  /// A lock for no other reason than that its class has the members of one.
  bool ByShape = false;
  /// A completion: what others wait for is that the variable gets this value.
  bool SetsFlag = false;
  /// The wait of theirs.
  clang::SourceLocation Wait;
  /// The variable's former value is looked at (exchange, compare-exchange).
  bool TellsOldValue = false;
  /// The statement in the function itself.
  const clang::Expr *At = nullptr;
  /// The helper that does it, and where there.
  const clang::FunctionDecl *Helper = nullptr;
  clang::SourceLocation HelperLoc;
};

/// Whether both are about a state of one kind. To set a variable that others
/// wait for is to set a variable.
inline bool areOfOneKind(const StateEvent &A, const StateEvent &B) {
  auto KindOf = [](const StateEvent &E) {
    return E.SetsFlag ? StateKind::Flag : E.Kind;
  };
  return KindOf(A) == KindOf(B);
}

/// A call of something that was handed to the function.
struct CallbackCall {
  enum Kind : uint8_t {
    /// Through an object of callable type, or a function or member pointer.
    Callable,
    /// A template argument of the function.
    TemplateArgument,
    /// Given to a function that calls it (std::invoke).
    Given,
    Virtual,
    /// Made by a function that is called here.
    Helper,
  };
  Kind Kind = Callable;
  const clang::Expr *At = nullptr;
  /// What is called, where it can be said; may be null.
  const clang::Expr *Callee = nullptr;
  /// The helper, and where there the callback is called.
  const clang::FunctionDecl *HelperFunction = nullptr;
  clang::SourceLocation HelperLoc;
  /// For \c Helper: the user's code hands it in, here or by storing it in an
  /// object made for that (std::function); not a function pointer that the
  /// helper's own side sets up, such as a deleter.
  bool HandedIn = true;
  /// The functions that it can only be; empty if that is not known.
  llvm::SmallVector<const clang::FunctionDecl *, 2> Targets;
};

/// Whether \p Type, a function or a pointer to one, says that it does not
/// throw.
bool isNoexceptType(clang::QualType Type);
/// The class of the object that \p Call is a member call on, before it was cast
/// to a base class; null if there is none.
const clang::CXXRecordDecl *receiverClass(const clang::CallExpr *Call);
/// Whether \p D belongs to an interface of C, whose functions do not throw.
bool isDeclaredInC(const clang::Decl *D);

/// Whether calling \p Call, in the terms of its static type alone, calls
/// something that is not known by name. A cheap filter: no more than types and
/// the model are looked at.
std::optional<CallbackCall> callbackAt(const clang::Expr *Call,
                                       const ModelIndex &Model,
                                       const CleanupIndex &Cleanup,
                                       bool VirtualCalls);

/// What is known of one function: its text in order, its events and callbacks.
/// Lives as long as the AST.
class CleanupFacts {
public:
  CleanupFacts(const clang::FunctionDecl *F, const ModelIndex &Model,
               const CleanupIndex &Cleanup);

  const clang::FunctionDecl *function() const { return F; }
  std::vector<StateEvent> Events;
  std::vector<CallbackCall> Callbacks;

  const clang::Stmt *parent(const clang::Stmt *S) const {
    return Parents.lookup(S);
  }
  /// The object that \p E names, through references and pointers that are set
  /// once.
  AccessPath path(const clang::Expr *E) const;
  AccessPath resolve(AccessPath Path) const;
  /// The object that the callee of \p Call names \p Path.
  AccessPath atCall(const AccessPath &Path, const clang::CallExpr *Call,
                    const clang::FunctionDecl *Callee) const;
  /// Whether the object may be in use after the function has been left by an
  /// exception.
  bool outlives(const AccessPath &Path) const;
  /// Whether the object was made by the function and not given to anybody yet.
  bool isFresh(const clang::VarDecl *V) const;
  EntryKey key(const clang::Expr *E) const;
  StateValue value(const clang::Expr *E) const;
  /// Whether the variable \p V of the function holds, from its declaration on,
  /// what \p Path held there.
  bool holdsOldValue(const clang::VarDecl *V, const AccessPath &Path) const;
  /// Whether \p V is given a value other than its initial one.
  bool isReassigned(const clang::VarDecl *V) const {
    return Reassigned.contains(V->getCanonicalDecl());
  }
  /// All statements of the function, without those of lambdas in it, parents
  /// first.
  llvm::ArrayRef<const clang::Stmt *> statements() const { return Statements; }

  const ModelIndex &model() const { return Model; }
  const CleanupIndex &cleanup() const { return Cleanup; }

  /// Collects what the statements do themselves, and what \p Helpers says of
  /// the functions that they call.
  class HelperInfo {
  public:
    virtual ~HelperInfo() = default;
    /// The events of \p F, in its own terms; null if nothing is known.
    virtual const std::vector<StateEvent> *
    eventsOf(const clang::FunctionDecl *F) = 0;
  };
  void collectEvents(HelperInfo &Helpers);

private:
  void collectCall(const clang::CallExpr *Call, HelperInfo &Helpers);
  void collectHelper(const clang::CallExpr *Call,
                     const clang::FunctionDecl *Callee, HelperInfo &Helpers);
  void collectAssignment(const clang::Expr *At, const clang::Expr *Target,
                         const clang::Expr *Value);
  void collectResource(const clang::VarDecl *V, const clang::Expr *Value,
                       const clang::Expr *At);
  /// A call of lock() or unlock() of a class that the model does not know.
  bool collectByShape(const clang::CallExpr *Call,
                      const clang::FunctionDecl *Callee, HelperInfo &Helpers);
  void collectAttributes(const clang::CallExpr *Call,
                         const clang::FunctionDecl *Callee);
  /// Whether somebody else may keep what \p V points to, or what a \p Wrapped
  /// pointer in the object \p V points to.
  bool escapes(const clang::VarDecl *V, bool Wrapped = false,
               unsigned Depth = 0) const;
  /// The object that \p Call is a member call on, or its argument.
  const clang::Expr *object(const clang::CallExpr *Call, bool OnReceiver,
                            unsigned Argument) const;

  const clang::FunctionDecl *F;
  const ModelIndex &Model;
  const CleanupIndex &Cleanup;
  llvm::DenseMap<const clang::Stmt *, const clang::Stmt *> Parents;
  std::vector<const clang::Stmt *> Statements;
  llvm::DenseSet<const clang::VarDecl *> Reassigned;
};

} // namespace unwedge

#endif // UNWEDGE_FACTS_CLEANUPFACTS_H

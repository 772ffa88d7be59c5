//===--- QueueFactsBuilder.h - How the facts are found --------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to this folder. One class, whose parts stand in QueueConditions.cpp
// (what a test says of a queue), QueueGuards.cpp (tests on the way that may
// keep something from happening), QueueChanges.cpp (assignments and counting),
// QueueCalls.cpp (calls, and the helpers that are folded in), QueueTries.cpp
// (tries, and loops around them) and QueueWaits.cpp (what a wait and the
// changes behind it are together).
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_FACTS_QUEUEFACTSBUILDER_H
#define UNWEDGE_LIB_FACTS_QUEUEFACTSBUILDER_H

#include "unwedge/Facts/QueueFacts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

namespace unwedge {

/// What has to be so for a wait to go on, as one part of its condition says.
enum Orientation : uint8_t {
  NoOrientation,
  /// There are as many elements as may be.
  WhileFull,
  /// There are no elements.
  WhileEmpty,
  /// There are elements.
  WhileNotEmpty,
  /// A flag is set (a pointer is not null, an optional has a value).
  WhileSet,
  WhileClear,
};

enum ChangeKind : uint8_t {
  AddsElement,
  RemovesElement,
  /// An element of an array, or through an iterator.
  StoresElement,
  /// The first element of a linked list makes way for the next.
  Unlinks,
  /// A value other than null, zero or false.
  Assigns,
  Clears,
  CountsUp,
  CountsDown,
  /// An assignment that computes the new value from the old one.
  Advances,
  /// A member function that is not const, without and with arguments.
  Calls,
  CallsWithArguments,
  /// No change at all: an element of an array is read.
  ReadsElement,
};

/// A call between the function of interest and one that it was followed into.
struct Frame {
  const clang::FunctionDecl *F = nullptr;
  const FunctionBody *Body = nullptr;
  bool IsTop = true;
  AccessPath Receiver;
  llvm::SmallVector<AccessPath, 4> Arguments;
};

using Mention = QueueFacts::Facts::OpenWait::Mention;

/// \p E without parentheses, implicit nodes and casts of any kind.
const clang::Expr *strip(const clang::Expr *E);
/// The field or variable at the end of \p Path, elements left out.
const clang::Decl *lastDecl(const AccessPath &Path);
/// \p Path without what comes behind the last field.
AccessPath toField(const AccessPath &Path);
/// Whether \p Path is a local variable, and nothing that it leads to.
bool isLocal(const AccessPath &Path);
/// Whether \p Path may be an end of a linked list: a pointer that is not one
/// of the elements' own.
bool isListEnd(const AccessPath &Path);
/// Whether other functions, lambdas of this one included, may have a name for
/// the object as well.
bool isShared(const AccessPath &Path);
bool isComparison(clang::BinaryOperatorKind Op);
/// Whether \p E computes a number: a sum, a product, a rest, a mask.
bool isArithmetic(const clang::Expr *E);
/// What \p Body returns, up to four expressions.
void returnedBy(const FunctionBody &Body,
                llvm::SmallVectorImpl<const clang::Expr *> &Out);

class QueueFacts::Builder {
public:
  Builder(QueueFacts &All, const clang::FunctionDecl *F, Facts &Result)
      : All(All), Index(All.Index), Context(All.Index.model().context()), F(F),
        Result(Result), Body(*Result.Body) {}

  void build();

private:
  Frame topFrame() const {
    Frame Top;
    Top.F = F;
    Top.Body = &Body;
    return Top;
  }
  AccessPath pathIn(const Frame &Fr, const clang::Expr *E) const;
  bool mentionsCounter(const Frame &Fr, const clang::Expr *E,
                       unsigned Depth = 0);
  void mentionsOf(const Frame &Fr, const clang::Expr *E, Orientation Is,
                  llvm::SmallVectorImpl<Mention> &Out, unsigned Depth = 0);
  void orient(const Frame &Fr, const clang::Expr *E, bool Holds,
              llvm::SmallVectorImpl<Mention> &Out, unsigned Depth = 0);
  void orientComparison(const Frame &Fr, clang::BinaryOperatorKind Op,
                        const clang::Expr *L, const clang::Expr *R, bool Holds,
                        llvm::SmallVectorImpl<Mention> &Out, unsigned Depth);
  void orientReturns(const Frame &Fr, const clang::FunctionDecl *Callee,
                     bool Holds, llvm::SmallVectorImpl<Mention> &Out,
                     unsigned Depth);
  bool enter(const Frame &From, const clang::CallExpr *Call, Frame &To);
  std::optional<int64_t> constant(const clang::Expr *E) const;
  void conditionsOf(const Scope *Where,
                    llvm::SmallVectorImpl<ParamCondition> &Out) const;
  void orientScopes(const Scope *Where, const Scope *UpTo,
                    llvm::SmallVectorImpl<Mention> &Out);

  void noteChange(ChangeKind Kind, const clang::Expr *Object,
                  const BodyItem &Item);
  void visitAssignment(const clang::Expr *Target, const clang::Expr *Value,
                       const BodyItem &Item);
  void noteExchange(const clang::Expr *To, const clang::Expr *Value,
                    const BodyItem &Item);
  bool isAssumedWait(const clang::CallExpr *Call, const BodyItem &Item);
  bool isCheck(const ParamCondition &Condition) const;
  void visitCall(const clang::CallExpr *Call, const BodyItem &Item);
  AccessPath objectPath(const QueueRole &Role,
                        const clang::CallExpr *Call) const;
  bool goesRound(const clang::Expr *Object) const;
  void visitRole(const QueueRole &Role, const clang::CallExpr *Call,
                 const BodyItem &Item);
  void fold(const clang::CallExpr *Call, const BodyItem &Item);
  void addWait(const BodyItem &Item, clang::SourceLocation Loc,
               const clang::CallExpr *Predicates);
  void ask(const clang::Expr *Condition, Facts::OpenWait &Wait);
  void askScopes(const Scope *Where, const Scope *UpTo, Facts::OpenWait &Wait);
  bool givesUp(const BodyItem &Item) const;
  void spinLoops();
  void classify(Facts::OpenWait &Wait);
  void classifySemaphore(const Facts::OpenWait &Wait);
  bool classifyPut(const Facts::OpenWait &Wait);
  bool classifyTake(const Facts::OpenWait &Wait);
  bool classifySlot(const Facts::OpenWait &Wait);
  bool classifyIdle(const Facts::OpenWait &Wait);
  void classifyTryPut();
  void addEvent(QueueEvent::Kind Kind, const AccessPath &Queue,
                const Facts::OpenWait &Wait, llvm::ArrayRef<AccessPath> AlsoIn,
                const Scope *RemovedAt = nullptr);
  QueueEvent eventOf(QueueEvent::Kind Kind, const AccessPath &Queue,
                     const Facts::OpenWait &Wait);
  void describeGuards(QueueEvent &Event);
  bool startsAsNotWaiting(const Scope *Where) const;
  void freeRemovals();
  bool linksElement(const Facts::Change &Change) const;

  QueueFacts &All;
  const QueueIndex &Index;
  clang::ASTContext &Context;
  const clang::FunctionDecl *F;
  Facts &Result;
  const FunctionBody &Body;
  std::vector<Facts::OpenWait> Waits;
  llvm::DenseSet<const Scope *> LoopsThatWait;
  llvm::SmallVector<std::pair<AccessPath, unsigned>, 2> Released;
  std::vector<std::pair<const Scope *, AccessPath>> TriesInLoops;
  /// What the number of elements is compared with.
  llvm::SmallVector<const clang::FieldDecl *, 2> Bounds;
};

} // namespace unwedge

#endif // UNWEDGE_LIB_FACTS_QUEUEFACTSBUILDER_H

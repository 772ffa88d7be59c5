//===--- QueueFacts.h - Puts, takes and waits of one function -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Recognises what a function does to queues: by the model, and for
// hand-written queues by what their functions wait for. A put that blocks is
// one that waits for something that only a take makes true.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_QUEUEFACTS_H
#define UNWEDGE_FACTS_QUEUEFACTS_H

#include "unwedge/Facts/AccessPath.h"
#include "unwedge/Facts/Summary.h"
#include "unwedge/Model/CleanupIndex.h"
#include "unwedge/Model/QueueIndex.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace unwedge {

/// What is around a statement: a loop, or a test that decides that control gets
/// there. A chain, innermost first; scopes live as long as their FunctionBody.
struct Scope {
  enum Kind : uint8_t { Loop, Test };
  const Scope *Parent = nullptr;
  Kind Is = Test;
  /// The loop, or the statement or operator that tests.
  const clang::Stmt *S = nullptr;
  /// What a Test asks.
  const clang::Expr *Condition = nullptr;
  /// What the condition is inside.
  bool Holds = true;
};

/// The innermost loop around; null if there is none.
const Scope *enclosingLoop(const Scope *Where);
/// What \p Field starts as unless a constructor says otherwise; may be null.
const clang::Expr *initializerOf(const clang::FieldDecl *Field);
/// Whether \p Where is inside of \p Outer, or is it.
bool isInside(const Scope *Where, const Scope *Outer);

/// A statement or expression of interest.
struct BodyItem {
  const clang::Stmt *S = nullptr;
  const Scope *Where = nullptr;
  /// Position in the order of evaluation, as far as the text tells.
  unsigned Order = 0;
  /// The value of the expression is not used.
  bool Unused = false;
  /// The operand of a co_await.
  bool Awaited = false;
  /// Control leaves the innermost loop, or the function, right after it.
  bool Leaves = false;
};

/// The statements of a function in order, with what is around each. A label
/// that is jumped back to from behind starts a loop; no other goto is looked
/// at.
class FunctionBody {
public:
  FunctionBody(const clang::FunctionDecl *F, const ModelIndex &Model);

  const clang::FunctionDecl *function() const { return F; }
  llvm::ArrayRef<BodyItem> items() const { return Items; }
  /// The object that \p E names, where locals that refer to another object for
  /// their whole life stand for that object.
  AccessPath path(const clang::Expr *E) const;
  /// What the local \p V is initialised with; null if it may change later.
  const clang::Expr *onlyValue(const clang::VarDecl *V) const;
  /// Whether nothing but this function can reach the local \p V.
  bool isPrivate(const clang::VarDecl *V) const;
  bool tooLarge() const { return TooLarge; }

private:
  void walk();
  const Scope *scope(Scope S);
  AccessPath resolved(AccessPath Path, unsigned Depth) const;

  const clang::FunctionDecl *F;
  const ModelIndex &Model;
  std::deque<Scope> Scopes;
  std::vector<BodyItem> Items;
  llvm::DenseMap<const clang::VarDecl *, const clang::Expr *> Values;
  llvm::DenseSet<const clang::VarDecl *> Changed;
  llvm::DenseSet<const clang::VarDecl *> Shared;
  bool TooLarge = false;
};

/// A field or variable that was tested on the way to something.
struct FlagTest {
  const clang::ValueDecl *D = nullptr;
  /// Whether it must be set, or clear, to get there; unset if the test is not
  /// that plain.
  std::optional<bool> IsSet;
};

/// What some statement does to the contents of a queue.
struct QueueEvent {
  enum Kind : uint8_t {
    /// Adds; waits for room as long as it takes.
    Put,
    /// Removes, after waiting for an element or not.
    Take,
    /// Adds, without waiting for room.
    Post,
    /// Waits until there is nothing left to do.
    AwaitIdle,
    /// Waits for the result of a task that was put into the queue.
    AwaitTask,
    /// Counts down what somebody waits for to be zero; \c Queue is the counter.
    CountDown,
    /// Counts it up, or sets it.
    CountUp,
  };
  Kind Is = Put;
  /// The queue, in terms of the function whose facts these are.
  AccessPath Queue;
  /// Set for an operation of the model; null for an inferred one.
  const QueueEntry *Entry = nullptr;
  /// The waiting statement, or the call of the model's operation.
  clang::SourceLocation Site;
  /// The calls that lead there, outermost first.
  TraceRef Calls;
  /// The function that contains \c Site.
  const clang::FunctionDecl *In = nullptr;
  /// Only under these.
  llvm::SmallVector<ParamCondition, 1> Conditions;
  /// A Take that waits for an element.
  bool Waits = true;
  /// What bounds the queue is off unless something sets it: the field.
  const clang::FieldDecl *BoundField = nullptr;
  /// A test of the thread, or of the room, or of a flag decides on the way.
  bool Doubtful = false;
  /// Flags that were tested on the way, with the value that leads there.
  llvm::SmallVector<FlagTest, 1> Flags;
  /// Whether the model is not certain that the queue has a bound.
  bool BoundUnknown = false;
  /// Right after it control leaves the loop.
  bool Leaves = false;
  /// A callee on the way gets there only under a test of its own.
  bool Conditional = false;
  /// A Put of a single byte into a pipe, which wakes the consumer and says no
  /// more; as a rule there is never more than a handful of these.
  bool WakesOnly = false;
  /// The field that says whether it waits, taken to be what it starts as.
  const clang::FieldDecl *Policy = nullptr;
  /// The function without a body in sight that is taken to wait.
  const clang::FunctionDecl *AssumedWait = nullptr;
  /// The queue is one of several, and the index goes round all of them.
  bool GoesRound = false;
  /// Of an AwaitTask without futures: the field of the element that is waited
  /// for to be set.
  const clang::FieldDecl *Completion = nullptr;

  // Within the function only.
  const Scope *Where = nullptr;
  unsigned Order = 0;
  const clang::Stmt *Statement = nullptr;
  /// Where an inferred take removes, which need not be where it waits.
  const Scope *RemovedAt = nullptr;

  /// Whether it is up to an argument whether this waits.
  bool dependsOnArgument() const {
    return llvm::any_of(Conditions, [](const ParamCondition &Condition) {
      return !Condition.IsCheck;
    });
  }
};

/// Facts of all functions of interest of one translation unit, made on demand.
class QueueFacts {
public:
  /// Says what has a body, and whether it is worth to look inside.
  class Bodies {
  public:
    virtual ~Bodies() = default;
    /// The definition of \p F if its facts may matter; null otherwise.
    virtual const clang::FunctionDecl *
    worthwhile(const clang::FunctionDecl *F) = 0;
    /// Whether calling \p F may wait, so that its own facts matter to callers
    /// that belong to another object.
    virtual bool mayWait(const clang::FunctionDecl *F) = 0;
  };

  QueueFacts(const QueueIndex &Index, Bodies &Sight);
  ~QueueFacts();

  /// The field or variable that stands for the queue at \p Path; queues with
  /// the same one are of the same class of place.
  static const clang::Decl *place(const AccessPath &Path);

  struct Facts {
    std::unique_ptr<FunctionBody> Body;
    std::vector<QueueEvent> Events;
    /// Waits that are part of neither a put nor a take of this function.
    struct OpenWait {
      clang::SourceLocation Loc;
      const Scope *Where = nullptr;
      unsigned Order = 0;
      /// What it waits for, by field; see Orientation in the implementation.
      struct Mention {
        AccessPath Path;
        uint8_t Orientation;
      };
      llvm::SmallVector<Mention, 2> Mentions;
      /// How many of the mentions, from the first one, are what the wait is
      /// repeated for; the others are tests further out.
      unsigned OwnMentions = 0;
      llvm::SmallVector<ParamCondition, 1> Conditions;
      /// Fields that the condition asks about, in whatever way.
      llvm::SmallVector<AccessPath, 2> Asked;
      bool IsSemaphore = false;
      /// Its predicate asks which thread it is.
      bool AsksForThread = false;
      /// It ends when a time is up: a take is a take all the same, a put does
      /// not block.
      bool GivesUp = false;
      AccessPath Semaphore;
      /// See QueueEvent.
      const clang::FunctionDecl *AssumedWait = nullptr;
    };
    std::vector<OpenWait> OpenWaits;
    /// A wait until something is no longer full. What is added afterwards may
    /// be another object's: a bound put around a queue that has none, or a
    /// count that is kept beside it.
    struct BoundWait {
      OpenWait Wait;
      /// The put that it would be, without the queue.
      QueueEvent Put;
    };
    std::vector<BoundWait> BoundWaits;
    struct Change {
      uint8_t Kind;
      AccessPath Path;
      unsigned Order;
      const Scope *Where;
      const clang::Stmt *S;

      /// Gives it a value, or none.
      bool sets() const;
      bool clears() const;
      bool countsUp() const;
      bool countsDown() const;
      /// Gives it a value that depends on the old one.
      bool advances() const;
    };
    std::vector<Change> Changes;
    /// The queue that it adds to if there is room, saying so by its result;
    /// opaque if it is no such function.
    AccessPath TriesPut;
  };

  /// Fields that are counted up or down; must be complete before facts are
  /// asked for.
  void noteCounters(const clang::FunctionDecl *F);
  /// The same for all members of \p Class.
  void noteCounters(const clang::CXXRecordDecl *Class);
  const Facts &of(const clang::FunctionDecl *Definition);

  /// Whether \p Callee, which is not in sight and the model does not know, may
  /// be the wait of a condition class: it is given the lock.
  bool mayBeWait(const clang::FunctionDecl *Callee);
  /// Whether \p Wait of \p F waits for room in \p Queue: it asks about that
  /// queue, or about what the function counts up afterwards.
  bool bounds(const Facts::OpenWait &Wait, const clang::FunctionDecl *F,
              const AccessPath &Queue);

  /// Adds what parameters of \p F must be for control to get to \p Where.
  static void conditionsOf(const Scope *Where, const clang::FunctionDecl *F,
                           const clang::ASTContext &Context,
                           llvm::SmallVectorImpl<ParamCondition> &Out);

  /// Says that both are one queue, if they stand side by side.
  void unite(const clang::Decl *A, const clang::Decl *B);

  /// Makes the queues of one group have one name. To be called once the facts
  /// of all functions are there.
  AccessPath canonical(const AccessPath &Path) const;

  /// The queue whose consumer counts down what is at \p Path; \p Path itself
  /// if there is none.
  AccessPath drained(const AccessPath &Path) const;

  const QueueIndex &index() const { return Index; }

  /// Whether \p E, tested on the way to \p Queue, may be a flag against
  /// re-entrance: a bool, a number or a thread of an object that outlives the
  /// call, and not of a local or of an element that was taken.
  static bool mayBeFlag(const clang::Expr *E, const FunctionBody &Body,
                        const AccessPath &Queue);
  /// Adds what \p Test asks that may be such a flag, up to \p Max.
  static void flagsOf(const Scope &Test, const FunctionBody &Body,
                      const AccessPath &Queue, size_t Max,
                      llvm::SmallVectorImpl<FlagTest> &Flags);

  /// Whether \p E asks which thread is running, itself or in a function in
  /// sight.
  bool identifiesThread(const clang::Expr *E, unsigned Depth = 0);

private:
  class Builder;
  friend class Builder;

  const clang::Decl *representative(const clang::Decl *D) const;
  const FunctionBody &body(const clang::FunctionDecl *Definition);
  bool isLockHolder(const clang::CXXRecordDecl *Class);

  const QueueIndex &Index;
  Bodies &Sight;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Facts>> Known;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<FunctionBody>>
      WalkedBodies;
  llvm::DenseSet<const clang::FunctionDecl *> InProgress;
  unsigned Depth = 0;
  llvm::DenseSet<const clang::Decl *> Counters;
  llvm::DenseSet<const clang::CXXRecordDecl *> CountedClasses;
  llvm::DenseMap<const clang::Decl *, const clang::Decl *> Groups;
  llvm::DenseMap<const clang::Decl *, const clang::Decl *> Drained;
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> LockHolders;
  std::unique_ptr<CleanupIndex> Locks;
};

} // namespace unwedge

#endif // UNWEDGE_FACTS_QUEUEFACTS_H

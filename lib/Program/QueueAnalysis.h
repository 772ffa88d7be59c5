//===--- QueueAnalysis.h - Queues in a translation unit -------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to this folder. One class, whose parts stand in
//   QueueProgram.cpp      in which order what is done
//   QueueDescriptors.cpp  how queues of the system are set up
//   QueueEvents.cpp       what a function does itself
//   QueueCallees.cpp      what it does through calls
//   QueueCompletions.cpp  waits for what the consumer itself sets or counts
//   QueueElements.cpp     what elements of queues lead to
//   QueueDoubts.cpp       tests that may keep something from happening
//   QueueKnots.cpp        takes and blocking events of one queue
//   QueueHalves.cpp       what other units need for the same
//   QueueTasks.cpp        what a consumer runs
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_PROGRAM_QUEUEANALYSIS_H
#define UNWEDGE_LIB_PROGRAM_QUEUEANALYSIS_H

#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "unwedge/Program/QueueHalves.h"
#include "unwedge/Program/QueueProgram.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

namespace unwedge {

/// A take, and then a blocking operation, without a loop around both.
struct Sequence {
  QueueEvent Take;
  QueueEvent Blocking;
  bool InLoop = false;
  /// See QueueKnot; whether such an object exists is not asked yet.
  const clang::FieldDecl *ElementOwner = nullptr;
};

/// The function calls a callable that its caller gave it.
struct ParameterCall {
  unsigned Index = 0;
  TraceRef Calls;
  clang::SourceLocation Site;
  /// Set if the call is made in a loop that takes.
  std::optional<QueueEvent> Take;
};

/// What a caller has to know of a function.
struct QueueSummary {
  std::vector<QueueEvent> Events;
  std::vector<Sequence> Sequences;
  std::vector<ParameterCall> ParameterCalls;

  size_t size() const {
    return Events.size() + Sequences.size() + ParameterCalls.size();
  }
};

bool isBlocking(QueueEvent::Kind Kind);
/// Whether one of both cannot happen after the other within one turn of a loop,
/// since they stand on different ways of a branch.
bool exclusive(const Scope *A, const Scope *B);
/// The innermost loop around both; null if there is none.
const Scope *commonLoop(const Scope *A, const Scope *B);
/// The local variable that \p E is, or points to; null if it is none.
const clang::VarDecl *localVariable(const clang::Expr *E);
/// Whether \p Inner is part of \p Outer.
bool contains(const clang::Stmt *Outer, const clang::Stmt *Inner);
/// Adds the tests around \p Where within \p UpTo that are not around \p Other.
void testsBetween(const Scope *Where, const Scope *UpTo, const Scope *Other,
                  llvm::SmallVectorImpl<const Scope *> &Tests);
/// \p E without parentheses, implicit casts and nodes of default arguments.
const clang::Expr *stripValue(const clang::Expr *E);
/// The number that an argument is for a test of it: its value, or whether an
/// optional has one. Unset if that is not known.
std::optional<int64_t> argumentValue(const clang::Expr *E,
                                     clang::ASTContext &Context);

class QueueAnalysis : public QueueFacts::Bodies {
public:
  QueueAnalysis(TranslationUnit &Unit, QueueCounts &Counts)
      : Unit(Unit), Graph(Unit.graph()), Index(Unit.model()),
        Facts(Index, *this), Counts(Counts), Context(Unit.model().context()) {}

  std::vector<QueueKnot> run();
  UnitQueueHalves halves();

  const clang::FunctionDecl *worthwhile(const clang::FunctionDecl *F) override {
    const CallGraph::Node *N = Graph.node(F);
    return N && N->Definition && N->Definition->getBody() ? N->Definition
                                                          : nullptr;
  }
  bool mayWait(const clang::FunctionDecl *F) override {
    return Interesting.contains(F->getCanonicalDecl());
  }

private:
  using FunctionSet = llvm::DenseSet<const clang::FunctionDecl *>;

  bool mentionsOperation(const CallGraph::Node &N);
  bool collectInteresting();
  void readFacts();
  bool waitsForResult(const CallGraph::Node &N);
  bool findBlocking();
  void findPlaces();
  bool hasEvent(const CallGraph::Node &N);
  void summarize();
  void readConfiguration();
  bool wanted(const QueueEvent &Event) const;

  /// An event of one function, with the item that it comes from.
  struct Located {
    QueueEvent Event;
    /// The number of the item.
    size_t Item = 0;
  };

  void analyze(const clang::FunctionDecl *F);
  void collectEvents(const clang::FunctionDecl *F);
  void ownEvents(const clang::FunctionDecl *F);
  void visitItem(const clang::FunctionDecl *F, const BodyItem &Item,
                 size_t Number);
  bool runsLocal(const clang::CallExpr *Call) const;
  void dropRetriesThatMakeRoom();
  void boundFromOutside(const clang::FunctionDecl *F);
  void followDescriptors();
  AccessPath pairOf(const AccessPath &Path) const;
  void addFromCallee(const clang::FunctionDecl *F, const BodyItem &Item,
                     size_t Number, const clang::FunctionDecl *Target,
                     const AccessPath &Receiver,
                     llvm::ArrayRef<const clang::Expr *> Arguments,
                     const TraceStep &Step);
  std::optional<QueueEvent>
  translate(const QueueEvent &Event, const clang::FunctionDecl *F,
            const BodyItem &Item, const clang::FunctionDecl *Target,
            const AccessPath &Receiver,
            llvm::ArrayRef<const clang::Expr *> Arguments,
            const TraceStep &Step);
  AccessPath translatePath(const AccessPath &Path, const clang::FunctionDecl *F,
                           const clang::FunctionDecl *Target,
                           const AccessPath &Receiver,
                           llvm::ArrayRef<const clang::Expr *> Arguments);
  void futures(const clang::FunctionDecl *F);
  void completions(const clang::FunctionDecl *F);
  llvm::SmallVector<const clang::VarDecl *, 2>
  elementsOf(const clang::CallExpr *Call) const;
  clang::SourceLocation completedAt(const clang::FunctionDecl *F,
                                    const Located &Take,
                                    const clang::FieldDecl *Field);
  bool isSetElsewhere(const clang::FieldDecl *Field,
                      const clang::FunctionDecl *Consumer,
                      const clang::Decl *Place);
  const clang::FieldDecl *elementOwner(const Located &Take,
                                       const QueueEvent &Blocking) const;
  bool putsItself(const QueueKnot &Knot);
  bool endsLoop(const clang::FunctionDecl *Callee, clang::SourceLocation Way,
                const BodyItem &Call);
  void findLoopOfCaller(QueueKnot &Knot);
  void countsItself(const clang::FunctionDecl *F);
  void pairUp(const clang::FunctionDecl *F);
  bool servesEvents(const Scope *Where);
  void publish(const clang::FunctionDecl *F);
  void addKnot(QueueKnot Knot);
  void tasks(const clang::FunctionDecl *F);
  void handlers();
  bool testsRoom(const Scope *Where, const Scope *UpTo,
                 const AccessPath &Queue);
  bool onlyAsks(const clang::CXXMethodDecl *Method);
  bool asksForRoom(
      const Scope *Where, const Scope *UpTo,
      llvm::function_ref<bool(const AccessPath &, const clang::FunctionDecl *)>
          Is);
  void judgeTurn(const Scope &Common, bool TakenBefore, QueueKnot &Knot);
  bool setsFlag(const clang::FunctionDecl *F, const QueueEvent &Event);
  bool isFlagValue(const clang::Stmt *S);
  AccessPath outside(const AccessPath &Path,
                     const clang::FunctionDecl *F) const;
  AccessPath throughReferences(const AccessPath &Path) const;

  bool leadsOut(const clang::Expr *E) const;
  bool mayTake(const clang::Expr *E, unsigned Depth = 0) const;
  void openFutures(const clang::FunctionDecl *F);
  QueueHalves::OpenCall openCall(const clang::FunctionDecl *F,
                                 const BodyItem &Item);
  void flagChanges(QueueHalves &Out);
  void givenBounds(const clang::CXXConstructorDecl *Ctor);
  struct Parts;
  void openCalls(Parts &Out);
  void ownParts(const clang::FunctionDecl *F, Parts &All, QueueHalves &Out);
  void turnsOf(const clang::FunctionDecl *F, const Parts &All,
               QueueHalves &Out);
  void halvesOf(const clang::FunctionDecl *F, std::vector<QueueHalves> &Out);

  TranslationUnit &Unit;
  const CallGraph &Graph;
  QueueIndex Index;
  QueueFacts Facts;
  QueueCounts &Counts;
  clang::ASTContext &Context;

  static constexpr size_t MaxSequences = 24;
  /// Adds \p Item to \p List, or counts it as given up.
  template <typename List, typename Item>
  void addWithin(size_t Max, List &To, Item &&What) {
    if (To.size() < Max)
      To.push_back(std::forward<Item>(What));
    else
      ++Unit.statistics().QueueEventsDropped;
  }

  FunctionSet Interesting;
  /// Functions whose facts were read.
  llvm::SmallVector<const clang::FunctionDecl *, 64> Read;
  /// Members that are called where something waits for room.
  llvm::SmallVector<const clang::FunctionDecl *, 8> Adders;
  llvm::DenseSet<const clang::CXXRecordDecl *> QueueClasses;
  /// Classes of place of queues that something blocks on.
  llvm::DenseSet<const clang::Decl *> Places;
  /// Counters that somebody waits for to be zero, and those of them that are
  /// counted up in sight.
  llvm::DenseSet<const clang::Decl *> IdleCounters, CountedUp;
  /// Descriptors that were made a pair, and those set not to block.
  llvm::DenseSet<const clang::Decl *> Made, NonBlocking, CapacitySet;
  /// Containers of pairs.
  llvm::DenseSet<const clang::Decl *> PairContainers;
  /// Variables that get more than one pair.
  llvm::DenseSet<const clang::Decl *> MadeAgain;
  llvm::DenseMap<const clang::FunctionDecl *, QueueSummary> Summaries;
  CallGraph::NodeSet Reaching;
  /// Where consumers run what they take: place -> the take.
  llvm::DenseMap<const clang::Decl *,
                 std::pair<const clang::FunctionDecl *, QueueEvent>>
      Runners;
  std::vector<Located> Current;
  std::vector<ParameterCall> CurrentCalls;
  std::vector<std::pair<size_t, size_t>> CallsOfParameters;
  std::vector<std::pair<const Scope *, const clang::Stmt *>> IndirectCalls;
  std::vector<Sequence> CurrentSequences;
  const FunctionBody *Body = nullptr;
  std::vector<QueueKnot> Knots;
  /// Looks for halves of knots: queues count that nobody in sight waits for.
  bool ForOthers = false;
  /// Functions that can call out of the unit.
  CallGraph::NodeSet LeadsOut;
};

} // namespace unwedge

#endif // UNWEDGE_LIB_PROGRAM_QUEUEANALYSIS_H

//===--- QueueProgram.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The order of the work is the order of its cost. Names are looked up first;
// then the functions that wait are read; only if one of them is a put that
// waits (or a wait for tasks), the functions that can reach a queue are put
// together, callees first.
//
//===----------------------------------------------------------------------===//

#include "unwedge/Program/QueueProgram.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"
#include <array>
#include <map>
#include <set>

using namespace clang;

namespace unwedge {

namespace {

constexpr size_t MaxEvents = 96;
constexpr size_t MaxSequences = 24;
constexpr size_t MaxKnots = 4096;
/// Functions that are looked into because something waits before it calls them.
constexpr size_t MaxAdders = 256;

/// A take, and then a blocking operation, without a loop around both.
struct Sequence {
  QueueEvent Take;
  QueueEvent Blocking;
  bool InLoop = false;
};

/// The function calls a callable that its caller gave it.
struct ParameterCall {
  unsigned Index = 0;
  TraceRef Calls;
  SourceLocation Site;
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

bool isBlocking(QueueEvent::Kind Kind) {
  return Kind == QueueEvent::Put || Kind == QueueEvent::AwaitIdle ||
         Kind == QueueEvent::AwaitTask;
}

bool contains(const Stmt *Outer, const Stmt *Inner) {
  llvm::SmallVector<const Stmt *, 16> Pending{Outer};
  for (unsigned Steps = 0; !Pending.empty() && Steps < 4096; ++Steps) {
    const Stmt *S = Pending.pop_back_val();
    if (!S)
      continue;
    if (S == Inner)
      return true;
    Pending.append(S->child_begin(), S->child_end());
  }
  return false;
}

const Expr *stripValue(const Expr *E) {
  for (unsigned Depth = 0; E && Depth < 32; ++Depth) {
    const Expr *Next = E->IgnoreImplicit()->IgnoreParenImpCasts();
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Next))
      Next = Default->getExpr();
    if (Next == E)
      return E;
    E = Next;
  }
  return E;
}

/// The number that an argument is for a test of it: its value, or whether an
/// optional has one. Unset if that is not known.
std::optional<int64_t> argumentValue(const Expr *E, ASTContext &Context) {
  E = stripValue(E);
  if (!E || E->isValueDependent() || E->isTypeDependent())
    return std::nullopt;
  if (E->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull))
    return 0;
  if (E->getType()->isIntegralOrEnumerationType()) {
    Expr::EvalResult Value;
    if (!E->EvaluateAsInt(Value, Context) ||
        Value.Val.getInt().getSignificantBits() > 64)
      return std::nullopt;
    return Value.Val.getInt().getExtValue();
  }
  const auto *Construct = dyn_cast<CXXConstructExpr>(E);
  if (!Construct)
    return std::nullopt;
  if (Construct->getNumArgs() == 0)
    return 0;
  if (Construct->getNumArgs() > 1)
    return std::nullopt;
  const Expr *From = stripValue(Construct->getArg(0));
  const CXXRecordDecl *Class = From->getType()->getAsCXXRecordDecl();
  if (Class && Class->getCanonicalDecl() ==
                   Construct->getConstructor()->getParent()->getCanonicalDecl())
    return argumentValue(From, Context);
  // A tag without content (std::nullopt) stands for nothing.
  if (Class && Class->hasDefinition() && Class->isEmpty())
    return 0;
  return 1;
}

class Analysis : public QueueFacts::Bodies {
public:
  Analysis(TranslationUnit &Unit, QueueCounts &Counts)
      : Unit(Unit), Graph(Unit.graph()), Index(Unit.model()),
        Facts(Index, *this), Counts(Counts), Context(Unit.model().context()) {}

  std::vector<QueueKnot> run();

  const FunctionDecl *worthwhile(const FunctionDecl *F) override {
    const CallGraph::Node *N = Graph.node(F);
    return N && N->Definition && N->Definition->getBody() ? N->Definition
                                                          : nullptr;
  }
  bool mayWait(const FunctionDecl *F) override {
    return Interesting.contains(F->getCanonicalDecl());
  }

private:
  using FunctionSet = llvm::DenseSet<const FunctionDecl *>;

  bool mentionsOperation(const CallGraph::Node &N);
  bool collectInteresting();
  void readFacts();
  bool wanted(const QueueEvent &Event) const;

  /// An event of one function, with the item that it comes from.
  struct Located {
    QueueEvent Event;
    /// The number of the item.
    size_t Item = 0;
  };

  void analyze(const FunctionDecl *F);
  void ownEvents(const FunctionDecl *F);
  void visitItem(const FunctionDecl *F, const BodyItem &Item, size_t Number);
  bool runsLocal(const CallExpr *Call) const;
  void dropRetriesThatMakeRoom();
  void boundFromOutside(const FunctionDecl *F);
  void followDescriptors();
  void addFromCallee(const FunctionDecl *F, const BodyItem &Item, size_t Number,
                     const FunctionDecl *Target, const AccessPath &Receiver,
                     llvm::ArrayRef<const Expr *> Arguments,
                     const TraceStep &Step);
  std::optional<QueueEvent>
  translate(const QueueEvent &Event, const FunctionDecl *F,
            const BodyItem &Item, const FunctionDecl *Target,
            const AccessPath &Receiver, llvm::ArrayRef<const Expr *> Arguments,
            const TraceStep &Step);
  AccessPath translatePath(const AccessPath &Path, const FunctionDecl *F,
                           const FunctionDecl *Target,
                           const AccessPath &Receiver,
                           llvm::ArrayRef<const Expr *> Arguments);
  void futures(const FunctionDecl *F);
  void pairUp(const FunctionDecl *F);
  void addKnot(QueueKnot Knot);
  void tasks(const FunctionDecl *F);
  void handlers();
  bool testsRoom(const Scope *Where, const Scope *UpTo,
                 const AccessPath &Queue);
  bool setsFlag(const FunctionDecl *F, const QueueEvent &Event);
  bool isFlagValue(const Stmt *S);
  AccessPath outside(const AccessPath &Path, const FunctionDecl *F) const;
  AccessPath throughReferences(const AccessPath &Path) const;

  TranslationUnit &Unit;
  const CallGraph &Graph;
  QueueIndex Index;
  QueueFacts Facts;
  QueueCounts &Counts;
  ASTContext &Context;

  FunctionSet Interesting;
  /// Classes of place of queues that something blocks on.
  llvm::DenseSet<const Decl *> Places;
  /// Descriptors that were made a pair, and those set not to block.
  llvm::DenseSet<const Decl *> Made, NonBlocking, CapacitySet;
  /// Variables that get more than one pair.
  llvm::DenseSet<const Decl *> MadeAgain;
  llvm::DenseMap<const FunctionDecl *, QueueSummary> Summaries;
  CallGraph::NodeSet Reaching;
  /// Where consumers run what they take: place -> the take.
  llvm::DenseMap<const Decl *, std::pair<const FunctionDecl *, QueueEvent>>
      Runners;
  std::vector<Located> Current;
  std::vector<ParameterCall> CurrentCalls;
  std::vector<std::pair<size_t, size_t>> CallsOfParameters;
  std::vector<std::pair<const Scope *, const Stmt *>> IndirectCalls;
  std::vector<Sequence> CurrentSequences;
  const FunctionBody *Body = nullptr;
  std::vector<QueueKnot> Knots;
};

bool isOperationOfInterest(QueueOperation Operation) {
  switch (Operation) {
  case QueueOperation::Put:
  case QueueOperation::TryPut:
  case QueueOperation::Take:
  case QueueOperation::TryTake:
  case QueueOperation::Wait:
  case QueueOperation::TimedWait:
  case QueueOperation::Acquire:
  case QueueOperation::Pause:
  case QueueOperation::Submit:
  case QueueOperation::WaitIdle:
    return true;
  default:
    return false;
  }
}

bool Analysis::mentionsOperation(const CallGraph::Node &N) {
  auto Is = [&](const FunctionDecl *Callee) {
    const QueueRole *Role = Index.role(Callee);
    return Role && isOperationOfInterest(Role->Operation);
  };
  auto MayWait = [&](const FunctionDecl *Callee) {
    return Facts.mayBeWait(Callee);
  };
  return llvm::any_of(N.LibraryCallees, Is) || llvm::any_of(N.Callees, Is) ||
         llvm::any_of(N.Callees, MayWait) ||
         llvm::any_of(N.LibraryCallees, MayWait);
}

bool Analysis::collectInteresting() {
  if (Index.empty())
    return false;
  llvm::DenseSet<const CXXRecordDecl *> Classes;
  llvm::DenseSet<const RecordDecl *> Structs;
  auto ClassOf = [](const FunctionDecl *F) -> const CXXRecordDecl * {
    const auto *Method = dyn_cast<CXXMethodDecl>(enclosingNonLambda(F));
    return Method ? Method->getParent()->getCanonicalDecl() : nullptr;
  };
  auto StructsOf = [](const FunctionDecl *F, auto Visit) {
    for (const ParmVarDecl *P : F->parameters()) {
      QualType Type = P->getType();
      if (Type->isPointerType() || Type->isReferenceType())
        if (const auto *Record = Type->getPointeeType()->getAs<RecordType>())
          Visit(cast<RecordDecl>(Record->getDecl()->getCanonicalDecl()));
    }
  };
  for (const auto &[F, N] : Graph.nodes()) {
    if (!N.Definition || !mentionsOperation(N))
      continue;
    Interesting.insert(F);
    if (const CXXRecordDecl *Class = ClassOf(F))
      Classes.insert(Class);
    else
      StructsOf(F, [&](const RecordDecl *Struct) { Structs.insert(Struct); });
  }
  if (Interesting.empty())
    return false;
  // Counters are counted by any member.
  for (const auto &[F, N] : Graph.nodes()) {
    if (!N.Definition)
      continue;
    bool Belongs = Interesting.contains(F);
    if (const CXXRecordDecl *Class = ClassOf(F))
      Belongs |= Classes.contains(Class);
    else
      StructsOf(F, [&](const RecordDecl *Struct) {
        Belongs |= Structs.contains(Struct);
      });
    if (Belongs)
      Facts.noteCounters(N.Definition);
  }
  return true;
}

bool Analysis::wanted(const QueueEvent &Event) const {
  const Decl *Place = QueueFacts::place(Event.Queue);
  return Event.Entry || (Place && Places.contains(Place));
}

void Analysis::readFacts() {
  // Functions that only wait make functions of interest of those that call
  // them: a condition class of the project's own, a helper that waits for room.
  llvm::DenseMap<const FunctionDecl *,
                 llvm::SmallVector<const FunctionDecl *, 4>>
      Callers;
  bool HaveCallers = false;
  std::vector<std::pair<const FunctionDecl *, unsigned>> Pending;
  for (const auto &[F, N] : Graph.nodes())
    if (Interesting.contains(F))
      Pending.push_back({F, 0});
  constexpr unsigned MaxLevels = 3;
  for (size_t I = 0; I < Pending.size(); ++I) {
    auto [F, Level] = Pending[I];
    const CallGraph::Node *N = Graph.node(F);
    if (!N)
      continue;
    const QueueFacts::Facts &Known = Facts.of(N->Definition);
    if (Known.OpenWaits.empty() || Level >= MaxLevels)
      continue;
    if (!HaveCallers) {
      HaveCallers = true;
      for (const auto &[Caller, CallerNode] : Graph.nodes())
        for (const FunctionDecl *Callee : CallerNode.Callees)
          Callers[Callee].push_back(Caller);
    }
    for (const FunctionDecl *Caller : Callers[F])
      if (Interesting.insert(Caller).second) {
        if (const CallGraph::Node *CallerNode = Graph.node(Caller))
          Facts.noteCounters(CallerNode->Definition);
        Pending.push_back({Caller, Level + 1});
      }
  }
}

AccessPath Analysis::outside(const AccessPath &Path,
                             const FunctionDecl *F) const {
  if (Path.root() == AccessPath::This)
    return Path.rebase(AccessPath::frameThis(enclosingNonLambda(F)), 0);
  if (Path.root() == AccessPath::Param)
    return Path.index() < F->getNumParams()
               ? Path.rebase(AccessPath::var(F->getParamDecl(Path.index())), 0)
               : AccessPath::opaque();
  return Path;
}

std::vector<QueueKnot> Analysis::run() {
  if (!collectInteresting())
    return {};
  readFacts();
  // Is there anything that a consumer could block on?
  bool Blocks = false;
  llvm::DenseSet<const CXXRecordDecl *> QueueClasses;
  llvm::SmallVector<const FunctionDecl *, 64> Read;
  for (const auto &[F, N] : Graph.nodes())
    if (Interesting.contains(F) && N.Definition)
      Read.push_back(N.Definition);
  Counts.FunctionsRead += Read.size();
  for (const FunctionDecl *F : Read)
    for (const QueueEvent &Event : Facts.of(F).Events) {
      bool Counted = isBlocking(Event.Is) ||
                     (Event.Is == QueueEvent::Take && Event.Waits) ||
                     (Event.Entry && Event.Entry->Kind == QueueEntry::Pool);
      if (!Counted)
        continue;
      Blocks |= Event.Is != QueueEvent::Take;
      Counts.Puts += Event.Is == QueueEvent::Put;
      Counts.Takes += Event.Is == QueueEvent::Take;
      if (const auto *Method = dyn_cast<CXXMethodDecl>(enclosingNonLambda(F)))
        if (!Event.Entry)
          QueueClasses.insert(Method->getParent()->getCanonicalDecl());
      // The class that holds the elements may be another, and know nothing of
      // the waiting.
      if (const auto *Field =
              dyn_cast_or_null<FieldDecl>(QueueFacts::place(Event.Queue)))
        if (const auto *Holder = dyn_cast<CXXRecordDecl>(Field->getParent()))
          QueueClasses.insert(Holder->getCanonicalDecl());
    }
  // Bounds put around queues that have none.
  llvm::SmallVector<const FunctionDecl *, 8> Adders;
  for (const FunctionDecl *F : Read) {
    const CallGraph::Node *N = Graph.node(F);
    if (!N || Facts.of(F).BoundWaits.empty())
      continue;
    Blocks = true;
    for (const FunctionDecl *Callee : N->Callees)
      if (const auto *Method =
              dyn_cast_or_null<CXXMethodDecl>(worthwhile(Callee));
          Method && !isa<CXXConstructorDecl, CXXDestructorDecl>(Method) &&
          Adders.size() < MaxAdders) {
        Adders.push_back(Method);
        QueueClasses.insert(Method->getParent()->getCanonicalDecl());
      }
  }
  // A future of a hand-written pool is waited for without a blocking put.
  auto IsFutureWait = [&](const FunctionDecl *Callee) {
    const QueueRole *Role = Index.role(Callee);
    return Role && Role->Operation == QueueOperation::WaitResult;
  };
  if (!Blocks)
    for (const auto &[F, N] : Graph.nodes())
      Blocks |= llvm::any_of(N.LibraryCallees, IsFutureWait) ||
                llvm::any_of(N.Callees, IsFutureWait);
  if (!Blocks)
    return {};
  // The other members of a queue's class: takes that do not wait.
  for (const auto &[F, N] : Graph.nodes())
    if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
        Method && N.Definition && !Interesting.contains(F) &&
        QueueClasses.contains(Method->getParent()->getCanonicalDecl())) {
      (void)Facts.of(N.Definition);
      Interesting.insert(F);
      Read.push_back(N.Definition);
    }
  for (const FunctionDecl *F : Read)
    for (const QueueEvent &Event : Facts.of(F).Events)
      if (isBlocking(Event.Is) || (Event.Is == QueueEvent::Take && Event.Waits))
        if (const Decl *Place = QueueFacts::place(Facts.canonical(Event.Queue)))
          Places.insert(Place);
  for (const FunctionDecl *F : Adders)
    for (const QueueEvent &Event : Facts.of(F).Events)
      if (Event.Is == QueueEvent::Post)
        if (const Decl *Place = QueueFacts::place(Facts.canonical(Event.Queue)))
          Places.insert(Place);
  // How descriptors and bounds are set up.
  for (const auto &[F, N] : Graph.nodes()) {
    auto Configures = [&](const FunctionDecl *Callee) {
      const QueueRole *Role = Index.role(Callee);
      return Role && (Role->Operation == QueueOperation::MakePair ||
                      Role->Operation == QueueOperation::SetNonBlocking ||
                      Role->Operation == QueueOperation::SetCapacity);
    };
    if (!N.Definition || !(llvm::any_of(N.LibraryCallees, Configures) ||
                           llvm::any_of(N.Callees, Configures)))
      continue;
    FunctionBody Setup(N.Definition, Unit.model());
    for (const BodyItem &Item : Setup.items()) {
      const auto *Call = dyn_cast<CallExpr>(Item.S);
      const QueueRole *Role = Call ? Index.role(Call) : nullptr;
      const Expr *Object = Role ? QueueIndex::object(*Role, Call) : nullptr;
      AccessPath Path = Object ? Setup.path(Object) : AccessPath::opaque();
      const Decl *Place = QueueFacts::place(Path);
      // For the caller, see followDescriptors().
      if (Path.root() == AccessPath::Param && Path.elements().size() < 2 &&
          !Place && Path.index() < N.Definition->getNumParams())
        Place = N.Definition->getParamDecl(Path.index());
      if (!Place)
        continue;
      if (Role->Operation == QueueOperation::MakePair) {
        if (!Made.insert(Place).second)
          MadeAgain.insert(Place);
        if (Index.blocks(*Role, Call) != CallBlocks::Yes)
          NonBlocking.insert(Place);
      } else if (Role->Operation == QueueOperation::SetNonBlocking) {
        // Of `fcntl` it is one command out of many.
        if (Role->Entry->NonBlockingIf.empty() ||
            Index.blocks(*Role, Call) != CallBlocks::Yes)
          NonBlocking.insert(Place);
      } else if (Role->Operation == QueueOperation::SetCapacity) {
        CapacitySet.insert(Place);
      }
    }
  }
  followDescriptors();
  Reaching = Graph.reaching([&](const CallGraph::Node &N) {
    const FunctionDecl *F =
        N.Definition ? N.Definition->getCanonicalDecl() : nullptr;
    if (!F)
      return false;
    if (llvm::any_of(N.LibraryCallees, IsFutureWait) ||
        llvm::any_of(N.Callees, IsFutureWait))
      return true;
    return Interesting.contains(F) &&
           llvm::any_of(Facts.of(N.Definition).Events,
                        [&](const QueueEvent &Event) {
                          QueueEvent Named = Event;
                          Named.Queue = Facts.canonical(Event.Queue);
                          return wanted(Named);
                        });
  });
  // A function that calls what it is given may reach anything.
  constexpr unsigned MaxRounds = 3;
  for (const std::vector<const CallGraph::Node *> &Component :
       Graph.components([&](const CallGraph::Node &N) {
         return N.Definition &&
                (Reaching.contains(N.Definition->getCanonicalDecl()) ||
                 llvm::any_of(N.Invoked, [](const ValueDecl *D) {
                   return isa<ParmVarDecl>(D);
                 }));
       })) {
    for (unsigned Round = 0; Round < MaxRounds; ++Round) {
      size_t Before = 0, After = 0;
      for (const CallGraph::Node *N : Component)
        Before += Summaries[N->Definition->getCanonicalDecl()].size();
      for (const CallGraph::Node *N : Component)
        analyze(N->Definition);
      for (const CallGraph::Node *N : Component)
        After += Summaries[N->Definition->getCanonicalDecl()].size();
      bool CallsItself =
          Component.size() > 1 ||
          llvm::is_contained(Component[0]->Callees,
                             Component[0]->Definition->getCanonicalDecl());
      if (!CallsItself || Before == After)
        break;
    }
  }
  for (const auto &[F, N] : Graph.nodes())
    if (N.Definition && Reaching.contains(F))
      tasks(N.Definition);
  handlers();
  return std::move(Knots);
}

namespace {

/// The ends of one pair of descriptors on their way through parameters.
struct PairOnTheWay {
  const FunctionDecl *F;
  /// The array, or the variable that has one end.
  const VarDecl *D;
  /// Unset for the array.
  std::optional<unsigned> End;
  size_t Pair;
};

} // namespace

/// The end of a pair that \p E is, if \p At says which variable has it.
static std::optional<unsigned> endOf(const Expr *E, const PairOnTheWay &At) {
  E = stripValue(E);
  std::optional<unsigned> Which = At.End;
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E);
      Subscript && !At.End) {
    const auto *Index =
        dyn_cast<IntegerLiteral>(stripValue(Subscript->getIdx()));
    if (!Index || Index->getValue().ugt(1))
      return std::nullopt;
    Which = Index->getValue().getZExtValue();
    E = stripValue(Subscript->getBase());
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  return Ref && Ref->getDecl()->getCanonicalDecl() == At.D->getCanonicalDecl()
             ? Which
             : std::nullopt;
}

/// Pairs that are made in one place and kept in another: `pipe(fds)`, and the
/// constructor of the object that is given both ends keeps them in two members.
void Analysis::followDescriptors() {
  constexpr size_t MaxSteps = 128;
  std::vector<PairOnTheWay> Pending;
  size_t Pairs = 0;
  for (const Decl *D : Made)
    if (const auto *V = dyn_cast<VarDecl>(D); V && V->hasLocalStorage())
      if (const auto *Owner = dyn_cast<FunctionDecl>(V->getDeclContext()))
        if (const FunctionDecl *Definition = worthwhile(Owner))
          Pending.push_back({Definition, V, std::nullopt, Pairs++});
  if (Pending.empty())
    return;
  // A function of the project's own that makes the pair for its caller.
  size_t Known = Pending.size();
  for (size_t I = 0; I < Known; ++I) {
    const auto *Param = dyn_cast<ParmVarDecl>(Pending[I].D);
    if (!Param || NonBlocking.contains(Param))
      continue;
    const FunctionDecl *Maker = Pending[I].F->getCanonicalDecl();
    for (const auto &[F, N] : Graph.nodes()) {
      if (!N.Definition || !llvm::is_contained(N.Callees, Maker) ||
          Pending.size() > MaxSteps)
        continue;
      FunctionBody Caller(N.Definition, Unit.model());
      for (const BodyItem &Item : Caller.items()) {
        const auto *Call = dyn_cast<CallExpr>(Item.S);
        if (!Call || !Call->getDirectCallee() ||
            Call->getDirectCallee()->getCanonicalDecl() != Maker ||
            Param->getFunctionScopeIndex() >= Call->getNumArgs())
          continue;
        const auto *Ref = dyn_cast<DeclRefExpr>(
            stripValue(Call->getArg(Param->getFunctionScopeIndex())));
        if (const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
            V && V->hasLocalStorage())
          Pending.push_back({N.Definition, V, std::nullopt, Pairs++});
      }
    }
  }
  std::vector<std::array<llvm::SmallVector<const FieldDecl *, 2>, 2>> Kept(
      Pairs);
  llvm::DenseSet<size_t> Dropped;
  // An array that gets one pair after the other does not tell them apart.
  llvm::DenseMap<const VarDecl *, size_t> PairOf;
  for (const PairOnTheWay &At : Pending) {
    auto [It, IsFirst] = PairOf.try_emplace(At.D, At.Pair);
    if (!IsFirst)
      Dropped.insert(It->second);
    if (!IsFirst || MadeAgain.contains(At.D))
      Dropped.insert(At.Pair);
  }
  for (size_t I = 0; I < Pending.size() && I < MaxSteps; ++I) {
    const PairOnTheWay At = Pending[I];
    if (NonBlocking.contains(At.D))
      Dropped.insert(At.Pair);
    auto Keep = [&](const FieldDecl *Field, const Expr *Value) {
      if (std::optional<unsigned> End = Field ? endOf(Value, At) : std::nullopt)
        Kept[At.Pair][*End].push_back(Field);
    };
    auto Pass = [&](const FunctionDecl *Callee,
                    llvm::ArrayRef<const Expr *> Args) {
      const FunctionDecl *Definition = Callee ? worthwhile(Callee) : nullptr;
      if (!Definition)
        return;
      for (size_t P = 0; P < Args.size() && P < Definition->getNumParams();
           ++P) {
        std::optional<unsigned> End = endOf(Args[P], At);
        const auto *Ref = dyn_cast<DeclRefExpr>(stripValue(Args[P]));
        bool Whole = !At.End && Ref && Ref->getDecl() == At.D;
        if (End || Whole)
          Pending.push_back(
              {Definition, Definition->getParamDecl(P), End, At.Pair});
      }
    };
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(At.F))
      for (const CXXCtorInitializer *Init : Ctor->inits())
        if (Init->getInit())
          Keep(Init->getAnyMember(), Init->getInit());
    FunctionBody Way(At.F, Unit.model());
    for (const BodyItem &Item : Way.items()) {
      if (const auto *Assign = dyn_cast<BinaryOperator>(Item.S)) {
        const auto *Member = dyn_cast<MemberExpr>(stripValue(Assign->getLHS()));
        Keep(Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr,
             Assign->getRHS());
      } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Item.S)) {
        Pass(Construct->getConstructor(),
             llvm::ArrayRef(Construct->getArgs(), Construct->getNumArgs()));
      } else if (const auto *Call = dyn_cast<CallExpr>(Item.S);
                 Call && !isa<CXXOperatorCallExpr>(Call)) {
        Pass(Call->getDirectCallee(),
             llvm::ArrayRef(Call->getArgs(), Call->getNumArgs()));
      }
    }
  }
  // One end may be kept twice, as for poll().
  for (size_t Pair = 0; Pair < Pairs; ++Pair)
    for (const FieldDecl *Read : Kept[Pair][0])
      for (const FieldDecl *Write : Kept[Pair][1]) {
        if (Read == Write || Dropped.contains(Pair) ||
            NonBlocking.contains(Read) || NonBlocking.contains(Write) ||
            Read->getParent() != Write->getParent())
          continue;
        Made.insert(Read);
        Made.insert(Write);
        Facts.unite(Read, Write);
      }
}

void Analysis::ownEvents(const FunctionDecl *F) {
  const QueueFacts::Facts &Own = Facts.of(F);
  for (QueueEvent Event : Own.Events) {
    Event.Queue = Facts.canonical(Event.Queue);
    if (Event.Is == QueueEvent::AwaitIdle && !Event.Entry)
      Event.Queue = Facts.drained(Event.Queue);
    const Decl *Place = QueueFacts::place(Event.Queue);
    if (!wanted(Event))
      continue;
    if (Event.Entry) {
      if (Event.Entry->MadeInSight && (!Place || !Made.contains(Place)))
        continue;
      if (Place && NonBlocking.contains(Place) && isBlocking(Event.Is))
        Event.Is = QueueEvent::Post;
      if (Event.Entry->Bound == QueueBound::OnceSet &&
          Event.Is == QueueEvent::Put &&
          (!Place || !CapacitySet.contains(Place)))
        Event.BoundUnknown = true;
    }
    size_t Number = 0;
    for (const BodyItem &Item : Own.Body->items()) {
      if (Item.Order == Event.Order)
        break;
      ++Number;
    }
    if (Number < Own.Body->items().size())
      Event.Leaves |= Own.Body->items()[Number].Leaves;
    Current.push_back({std::move(Event), Number});
  }
}

/// A reference that a local object has is what its constructor was given:
/// `Group G(pool()); G.Pool`.
AccessPath Analysis::throughReferences(const AccessPath &Path) const {
  if (Path.root() != AccessPath::Var || Path.elements().empty() ||
      Path.elements()[0].Kind != PathElement::Field ||
      !Path.var()->hasLocalStorage())
    return Path;
  const auto *Field = cast<FieldDecl>(Path.elements()[0].D);
  const Expr *Value = Field->getType()->isReferenceType()
                          ? Body->onlyValue(Path.var())
                          : nullptr;
  const auto *Construct =
      dyn_cast_or_null<CXXConstructExpr>(Value ? stripValue(Value) : nullptr);
  const FunctionDecl *Definition = nullptr;
  if (!Construct || !Construct->getConstructor()->hasBody(Definition))
    return Path;
  for (const CXXCtorInitializer *Init :
       cast<CXXConstructorDecl>(Definition)->inits()) {
    if (!Init->getAnyMember() ||
        Init->getAnyMember()->getCanonicalDecl() != Field->getCanonicalDecl())
      continue;
    const auto *Ref = dyn_cast<DeclRefExpr>(stripValue(Init->getInit()));
    const auto *Param = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
    if (!Param || Param->getFunctionScopeIndex() >= Construct->getNumArgs())
      return Path;
    AccessPath Object =
        Body->path(Construct->getArg(Param->getFunctionScopeIndex()));
    return Object.isNamed() ? Path.rebase(Object, 1) : Path;
  }
  return Path;
}

AccessPath Analysis::translatePath(const AccessPath &Path,
                                   const FunctionDecl *F,
                                   const FunctionDecl *Target,
                                   const AccessPath &Receiver,
                                   llvm::ArrayRef<const Expr *> Arguments) {
  switch (Path.root()) {
  case AccessPath::This:
    return Receiver.isNamed() ? Path.rebase(Receiver, 0) : AccessPath::opaque();
  case AccessPath::Param:
    if (Path.index() < Arguments.size()) {
      AccessPath Argument = Body->path(Arguments[Path.index()]);
      if (Argument.isNamed())
        return Path.rebase(Argument, 0);
    }
    return AccessPath::opaque();
  case AccessPath::FrameThis:
    if (F->getCanonicalDecl() == Path.function()) {
      const auto *Method = dyn_cast<CXXMethodDecl>(F);
      if (Method && !isLambdaCallOperator(Method))
        return Path.rebase(AccessPath::thisObject(), 0);
    }
    return Path;
  case AccessPath::Var: {
    const VarDecl *V = Path.var();
    if (V->hasGlobalStorage())
      return Path;
    const auto *Owner = dyn_cast<FunctionDecl>(V->getDeclContext());
    if (Owner && Owner->getCanonicalDecl() == Target->getCanonicalDecl())
      return AccessPath::opaque();
    if (Owner && Owner->getCanonicalDecl() == F->getCanonicalDecl())
      if (const auto *Param = dyn_cast<ParmVarDecl>(V))
        return Path.rebase(AccessPath::param(Param->getFunctionScopeIndex()),
                           0);
    return Path;
  }
  case AccessPath::Temp:
  case AccessPath::Return:
    return AccessPath::opaque();
  default:
    return Path;
  }
}

std::optional<QueueEvent> Analysis::translate(
    const QueueEvent &Event, const FunctionDecl *F, const BodyItem &Item,
    const FunctionDecl *Target, const AccessPath &Receiver,
    llvm::ArrayRef<const Expr *> Arguments, const TraceStep &Step) {
  constexpr unsigned MaxTrace = 24;
  if (traceLength(Event.Calls) >= MaxTrace)
    return std::nullopt;
  QueueEvent Result = Event;
  Result.Queue = throughReferences(
      translatePath(Event.Queue, F, Target, Receiver, Arguments));
  if (!Result.Queue.isNamed())
    return std::nullopt;
  Result.Conditions.clear();
  for (const ParamCondition &Condition : Event.Conditions) {
    if (Condition.Index >= Arguments.size())
      return std::nullopt;
    const Expr *Arg = Arguments[Condition.Index];
    if (std::optional<int64_t> Value = argumentValue(Arg, Context)) {
      if (!Condition.holdsFor(*Value))
        return std::nullopt;
      continue;
    }
    // A member that says whether to wait is taken for what it starts as.
    if (const auto *Member = dyn_cast<MemberExpr>(stripValue(Arg)))
      if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()))
        if (const Expr *Init = initializerOf(Field))
          if (std::optional<int64_t> Value = argumentValue(Init, Context);
              Value && Condition.holdsFor(*Value)) {
            Result.Policy = Field;
            continue;
          }
    const auto *Ref = dyn_cast<DeclRefExpr>(stripValue(Arg));
    const auto *Param = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
    if (!Param || Param->getDeclContext() != F) {
      // Whether it waits is not known.
      if (!Condition.IsCheck)
        return std::nullopt;
      Result.Doubtful |= Facts.identifiesThread(Arg);
      continue;
    }
    ParamCondition Mine = Condition;
    Mine.Index = Param->getFunctionScopeIndex();
    Result.Conditions.push_back(Mine);
  }
  // What this function itself tests says whether it gets there, and not how a
  // put behaves; only an argument that is known speaks against it.
  size_t Known = Result.Conditions.size();
  QueueFacts::conditionsOf(Item.Where, F, Context, Result.Conditions);
  for (ParamCondition &Condition : llvm::drop_begin(Result.Conditions, Known))
    Condition.IsCheck = true;
  Result.Calls = prependStep(Step, Event.Calls);
  Result.Where = Item.Where;
  Result.Order = Item.Order;
  Result.Statement = Item.S;
  Result.Leaves = Item.Leaves;
  // What decides here that the call is made.
  for (const Scope *S = Item.Where; S; S = S->Parent) {
    if (S->Is != Scope::Test || !S->Condition)
      continue;
    if (Facts.identifiesThread(S->Condition))
      Result.Doubtful = true;
    QueueFacts::flagsOf(*S, *Body, Result.Queue, 12, Result.Flags);
  }
  if (isBlocking(Result.Is) && testsRoom(Item.Where, nullptr, Result.Queue))
    Result.Doubtful = true;
  return Result;
}

void Analysis::addFromCallee(const FunctionDecl *F, const BodyItem &Item,
                             size_t Number, const FunctionDecl *Target,
                             const AccessPath &Receiver,
                             llvm::ArrayRef<const Expr *> Arguments,
                             const TraceStep &Step) {
  auto It = Summaries.find(Target->getCanonicalDecl());
  if (It == Summaries.end())
    return;
  // The summary may move while events of lambdas are looked up.
  const QueueSummary Callee = It->second;
  for (const QueueEvent &Event : Callee.Events)
    if (std::optional<QueueEvent> Mine =
            translate(Event, F, Item, Target, Receiver, Arguments, Step))
      if (Current.size() < 512)
        Current.push_back({std::move(*Mine), Number});
  for (const Sequence &S : Callee.Sequences) {
    auto Take = translate(S.Take, F, Item, Target, Receiver, Arguments, Step);
    auto Blocking =
        translate(S.Blocking, F, Item, Target, Receiver, Arguments, Step);
    if (Take && Blocking && CurrentSequences.size() < MaxSequences)
      CurrentSequences.push_back({std::move(*Take), std::move(*Blocking),
                                  S.InLoop || enclosingLoop(Item.Where)});
  }
  // Callables that were given to the callee, and that it runs.
  for (const ParameterCall &Call : Callee.ParameterCalls) {
    if (Call.Index >= Arguments.size())
      continue;
    const Expr *Callable = Arguments[Call.Index];
    std::optional<QueueEvent> Take;
    if (Call.Take)
      Take = translate(*Call.Take, F, Item, Target, Receiver, Arguments, Step);
    llvm::SmallVector<CallableTarget, 2> Targets;
    CallableExpr What = analyzeCallable(Callable, Unit.model());
    if (const auto *Param = dyn_cast_or_null<ParmVarDecl>(What.Source);
        Param && Param->getDeclContext() == F) {
      ParameterCall Mine = Call;
      Mine.Index = Param->getFunctionScopeIndex();
      Mine.Calls = prependStep(Step, Call.Calls);
      Mine.Take = Take;
      if (CurrentCalls.size() < MaxSequences)
        CurrentCalls.push_back(std::move(Mine));
      continue;
    }
    Targets = Graph.targetsOf(Callable);
    if (Targets.size() > Unit.limits().MaxCandidates)
      continue;
    for (const CallableTarget &T : Targets) {
      const CallGraph::Node *N = Graph.node(T.Function);
      if (!N)
        continue;
      auto Inner = Summaries.find(N->Definition->getCanonicalDecl());
      if (Inner == Summaries.end())
        continue;
      TraceStep Run(Call.Site, N->Definition,
                    What.Functions.empty() ? CallKind::Stored
                                           : CallKind::Direct,
                    Targets.size());
      Run.HandedIn = true;
      const std::vector<QueueEvent> Events = Inner->second.Events;
      for (const QueueEvent &Event : Events) {
        auto Mine = translate(
            Event, F, Item, N->Definition,
            T.Receiver.isNamed() ? T.Receiver : AccessPath::opaque(), {}, Run);
        if (!Mine)
          continue;
        TraceRef Rest = Mine->Calls;
        // The way: into the callee, down to the call, into the callable.
        llvm::SmallVector<TraceStep, 8> Steps{Step};
        for (const Trace *C = Call.Calls.get(); C; C = C->Rest.get())
          Steps.push_back(C->Step);
        for (const TraceStep &S : llvm::reverse(Steps))
          Rest = prependStep(S, Rest);
        Mine->Calls = Rest;
        if (Take && isBlocking(Mine->Is)) {
          QueueKnot Knot;
          Knot.F = F;
          Knot.Take = *Take;
          Knot.Blocking = *Mine;
          Knot.RoomTested = Mine->Doubtful;
          addKnot(std::move(Knot));
          continue;
        }
        if (Current.size() < 512)
          Current.push_back({std::move(*Mine), Number});
      }
    }
  }
}

/// Whether \p Call calls something that a local variable or temporary holds,
/// such as a task that was taken out of a queue.
bool Analysis::runsLocal(const CallExpr *Call) const {
  const Expr *Callable = Call->getCallee();
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    Callable = Member->getImplicitObjectArgument();
  else if (isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() > 0)
    Callable = Call->getArg(0);
  AccessPath Path = Body->path(stripValue(Callable));
  if (!Path.isNamed() || Path.root() == AccessPath::Temp)
    return true;
  return Path.root() == AccessPath::Var && Path.var()->hasLocalStorage() &&
         !isa<ParmVarDecl>(Path.var());
}

void Analysis::visitItem(const FunctionDecl *F, const BodyItem &Item,
                         size_t Number) {
  const auto *E = dyn_cast<Expr>(Item.S);
  const auto *Call = dyn_cast_or_null<CallExpr>(E);
  const auto *Construct = dyn_cast_or_null<CXXConstructExpr>(E);
  if ((!Call && !Construct) || E->isTypeDependent())
    return;
  if (Call)
    if (const FunctionDecl *Callee = Call->getDirectCallee()) {
      // A cheap answer for most.
      const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
      bool Known = Summaries.count(Callee->getCanonicalDecl());
      bool Callable = Method && Method->getOverloadedOperator() == OO_Call;
      bool Virtual = Method && Method->isVirtual();
      if (!Known && !Callable && !Virtual &&
          Unit.model().role(Callee).Function != FunctionEffect::RunsArguments)
        return;
    }
  if (Construct &&
      !Summaries.count(Construct->getConstructor()->getCanonicalDecl()))
    return;
  ResolvedCall Resolved = Graph.resolve(E);
  llvm::ArrayRef<const Expr *> Arguments;
  AccessPath Receiver;
  if (Call) {
    Arguments = llvm::ArrayRef(Call->getArgs(), Call->getNumArgs());
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
      Receiver = Body->path(Member->getImplicitObjectArgument());
    } else if (isa<CXXOperatorCallExpr>(Call) && !Arguments.empty() &&
               (Resolved.How == ResolvedCall::Stored ||
                isa_and_nonnull<CXXMethodDecl>(Call->getDirectCallee()))) {
      if (Resolved.How != ResolvedCall::Stored)
        Receiver = Body->path(Arguments[0]);
      Arguments = Arguments.drop_front();
    }
  } else {
    Arguments = llvm::ArrayRef(Construct->getArgs(), Construct->getNumArgs());
  }
  bool Indirect = Resolved.How == ResolvedCall::Stored ||
                  Resolved.How == ResolvedCall::Unknown ||
                  Resolved.How == ResolvedCall::Virtual;
  if (Indirect && Call && runsLocal(Call))
    IndirectCalls.push_back({Item.Where, Item.S});
  if (Resolved.How == ResolvedCall::Stored)
    if (const auto *Param = dyn_cast_or_null<ParmVarDecl>(Resolved.Source);
        Param && Param->getDeclContext() == F) {
      ParameterCall Mine;
      Mine.Index = Param->getFunctionScopeIndex();
      Mine.Site = E->getExprLoc();
      CallsOfParameters.push_back({CurrentCalls.size(), Number});
      CurrentCalls.push_back(std::move(Mine));
      return;
    }
  auto AddTargets = [&](llvm::ArrayRef<CallableTarget> Targets, CallKind Kind,
                        bool HandedIn, llvm::ArrayRef<const Expr *> Args) {
    // Too many to say anything.
    if (Targets.size() > 4 * Unit.limits().MaxCandidates)
      return;
    for (const CallableTarget &T : Targets) {
      TraceStep Step(E->getExprLoc(), T.Function, Kind, Targets.size());
      Step.HandedIn = HandedIn;
      if (Kind == CallKind::Stored && !HandedIn) {
        Step.StoredIn = Resolved.Source;
        Step.StoredAt = T.StoredAt;
      }
      AccessPath Object = Receiver;
      if (Kind == CallKind::Stored)
        Object = T.Receiver;
      addFromCallee(F, Item, Number, T.Function, Object, Args, Step);
    }
  };
  CallKind Kind = Resolved.How == ResolvedCall::Virtual  ? CallKind::Virtual
                  : Resolved.How == ResolvedCall::Stored ? CallKind::Stored
                                                         : CallKind::Direct;
  if (Kind == CallKind::Virtual && Resolved.Complete)
    Kind = CallKind::Direct;
  AddTargets(Resolved.Targets, Kind, false, Arguments);
  AddTargets(Resolved.RunsArguments, CallKind::Direct, true, {});
}

/// `while (!queue.tryPut(x)) queue.tryTake(old);` does not wait.
void Analysis::dropRetriesThatMakeRoom() {
  for (Located &P : Current) {
    if (P.Event.Is != QueueEvent::Put || P.Event.Calls || !P.Event.Statement)
      continue;
    const Scope *Retry = enclosingLoop(Body->items()[P.Item].Where);
    // A retried put stands where its loop stands.
    if (!Retry || isInside(P.Event.Where, Retry))
      continue;
    for (const Located &T : Current)
      if (T.Event.Is == QueueEvent::Take && T.Event.Queue == P.Event.Queue &&
          isInside(T.Event.Where, Retry))
        P.Event.Is = QueueEvent::Post;
  }
}

/// `while (queue.size() >= limit) wait(); queue.put(x);` waits for room, though
/// the queue itself has no bound.
void Analysis::boundFromOutside(const FunctionDecl *F) {
  const QueueFacts::Facts &Own = Facts.of(F);
  if (Own.BoundWaits.empty())
    return;
  std::vector<Located> Added;
  for (const auto &[Wait, Event] : Own.BoundWaits) {
    const Scope *Loop = enclosingLoop(Wait.Where);
    for (const Located &L : Current) {
      if (L.Event.Is != QueueEvent::Post || L.Event.Order == Wait.Order ||
          (L.Event.Order < Wait.Order &&
           !(Loop && isInside(L.Event.Where, Loop))) ||
          !Facts.bounds(Wait, F, L.Event.Queue))
        continue;
      // The wait is where it blocks; the function is what puts.
      Located Put;
      Put.Event = Event;
      Put.Event.Queue = L.Event.Queue;
      Put.Item = L.Item;
      Added.push_back(std::move(Put));
      break;
    }
  }
  llvm::append_range(Current, std::move(Added));
}

/// Futures of tasks: which variable holds one, and where it is waited for.
void Analysis::futures(const FunctionDecl *F) {
  llvm::SmallVector<std::pair<const VarDecl *, QueueEvent>, 4> Held;
  llvm::SmallVector<std::pair<const Stmt *, QueueEvent>, 4> Results;
  for (const Located &L : Current) {
    if (L.Event.Is != QueueEvent::Put && L.Event.Is != QueueEvent::Post)
      continue;
    const auto *Call = dyn_cast_or_null<CallExpr>(L.Event.Statement);
    if (!Call || Call->isTypeDependent())
      continue;
    const QueueEntry *Entry = Index.entryOf(Call->getType());
    if (Entry && Entry->Kind == QueueEntry::Future)
      Results.push_back({Call, L.Event});
  }
  if (Results.empty())
    return;
  auto VariableOf = [](const Expr *E) -> const VarDecl * {
    for (unsigned Depth = 0; E && Depth < 8; ++Depth) {
      E = stripValue(E);
      if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
        return dyn_cast<VarDecl>(Ref->getDecl());
      if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
        E = Subscript->getBase();
      else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
               Operator && Operator->getNumArgs() > 0)
        E = Operator->getArg(0);
      else
        return nullptr;
    }
    return nullptr;
  };
  for (const BodyItem &Item : Body->items()) {
    if (const auto *Decls = dyn_cast<DeclStmt>(Item.S)) {
      for (const Decl *D : Decls->decls())
        if (const auto *V = dyn_cast<VarDecl>(D); V && V->getInit())
          for (const auto &[Call, Event] : Results)
            if (contains(V->getInit(), Call))
              Held.push_back({V->getCanonicalDecl(), Event});
    } else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Item.S)) {
      if (const VarDecl *V = VariableOf(Member->getImplicitObjectArgument()))
        for (const auto &[Call, Event] : Results)
          for (const Expr *Arg : Member->arguments())
            if (contains(Arg, Call))
              Held.push_back({V->getCanonicalDecl(), Event});
    } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Item.S)) {
      if (Operator->getOperator() == OO_Equal && Operator->getNumArgs() == 2)
        if (const VarDecl *V = VariableOf(Operator->getArg(0)))
          for (const auto &[Call, Event] : Results)
            if (contains(Operator->getArg(1), Call))
              Held.push_back({V->getCanonicalDecl(), Event});
    } else if (const auto *For = dyn_cast<CXXForRangeStmt>(Item.S)) {
      (void)For;
    }
  }
  // Loops over containers of futures come first in the text.
  for (const BodyItem &Item : Body->items())
    if (const auto *For = dyn_cast<CXXForRangeStmt>(Item.S))
      if (const VarDecl *Range = VariableOf(For->getRangeInit()))
        if (const VarDecl *Each = For->getLoopVariable()) {
          size_t Size = Held.size();
          for (size_t I = 0; I < Size; ++I)
            if (Held[I].first == Range->getCanonicalDecl())
              Held.push_back({Each->getCanonicalDecl(), Held[I].second});
        }
  for (size_t Number = 0; Number < Body->items().size(); ++Number) {
    const BodyItem &Item = Body->items()[Number];
    const auto *Call = dyn_cast<CallExpr>(Item.S);
    const QueueRole *Role =
        Call && !Call->isTypeDependent() ? Index.role(Call) : nullptr;
    if (!Role || Role->Operation != QueueOperation::WaitResult)
      continue;
    const Expr *Object = QueueIndex::object(*Role, Call);
    if (!Object)
      continue;
    auto Add = [&](const QueueEvent &Submission) {
      QueueEvent Event;
      Event.Is = QueueEvent::AwaitTask;
      Event.Queue = Submission.Queue;
      Event.Entry = Submission.Entry;
      Event.Site = Call->getExprLoc();
      Event.In = F;
      Event.Where = Item.Where;
      Event.Order = Item.Order;
      Event.Statement = Call;
      Event.Doubtful = Submission.Doubtful;
      Event.Flags = Submission.Flags;
      Current.push_back({std::move(Event), Number});
    };
    const VarDecl *V = VariableOf(Object);
    bool Found = false;
    if (V)
      for (const auto &[Holder, Event] : Held)
        if (!Found && Holder == V->getCanonicalDecl()) {
          Found = true;
          Add(Event);
        }
    if (!Found && !V)
      for (const auto &[Result, Event] : Results)
        if (!Found && contains(Object, Result)) {
          Found = true;
          Add(Event);
        }
  }
}

/// Whether something around asks the queue whether there is room.
bool Analysis::testsRoom(const Scope *Where, const Scope *UpTo,
                         const AccessPath &Queue) {
  for (; Where && Where != UpTo; Where = Where->Parent) {
    if (Where->Is != Scope::Test || !Where->Condition ||
        Where->Condition->isTypeDependent())
      continue;
    // With whether it is part of a comparison: `if (q.size())` and
    // `q.size() > 0` only ask whether there is something.
    llvm::SmallVector<std::pair<const Stmt *, bool>, 16> Pending{
        {Where->Condition, false}};
    for (unsigned Steps = 0; !Pending.empty() && Steps < 64; ++Steps) {
      auto [S, Compared] = Pending.pop_back_val();
      if (!S)
        continue;
      bool Compares = Compared;
      if (const auto *Binary = dyn_cast<BinaryOperator>(S);
          Binary && Binary->isComparisonOp()) {
        std::optional<int64_t> L = argumentValue(Binary->getLHS(), Context),
                               R = argumentValue(Binary->getRHS(), Context);
        Compares = !(L && *L == 0) && !(R && *R == 0);
      } else if (Binary && !Binary->isLogicalOp()) {
        Compares = true;
      }
      for (const Stmt *Child : S->children())
        Pending.push_back({Child, Compares});
      const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
      if (!Call || !Call->getMethodDecl() ||
          !Call->getMethodDecl()->isConst() || Call->getNumArgs() != 0)
        continue;
      AccessPath Asked = Body->path(Call->getImplicitObjectArgument());
      if (!Asked.isNamed() || !Queue.startsWith(Asked))
        continue;
      // `this` is asked about everything.
      if (Asked.elements().empty() && Asked.root() == AccessPath::This)
        continue;
      if (const QueueRole *Role = Index.role(Call)) {
        if (Role->Operation == QueueOperation::IsEmpty ||
            (Role->Operation == QueueOperation::Size && !Compared))
          continue;
        return true;
      }
      // A getter of a handle, or whether it holds something.
      if (Call->getType()->isPointerType() ||
          isa<CXXConversionDecl>(Call->getMethodDecl()))
        continue;
      if (!Compared && Call->getType()->isIntegerType() &&
          !Call->getType()->isBooleanType())
        continue;
      // A member of a class in sight that asks whether it is empty.
      bool AsksEmpty = false;
      if (const FunctionDecl *Definition = worthwhile(Call->getMethodDecl())) {
        FunctionBody Asking(Definition, Unit.model());
        for (const BodyItem &Item : Asking.items())
          if (const auto *Inner = dyn_cast<CallExpr>(Item.S))
            if (const QueueRole *Role = Index.role(Inner))
              AsksEmpty |= Role->Operation == QueueOperation::IsEmpty;
      }
      if (!AsksEmpty && !Call->getType()->isRecordType())
        return true;
    }
  }
  return false;
}

/// Whether \p S gives a value that says no more than that control got there: a
/// constant, or which thread it is.
bool Analysis::isFlagValue(const Stmt *S) {
  const Expr *Value = nullptr;
  if (const auto *Binary = dyn_cast<BinaryOperator>(S))
    Value = Binary->getRHS();
  else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S))
    Value = Operator->getNumArgs() == 2 ? Operator->getArg(1) : nullptr;
  // The value stands elsewhere, in a helper.
  if (!Value)
    return true;
  return argumentValue(Value, Context) || Facts.identifiesThread(Value);
}

bool exclusive(const Scope *A, const Scope *B) {
  for (const Scope *X = A; X; X = X->Parent)
    if (X->Is == Scope::Test)
      for (const Scope *Y = B; Y; Y = Y->Parent)
        if (Y->Is == Scope::Test && Y->S == X->S && Y->Holds != X->Holds)
          return true;
  return false;
}

/// Whether a flag that was tested on the way to \p Event is set by the
/// consumer itself: what tests it is not reached a second time.
bool Analysis::setsFlag(const FunctionDecl *F, const QueueEvent &Event) {
  if (Event.Flags.empty())
    return false;
  llvm::SmallVector<const FunctionDecl *, 8> Functions{F};
  for (const Trace *T = Event.Calls.get(); T; T = T->Rest.get())
    if (T->Step.Callee)
      Functions.push_back(T->Step.Callee);
  bool Up = false, Down = false;
  const Trace *Next = Event.Calls.get();
  for (const FunctionDecl *Function : Functions) {
    const Trace *Call = Next;
    Next = Next ? Next->Rest.get() : nullptr;
    const FunctionDecl *Definition = worthwhile(Function);
    if (!Definition)
      continue;
    const QueueFacts::Facts &Known = Facts.of(Definition);
    // Where the way leaves the function, or ends in it.
    unsigned Until = ~0u;
    const Scope *Where = nullptr;
    if (Known.Body)
      for (const BodyItem &Item : Known.Body->items()) {
        const auto *E = dyn_cast<CallExpr>(Item.S);
        if (Call
                ? E && E->getExprLoc() == Call->Step.Loc
                : (E ? E->getExprLoc() : Item.S->getBeginLoc()) == Event.Site) {
          Until = Item.Order;
          Where = Item.Where;
        }
      }
    for (const QueueFacts::Facts::Change &Change : Known.Changes) {
      const Decl *D = QueueFacts::place(Change.Path);
      // A flag against re-entrance is set before the call, to a value that
      // is known; what an operation gave is no such flag. Nor is one that is
      // set to what leads there.
      bool Before = Change.Order < Until && !exclusive(Change.Where, Where);
      for (const FlagTest &Flag : Event.Flags) {
        if (Flag.D != D)
          continue;
        if (Change.sets() && Before && isFlagValue(Change.S) &&
            (!Flag.IsSet || *Flag.IsSet == Change.clears()))
          return true;
        // A depth that is counted up around the call, and down again. What is
        // counted down before the call and up after it is no depth.
        Up |= Change.countsUp() && Before;
        Down |= Change.countsDown() && (!Call || !Before);
      }
    }
  }
  if (Up && Down)
    return true;
  return false;
}

void Analysis::addKnot(QueueKnot Knot) {
  if (Knots.size() >= MaxKnots)
    return;
  Knots.push_back(std::move(Knot));
}

/// The tests around \p Where within \p Loop that are not around \p Other.
static void testsBetween(const Scope *Where, const Scope *Loop,
                         const Scope *Other,
                         llvm::SmallVectorImpl<const Scope *> &Tests) {
  for (const Scope *S = Where; S && S != Loop; S = S->Parent)
    if (S->Is == Scope::Test && S->Condition && !isInside(Other, S) &&
        !isa<WhileStmt, DoStmt, ForStmt>(S->S))
      Tests.push_back(S);
}

static bool sameText(const Expr *A, const Expr *B, const ASTContext &Context) {
  llvm::FoldingSetNodeID First, Second;
  A->Profile(First, Context, /*Canonical=*/true);
  B->Profile(Second, Context, /*Canonical=*/true);
  return First == Second;
}

void Analysis::pairUp(const FunctionDecl *F) {
  auto SamePlace = [](const AccessPath &A, const AccessPath &B) {
    if (A == B)
      return true;
    const Decl *P = QueueFacts::place(A);
    return P && P == QueueFacts::place(B);
  };
  QueueSummary &Mine = Summaries[F->getCanonicalDecl()];
  for (const Located &T : Current) {
    if (T.Event.Is != QueueEvent::Take)
      continue;
    // A consumer that runs what it takes.
    if (const Scope *Loop = enclosingLoop(T.Event.Where))
      if (const Decl *Place = QueueFacts::place(T.Event.Queue))
        for (const auto &[Where, S] : IndirectCalls)
          if (isInside(Where, Loop))
            Runners.try_emplace(Place, std::make_pair(F, T.Event));
    for (const Located &P : Current) {
      if (!isBlocking(P.Event.Is) || T.Item == P.Item ||
          !SamePlace(T.Event.Queue, P.Event.Queue))
        continue;
      // The innermost loop around both.
      const Scope *Common = nullptr;
      for (const Scope *S = T.Event.Where; S && !Common; S = S->Parent)
        if (S->Is == Scope::Loop && isInside(P.Event.Where, S))
          Common = S;
      if (!Common) {
        if (T.Event.Order < P.Event.Order &&
            !exclusive(T.Event.Where, P.Event.Where) &&
            CurrentSequences.size() < MaxSequences)
          CurrentSequences.push_back({T.Event, P.Event, false});
        continue;
      }
      QueueKnot Knot;
      Knot.F = F;
      Knot.Take = T.Event;
      Knot.Blocking = P.Event;
      // `if (empty()) { wait(); continue; } take();` waits in one turn and
      // takes in another.
      Knot.Exclusive =
          exclusive(T.Event.Where, P.Event.Where) &&
          (!T.Event.RemovedAt || exclusive(T.Event.RemovedAt, P.Event.Where));
      if (P.Event.Order < T.Event.Order) {
        // `x = take(); while (x) { …put…; x = take(); }`
        bool TakenBefore = llvm::any_of(Current, [&](const Located &Other) {
          return Other.Event.Is == QueueEvent::Take &&
                 Other.Event.Order < P.Event.Order &&
                 Other.Event.Queue == T.Event.Queue;
        });
        // One put and one take in each turn are balanced, and so are both
        // under the same test; a put that is made only now and then is not.
        llvm::SmallVector<const Scope *, 4> Mine, Theirs;
        testsBetween(P.Event.Where, Common, T.Event.Where, Mine);
        testsBetween(T.Event.Where, Common, P.Event.Where, Theirs);
        bool SameTest = llvm::any_of(Mine, [&](const Scope *A) {
          return llvm::any_of(Theirs, [&](const Scope *B) {
            return A->Holds == B->Holds &&
                   sameText(A->Condition, B->Condition, Context);
          });
        });
        bool PutSometimes = P.Event.Conditional || (!Mine.empty() && !SameTest);
        Knot.TakeComesLast = !TakenBefore && !PutSometimes;
      }
      // A break leaves the innermost loop only.
      if (Knot.Blocking.Leaves)
        for (const BodyItem &Item : Body->items())
          if (Item.Order > P.Event.Order &&
              isa<BreakStmt, ReturnStmt, CoreturnStmt>(Item.S)) {
            Knot.Blocking.Leaves =
                !isa<BreakStmt>(Item.S) || enclosingLoop(Item.Where) == Common;
            break;
          }
      if (T.Event.Queue.root() == AccessPath::Var)
        Knot.Private = Body->isPrivate(T.Event.Queue.var());
      Knot.RoomTested = (P.Event.Calls || P.Event.Entry) &&
                        testsRoom(P.Event.Where, Common, P.Event.Queue);
      Knot.FlagTested = setsFlag(F, P.Event);
      // The caller may know that both are one: it gave the queue, and a
      // callable that captured it.
      if (!(T.Event.Queue == P.Event.Queue) && !Knot.TakeComesLast &&
          !Knot.Exclusive && CurrentSequences.size() < MaxSequences)
        CurrentSequences.push_back({T.Event, P.Event, true});
      addKnot(std::move(Knot));
    }
  }
  for (const Sequence &S : CurrentSequences) {
    // A loop that is over before the put does not take again.
    bool Loop = S.InLoop;
    for (const Scope *Around = S.Take.Where; Around && !Loop;
         Around = Around->Parent)
      Loop = Around->Is == Scope::Loop && isInside(S.Blocking.Where, Around);
    QueueKnot Knot;
    Knot.F = F;
    Knot.Take = S.Take;
    Knot.Blocking = S.Blocking;
    Knot.NoLoop = !Loop;
    Knot.FlagTested = setsFlag(F, S.Blocking);
    addKnot(std::move(Knot));
  }
  // Calls of what the caller gives, made where the loop has taken something.
  for (const auto &[CallNumber, Item] : CallsOfParameters) {
    const BodyItem &Here = Body->items()[Item];
    for (const Located &T : Current)
      if (T.Event.Is == QueueEvent::Take)
        if (const Scope *Loop = enclosingLoop(T.Event.Where))
          if (isInside(Here.Where, Loop))
            CurrentCalls[CallNumber].Take = T.Event;
  }
  // What callers see.
  QueueSummary New;
  std::set<std::tuple<int, std::string, SourceLocation>> Seen;
  auto Nameable = [&](const AccessPath &Path) {
    if (Path.root() != AccessPath::Var)
      return Path.isNamed();
    const VarDecl *V = Path.var();
    const auto *Owner = dyn_cast<FunctionDecl>(V->getDeclContext());
    return V->hasGlobalStorage() || !Owner ||
           Owner->getCanonicalDecl() != F->getCanonicalDecl();
  };
  for (const Located &L : Current) {
    if (New.Events.size() >= MaxEvents)
      break;
    if (!Nameable(L.Event.Queue) ||
        !Seen.insert({L.Event.Is, L.Event.Queue.key(), L.Event.Site}).second)
      continue;
    New.Events.push_back(L.Event);
    QueueEvent &E = New.Events.back();
    if (isBlocking(E.Is) && (E.Calls || E.Entry) &&
        testsRoom(E.Where, nullptr, E.Queue))
      E.Doubtful = true;
    // What a queue itself tests around its wait is how it waits.
    for (const Scope *S = E.Calls || E.Entry ? E.Where : nullptr; S;
         S = S->Parent)
      E.Conditional |=
          S->Is == Scope::Test && !isa<WhileStmt, DoStmt, ForStmt>(S->S);
    E.Where = nullptr;
    E.Statement = nullptr;
  }
  for (Sequence &S : CurrentSequences)
    if ((!S.InLoop || !(S.Take.Queue == S.Blocking.Queue)) &&
        Nameable(S.Take.Queue) && Nameable(S.Blocking.Queue)) {
      S.Take.Where = S.Blocking.Where = nullptr;
      New.Sequences.push_back(std::move(S));
    }
  for (ParameterCall &C : CurrentCalls) {
    if (C.Take && !Nameable(C.Take->Queue))
      C.Take.reset();
    New.ParameterCalls.push_back(std::move(C));
  }
  Mine = std::move(New);
}

void Analysis::analyze(const FunctionDecl *F) {
  const QueueFacts::Facts &Own = Facts.of(F);
  if (!Own.Body || Own.Body->tooLarge())
    return;
  Body = Own.Body.get();
  Current.clear();
  CurrentCalls.clear();
  CurrentSequences.clear();
  CallsOfParameters.clear();
  IndirectCalls.clear();
  ownEvents(F);
  size_t Number = 0;
  for (const BodyItem &Item : Body->items()) {
    visitItem(F, Item, Number);
    ++Number;
  }
  dropRetriesThatMakeRoom();
  boundFromOutside(F);
  futures(F);
  pairUp(F);
}

/// Tasks that are put into a queue whose consumer runs them, and block on that
/// queue.
void Analysis::tasks(const FunctionDecl *F) {
  const QueueFacts::Facts &Own = Facts.of(F);
  if (!Own.Body || Own.Body->tooLarge())
    return;
  bool GivesCallable =
      llvm::any_of(Own.Body->items(), [&](const BodyItem &Item) {
        const auto *Call = dyn_cast<CallExpr>(Item.S);
        return Call && llvm::any_of(Call->arguments(), [](const Expr *Arg) {
                 return isCallableType(Arg->getType());
               });
      });
  if (!GivesCallable)
    return;
  // Once more, now that everything is known.
  Body = Own.Body.get();
  Current.clear();
  CurrentCalls.clear();
  CurrentSequences.clear();
  CallsOfParameters.clear();
  IndirectCalls.clear();
  ownEvents(F);
  size_t Number = 0;
  for (const BodyItem &Item : Body->items())
    visitItem(F, Item, Number++);
  std::vector<Located> Submissions = Current;
  std::set<std::pair<const Stmt *, const FunctionDecl *>> Done;
  for (const Located &L : Submissions) {
    if (L.Event.Is != QueueEvent::Put && L.Event.Is != QueueEvent::Post)
      continue;
    const auto *Call = dyn_cast<CallExpr>(Own.Body->items()[L.Item].S);
    if (!Call)
      continue;
    const Decl *Place = QueueFacts::place(L.Event.Queue);
    auto Runner = Place ? Runners.find(Place) : Runners.end();
    bool IsPool = L.Event.Entry && L.Event.Entry->Kind == QueueEntry::Pool;
    if (!IsPool && Runner == Runners.end())
      continue;
    // The callee itself is what puts, and not what it was given to run.
    if (L.Event.Calls && L.Event.Calls->Step.HandedIn)
      continue;
    bool RunsIt = false;
    for (const Trace *T = L.Event.Calls.get(); T; T = T->Rest.get())
      RunsIt |= T->Step.HandedIn || T->Step.Kind == CallKind::Stored;
    if (RunsIt)
      continue;
    AccessPath Queue = outside(L.Event.Queue, F);
    llvm::ArrayRef<const Expr *> Arguments(Call->getArgs(), Call->getNumArgs());
    if (isa<CXXOperatorCallExpr>(Call) && !Arguments.empty())
      Arguments = Arguments.drop_front();
    for (const Expr *Arg : Arguments) {
      if (!isCallableType(Arg->getType()))
        continue;
      CallableExpr What = analyzeCallable(Arg, Unit.model());
      for (CallableTarget T : Graph.targetsOf(Arg)) {
        if (!T.Receiver.isNamed() && What.Receiver)
          T.Receiver = outside(Body->path(What.Receiver), F);
        const CallGraph::Node *N = Graph.node(T.Function);
        if (!N || !Done.insert({Call, N->Definition}).second)
          continue;
        auto It = Summaries.find(N->Definition->getCanonicalDecl());
        if (It == Summaries.end())
          continue;
        for (const QueueEvent &Event : It->second.Events) {
          if (!isBlocking(Event.Is) || Event.dependsOnArgument())
            continue;
          AccessPath Blocked = Event.Queue;
          if (Blocked.root() == AccessPath::This && T.Receiver.isNamed())
            Blocked = Blocked.rebase(T.Receiver, 0);
          if (Blocked.root() == AccessPath::This ||
              Blocked.root() == AccessPath::Param)
            continue;
          const Decl *Other = QueueFacts::place(Blocked);
          if (!(Blocked == Queue) && (!Place || Other != Place))
            continue;
          QueueKnot Knot;
          Knot.F = F;
          Knot.Blocking = Event;
          Knot.Blocking.Queue = Blocked;
          if (Runner != Runners.end()) {
            Knot.Take = Runner->second.second;
            if (const auto *Method =
                    dyn_cast<CXXMethodDecl>(Runner->second.first))
              Knot.ConsumerClass = Method->getParent()->getCanonicalDecl();
          } else {
            Knot.Take = L.Event;
            Knot.ConsumerOutOfSight = true;
          }
          Knot.Take.Queue = Queue;
          Knot.SubmittedAt = Arg->getBeginLoc();
          Knot.Task = N->Definition;
          Knot.FlagTested = setsFlag(N->Definition, Event);
          addKnot(std::move(Knot));
        }
      }
    }
  }
}

/// Functions of the user's that a library's consumer runs.
void Analysis::handlers() {
  for (const auto &[F, N] : Graph.nodes()) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    if (!Method || !Method->isVirtual() || !N.Definition)
      continue;
    const QueueEntry *Entry = Index.runByConsumer(Method);
    if (!Entry)
      continue;
    auto It = Summaries.find(F);
    if (It == Summaries.end())
      continue;
    for (const QueueEvent &Event : It->second.Events) {
      if (!isBlocking(Event.Is) || Event.Entry != Entry ||
          Event.dependsOnArgument())
        continue;
      QueueKnot Knot;
      Knot.F = N.Definition;
      Knot.Blocking = Event;
      Knot.Take = Event;
      Knot.Take.Site = N.Definition->getLocation();
      Knot.Take.Calls = nullptr;
      Knot.ConsumerOutOfSight = true;
      Knot.Task = N.Definition;
      Knot.FlagTested = setsFlag(N.Definition, Event);
      addKnot(std::move(Knot));
    }
  }
}

} // namespace

std::vector<QueueKnot> findQueueKnots(TranslationUnit &Unit,
                                      QueueCounts &Counts) {
  return Analysis(Unit, Counts).run();
}

} // namespace unwedge

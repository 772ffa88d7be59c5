//===--- UnguardedCleanup.cpp --------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/UnguardedCleanup.h"
#include "UnguardedCleanupFixes.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/CleanupFlow.h"
#include "unwedge/Program/AwaitedFlags.h"
#include "unwedge/Program/CleanupProgram.h"
#include "unwedge/Report/TraceWording.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <set>
#include <tuple>

using namespace clang;

namespace unwedge {

namespace {

/// One state that a callback may leave behind.
struct Leak {
  PendingState State;
  UnwindResult Unwind;
  Confidence Level = Confidence::Definite;
  /// If a run is found that establishes it and takes it back after the call,
  /// and none that does not take it back.
  Confidence LevelOnRun = Confidence::Definite;
  /// Where the variable is looked at, if that matters.
  SourceLocation Reader;
};

/// A callback in a function with all that it may leave behind.
struct Candidate {
  CallbackCall Callback;
  Throws MayThrow = Throws::Perhaps;
  std::vector<Leak> Leaks;
};

/// A function that has candidates, kept until all of them are known.
struct Suspect {
  std::unique_ptr<CleanupFacts> Facts;
  std::unique_ptr<CleanupFlow> Flow;
  std::vector<Candidate> Candidates;
};

bool mayBeLeftByException(const FunctionDecl *F) {
  return !F->isMain() && !isa<CXXDestructorDecl>(F) &&
         !isNoexceptType(F->getType());
}

class RuleRun {
public:
  RuleRun(TranslationUnit &Unit, const FindingFilter &Filter,
          const UnguardedCleanupOptions &Options)
      : Unit(Unit), Filter(Filter), Minimum(Filter.Minimum), Options(Options),
        Cleanup(Unit.model()), Program(Unit.graph(), Unit.model(), Cleanup),
        SM(Unit.model().context().getSourceManager()) {}

  std::vector<Finding> run();

private:
  bool hasCallback(const FunctionDecl *F) const;
  void examine(const FunctionDecl *F);
  void addCallbacks(CleanupFacts &Facts);
  void judge(Suspect &S);
  void markAwaited(CleanupFacts &Facts);
  bool judgeLeak(const Suspect &S, const Candidate &C, Leak &L) const;
  bool undoneByCallers(const CleanupFacts &Facts, const StateEvent &Done);
  void report(const Suspect &S, const Candidate &C);

  const StateEvent &doneOf(const CleanupFacts &Facts, const Leak &L) const {
    return L.State.Established < Facts.Events.size()
               ? Facts.Events[L.State.Established]
               : Facts.Events[L.State.Undone.front()];
  }

  TranslationUnit &Unit;
  const FindingFilter Filter;
  const Confidence Minimum;
  const UnguardedCleanupOptions &Options;
  CleanupIndex Cleanup;
  CleanupProgram Program;
  const SourceManager &SM;
  /// Made when first needed: a walk over the unit.
  std::unique_ptr<AwaitedFlags> Awaited;
  std::vector<Suspect> Suspects;
  /// By the place of the report, so that instantiations of one template make
  /// one finding.
  std::map<SourceLocation, Finding> Found;
  /// Where states are established that a finding has a repair for.
  std::set<SourceLocation> Fixed;
};

bool RuleRun::hasCallback(const FunctionDecl *F) const {
  llvm::SmallVector<const Stmt *, 32> Work{F->getBody()};
  while (!Work.empty()) {
    const Stmt *S = Work.pop_back_val();
    if (!S)
      continue;
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
      for (const Expr *Init : Lambda->capture_inits())
        Work.push_back(Init);
      continue;
    }
    if (const auto *Call = dyn_cast<CallExpr>(S);
        Call &&
        callbackAt(Call, Unit.model(), Cleanup, Options.VirtualCallbacks))
      return true;
    for (const Stmt *Child : S->children())
      Work.push_back(Child);
  }
  return false;
}

/// Whether \p Callee is a local function pointer that was cast from an untyped
/// one: what a dynamic library gave, which is a function of C.
bool isFromLibrary(const CleanupFacts &Facts, const Expr *Callee) {
  const auto *Ref =
      Callee ? dyn_cast<DeclRefExpr>(Callee->IgnoreParenImpCasts()) : nullptr;
  if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(
          Callee ? Callee->IgnoreParenImpCasts() : nullptr))
    Ref = dyn_cast<DeclRefExpr>(Unary->getSubExpr()->IgnoreParenImpCasts());
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!V || !V->isLocalVarDecl())
    return false;
  auto IsUntyped = [](const Expr *E) {
    return E && !E->getType().isNull() &&
           E->IgnoreParenCasts()->getType()->isVoidPointerType();
  };
  if (IsUntyped(V->getInit()))
    return true;
  return llvm::any_of(Facts.statements(), [&](const Stmt *S) {
    const auto *Assignment = dyn_cast<BinaryOperator>(S);
    if (!Assignment || Assignment->getOpcode() != BO_Assign)
      return false;
    const auto *Target =
        dyn_cast<DeclRefExpr>(Assignment->getLHS()->IgnoreParens());
    return Target && Target->getDecl() == V && IsUntyped(Assignment->getRHS());
  });
}

void RuleRun::addCallbacks(CleanupFacts &Facts) {
  for (const Stmt *S : Facts.statements()) {
    const auto *Call = dyn_cast<CallExpr>(S);
    if (!Call)
      continue;
    if (std::optional<CallbackCall> Callback =
            callbackAt(Call, Unit.model(), Cleanup, Options.VirtualCallbacks)) {
      if (!isFromLibrary(Facts, Callback->Callee))
        Facts.Callbacks.push_back(std::move(*Callback));
      continue;
    }
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !Unit.graph().node(Callee) || Call->isTypeDependent())
      continue;
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
        Method && Method->isVirtual())
      continue;
    if (const CallbackCall *Inside = Program.callbackInside(Callee, 2)) {
      CallbackCall Through;
      Through.Kind = CallbackCall::Helper;
      Through.At = Call;
      Through.HelperFunction = Callee;
      Through.HelperLoc = Inside->HelperLoc;
      Through.Callee = Inside->Callee;
      // What the helper calls may be what it is given here.
      const ValueDecl *Source =
          Inside->Callee ? sourceDecl(Inside->Callee, Unit.model()) : nullptr;
      const auto *Parameter = dyn_cast_or_null<ParmVarDecl>(Source);
      Through.HandedIn =
          Source && !Parameter &&
          Source->getType().getNonReferenceType()->isRecordType();
      if (const auto *Owner = dyn_cast_or_null<FunctionDecl>(
              Parameter ? Parameter->getDeclContext() : nullptr);
          Owner && Owner->getCanonicalDecl() == Callee->getCanonicalDecl() &&
          !isa<CXXOperatorCallExpr>(Call) &&
          Parameter->getFunctionScopeIndex() < Call->getNumArgs()) {
        CallableExpr Given = analyzeCallable(
            Call->getArg(Parameter->getFunctionScopeIndex()), Unit.model());
        Through.HandedIn = true;
        if (!Given.Source && !Given.Unknown)
          Through.Targets.append(Given.Functions.begin(),
                                 Given.Functions.end());
      }
      Facts.Callbacks.push_back(std::move(Through));
    }
  }
}

/// Drops the events that cannot have a counterpart, which are most.
void dropSingleEvents(CleanupFacts &Facts) {
  struct Group {
    bool Up = false, Down = false;
    unsigned Assigned = 0;
  };
  llvm::StringMap<Group> Groups;
  auto KeyOf = [](const StateEvent &Event) {
    return std::to_string(unsigned(Event.Kind)) + Event.Path.key();
  };
  for (const StateEvent &Event : Facts.Events) {
    Group &G = Groups[KeyOf(Event)];
    switch (Event.Action) {
    case StateEvent::Establish:
    case StateEvent::Raise:
      G.Up = true;
      break;
    case StateEvent::Discharge:
    case StateEvent::Lower:
      G.Down = true;
      break;
    case StateEvent::Assign:
      ++G.Assigned;
      break;
    }
  }
  llvm::erase_if(Facts.Events, [&](const StateEvent &Event) {
    const Group &G = Groups[KeyOf(Event)];
    return Event.Kind != StateKind::Completion && !(G.Up && G.Down) &&
           G.Assigned < 2;
  });
}

/// Makes completions of the assignments that end a wait of others, where all
/// assignments of the function to that variable do. Where one of them sets it
/// up, it is a flag like any other.
void RuleRun::markAwaited(CleanupFacts &Facts) {
  auto IsAssignment = [](const StateEvent &Event) {
    return Event.Kind == StateKind::Flag &&
           Event.Action == StateEvent::Assign && Event.Key.Text.empty() &&
           Event.Path.lockClass();
  };
  std::vector<AccessPath> Done;
  for (const StateEvent &Event : Facts.Events) {
    if (!IsAssignment(Event) || Event.TellsOldValue ||
        llvm::is_contained(Done, Event.Path))
      continue;
    if (!Awaited)
      Awaited = std::make_unique<AwaitedFlags>(Unit.graph(), Unit.model());
    if (Awaited->find(Event.Path.lockClass(), Event.Value, Facts.function()) &&
        llvm::all_of(Facts.Events, [&](const StateEvent &Other) {
          return !IsAssignment(Other) || Other.Path != Event.Path ||
                 Awaited->find(Other.Path.lockClass(), Other.Value,
                               Facts.function());
        }))
      Done.push_back(Event.Path);
  }
  for (StateEvent &Event : Facts.Events)
    if (IsAssignment(Event) && llvm::is_contained(Done, Event.Path)) {
      Event.Wait =
          Awaited->find(Event.Path.lockClass(), Event.Value, Facts.function())
              ->Wait;
      Event.SetsFlag = true;
      Event.Kind = StateKind::Completion;
      Event.Action = StateEvent::Discharge;
    }
}

void RuleRun::examine(const FunctionDecl *F) {
  Suspect S;
  S.Facts = std::make_unique<CleanupFacts>(F, Unit.model(), Cleanup);
  CleanupFacts &Facts = *S.Facts;
  Facts.collectEvents(Program);
  llvm::erase_if(Facts.Events, [&](const StateEvent &Event) {
    return Event.Kind != StateKind::Resource && !Facts.outlives(Event.Path);
  });
  markAwaited(Facts);
  dropSingleEvents(Facts);
  bool HasPair = llvm::any_of(Facts.Events, [&](const StateEvent &Done) {
    return Done.Kind == StateKind::Completion ||
           llvm::any_of(Facts.Events, [&](const StateEvent &Undo) {
             return undoes(Facts, Undo, Done);
           });
  });
  constexpr size_t MaxEvents = 400;
  if (!HasPair)
    return;
  if (Facts.Events.size() > MaxEvents) {
    ++Unit.statistics().FunctionsTooLarge;
    return;
  }
  addCallbacks(Facts);
  if (Facts.Callbacks.empty())
    return;
  // Each callback is looked at with each event, and costs a walk.
  constexpr size_t MaxWork = 50'000'000;
  if (Facts.Callbacks.size() * Facts.Events.size() * Facts.statements().size() >
      MaxWork) {
    ++Unit.statistics().FunctionsTooLarge;
    return;
  }
  S.Flow = std::make_unique<CleanupFlow>(Facts, Program, Unit.limits());
  AnalysisStatistics &Statistics = Unit.statistics();
  if (!S.Flow->isUsable()) {
    ++(S.Flow->isTooLarge() ? Statistics.FunctionsTooLarge
                            : Statistics.FunctionsWithoutCFG);
    return;
  }
  for (const CallbackCall &Callback : Facts.Callbacks) {
    Candidate C{Callback, Throws::Perhaps, {}};
    std::vector<PendingState> Pending = S.Flow->pendingAt(Callback);
    if (Pending.empty())
      continue;
    C.MayThrow = Program.mayThrow(Callback);
    if (C.MayThrow == Throws::No)
      continue;
    for (PendingState &State : Pending) {
      Leak L;
      L.State = State;
      const StateEvent &Done = doneOf(Facts, L);
      // The state of the callback's own call: `x = f()`.
      if (Done.At == Callback.At)
        continue;
      L.Unwind = S.Flow->unwind(Callback, Done);
      if (!L.Unwind.Protected)
        C.Leaks.push_back(std::move(L));
    }
    if (!C.Leaks.empty())
      S.Candidates.push_back(std::move(C));
  }
  if (!S.Candidates.empty())
    Suspects.push_back(std::move(S));
}

/// The value that a variable has at rest, if its declaration says so.
std::optional<int64_t> restingValue(const Decl *D, const ASTContext &Context) {
  const Expr *Init = nullptr;
  if (const auto *Field = dyn_cast<FieldDecl>(D))
    Init = Field->getInClassInitializer();
  else if (const auto *V = dyn_cast<VarDecl>(D))
    Init = V->getInit();
  if (!Init || Init->isValueDependent())
    return std::nullopt;
  while (true) {
    Init = Init->IgnoreParenImpCasts();
    if (const auto *List = dyn_cast<InitListExpr>(Init);
        List && List->getNumInits() == 1)
      Init = List->getInit(0);
    else if (const auto *Full = dyn_cast<FullExpr>(Init))
      Init = Full->getSubExpr();
    else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Init);
             Construct && Construct->getNumArgs() == 1)
      Init = Construct->getArg(0);
    else
      break;
  }
  if (!Init->getType()->isIntegralOrEnumerationType())
    return std::nullopt;
  Expr::EvalResult Result;
  if (!Init->EvaluateAsInt(Result, Context))
    return std::nullopt;
  return Result.Val.getInt().getExtValue();
}

/// Whether what is called is a function pointer, not an object of a class.
bool isPlainFunctionPointer(const CallbackCall &Callback) {
  const auto *Call = dyn_cast_or_null<CallExpr>(Callback.At);
  const Expr *Callee = Callback.Callee ? Callback.Callee
                       : Call          ? Call->getCallee()
                                       : nullptr;
  return Callback.Kind == CallbackCall::Callable && Callee &&
         Callee->IgnoreParenImpCasts()->getType()->isFunctionPointerType();
}

/// Whether the object is an element of a container, or a global variable, that
/// stays when the function and the objects at hand are gone.
bool isKeptElsewhere(const AccessPath &Path) {
  return (Path.root() == AccessPath::Var && Path.var()->hasGlobalStorage()) ||
         llvm::any_of(Path.elements(), [](const PathElement &E) {
           return E.Kind == PathElement::ConstantIndex ||
                  E.Kind == PathElement::VariableIndex ||
                  E.Kind == PathElement::UnknownIndex;
         });
}

/// Whether \p S stands in the body of a loop.
bool isInLoop(const Stmt *S, const CleanupFacts &Facts) {
  return llvm::any_of(Facts.statements(), [&](const Stmt *Loop) {
    if (!isa<WhileStmt, DoStmt, ForStmt, CXXForRangeStmt>(Loop))
      return false;
    llvm::SmallVector<const Stmt *, 32> Work{Loop};
    while (!Work.empty()) {
      const Stmt *Next = Work.pop_back_val();
      if (Next == S)
        return true;
      for (const Stmt *Child : Next->children())
        if (Child)
          Work.push_back(Child);
    }
    return false;
  });
}

bool RuleRun::judgeLeak(const Suspect &S, const Candidate &C, Leak &L) const {
  const CleanupFacts &Facts = *S.Facts;
  const StateEvent &Done = doneOf(Facts, L);
  auto Lower = [&](Confidence To) { L.Level = std::min(L.Level, To); };
  L.Level =
      C.MayThrow == Throws::Yes ? Confidence::Definite : Confidence::Likely;
  // What a function wrote itself is no stranger's code, and its calls are like
  // any other calls, which are no callbacks either.
  if (!C.Callback.HandedIn || C.MayThrow == Throws::Unseen)
    Lower(Confidence::Possible);
  // The loop of a worker.
  if (!L.Unwind.Forgetful && isInLoop(C.Callback.At, Facts) &&
      Program.isRunOutOfSight(Facts.function()))
    Lower(Confidence::Possible);
  // Only by the next turn of a loop does control get from there to the call,
  // and not always: the turn that sets it up may well be the last one.
  if (Done.Action == StateEvent::Establish && !L.State.Certain &&
      Unit.model().context().getSourceManager().isBeforeInTranslationUnit(
          C.Callback.At->getEndLoc(), Done.At->getBeginLoc()))
    Lower(Confidence::Possible);
  // A getter may give another object the second time.
  if (llvm::any_of(Done.Path.elements(), [](const PathElement &E) {
        return E.Kind == PathElement::Getter;
      }))
    Lower(Confidence::Likely);
  if (!L.State.Always && Done.Kind != StateKind::Lock)
    Lower(Confidence::Possible);
  // A state of several, which a failure leads to another one from. What a
  // helper or an exchange sets, it may as well have left alone.
  if (L.State.MayStay && Done.Kind == StateKind::Flag && !Done.TellsOldValue &&
      !Done.Helper)
    Lower(Confidence::Possible);
  if (Done.ByShape) {
    // That the caller holds it would be one assumption more.
    if (Done.Action == StateEvent::Discharge)
      return false;
    Lower(Confidence::Likely);
  }
  const Decl *Variable = Done.Path.lockClass();
  switch (Done.Kind) {
  case StateKind::Lock:
  case StateKind::Scope:
    break;
  case StateKind::Completion:
    // A promise that dies tells those who wait.
    if (Done.Pair && Done.Pair->DeathCompletes && !isKeptElsewhere(Done.Path))
      Lower(Confidence::Possible);
    // That they wait is seen; that this object is theirs is assumed. A caller
    // that has handlers may well tell them in a way that is not followed.
    if (Done.SetsFlag)
      Lower(Program.isCalledInTry(Facts.function()) ? Confidence::Possible
                                                    : Confidence::Likely);
    break;
  case StateKind::Resource:
    // Nobody waits for what is lost, and functions in C's manner seldom throw.
    if (isPlainFunctionPointer(C.Callback))
      Lower(Confidence::Possible);
    break;
  case StateKind::Entry:
    // What a sequence got last need not be what is taken from it later, least
    // of all if some other call may have put it there. To empty a container is
    // seldom meant to undo what may have come into it.
    if (Done.Pair && !Done.Pair->Key)
      Lower(L.State.Certain ? Confidence::Likely : Confidence::Possible);
    if ((Done.Helper || !Done.Pair || !Done.Pair->Key) &&
        llvm::all_of(L.State.Undone,
                     [&](unsigned I) { return Facts.Events[I].All; }))
      Lower(Confidence::Possible);
    break;
  case StateKind::Counter:
  case StateKind::Flag: {
    if (!Variable)
      return false;
    VariableReads Reads =
        Program.readsOf(Variable, Facts.function(), Done.At->getEndLoc());
    L.Reader = Reads.Gate;
    const StateEvent &Undo = Facts.Events[L.State.Undone.front()];
    if (!Reads.Any) {
      Lower(Confidence::Possible);
      break;
    }
    if (Done.Kind == StateKind::Counter) {
      if (!Reads.GateWhenSet && !Reads.GateWhenClear)
        Lower(Confidence::Possible);
      break;
    }
    if (Undo.Value.Kind == StateValue::Variable)
      break;
    // Set back to what it is at rest? A variable that is cleared first and set
    // when all went well says rightly that it did not.
    std::optional<int64_t> Rest =
        restingValue(Variable, Unit.model().context());
    if (!Undo.Value.isConstant(Rest.value_or(0)))
      Lower(Confidence::Possible);
    bool Pointer = Done.Value.Kind != StateValue::Constant;
    // A number that takes other values than those of a flag counts or tells
    // how far something has got.
    const auto *Declared = dyn_cast<ValueDecl>(Variable);
    if (Declared &&
        Declared->getType().getNonReferenceType()->isIntegerType() &&
        !Declared->getType().getNonReferenceType()->isBooleanType() &&
        !Declared->getType().getNonReferenceType()->isEnumeralType() &&
        !(Done.Value.Constant_ + Undo.Value.Constant_ == 1 &&
          Done.Value.Constant_ * Undo.Value.Constant_ == 0))
      Lower(Confidence::Possible);
    bool StaysSet = Pointer || Done.Value.Constant_ != 0;
    if (!Pointer && !(StaysSet ? Reads.GateWhenSet : Reads.GateWhenClear))
      Lower(Confidence::Possible);
    break;
  }
  }
  return true;
}

/// Whether every caller in sight takes the state back when \p Facts' function
/// throws.
bool RuleRun::undoneByCallers(const CleanupFacts &Facts,
                              const StateEvent &Done) {
  const FunctionDecl *F = Facts.function()->getCanonicalDecl();
  bool Any = false;
  for (const auto &[Key, Node] : Unit.graph().nodes()) {
    if (!Node.Definition || !llvm::is_contained(Node.Callees, F))
      continue;
    CleanupFacts Caller(Node.Definition, Unit.model(), Cleanup);
    Caller.collectEvents(Program);
    CleanupFlow Flow(Caller, Program, Unit.limits());
    if (!Flow.isUsable())
      return false;
    for (const Stmt *S : Caller.statements()) {
      const auto *Call = dyn_cast<CallExpr>(S);
      if (!Call || !Call->getDirectCallee() ||
          Call->getDirectCallee()->getCanonicalDecl() != F)
        continue;
      StateEvent There = Done;
      There.Path = Caller.atCall(Done.Path, Call, F);
      There.At = Call;
      There.Key.Text.clear();
      There.All = true;
      if (!There.Path.isNamed())
        return false;
      CallbackCall Through;
      Through.At = Call;
      UnwindResult Result = Flow.unwind(Through, There);
      if (!Result.Protected && !Result.Partial)
        return false;
      Any = true;
    }
  }
  return Any;
}

void RuleRun::judge(Suspect &S) {
  const FunctionDecl *F = S.Facts->function();
  bool EndsProcess = Program.endsProcess(F);
  for (Candidate &C : S.Candidates) {
    llvm::erase_if(C.Leaks, [&](Leak &L) {
      // What a handler keeps in the function does not end the process.
      if ((EndsProcess && !L.Unwind.Forgetful) || !judgeLeak(S, C, L))
        return true;
      Leak OnRun = L;
      OnRun.State.Always = true;
      judgeLeak(S, C, OnRun);
      L.LevelOnRun = OnRun.Level;
      return undoneByCallers(*S.Facts, doneOf(*S.Facts, L));
    });
    if (!C.Leaks.empty())
      report(S, C);
  }
}

std::string sourceText(const Expr *E, const SourceManager &SM,
                       const LangOptions &Options) {
  if (!E || E->getBeginLoc().isMacroID() || E->getEndLoc().isMacroID())
    return "";
  std::string Text =
      Lexer::getSourceText(CharSourceRange::getTokenRange(E->getSourceRange()),
                           SM, Options)
          .str();
  return Text.size() > 40 || llvm::StringRef(Text).contains('\n') ? "" : Text;
}

/// What the callback is called in a diagnostic, with quotes if it has a name.
std::string callbackName(const CallbackCall &C, const ModelIndex &Model) {
  const ASTContext &Context = Model.context();
  if (C.Kind == CallbackCall::Helper)
    return describeFunction(C.HelperFunction);
  if (C.Kind == CallbackCall::Virtual)
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(C.At))
      return describeFunction(Call->getMethodDecl());
  const Expr *Callee =
      C.Callee ? stripCallableWrappers(C.Callee, Model) : nullptr;
  if (isa_and_nonnull<LambdaExpr>(Callee))
    return "the lambda";
  std::string Text =
      sourceText(Callee, Context.getSourceManager(), Context.getLangOpts());
  return Text.empty() ? "the callback" : "'" + Text + "'";
}

/// An object that is known by an untyped pointer (`context->lock_`) is named as
/// the function names it, by the pointer that was cast from that.
AccessPath typedPath(const AccessPath &Path, const CleanupFacts &Facts) {
  const FunctionDecl *F = Facts.function();
  const VarDecl *Root = nullptr;
  if (Path.root() == AccessPath::Var)
    Root = Path.var();
  else if (Path.root() == AccessPath::Param && Path.index() < F->getNumParams())
    Root = F->getParamDecl(Path.index());
  if (!Root || Path.elements().empty() || !Root->getType()->isVoidPointerType())
    return Path;
  for (const Stmt *S : Facts.statements()) {
    const auto *Declaration = dyn_cast<DeclStmt>(S);
    if (!Declaration)
      continue;
    for (const Decl *D : Declaration->decls())
      if (const auto *V = dyn_cast<VarDecl>(D);
          V && V->getInit() && V->getType()->isPointerType() &&
          !V->getType()->isVoidPointerType())
        if (Facts.path(V->getInit()) == Path.prefix(0))
          return Path.rebase(AccessPath::var(V), 0);
  }
  return Path;
}

std::string stateName(const StateEvent &Event, const CleanupFacts &Facts) {
  const FunctionDecl *F = Facts.function();
  AccessPath Path = typedPath(Event.Path, Facts);
  // Of a lock class of the user's own the reader knows the object, not what is
  // private in it.
  if (const auto *Helper = dyn_cast_or_null<CXXMethodDecl>(Event.Helper);
      Helper && Event.Kind == StateKind::Lock && !Path.elements().empty())
    if (const auto *Field =
            dyn_cast_or_null<FieldDecl>(Path.elements().back().D);
        Field && Field->getAccess() != AS_public &&
        Field->getParent()->getCanonicalDecl() ==
            Helper->getParent()->getCanonicalDecl())
      if (AccessPath Owner = Path.prefix(Path.elements().size() - 1);
          Owner.root() != AccessPath::This || !Owner.elements().empty())
        Path = Owner;
  if (Path.root() == AccessPath::Param && Path.index() < F->getNumParams())
    Path = Path.rebase(AccessPath::var(F->getParamDecl(Path.index())), 0);
  return "'" + Path.spelling() + "'";
}

std::string valueText(const StateEvent &Done) {
  const Decl *D = Done.Path.lockClass();
  const auto *Value = dyn_cast_or_null<ValueDecl>(D);
  if (Done.Value.Kind != StateValue::Constant)
    return "set";
  QualType Type = Value ? Value->getType().getNonReferenceType() : QualType();
  if (!Done.Key.Text.empty())
    return Done.Value.Constant_ ? "set" : "cleared";
  if (!Type.isNull() && Type->isIntegerType() && !Type->isBooleanType())
    return "at " + std::to_string(Done.Value.Constant_);
  return Done.Value.Constant_ ? "true" : "false";
}

/// What stays behind, and who is hurt by it.
std::string consequence(const StateEvent &Done, const std::string &Name,
                        bool IsReverse) {
  switch (Done.Kind) {
  case StateKind::Lock:
    if (Done.Action == StateEvent::Discharge)
      return Name + " stays unlocked, and whoever called takes it to be held";
    return Name + " stays locked, and whoever locks it next waits for ever";
  case StateKind::Entry:
    return "the entry stays in " + Name +
           ", and whoever finds it takes it to be still in use";
  case StateKind::Flag:
    return Name + " stays " + valueText(Done) +
           ", and whoever asks it takes the work to be still going on";
  case StateKind::Counter:
    return Name + " stays one too " + (IsReverse ? "low" : "high") +
           ", and whoever waits for it to come back waits for ever";
  case StateKind::Resource:
    return "what " + Name + " owns is never given back";
  case StateKind::Scope:
    return "what was begun on " + Name + " is never ended";
  case StateKind::Completion:
    return "whoever waits for " + Name + " waits for ever";
  }
  llvm_unreachable("covered switch");
}

std::string establishText(const StateEvent &Done, const std::string &Name) {
  switch (Done.Kind) {
  case StateKind::Lock:
    return Name + (Done.Action == StateEvent::Discharge ? " is unlocked here"
                                                        : " is locked here");
  case StateKind::Entry:
    return "the entry is put into " + Name + " here";
  case StateKind::Flag:
    return Name + " is set here";
  case StateKind::Counter:
    return Name + (Done.Action == StateEvent::Lower ? " is lowered here"
                                                    : " is raised here");
  case StateKind::Resource:
    return "what " + Name + " owns is acquired here";
  case StateKind::Scope:
    return Name + " is begun on here";
  case StateKind::Completion:
    return "";
  }
  llvm_unreachable("covered switch");
}

std::string undoText(const StateEvent &Done, const std::string &Name) {
  switch (Done.Kind) {
  case StateKind::Lock:
    return Name + (Done.Action == StateEvent::Discharge ? " is locked again"
                                                        : " is unlocked");
  case StateKind::Entry:
    return "the entry is taken out of " + Name;
  case StateKind::Flag:
    return Name + " is set back";
  case StateKind::Counter:
    return Name + (Done.Action == StateEvent::Lower ? " is raised again"
                                                    : " is lowered again");
  case StateKind::Resource:
    return "it is given back";
  case StateKind::Scope:
    return "it is ended";
  case StateKind::Completion:
    return Name + " is completed";
  }
  llvm_unreachable("covered switch");
}

/// \p L is established, the callback is called, and it is taken back. The first
/// step that tells of it has the number \p FirstStep.
RunPattern runOf(const CleanupFacts &Facts, const Candidate &C, const Leak &L,
                 size_t FirstStep) {
  RunPattern Run;
  Run.F = Facts.function();
  Run.Level = L.LevelOnRun;
  Run.IfNeverLeftOpen = L.LevelOnRun > L.Level;
  auto AddPlace = [](RunEvent &To, const StateEvent &Event) {
    SourceLocation Here = isa<CallExpr>(Event.At) ? callLocation(Event.At)
                                                  : Event.At->getExprLoc();
    if (Event.Helper && Event.HelperLoc.isValid())
      To.Places.push_back({Event.HelperLoc, {Here}});
    else
      To.Places.push_back({Here, {}});
    To.Object = Event.Path;
    To.CallDecides = true;
  };
  size_t Step = FirstStep;
  if (L.State.Established < Facts.Events.size()) {
    const StateEvent &Done = Facts.Events[L.State.Established];
    RunEvent Establish;
    AddPlace(Establish, Done);
    if (Done.Kind != StateKind::Completion)
      Establish.Step = Step++;
    if (Done.Helper && Done.HelperLoc.isValid())
      Run.Calls.push_back(Step++);
    Step += Done.ByShape;
    Run.Events.push_back(std::move(Establish));
    Run.LastUndoesFirst = true;
  }
  RunEvent Call;
  Call.Places.push_back({callLocation(C.Callback.At), {}});
  Call.AtEntry = true;
  Run.Events.push_back(std::move(Call));
  RunEvent Undo;
  for (unsigned I : L.State.Undone)
    AddPlace(Undo, Facts.Events[I]);
  Undo.Step = Step++;
  const StateEvent &Undone = Facts.Events[L.State.Undone.front()];
  if (Undone.Helper && Undone.HelperLoc.isValid())
    Run.Calls.push_back(Step);
  Run.Events.push_back(std::move(Undo));
  return Run;
}

void RuleRun::report(const Suspect &S, const Candidate &C) {
  const CleanupFacts &Facts = *S.Facts;
  std::vector<const Leak *> Leaks;
  for (const Leak &L : C.Leaks) {
    const StateEvent &Done = doneOf(Facts, L);
    // One of several ways to the same state.
    if (llvm::none_of(Leaks, [&](const Leak *Other) {
          const StateEvent &Before = doneOf(Facts, *Other);
          return Before.Kind == Done.Kind && Before.Path == Done.Path;
        }))
      Leaks.push_back(&L);
  }
  llvm::sort(Leaks, [&](const Leak *A, const Leak *B) {
    if (A->Level != B->Level)
      return A->Level > B->Level;
    if (A->LevelOnRun != B->LevelOnRun)
      return A->LevelOnRun > B->LevelOnRun;
    StateKind KindA = doneOf(Facts, *A).Kind, KindB = doneOf(Facts, *B).Kind;
    return std::tie(KindA, A->State.Established) <
           std::tie(KindB, B->State.Established);
  });
  const Leak &Main = *Leaks.front();
  // Paths decide one state at a time.
  const bool HasRun = Filter.WithRuns &&
                      llvm::count_if(Leaks, [&](const Leak *L) {
                        return L->Level >= Minimum || L->LevelOnRun >= Minimum;
                      }) == 1;
  if (Main.Level < Minimum && !(HasRun && Main.LevelOnRun >= Minimum)) {
    ++Unit.statistics().PossibleOnly;
    return;
  }
  Finding Result;
  Result.Rule = "unguarded-cleanup";
  Result.Level = Main.Level;
  Result.Loc = SM.getExpansionLoc(C.Callback.At->getExprLoc());
  std::string Callback = callbackName(C.Callback, Unit.model());
  const StateEvent &MainDone = doneOf(Facts, Main);
  std::string MainName = stateName(MainDone, Facts);
  Result.Message =
      "if " + Callback + " throws, " +
      consequence(MainDone, MainName, MainDone.Action == StateEvent::Lower);

  const CXXCatchStmt *SaidOf = nullptr;
  for (const Leak *L : Leaks) {
    if (L != &Main && L->Level < Minimum)
      continue;
    const StateEvent &Done = doneOf(Facts, *L);
    std::string Name = stateName(Done, Facts);
    if (L == &Main && HasRun)
      Result.Run = runOf(Facts, C, Main, Result.Steps.size());
    if (Done.Kind != StateKind::Completion) {
      Result.Steps.push_back({SM.getExpansionLoc(Done.At->getExprLoc()),
                              establishText(Done, Name)});
      if (Done.Helper && Done.HelperLoc.isValid())
        Result.Steps.push_back(
            {SM.getExpansionLoc(Done.HelperLoc),
             describeFunction(Done.Helper) + " does so here"});
      if (Done.ByShape)
        Result.Steps.push_back(
            {SM.getExpansionLoc(Done.At->getExprLoc()),
             Name + " is taken to be a lock, because its class has 'lock' and "
                    "'unlock'"});
    }
    const StateEvent &Undo = Facts.Events[L->State.Undone.front()];
    Result.Steps.push_back(
        {SM.getExpansionLoc(Undo.At->getExprLoc()),
         undoText(Done, Name) + " here, which an exception skips"});
    if (Undo.Helper && Undo.HelperLoc.isValid())
      Result.Steps.push_back({SM.getExpansionLoc(Undo.HelperLoc),
                              describeFunction(Undo.Helper) + " does so here"});
    if (Done.SetsFlag)
      Result.Steps.push_back(
          {SM.getExpansionLoc(Done.Wait), "others wait for " + Name + " here"});
    if (L->Reader.isValid())
      Result.Steps.push_back(
          {SM.getExpansionLoc(L->Reader), Name + " decides here what is done"});
    const UnwindResult &Unwind = L->Unwind;
    if (Unwind.Partial && Unwind.Partial != SaidOf) {
      SaidOf = Unwind.Partial;
      Result.Steps.push_back({SM.getExpansionLoc(SaidOf->getCatchLoc()),
                              "this handler takes it back, but not for "
                              "exceptions of other types"});
    }
    if (Unwind.Forgetful && Unwind.Forgetful != SaidOf) {
      SaidOf = Unwind.Forgetful;
      Result.Steps.push_back({SM.getExpansionLoc(SaidOf->getCatchLoc()),
                              "this handler does not take it back"});
    }
    if (Unwind.Disarmed)
      Result.Steps.push_back(
          {SM.getExpansionLoc(Unwind.Disarmed->getLocation()),
           "'" + Unwind.Disarmed->getNameAsString() +
               "' would take it back, but has been called off"});
  }
  if (C.Callback.Kind == CallbackCall::Helper && C.Callback.HelperLoc.isValid())
    Result.Steps.push_back({SM.getExpansionLoc(C.Callback.HelperLoc),
                            "a callback is called here"});
  if (C.MayThrow != Throws::Yes)
    Result.Steps.push_back({Result.Loc, "nothing in sight says that " +
                                            Callback +
                                            " cannot throw; it is taken to"});
  Result.Steps.push_back(
      {Result.Loc, "leave it to the destructor of a local object, or undo it "
                   "in 'catch (...)' and throw again"});
  // What two callbacks leave behind is repaired once.
  std::vector<CleanupToFix> ToFix;
  for (const Leak *L : Leaks)
    if (L->Level >= Minimum &&
        Fixed.insert(doneOf(Facts, *L).At->getBeginLoc()).second)
      ToFix.push_back({&doneOf(Facts, *L), &L->State});
  proposeFix(Facts, ToFix, Options.Guard, Result);

  auto [It, New] = Found.try_emplace(Result.Loc, Result);
  if (!New && It->second.Level < Result.Level)
    It->second = std::move(Result);
}

std::vector<Finding> RuleRun::run() {
  const CallGraph &Graph = Unit.graph();
  // Functions with a callback, their callers, and the callers of these.
  llvm::DenseSet<const FunctionDecl *> Interesting;
  for (const auto &[Key, Node] : Graph.nodes())
    if (Node.Definition && Node.Definition->getBody() &&
        !Node.Definition->isDependentContext() && hasCallback(Node.Definition))
      Interesting.insert(Key);
  for (unsigned Round = 0; Round < 2 && !Interesting.empty(); ++Round) {
    llvm::SmallVector<const FunctionDecl *, 32> Callers;
    for (const auto &[Key, Node] : Graph.nodes())
      if (Node.Definition && llvm::any_of(Node.Callees, [&](const auto *F) {
            return Interesting.contains(F);
          }))
        Callers.push_back(Key);
    Interesting.insert(Callers.begin(), Callers.end());
  }
  if (Interesting.empty())
    return {};
  for (const auto &[Key, Node] : Graph.nodes())
    if (Interesting.contains(Key) && Node.Definition &&
        !Node.Definition->isDependentContext() &&
        mayBeLeftByException(Node.Definition))
      examine(Node.Definition);
  if (Suspects.empty())
    return {};
  llvm::DenseSet<const Decl *> Variables;
  for (const Suspect &S : Suspects)
    for (const Candidate &C : S.Candidates)
      for (const Leak &L : C.Leaks) {
        const StateEvent &Done = doneOf(*S.Facts, L);
        if (Done.Kind == StateKind::Flag || Done.Kind == StateKind::Counter)
          if (const Decl *Variable = Done.Path.lockClass())
            Variables.insert(Variable->getCanonicalDecl());
      }
  Program.lookForReads(Variables);
  for (Suspect &S : Suspects)
    judge(S);
  std::vector<Finding> Result;
  for (auto &[Loc, F] : Found)
    Result.push_back(std::move(F));
  llvm::sort(Result, [&](const Finding &A, const Finding &B) {
    return SM.isBeforeInTranslationUnit(A.Loc, B.Loc);
  });
  return Result;
}

} // namespace

std::vector<Finding>
findUnguardedCleanups(TranslationUnit &Unit, const FindingFilter &Filter,
                      const UnguardedCleanupOptions &Options) {
  const LangOptions &Language = Unit.model().context().getLangOpts();
  if (!Language.CPlusPlus || !Language.CXXExceptions)
    return {};
  return RuleRun(Unit, Filter, Options).run();
}

} // namespace unwedge

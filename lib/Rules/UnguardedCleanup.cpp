//===--- UnguardedCleanup.cpp --------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Rules/UnguardedCleanup.h"
#include "UnguardedCleanupFixes.h"
#include "UnguardedCleanupRun.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Report/TraceWording.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include <tuple>

using namespace clang;

namespace unwedge {

bool mayBeLeftByException(const FunctionDecl *F) {
  return !F->isMain() && !isa<CXXDestructorDecl>(F) &&
         !isNoexceptType(F->getType());
}

bool CleanupRun::hasCallback(const FunctionDecl *F) const {
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
static bool isFromLibrary(const CleanupFacts &Facts, const Expr *Callee) {
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

void CleanupRun::addCallbacks(CleanupFacts &Facts) {
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
    if (isVirtualCall(Call, Callee))
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
void CleanupRun::markAwaited(CleanupFacts &Facts) {
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

bool CleanupRun::addLeaks(const Suspect &S, Candidate &C) {
  std::vector<PendingState> Pending = S.Flow->pendingAt(C.Callback);
  if (Pending.empty())
    return false;
  C.MayThrow = Program.mayThrow(C.Callback);
  if (C.MayThrow == Throws::No)
    return false;
  for (PendingState &State : Pending) {
    Leak L;
    L.State = State;
    const StateEvent &Done = doneOf(*S.Facts, L);
    // The state of the callback's own call: `x = f()`.
    if (Done.At == C.Callback.At)
      continue;
    L.Unwind = S.Flow->unwind(C.Callback, Done);
    if (!L.Unwind.Protected)
      C.Leaks.push_back(std::move(L));
  }
  return !C.Leaks.empty();
}

void CleanupRun::examine(const FunctionDecl *F) {
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
    if (addLeaks(S, C))
      S.Candidates.push_back(std::move(C));
  }
  if (!S.Candidates.empty())
    Suspects.push_back(std::move(S));
}

/// The value that a variable has at rest, if its declaration says so.
static std::optional<int64_t> restingValue(const Decl *D,
                                           const ASTContext &Context) {
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

LeakFacts factsOf(const StateEvent &Done, const StateEvent &Undo,
                  const ASTContext &Context) {
  LeakFacts J;
  J.Kind = Done.Kind;
  J.Reverse =
      Done.Action == StateEvent::Lower ||
      (Done.Action == StateEvent::Discharge && Done.Kind == StateKind::Lock);
  J.ByGetter = llvm::any_of(Done.Path.elements(), [](const PathElement &E) {
    return E.Kind == PathElement::Getter;
  });
  J.ByShape = Done.ByShape;
  J.ByHelper = Done.Helper != nullptr;
  J.SetsFlag = Done.SetsFlag;
  J.AnyEntry = Done.Pair && !Done.Pair->Key;
  J.TellsOldValue = Done.TellsOldValue;
  J.IsBits = !Done.Key.Text.empty();
  if (Done.Value.Kind == StateValue::Constant)
    J.Value = Done.Value.Constant_;
  if (Undo.Value.Kind == StateValue::Constant)
    J.BackTo = Undo.Value.Constant_;
  J.BackToOld = Undo.Value.Kind == StateValue::Variable;
  const Decl *Variable = Done.Path.lockClass();
  if (const auto *Declared = dyn_cast_or_null<ValueDecl>(Variable)) {
    const QualType Type = Declared->getType().getNonReferenceType();
    J.IsInteger = Type->isIntegerType() && !Type->isBooleanType();
    J.IsEnumeration = Type->isEnumeralType();
    J.Rest = restingValue(Variable, Context).value_or(0);
  }
  return J;
}

/// Whether what is called is a function pointer, not an object of a class.
static bool isPlainFunctionPointer(const CallbackCall &Callback) {
  const auto *Call = dyn_cast_or_null<CallExpr>(Callback.At);
  const Expr *Callee = Callback.Callee ? Callback.Callee
                       : Call          ? Call->getCallee()
                                       : nullptr;
  return Callback.Kind == CallbackCall::Callable && Callee &&
         Callee->IgnoreParenImpCasts()->getType()->isFunctionPointerType();
}

/// Whether the object is an element of a container, or a global variable, that
/// stays when the function and the objects at hand are gone.
static bool isKeptElsewhere(const AccessPath &Path) {
  return (Path.root() == AccessPath::Var && Path.var()->hasGlobalStorage()) ||
         llvm::any_of(Path.elements(), [](const PathElement &E) {
           return E.Kind == PathElement::ConstantIndex ||
                  E.Kind == PathElement::VariableIndex ||
                  E.Kind == PathElement::UnknownIndex;
         });
}

/// Whether \p S stands in the body of a loop.
static bool isInLoop(const Stmt *S, const CleanupFacts &Facts) {
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

bool CleanupRun::judgeLeak(const Suspect &S, const Candidate &C,
                           Leak &L) const {
  const CleanupFacts &Facts = *S.Facts;
  const StateEvent &Done = doneOf(Facts, L);
  const StateEvent &Undo = Facts.Events[L.State.Undone.front()];
  LeakFacts &J = L.Facts = factsOf(Done, Undo, Unit.model().context());
  J.Throws = C.MayThrow == Throws::Yes;
  J.ThrowsUnseen = C.MayThrow == Throws::Unseen;
  J.HandedIn = C.Callback.HandedIn;
  J.IsFunctionPointer = isPlainFunctionPointer(C.Callback);
  J.InWorkerLoop = !L.Unwind.Forgetful && isInLoop(C.Callback.At, Facts) &&
                   Program.isRunOutOfSight(Facts.function());
  // Only by the next turn of a loop does control get from there to the call.
  J.NextTurnOnly = Done.Action == StateEvent::Establish && !L.State.Certain &&
                   SM.isBeforeInTranslationUnit(C.Callback.At->getEndLoc(),
                                                Done.At->getBeginLoc());
  J.Always = L.State.Always;
  J.Certain = L.State.Certain;
  J.MayStay = L.State.MayStay;
  // A promise that dies tells those who wait.
  J.DeathTells =
      Done.Pair && Done.Pair->DeathCompletes && !isKeptElsewhere(Done.Path);
  J.CalledInTry = Done.SetsFlag && Program.isCalledInTry(Facts.function());
  J.OnlyEmptied = (Done.Helper || !Done.Pair || !Done.Pair->Key) &&
                  llvm::all_of(L.State.Undone,
                               [&](unsigned I) { return Facts.Events[I].All; });
  if (Done.Kind == StateKind::Counter || Done.Kind == StateKind::Flag) {
    const Decl *Variable = Done.Path.lockClass();
    if (!Variable)
      return false;
    VariableReads Reads =
        Program.readsOf(Variable, Facts.function(), Done.At->getEndLoc());
    L.Reader = Reads.Gate;
    J.IsRead = Reads.Any;
    J.GateWhenSet = Reads.GateWhenSet;
    J.GateWhenClear = Reads.GateWhenClear;
  }
  std::optional<Confidence> Level = unwedge::judgeLeak(J);
  L.Level = Level.value_or(Confidence::Possible);
  return Level.has_value();
}

/// Whether every caller in sight takes the state back when \p Facts' function
/// throws.
bool CleanupRun::undoneByCallers(const CleanupFacts &Facts,
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

void CleanupRun::judge(Suspect &S) {
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

static std::string sourceText(const Expr *E, const SourceManager &SM,
                              const LangOptions &Options) {
  if (!E || E->getBeginLoc().isMacroID() || E->getEndLoc().isMacroID())
    return "";
  std::string Text =
      Lexer::getSourceText(CharSourceRange::getTokenRange(E->getSourceRange()),
                           SM, Options)
          .str();
  return Text.size() > 40 || llvm::StringRef(Text).contains('\n') ? "" : Text;
}

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
static AccessPath typedPath(const AccessPath &Path, const CleanupFacts &Facts) {
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

/// \p L is established, the callback is called, and it is taken back. The first
/// step that tells of it has the number \p FirstStep.
static RunPattern runOf(const CleanupFacts &Facts, const Candidate &C,
                        const Leak &L, size_t FirstStep) {
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

void appendWays(const UnwindResult &Unwind, const SourceManager &SM,
                const CXXCatchStmt *&SaidOf, std::vector<FindingStep> &Steps) {
  if (Unwind.Partial && Unwind.Partial != SaidOf) {
    SaidOf = Unwind.Partial;
    Steps.push_back({SM.getExpansionLoc(SaidOf->getCatchLoc()),
                     "this handler takes it back, but not for exceptions of "
                     "other types"});
  }
  if (Unwind.Forgetful && Unwind.Forgetful != SaidOf) {
    SaidOf = Unwind.Forgetful;
    Steps.push_back(
        {SM.getExpansionLoc(SaidOf->getCatchLoc()), forgetfulText()});
  }
  if (Unwind.Disarmed)
    Steps.push_back({SM.getExpansionLoc(Unwind.Disarmed->getLocation()),
                     "'" + Unwind.Disarmed->getNameAsString() +
                         "' would take it back, but has been called off"});
}

std::optional<Finding>
CleanupRun::describe(const Suspect &S, const Candidate &C,
                     std::vector<const Leak *> &Leaks) const {
  const CleanupFacts &Facts = *S.Facts;
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
    return std::nullopt;
  }
  Finding Result;
  Result.Rule = "unguarded-cleanup";
  Result.Level = Main.Level;
  Result.Loc = SM.getExpansionLoc(C.Callback.At->getExprLoc());
  std::string Callback = callbackName(C.Callback, Unit.model());
  const StateEvent &MainDone = doneOf(Facts, Main);
  std::string MainName = stateName(MainDone, Facts);
  Result.Message = leakMessage(Main.Facts, Callback, MainName);

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
                              establishText(L->Facts, Name)});
      if (Done.Helper && Done.HelperLoc.isValid())
        Result.Steps.push_back({SM.getExpansionLoc(Done.HelperLoc),
                                doesSoText(describeFunction(Done.Helper))});
      if (Done.ByShape)
        Result.Steps.push_back(
            {SM.getExpansionLoc(Done.At->getExprLoc()), byShapeText(Name)});
    }
    const StateEvent &Undo = Facts.Events[L->State.Undone.front()];
    Result.Steps.push_back({SM.getExpansionLoc(Undo.At->getExprLoc()),
                            skippedText(L->Facts, Name)});
    if (Undo.Helper && Undo.HelperLoc.isValid())
      Result.Steps.push_back({SM.getExpansionLoc(Undo.HelperLoc),
                              doesSoText(describeFunction(Undo.Helper))});
    if (Done.SetsFlag)
      Result.Steps.push_back(
          {SM.getExpansionLoc(Done.Wait), awaitedText(Name)});
    if (L->Reader.isValid())
      Result.Steps.push_back({SM.getExpansionLoc(L->Reader), gateText(Name)});
    appendWays(L->Unwind, SM, SaidOf, Result.Steps);
  }
  if (C.Callback.Kind == CallbackCall::Helper && C.Callback.HelperLoc.isValid())
    Result.Steps.push_back(
        {SM.getExpansionLoc(C.Callback.HelperLoc), callbackInsideText()});
  return Result;
}

void CleanupRun::report(const Suspect &S, const Candidate &C) {
  std::vector<const Leak *> Leaks;
  std::optional<Finding> Described = describe(S, C, Leaks);
  if (!Described) {
    ++Unit.statistics().BelowMinimum;
    return;
  }
  const CleanupFacts &Facts = *S.Facts;
  Finding &Result = *Described;
  if (C.MayThrow != Throws::Yes)
    Result.Steps.push_back(
        {Result.Loc, takenToThrowText(callbackName(C.Callback, Unit.model()))});
  Result.Steps.push_back({Result.Loc, cleanupAdvice()});
  // What two callbacks leave behind is repaired once.
  std::vector<CleanupToFix> ToFix;
  for (const Leak *L : Leaks)
    if (L->Level >= Minimum &&
        Fixed.insert(doneOf(Facts, *L).At->getBeginLoc()).second)
      ToFix.push_back({&doneOf(Facts, *L), &L->State, C.Callback.At});
  proposeFix(Facts, ToFix, Options.Guard, Result);

  auto [It, New] = Found.try_emplace(Result.Loc, Result);
  if (!New && It->second.Level < Result.Level)
    It->second = std::move(Result);
}

void CleanupRun::lookForReads() {
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
}

std::vector<Finding> CleanupRun::run() {
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
  lookForReads();
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

std::vector<Finding>
findUnguardedCleanups(TranslationUnit &Unit, const FindingFilter &Filter,
                      const UnguardedCleanupOptions &Options) {
  const LangOptions &Language = Unit.model().context().getLangOpts();
  if (!Language.CPlusPlus || !Language.CXXExceptions)
    return {};
  return CleanupRun(Unit, Filter, Options).run();
}

} // namespace unwedge

//===--- SummarizeCleanup.cpp - What unguarded-cleanup needs elsewhere ----===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitSummarizer.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/StatedFacts.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace unwedge {

using namespace summary;

/// Two bodies, as the rule has it: the function that is called, and one that it
/// calls.
constexpr unsigned MaxCallbackDepth = 2;

/// Whether units that call \p F have no body of it.
static bool isForOthers(const FunctionDecl *F) {
  return F->isExternallyVisible() && !F->isInlined() &&
         !F->isTemplateInstantiation() && !F->isDependentContext() &&
         !F->isMain();
}

summary::Path UnitSummarizer::localPath(const AccessPath &From,
                                        const FunctionDecl *F) {
  summary::Path To = path(From, F);
  if (From.root() != AccessPath::Var || To.isNamed())
    return To;
  // As if it belonged to nobody.
  To = path(From, /*F=*/nullptr);
  return To;
}

summary::StateEvent UnitSummarizer::stateEvent(const unwedge::StateEvent &From,
                                               const FunctionDecl *F) {
  const LeakFacts Facts = factsOfEvent(From, Context);
  summary::StateEvent To;
  To.Kind = From.Kind;
  To.Action = static_cast<summary::StateEvent::ActionKind>(From.Action);
  static_assert(int(summary::StateEvent::Lower) ==
                    int(unwedge::StateEvent::Lower),
                "the actions are those of the rule");
  To.Object = localPath(From.Path, F);
  if (From.Kind == StateKind::Entry)
    To.Key = localPath(From.Key.Path, F);
  if (From.Kind == StateKind::Flag && !From.Key.Text.empty())
    To.Pair = Out.save(From.Key.Text);
  else if (From.Kind == StateKind::Scope && From.Pair)
    To.Pair = Out.save(From.Pair->Id);
  To.Value = Facts.Value;
  To.Rest = Facts.Rest;
  To.TakesAll = From.All;
  To.ByShape = From.ByShape;
  To.TellsOldValue = From.TellsOldValue;
  To.AnyEntry = Facts.AnyEntry;
  To.DeathCompletes = From.Pair && From.Pair->DeathCompletes;
  To.IsInteger = Facts.IsInteger;
  To.IsEnumeration = Facts.IsEnumeration;
  To.IsBits = Facts.IsBits;
  if (From.Helper && From.HelperLoc.isValid()) {
    To.At = place(From.HelperLoc);
    To.By = entity(From.Helper);
  } else if (From.At) {
    To.At = place(From.At->getExprLoc());
  }
  return To;
}

summary::StateCall UnitSummarizer::stateCall(const SupposedCall &From,
                                             const FunctionDecl *F) {
  summary::StateCall To;
  To.Callee = entity(From.Callee);
  To.Where = place(From.At->getExprLoc());
  To.Receiver = localPath(From.Receiver, F);
  for (const SupposedCall::Argument &A : From.Arguments)
    To.Arguments.push_back(
        {localPath(A.Object, F), localPath(A.Key, F), A.Text});
  return To;
}

/// Whether \p Event may be one end of a state for those who call its function.
static bool isEndForOthers(const unwedge::StateEvent &Event) {
  switch (Event.Path.root()) {
  case AccessPath::This:
  case AccessPath::Param:
  case AccessPath::Result:
    break;
  case AccessPath::Var:
    if (!Event.Path.var()->hasGlobalStorage())
      return false;
    break;
  default:
    return false;
  }
  switch (Event.Kind) {
  case StateKind::Resource:
  case StateKind::Completion:
    return false;
  case StateKind::Flag:
    return Event.Value.Kind == StateValue::Constant && Event.Path.lockClass();
  case StateKind::Counter:
    return Event.Path.lockClass() != nullptr;
  default:
    return true;
  }
}

/// The variables in conditions of \p F that other units may set for a while.
static void collectAsked(const FunctionDecl *F,
                         llvm::DenseMap<const Decl *, bool> &Asked) {
  llvm::SmallVector<std::pair<const Stmt *, bool>, 32> Work{
      {F->getBody(), false}};
  while (!Work.empty()) {
    auto [S, InCondition] = Work.pop_back_val();
    if (!S || isa<LambdaExpr>(S))
      continue;
    const ValueDecl *D = nullptr;
    if (const auto *Member = dyn_cast<MemberExpr>(S); Member && InCondition)
      D = dyn_cast<FieldDecl>(Member->getMemberDecl());
    else if (const auto *Ref = dyn_cast<DeclRefExpr>(S); Ref && InCondition)
      D = dyn_cast<VarDecl>(Ref->getDecl());
    if (D) {
      const QualType Type = D->getType();
      if (Type->isIntegralOrEnumerationType() || Type->isRecordType()) {
        auto [It, New] = Asked.try_emplace(D->getCanonicalDecl(), false);
        if (New)
          It->second = mayBeUsedElsewhere(D);
      }
    }
    const Stmt *Condition = nullptr;
    if (const auto *If = dyn_cast<IfStmt>(S))
      Condition = If->getCond();
    else if (const auto *While = dyn_cast<WhileStmt>(S))
      Condition = While->getCond();
    else if (const auto *Do = dyn_cast<DoStmt>(S))
      Condition = Do->getCond();
    else if (const auto *For = dyn_cast<ForStmt>(S))
      Condition = For->getCond();
    else if (const auto *Select = dyn_cast<ConditionalOperator>(S))
      Condition = Select->getCond();
    else if (const auto *Return = dyn_cast<ReturnStmt>(S))
      Condition = Return->getRetValue();
    for (const Stmt *Child : S->children())
      Work.push_back({Child, InCondition || (Child && Child == Condition)});
  }
}

/// Which parameter of \p F it hands on to \p Callee as \p Parameter; None if
/// there is none.
static summary::Index handedOn(const FunctionDecl *F,
                               const FunctionDecl *Callee, unsigned Parameter,
                               const ModelIndex &Model) {
  llvm::SmallVector<const Stmt *, 32> Work{F->getBody()};
  while (!Work.empty()) {
    const Stmt *S = Work.pop_back_val();
    if (!S || isa<LambdaExpr>(S))
      continue;
    if (const auto *Call = dyn_cast<CallExpr>(S);
        Call && !isa<CXXOperatorCallExpr>(Call) && Call->getDirectCallee() &&
        Call->getDirectCallee()->getCanonicalDecl() == Callee &&
        Parameter < Call->getNumArgs())
      if (const auto *Own = dyn_cast_or_null<ParmVarDecl>(
              sourceDecl(Call->getArg(Parameter), Model));
          Own && Own->getDeclContext() == F)
        return Own->getFunctionScopeIndex();
    Work.append(S->child_begin(), S->child_end());
  }
  return None;
}

/// The parameter that \p E is a member of.
static const ParmVarDecl *parameterAround(const Expr *E) {
  while (E) {
    E = E->IgnoreParenImpCasts();
    const auto *Member = dyn_cast<MemberExpr>(E);
    if (!Member)
      break;
    E = Member->getBase();
  }
  const auto *Ref = dyn_cast_or_null<DeclRefExpr>(E);
  return Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
}

void UnitSummarizer::callbackInside(const FunctionDecl *F,
                                    CleanupProgram &Program,
                                    CleanupRecord &To) {
  for (unsigned Depth = 1; Depth <= MaxCallbackDepth; ++Depth) {
    const CallbackCall *Inside = Program.callbackInside(F, Depth);
    if (!Inside)
      continue;
    To.CallbackDepth = Depth;
    To.CallbackAt = place(Inside->HelperLoc);
    const ValueDecl *Source =
        Inside->Callee ? sourceDecl(Inside->Callee, Unit.model()) : nullptr;
    const auto *Parameter = dyn_cast_or_null<ParmVarDecl>(Source);
    if (!Parameter) {
      const auto *Variable = dyn_cast_or_null<VarDecl>(Source);
      // What a function has in a variable of its own, it has put there itself;
      // but not what the variable refers to, or what a loop takes from others.
      const bool IsOwn = Variable && Variable->hasLocalStorage() &&
                         !Variable->getType()->isReferenceType() &&
                         !Variable->isCXXForRangeDecl();
      To.IsHandedIn = Source && !IsOwn &&
                      Source->getType().getNonReferenceType()->isRecordType();
      if (const ParmVarDecl *Base = parameterAround(Inside->Callee);
          Base && cast<Decl>(Base->getDeclContext())->getCanonicalDecl() ==
                      F->getCanonicalDecl())
        To.CallbackInParameter = Base->getFunctionScopeIndex();
      return;
    }
    const auto *Owner = dyn_cast<FunctionDecl>(Parameter->getDeclContext());
    if (!Owner)
      return;
    To.CallbackParameter =
        Owner == F ? Parameter->getFunctionScopeIndex()
                   : handedOn(F, Owner->getCanonicalDecl(),
                              Parameter->getFunctionScopeIndex(), Unit.model());
    To.IsHandedIn = To.CallbackParameter != None;
    return;
  }
}

void UnitSummarizer::cleanupRecords(CleanupProgram &Program,
                                    const CleanupIndex &Index) {
  llvm::DenseSet<const Decl *> Variables;
  std::vector<std::pair<const FunctionDecl *, std::vector<unwedge::StateEvent>>>
      Found;
  for (const auto &[Key, N] : Unit.graph().nodes()) {
    if (!N.Definition || !N.Definition->getBody() || !isForOthers(N.Definition))
      continue;
    std::vector<unwedge::StateEvent> Events;
    if (const std::vector<unwedge::StateEvent> *All =
            isa<CXXConstructorDecl>(Key) ? nullptr : Program.eventsOf(Key))
      llvm::copy_if(*All, std::back_inserter(Events), isEndForOthers);
    for (const unwedge::StateEvent &Event : Events)
      if (Event.Kind == StateKind::Flag || Event.Kind == StateKind::Counter)
        Variables.insert(Event.Path.lockClass()->getCanonicalDecl());
    Found.push_back({N.Definition, std::move(Events)});
  }
  llvm::DenseMap<const Decl *, bool> Asked;
  for (const auto &[Key, N] : Unit.graph().nodes())
    // What stands in a header stands there for others, too.
    if (N.Definition && N.Definition->getBody() &&
        !N.Definition->isDependentContext() &&
        SM.isInMainFile(SM.getExpansionLoc(N.Definition->getLocation())))
      collectAsked(N.Definition, Asked);
  llvm::DenseSet<const Decl *> Gated;
  for (const auto &[D, IsShared] : Asked)
    if (IsShared) {
      Variables.insert(D);
      Gated.insert(D);
    }
  Program.lookForReads(Variables);
  for (auto &Item : Found) {
    const FunctionDecl *F = Item.first;
    std::vector<unwedge::StateEvent> &Events = Item.second;
    CleanupRecord To;
    To.Is = entity(F);
    // A variable that nobody asks may be set to anything.
    llvm::erase_if(Events, [&](const unwedge::StateEvent &Event) {
      if (Event.Kind != StateKind::Flag && Event.Kind != StateKind::Counter)
        return false;
      const Decl *Variable = Event.Path.lockClass()->getCanonicalDecl();
      // A guard is one all the same.
      if (Program.readsOf(Variable).Gate.isInvalid())
        return !isa<CXXDestructorDecl>(F);
      Gated.insert(Variable);
      return false;
    });
    for (const unwedge::StateEvent &Event : Events)
      if (summary::StateEvent E = stateEvent(Event, F); E.Object.isNamed())
        To.Events.push_back(std::move(E));
    To.Throws = static_cast<CleanupRecord::ThrowsKind>(Program.mayThrow(F));
    callbackInside(F, Program, To);
    Out.Cleanup.Functions.push_back(std::move(To));
  }
  // What throws for sure, and is called by who knows whom.
  llvm::DenseSet<const FunctionDecl *> Seen;
  for (const auto &[Key, N] : Unit.graph().nodes())
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Key);
        Method && Method->isVirtual() && N.Definition &&
        N.Definition->getBody() && !N.Definition->isDependentContext() &&
        !isForOthers(N.Definition) && hasItsTableHere(Method->getParent())) {
      // Others get there without its name.
      CleanupRecord To;
      callbackInside(N.Definition, Program, To);
      if (!To.CallbackDepth)
        continue;
      To.Is = entity(Key);
      To.Throws = static_cast<CleanupRecord::ThrowsKind>(Program.mayThrow(Key));
      Out.Cleanup.Functions.push_back(std::move(To));
      Seen.insert(Key);
    }
  for (const auto &[D, Contents] : Unit.graph().contents())
    for (const CallableTarget &Target : Contents.Targets) {
      const FunctionDecl *F = Target.Function;
      if (!F->hasBody() || Program.mayThrow(F) != Throws::Yes)
        continue;
      if (isShared(D) && Unit.graph().node(F) && !isKept(F))
        Out.StoredCallables.push_back({entity(D), entity(F),
                                       path(Target.Receiver, /*F=*/nullptr),
                                       place(Target.StoredAt)});
      if (isForOthers(F) || !Seen.insert(F->getCanonicalDecl()).second)
        continue;
      CleanupRecord To;
      To.Is = entity(F);
      To.Throws = CleanupRecord::Yes;
      Out.Cleanup.Functions.push_back(std::move(To));
    }
  std::vector<const Decl *> Gates(Gated.begin(), Gated.end());
  llvm::sort(Gates, [&](const Decl *A, const Decl *B) {
    return SM.isBeforeInTranslationUnit(A->getLocation(), B->getLocation());
  });
  for (const Decl *Variable : Gates) {
    const VariableReads Reads = Program.readsOf(Variable);
    if (!Reads.GateWhenSet && !Reads.GateWhenClear)
      continue;
    Out.Cleanup.Gates.push_back({entity(Variable), place(Reads.Gate),
                                 Reads.GateWhenSet, Reads.GateWhenClear});
  }
  std::vector<const FunctionDecl *> Threads;
  for (const FunctionDecl *F : Program.endingProcess())
    if (!F->hasBody())
      Threads.push_back(F);
  llvm::sort(Threads, [&](const FunctionDecl *A, const FunctionDecl *B) {
    return SM.isBeforeInTranslationUnit(A->getLocation(), B->getLocation());
  });
  for (const FunctionDecl *F : Threads)
    Out.Cleanup.EndingProcess.push_back(entity(F));
}

void UnitSummarizer::handledCalls(const FunctionDecl *F,
                                  CleanupProgram &Program,
                                  const CleanupIndex &Index) {
  llvm::SmallVector<const CXXTryStmt *, 2> Tries;
  llvm::SmallVector<const Stmt *, 32> Work{F->getBody()};
  while (!Work.empty()) {
    const Stmt *S = Work.pop_back_val();
    if (!S || isa<LambdaExpr>(S))
      continue;
    if (const auto *Try = dyn_cast<CXXTryStmt>(S))
      for (unsigned I = 0; I < Try->getNumHandlers(); ++I)
        if (const CXXCatchStmt *Handler = Try->getHandler(I);
            !Handler->getExceptionDecl() &&
            !cast<CompoundStmt>(Handler->getHandlerBlock())->body_empty())
          Tries.push_back(Try);
    Work.append(S->child_begin(), S->child_end());
  }
  if (Tries.empty())
    return;
  CleanupFacts Facts(F, Unit.model(), Index);
  Facts.collectEvents(Program);
  llvm::StringMap<unsigned> KeyTexts;
  auto NumberOf = [&](const EntryKey &Key) -> unsigned {
    if (Key.Path.isNamed() || Key.Text.empty() || Key.MadeBy)
      return 0;
    return KeyTexts.try_emplace(Key.Text, KeyTexts.size() + 1).first->second;
  };
  auto IsIn = [&](const Stmt *S, const Stmt *Block) {
    for (; S; S = Facts.parent(S))
      if (S == Block)
        return true;
    return false;
  };
  for (const CXXTryStmt *Try : Tries) {
    const CXXCatchStmt *Handler = Try->getHandler(Try->getNumHandlers() - 1);
    summary::List<summary::StateEvent> Undone;
    for (const unwedge::StateEvent &Event : Facts.Events)
      if (Event.Kind != StateKind::Resource && IsIn(Event.At, Handler)) {
        summary::StateEvent E = stateEvent(Event, F);
        E.KeyText = NumberOf(Event.Key);
        if (E.Object.isNamed())
          Undone.push_back(std::move(E));
      }
    if (Undone.empty())
      continue;
    for (const Stmt *S : Facts.statements()) {
      const auto *Call = dyn_cast<CallExpr>(S);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      if (!Callee || SM.isInSystemHeader(Callee->getLocation()) ||
          !IsIn(Call, Try->getTryBlock()))
        continue;
      HandledCall To;
      To.Call = stateCall(supposedCall(Facts, Call, NumberOf), F);
      To.Call.Where = place(callLocation(Call));
      To.Undone = Undone;
      Out.Cleanup.Handled.push_back(std::move(To));
    }
  }
}

void UnitSummarizer::suspects() {
  const CleanupSuppositions Suppositions = supposeUnguardedCleanups(
      Unit, Confidence::Likely, UnguardedCleanupOptions(),
      // What stands in a header and is not used here is told elsewhere.
      [&](const FunctionDecl *F) {
        return isEmittedHere(F) || isKept(F) ||
               SM.isInMainFile(SM.getExpansionLoc(F->getLocation()));
      });
  auto Targets = [&](const std::pair<unsigned, SupposedTargets> &From) {
    CleanupSuspect::Targets To;
    To.Parameter = From.first;
    To.Throws = static_cast<CleanupRecord::ThrowsKind>(From.second.MayThrow);
    for (const FunctionDecl *F : From.second.Functions)
      To.Functions.push_back(entity(F));
    To.Source = entity(From.second.Source);
    To.IsComplete = From.second.Complete;
    return To;
  };
  auto Steps = [&](llvm::ArrayRef<FindingStep> From) {
    List<Step> To;
    for (const FindingStep &S : From)
      To.push_back({place(S.Loc), Out.save(S.Message)});
    return To;
  };
  for (const CleanupSupposition &From : Suppositions.All) {
    CleanupSuspect To;
    To.In = entity(From.F);
    To.Where = place(From.Loc);
    To.Callback = Out.save(From.Callback);
    if (From.Hidden) {
      To.Hidden = entity(From.Hidden->Callee);
      To.IsVirtual = From.Hidden->IsVirtual;
    }
    for (const auto &Given : From.Given)
      To.Given.push_back(Targets(Given));
    To.NeedsThrow = From.NeedsThrow;
    To.StaysInside = From.StaysInside;
    for (const CXXDestructorDecl *Guard : From.Guards)
      To.Guards.push_back(entity(Guard));
    To.Kind = From.Facts.Kind;
    To.Action = static_cast<summary::StateEvent::ActionKind>(From.Action);
    To.State = localPath(From.State, From.F);
    To.IsWhole = From.IsWhole;
    if (From.IsWhole) {
      To.IsFound = From.IsFound;
      To.Level = static_cast<uint32_t>(From.Level);
      To.LevelIfThrows = static_cast<uint32_t>(From.LevelIfThrows);
      To.Message = Out.save(From.Message);
      // Those of a finding are in the finding.
      if (!From.IsFound)
        To.Steps = Steps(From.Steps);
      To.Gate = entity(From.Gate);
      To.GateName = Out.save(From.GateName);
      To.GateWhenSet = From.GateWhenSet;
      To.GateWhenClear = From.GateWhenClear;
    } else {
      CleanupSuspect::Way &Way = To.Through;
      Way.HandedIn = From.Facts.HandedIn;
      Way.IsFunctionPointer = From.Facts.IsFunctionPointer;
      Way.InWorkerLoop = From.Facts.InWorkerLoop;
      Way.NextTurnOnly = From.Facts.NextTurnOnly;
      Way.Always = From.Facts.Always;
      Way.Certain = From.Facts.Certain;
      Way.MayStay = From.Facts.MayStay;
      Way.ByGetter = From.Facts.ByGetter;
      To.Object = Out.save(From.Object);
      if (From.Establish)
        To.Establish.push_back(stateCall(*From.Establish, From.F));
      if (From.Undo)
        To.Undo.push_back(stateCall(*From.Undo, From.F));
      if (From.Known) {
        To.Known.push_back(stateEvent(*From.Known, From.F));
        To.Known.back().KeyText = From.KnownKeyText;
        To.Known.back().At = place(From.Known->At->getExprLoc());
        if (!To.Known.back().Object.isNamed())
          continue;
      }
      To.Ways = Steps(From.Ways);
      To.LockIsGuarded = From.LockIsGuarded;
    }
    mayTellAt(From.Loc, "unguarded-cleanup");
    Out.Cleanup.Suspects.push_back(std::move(To));
  }
  if (Suppositions.Dropped)
    Out.Counters.push_back({Out.save("suppositions of unguarded-cleanup "
                                     "dropped for their number"),
                            Suppositions.Dropped});
}

void UnitSummarizer::cleanup() {
  const LangOptions &Language = Context.getLangOpts();
  if (!Language.CPlusPlus || !Language.CXXExceptions)
    return;
  const CleanupIndex Index(Unit.model());
  CleanupProgram Program(Unit.graph(), Unit.model(), Index);
  cleanupRecords(Program, Index);
  for (const auto &[Key, N] : Unit.graph().nodes())
    if (N.Definition && N.Definition->getBody() &&
        !N.Definition->isDependentContext())
      handledCalls(N.Definition, Program, Index);
  suspects();
}

} // namespace unwedge

//===--- RecursiveSharedLockChecker.cpp ----------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RecursiveSharedLockChecker.h"
#include "FindingListener.h"
#include "LockCall.h"
#include "RecursionReport.h"
#include "unwedge/Facts/AttributeSummary.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/Coroutines.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/DynamicType.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExprEngine.h"
#include "llvm/ADT/STLExtras.h"
#include <utility>

using namespace clang;
using namespace clang::ento;

namespace unwedge::analyzer {

static constexpr llvm::StringLiteral TidyName = "unwedge-recursive-shared-lock";

//===----------------------------------------------------------------------===//
// Frames.
//===----------------------------------------------------------------------===//

static const StackFrameContext *parentOf(const StackFrameContext *Frame) {
  return Frame->getParent() ? Frame->getParent()->getStackFrame() : nullptr;
}

static bool isLibraryFrame(const StackFrameContext *Frame,
                           const SourceManager &SM) {
  SourceLocation Loc = Frame->getDecl()->getLocation();
  return Loc.isValid() && SM.isInSystemHeader(Loc);
}

const StackFrameContext *outermostLibraryFrame(CheckerContext &C) {
  const SourceManager &SM = C.getSourceManager();
  const StackFrameContext *Frame = C.getStackFrame();
  const StackFrameContext *Library = nullptr;
  if (!isLibraryFrame(Frame, SM))
    Frame = parentOf(Frame);
  for (; Frame && isLibraryFrame(Frame, SM); Frame = parentOf(Frame))
    Library = Frame;
  return Library;
}

/// Where the call stands that \p Frame was entered by.
static SourceLocation entryOf(const StackFrameContext *Frame) {
  if (const auto *E = dyn_cast_or_null<Expr>(Frame->getCallSite()))
    return callLocation(E);
  const CFGBlock *Block = Frame->getCallSiteBlock();
  if (!Block || Frame->getIndex() >= Block->size())
    return SourceLocation();
  CFGElement Element = (*Block)[Frame->getIndex()];
  if (auto Dtor = Element.getAs<CFGAutomaticObjDtor>())
    return Dtor->getTriggerStmt() ? Dtor->getTriggerStmt()->getEndLoc()
                                  : Dtor->getVarDecl()->getLocation();
  if (auto Dtor = Element.getAs<CFGTemporaryDtor>())
    return Dtor->getBindTemporaryExpr()->getEndLoc();
  if (auto Dtor = Element.getAs<CFGDeleteDtor>())
    return Dtor->getDeleteExpr()->getBeginLoc();
  if (const StackFrameContext *Caller = parentOf(Frame))
    return Caller->getDecl()->getEndLoc();
  return SourceLocation();
}

static const StackFrameContext *commonFrame(const StackFrameContext *A,
                                            const StackFrameContext *B) {
  llvm::SmallPtrSet<const StackFrameContext *, 8> OfA;
  for (; A; A = parentOf(A))
    OfA.insert(A);
  for (; B; B = parentOf(B))
    if (OfA.contains(B))
      return B;
  return nullptr;
}

/// Whether \p Frame was entered through a parameter of its caller.
static bool wasHandedIn(const StackFrameContext *Frame) {
  const auto *Call = dyn_cast_or_null<CallExpr>(Frame->getCallSite());
  if (!Call)
    return false;
  const Expr *What = isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() > 0
                         ? Call->getArg(0)
                         : Call->getCallee();
  const auto *Ref = dyn_cast<DeclRefExpr>(What->IgnoreParenImpCasts());
  return Ref && isa<ParmVarDecl>(Ref->getDecl());
}

namespace {

/// The user's calls from one frame down to another, outermost first.
class FrameTrace {
public:
  FrameTrace(CheckerContext &C, const CallGraph &Graph,
             const StackFrameContext *From, const StackFrameContext *To) {
    llvm::SmallVector<const StackFrameContext *, 8> Frames;
    for (; To && To != From; To = parentOf(To))
      Frames.push_back(To);
    SourceLocation FromLibrary;
    for (const StackFrameContext *Frame : llvm::reverse(Frames)) {
      SourceLocation Loc = FromLibrary.isValid() ? FromLibrary : entryOf(Frame);
      const auto *Callee = dyn_cast<FunctionDecl>(Frame->getDecl());
      if (const auto *Ctor = dyn_cast_or_null<CXXConstructorDecl>(Callee);
          Ctor && Ctor->isInheritingConstructor())
        Callee = Ctor->getInheritedConstructor().getConstructor();
      if (!Callee || isLibraryFrame(Frame, C.getSourceManager())) {
        FromLibrary = Loc;
        continue;
      }
      TraceStep Step(Loc, Callee);
      Step.HandedIn = wasHandedIn(Frame);
      if (FromLibrary.isInvalid())
        describeDispatch(C, Graph, Frame, Step);
      FromLibrary = SourceLocation();
      Steps.push_back(Step);
      Entered.push_back(Frame);
    }
  }

  TraceRef before(TraceRef Rest) const {
    for (const TraceStep &Step : llvm::reverse(Steps))
      Rest = prependStep(Step, Rest);
    return Rest;
  }

  llvm::SmallVector<TraceStep, 4> Steps;
  llvm::SmallVector<const StackFrameContext *, 4> Entered;

private:
  /// The engine steps into one overrider of a virtual function; unless the path
  /// knows what the object is, that is an assumption.
  static void describeDispatch(CheckerContext &C, const CallGraph &Graph,
                               const StackFrameContext *Frame,
                               TraceStep &Step) {
    const auto *Call = dyn_cast_or_null<CallExpr>(Frame->getCallSite());
    const auto *Method = dyn_cast<CXXMethodDecl>(Frame->getDecl());
    if (!Call || !Method || !Method->isVirtual())
      return;
    ResolvedCall Resolved = Graph.resolve(Call);
    if (Resolved.How != ResolvedCall::Virtual || Resolved.Complete)
      return;
    ProgramStateRef State = C.getState();
    const MemRegion *Object =
        State->getSVal(C.getSValBuilder().getCXXThis(Method, Frame))
            .getAsRegion();
    if (Object) {
      Object = Object->StripCasts();
      DynamicTypeInfo Type = getDynamicTypeInfo(State, Object);
      if (isa<VarRegion, FieldRegion, CXXTempObjectRegion>(Object) ||
          (Type.isValid() && !Type.canBeASubClass()))
        return;
    }
    Step.Kind = CallKind::Virtual;
    Step.Candidates = std::max<size_t>(Resolved.Targets.size(), 1);
  }
};

} // namespace

bool RecursiveSharedLockChecker::isRelevant(const Decl *Entry,
                                            ASTContext &Context) const {
  const auto *F = dyn_cast<FunctionDecl>(Entry);
  return F && facts(Context).Gate.isOpenFor(F);
}

//===----------------------------------------------------------------------===//
// Facts.
//===----------------------------------------------------------------------===//

RecursiveSharedLockChecker::UnitFacts &
RecursiveSharedLockChecker::facts(ASTContext &Context) const {
  if (Facts)
    return *Facts;
  AnalyzedUnit &Unit = Units->unit(Context, Options.ModelFiles);
  Facts = std::make_unique<UnitFacts>(Unit, [&](const FunctionDecl *F) {
    return Units->entryFor(F, Unit.unit().graph());
  });
  return *Facts;
}

const Summary &
RecursiveSharedLockChecker::attributesOf(UnitFacts &Facts,
                                         const FunctionDecl *F) const {
  std::unique_ptr<Summary> &Entry = Facts.Attributes[F->getCanonicalDecl()];
  if (!Entry) {
    TranslationUnit &Unit = Facts.Analyzed.unit();
    Entry = std::make_unique<Summary>(
        summaryOfAttributes(F, Unit.model(), Unit.callees()));
  }
  return *Entry;
}

const Summary *
RecursiveSharedLockChecker::placesIn(UnitFacts &Facts,
                                     const FunctionDecl *F) const {
  TranslationUnit &Unit = Facts.Analyzed.unit();
  const CallGraph::Node *N = Unit.graph().node(F);
  if (!N || !N->Relevant)
    return nullptr;
  std::unique_ptr<Summary> &Entry = Facts.ByPlace[F->getCanonicalDecl()];
  if (!Entry) {
    AnalysisLimits Limits = Unit.limits();
    Limits.PairPerPlace = true;
    AnalysisStatistics Discarded;
    Entry = std::make_unique<Summary>(analyzeFunction(
        N->Definition, Unit.model(), Unit.callees(), Limits, Discarded));
  }
  return Entry.get();
}

bool RecursiveSharedLockChecker::hasModelledBody(UnitFacts &Facts,
                                                 const FunctionDecl *F) const {
  auto [It, New] = Facts.ModelledBodies.try_emplace(F, false);
  if (!New)
    return It->second;
  const ModelIndex &Model = Facts.Analyzed.unit().model();
  const GuardSpec *Guard = nullptr;
  const CXXRecordDecl *GuardClass = nullptr;
  bool Result = false;
  if (const auto *Dtor = dyn_cast<CXXDestructorDecl>(F)) {
    GuardClass = Dtor->getParent();
    Guard = Model.guardOf(GuardClass);
    Result = isDescribedByAttributes(F);
  } else if (CallRole Role = Model.role(F)) {
    Guard = Role.Guard;
    if (const auto *Method = dyn_cast<CXXMethodDecl>(F))
      GuardClass = Method->getParent();
    if (Role.Lock)
      Result = Role.Effect->Effect != LockEffect::Run;
    else if (Role.Function)
      Result = *Role.Function == FunctionEffect::Nothing ||
               *Role.Function == FunctionEffect::LocksEachArgument ||
               *Role.Function == FunctionEffect::Exchanges;
  } else {
    Result = isDescribedByAttributes(F);
  }
  if (Guard) {
    // A guard of a lock that only its body describes calls that body.
    Result = true;
    if (const auto *Special =
            dyn_cast_or_null<ClassTemplateSpecializationDecl>(GuardClass))
      for (const TemplateArgument &Arg : Special->getTemplateArgs().asArray())
        if (Arg.getKind() == TemplateArgument::Type &&
            Arg.getAsType()->getAsCXXRecordDecl() &&
            !Model.lockOf(Arg.getAsType()) &&
            Facts.Analyzed.unit().graph().nodes().size()) {
          // Types that are no locks at all (tags, policies) have no operations.
          const CXXRecordDecl *Class = Arg.getAsType()->getAsCXXRecordDecl();
          if (Class->hasDefinition() &&
              llvm::any_of(Class->getDefinition()->methods(),
                           [&](const CXXMethodDecl *M) {
                             const CallGraph::Node *N =
                                 Facts.Analyzed.unit().graph().node(M);
                             return N && N->Relevant;
                           }))
            Result = false;
        }
  }
  return Facts.ModelledBodies[F] = Result;
}

bool RecursiveSharedLockChecker::isInsideModelled(CheckerContext &C) const {
  UnitFacts &Facts = facts(C.getASTContext());
  for (const StackFrameContext *Frame = C.getStackFrame(); Frame;
       Frame = parentOf(Frame)) {
    const auto *F = dyn_cast<FunctionDecl>(Frame->getDecl());
    if (F && hasModelledBody(Facts, F))
      return true;
    if (!isLibraryFrame(Frame, C.getSourceManager()))
      return false;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Judging and reporting.
//===----------------------------------------------------------------------===//

/// Whether the path began at an assignment operator, and takes the argument for
/// the object itself without having compared the two.
static bool isSelfAssigned(CheckerContext &C) {
  const StackFrameContext *Top = C.getStackFrame();
  while (parentOf(Top))
    Top = parentOf(Top);
  const auto *Method = dyn_cast<CXXMethodDecl>(Top->getDecl());
  if (!Method || (!Method->isCopyAssignmentOperator() &&
                  !Method->isMoveAssignmentOperator()))
    return false;
  // The parameter may be dead by now.
  Loc ThisPlace = C.getSValBuilder().getCXXThis(Method, Top);
  for (const ExplodedNode *N = C.getPredecessor(); N; N = N->getFirstPred()) {
    ProgramStateRef State = N->getState();
    const MemRegion *This = State->getSVal(ThisPlace).getAsRegion();
    if (This &&
        This == State->getSVal(State->getRegion(Method->getParamDecl(0), Top))
                    .getAsRegion())
      return true;
  }
  return false;
}

/// Whether a call between \p Frame and \p Start names a coroutine that does not
/// run there: the engine enters its body as that of any function.
static bool isSuspended(const StackFrameContext *Frame,
                        const StackFrameContext *Start) {
  for (; Frame && Frame != Start; Frame = parentOf(Frame)) {
    const auto *F = dyn_cast<FunctionDecl>(Frame->getDecl());
    const StackFrameContext *Caller = parentOf(Frame);
    const auto *Call = dyn_cast_or_null<Expr>(Frame->getCallSite());
    if (F && Caller && Call && startsSuspended(F) &&
        !awaitedIn(Caller->getDecl()->getBody()).contains(Call))
      return true;
  }
  return false;
}

void RecursiveSharedLockChecker::judge(CheckerContext &C, const Hold &Held,
                                       const MemRegion *Lock, Acquisition Next,
                                       const StackFrameContext *NextFrame,
                                       bool Doubtful, bool Manual, bool OffPath,
                                       std::vector<Candidate> &Found) const {
  if (!Next.Kind || Next.Kind->Semantics.verdict(Held.Mode, Next.Mode) ==
                        RecursionVerdict::Allowed)
    return;
  TranslationUnit &Unit = Facts->Analyzed.unit();
  const SourceManager &SM = C.getSourceManager();
  const StackFrameContext *Start = commonFrame(Held.Frame, NextFrame);
  while (Start && isLibraryFrame(Start, SM) && parentOf(Start))
    Start = parentOf(Start);
  if (!Start || !isa<FunctionDecl>(Start->getDecl()))
    return;

  // Another checker of clang looks at each assignment operator as if the object
  // were assigned to itself. Nobody says that it ever is.
  if (isSelfAssigned(C))
    return;
  if (isSuspended(NextFrame, Start) || isSuspended(Held.Frame, Start))
    return;

  RecursionEvidence Evidence;
  if (Lock) {
    std::optional<bool> Same = sameRegion(C, Held.Lock, Lock);
    Evidence.SameObject = Same.value_or(false);
    Evidence.OtherObject = Same && !*Same;
  }

  // What runs a callable of ours under the lock is not to blame: start where
  // the callable was given.
  FrameTrace NextTrace(C, Unit.graph(), Start, NextFrame);
  const TraceStep *First =
      !NextTrace.Steps.empty() ? &NextTrace.Steps.front() : nullptr;
  if (!First && Next.Calls)
    First = &Next.Calls->Step;
  if (First && First->Kind == CallKind::Direct) {
    const auto *Method = dyn_cast<CXXMethodDecl>(First->Callee);
    if (Method && isLambdaCallOperator(Method)) {
      const FunctionDecl *Writer = enclosingNonLambda(First->Callee);
      auto IsWriter = [&](const StackFrameContext *Frame) {
        const auto *F = dyn_cast<FunctionDecl>(Frame->getDecl());
        return F && enclosingNonLambda(F)->getCanonicalDecl() ==
                        Writer->getCanonicalDecl();
      };
      if (!IsWriter(Start))
        for (const StackFrameContext *Frame = parentOf(Start); Frame;
             Frame = parentOf(Frame))
          if (IsWriter(Frame)) {
            Start = Frame;
            break;
          }
    } else if (First->HandedIn && parentOf(Start) &&
               isa<FunctionDecl>(parentOf(Start)->getDecl())) {
      Start = parentOf(Start);
    }
  }

  bool InOwnTerms = !Lock;
  const StackFrameContext *Terms = InOwnTerms ? NextFrame : Start;
  RegionPaths Names(C.getState(), Terms, Unit.model());
  HeldLock HeldInWords;
  HeldInWords.Path = Names.of(Held.Lock);
  HeldInWords.Mode = Held.Mode;
  HeldInWords.Kind = LockKindRef(LockKindRef(), Held.Kind);
  HeldInWords.Site = Held.Site;
  HeldInWords.Calls =
      FrameTrace(C, Unit.graph(), Start, Held.Frame).before(nullptr);
  HeldInWords.CallerOwns = Held.CallerOwns;
  if (Lock)
    Next.Path = Names.of(Lock);
  Next.Calls = FrameTrace(C, Unit.graph(), Start, NextFrame).before(Next.Calls);
  Evidence.F = dyn_cast<FunctionDecl>(Terms->getDecl());
  Evidence.Held = &HeldInWords;
  Evidence.Next = &Next;
  if (!Evidence.F)
    return;
  Evidence.Doubtful =
      Doubtful || Facts->Decisions.areDoubtful(Start, NextFrame,
                                               C.getPredecessor(), Manual);
  if (std::optional<RecursionFinding> Judged = judgeRecursion(Unit, Evidence);
      Judged && Judged->Result.Loc.isValid())
    Found.push_back({Held, std::move(*Judged), Lock, Next.Site,
                     OffPath ? Candidate::Second : Candidate::None});
}

/// Whether the path knows that \p Condition does not hold for what \p Param is.
static bool isRefuted(ProgramStateRef State, const StackFrameContext *Frame,
                      const ParmVarDecl *Param,
                      const ParamCondition &Condition) {
  SVal Value = State->getSVal(State->getRegion(Param, Frame));
  if (Param->getType()->isAnyPointerType()) {
    ConditionTruthVal IsNull = State->isNull(Value);
    return Condition.Value == 0 && IsNull.isConstrained() &&
           !Condition.holdsFor(IsNull.isConstrainedFalse());
  }
  const llvm::APSInt *Known =
      State->getStateManager().getSValBuilder().getKnownValue(State, Value);
  return Known && !Condition.holdsFor(Known->getExtValue());
}

void RecursiveSharedLockChecker::judgePlaces(
    CheckerContext &C, ProgramStateRef State, const LockState &Locks,
    llvm::function_ref<bool(const TraceStep &)> IsPlace,
    std::vector<Candidate> &Found) const {
  const StackFrameContext *Frame = C.getStackFrame();
  const auto *F = dyn_cast<FunctionDecl>(Frame->getDecl());
  const Summary *Places = F ? placesIn(*Facts, F) : nullptr;
  if (!Places)
    return;
  // In the terms of this function: its own `this` and parameters.
  CallRoots Roots;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
      Method && Method->isInstance())
    Roots.This =
        plainRegion(State->getSVal(C.getSValBuilder().getCXXThis(Method, Frame))
                        .getAsRegion());
  for (const CriticalPair &Pair : Places->Pairs) {
    if (!Pair.Next.Calls || !IsPlace(Pair.Next.Calls->Step))
      continue;
    if (llvm::any_of(Pair.Context.Conditions, [&](const ParamCondition &Known) {
          return Known.Index < F->getNumParams() &&
                 isRefuted(State, Frame, F->getParamDecl(Known.Index), Known);
        }))
      continue;
    const MemRegion *Lock = Roots.This ? regionOf(Pair.Next.Path, Roots, State,
                                                  C.getLocationContext())
                                       : nullptr;
    for (const Hold &Held : Locks.Holds)
      if (!Held.Condition)
        judge(C, Held, Lock, Pair.Next, Frame, Pair.Context.Doubtful,
              /*Manual=*/false, /*OffPath=*/true, Found);
    // Both happen in there: it runs what it is given under a lock.
    for (const HeldLock &Held : Pair.Held) {
      if (!Held.Calls || !IsPlace(Held.Calls->Step))
        continue;
      RecursionEvidence Evidence;
      Evidence.F = F;
      Evidence.Held = &Held;
      Evidence.Next = &Pair.Next;
      Evidence.Doubtful = Pair.Context.Doubtful;
      // A mistake in the callee itself is found where that is looked at.
      if (std::optional<RecursionFinding> Judged =
              judgeRecursion(Facts->Analyzed.unit(), Evidence);
          Judged && Judged->Result.Loc == Held.Calls->Step.Loc)
        Found.push_back({Hold(), std::move(*Judged), Lock, Pair.Next.Site,
                         Candidate::Both});
    }
  }
}

void RecursiveSharedLockChecker::judgeMemberInitializers(
    CheckerContext &C) const {
  const auto *Ctor = dyn_cast<CXXConstructorDecl>(C.getStackFrame()->getDecl());
  if (!Ctor)
    return;
  llvm::SmallVector<SourceLocation, 4> Places = callsByDefault(Ctor);
  ProgramStateRef State = C.getState();
  LockState Locks = LockState::of(State);
  if (Places.empty() || Locks.Holds.empty())
    return;
  Locks.settle(State);
  std::vector<Candidate> Found;
  judgePlaces(
      C, State, Locks,
      [&](const TraceStep &Step) {
        return llvm::is_contained(Places, Step.Loc);
      },
      Found);
  if (Found.empty())
    return;
  if (ExplodedNode *Node = C.generateNonFatalErrorNode(State))
    for (const Candidate &What : Found)
      emit(C, Node, What, /*NextSerial=*/0);
}

RecursionReport::RecursionReport(const BugType &Bug, const ExplodedNode *Node,
                                 const SourceManager &SM,
                                 const RecursionFinding &Found, LockEvent Held,
                                 LockEvent Next)
    : PathSensitiveBugReport(Bug, Found.Result.Message, Node),
      Place(Found.Result.Loc, SM), Cause(Found.Cause), Held(Held), Next(Next),
      HeldText(Found.Result.Steps[Found.HeldStep].Message) {
  if (Found.PathSteps > Found.HeldStep + 1)
    NextText = Found.Result.Steps[Found.PathSteps - 1].Message;
}

void RecursionReport::Profile(llvm::FoldingSetNodeID &ID) const {
  ID.AddPointer(&getBugType());
  ID.AddInteger(std::get<0>(Cause).getRawEncoding());
  ID.AddPointer(std::get<1>(Cause));
  ID.AddInteger(std::get<2>(Cause));
}

std::string RecursionReport::noteFor(const LockEvent &Event) {
  // The path is read backwards; an earlier turn of a loop looks the same.
  if (Event == Next)
    return std::exchange(NextText, "");
  if (Event == Held)
    return std::exchange(HeldText, "");
  return "";
}

void RecursiveSharedLockChecker::emit(CheckerContext &C,
                                      const ExplodedNode *Node,
                                      const Candidate &What,
                                      unsigned NextSerial) const {
  const RecursionFinding &Found = What.Found;
  if (Found.Result.Level < Options.MinimumConfidence) {
    if (Facts->BelowMinimum.insert(Found.Cause).second)
      ++Facts->Analyzed.unit().statistics().BelowMinimum;
    return;
  }
  if (Units->isSuppressed(C.getASTContext(), Found.Result.Loc, TidyName))
    return;
  const StackFrameContext *Top = C.getStackFrame();
  while (parentOf(Top))
    Top = parentOf(Top);
  // Of several paths to one cause the analyzer shows one, with the notes of
  // any: all have to be of one kind.
  std::pair<const Decl *, int> Kind(Top->getDecl(), What.OffPath);
  auto [It, New] = Facts->Reported.try_emplace(Found.Cause, Kind);
  if (!New && It->second != Kind)
    return;
  if (New) {
    Facts->Told.push_back(Found.Result);
    if (TheListener)
      TheListener->heard(Found.Result);
  }
  LockEvent Next{What.Lock, NextSerial, What.NextSite};
  LockEvent Held{What.Held.Lock, What.Held.Serial, What.Held.Site};
  auto Report = std::make_unique<RecursionReport>(
      Bug, Node, C.getSourceManager(), Found, Held, Next);
  Report->addRange(SourceRange());
  const std::vector<FindingStep> &Steps = Found.Result.Steps;
  auto Note = [&](const FindingStep &Step) {
    if (Step.Loc.isValid())
      Report->addNote(Step.Message,
                      PathDiagnosticLocation(Step.Loc, C.getSourceManager()));
  };
  if (What.Held.CallerOwns || What.Held.InLibrary)
    Note(Steps[Found.HeldStep]);
  // What the engine did not step into has no place on its path.
  size_t First = Found.PathSteps;
  if (What.OffPath == Candidate::Both)
    First = 0;
  else if (What.OffPath == Candidate::Second)
    First = Found.HeldStep + 1;
  for (size_t I = First; I < Steps.size(); ++I)
    Note(Steps[I]);
  C.emitReport(std::move(Report));
}

void LockCall::commit() {
  State = Locks.storeIn(State);
  if (Events.empty() && Found.empty()) {
    C.addTransition(State);
    return;
  }
  // A note in a library's header helps nobody; emit() tells of those.
  llvm::SmallVector<LockEvent, 2> Happened;
  for (const Event &E : Events)
    if (!E.InLibrary)
      Happened.push_back({E.Lock.Lock, E.Serial, E.Site});
  const NoteTag *Tag = C.getNoteTag(
      [Happened, Bug = &Checker.Bug](PathSensitiveBugReport &Report) {
        if (&Report.getBugType() != Bug)
          return std::string();
        for (const LockEvent &Event : Happened)
          if (std::string Text =
                  static_cast<RecursionReport &>(Report).noteFor(Event);
              !Text.empty())
            return Text;
        return std::string();
      });
  ExplodedNode *Node = C.addTransition(State, Tag);
  if (!Node || Found.empty())
    return;
  // All on one node: nothing ends here, and others see the path go on.
  Node = C.generateNonFatalErrorNode(State, Node);
  if (!Node)
    return;
  const ExplodedNode *End = Node;
  if (const StackFrameContext *Library = outermostLibraryFrame(C)) {
    // clang drops what ends in a library; up to its call the path is the same.
    const StackFrameContext *User = parentOf(Library);
    while (End && End->getStackFrame() != User)
      End = End->getFirstPred();
    if (!End)
      return;
    for (auto &[What, Serial] : Found)
      if (What.OffPath == RecursiveSharedLockChecker::Candidate::None)
        What.OffPath = RecursiveSharedLockChecker::Candidate::Second;
  }
  for (const auto &[What, Serial] : Found)
    Checker.emit(C, End, What, Serial);
}

//===----------------------------------------------------------------------===//
// Callbacks.
//===----------------------------------------------------------------------===//

void RecursiveSharedLockChecker::start(CheckerManager &Manager) {
  Options = readCommonOptions(Manager, this);
  Units = &CheckerUnits::join(Manager);
  Units->addEntryFilter([this](const Decl *Entry, ASTContext &Context) {
    return isRelevant(Entry, Context);
  });
}

void RecursiveSharedLockChecker::checkBeginFunction(CheckerContext &C) const {
  if (!C.inTopFrame()) {
    if (!isOnWay())
      return;
    // User code that a library function runs.
    if (isLibraryFrame(C.getStackFrame(), C.getSourceManager()))
      return;
    judgeMemberInitializers(C);
    if (const StackFrameContext *Library = outermostLibraryFrame(C))
      C.addTransition(noteOf(LibraryNote::RanUserCode, C.getState(), Library));
    return;
  }
  if (Units->skipIrrelevantEntry(C))
    return;
  facts(C.getASTContext()).Decisions.reset();
  const auto *F = dyn_cast<FunctionDecl>(C.getStackFrame()->getDecl());
  UnitFacts &Facts = facts(C.getASTContext());
  Facts.IsOnWay = F && Facts.Gate.isOnWayTo(F);
  if (!F || !F->hasAttr<RequiresCapabilityAttr>())
    return;
  TranslationUnit &Unit = Facts.Analyzed.unit();
  ProgramStateRef State = C.getState();
  CallRoots Roots;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
      Method && Method->isInstance())
    Roots.This = plainRegion(
        State->getSVal(C.getSValBuilder().getCXXThis(Method, C.getStackFrame()))
            .getAsRegion());
  for (const ParmVarDecl *Param : F->parameters())
    Roots.Arguments.push_back(
        plainRegion(State->getSVal(State->getRegion(Param, C.getStackFrame()))
                        .getAsRegion()));
  LockState Locks = LockState::of(State);
  for (const HeldLock &Required :
       locksRequiredBy(F, Unit.model(), Unit.callees())) {
    Hold H;
    H.Lock = regionOf(Required.Path, Roots, State, C.getLocationContext());
    if (!H.Lock || !Required.Kind)
      continue;
    Facts.Kinds.push_back(Required.Kind);
    H.Mode = Required.Mode;
    H.Kind = Required.Kind.get();
    H.Site = Required.Site;
    H.Frame = C.getStackFrame();
    H.CallerOwns = true;
    Locks.add(H);
  }
  C.addTransition(Locks.storeIn(State));
}

void RecursiveSharedLockChecker::checkEndFunction(const ReturnStmt *,
                                                  CheckerContext &C) const {
  if (!isOnWay())
    return;
  // What lived in this frame is gone; a guard whose end was not seen may have
  // done anything.
  ProgramStateRef State = C.getState();
  LockState Locks = LockState::of(State);
  auto DiesHere = [&](const MemRegion *R) {
    if (!R)
      return false;
    const auto *Variable = dyn_cast<VarRegion>(R->getBaseRegion());
    return Variable && Variable->getStackFrame() == C.getStackFrame();
  };
  llvm::erase_if(Locks.Holds, [&](const Hold &H) {
    return DiesHere(H.Lock) || DiesHere(H.Guard);
  });
  llvm::erase_if(Locks.Links, [&](const GuardLink &L) {
    return DiesHere(L.Lock) || DiesHere(L.Guard);
  });
  ProgramStateRef New = Locks.storeIn(State);
  if (New != State)
    C.addTransition(New);
}

void RecursiveSharedLockChecker::checkPreCall(const CallEvent &Call,
                                              CheckerContext &C) const {
  bool IsDestructor = isDestruction(Call);
  if (!IsDestructor && !Call.getDecl())
    return;
  if (!isOnWay())
    return;
  UnitFacts &Facts = facts(C.getASTContext());
  LockCall Effects(*this, Facts, Call, C);
  if (!Effects.callee())
    return;
  if (isInsideModelled(C))
    return;
  if (IsDestructor)
    Effects.destroyObject();
  else if (Effects.runsUnderLock())
    Effects.beginRun();
  else
    Effects.applyDefaultArguments();
  Effects.commit();
}

void RecursiveSharedLockChecker::checkPostCall(const CallEvent &Call,
                                               CheckerContext &C) const {
  if (!isOnWay())
    return;
  UnitFacts &Facts = facts(C.getASTContext());
  LockCall Effects(*this, Facts, Call, C);
  if (Units->isAlone() && Effects.isModelledWhole() && !isDestruction(Call))
    return;
  if (isInsideModelled(C))
    return;
  Effects.noteLeavingSight();
  Effects.applyAfter();
  Effects.commit();
}

bool RecursiveSharedLockChecker::evalCall(const CallEvent &Call,
                                          CheckerContext &C) const {
  if (!Units->isAlone() || !isOnWay())
    return false;
  UnitFacts &Facts = facts(C.getASTContext());
  LockCall Effects(*this, Facts, Call, C);
  if (!Effects.isModelledWhole())
    return false;
  Effects.bindUnknownResult();
  if (!isInsideModelled(C)) {
    if (Effects.role())
      Effects.applyRole();
    else
      Effects.applyAttributes();
  }
  Effects.commit();
  return true;
}

void RecursiveSharedLockChecker::checkLiveSymbols(ProgramStateRef State,
                                                  SymbolReaper &Reaper) const {
  if (!isOnWay())
    return;
  LockState Locks = LockState::of(State);
  auto Keep = [&](const MemRegion *R) {
    if (R)
      if (const SymbolicRegion *Base = R->getSymbolicBase())
        Reaper.markLive(Base->getSymbol());
  };
  for (const Hold &H : Locks.Holds) {
    Keep(H.Lock);
    Keep(H.Guard);
    // Nobody has seen the answer of a guard that tried.
    if (H.Guard && H.Condition)
      Reaper.markLive(H.Condition);
  }
  for (const GuardLink &L : Locks.Links) {
    Keep(L.Lock);
    Keep(L.Guard);
  }
}

void RecursiveSharedLockChecker::checkDeadSymbols(SymbolReaper &Reaper,
                                                  CheckerContext &C) const {
  if (!isOnWay())
    return;
  ProgramStateRef State = C.getState();
  LockState Locks = LockState::of(State);
  if (llvm::none_of(Locks.Holds, [](const Hold &H) {
        return H.Condition != nullptr || H.Error != nullptr;
      }))
    return;
  Locks.settle(State);
  // A try that nobody will ask about any more: never known to be held.
  llvm::erase_if(Locks.Holds, [&](const Hold &H) {
    return H.Condition && Reaper.isDead(H.Condition);
  });
  // Nobody asks for an error any more.
  for (Hold &H : Locks.Holds)
    if (H.Error && Reaper.isDead(H.Error))
      H.Error = nullptr;
  ProgramStateRef New = Locks.storeIn(State);
  if (New != State)
    C.addTransition(New);
}

void RecursiveSharedLockChecker::checkEndOfTranslationUnit(
    const TranslationUnitDecl *, AnalysisManager &Manager,
    BugReporter &Reporter) const {
  AnalyzedUnit &Unit = Units->unit(Manager.getASTContext(), Options.ModelFiles);
  if (Options.ShowStatistics)
    Unit.printStatisticsAtEnd();
  Units->reportProgram(Reporter, Bug, TidyName, Options,
                       Facts ? std::move(Facts->Told) : std::vector<Finding>());
  Facts.reset();
  Units->done();
}

} // namespace unwedge::analyzer

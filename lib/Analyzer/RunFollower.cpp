//===--- RunFollower.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunFollower.h"
#include "RegionPaths.h"
#include "unwedge/Facts/Callables.h"
#include "unwedge/Facts/FunctionAnalyzer.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExprEngine.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramStateTrait.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/SymbolManager.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>
#include <utility>

using namespace clang;
using namespace clang::ento;

namespace {

/// How far one activation of the pattern's function has got.
struct Progress {
  /// The event that is to come next.
  unsigned Next = 0;
  /// What the first event that has one happened to.
  const MemRegion *Object = nullptr;
  /// An event was taken to happen in a call that the engine did not follow.
  bool Assumed = false;
  /// Or to an object that is not known to be the same.
  bool MayBeOther = false;

  bool operator==(const Progress &O) const {
    return Next == O.Next && Object == O.Object && Assumed == O.Assumed &&
           MayBeOther == O.MayBeOther;
  }
  void Profile(llvm::FoldingSetNodeID &ID) const {
    ID.AddInteger(Next);
    ID.AddPointer(Object);
    ID.AddBoolean(Assumed);
    ID.AddBoolean(MayBeOther);
  }
};

using ActivationKey = std::pair<const void *, const void *>;

} // namespace

/// By pattern and frame.
REGISTER_MAP_WITH_PROGRAMSTATE(RunsUnderWay, ActivationKey, Progress)

namespace unwedge::analyzer {

RunFollower::RunFollower(llvm::ArrayRef<Finding> Findings,
                         const ModelIndex &Model, const BugType &Bug,
                         EntryFor Entry)
    : Model(Model), Bug(Bug) {
  for (const Finding &F : Findings) {
    constexpr size_t MaxEvents = 16;
    if (!F.Run || F.Run->Events.empty() || F.Run->Events.size() > MaxEvents)
      continue;
    unsigned Number = Patterns.size();
    Patterns.push_back({});
    Patterns.back().Of = &F;
    Patterns.back().Run = &*F.Run;
    Patterns.back().Entry = Entry(F.Run->F);
    for (unsigned I = 0; I < F.Run->Events.size(); ++I) {
      for (const RunPlace &Where : F.Run->Events[I].Places) {
        llvm::ArrayRef<SourceLocation> Calls = Where.Through;
        Places[Where.At].push_back({Number, I, Calls, /*IsThrough=*/false});
        for (size_t J = 0; J < Calls.size(); ++J)
          if (Calls[J] != Where.At)
            Places[Calls[J]].push_back(
                {Number, I, Calls.take_front(J), /*IsThrough=*/true});
      }
    }
  }
}

bool RunFollower::isAbout(const Decl *Entry) const {
  Entry = Entry->getCanonicalDecl();
  return llvm::any_of(Patterns, [&](const Pattern &P) {
    // A lambda that nothing in sight calls is an entry of its own.
    return P.Run->F->getCanonicalDecl() == Entry ||
           (P.Entry && P.Entry->getCanonicalDecl() == Entry);
  });
}

static const StackFrameContext *frameOf(const FunctionDecl *F,
                                        const StackFrameContext *From) {
  for (const StackFrameContext *Frame = From; Frame;
       Frame = Frame->getParent() ? Frame->getParent()->getStackFrame()
                                  : nullptr)
    if (Frame->getDecl()->getCanonicalDecl() == F->getCanonicalDecl())
      return Frame;
  return nullptr;
}

/// Whether the engine got from \p Frame to \p Inner by all of \p Calls.
static bool wentThrough(llvm::ArrayRef<SourceLocation> Calls,
                        const StackFrameContext *Inner,
                        const StackFrameContext *Frame) {
  return llvm::all_of(Calls, [&](SourceLocation Call) {
    for (const StackFrameContext *F = Inner; F && F != Frame;
         F = F->getParent() ? F->getParent()->getStackFrame() : nullptr)
      if (const auto *E = dyn_cast_or_null<Expr>(F->getCallSite());
          E && (callLocation(E) == Call || E->getExprLoc() == Call))
        return true;
    return false;
  });
}

static const MemRegion *objectIn(const AccessPath &Path,
                                 const StackFrameContext *Frame,
                                 ProgramStateRef State) {
  if (!Path.isNamed())
    return nullptr;
  CallRoots Roots;
  SValBuilder &Builder = State->getStateManager().getSValBuilder();
  const auto *F = cast<FunctionDecl>(Frame->getDecl());
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
      Method && Method->isInstance())
    Roots.This = plainRegion(
        State->getSVal(Builder.getCXXThis(Method, Frame)).getAsRegion());
  for (const ParmVarDecl *Param : F->parameters()) {
    SVal Place = State->getLValue(Param, Frame);
    QualType Type = Param->getType();
    if (Type->isReferenceType() || Type->isAnyPointerType())
      if (const MemRegion *R = Place.getAsRegion())
        Place = State->getSVal(R);
    Roots.Arguments.push_back(plainRegion(Place.getAsRegion()));
  }
  return regionOf(Path, Roots, State, Frame);
}

/// Whether both are one object, as far as the path knows.
static std::optional<bool> sameObject(CheckerContext &C, const MemRegion *A,
                                      const MemRegion *B) {
  while (A != B) {
    const auto *FieldA = dyn_cast<FieldRegion>(A);
    const auto *FieldB = dyn_cast<FieldRegion>(B);
    if (!FieldA || !FieldB)
      break;
    // Two fields of one type have no place in common.
    if (FieldA->getDecl() != FieldB->getDecl()) {
      if (!FieldA->getDecl()->getParent()->isUnion() &&
          C.getASTContext().hasSameUnqualifiedType(FieldA->getValueType(),
                                                   FieldB->getValueType()))
        return false;
      break;
    }
    A = plainRegion(FieldA->getSuperRegion());
    B = plainRegion(FieldB->getSuperRegion());
  }
  return sameRegion(C, A, B);
}

/// The same for an event that is \p Call itself, which stands in \p Frame: the
/// variable that leads to the object may be gone by now.
static const MemRegion *objectOf(const CallEvent &Call, const AccessPath &Path,
                                 const StackFrameContext *Frame,
                                 ProgramStateRef State,
                                 const ModelIndex &Model) {
  const auto *Member = dyn_cast<CXXInstanceCall>(&Call);
  const Expr *Receiver = Member ? Member->getCXXThisExpr() : nullptr;
  const auto *F = dyn_cast<FunctionDecl>(Frame->getDecl());
  if (!Receiver || !F || !Path.isNamed())
    return nullptr;
  AccessPath Owner = staticPath(Receiver, F, Model, /*Outside=*/false);
  if (!Owner.isNamed() || !Path.startsWith(Owner))
    return nullptr;
  CallRoots Roots;
  Roots.This = plainRegion(Member->getCXXThisVal().getAsRegion());
  return regionOf(
      Path.rebase(AccessPath::thisObject(), Owner.elements().size()), Roots,
      State, Frame);
}

const NoteTag *RunFollower::noteFor(const Pattern &P, unsigned Event,
                                    CheckerContext &C) const {
  return C.getNoteTag(
      [Run = P.Run, Event, Bug = &Bug](PathSensitiveBugReport &Report) {
        if (&Report.getBugType() != Bug)
          return std::string();
        return static_cast<RunReport &>(Report).noteFor(Run, Event);
      });
}

llvm::ArrayRef<RunFollower::Place> RunFollower::placesAt(const Expr *E) const {
  auto It = Places.find(callLocation(E));
  if (It == Places.end())
    It = Places.find(E->getExprLoc());
  return It == Places.end() ? llvm::ArrayRef<Place>() : It->second;
}

/// What happens in the body of \p F itself.
llvm::ArrayRef<RunFollower::Place>
RunFollower::placesIn(const FunctionDecl *F, const SourceManager &SM) {
  const FunctionDecl *Definition = nullptr;
  if (!F || !F->hasBody(Definition))
    return {};
  auto [It, New] = PlacesInBodies.try_emplace(Definition);
  if (New) {
    SourceRange Body = Definition->getBody()->getSourceRange();
    for (const auto &[Loc, Here] : Places)
      for (const Place &P : Here)
        if (!P.IsThrough &&
            SM.isPointWithin(SM.getFileLoc(Loc), SM.getFileLoc(Body.getBegin()),
                             SM.getFileLoc(Body.getEnd())))
          It->second.push_back({P.Pattern, P.Event, P.Before, true});
    llvm::sort(It->second, [](const Place &A, const Place &B) {
      return std::tie(A.Pattern, A.Event) < std::tie(B.Pattern, B.Event);
    });
  }
  return It->second;
}

void RunFollower::come(llvm::ArrayRef<Place> To, Moment When, CheckerContext &C,
                       const CallEvent *Call) {
  if (To.empty())
    return;
  ExplodedNode *Node = nullptr;
  ProgramStateRef State = C.getState();
  auto Visit = [&](const Place &Here) {
    Pattern &P = Patterns[Here.Pattern];
    const RunEvent &Event = P.Run->Events[Here.Event];
    bool OnlySeen =
        Here.IsThrough && When == Moment::Return && Event.CallDecides;
    if (!OnlySeen &&
        (Here.IsThrough ? When != Moment::ReturnUnfollowed
                        : (When == Moment::Entry) != Event.AtEntry))
      return;
    const StackFrameContext *Frame = frameOf(P.Run->F, C.getStackFrame());
    if (!Frame || !wentThrough(Here.Before, C.getStackFrame(), Frame))
      return;
    P.Seen |= 1u << Here.Event;
    if (OnlySeen)
      return;
    ActivationKey Key(P.Run, Frame);
    Progress Old;
    if (const Progress *Known = State->get<RunsUnderWay>(Key))
      Old = *Known;
    const unsigned Last = P.Run->Events.size() - 1;
    const MemRegion *Object = nullptr;
    if (Call && !Here.IsThrough && Frame == C.getStackFrame())
      Object = objectOf(*Call, Event.Object, Frame, State, Model);
    if (!Object)
      Object = objectIn(Event.Object, Frame, State);
    std::optional<bool> Same;
    if (Object && Old.Object)
      Same = sameObject(C, Old.Object, Object);
    const bool IsOther = Same && !*Same;
    Progress New = Old;
    bool IsDone = false;
    if (Here.Event == Old.Next && Here.Event != 0) {
      if (IsOther)
        return;
      if (!New.Object)
        New.Object = Object;
      if (!Same)
        New.MayBeOther = true;
      New.Assumed |= Here.IsThrough;
      IsDone = Here.Event == Last;
      New.Next = IsDone ? 0 : Here.Event + 1;
    } else if (Here.Event == 0) {
      IsDone = Last == 0;
      New = {IsDone ? 0u : 1u, Object, Here.IsThrough, false};
    } else if (Here.Event == Last && P.Run->LastUndoesFirst && Old.Next == 1 &&
               !IsOther) {
      New = {};
    } else {
      return;
    }
    State = New.Next == 0 ? State->remove<RunsUnderWay>(Key)
                          : State->set<RunsUnderWay>(Key, New);
    const NoteTag *Tag = noteFor(P, Here.Event, C);
    Node = C.addTransition(State, Node ? Node : C.getPredecessor(), Tag);
    const bool Doubtful =
        New.Assumed || (P.Run->IfSameObject && New.MayBeOther);
    if (!Node || !IsDone || (P.Found && (Doubtful || !P.Doubtful)))
      return;
    // A node of its own, which the engine does not drop.
    if (ExplodedNode *Error = C.generateNonFatalErrorNode(State, Node)) {
      P.Found = Node = Error;
      P.WasFound = true;
      P.Doubtful = Doubtful;
    }
  };
  for (const Place &Here : To) {
    Visit(Here);
    if (Node && Node->isSink())
      return;
  }
}

void RunFollower::beginCall(const CallEvent &Call, CheckerContext &C) {
  if (const Expr *E = Call.getOriginExpr())
    come(placesAt(E), Moment::Entry, C, &Call);
}

void RunFollower::endCall(const CallEvent &Call, CheckerContext &C) {
  const Expr *E = Call.getOriginExpr();
  if (!E)
    return;
  llvm::ArrayRef<Place> To = placesAt(E);
  if (C.wasInlined) {
    come(To, Moment::Return, C, &Call);
    return;
  }
  // What the engine does not follow may still be where it happens.
  if (To.empty())
    To = placesIn(dyn_cast_or_null<FunctionDecl>(Call.getDecl()),
                  C.getSourceManager());
  come(To, Moment::ReturnUnfollowed, C, &Call);
}

void RunFollower::expression(const Expr *E, CheckerContext &C) {
  come(placesAt(E), Moment::Return, C, /*Call=*/nullptr);
}

void RunFollower::endFunction(CheckerContext &C) {
  ProgramStateRef State = C.getState();
  RunsUnderWayTy UnderWay = State->get<RunsUnderWay>();
  if (UnderWay.isEmpty())
    return;
  const StackFrameContext *Frame = C.getStackFrame();
  for (Pattern &P : Patterns) {
    ActivationKey Key(P.Run, Frame);
    const Progress *Known = State->get<RunsUnderWay>(Key);
    if (!Known)
      continue;
    P.LeftOpen |= Known->Next + 1 == P.Run->Events.size();
    State = State->remove<RunsUnderWay>(Key);
  }
  if (State != C.getState())
    C.addTransition(State);
}

void RunFollower::endAnalysis(ExplodedGraph &Graph, ExprEngine &Engine) {
  // That loops were cut short is no matter: values are not known at the
  // beginning, so what can happen happens in the first turns.
  if (!Engine.hasEmptyWorkList())
    return;
  const Decl *Entry = llvm::GraphTraits<ExplodedGraph *>::getEntryNode(&Graph)
                          ->getLocationContext()
                          ->getStackFrame()
                          ->getDecl();
  for (Pattern &P : Patterns)
    if (P.Run->F->getCanonicalDecl() == Entry->getCanonicalDecl())
      P.Explored = true;
}

void RunFollower::keepAlive(ProgramStateRef State, SymbolReaper &Reaper) {
  for (const auto &[Key, Known] : State->get<RunsUnderWay>())
    if (Known.Object)
      if (const SymbolicRegion *Base = Known.Object->getSymbolicBase())
        Reaper.markLive(Base->getSymbol());
}

RunReport::RunReport(const BugType &Bug, const RunFollower::Pattern &P,
                     const SourceManager &SM)
    : PathSensitiveBugReport(Bug, P.Of->Message, P.Found), Where(P.Of->Loc, SM),
      Run(P.Run) {
  const std::vector<FindingStep> &Steps = P.Of->Steps;
  llvm::SmallVector<size_t, 8> Told;
  if (!P.Doubtful)
    Told.append(Run->Calls.begin(), Run->Calls.end());
  for (const RunEvent &Event : Run->Events) {
    Texts.push_back(Event.Step ? Steps[*Event.Step].Message : "");
    if (Event.Step)
      Told.push_back(*Event.Step);
  }
  if (P.level() != P.Of->Level)
    Told.append(Run->Settled.begin(), Run->Settled.end());
  addRange(SourceRange());
  for (size_t I = 0; I < Steps.size(); ++I)
    if (!llvm::is_contained(Told, I) && Steps[I].Loc.isValid())
      addNote(Steps[I].Message, PathDiagnosticLocation(Steps[I].Loc, SM));
}

void RunReport::Profile(llvm::FoldingSetNodeID &ID) const {
  ID.AddPointer(&getBugType());
  ID.AddPointer(Run);
}

std::string RunReport::noteFor(const RunPattern *Of, unsigned Event) {
  // The path is read backwards; an earlier turn of a loop looks the same.
  if (Of != Run || Event >= Texts.size())
    return "";
  return std::exchange(Texts[Event], "");
}

} // namespace unwedge::analyzer

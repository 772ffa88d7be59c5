//===--- LockState.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LockState.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ConstraintManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace clang::ento;

REGISTER_LIST_WITH_PROGRAMSTATE(UnwedgeHolds, unwedge::analyzer::Hold)
REGISTER_LIST_WITH_PROGRAMSTATE(UnwedgeGuardLinks, unwedge::analyzer::GuardLink)

REGISTER_SET_WITH_PROGRAMSTATE(UnwedgeReached, const clang::StackFrameContext *)
REGISTER_SET_WITH_PROGRAMSTATE(UnwedgeLeft, const clang::StackFrameContext *)

namespace unwedge::analyzer {

ProgramStateRef noteOf(LibraryNote Note, ProgramStateRef State,
                       const StackFrameContext *Frame) {
  return Note == LibraryNote::RanUserCode ? State->add<UnwedgeReached>(Frame)
                                          : State->add<UnwedgeLeft>(Frame);
}

template <typename Trait>
static bool takeFrame(ProgramStateRef &State, const StackFrameContext *Caller,
                      const Stmt *Call) {
  for (const StackFrameContext *Frame : State->get<Trait>())
    if (Frame->getCallSite() == Call && Frame->getParent() &&
        Frame->getParent()->getStackFrame() == Caller) {
      State = State->remove<Trait>(Frame);
      return true;
    }
  return false;
}

bool takeNote(LibraryNote Note, ProgramStateRef &State,
              const StackFrameContext *Caller, const Stmt *Call) {
  return Note == LibraryNote::RanUserCode
             ? takeFrame<UnwedgeReached>(State, Caller, Call)
             : takeFrame<UnwedgeLeft>(State, Caller, Call);
}

void Hold::Profile(llvm::FoldingSetNodeID &ID) const {
  ID.AddPointer(Lock);
  ID.AddInteger(static_cast<unsigned>(Mode));
  ID.AddPointer(Kind);
  ID.AddInteger(Site.getRawEncoding());
  ID.AddPointer(Frame);
  ID.AddPointer(Guard);
  ID.AddPointer(Condition);
  ID.AddBoolean(HeldIfZero);
  ID.AddPointer(Error);
  ID.AddBoolean(InLibrary);
  ID.AddBoolean(CallerOwns);
  ID.AddInteger(Serial);
}

void GuardLink::Profile(llvm::FoldingSetNodeID &ID) const {
  ID.AddPointer(Guard);
  ID.AddInteger(Number);
  ID.AddPointer(Lock);
  ID.AddInteger(static_cast<unsigned>(Mode));
  ID.AddPointer(Kind);
  ID.AddBoolean(Converts);
  ID.AddInteger(Owned);
}

LockState LockState::of(ProgramStateRef State) {
  LockState Result;
  for (const Hold &H : State->get<UnwedgeHolds>())
    Result.Holds.push_back(H);
  std::reverse(Result.Holds.begin(), Result.Holds.end());
  for (const GuardLink &L : State->get<UnwedgeGuardLinks>())
    Result.Links.push_back(L);
  std::reverse(Result.Links.begin(), Result.Links.end());
  return Result;
}

ProgramStateRef LockState::storeIn(ProgramStateRef State) const {
  LockState Old = of(State);
  if (Old.Holds != Holds) {
    State = State->set<UnwedgeHolds>(
        State->get_context<UnwedgeHolds>().getEmptyList());
    for (const Hold &H : Holds)
      State = State->add<UnwedgeHolds>(H);
  }
  if (Old.Links != Links) {
    State = State->set<UnwedgeGuardLinks>(
        State->get_context<UnwedgeGuardLinks>().getEmptyList());
    for (const GuardLink &L : Links)
      State = State->add<UnwedgeGuardLinks>(L);
  }
  return State;
}

void LockState::add(Hold H) {
  H.Serial = 1;
  for (const Hold &Other : Holds)
    H.Serial = std::max(H.Serial, Other.Serial + 1);
  Holds.push_back(std::move(H));
}

bool LockState::release(const MemRegion *Lock) {
  for (size_t I = Holds.size(); I-- > 0;)
    if (Holds[I].Lock == Lock) {
      Holds.erase(Holds.begin() + I);
      return true;
    }
  return false;
}

void LockState::releaseGuard(const MemRegion *Guard) {
  for (const GuardLink &L : Links)
    if (L.Guard == Guard && L.Converts)
      for (Hold &H : Holds)
        if (H.Lock == L.Lock)
          H.Mode = LockMode::Upgrade;
  llvm::erase_if(Holds, [&](const Hold &H) { return H.Guard == Guard; });
  setOwned(Guard, GuardLink::OwnsNot);
}

void LockState::setOwned(const MemRegion *Guard, GuardLink::Ownership Is) {
  for (GuardLink &L : Links)
    if (L.Guard == Guard)
      L.Owned = Is;
}

void LockState::forget(const MemRegion *Object) {
  auto IsInside = [&](const MemRegion *Guard) {
    return Guard && (Guard == Object || Guard->isSubRegionOf(Object));
  };
  llvm::erase_if(Holds, [&](const Hold &H) { return IsInside(H.Guard); });
  for (GuardLink &L : Links)
    if (IsInside(L.Guard))
      L.Owned = GuardLink::Unknown;
}

void LockState::destroy(const MemRegion *Object) {
  auto IsInside = [&](const MemRegion *Guard) {
    return Guard && (Guard == Object || Guard->isSubRegionOf(Object));
  };
  for (const GuardLink &L : Links)
    if (IsInside(L.Guard))
      releaseGuard(L.Guard);
  llvm::erase_if(Holds, [&](const Hold &H) { return IsInside(H.Guard); });
  llvm::erase_if(Links, [&](const GuardLink &L) { return IsInside(L.Guard); });
}

void LockState::link(const GuardLink &L) {
  llvm::erase_if(Links, [&](const GuardLink &Old) {
    return Old.Guard == L.Guard && Old.Number == L.Number;
  });
  Links.push_back(L);
}

void LockState::unlink(const MemRegion *Guard) {
  llvm::erase_if(Links, [&](const GuardLink &L) { return L.Guard == Guard; });
  for (Hold &H : Holds)
    if (H.Guard == Guard)
      H.Guard = nullptr;
}

void LockState::moveGuard(const MemRegion *From, const MemRegion *To) {
  if (From == To)
    return;
  llvm::erase_if(Links, [&](const GuardLink &L) { return L.Guard == To; });
  for (GuardLink &L : Links)
    if (L.Guard == From)
      L.Guard = To;
  for (Hold &H : Holds)
    if (H.Guard == From)
      H.Guard = To;
}

const GuardLink *LockState::linkOf(const MemRegion *Guard,
                                   unsigned Number) const {
  for (const GuardLink &L : Links)
    if (L.Guard == Guard && L.Number == Number)
      return &L;
  return nullptr;
}

void LockState::settle(ProgramStateRef State) {
  for (size_t I = 0; I < Holds.size();) {
    Hold &H = Holds[I++];
    if (H.Error && State->getConstraintManager()
                       .isNull(State, H.Error)
                       .isConstrainedFalse()) {
      Holds.erase(Holds.begin() + --I);
      continue;
    }
    if (!H.Condition)
      continue;
    ConditionTruthVal IsZero =
        State->getConstraintManager().isNull(State, H.Condition);
    if (!IsZero.isConstrained())
      continue;
    if (IsZero.isConstrainedTrue() == H.HeldIfZero) {
      H.Condition = nullptr;
      H.HeldIfZero = false;
    } else {
      Holds.erase(Holds.begin() + --I);
    }
  }
}

} // namespace unwedge::analyzer

//===--- QueueTries.cpp - Puts that may fail, and loops around them -------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QueueFactsBuilder.h"

using namespace clang;

namespace unwedge {

/// Whether \p Condition holds for certain only if \p Call gave false (or with
/// \p Wanted, true).
static bool decidedBy(const Expr *Condition, const Stmt *Call, bool Wanted) {
  for (unsigned Depth = 0; Condition && Depth < 16; ++Depth) {
    Condition = strip(Condition);
    if (Condition == Call)
      return Wanted;
    if (const auto *Unary = dyn_cast<UnaryOperator>(Condition);
        Unary && Unary->getOpcode() == UO_LNot) {
      Wanted = !Wanted;
      Condition = Unary->getSubExpr();
      continue;
    }
    if (const auto *Binary = dyn_cast<BinaryOperator>(Condition)) {
      if (Binary->getOpcode() == BO_LAnd) {
        return decidedBy(Binary->getLHS(), Call, Wanted) ||
               decidedBy(Binary->getRHS(), Call, Wanted);
      }
      if (Binary->getOpcode() == BO_EQ || Binary->getOpcode() == BO_NE) {
        const auto *False =
            dyn_cast<CXXBoolLiteralExpr>(strip(Binary->getRHS()));
        if (!False)
          return false;
        if (False->getValue() != (Binary->getOpcode() == BO_EQ))
          Wanted = !Wanted;
        Condition = Binary->getLHS();
        continue;
      }
    }
    return false;
  }
  return false;
}

/// A loop that tries until it succeeds is a put that waits.
void QueueFacts::Builder::spinLoops() {
  for (QueueEvent &Event : Result.Events) {
    if (Event.Is != QueueEvent::Post || !Event.Statement)
      continue;
    const Scope *Loop = enclosingLoop(Event.Where);
    if (!Loop)
      continue;
    const auto *Call = cast<CallExpr>(Event.Statement);
    if (const QueueRole *Role = Index.role(Call);
        Role && Role->Operation != QueueOperation::TryPut)
      continue;
    const Expr *Condition = nullptr;
    if (const auto *While = dyn_cast<WhileStmt>(Loop->S))
      Condition = While->getCond();
    else if (const auto *Do = dyn_cast<DoStmt>(Loop->S))
      Condition = Do->getCond();
    else if (const auto *For = dyn_cast<ForStmt>(Loop->S)) {
      Condition = For->getCond();
      if (For->getInc())
        continue;
    } else {
      continue;
    }
    bool Retries = Condition && decidedBy(Condition, Call, /*Wanted=*/false);
    // `while (running) { if (queue.tryPut(x)) return; pause(); }`
    if (!Retries && !decidedBy(Condition, Call, true)) {
      bool Succeeds = false;
      for (const BodyItem &Item : Body.items()) {
        if (!isa<ReturnStmt, BreakStmt>(Item.S) || !isInside(Item.Where, Loop))
          continue;
        bool Decided = false;
        for (const Scope *S = Item.Where; S && S != Loop; S = S->Parent)
          Decided |= S->Is == Scope::Test && S->Condition && S->Holds &&
                     decidedBy(S->Condition, Call, /*Wanted=*/true);
        Succeeds |= Decided;
      }
      Retries = Succeeds;
    }
    if (!Retries)
      continue;
    // A loop that counts its tries, or looks at a clock, gives up; one that
    // makes room for itself does not wait.
    BodyItem Here;
    Here.S = Call;
    Here.Where = Event.Where;
    Here.Unused = true;
    if (givesUp(Here)) {
      // The success itself is a way out that is no giving up.
      bool Deadline = false;
      for (const BodyItem &Item : Body.items())
        if (isa<ReturnStmt, BreakStmt>(Item.S) && isInside(Item.Where, Loop)) {
          bool Decided = false;
          bool AnyTest = false;
          for (const Scope *S = Item.Where; S && S != Loop; S = S->Parent)
            if (S->Is == Scope::Test && S->Condition && S->S != Loop->S) {
              AnyTest = true;
              Decided |= decidedBy(S->Condition, Call, true) ||
                         decidedBy(S->Condition, Call, false);
            }
          Deadline |= AnyTest && !Decided;
        }
      if (Deadline || isa<ForStmt>(Loop->S))
        continue;
    }
    bool MakesRoom = false;
    for (const QueueEvent &Other : Result.Events)
      MakesRoom |= Other.Is == QueueEvent::Take && Other.Queue == Event.Queue &&
                   isInside(Other.Where, Loop);
    for (const Facts::Change &Change : Result.Changes)
      MakesRoom |= Change.Kind == RemovesElement &&
                   Change.Path == Event.Queue && isInside(Change.Where, Loop);
    if (MakesRoom)
      continue;
    Event.Is = QueueEvent::Put;
    Event.Where = Loop->Parent;
    conditionsOf(Event.Where, Event.Conditions);
    describeGuards(Event);
  }
}

/// Adds where there is room, and says whether there was.
void QueueFacts::Builder::classifyTryPut() {
  if (!F->getReturnType()->isBooleanType() || !Waits.empty())
    return;
  bool Stores = llvm::any_of(Result.Changes, [](const Facts::Change &Change) {
    return Change.Kind == AddsElement || Change.Kind == StoresElement;
  });
  for (const Facts::Change &Change : Result.Changes) {
    bool Reads = !Stores && Change.Kind == ReadsElement;
    if (Change.Kind != AddsElement && Change.Kind != StoresElement && !Reads)
      continue;
    llvm::SmallVector<Mention, 4> Tested;
    Frame Top = topFrame();
    for (const Scope *S = Change.Where; S; S = S->Parent)
      if (S->Is == Scope::Test)
        orient(Top, S->Condition, !S->Holds, Tested);
    // The early return may stand in a loop that ends before.
    for (const BodyItem &Item : Body.items())
      if (isa<ReturnStmt>(Item.S) && Item.Order < Change.Order)
        for (const Scope *S = Item.Where; S; S = S->Parent)
          if (S->Is == Scope::Test)
            orient(Top, S->Condition, S->Holds, Tested);
    for (const Mention &M : Tested)
      if (M.Orientation == WhileFull || M.Orientation == WhileEmpty) {
        // Which index runs after which does not matter where an element is
        // stored behind the test.
        if (Reads) {
          QueueEvent Event;
          Event.Is = QueueEvent::Take;
          Event.Waits = false;
          Event.Queue = Change.Path;
          Event.Site = Change.S->getBeginLoc();
          Event.In = F;
          Event.Where = Change.Where;
          Event.Order = Change.Order;
          Result.Events.push_back(std::move(Event));
          return;
        }
        Result.TriesPut = Change.Path;
        if (lastDecl(M.Path) && All.Counters.contains(lastDecl(M.Path)))
          All.unite(lastDecl(Change.Path), lastDecl(M.Path));
        return;
      }
  }
}

} // namespace unwedge

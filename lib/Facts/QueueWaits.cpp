//===--- QueueWaits.cpp - What a wait and what follows it are -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QueueFactsBuilder.h"

using namespace clang;

namespace unwedge {

namespace {

/// What a test says of one member: it is, or is not, \c Value.
struct MemberTest {
  const FieldDecl *Field = nullptr;
  int64_t Value = 0;
  bool Equal = true;

  bool holdsFor(int64_t Actual) const { return (Actual == Value) == Equal; }
};

using ConstantOf = llvm::function_ref<std::optional<int64_t>(const Expr *)>;

} // namespace

/// The member of the object itself that \p E names; null if it is none.
static const FieldDecl *ownField(const Expr *E) {
  const auto *Member = dyn_cast<MemberExpr>(E->IgnoreParenImpCasts());
  if (!Member || !isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts()))
    return nullptr;
  return dyn_cast<FieldDecl>(Member->getMemberDecl());
}

/// Adds to \p Out what of the object's members has to be true where \p E is
/// \p Holds. Of `A && B` that is false, the part that is no such test is taken
/// to be true: it asks whether there is room, and a wait is where there is
/// none.
static void testsOf(const Expr *E, bool Holds, ConstantOf Constant,
                    llvm::SmallVectorImpl<MemberTest> &Out,
                    unsigned Depth = 0) {
  constexpr unsigned MaxDepth = 8;
  E = E->IgnoreParenImpCasts();
  if (Depth > MaxDepth || E->isTypeDependent())
    return;
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_LNot)
      testsOf(Unary->getSubExpr(), !Holds, Constant, Out, Depth + 1);
    return;
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->isLogicalOp()) {
      llvm::SmallVector<MemberTest, 2> Left, Right;
      testsOf(Binary->getLHS(), Holds, Constant, Left, Depth + 1);
      testsOf(Binary->getRHS(), Holds, Constant, Right, Depth + 1);
      // Both are known, or one of them is all that is a test.
      if ((Binary->getOpcode() == BO_LAnd) == Holds ||
          Left.empty() != Right.empty()) {
        llvm::append_range(Out, Left);
        llvm::append_range(Out, Right);
      }
      return;
    }
    if (!Binary->isEqualityOp())
      return;
    const FieldDecl *Field = ownField(Binary->getLHS());
    const Expr *Other = Field ? Binary->getRHS() : Binary->getLHS();
    if (!Field)
      Field = ownField(Binary->getRHS());
    const std::optional<int64_t> Value = Constant(Other);
    if (Field && Value)
      Out.push_back({Field, *Value, (Binary->getOpcode() == BO_EQ) == Holds});
    return;
  }
  if (const FieldDecl *Field = ownField(E);
      Field && Field->getType()->isBooleanType())
    Out.push_back({Field, 0, !Holds});
}

/// Whether some member function of the class sets the member of \p Test to a
/// constant of which it holds, or a constructor sets it at all.
static bool isSetTo(const MemberTest &Test, ConstantOf Constant) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Test.Field->getParent());
  if (!Class)
    return true;
  for (const CXXMethodDecl *Method : Class->methods()) {
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Method))
      for (const CXXCtorInitializer *Init : Ctor->inits())
        if (Init->isWritten() && Init->getAnyMember() == Test.Field)
          return true;
    const FunctionDecl *Definition = nullptr;
    if (!Method->hasBody(Definition))
      continue;
    llvm::SmallVector<const Stmt *, 32> Pending{Definition->getBody()};
    while (!Pending.empty()) {
      const Stmt *S = Pending.pop_back_val();
      if (!S)
        continue;
      if (const auto *Binary = dyn_cast<BinaryOperator>(S);
          Binary && Binary->getOpcode() == BO_Assign &&
          ownField(Binary->getLHS()) == Test.Field)
        if (std::optional<int64_t> Value = Constant(Binary->getRHS());
            Value && Test.holdsFor(*Value))
          return true;
      Pending.append(S->child_begin(), S->child_end());
    }
  }
  return false;
}

/// Whether a member of the object decides on the way to \p Where, and starts as
/// what keeps control from there: a queue that drops what it has no room for.
/// One that a function sets by itself, as `start()` does, decides nothing.
bool QueueFacts::Builder::startsAsNotWaiting(const Scope *Where) const {
  auto Constant = [this](const Expr *E) { return constant(E); };
  llvm::SmallVector<MemberTest, 2> Tests;
  for (; Where; Where = Where->Parent)
    if (Where->Is == Scope::Test && Where->Condition)
      testsOf(Where->Condition, Where->Holds, Constant, Tests);
  return llvm::any_of(Tests, [&](const MemberTest &Test) {
    const std::optional<int64_t> Start = constant(initializerOf(Test.Field));
    return Start && !Test.holdsFor(*Start) && !isSetTo(Test, Constant);
  });
}

QueueEvent QueueFacts::Builder::eventOf(QueueEvent::Kind Kind,
                                        const AccessPath &Queue,
                                        const Facts::OpenWait &Wait) {
  QueueEvent Event;
  Event.Is = Kind;
  Event.Queue = Queue;
  Event.Site = Wait.Loc;
  Event.In = F;
  Event.Conditions = Wait.Conditions;
  Event.Where = Wait.Where;
  Event.Order = Wait.Order;
  Event.AssumedWait = Wait.AssumedWait;
  Event.Doubtful |= Wait.AsksForThread ||
                    (Kind == QueueEvent::Put && startsAsNotWaiting(Wait.Where));
  describeGuards(Event);
  // What the wait itself asks about the queue is no doubt of ours.
  llvm::SmallVector<FlagTest, 1> Others;
  for (const FlagTest &Flag : Event.Flags)
    if (llvm::none_of(Wait.Mentions, [&](const Mention &M) {
          return lastDecl(M.Path) == Flag.D &&
                 (M.Orientation == WhileFull || M.Orientation == WhileEmpty ||
                  (M.Orientation == WhileNotEmpty &&
                   Kind == QueueEvent::AwaitIdle) ||
                  lastDecl(Queue) == Flag.D);
        }))
      Others.push_back(Flag);
  Event.Flags = std::move(Others);
  // `capacity_ && size >= capacity_`: what the flag part names may be off.
  for (const Mention &M : Wait.Mentions)
    if (M.Orientation == WhileSet)
      if (const auto *Field = dyn_cast_or_null<FieldDecl>(lastDecl(M.Path)))
        if (Field->getType()->isIntegerType() &&
            !Field->getType()->isBooleanType())
          Event.BoundField = Field;
  // A bound that starts as the largest number is none.
  if (Kind == QueueEvent::Put)
    for (const FieldDecl *Field : Bounds)
      if (std::optional<int64_t> Value = constant(initializerOf(Field));
          Value && (*Value <= 0 || *Value >= INT32_MAX))
        Event.BoundField = Field;
  return Event;
}

void QueueFacts::Builder::addEvent(QueueEvent::Kind Kind,
                                   const AccessPath &Queue,
                                   const Facts::OpenWait &Wait,
                                   llvm::ArrayRef<AccessPath> AlsoIn,
                                   const Scope *RemovedAt) {
  QueueEvent Event = eventOf(Kind, Queue, Wait);
  Event.RemovedAt = RemovedAt;
  const Decl *Place = lastDecl(Queue);
  for (const AccessPath &Other : AlsoIn)
    if (const Decl *D = lastDecl(Other); D && D != Place)
      All.unite(Place, D);
  Result.Events.push_back(std::move(Event));
}

/// Whether \p Change comes after \p Wait: behind it, or in its loop.
static bool follows(const QueueFacts::Facts::Change &Change,
                    const QueueFacts::Facts::OpenWait &Wait) {
  const Scope *Loop = enclosingLoop(Wait.Where);
  return Change.Order > Wait.Order || (Loop && isInside(Change.Where, Loop));
}

static bool mentioned(const QueueFacts::Facts::OpenWait &Wait,
                      const AccessPath &Path) {
  return llvm::any_of(
      Wait.Mentions, [&](const Mention &M) { return toField(M.Path) == Path; });
}

static bool mentionedAs(const QueueFacts::Facts::OpenWait &Wait,
                        const AccessPath &Path, Orientation Is) {
  return llvm::any_of(Wait.Mentions, [&](const Mention &M) {
    return M.Orientation == Is && toField(M.Path) == Path;
  });
}

/// A semaphore that is not given back counts elements, or free places.
void QueueFacts::Builder::classifySemaphore(const Facts::OpenWait &Wait) {
  // Taken and given back here, it keeps others out.
  for (const auto &[Path, Order] : Released)
    if (Path == Wait.Semaphore)
      return;
  // The ends of a linked list; what stands around the wait comes later too.
  const Facts::Change *Linked = nullptr, *Unlinked = nullptr;
  llvm::SmallVector<AccessPath, 4> Ends;
  for (const Facts::Change &Change : Result.Changes) {
    if (!follows(Change, Wait) || !isListEnd(Change.Path))
      continue;
    if (Change.Kind == Assigns && !Linked)
      Linked = &Change;
    else if (Change.Kind == Unlinks && !Unlinked)
      Unlinked = &Change;
  }
  // The other end is set with it when something is added.
  if (!Unlinked)
    for (const Facts::Change &Change : Result.Changes)
      if (follows(Change, Wait) && Change.Kind == Assigns &&
          isListEnd(Change.Path))
        Ends.push_back(Change.Path);
  bool HasContainer = llvm::any_of(Result.Changes, [&](const auto &Change) {
    return follows(Change, Wait) &&
           (Change.Kind == AddsElement || Change.Kind == StoresElement ||
            Change.Kind == RemovesElement);
  });
  if (!HasContainer && (Linked || Unlinked)) {
    addEvent(Unlinked ? QueueEvent::Take : QueueEvent::Put,
             Unlinked ? Unlinked->Path : Linked->Path, Wait, Ends,
             Unlinked ? Unlinked->Where : nullptr);
    return;
  }
  for (const Facts::Change &Change : Result.Changes) {
    if (Change.Order <= Wait.Order)
      continue;
    bool Adds = Change.Kind == AddsElement || Change.Kind == StoresElement;
    if (Adds || Change.Kind == RemovesElement || Change.Kind == CountsUp ||
        Change.Kind == Advances || Change.Kind == CallsWithArguments ||
        Change.Kind == Calls) {
      // An index alone moves on both sides; look for what is stored.
      if (!Adds && Change.Kind != RemovesElement) {
        const Facts::Change *Store = nullptr;
        for (const Facts::Change &Other : Result.Changes)
          if (Other.Order > Wait.Order &&
              (Other.Kind == AddsElement || Other.Kind == StoresElement))
            Store = &Other;
        if (Store || (Change.Kind == CallsWithArguments && !Released.empty())) {
          addEvent(QueueEvent::Put, Store ? Store->Path : Change.Path, Wait,
                   {Change.Path});
          return;
        }
        if (!Released.empty()) {
          const Facts::Change *Read = &Change;
          for (const Facts::Change &Other : Result.Changes)
            if (Other.Order > Wait.Order && Other.Kind == ReadsElement)
              Read = &Other;
          addEvent(QueueEvent::Take, Read->Path, Wait, {});
          return;
        }
        continue;
      }
      addEvent(Adds ? QueueEvent::Put : QueueEvent::Take, Change.Path, Wait,
               {});
      return;
    }
  }
  Result.OpenWaits.push_back(Wait);
  return;
}

/// What waits while something is full, and adds: a put.
bool QueueFacts::Builder::classifyPut(const Facts::OpenWait &Wait) {
  const Facts::Change *Store = nullptr, *Pointer = nullptr;
  llvm::SmallVector<AccessPath, 4> Touched;
  for (const Facts::Change &Change : Result.Changes) {
    if (!follows(Change, Wait))
      continue;
    switch (Change.Kind) {
    case AddsElement:
    case StoresElement:
      if (!Store)
        Store = &Change;
      break;
    case CallsWithArguments:
      if (mentioned(Wait, Change.Path) && !Store)
        Store = &Change;
      break;
    case Assigns:
      if (const auto *Field =
              dyn_cast_or_null<ValueDecl>(lastDecl(Change.Path));
          Field && Field->getType()->isAnyPointerType() &&
          !isLocal(Change.Path) &&
          (!Pointer || (isListEnd(Change.Path) && !isListEnd(Pointer->Path))))
        Pointer = &Change;
      break;
    default:
      break;
    }
    if (mentioned(Wait, Change.Path) || Change.Kind == StoresElement ||
        Change.Kind == AddsElement)
      Touched.push_back(Change.Path);
  }
  if (!Store && Pointer) {
    Store = Pointer;
    // Both ends of a linked list are the list.
    for (const Facts::Change &Change : Result.Changes)
      if (follows(Change, Wait) && Change.Kind == Assigns &&
          isListEnd(Change.Path) && isListEnd(Pointer->Path))
        Touched.push_back(Change.Path);
  }
  // What it calls may be what adds.
  if (!Store || Store->Kind == CallsWithArguments)
    Result.BoundWaits.push_back(
        {Wait, eventOf(QueueEvent::Put, AccessPath::opaque(), Wait)});
  if (Store) {
    addEvent(QueueEvent::Put, Store->Path, Wait, Touched);
    return true;
  }
  return false;
}

/// What waits while something is empty, and removes: a take.
bool QueueFacts::Builder::classifyTake(const Facts::OpenWait &Wait) {
  const Scope *Loop = enclosingLoop(Wait.Where);
  const Facts::Change *Removal = nullptr;
  llvm::SmallVector<AccessPath, 4> Touched;
  for (const Facts::Change &Change : Result.Changes) {
    if (!follows(Change, Wait))
      continue;
    bool OnQueue = mentionedAs(Wait, Change.Path, WhileEmpty);
    bool Removes =
        Change.Kind == RemovesElement || Change.Kind == Unlinks ||
        (OnQueue && Change.Kind != AddsElement &&
         Change.Kind != StoresElement && Change.Kind != ReadsElement);
    if (Removes && (!Removal || (Change.Kind == RemovesElement &&
                                 Removal->Kind != RemovesElement)))
      Removal = &Change;
    if (OnQueue)
      Touched.push_back(Change.Path);
  }
  if (Removal && Removal->Kind != RemovesElement)
    for (const Facts::Change &Change : Result.Changes)
      if (Change.Kind == ReadsElement && follows(Change, Wait)) {
        // An index moves on; the array is what has the elements.
        Touched.push_back(Removal->Path);
        Removal = &Change;
        break;
      }
  if (Removal) {
    addEvent(QueueEvent::Take, Removal->Path, Wait, Touched, Removal->Where);
    // What the consumer counts down is what somebody waits for to be zero.
    const Scope *Outer = Loop;
    while (const Scope *Next = Outer ? enclosingLoop(Outer->Parent) : nullptr)
      Outer = Next;
    for (const Facts::Change &Change : Result.Changes)
      if (Change.Kind == CountsDown && Change.Order > Wait.Order &&
          (!Outer || isInside(Change.Where, Outer)))
        All.Drained.try_emplace(lastDecl(Change.Path), lastDecl(Removal->Path));
    return true;
  }
  return false;
}

/// A place for one element, with a flag or by itself: a put, or a take.
bool QueueFacts::Builder::classifySlot(const Facts::OpenWait &Wait) {
  for (const Mention &M : Wait.Mentions) {
    if (M.Orientation != WhileSet && M.Orientation != WhileClear)
      continue;
    AccessPath Flag = toField(M.Path);
    const auto *D = dyn_cast_or_null<ValueDecl>(lastDecl(Flag));
    if (!D || !isShared(Flag))
      continue;
    QualType Type = D->getType();
    bool IsValue = !Type->isBooleanType() && !Type->isIntegerType();
    bool SetsIt = false, ClearsIt = false, StoresOther = false;
    const Facts::Change *Other = nullptr;
    for (const Facts::Change &Change : Result.Changes) {
      if (!follows(Change, Wait))
        continue;
      if (Change.Path == Flag) {
        SetsIt |= Change.Kind == Assigns || Change.Kind == CallsWithArguments;
        ClearsIt |= Change.Kind == Clears || Change.Kind == Calls;
        if (IsValue && M.Orientation == WhileClear)
          ClearsIt |= Change.Kind == Assigns || Change.Kind == Advances ||
                      Change.Kind == Unlinks;
      } else if ((Change.Kind == Assigns || Change.Kind == AddsElement ||
                  Change.Kind == StoresElement) &&
                 !Other) {
        // The element beside the flag, if the function was given it.
        Other = &Change;
        StoresOther = F->getNumParams() > 0;
      }
    }
    if (M.Orientation == WhileSet && SetsIt && !Wait.GivesUp &&
        (IsValue || StoresOther)) {
      addEvent(QueueEvent::Put, Flag, Wait,
               Other ? llvm::ArrayRef<AccessPath>(Other->Path)
                     : llvm::ArrayRef<AccessPath>());
      return true;
    }
    if (M.Orientation == WhileClear && ClearsIt) {
      addEvent(QueueEvent::Take, Flag, Wait, {});
      return true;
    }
  }
  return false;
}

/// What waits until there is nothing left.
bool QueueFacts::Builder::classifyIdle(const Facts::OpenWait &Wait) {
  const Scope *Loop = enclosingLoop(Wait.Where);
  // A wait within a loop that takes waits for something else.
  auto Takes = [&](const AccessPath &Path) {
    return Loop && llvm::any_of(Result.Changes, [&](const auto &Change) {
             return Change.Kind == RemovesElement && Change.Path == Path &&
                    isInside(Change.Where, Loop);
           });
  };
  for (const Mention &M :
       llvm::ArrayRef<Mention>(Wait.Mentions).take_front(Wait.OwnMentions))
    if (M.Orientation == WhileNotEmpty && isShared(M.Path) &&
        !Takes(toField(M.Path))) {
      addEvent(QueueEvent::AwaitIdle, toField(M.Path), Wait, {});
      // Callers see the event; it would be told twice.
      return true;
    }
  return false;
}

void QueueFacts::Builder::classify(Facts::OpenWait &Wait) {
  bool Full = false, Empty = false, NotEmpty = false;
  for (const Mention &M : Wait.Mentions) {
    Full |= M.Orientation == WhileFull;
    Empty |= M.Orientation == WhileEmpty;
    NotEmpty |= M.Orientation == WhileNotEmpty;
  }
  const Scope *Loop = enclosingLoop(Wait.Where);
  // A semaphore that is waited for again and again, while something else says
  // so, only wakes.
  for (const Mention &M :
       llvm::ArrayRef<Mention>(Wait.Mentions).take_front(Wait.OwnMentions))
    if (Wait.IsSemaphore && Loop && M.Orientation == WhileFull)
      Wait.IsSemaphore = false;
  if (Wait.GivesUp)
    Full = NotEmpty = false;
  if (Wait.IsSemaphore) {
    classifySemaphore(Wait);
    return;
  }
  if ((Full && classifyPut(Wait)) || (Empty && classifyTake(Wait)) ||
      classifySlot(Wait) || (NotEmpty && !Full && !Empty && classifyIdle(Wait)))
    return;
  if (!Wait.GivesUp)
    Result.OpenWaits.push_back(Wait);
}

/// Whether \p Change makes what the function was given an end of a linked list.
bool QueueFacts::Builder::linksElement(const Facts::Change &Change) const {
  const auto *Assign = dyn_cast<BinaryOperator>(Change.S);
  if (Change.Kind != Assigns || !Assign || !isListEnd(Change.Path))
    return false;
  const auto *Ref = dyn_cast<DeclRefExpr>(strip(Assign->getRHS()));
  return Ref && isa<ParmVarDecl>(Ref->getDecl()) &&
         Context.hasSameUnqualifiedType(Ref->getType(),
                                        Assign->getLHS()->getType());
}

/// Removals without a wait: takes that a put may wait for all the same.
void QueueFacts::Builder::freeRemovals() {
  size_t Known = Result.Events.size();
  for (const Facts::Change &Change : Result.Changes) {
    bool Adds = Change.Kind == AddsElement || linksElement(Change);
    if ((Change.Kind != RemovesElement && Change.Kind != Unlinks && !Adds) ||
        Result.Events.size() > 128)
      continue;
    const auto *Call = dyn_cast<CallExpr>(Change.S);
    // What a helper did is the helper's event.
    if (Call && !Index.role(Call) && !Adds)
      if (const FunctionDecl *Callee = Call->getDirectCallee();
          Callee && All.Sight.worthwhile(Callee))
        continue;
    if (Call && Adds && !Index.role(Call))
      continue;
    bool PartOfWait = false;
    for (size_t I = 0; I < Known; ++I) {
      const QueueEvent &Event = Result.Events[I];
      const Scope *Loop = enclosingLoop(Event.Where);
      PartOfWait |= Event.Is == (Adds ? QueueEvent::Put : QueueEvent::Take) &&
                    !Event.Entry && Event.Queue == Change.Path &&
                    (Event.Order < Change.Order ||
                     (Loop && isInside(Change.Where, Loop)));
    }
    if (PartOfWait)
      continue;
    // A removal because it is full makes room and consumes nothing.
    llvm::SmallVector<Mention, 4> Tested;
    if (!Adds)
      orientScopes(Change.Where, nullptr, Tested);
    if (llvm::any_of(Tested, [](const Mention &M) {
          return M.Orientation == WhileFull;
        }))
      continue;
    QueueEvent Event;
    Event.Is = Adds ? QueueEvent::Post : QueueEvent::Take;
    Event.Waits = false;
    Event.Queue = Change.Path;
    Event.Site = Change.S->getBeginLoc();
    Event.In = F;
    Event.Where = Change.Where;
    Event.Statement = Call;
    Event.Order = Change.Order;
    Result.Events.push_back(std::move(Event));
  }
}

} // namespace unwedge

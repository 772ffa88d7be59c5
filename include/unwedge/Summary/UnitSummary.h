//===--- UnitSummary.h - What other units need of one ---------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A translation unit without its syntax tree: its functions, what they do and
// whom they call, in names that mean the same in every unit. The compiler
// plugin leaves it in the object file, and the link step puts those of a whole
// program together.
//
// What one unit finds on its own is found with its syntax tree. A summary has
// what is needed for the rest: the halves of findings whose other half may be
// in another unit.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_SUMMARY_UNITSUMMARY_H
#define UNWEDGE_SUMMARY_UNITSUMMARY_H

#include "unwedge/Model/CleanupModel.h"
#include "unwedge/Model/Operation.h"
#include "unwedge/Model/TextModel.h"
#include "unwedge/Summary/List.h"
#include "llvm/ADT/CachedHashString.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>

namespace unwedge::summary {

/// A position in one of the lists of UnitSummary.
using Index = uint32_t;
constexpr Index None = ~Index(0);

/// A place in the text of a file.
struct Place {
  /// In UnitSummary::Files; None if there is none.
  Index File = None;
  /// From 1, the column in bytes.
  uint32_t Line = 0;
  uint32_t Column = 0;

  bool isValid() const { return File != None; }
  bool operator==(const Place &O) const {
    return File == O.File && Line == O.Line && Column == O.Column;
  }
};

struct File {
  /// Absolute, without `.` and `..`.
  llvm::StringRef Name;
  /// xxh3 of the text that the compiler has read.
  uint64_t Hash = 0;
};

/// A declaration by which functions are told from one another, and the objects
/// that they work on.
struct Entity {
  enum EntityKind : uint8_t { Function, Field, Variable, Class };
  enum FunctionKind : uint8_t { Plain, Constructor, Destructor, Lambda };

  EntityKind Kind = Function;
  FunctionKind Form = Plain;
  /// Two declarations with one are the same. The xxh3 hash of clang's USR, as
  /// 16 hexadecimal digits: the USRs themselves would be most of a summary.
  /// Empty if \c Internal.
  llvm::StringRef USR;
  /// How diagnostics call it, without quotes: `Pool::size`, `Mutex`. Of
  /// constructors and destructors, the class.
  llvm::StringRef Name;
  /// Of a variable, where it is declared.
  Place Where;
  /// Of a function or field, its class; of a lambda, the class whose `this` it
  /// can see; of a parameter, its function. An Entity.
  Index Parent = None;
  /// Of a parameter, which one it is.
  uint32_t Parameter = 0;
  /// Of a field or variable, the class of the object that it is or leads to. An
  /// Entity.
  Index ObjectClass = None;
  /// No other unit can mean it: internal linkage, or local to a function.
  bool Internal = false;
  /// A pointer, so that what follows is written behind an arrow.
  bool IsPointer = false;
  /// A pointer, or a class that is like one, that may be set anew.
  bool MayBeReset = false;
  /// Nothing is written for it: it has no name, or one of a library's insides.
  bool IsUnwritten = false;
  /// A variable that lives as long as the program.
  bool IsGlobal = false;
  /// A function that cannot throw, as its declaration says.
  bool IsNoexcept = false;
};

/// The Entity::USR for clang's \p USR.
std::string hashedUSR(llvm::StringRef USR);
/// The Entity::USR of parameter \p Number of a function by that of the
/// function.
std::string parameterUSR(llvm::StringRef Function, unsigned Number);

/// As unwedge::PathElement, with an Entity in place of the declaration.
struct PathElement {
  enum ElementKind : uint8_t {
    Field,
    ConstantIndex,
    VariableIndex,
    UnknownIndex,
    Getter,
    GuardedLock,
    Content,
  };
  ElementKind Kind = Field;
  Index Of = None;
  int64_t Value = 0;

  bool operator==(const PathElement &O) const {
    return Kind == O.Kind && Of == O.Of && Value == O.Value;
  }
  bool operator<(const PathElement &O) const {
    return std::tie(Kind, Of, Value) < std::tie(O.Kind, O.Of, O.Value);
  }
};

/// As unwedge::AccessPath. Temporaries and locals that nobody else can name are
/// opaque.
struct Path {
  enum RootKind : uint8_t {
    Opaque,
    Null,
    This,
    Param,
    Var,
    Temp,
    Return,
    FrameThis,
    Result,
  };
  RootKind Root = Opaque;
  /// Of a parameter, which one.
  uint32_t Number = 0;
  /// Of a variable, captured `this` or result, the Entity.
  Index Of = None;
  List<PathElement> Elements;

  bool isNamed() const { return Root != Opaque && Root != Null; }
  /// See unwedge::AccessPath: an unknown index is equal to nothing.
  bool operator==(const Path &O) const;
  bool operator!=(const Path &O) const { return !(*this == O); }
  /// Written alike; a total order.
  bool sameText(const Path &O) const {
    return sameRoot(O) && Elements == O.Elements;
  }
  bool operator<(const Path &O) const;
  bool sameRoot(const Path &O) const {
    return Root == O.Root && Number == O.Number && Of == O.Of;
  }
  bool hasUnknownIndex() const;
  bool startsWith(const Path &Prefix) const;
  /// The elements from \p From on, appended to \p Base; opaque if that gets too
  /// long.
  Path rebase(const Path &Base, size_t From) const;
  /// The Entity that all objects of one place have in common; None for a
  /// parameter or an unknown object.
  Index placeClass() const;
};

/// As unwedge::ParamCondition.
struct Condition {
  enum Relation : uint8_t { Equal, NotEqual, Less, GreaterEqual };
  uint32_t Parameter = 0;
  int64_t Value = 0;
  Relation Is = Equal;
  bool IsCheck = false;

  /// Whether a parameter that is \p Actual meets the condition.
  bool holdsFor(int64_t Actual) const;
};

/// As unwedge::EventContext.
struct Context {
  List<Path> Dropped;
  List<Condition> Conditions;
  bool Selected = false;
  bool Doubtful = false;
};

/// A step of a trace that the unit knows whole.
struct Step {
  Place Where;
  llvm::StringRef Text;
};

/// As unwedge::LockKind.
struct LockKind {
  RecursionSemantics Semantics;
  llvm::StringRef Note;
  llvm::StringRef TypeName;
  bool DefaultConfiguration = false;

  bool operator==(const LockKind &O) const {
    return Semantics == O.Semantics && Note == O.Note &&
           TypeName == O.TypeName &&
           DefaultConfiguration == O.DefaultConfiguration;
  }
};

/// As unwedge::HeldLock.
struct HeldLock {
  Path Object;
  /// How diagnostics call it, with quotes; `this lock` if it has no name.
  llvm::StringRef Name;
  LockMode Mode = LockMode::Shared;
  /// In UnitSummary::LockKinds.
  Index Kind = None;
  Place Site;
  /// The calls that lead there.
  List<Step> Calls;
  bool CallerOwns = false;
  /// The code states that the lock may be acquired again; see
  /// unwedge/Annotations.h.
  bool IsRecursive = false;
};

/// What a call hands over.
struct Argument {
  Path Object;
  /// Its value, if it is one number, or 0 for null, whenever the call is made.
  std::optional<int64_t> Value;
  /// It is some address, whichever, and not null.
  bool IsAddress = false;
  /// It is a number that counts something, and not one that says what to do.
  bool IsCount = false;
  /// The functions that it may run if it is called. Entities.
  List<Index> Callables;
  /// What those are bound to that are member functions; one for all.
  Path BoundTo;
  /// As unwedge::CallableTarget has it.
  bool BindsArguments = false;
  /// Or those that are stored in this variable or field. An Entity.
  Index Source = None;

  bool saysNothing() const {
    return !Object.isNamed() && Object.Root != Path::Null && !Value &&
           !IsAddress && !IsCount && Callables.empty() && Source == None;
  }
};

/// *May*: some run of the function makes the call, and at that moment the
/// thread *must* hold \c Held.
struct Call {
  enum CallKind : uint8_t {
    /// Of the function \c Callee.
    Direct,
    /// Of the function \c Callee or one that overrides it.
    Virtual,
    /// Of what is stored in the variable or field \c Callee.
    Stored,
    /// Of what the function was given as parameter \c Parameter.
    Given,
  };
  CallKind Kind = Direct;
  /// An Entity.
  Index Callee = None;
  uint32_t Parameter = 0;
  Place Where;
  Path Receiver;
  List<Argument> Arguments;
  List<HeldLock> Held;
  Context When;
  /// The calls on the way from the function to the one in which this call
  /// stands, if that is another.
  List<Step> Prefix;
  /// A handler around it takes every exception.
  bool IsCaught = false;
  /// If there are any: `calling 'f'` for the first.
  llvm::StringRef PrefixCall;
};

/// *May*: some run of the function itself, not counting what it calls, acquires
/// the lock and waits as long as it takes.
struct Acquisition {
  Path Object;
  LockMode Mode = LockMode::Shared;
  /// In UnitSummary::LockKinds.
  Index Kind = None;
  Place Site;
  Context When;
  /// As HeldLock::IsRecursive.
  bool IsRecursive = false;
};

/// A value that is another one in each call: see unwedge::TextOrigin.
struct ChangingValue {
  Variation Kind = Variation::Clock;
  Place Where;
  /// The step that tells of it.
  llvm::StringRef Text;
  /// Of an address: of the object of which parameter, counted from 1; or 0.
  uint32_t OfParameter = 0;
};

/// An end of the way that a value takes in a function.
struct ValuePort {
  enum PortKind : uint8_t {
    /// Where a way begins: \c Number in Function::Changes.
    Change,
    /// It begins in what the caller gives, or ends in what it has afterwards:
    /// parameter \c Number, or the object.
    Parameter,
    This,
    /// It begins in what \c Call leaves there, or ends in what it is given.
    CallArgument,
    CallObject,
    /// It begins in the result.
    CallResult,
    /// Where a way ends: \c Number in Function::Keys.
    Return,
    Key,
  };
  PortKind Kind = Change;
  uint32_t Number = 0;
  /// In Function::ValueCalls.
  uint32_t Call = 0;
  /// The fields that lead to the part of it. Entities.
  List<Index> Part;

  bool isOfCall() const { return Kind >= CallArgument && Kind <= CallResult; }
};

/// *May*: what is at \c From gets to \c To, or into text that does.
struct ValueFlow {
  ValuePort From, To;
  /// Text or a digest is made of it.
  bool IsText = false;
  /// What arrives is a part of something that has other parts.
  bool IsPart = false;
  /// No call on the way has targets that are assumed to be all.
  bool IsSure = true;
  /// The key goes elsewhere than into the container, too; see KeyTraits, as
  /// for the others. Of flows to keys and arguments.
  bool KeptElsewhere = false;
  bool UsesTheHit = false;
  bool FillsIfEmpty = false;
  bool KnownElsewhere = false;
  bool ShownByKeyOnly = false;
  /// Of flows to keys and arguments: where the key is, and equal numbers for
  /// one variable and for one value of the function, 0 if there is none.
  Place KeyAt;
  uint32_t Variable = 0;
  uint32_t Trace = 0;
  List<Step> Steps;
};

/// Where a keyed container is, for a function.
struct ContainerRoot {
  /// As KeyedPlace::RootKind.
  enum RootKind : uint8_t { Unknown, Local, This, Param, Outliving };
  RootKind Root = Unknown;
  uint32_t Number = 0;
  /// The field, variable or function that all of its kind have in common. An
  /// Entity.
  Index Of = None;
};

/// A call that may run code of other units, and what is known of its object and
/// the containers that it is given.
struct ValueCall {
  Call::CallKind Kind = Call::Direct;
  /// As Call::Callee.
  Index Callee = None;
  Place Where;
  ContainerRoot Object;
  struct Container {
    uint32_t Argument = 0;
    ContainerRoot Is;
  };
  List<Container> Containers;
};

/// An operation by a key that some ValueFlow leads to.
struct KeyedUse {
  KeyOperation Operation = KeyOperation::Lookup;
  ContainerRoot Container;
  Place Where;
  /// The calls in sight that lead to it.
  List<Step> Calls;
  bool InLoopCondition = false;
  bool IsBounded = false;
  bool IsOrdered = false;
  /// The entries may own, or be, objects whose address is a key.
  bool MayOwnObjects = false;
};

/// What the unit does with a container, see unwedge::ContainerFacts.
struct KeyedContainer {
  struct Operation {
    Place Where;
    bool ByOtherKey = false;
  };
  Index Is = None;
  List<Operation> Erases, Lookups, Inserts;
  bool ShowsKeys = false;
  bool Shrinks = false;
  bool IsSized = false;
  bool IsIterated = false;
  bool IsSearched = false;
  bool Escapes = false;
  bool AllInSight = false;
  /// All that can name it are members of classes: those without a body in this
  /// unit, and those with one. Entities.
  bool OfMembersOnly = false;
  List<Index> Missing, Present;
};

/// A function with a body.
struct Function {
  /// An Entity.
  Index Is = None;
  Place Begin, End;
  /// xxh3 of its text. Two functions with one USR and one hash are one.
  uint64_t Hash = 0;
  List<Call> Calls;
  List<Acquisition> Acquisitions;
  /// *May*: released, though not acquired here.
  List<Path> Released;
  /// What changes from call to call, and where that goes: for
  /// unstable-cache-key.
  List<ChangingValue> Changes;
  List<ValueCall> ValueCalls;
  List<KeyedUse> Keys;
  List<ValueFlow> ValueFlows;

  bool hasValues() const { return !ValueFlows.empty(); }
};

/// A field or variable that is tested on the way to something.
struct FlagTest {
  enum Value : uint8_t { Unknown, Set, Clear };
  /// An Entity.
  Index Of = None;
  /// What it must be to get there, if the test is that plain.
  Value Is = Unknown;

  bool operator==(const FlagTest &O) const { return Of == O.Of && Is == O.Is; }
};

/// As unwedge::QueueEvent: *may*, what the function itself does to a queue, not
/// counting what it calls.
struct QueueEvent {
  enum EventKind : uint8_t { Put, Take, Post, AwaitIdle, AwaitTask };
  EventKind Kind = Put;
  /// Of AwaitTask, opaque if it is whatever \c Submission puts into.
  Path Queue;
  /// In QueueFunction::Calls.
  uint32_t Submission = 0;
  Place Site;
  List<Condition> Conditions;
  List<FlagTest> Flags;
  /// Of an operation of the model, the type and what is to be said of it.
  llvm::StringRef TypeName;
  llvm::StringRef TypeNote;
  /// What bounds the queue is off unless something sets it. An Entity, and
  /// where it is declared.
  Index BoundField = None;
  Place BoundAt;
  /// Taken to wait, and says whether it does. Entities.
  Index AssumedWait = None;
  Index Policy = None;
  Place PolicyAt;
  bool Doubtful = false;
  bool BoundUnknown = false;
  bool BoundStartsOff = false;
  bool Leaves = false;
  bool Conditional = false;
  bool WakesOnly = false;
  bool Unbounded = false;
};

/// What is around a call of Function::Calls, for those who know that it comes
/// to an operation of a queue.
struct QueueCall {
  /// In Function::Calls; others at the same place are meant as well.
  uint32_t Call = 0;
  /// Where local variables that stand for another object are followed, and
  /// those that stand for themselves are named; opaque if that says no more.
  Path Receiver;
  List<Path> Arguments;
  List<Condition> Conditions;
  List<FlagTest> Flags;
  /// Tests on the way ask these objects something that may be about room, by
  /// this function if it is not of the model.
  struct Question {
    Path Object;
    /// An Entity.
    Index Asks = None;
  };
  List<Question> Room;
  /// Functions that tests on the way call and that may identify the thread.
  /// Entities.
  List<Index> ThreadTests;
  /// A test on the way identifies the thread.
  bool Doubtful = false;
  bool Conditional = false;
  bool Leaves = false;
  /// What is put there has no bound, as the code states.
  bool Unbounded = false;
};

/// *May*: the function gives a field or variable a value that says no more than
/// that control got there.
struct FlagChange {
  enum ChangeKind : uint8_t { Sets, Clears, CountsUp, CountsDown };
  /// An Entity.
  Index Of = None;
  ChangeKind Kind = Sets;
  Place At;
};

/// One of QueueFunction::Events, or one of QueueFunction::Calls.
struct QueueStep {
  /// Twice the position, and one more if it is a call.
  uint32_t Number = 0;

  static QueueStep event(uint32_t Position) { return {2 * Position}; }
  static QueueStep call(uint32_t Position) { return {2 * Position + 1}; }
  bool isCall() const { return Number % 2; }
  uint32_t position() const { return Number / 2; }
};

/// *May*: in one loop, both happen, if the calls come to a take and to a
/// blocking operation of one queue.
struct QueueTurn {
  QueueStep Take;
  QueueStep Blocking;
  /// As unwedge::QueueKnot; the put comes last unless it is conditional itself.
  bool TakeComesLast = false;
  bool Exclusive = false;
  bool OtherTurn = false;
  bool RoomTested = false;
  bool Private = false;
  /// What leaves the loop right after it does not leave this one.
  bool GoesOn = false;
};

/// A function that does something to queues, or calls what may.
struct QueueFunction {
  /// An Entity.
  Index Is = None;
  List<QueueEvent> Events;
  /// In the order of the text; only those that there is something to say of.
  List<QueueCall> Calls;
  List<FlagChange> Changes;
  List<QueueTurn> Turns;
  /// Takes whose loop runs what it took.
  List<QueueStep> Runs;
  /// Its result says which thread is running.
  bool IdentifiesThread = false;
  /// It asks whether there is something, and not whether there is room.
  bool AsksEmpty = false;
};

/// The function \c Overrider overrides \c Overridden. Entities.
struct Override {
  Index Overrider = None;
  Index Overridden = None;
};

/// *May*: the variable or field \c In holds the function \c Callable. Entities.
struct StoredCallable {
  Index In = None;
  Index Callable = None;
  /// What it is bound to, as unwedge::CallableTarget has it.
  Path BoundTo;
  Place At;
  /// The same.
  bool BindsArguments = false;
};

/// *May*: the field, variable or parameter \c In is set to `this` of \c Class,
/// or to the variable \c Object. Entities.
struct OwnerPointer {
  Index In = None;
  Index Class = None;
  Index Object = None;
  /// Neither: what it is set to cannot be said.
  bool Other = false;
  Place At;
};

/// *May*: what is put into \c From is put into \c To, too: callables, and
/// pointers to owners. Entities.
struct Flow {
  Index From = None;
  Index To = None;
};

/// The class \c Derived is derived from \c Base. Entities.
struct Inheritance {
  Index Derived = None;
  Index Base = None;
};

//===----------------------------------------------------------------------===//
// unguarded-cleanup
//===----------------------------------------------------------------------===//

/// As unwedge::StateEvent, for those who call the function in which it is. The
/// confidence of a finding follows from the rest; see unwedge::LeakFacts.
struct StateEvent {
  enum ActionKind : uint8_t { Establish, Discharge, Assign, Raise, Lower };
  StateKind Kind = StateKind::Scope;
  ActionKind Action = Establish;
  Path Object;
  /// Which entry: the object that is the key, or, where it has no name, its
  /// text by a number that means something in one function only; see
  /// StateArgument.
  Path Key;
  uint32_t KeyText = 0;
  /// The name of the pair of operations, or the bits of a variable.
  llvm::StringRef Pair;
  /// The constant that a variable is set to.
  std::optional<int64_t> Value;
  /// The value that it has at rest.
  int64_t Rest = 0;
  bool TakesAll = false;
  bool ByShape = false;
  bool TellsOldValue = false;
  bool AnyEntry = false;
  bool DeathCompletes = false;
  bool IsInteger = false;
  bool IsEnumeration = false;
  bool IsBits = false;
  Place At;
  /// The function that does it, if it is another one. An Entity.
  Index By = None;
};

/// A call of a function that has no body in the unit, with what is needed to
/// say in the caller's terms which objects and keys its events are about.
struct StateArgument {
  Path Object;
  Path Key;
  uint32_t KeyText = 0;
};
struct StateCall {
  /// An Entity.
  Index Callee = None;
  Place Where;
  Path Receiver;
  List<StateArgument> Arguments;
};

/// What a function with a body is for others that call it.
struct CleanupRecord {
  enum ThrowsKind : uint8_t { No, Unseen, Perhaps, Yes };
  /// An Entity.
  Index Is = None;
  /// As unwedge::Throws. Where it is \c Unseen, the function's calls decide.
  ThrowsKind Throws = Unseen;
  /// The number of bodies down to one that runs a callback, this one included;
  /// 0: none does.
  uint32_t CallbackDepth = 0;
  Place CallbackAt;
  /// The user's code hands it in: as this parameter, or by storing it.
  Index CallbackParameter = None;
  /// It is a member of what this parameter refers to.
  Index CallbackInParameter = None;
  bool IsHandedIn = false;
  List<StateEvent> Events;
};

/// A test of the variable \c Variable that keeps something from happening.
struct VariableGate {
  /// An Entity.
  Index Variable = None;
  Place At;
  bool WhenSet = false;
  bool WhenClear = false;
};

/// A call with a handler around it that takes every exception and does \c
/// Undone.
struct HandledCall {
  StateCall Call;
  List<StateEvent> Undone;
};

/// As unwedge::CleanupSupposition: a finding that other units decide on.
struct CleanupSuspect {
  struct Targets {
    /// Handed to \c Hidden as this parameter.
    uint32_t Parameter = 0;
    CleanupRecord::ThrowsKind Throws = CleanupRecord::Perhaps;
    /// Entities.
    List<Index> Functions;
    Index Source = None;
    bool IsComplete = false;
  };
  /// The way from the state to what takes it back; see unwedge::LeakFacts.
  struct Way {
    bool HandedIn = true;
    bool IsFunctionPointer = false;
    bool InWorkerLoop = false;
    bool NextTurnOnly = false;
    bool Always = true;
    bool Certain = true;
    bool MayStay = false;
    bool ByGetter = false;
  };

  /// The function. An Entity.
  Index In = None;
  Place Where;
  llvm::StringRef Callback;
  /// The function that is supposed to run a callback; None: it is in sight.
  Index Hidden = None;
  bool IsVirtual = false;
  List<Targets> Given;
  bool NeedsThrow = false;
  bool StaysInside = false;
  /// The destructors, entities, that may take the state back.
  List<Index> Guards;
  StateKind Kind = StateKind::Scope;
  StateEvent::ActionKind Action = StateEvent::Establish;
  Path State;

  /// The state is in sight.
  bool IsWhole = false;
  /// A finding of the unit: that one, in Findings.
  bool IsFound = false;
  /// As unwedge::Confidence.
  uint32_t Level = 0, LevelIfThrows = 0;
  llvm::StringRef Message;
  List<Step> Steps;
  /// A test of this variable, an Entity, is needed.
  Index Gate = None;
  llvm::StringRef GateName;
  bool GateWhenSet = false, GateWhenClear = false;

  /// Or else: two ends, one of which may be in sight.
  Way Through;
  llvm::StringRef Object;
  List<StateCall> Establish, Undo;
  List<StateEvent> Known;
  List<Step> Ways;
  bool LockIsGuarded = false;
};

/// All of a unit that unguarded-cleanup needs elsewhere.
struct CleanupSummary {
  List<CleanupRecord> Functions;
  List<VariableGate> Gates;
  /// Functions of threads, entities: what leaves them ends the process.
  List<Index> EndingProcess;
  List<HandledCall> Handled;
  List<CleanupSuspect> Suspects;
};

/// What a unit found on its own, as driver::FindingRecord has it.
struct UnitFinding {
  llvm::StringRef Check;
  llvm::StringRef Confidence;
  Place Where;
  llvm::StringRef Message;
  List<Step> Steps;
  llvm::StringRef Fingerprint;
  llvm::StringRef SuppressedBy;
  llvm::StringRef Reason;
  /// Of recursive-shared-lock: the lock, whose writers decide whether it
  /// matters, by its Path::placeClass(). An Entity.
  Index Lock = None;
};

/// Texts, each of them once. May be used by several threads at a time.
class StringPool {
public:
  /// A copy of \p Text, which lives as long as the pool.
  llvm::StringRef save(llvm::StringRef Text);

private:
  /// Threads that read at a time seldom meet in one of these.
  struct Shard {
    std::mutex Guard;
    llvm::BumpPtrAllocator Memory;
    llvm::DenseSet<llvm::CachedHashStringRef> Texts;
  };
  std::array<Shard, 16> Shards;
};

/// One translation unit under one command.
///
/// Every statement in it is about the unit's own code. Functions without a
/// record do nothing that any rule asks about, or have no body in the unit.
struct UnitSummary {
  /// Units that share \p Strings keep it alive.
  explicit UnitSummary(
      std::shared_ptr<StringPool> Strings = std::make_shared<StringPool>())
      : Strings(std::move(Strings)) {}
  UnitSummary(const UnitSummary &) = delete;

  llvm::StringRef save(llvm::StringRef Text) { return Strings->save(Text); }

  /// Who made it, with its version.
  llvm::StringRef Producer;
  /// A hash of what the summary says: units with the same one are the same,
  /// however they were compiled. Of one source, two commands that make a
  /// difference make two units.
  llvm::StringRef Identity;
  llvm::StringRef MainFile;
  List<File> Files;
  List<Entity> Entities;
  List<LockKind> LockKinds;
  List<Function> Functions;
  /// Of some of those.
  List<QueueFunction> QueueFunctions;
  /// *May*: what is acquired exclusive, but by no Function::Acquisitions, since
  /// the function has no name for it that others know: by Path::placeClass(),
  /// entities, or if that is not known either, by the kind, in LockKinds.
  List<Index> WrittenLocks, WrittenKinds;
  /// Fields and variables that are given a number which may be the bound of a
  /// queue, and queues that are given one. Entities.
  List<Index> GivenBounds;
  List<Override> Overrides;
  List<StoredCallable> StoredCallables;
  List<OwnerPointer> OwnerPointers;
  List<Flow> Flows;
  List<Inheritance> Inheritances;
  List<KeyedContainer> Containers;
  List<UnitFinding> Findings;
  CleanupSummary Cleanup;
  /// Places that a comment or attribute silences for a check: (place, the
  /// check's name, `comment` or `attribute`). Of those only at which a finding
  /// may be told.
  struct Silence {
    Place At;
    llvm::StringRef Check;
    llvm::StringRef By;
  };
  List<Silence> Silences;
  /// What was seen and given up, by the words of statisticsRows().
  struct Counter {
    llvm::StringRef What;
    uint64_t Count = 0;
  };
  List<Counter> Counters;

private:
  std::shared_ptr<StringPool> Strings;
};

} // namespace unwedge::summary

#endif // UNWEDGE_SUMMARY_UNITSUMMARY_H

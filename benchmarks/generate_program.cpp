//===--- generate_program.cpp - Summaries of a program that nobody wrote --===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Writes the summaries of a program of a given number of functions, for
// measuring what it costs to link them. How many records of each kind there are
// for a function is what summaries of RocksDB and xrootd have, as
// benchmarks/README.md says. Of calls, most stay near, few functions are called
// from everywhere, and one in thirty is virtual; one method is overridden by
// one class in a hundred and called from everywhere. One function in fifty
// takes a lock, far more than in those two. There is a mistake for each of the
// rules in each thousand functions, its halves in two units. The same number
// gives the same program.
//
//===----------------------------------------------------------------------===//

#include "unwedge/Summary/SummaryFormat.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include <random>

using namespace llvm;
using namespace unwedge;
using namespace unwedge::summary;

static cl::opt<unsigned> Functions("functions",
                                   cl::desc("how many functions (10000)"),
                                   cl::init(10000));
static cl::opt<unsigned>
    PerUnit("per-unit", cl::desc("functions in one unit (400)"), cl::init(400));
static cl::opt<bool> Plain("plain",
                           cl::desc("without compressing, for the fuzzer"));
static cl::opt<std::string> Folder(cl::Positional, cl::Required,
                                   cl::desc("<folder>"));

namespace {

constexpr unsigned MethodsPerClass = 10;
constexpr unsigned InterfacesEvery = 50;

/// What is known of a function by its number alone, so that each unit can be
/// written by itself.
struct Shape {
  explicit Shape(unsigned Number)
      : Number(Number), Class(Number / MethodsPerClass),
        // Its class is derived from one of those that are interfaces.
        Interface(Class / InterfacesEvery * InterfacesEvery),
        Slot(Number % MethodsPerClass) {}
  unsigned Number, Class, Interface, Slot;
  bool isInterface() const { return Class == Interface; }
  bool isVirtual() const { return Slot < 2; }
};

/// Each thousand functions have a class with a mistake for each rule in it.
constexpr unsigned MistakeEvery = 1000;

class UnitWriter {
public:
  UnitWriter(unsigned First, unsigned Last) : First(First), Last(Last) {}

  std::string write() {
    Out.Producer = "generated";
    Out.Identity = Out.save(("unit-" + Twine(First)).str());
    Out.MainFile = Out.save(("/generated/" + Twine(First) + ".cpp").str());
    Out.Files.push_back({Out.MainFile, First});
    Out.LockKinds.push_back(kind());
    for (unsigned F = First; F < Last; ++F) {
      addFunction(Shape(F));
      if (F % MistakeEvery == 0)
        addCallers(F);
      // In the next unit, or the first.
      const unsigned Of = (F + Functions - PerUnit % Functions) % Functions;
      if (Of % MistakeEvery == 0)
        addCallees(Of);
    }
    return writeSummary(Out, /*Compress=*/!Plain);
  }

private:
  static LockKind kind() {
    LockKind K;
    K.TypeName = "std::shared_mutex";
    K.Semantics.SharedShared = RecursionVerdict::Undefined;
    return K;
  }

  Index entity(Entity::EntityKind Kind, const Twine &Name,
               Index Parent = None) {
    std::string Key = Name.str();
    auto [It, New] = Known.try_emplace(Key, Out.Entities.size());
    if (!New)
      return It->second;
    Entity E;
    E.Kind = Kind;
    E.USR = Out.save(hashedUSR(Key));
    E.Name = Out.save(Key);
    E.Parent = Parent;
    Out.Entities.push_back(E);
    return It->second;
  }
  Index classOf(unsigned Class) {
    return entity(Entity::Class, "Class" + Twine(Class));
  }
  Index function(const Shape &F) {
    return entity(Entity::Function,
                  "Class" + Twine(F.Class) + "::method" + Twine(F.Slot),
                  classOf(F.Class));
  }
  Index field(unsigned Class, StringRef Name) {
    return entity(Entity::Field, "Class" + Twine(Class) + "::" + Name,
                  classOf(Class));
  }
  Index parameter(const Shape &F) {
    const std::string Function =
        "Class" + std::to_string(F.Class) + "::method" + std::to_string(F.Slot);
    return entity(Entity::Variable, Twine(Function) + "(F)", function(F));
  }
  /// The method that many classes override.
  Index describe() {
    return entity(Entity::Function, "Object::describe",
                  entity(Entity::Class, "Object"));
  }
  Path thisField(Index Field) {
    Path P;
    P.Root = Path::This;
    P.Elements.push_back({PathElement::Field, Field, 0});
    return P;
  }
  Place place() { return {0, ++Line, 3}; }

  // The engine's output is the same everywhere; that of distributions is not.
  unsigned below(unsigned Limit) { return unsigned(Random() % Limit); }
  bool percent(unsigned Chance) { return below(100) < Chance; }
  bool permille(unsigned Chance) { return below(1000) < Chance; }

  /// A function that \p F calls.
  Shape callee(const Shape &F) {
    const unsigned Where = below(100);
    if (Where < 60) // the same unit
      return Shape(First + below(Last - First));
    if (Where < 90) // nearby
      return Shape((F.Number + below(20 * PerUnit)) % Functions);
    // What everybody calls.
    return Shape(below(std::max(1u, Functions / 100)));
  }

  void addFunction(const Shape &F) {
    Random.seed(F.Number * 2654435761u + 17);
    Function Record;
    Record.Is = function(F);
    Record.Begin = place();
    Record.End = place();
    Record.Hash = F.Number;
    if (below(50) == 0) {
      Acquisition A;
      A.Object = thisField(field(F.Class, "Mutex"));
      A.Mode = below(4) == 0 ? LockMode::Exclusive : LockMode::Shared;
      A.Kind = 0;
      A.Site = place();
      Record.Acquisitions.push_back(std::move(A));
    }
    const bool Holds = below(100) == 0;
    // Half of all functions call three others or fewer, some very many.
    unsigned Calls = below(6);
    if (below(20) == 0)
      Calls += below(60);
    for (unsigned I = 0; I < Calls; ++I)
      addCall(F, Record, Holds);
    if (F.isVirtual() && !F.isInterface())
      Out.Overrides.push_back(
          {Record.Is, function(Shape(F.Interface * MethodsPerClass + F.Slot))});
    if (F.Slot == 2 && F.Class % 100 == 0)
      Out.Overrides.push_back({Record.Is, describe()});
    addClass(F);
    addValues(F, Record);
    addQueues(F, Record);
    addCleanup(F, Record);
    Out.Functions.push_back(std::move(Record));
  }

  void addCall(const Shape &F, Function &Record, bool Holds) {
    const Shape Callee = callee(F);
    Call C;
    C.Kind = Callee.isInterface() && Callee.isVirtual() ? Call::Virtual
                                                        : Call::Direct;
    C.Callee = function(Callee);
    if (permille(5)) {
      C.Kind = Call::Virtual;
      C.Callee = describe();
    } else if (permille(15)) {
      C.Kind = Call::Stored;
      C.Callee = field(Callee.Class, "Handler");
    }
    C.Where = place();
    if (Callee.Class == F.Class)
      C.Receiver.Root = Path::This;
    else if (below(2) == 0)
      C.Receiver = thisField(field(F.Class, "Member"));
    for (unsigned Arguments = below(4); Arguments != 0; --Arguments) {
      Argument &A = C.Arguments.emplace_back();
      if (percent(20)) {
        A.Value = below(3);
      } else if (percent(60)) {
        A.Object.Root = percent(50) ? Path::Param : Path::This;
        if (A.Object.Root == Path::Param)
          A.Object.Number = below(3);
        else
          A.Object = thisField(field(F.Class, "Member"));
      } else if (permille(20)) {
        A.Callables.push_back(function(callee(F)));
      }
    }
    if (Holds) {
      HeldLock H;
      H.Object = thisField(field(F.Class, "Mutex"));
      H.Name = "'Mutex'";
      H.Kind = 0;
      H.Site = Record.Begin;
      C.Held.push_back(std::move(H));
    }
    Record.Calls.push_back(std::move(C));
  }

  /// What a unit says of classes and of what is put where.
  void addClass(const Shape &F) {
    for (unsigned I = 0; I < 2; ++I)
      if (percent(60)) {
        OwnerPointer &O = Out.OwnerPointers.emplace_back();
        O.In = field(callee(F).Class, "Owner");
        O.Class = classOf(F.Class);
        O.Other = percent(50);
        O.At = place();
      }
    if (percent(90))
      Out.Inheritances.push_back({classOf(F.Class), classOf(F.Interface)});
    if (permille(50)) {
      StoredCallable &S = Out.StoredCallables.emplace_back();
      // Handed over, and kept there; or put there.
      const Shape Keeper = callee(F);
      S.In = percent(50) ? parameter(Keeper) : field(F.Class, "Handler");
      S.Callable = function(callee(F));
      S.At = place();
    }
    if (percent(30))
      Out.Flows.push_back({parameter(F), field(F.Class, "Handler")});
  }

  /// For unstable-cache-key.
  void addValues(const Shape &F, Function &Record) {
    if (!percent(40))
      return;
    if (percent(4)) {
      Record.Changes.push_back(
          {Variation::Clock, place(), "'now' reads the clock here"});
      addFlow(Record, ValuePort::Change, ValuePort::Return);
    }
    for (unsigned Calls = below(5); Calls != 0; --Calls) {
      ValueCall C;
      C.Callee = function(callee(F));
      C.Where = place();
      Record.ValueCalls.push_back(std::move(C));
      ValueFlow &Flow =
          addFlow(Record, ValuePort::CallResult,
                  percent(50) ? ValuePort::Return : ValuePort::Parameter);
      Flow.From.Call = Record.ValueCalls.size() - 1;
      Flow.To.Number = Flow.To.Kind == ValuePort::Parameter ? below(3) : 0;
      if (percent(50)) {
        ValueFlow &In =
            addFlow(Record, ValuePort::Parameter, ValuePort::CallArgument);
        In.From.Number = below(3);
        In.To.Number = below(3);
        In.To.Call = Record.ValueCalls.size() - 1;
      }
    }
    if (percent(8))
      addKeyedUses(Record, field(F.Class, "Entries"), ValuePort::Parameter);
  }
  ValueFlow &addFlow(Function &Record, ValuePort::PortKind From,
                     ValuePort::PortKind To) {
    ValueFlow &Flow = Record.ValueFlows.emplace_back();
    Flow.From.Kind = From;
    Flow.To.Kind = To;
    return Flow;
  }
  /// A look-up and an insertion by a key that comes from \p From.
  void addKeyedUses(Function &Record, Index Container,
                    ValuePort::PortKind From) {
    KeyedContainer Of;
    Of.Is = Container;
    Of.AllInSight = true;
    for (KeyOperation Operation :
         {KeyOperation::Lookup, KeyOperation::Insert}) {
      ValueFlow &Flow = addFlow(Record, From, ValuePort::Key);
      Flow.To.Number = Record.Keys.size();
      Flow.KeyAt = place();
      Flow.Variable = 1;
      Flow.UsesTheHit = Operation == KeyOperation::Lookup;
      // A number that goes up may be what the entries are sorted by.
      Flow.IsText = From == ValuePort::CallResult;
      KeyedUse &Use = Record.Keys.emplace_back();
      Use.Operation = Operation;
      Use.Container.Root = ContainerRoot::This;
      Use.Container.Of = Container;
      Use.Where = place();
      Use.IsOrdered = true;
      (Operation == KeyOperation::Lookup ? Of.Lookups : Of.Inserts)
          .push_back({Use.Where, false});
    }
    Out.Containers.push_back(std::move(Of));
  }

  /// For self-blocking-consumer.
  void addQueues(const Shape &F, const Function &Record) {
    if (!percent(14))
      return;
    QueueFunction Q;
    Q.Is = Record.Is;
    for (uint32_t C = 0; C < Record.Calls.size() && C < 6; ++C) {
      QueueCall &Call = Q.Calls.emplace_back();
      Call.Call = C;
      Call.Conditional = percent(50);
      if (percent(30))
        Call.Flags.push_back({field(F.Class, "Done"), FlagTest::Clear});
    }
    if (percent(20))
      addEvent(Q, percent(50) ? QueueEvent::Put : QueueEvent::Take,
               field(F.Class, "Items"));
    if (percent(30))
      Q.Changes.push_back({field(F.Class, "Done"), FlagChange::Sets, place()});
    if (!Q.Calls.empty())
      for (unsigned Turns = below(5); Turns != 0; --Turns)
        Q.Turns.push_back({QueueStep::call(below(Q.Calls.size())),
                           QueueStep::call(below(Q.Calls.size()))});
    Out.QueueFunctions.push_back(std::move(Q));
  }
  void addEvent(QueueFunction &Q, QueueEvent::EventKind Kind, Index Items) {
    QueueEvent &E = Q.Events.emplace_back();
    E.Kind = Kind;
    E.Queue = thisField(Items);
    E.Site = place();
  }

  /// For unguarded-cleanup.
  void addCleanup(const Shape &F, const Function &Record) {
    const Index Busy = field(F.Class, "Busy");
    if (percent(30))
      Out.Cleanup.Gates.push_back({Busy, place(), true, false});
    if (percent(50)) {
      CleanupRecord &R = Out.Cleanup.Functions.emplace_back();
      R.Is = Record.Is;
      R.Throws = percent(60)   ? CleanupRecord::No
                 : percent(80) ? CleanupRecord::Unseen
                               : CleanupRecord::Yes;
      if (percent(4)) {
        R.CallbackDepth = 1;
        R.CallbackAt = place();
        R.IsHandedIn = true;
      }
      if (percent(50)) {
        StateEvent &E = R.Events.emplace_back();
        E.Kind = StateKind::Flag;
        E.Action = percent(50) ? StateEvent::Raise : StateEvent::Lower;
        E.Object = thisField(Busy);
        E.At = place();
      }
    }
    if (permille(20))
      addSuspect(Record, Busy, function(callee(F)), function(callee(F)));
  }
  void addSuspect(const Function &In, Index Busy, Index Hidden, Index Given) {
    CleanupSuspect &S = Out.Cleanup.Suspects.emplace_back();
    S.In = In.Is;
    S.Where = place();
    S.Callback = "'runs'";
    S.Hidden = Hidden;
    CleanupSuspect::Targets &To = S.Given.emplace_back();
    To.Throws = CleanupRecord::Unseen;
    To.Functions.push_back(Given);
    To.IsComplete = true;
    S.Kind = StateKind::Flag;
    S.Action = StateEvent::Assign;
    S.State = thisField(Busy);
    S.IsWhole = true;
    S.Message = "if 'runs' throws, 'Busy' stays true";
    S.Level = 1;
    S.LevelIfThrows = 2;
    S.Steps.push_back({place(), "'Busy' is set here"});
  }

  Index mistaken(unsigned Of, StringRef Method) {
    const std::string Class = ("Mistaken" + Twine(Of)).str();
    return entity(Entity::Function, Twine(Class) + "::" + Method,
                  entity(Entity::Class, Class));
  }
  Index mistakenField(unsigned Of, StringRef Name) {
    const std::string Class = ("Mistaken" + Twine(Of)).str();
    return entity(Entity::Field, Twine(Class) + "::" + Name,
                  entity(Entity::Class, Class));
  }
  Function begun(unsigned Of, StringRef Method) {
    Function Record;
    Record.Is = mistaken(Of, Method);
    Record.Begin = place();
    Record.End = place();
    Record.Hash = xxh3_64bits(Method);
    return Record;
  }
  Call callOf(Index Callee) {
    Call C;
    C.Callee = Callee;
    C.Where = place();
    C.Receiver.Root = Path::This;
    return C;
  }

  /// Functions that make mistakes with what addCallees() adds elsewhere.
  void addCallers(unsigned Of) {
    Function Reads = begun(Of, "reads");
    Call Size = callOf(mistaken(Of, "size"));
    HeldLock H;
    H.Object = thisField(mistakenField(Of, "Mutex"));
    H.Name = "'Mutex'";
    H.Kind = 0;
    H.Site = place();
    Size.Held.push_back(std::move(H));
    Reads.Calls.push_back(std::move(Size));
    Out.Functions.push_back(std::move(Reads));

    Function Consumes = begun(Of, "consumes");
    Consumes.Calls.push_back(callOf(mistaken(Of, "takes")));
    Consumes.Calls.push_back(callOf(mistaken(Of, "puts")));
    QueueFunction Q;
    Q.Is = Consumes.Is;
    for (uint32_t C : {0, 1}) {
      QueueCall &Call = Q.Calls.emplace_back();
      Call.Call = C;
    }
    Q.Turns.push_back({QueueStep::call(0), QueueStep::call(1)});
    Out.QueueFunctions.push_back(std::move(Q));
    Out.Functions.push_back(std::move(Consumes));

    Function Finds = begun(Of, "finds");
    Finds.Calls.push_back(callOf(mistaken(Of, "ticks")));
    ValueCall Ticks;
    Ticks.Callee = mistaken(Of, "ticks");
    Ticks.Where = Finds.Calls.front().Where;
    Finds.ValueCalls.push_back(std::move(Ticks));
    addKeyedUses(Finds, mistakenField(Of, "Entries"), ValuePort::CallResult);
    for (ValueFlow &Flow : Finds.ValueFlows)
      Flow.IsSure = true;
    Out.Functions.push_back(std::move(Finds));

    Function Works = begun(Of, "works");
    Works.Calls.push_back(callOf(mistaken(Of, "runs")));
    addSuspect(Works, mistakenField(Of, "Busy"), mistaken(Of, "runs"),
               mistaken(Of, "throws"));
    Out.Cleanup.Gates.push_back(
        {mistakenField(Of, "Busy"), place(), true, false});
    Out.Functions.push_back(std::move(Works));
  }

  void addCallees(unsigned Of) {
    Function Size = begun(Of, "size");
    Acquisition A;
    A.Object = thisField(mistakenField(Of, "Mutex"));
    A.Kind = 0;
    A.Site = place();
    Size.Acquisitions.push_back(std::move(A));
    Out.Functions.push_back(std::move(Size));

    // Readers alone block nobody.
    Function Writes = begun(Of, "writes");
    Acquisition &Write = Writes.Acquisitions.emplace_back();
    Write.Object = thisField(mistakenField(Of, "Mutex"));
    Write.Mode = LockMode::Exclusive;
    Write.Kind = 0;
    Write.Site = place();
    Out.Functions.push_back(std::move(Writes));

    for (auto [Method, Kind] : {std::pair("takes", QueueEvent::Take),
                                std::pair("puts", QueueEvent::Put)}) {
      Function Record = begun(Of, Method);
      QueueFunction Q;
      Q.Is = Record.Is;
      addEvent(Q, Kind, mistakenField(Of, "Items"));
      Out.QueueFunctions.push_back(std::move(Q));
      Out.Functions.push_back(std::move(Record));
    }

    Function Ticks = begun(Of, "ticks");
    Ticks.Changes.push_back(
        {Variation::Clock, place(), "'now' reads the clock here"});
    addFlow(Ticks, ValuePort::Change, ValuePort::Return).IsSure = true;
    Out.Functions.push_back(std::move(Ticks));

    Function Runs = begun(Of, "runs");
    Call &Run = Runs.Calls.emplace_back();
    Run.Kind = Call::Given;
    Run.Where = place();
    CleanupRecord &R = Out.Cleanup.Functions.emplace_back();
    R.Is = Runs.Is;
    R.Throws = CleanupRecord::Perhaps;
    R.CallbackDepth = 1;
    R.CallbackAt = Run.Where;
    R.CallbackParameter = 0;
    Out.Functions.push_back(std::move(Runs));
    CleanupRecord &Throws = Out.Cleanup.Functions.emplace_back();
    Throws.Is = mistaken(Of, "throws");
    Throws.Throws = CleanupRecord::Yes;
  }

  const unsigned First, Last;
  uint32_t Line = 0;
  std::mt19937_64 Random;
  UnitSummary Out;
  StringMap<Index> Known;
};

} // namespace

int main(int Argc, const char **Argv) {
  cl::ParseCommandLineOptions(Argc, Argv, "writes summaries of a program\n");
  if (std::error_code Failed = sys::fs::create_directories(Folder)) {
    errs() << Folder << ": " << Failed.message() << '\n';
    return 1;
  }
  for (unsigned First = 0; First < Functions; First += PerUnit) {
    SmallString<256> File(Folder);
    sys::path::append(File, "unit" + Twine(First) + ".summary");
    std::error_code Failed;
    raw_fd_ostream OS(File, Failed);
    if (!Failed)
      OS << UnitWriter(First, std::min<unsigned>(First + PerUnit, Functions))
                .write();
    OS.close();
    if (Failed || OS.has_error()) {
      errs() << File << ": could not be written\n";
      OS.clear_error();
      return 1;
    }
  }
  return 0;
}

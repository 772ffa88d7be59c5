//===--- generate_program.cpp - Summaries of a program that nobody wrote --===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Writes the summaries of a program of a given number of functions, for
// measuring what it costs to link them. The degrees are those of real programs
// (benchmarks/README.md says which): most calls stay near, few functions are
// called from everywhere, one call in ten is virtual, one function in fifty
// takes a lock. The same number gives the same program.
//
//===----------------------------------------------------------------------===//

#include "unwedge/Summary/SummaryFormat.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <random>

using namespace llvm;
using namespace unwedge;
using namespace unwedge::summary;

static cl::opt<unsigned> Functions("functions",
                                   cl::desc("how many functions (10000)"),
                                   cl::init(10000));
static cl::opt<unsigned>
    PerUnit("per-unit", cl::desc("functions in one unit (400)"), cl::init(400));
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

class UnitWriter {
public:
  UnitWriter(unsigned First, unsigned Last) : First(First), Last(Last) {}

  std::string write() {
    Out.Producer = "generated";
    Out.Identity = Out.save(("unit-" + Twine(First)).str());
    Out.MainFile = Out.save(("/generated/" + Twine(First) + ".cpp").str());
    Out.Files.push_back({Out.MainFile, First});
    Out.LockKinds.push_back(kind());
    for (unsigned F = First; F < Last; ++F)
      addFunction(Shape(F));
    return writeSummary(Out);
  }

private:
  static LockKind kind() {
    LockKind K;
    K.TypeName = "std::shared_mutex";
    K.Semantics.SharedShared = RecursionVerdict::Undefined;
    return K;
  }

  Index entity(Entity::EntityKind Kind, const Twine &USR, const Twine &Name,
               Index Parent = None) {
    std::string Key = USR.str();
    auto [It, New] = Known.try_emplace(Key, Out.Entities.size());
    if (!New)
      return It->second;
    Entity E;
    E.Kind = Kind;
    E.USR = Out.save(Key);
    E.Name = Out.save(Name.str());
    E.Parent = Parent;
    Out.Entities.push_back(E);
    return It->second;
  }
  Index classOf(unsigned Class) {
    return entity(Entity::Class, "c:@N@generated@S@Class" + Twine(Class),
                  "Class" + Twine(Class));
  }
  Index function(const Shape &F) {
    const std::string Class = "Class" + std::to_string(F.Class);
    return entity(Entity::Function,
                  "c:@N@generated@S@" + Twine(Class) + "@F@method" +
                      Twine(F.Slot) + "#&1$@N@std@S@basic_string>#C#",
                  Twine(Class) + "::method" + Twine(F.Slot), classOf(F.Class));
  }
  Index field(unsigned Class, StringRef Name) {
    return entity(Entity::Field,
                  "c:@N@generated@S@Class" + Twine(Class) + "@FI@" + Name, Name,
                  classOf(Class));
  }
  Path lockOf(unsigned Class) {
    Path P;
    P.Root = Path::This;
    P.Elements.push_back({PathElement::Field, field(Class, "Mutex"), 0});
    return P;
  }
  Place place() { return {0, ++Line, 3}; }

  void addFunction(const Shape &F) {
    // The engine's output is the same everywhere; that of distributions is not.
    std::mt19937_64 Random(F.Number * 2654435761u + 17);
    auto Below = [&](unsigned Limit) { return unsigned(Random() % Limit); };
    Function Record;
    Record.Is = function(F);
    Record.Begin = place();
    Record.Hash = F.Number;
    if (Below(50) == 0) {
      Acquisition A;
      A.Object = lockOf(F.Class);
      A.Mode = Below(4) == 0 ? LockMode::Exclusive : LockMode::Shared;
      A.Kind = 0;
      A.Site = place();
      Record.Acquisitions.push_back(std::move(A));
    }
    const bool Holds = Below(100) == 0;
    // Half of all functions call three others or fewer, some very many.
    unsigned Calls = Below(6);
    if (Below(20) == 0)
      Calls += Below(60);
    for (unsigned I = 0; I < Calls; ++I) {
      Call C;
      const unsigned Where = Below(100);
      unsigned To;
      if (Where < 60) // the same unit
        To = First + Below(Last - First);
      else if (Where < 90) { // nearby
        const unsigned Distance = Below(20 * PerUnit);
        To = (F.Number + Distance) % Functions;
      } else // what everybody calls
        To = Below(std::max(1u, Functions / 100));
      const Shape Callee(To);
      C.Kind = Callee.isInterface() && Callee.isVirtual() ? Call::Virtual
                                                          : Call::Direct;
      C.Callee = function(Callee);
      C.Where = place();
      if (Callee.Class == F.Class) {
        C.Receiver.Root = Path::This;
      } else if (Below(2) == 0) {
        C.Receiver.Root = Path::This;
        C.Receiver.Elements.push_back(
            {PathElement::Field, field(F.Class, "Member"), 0});
      }
      if (Holds) {
        HeldLock H;
        H.Object = lockOf(F.Class);
        H.Kind = 0;
        H.Site = Record.Begin;
        C.Held.push_back(std::move(H));
      }
      Record.Calls.push_back(std::move(C));
    }
    if (F.isVirtual() && !F.isInterface())
      Out.Overrides.push_back(
          {Record.Is, function(Shape(F.Interface * MethodsPerClass + F.Slot))});
    Out.Functions.push_back(std::move(Record));
  }

  const unsigned First, Last;
  uint32_t Line = 0;
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

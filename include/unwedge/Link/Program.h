//===--- Program.h - The summaries of a whole program ---------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LINK_PROGRAM_H
#define UNWEDGE_LINK_PROGRAM_H

#include "unwedge/Records/Records.h"
#include "unwedge/Summary/UnitSummary.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <string>
#include <vector>

namespace unwedge::link {

using summary::Index;
using summary::None;

/// What was seen and given up on while a program was put together; see
/// AnalysisStatistics for units.
struct LinkStatistics {
  size_t Units = 0;
  size_t Functions = 0;
  size_t Calls = 0;
  /// The same unit was given more than once.
  size_t UnitsDropped = 0;
  /// Functions with one USR and another text, as other commands make of one
  /// source: all are kept.
  size_t FunctionsThatDiffer = 0;
  size_t IndirectCallsUnresolved = 0;
  size_t IndirectCallsTooWide = 0;
  /// Events that a function reaches, beyond what is kept.
  size_t EventsDropped = 0;
  size_t BelowMinimum = 0;
};

/// The numbers with what they are, in the order in which they are shown.
std::vector<std::pair<llvm::StringRef, size_t>>
statisticsRows(const LinkStatistics &Statistics);

/// A function that a call may run.
struct Target {
  /// In Program::functions().
  Index Function = None;
  /// See summary::StoredCallable; opaque if it is bound to nothing.
  summary::Path BoundTo;
  /// Where it was stored.
  summary::Place StoredAt;
  /// See summary::StoredCallable.
  bool BindsArguments = false;
};

/// The functions that a call may run, as far as they are in the program.
struct Targets {
  /// Empty if there are too many to say anything.
  llvm::SmallVector<Target, 2> All;
  /// How many there are, with those that have no record.
  unsigned Candidates = 1;
  /// Some target is known, if only one that does nothing of interest.
  bool IsResolved = false;
};

/// The functions of all units, and what they call.
///
/// Over-approximates which function may call which, over the units that it was
/// given: code that has no summary does nothing here. All indices in records of
/// functions, except for those into lists of functions, are into the lists of
/// the program. It does not depend on the order in which units are added.
class Program {
public:
  /// Takes the units; each has been read by readSummary().
  explicit Program(std::vector<std::unique_ptr<summary::UnitSummary>> Units);
  ~Program();

  /// A hash is 0 if units have read different texts, or if it is not known.
  llvm::ArrayRef<summary::File> files() const { return Files; }
  llvm::ArrayRef<summary::Entity> entities() const { return Entities; }
  llvm::ArrayRef<summary::LockKind> lockKinds() const { return LockKinds; }
  const summary::Entity &entity(Index E) const { return Entities[E]; }

  struct FunctionRecord {
    const summary::Function *Record = nullptr;
    /// In units(), the first that has it.
    Index Unit = None;
    /// The others, in order.
    summary::List<Index> AlsoIn;
    const summary::Function *operator->() const { return Record; }
  };
  llvm::ArrayRef<FunctionRecord> functions() const { return Functions; }
  llvm::ArrayRef<std::unique_ptr<summary::UnitSummary>> units() const {
    return Units;
  }
  const summary::Entity &nameOf(const FunctionRecord &F) const {
    return Entities[F.Record->Is];
  }

  /// Whether \p Function has its body in sight of the unit of \p Of.
  bool isInUnitOf(Index Function, Index Of) const;

  /// The functions with a record that \p Call of \p Caller may run, those that
  /// override one included. A call through a parameter (summary::Call::Given)
  /// has none: the callers know.
  Targets targets(const summary::Call &Call, Index Caller) const;
  /// The functions that the callables handed over as \p Argument by \p Caller
  /// may run.
  Targets targets(const summary::Argument &Argument, Index Caller) const;

  /// What is seen to be put into a field, variable or parameter of callable
  /// type, in all units.
  llvm::ArrayRef<summary::StoredCallable> stored(Index Variable) const;

  /// A pointer back to an owner: wherever it is set in the program, it is set
  /// to `this` of one class, or to one variable. Null if \p Field is none.
  const summary::OwnerPointer *ownerPointer(Index Field) const;

  /// Whether one class is the other, or derived from it.
  bool related(Index ClassA, Index ClassB) const;

  /// What silences \p Check there: `comment`, `attribute`, or nothing.
  llvm::StringRef silencedBy(const summary::Place &Where,
                             llvm::StringRef Check) const;

  /// The strongly connected components of functions under targets() of their
  /// calls, callees first.
  const std::vector<std::vector<Index>> &components() const;

  PlaceRecord record(const summary::Place &Where) const;

private:
  void merge();
  void mergeFunctions();
  void solveFlows();
  void definitions(Index Entity, Index Caller,
                   llvm::SmallVectorImpl<Index> &Result) const;
  void addOverriders(Index Entity, Index Caller, Targets &Result) const;

  std::vector<std::unique_ptr<summary::UnitSummary>> Units;
  std::vector<summary::File> Files;
  std::vector<summary::Entity> Entities;
  std::vector<summary::LockKind> LockKinds;
  std::vector<FunctionRecord> Functions;
  /// By entity: its records.
  std::vector<summary::List<Index>> Definitions;
  llvm::DenseMap<Index, llvm::SmallVector<Index, 2>> Overriders;
  llvm::DenseMap<Index, std::vector<summary::StoredCallable>> Stored;
  llvm::DenseMap<Index, std::vector<summary::OwnerPointer>> Owners;
  llvm::DenseMap<Index, summary::OwnerPointer> OwnerPointers;
  llvm::DenseMap<Index, llvm::SmallVector<Index, 1>> Bases;
  llvm::DenseMap<
      std::pair<Index, uint64_t>,
      llvm::SmallVector<std::pair<llvm::StringRef, llvm::StringRef>, 1>>
      Silences;
  mutable std::vector<std::vector<Index>> Components;

public:
  /// What was given up counts while the program is looked at.
  mutable LinkStatistics Statistics;
};

} // namespace unwedge::link

#endif // UNWEDGE_LINK_PROGRAM_H

//===--- Renumber.cpp -----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Summary/Renumber.h"
#include "Fields.h"
#include "llvm/ADT/BitVector.h"

namespace unwedge::summary {

namespace {

/// Visits indices and nothing else.
template <typename Visitor> class IndexVisitor {
public:
  explicit IndexVisitor(Visitor Visit) : Visit(Visit) {}

  void operator()(llvm::StringRef, llvm::StringRef &) {}
  void operator()(llvm::StringRef, uint64_t &) {}
  void operator()(llvm::StringRef, uint32_t &) {}
  void operator()(llvm::StringRef, int64_t &) {}
  void operator()(llvm::StringRef, std::optional<int64_t> &) {}
  template <typename T> void operator()(llvm::StringRef, T &, T) {}
  template <typename T> void operator()(llvm::StringRef, List<T> &Items) {
    for (T &Item : Items)
      fields(*this, Item);
  }
  template <typename T, typename = std::enable_if_t<std::is_class_v<T>>>
  void operator()(llvm::StringRef, T &Value) {
    fields(*this, Value);
  }
  void flags(std::initializer_list<std::pair<llvm::StringLiteral, bool *>>) {}
  void index(llvm::StringRef, Index &Value, ListKind Kind) {
    if (Value != None)
      Visit(Value, Kind);
  }
  void required(llvm::StringRef Name, Index &Value, ListKind Kind) {
    index(Name, Value, Kind);
  }
  void indices(llvm::StringRef Name, List<Index> &Values, ListKind Kind) {
    for (Index &Value : Values)
      index(Name, Value, Kind);
  }

private:
  Visitor Visit;
};

/// All but the lists that are numbered.
template <typename IO> void fieldsOfOthers(IO &Io, UnitSummary &Unit) {
  List<Entity> Entities = std::move(Unit.Entities);
  fields(Io, Unit);
  Unit.Entities = std::move(Entities);
}

template <typename T>
void keep(List<T> &Items, const llvm::BitVector &Used,
          std::vector<Index> &Numbers) {
  Numbers.assign(Items.size(), None);
  List<T> Kept;
  for (size_t I = 0; I < Items.size(); ++I)
    if (Used[I]) {
      Numbers[I] = Kept.size();
      Kept.push_back(std::move(Items[I]));
    }
  Items = std::move(Kept);
}

} // namespace

void renumber(UnitSummary &Unit, const NewNumbers &Numbers) {
  IndexVisitor Io([&](Index &Value, ListKind Kind) {
    switch (Kind) {
    case ListKind::Files:
      Value = Numbers.Files[Value];
      return;
    case ListKind::Entities:
      Value = Numbers.Entities[Value];
      return;
    case ListKind::LockKinds:
      Value = Numbers.LockKinds[Value];
      return;
    }
  });
  fields(Io, Unit);
}

void dropUnused(UnitSummary &Unit) {
  llvm::BitVector Files(Unit.Files.size()), Entities(Unit.Entities.size()),
      Kinds(Unit.LockKinds.size());
  llvm::SmallVector<Index, 32> Pending;
  IndexVisitor Mark([&](Index &Value, ListKind Kind) {
    switch (Kind) {
    case ListKind::Files:
      Files.set(Value);
      return;
    case ListKind::LockKinds:
      Kinds.set(Value);
      return;
    case ListKind::Entities:
      if (!Entities.test(Value)) {
        Entities.set(Value);
        Pending.push_back(Value);
      }
      return;
    }
  });
  fieldsOfOthers(Mark, Unit);
  while (!Pending.empty())
    fields(Mark, Unit.Entities[Pending.pop_back_val()]);
  NewNumbers Numbers;
  keep(Unit.Files, Files, Numbers.Files);
  keep(Unit.Entities, Entities, Numbers.Entities);
  keep(Unit.LockKinds, Kinds, Numbers.LockKinds);
  renumber(Unit, Numbers);
}

} // namespace unwedge::summary

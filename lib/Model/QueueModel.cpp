//===--- QueueModel.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/QueueModel.h"
#include "YamlReader.h"
#include "llvm/ADT/StringSet.h"
#include <iterator>

using namespace unwedge;

namespace {

struct RowKey {
  const char *Key;
  QueueOperation Operation;
};

constexpr RowKey QueueKeys[] = {
    {"put", QueueOperation::Put},
    {"try-put", QueueOperation::TryPut},
    {"take", QueueOperation::Take},
    {"try-take", QueueOperation::TryTake},
    {"set-capacity", QueueOperation::SetCapacity},
    {"set-non-blocking", QueueOperation::SetNonBlocking},
    {"make-pair", QueueOperation::MakePair},
    {"is-empty", QueueOperation::IsEmpty},
    {"is-full", QueueOperation::IsFull},
    {"size", QueueOperation::Size},
};
constexpr RowKey WaitKeys[] = {
    {"wait", QueueOperation::Wait},
    {"timed-wait", QueueOperation::TimedWait},
    {"wake", QueueOperation::Wake},
    {"acquire", QueueOperation::Acquire},
    {"release", QueueOperation::Release},
    {"pause", QueueOperation::Pause},
    {"await-events", QueueOperation::AwaitEvents},
};
constexpr RowKey ContainerKeys[] = {
    {"add", QueueOperation::Add},          {"remove", QueueOperation::Remove},
    {"is-empty", QueueOperation::IsEmpty}, {"is-full", QueueOperation::IsFull},
    {"size", QueueOperation::Size},
};
constexpr RowKey PoolKeys[] = {
    {"submit", QueueOperation::Submit},
    {"wait-idle", QueueOperation::WaitIdle},
};
constexpr RowKey FutureKeys[] = {
    {"wait", QueueOperation::WaitResult},
    {"timed-wait", QueueOperation::TimedWait},
};

llvm::ArrayRef<RowKey> keysOf(QueueEntry::Section Section) {
  switch (Section) {
  case QueueEntry::Queue:
    return QueueKeys;
  case QueueEntry::Waiting:
    return WaitKeys;
  case QueueEntry::Container:
    return ContainerKeys;
  case QueueEntry::Pool:
    return PoolKeys;
  case QueueEntry::Future:
    return FutureKeys;
  }
  llvm_unreachable("covered switch");
}

template <QueueEntry::Section Section>
void mapRows(Keys &K, QueueOperations &Operations) {
  for (const RowKey &Row : keysOf(Section)) {
    QueueRow Entry{Row.Operation, {}};
    K.optional(Row.Key, Entry.Names);
    if (!Entry.Names.empty())
      Operations.Rows.push_back(std::move(Entry));
  }
}

// Views give the same struct the traits of each section.
template <QueueEntry::Section Section> struct EntryView : QueueEntry {};
template <QueueEntry::Section Section>
struct FunctionsView : QueueOperations {};
template <QueueEntry::Section Section> struct MethodsRowsView {
  QueueOperations &Operations;
};

template <QueueEntry::Section Section>
void mapEntry(llvm::yaml::IO &IO, EntryView<Section> &Entry) {
  Entry.Loc = locationOf(IO);
  Entry.Kind = Section;
  MethodsRowsView<Section> Methods{Entry.Methods};
  std::vector<FunctionsView<Section>> Functions;
  Keys K(IO);
  K.required("id", Entry.Id).optional("types", Entry.Types);
  K.optional("note", Entry.Note);
  if (Section == QueueEntry::Queue || Section == QueueEntry::Pool)
    K.optional("bounded", Entry.Bound)
        .optional("non-blocking-if", Entry.NonBlockingIf)
        .optional("when-awaited", Entry.WhenAwaited)
        .optional("made-in-sight", Entry.MadeInSight)
        .optional("field-of-queue", Entry.FieldOfQueue)
        .optional("consumer-runs", Entry.ConsumerRuns)
        .optional("default-object", Entry.DefaultObject);
  K.optional("methods", Methods).optional("functions", Functions);
  for (FunctionsView<Section> &F : Functions)
    Entry.Functions.push_back(std::move(F));
}

template <QueueEntry::Section Section>
void mapSection(Keys &K, const char *Key, std::vector<QueueEntry> &Entries) {
  std::vector<EntryView<Section>> Read;
  K.optional(Key, Read);
  for (EntryView<Section> &Entry : Read)
    Entries.push_back(std::move(Entry));
}

} // namespace

LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::NonBlockingCondition)

namespace llvm::yaml {

template <QueueEntry::Section Section>
struct SequenceElementTraits<EntryView<Section>> {
  static const bool flow = false;
};
template <QueueEntry::Section Section>
struct SequenceElementTraits<FunctionsView<Section>> {
  static const bool flow = false;
};

template <> struct ScalarEnumerationTraits<QueueBound> {
  static void enumeration(IO &IO, QueueBound &Value) {
    Values(IO)
        .value(Value, "always", QueueBound::Always)
        .value(Value, "never", QueueBound::Never)
        .value(Value, "once-set", QueueBound::OnceSet)
        .value(Value, "unknown", QueueBound::Unknown);
  }
};

template <> struct MappingTraits<NonBlockingCondition> {
  static void mapping(IO &IO, NonBlockingCondition &Condition) {
    Keys(IO)
        .optional("argument", Condition.Argument)
        .optional("template-argument", Condition.TemplateArgument)
        .optional("bits", Condition.Bits)
        .optional("given", Condition.Given)
        .optional("is", Condition.Is)
        .optional("is-not", Condition.IsNot);
    if (Condition.Argument.has_value() ==
        Condition.TemplateArgument.has_value())
      IO.setError("expected either 'argument' or 'template-argument'");
    else if (unsigned(Condition.Bits.has_value()) + Condition.Given +
                 !Condition.Is.empty() + !Condition.IsNot.empty() !=
             1)
      IO.setError("expected one of 'bits', 'given', 'is' and 'is-not'");
  }
};

template <QueueEntry::Section Section>
struct MappingTraits<FunctionsView<Section>> {
  static void mapping(IO &IO, FunctionsView<Section> &Operations) {
    Keys K(IO);
    K.optional("object-argument", Operations.ObjectArgument)
        .optional("on-default-object", Operations.OnDefaultObject);
    mapRows<Section>(K, Operations);
  }
};

template <QueueEntry::Section Section>
struct MappingTraits<MethodsRowsView<Section>> {
  static void mapping(IO &IO, MethodsRowsView<Section> &View) {
    Keys K(IO);
    mapRows<Section>(K, View.Operations);
  }
};

template <QueueEntry::Section Section>
struct MappingTraits<EntryView<Section>> {
  static void mapping(IO &IO, EntryView<Section> &Entry) {
    mapEntry(IO, Entry);
  }
};

} // namespace llvm::yaml

namespace unwedge {

static void appendEntries(std::vector<QueueEntry> &To,
                          std::vector<QueueEntry> &&From) {
  To.insert(To.end(), std::make_move_iterator(From.begin()),
            std::make_move_iterator(From.end()));
}

void QueueModel::append(QueueModel &&Other) {
  appendEntries(Queues, std::move(Other.Queues));
  appendEntries(Waits, std::move(Other.Waits));
  appendEntries(Containers, std::move(Other.Containers));
  appendEntries(Pools, std::move(Other.Pools));
  appendEntries(Futures, std::move(Other.Futures));
}

void mapQueueModel(Keys &K, QueueModel &Model) {
  mapSection<QueueEntry::Queue>(K, "queues", Model.Queues);
  mapSection<QueueEntry::Waiting>(K, "waits", Model.Waits);
  mapSection<QueueEntry::Container>(K, "containers", Model.Containers);
  mapSection<QueueEntry::Pool>(K, "pools", Model.Pools);
  mapSection<QueueEntry::Future>(K, "futures", Model.Futures);
}

static std::string validate(const QueueEntry &Entry) {
  bool HasNames = !Entry.Types.empty() || !Entry.Functions.empty();
  if (!HasNames)
    return describe(Entry.Loc,
                    "'" + Entry.Id + "' names neither types nor functions");
  if (!Entry.Types.empty())
    if (std::string Error = checkNames(Entry.Loc, "types", Entry.Types);
        !Error.empty())
      return Error;
  if (Entry.Types.empty() && !Entry.Methods.Rows.empty())
    return describe(Entry.Loc,
                    "'" + Entry.Id + "' has methods but names no type");
  for (const QueueRow &Row : Entry.Methods.Rows)
    for (const std::string &Name : Row.Names)
      if (Name.empty() || llvm::StringRef(Name).contains("::"))
        return describe(Entry.Loc,
                        "'" + Name + "' is not the bare name of a method");
  for (const QueueOperations &Operations : Entry.Functions)
    for (const QueueRow &Row : Operations.Rows)
      if (std::string Error = checkNames(Entry.Loc, "functions", Row.Names);
          !Error.empty())
        return Error;
  for (const auto *Names : {&Entry.ConsumerRuns, &Entry.DefaultObject})
    for (const std::string &Name : *Names)
      if (std::string Error = checkName(Entry.Loc, Name); !Error.empty())
        return Error;
  for (const QueueOperations &Operations : Entry.Functions)
    if (Operations.OnDefaultObject && Entry.DefaultObject.empty())
      return describe(Entry.Loc, "'" + Entry.Id +
                                     "' has functions on the default object "
                                     "but no 'default-object'");
  return "";
}

std::string validate(const QueueModel &Model) {
  for (const auto *Entries : {&Model.Queues, &Model.Waits, &Model.Containers,
                              &Model.Pools, &Model.Futures}) {
    llvm::StringSet<> Ids;
    for (const QueueEntry &Entry : *Entries) {
      if (std::string Error = validate(Entry); !Error.empty())
        return Error;
      if (!Ids.insert(Entry.Id).second)
        return describe(Entry.Loc,
                        "'" + Entry.Id + "' is the id of an earlier entry");
    }
  }
  return "";
}

} // namespace unwedge

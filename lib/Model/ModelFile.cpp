//===--- ModelFile.cpp - Reads model files --------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "YamlReader.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/ErrorHandling.h"

using namespace unwedge;
using llvm::StringRef;
using llvm::Twine;

namespace unwedge {

std::string describe(const ModelLocation &Loc, const Twine &Message) {
  return (Loc.File + ":" + Twine(Loc.Line) + ":" + Twine(Loc.Column) + ": " +
          Message)
      .str();
}

ReaderContext &contextOf(llvm::yaml::IO &IO) {
  return *static_cast<ReaderContext *>(IO.getContext());
}

ModelLocation locationOf(llvm::yaml::IO &IO) {
  // Only ever read; see parseModelFile.
  const llvm::yaml::Node *Node =
      static_cast<llvm::yaml::Input &>(IO).getCurrentNode();
  return Node ? contextOf(IO).locate(Node->getSourceRange().Start)
              : ModelLocation{contextOf(IO).FileName.str(), 1, 1};
}

std::string checkName(const ModelLocation &Loc, StringRef Name) {
  StringRef Last = Name;
  if (size_t Colons = Last.rfind("::"); Colons != StringRef::npos)
    Last = Last.substr(Colons + 2);
  bool IsOperator = Last.starts_with("operator");
  StringRef Plain = IsOperator ? Name.drop_back(Last.size()) : Name;
  if (Name.empty() || Last.empty())
    return describe(Loc, "empty name; expected a qualified C++ name such as "
                         "'std::shared_mutex'");
  if (Plain.contains('<'))
    return describe(Loc, "'" + Name +
                             "' has template arguments; expected the name of "
                             "the template (all its specializations are "
                             "meant) or of an alias for one of them");
  if (Plain.find_first_of(" \t*&()") != StringRef::npos ||
      Plain.starts_with("::"))
    return describe(Loc, "'" + Name +
                             "' is not a name; expected a qualified C++ name "
                             "such as 'std::shared_mutex', without a leading "
                             "'::'");
  return "";
}

std::string checkNames(const ModelLocation &Loc, StringRef Key,
                       llvm::ArrayRef<std::string> Names) {
  if (Names.empty())
    return describe(Loc, "'" + Key + "' is empty; expected at least one name");
  for (const std::string &Name : Names)
    if (std::string E = checkName(Loc, Name); !E.empty())
      return E;
  return "";
}

} // namespace unwedge

namespace {

std::string listOf(llvm::ArrayRef<const char *> Names) {
  std::string Result;
  for (const char *Name : Names)
    Result += (Result.empty() ? "" : ", ") + std::string(Name);
  return Result;
}

void handleDiagnostic(const llvm::SMDiagnostic &Diag, void *Opaque) {
  auto &Context = *static_cast<ReaderContext *>(Opaque);
  if (!Context.Error.empty())
    return;
  std::string Message = Diag.getMessage().str();
  if (StringRef(Message).starts_with("unknown key"))
    Message += "; expected one of " + listOf(Context.ExpectedKeys);
  else if (StringRef(Message).starts_with("unknown enumerated scalar"))
    Message =
        "unknown value; expected one of " + listOf(Context.ExpectedValues);
  Context.Error = describe(Context.locate(Diag.getLoc()), Message);
}

struct EffectRow {
  const char *Key;
  LockEffect Effect;
  std::optional<LockMode> Mode;
};

constexpr LockMode S = LockMode::Shared;
constexpr LockMode U = LockMode::Upgrade;
constexpr LockMode X = LockMode::Exclusive;

const EffectRow EffectRows[] = {
    {"acquire-shared", LockEffect::Acquire, S},
    {"acquire-upgrade", LockEffect::Acquire, U},
    {"acquire-exclusive", LockEffect::Acquire, X},
    {"acquire-by-mode", LockEffect::Acquire, std::nullopt},
    {"try-acquire-shared", LockEffect::TryAcquire, S},
    {"try-acquire-upgrade", LockEffect::TryAcquire, U},
    {"try-acquire-exclusive", LockEffect::TryAcquire, X},
    {"release", LockEffect::Release, S},
    {"convert-to-shared", LockEffect::Convert, S},
    {"convert-to-upgrade", LockEffect::Convert, U},
    {"convert-to-exclusive", LockEffect::Convert, X},
    {"guard-shared", LockEffect::Guard, S},
    {"guard-upgrade", LockEffect::Guard, U},
    {"guard-exclusive", LockEffect::Guard, X},
    {"guard-by-mode", LockEffect::Guard, std::nullopt},
    {"try-guard-shared", LockEffect::TryGuard, S},
    {"try-guard-upgrade", LockEffect::TryGuard, U},
    {"try-guard-exclusive", LockEffect::TryGuard, X},
    {"run-shared", LockEffect::Run, S},
    {"run-upgrade", LockEffect::Run, U},
    {"run-exclusive", LockEffect::Run, X},
    {"run-by-mode", LockEffect::Run, std::nullopt},
};

void mapOperations(Keys &K, LockOperations &Ops) {
  for (const EffectRow &Row : EffectRows) {
    EffectNames Entry{Row.Effect, Row.Mode, {}};
    K.optional(Row.Key, Entry.Names);
    if (!Entry.Names.empty())
      Ops.Effects.push_back(std::move(Entry));
  }
  K.optional("mode", Ops.Mode);
}

/// The methods block has no lock argument; a type of its own gives it traits
/// of its own.
struct MethodsView {
  LockOperations &Ops;
};

} // namespace

LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::LockSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::GuardSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::FunctionSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::ConfigurationSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::LockOperations)

namespace llvm::yaml {

template <> struct ScalarEnumerationTraits<LockMode> {
  static void enumeration(IO &IO, LockMode &Value) {
    Values(IO)
        .value(Value, "shared", LockMode::Shared)
        .value(Value, "upgrade", LockMode::Upgrade)
        .value(Value, "exclusive", LockMode::Exclusive);
  }
};

template <> struct ScalarEnumerationTraits<RecursionVerdict> {
  static void enumeration(IO &IO, RecursionVerdict &Value) {
    Values(IO)
        .value(Value, "allowed", RecursionVerdict::Allowed)
        .value(Value, "deadlocks", RecursionVerdict::Deadlocks)
        .value(Value, "deadlocks-if-writer-waits",
               RecursionVerdict::DeadlocksIfWriterWaits)
        .value(Value, "undefined", RecursionVerdict::Undefined)
        .value(Value, "forbidden", RecursionVerdict::Forbidden)
        .value(Value, "implementation-defined",
               RecursionVerdict::ImplementationDefined)
        .value(Value, "unknown", RecursionVerdict::Unknown);
  }
};

template <> struct ScalarEnumerationTraits<TryResult> {
  static void enumeration(IO &IO, TryResult &Value) {
    Values(IO)
        .value(Value, "true", TryResult::True)
        .value(Value, "zero", TryResult::Zero);
  }
};

template <> struct ScalarEnumerationTraits<FunctionEffect> {
  static void enumeration(IO &IO, FunctionEffect &Value) {
    Values(IO)
        .value(Value, "locks-each-argument", FunctionEffect::LocksEachArgument)
        .value(Value, "runs-arguments", FunctionEffect::RunsArguments)
        .value(Value, "same-object", FunctionEffect::SameObject)
        .value(Value, "identifies-thread", FunctionEffect::IdentifiesThread)
        .value(Value, "constructs", FunctionEffect::Constructs)
        .value(Value, "constructs-in-receiver",
               FunctionEffect::ConstructsInReceiver)
        .value(Value, "destroys-in-receiver",
               FunctionEffect::DestroysInReceiver)
        .value(Value, "binds", FunctionEffect::Binds)
        .value(Value, "exchanges", FunctionEffect::Exchanges)
        .value(Value, "nothing", FunctionEffect::Nothing);
  }
};

template <> struct MappingTraits<RecursionSpec> {
  static void mapping(IO &IO, RecursionSpec &Spec) {
    Keys(IO)
        .optional("shared-shared", Spec.SharedShared)
        .optional("exclusive-shared", Spec.ExclusiveShared)
        .optional("shared-exclusive", Spec.SharedExclusive)
        .optional("same-as-template-argument", Spec.SameAsTemplateArgument)
        .optional("note", Spec.Note);
  }
};

template <> struct MappingTraits<ModeSelector> {
  static void mapping(IO &IO, ModeSelector &Select) {
    Keys(IO)
        .optional("argument", Select.Argument)
        .optional("template-argument", Select.TemplateArgument)
        .required("exclusive-when", Select.ExclusiveWhen);
    if (Select.Argument.has_value() == Select.TemplateArgument.has_value())
      IO.setError("expected either 'argument' or 'template-argument' beside "
                  "'exclusive-when'");
  }
};

template <> struct MappingTraits<ConfigurationSpec> {
  static void mapping(IO &IO, ConfigurationSpec &Spec) {
    Keys(IO)
        .optional("constructor-argument", Spec.ConstructorArgument)
        .optional("in-initializer", Spec.InInitializer)
        .optional("attribute-setter", Spec.AttributeSetter)
        .optional("initializer", Spec.Initializer)
        .required("value", Spec.Value)
        .required("recursion", Spec.Recursion);
    if (!Spec.ConstructorArgument && !Spec.InInitializer &&
        Spec.AttributeSetter.empty())
      IO.setError("expected 'constructor-argument', 'in-initializer' or "
                  "'attribute-setter' beside 'value'");
    if (Spec.AttributeSetter.empty() != Spec.Initializer.empty())
      IO.setError("expected 'attribute-setter' and 'initializer' together");
  }
};

template <> struct MappingTraits<LockOperations> {
  static void mapping(IO &IO, LockOperations &Ops) {
    Keys K(IO);
    K.optional("lock-argument", Ops.LockArgument);
    mapOperations(K, Ops);
  }
};

template <> struct MappingTraits<MethodsView> {
  static void mapping(IO &IO, MethodsView &View) {
    Keys K(IO);
    mapOperations(K, View.Ops);
  }
};

template <> struct MappingTraits<LockSpec> {
  static void mapping(IO &IO, LockSpec &Lock) {
    Lock.Loc = locationOf(IO);
    MethodsView Methods{Lock.Methods};
    Keys(IO)
        .required("id", Lock.Id)
        .required("types", Lock.Types)
        .optional("recursion", Lock.Recursion)
        .optional("configured-by", Lock.ConfiguredBy)
        .optional("try-succeeds-with", Lock.SuccessIs)
        .optional("yields-to-bodies", Lock.YieldsToBodies)
        .optional("methods", Methods)
        .optional("functions", Lock.Functions);
  }
};

template <> struct MappingTraits<GuardSpec> {
  static void mapping(IO &IO, GuardSpec &Guard) {
    Guard.Loc = locationOf(IO);
    Keys(IO)
        .required("id", Guard.Id)
        .required("types", Guard.Types)
        .optional("mode", Guard.Mode)
        .optional("mode-selected-by", Guard.Select)
        .optional("default-mode", Guard.DefaultMode)
        .optional("lock-argument", Guard.LockArgument)
        .optional("all-arguments", Guard.AllArguments)
        .optional("converts-guard", Guard.ConvertsGuard)
        .optional("yields-to-bodies", Guard.YieldsToBodies)
        .optional("adopts", Guard.Adopts)
        .optional("tries", Guard.Tries)
        .optional("adopt-tags", Guard.AdoptTags)
        .optional("defer-tags", Guard.DeferTags)
        .optional("try-tags", Guard.TryTags)
        .optional("acquire", Guard.Acquire)
        .optional("try-acquire", Guard.TryAcquire)
        .optional("release", Guard.Release)
        .optional("detach", Guard.Detach)
        .optional("owns", Guard.Owns)
        .optional("convert-to-shared", Guard.ConvertToShared)
        .optional("convert-to-exclusive", Guard.ConvertToExclusive);
  }
};

template <> struct MappingTraits<FunctionSpec> {
  static void mapping(IO &IO, FunctionSpec &Function) {
    Function.Loc = locationOf(IO);
    Keys(IO)
        .required("effect", Function.Effect)
        .required("names", Function.Names);
  }
};

template <> struct MappingTraits<ModelFile> {
  static void mapping(IO &IO, ModelFile &File) {
    Keys K(IO);
    K.required("unwedge-model", File.Version)
        .optional("inherit-parent", File.InheritParent)
        .optional("locks", File.Locks)
        .optional("guards", File.Guards)
        .optional("functions", File.Functions)
        .optional("in-place-tags", File.InPlaceTags);
    mapCleanupModel(K, File.Cleanup);
    mapQueueModel(K, File.Queues);
    mapTextModel(K, File.Text);
  }
};

} // namespace llvm::yaml

namespace {

/// The checks that no schema expresses. Each member returns the message of the
/// first thing wrong, located, or an empty string.
class Validator {
public:
  explicit Validator(const ModelFile &File, StringRef FileName)
      : File(File), FileName(FileName) {}

  std::string run() {
    if (File.Version != 1)
      return describe({FileName.str(), 1, 1},
                      "model format version " + Twine(File.Version) +
                          "; expected 1, the only one that there is");
    for (const LockSpec &Lock : File.Locks)
      if (std::string E = checkLock(Lock); !E.empty())
        return E;
    for (const GuardSpec &Guard : File.Guards)
      if (std::string E = checkGuard(Guard); !E.empty())
        return E;
    for (const FunctionSpec &Function : File.Functions)
      if (std::string E = checkNames(Function.Loc, "names", Function.Names);
          !E.empty())
        return E;
    for (const std::string &Name : File.InPlaceTags)
      if (std::string E = checkName({FileName.str(), 1, 1}, Name); !E.empty())
        return E;
    for (std::string E :
         {validate(File.Cleanup), validate(File.Queues), validate(File.Text)})
      if (!E.empty())
        return E;
    return "";
  }

private:
  std::string claimId(const ModelLocation &Loc, StringRef Id) {
    auto [It, New] = Ids.try_emplace(Id, Loc);
    if (New)
      return "";
    return describe(Loc, "id '" + Id + "' is taken; the entry of line " +
                             Twine(It->second.Line) +
                             " has it; expected a unique id");
  }

  std::string claimTypes(const ModelLocation &Loc, StringRef Id,
                         llvm::ArrayRef<std::string> Types) {
    if (std::string E = checkNames(Loc, "types", Types); !E.empty())
      return E;
    for (const std::string &Type : Types) {
      auto [It, New] = this->Types.try_emplace(Type, Loc);
      if (!New)
        return describe(Loc, "contradiction: type '" + Type + "' of '" + Id +
                                 "' is described by the entry of line " +
                                 Twine(It->second.Line) +
                                 " already; expected one entry for a type");
    }
    return "";
  }

  std::string checkOperations(const LockSpec &Lock, const LockOperations &Ops,
                              StringRef Block) {
    llvm::StringMap<const EffectNames *> Seen;
    for (const EffectNames &Row : Ops.Effects) {
      if (std::string E = checkNames(Lock.Loc, Block, Row.Names); !E.empty())
        return E;
      for (const std::string &Name : Row.Names)
        if (!Seen.try_emplace(Name, &Row).second)
          return describe(Lock.Loc, "contradiction: '" + Name + "' of '" +
                                        Lock.Id +
                                        "' has two effects; expected one");
    }
    return "";
  }

  std::string checkLock(const LockSpec &Lock) {
    if (std::string E = claimId(Lock.Loc, Lock.Id); !E.empty())
      return E;
    if (std::string E = claimTypes(Lock.Loc, Lock.Id, Lock.Types); !E.empty())
      return E;
    if (std::string E = checkOperations(Lock, Lock.Methods, "methods");
        !E.empty())
      return E;
    for (const LockOperations &Ops : Lock.Functions)
      if (std::string E = checkOperations(Lock, Ops, "functions"); !E.empty())
        return E;
    return "";
  }

  std::string checkGuard(const GuardSpec &Guard) {
    if (std::string E = claimId(Guard.Loc, Guard.Id); !E.empty())
      return E;
    if (std::string E = claimTypes(Guard.Loc, Guard.Id, Guard.Types);
        !E.empty())
      return E;
    if (Guard.Mode.has_value() == Guard.Select.has_value())
      return describe(Guard.Loc, "guard '" + Guard.Id +
                                     "': expected either 'mode' or "
                                     "'mode-selected-by'");
    return "";
  }

  const ModelFile &File;
  StringRef FileName;
  llvm::StringMap<ModelLocation> Ids;
  llvm::StringMap<ModelLocation> Types;
};

llvm::Error makeModelError(const Twine &Message) {
  return llvm::make_error<llvm::StringError>(Message,
                                             llvm::inconvertibleErrorCode());
}

} // namespace

namespace unwedge {

llvm::Expected<ModelFile> parseModelFile(StringRef FileName, StringRef Text) {
  ReaderContext Context{FileName, Text};
  ModelFile File;
  llvm::yaml::Input Input(Text, &Context, handleDiagnostic, &Context);
  if (!Input.setCurrentDocument() && !Input.error())
    return makeModelError(
        describe({FileName.str(), 1, 1},
                 "empty file; expected a mapping with 'unwedge-model: 1'"));
  // Not `Input >> File`: that would read the document a second time.
  llvm::yaml::EmptyContext Empty;
  if (!Input.error())
    llvm::yaml::yamlize(Input, File, /*Required=*/true, Empty);
  std::string Error = Context.Error;
  if (Error.empty() && Input.error())
    Error = describe({FileName.str(), 1, 1},
                     "not a model file; expected a mapping with "
                     "'unwedge-model: 1'");
  if (Error.empty())
    Error = Validator(File, FileName).run();
  if (!Error.empty())
    return makeModelError(Error);
  return File;
}

namespace {

/// One embedded file of lib/Model/Builtin.
struct EmbeddedFile {
  const char *Name;
  const char *Text;
};

const EmbeddedFile BuiltinFiles[] = {
#include "BuiltinModel.inc"
};

ModelFile readBuiltinModel() {
  ModelFile All;
  All.Version = 1;
  for (const EmbeddedFile &Embedded : BuiltinFiles) {
    llvm::Expected<ModelFile> Parsed =
        parseModelFile(Embedded.Name, Embedded.Text);
    // A test parses every embedded file, so this cannot happen to a user; to
    // whoever edits one it has to say so in all builds.
    if (!Parsed)
      llvm::report_fatal_error(llvm::Twine("built-in model: ") +
                               llvm::toString(Parsed.takeError()));
    ModelFile File = std::move(*Parsed);
    llvm::append_range(All.Locks, std::move(File.Locks));
    llvm::append_range(All.Guards, std::move(File.Guards));
    llvm::append_range(All.Functions, std::move(File.Functions));
    llvm::append_range(All.InPlaceTags, std::move(File.InPlaceTags));
    All.Cleanup.append(std::move(File.Cleanup));
    All.Queues.append(std::move(File.Queues));
    All.Text.append(std::move(File.Text));
  }
  return All;
}

} // namespace

const ModelFile &builtinModel() {
  static const ModelFile Model = readBuiltinModel();
  return Model;
}

} // namespace unwedge

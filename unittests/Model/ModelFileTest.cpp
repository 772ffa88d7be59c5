//===--- ModelFileTest.cpp - Tests of the model file reader ---------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/ModelFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "gtest/gtest.h"

using namespace unwedge;
using llvm::StringRef;

namespace {

/// The model in \p Text; an empty one, and a failed test, if it has an error.
ModelFile parse(StringRef Text) {
  llvm::Expected<ModelFile> File = parseModelFile("m.yaml", Text);
  if (File)
    return std::move(*File);
  ADD_FAILURE() << llvm::toString(File.takeError());
  return ModelFile();
}

/// The error message for \p Text; empty if it parses.
std::string errorOf(StringRef Text) {
  llvm::Expected<ModelFile> File = parseModelFile("m.yaml", Text);
  return File ? "" : llvm::toString(File.takeError());
}

/// The names in the row of \p Effect and \p Mode; empty if there is no row.
std::vector<std::string> namesOf(const LockOperations &Ops, LockEffect Effect,
                                 std::optional<LockMode> Mode) {
  for (const EffectNames &Row : Ops.Effects)
    if (Row.Effect == Effect && Row.Mode == Mode)
      return Row.Names;
  return {};
}

using Names = std::vector<std::string>;

//===----------------------------------------------------------------------===//
// Good files
//===----------------------------------------------------------------------===//

TEST(ModelFileTest, smallestFileIsEmptyModel) {
  ModelFile File = parse("unwedge-model: 1\n");
  EXPECT_EQ(File.Version, 1u);
  EXPECT_FALSE(File.InheritParent);
  EXPECT_TRUE(File.Locks.empty());
  EXPECT_TRUE(File.Guards.empty());
  EXPECT_TRUE(File.Functions.empty());
}

TEST(ModelFileTest, lockWithMethods) {
  ModelFile File = parse(R"(
unwedge-model: 1
inherit-parent: true
locks:
  - id: acme.Lock
    types: ['acme::Lock', Lock]
    recursion:
      shared-shared: deadlocks-if-writer-waits
      exclusive-shared: undefined
      shared-exclusive: forbidden
      note: writers come first
    try-succeeds-with: zero
    methods:
      acquire-shared: [rlock]
      acquire-upgrade: [ulock]
      try-acquire-exclusive: [tryWlock, wlockFor]
      acquire-by-mode: [lock]
      mode: {argument: 0, exclusive-when: 'acme::Write'}
      convert-to-shared: [downgrade]
      guard-shared: [operator->]
      run-exclusive: [withWrite]
      release: [runlock, wunlock]
)");
  EXPECT_TRUE(File.InheritParent);
  ASSERT_EQ(File.Locks.size(), 1u);
  const LockSpec &Lock = File.Locks[0];
  EXPECT_EQ(Lock.Id, "acme.Lock");
  EXPECT_EQ(Lock.Types, Names({"acme::Lock", "Lock"}));
  EXPECT_EQ(Lock.Recursion.SharedShared,
            RecursionVerdict::DeadlocksIfWriterWaits);
  EXPECT_EQ(Lock.Recursion.ExclusiveShared, RecursionVerdict::Undefined);
  EXPECT_EQ(Lock.Recursion.SharedExclusive, RecursionVerdict::Forbidden);
  EXPECT_EQ(Lock.Recursion.Note, "writers come first");
  EXPECT_EQ(Lock.SuccessIs, TryResult::Zero);
  EXPECT_EQ(Lock.Loc.File, "m.yaml");
  EXPECT_EQ(Lock.Loc.Line, 5u);
  EXPECT_EQ(Lock.Loc.Column, 5u);

  const LockOperations &Ops = Lock.Methods;
  EXPECT_EQ(namesOf(Ops, LockEffect::Acquire, LockMode::Shared),
            Names({"rlock"}));
  EXPECT_EQ(namesOf(Ops, LockEffect::Acquire, LockMode::Upgrade),
            Names({"ulock"}));
  EXPECT_EQ(namesOf(Ops, LockEffect::TryAcquire, LockMode::Exclusive),
            Names({"tryWlock", "wlockFor"}));
  EXPECT_EQ(namesOf(Ops, LockEffect::Acquire, std::nullopt), Names({"lock"}));
  EXPECT_EQ(namesOf(Ops, LockEffect::Convert, LockMode::Shared),
            Names({"downgrade"}));
  EXPECT_EQ(namesOf(Ops, LockEffect::Guard, LockMode::Shared),
            Names({"operator->"}));
  EXPECT_EQ(namesOf(Ops, LockEffect::Run, LockMode::Exclusive),
            Names({"withWrite"}));
  EXPECT_EQ(namesOf(Ops, LockEffect::Release, LockMode::Shared),
            Names({"runlock", "wunlock"}));
  EXPECT_EQ(Ops.Effects.size(), 8u);
  ASSERT_TRUE(Ops.Mode.has_value());
  EXPECT_EQ(Ops.Mode->Argument, 0u);
  EXPECT_FALSE(Ops.Mode->TemplateArgument.has_value());
  EXPECT_EQ(Ops.Mode->ExclusiveWhen, "acme::Write");
}

TEST(ModelFileTest, lockWithFunctionsAndConfigurations) {
  ModelFile File = parse(R"(
unwedge-model: 1
locks:
  - id: acme.lock
    types: [acme_lock_t]
    configured-by:
      - attribute-setter: acme_attr_set
        initializer: acme_lock_init
        value: ACME_FAIR
        recursion: {shared-shared: allowed}
      - in-initializer: true
        value: ACME_UNFAIR
        recursion: {shared-shared: deadlocks}
      - constructor-argument: 2
        value: 'true'
        recursion: {same-as-template-argument: 1}
    functions:
      - acquire-shared: [acme_rdlock]
      - lock-argument: 1
        acquire-exclusive: [acme_lock_for]
)");
  ASSERT_EQ(File.Locks.size(), 1u);
  const LockSpec &Lock = File.Locks[0];
  EXPECT_FALSE(Lock.Recursion.SharedShared.has_value());
  EXPECT_EQ(Lock.SuccessIs, TryResult::True);
  ASSERT_EQ(Lock.ConfiguredBy.size(), 3u);
  EXPECT_EQ(Lock.ConfiguredBy[0].AttributeSetter, "acme_attr_set");
  EXPECT_EQ(Lock.ConfiguredBy[0].Initializer, "acme_lock_init");
  EXPECT_EQ(Lock.ConfiguredBy[0].Value, "ACME_FAIR");
  EXPECT_EQ(Lock.ConfiguredBy[0].Recursion.SharedShared,
            RecursionVerdict::Allowed);
  EXPECT_TRUE(Lock.ConfiguredBy[1].InInitializer);
  EXPECT_EQ(Lock.ConfiguredBy[2].ConstructorArgument, 2u);
  EXPECT_EQ(Lock.ConfiguredBy[2].Recursion.SameAsTemplateArgument, 1u);
  EXPECT_TRUE(Lock.Methods.Effects.empty());
  ASSERT_EQ(Lock.Functions.size(), 2u);
  EXPECT_EQ(Lock.Functions[0].LockArgument, 0u);
  EXPECT_EQ(Lock.Functions[1].LockArgument, 1u);
  EXPECT_EQ(
      namesOf(Lock.Functions[1], LockEffect::Acquire, LockMode::Exclusive),
      Names({"acme_lock_for"}));
}

TEST(ModelFileTest, guards) {
  ModelFile File = parse(R"(
unwedge-model: 1
guards:
  - id: acme.Guard
    types: ['acme::Guard']
    mode: upgrade
    adopt-tags: ['acme::Adopt']
    defer-tags: ['acme::Defer']
    try-tags: ['acme::Try']
    acquire: [lock]
    try-acquire: [try_lock]
    release: [unlock]
    detach: [release]
    owns: [owns_lock, operator bool]
    convert-to-shared: [down]
    convert-to-exclusive: [up]
  - id: acme.AnyGuard
    types: ['acme::Lock::AnyGuard']
    mode-selected-by: {template-argument: 0, exclusive-when: 'true'}
    default-mode: exclusive
    lock-argument: 1
    tries: true
    adopts: true
    converts-guard: true
    all-arguments: true
)");
  ASSERT_EQ(File.Guards.size(), 2u);
  const GuardSpec &Plain = File.Guards[0];
  EXPECT_EQ(Plain.Mode, LockMode::Upgrade);
  EXPECT_FALSE(Plain.Select.has_value());
  EXPECT_EQ(Plain.DefaultMode, LockMode::Shared);
  EXPECT_EQ(Plain.AdoptTags, Names({"acme::Adopt"}));
  EXPECT_EQ(Plain.DeferTags, Names({"acme::Defer"}));
  EXPECT_EQ(Plain.TryTags, Names({"acme::Try"}));
  EXPECT_EQ(Plain.Acquire, Names({"lock"}));
  EXPECT_EQ(Plain.TryAcquire, Names({"try_lock"}));
  EXPECT_EQ(Plain.Release, Names({"unlock"}));
  EXPECT_EQ(Plain.Detach, Names({"release"}));
  EXPECT_EQ(Plain.Owns, Names({"owns_lock", "operator bool"}));
  EXPECT_EQ(Plain.ConvertToShared, Names({"down"}));
  EXPECT_EQ(Plain.ConvertToExclusive, Names({"up"}));
  EXPECT_FALSE(Plain.Adopts || Plain.Tries || Plain.ConvertsGuard ||
               Plain.AllArguments);

  const GuardSpec &Any = File.Guards[1];
  EXPECT_FALSE(Any.Mode.has_value());
  ASSERT_TRUE(Any.Select.has_value());
  EXPECT_EQ(Any.Select->TemplateArgument, 0u);
  EXPECT_EQ(Any.Select->ExclusiveWhen, "true");
  EXPECT_EQ(Any.DefaultMode, LockMode::Exclusive);
  EXPECT_EQ(Any.LockArgument, 1u);
  EXPECT_TRUE(Any.Adopts && Any.Tries && Any.ConvertsGuard && Any.AllArguments);
}

TEST(ModelFileTest, functions) {
  ModelFile File = parse(R"(
unwedge-model: 1
functions:
  - effect: runs-arguments
    names: ['acme::each', 'acme::List::each']
  - effect: nothing
    names: ['acme::operator==']
)");
  ASSERT_EQ(File.Functions.size(), 2u);
  EXPECT_EQ(File.Functions[0].Effect, FunctionEffect::RunsArguments);
  EXPECT_EQ(File.Functions[0].Names, Names({"acme::each", "acme::List::each"}));
  EXPECT_EQ(File.Functions[0].Loc.Line, 4u);
  EXPECT_EQ(File.Functions[1].Effect, FunctionEffect::Nothing);
}

TEST(ModelFileTest, unquotedQualifiedNamesInFlowSequences) {
  ModelFile File = parse("unwedge-model: 1\n"
                         "locks:\n"
                         "  - id: a\n"
                         "    types: [acme::Lock, acme::v1::Lock]\n");
  ASSERT_EQ(File.Locks.size(), 1u);
  EXPECT_EQ(File.Locks[0].Types, Names({"acme::Lock", "acme::v1::Lock"}));
}

//===----------------------------------------------------------------------===//
// Files that are no model
//===----------------------------------------------------------------------===//

TEST(ModelFileTest, emptyFile) {
  const char *Expected =
      "m.yaml:1:1: empty file; expected a mapping with 'unwedge-model: 1'";
  EXPECT_EQ(errorOf(""), Expected);
  EXPECT_EQ(errorOf("# only a comment\n"), Expected);
}

TEST(ModelFileTest, notYaml) {
  EXPECT_EQ(errorOf("unwedge-model: 1\nlocks: [\n"),
            "m.yaml:2:9: Could not find closing ]!");
  EXPECT_EQ(errorOf("{"), "m.yaml:1:1: Unexpected token. Expected Key, Flow "
                          "Entry, or Flow Mapping End.");
}

TEST(ModelFileTest, notAMapping) {
  EXPECT_EQ(errorOf("just text\n"), "m.yaml:1:1: not a mapping");
  EXPECT_EQ(errorOf("- a\n- b\n"), "m.yaml:1:1: not a mapping");
}

TEST(ModelFileTest, badVersion) {
  EXPECT_EQ(errorOf("unwedge-model: 2\n"),
            "m.yaml:1:1: model format version 2; expected 1, the only one that "
            "there is");
  EXPECT_EQ(errorOf("unwedge-model: first\n"), "m.yaml:1:16: invalid number");
}

//===----------------------------------------------------------------------===//
// Keys and values
//===----------------------------------------------------------------------===//

TEST(ModelFileTest, unknownKeyAtTop) {
  // More sections may follow.
  EXPECT_TRUE(llvm::StringRef(errorOf("unwedge-model: 1\nlokcs: []\n"))
                  .starts_with("m.yaml:2:1: unknown key 'lokcs'; expected one "
                               "of unwedge-model, inherit-parent, locks, "
                               "guards, functions"));
}

TEST(ModelFileTest, unknownKeyInside) {
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: [A]
    recursion:
      note: first block
      shared: allowed
    methods:
      acquire-shared: [lock]
)"),
            "m.yaml:7:7: unknown key 'shared'; expected one of shared-shared, "
            "exclusive-shared, shared-exclusive, same-as-template-argument, "
            "note");
}

TEST(ModelFileTest, methodsHaveNoLockArgument) {
  std::string Error = errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: [A]
    methods:
      lock-argument: 0
)");
  EXPECT_TRUE(StringRef(Error).starts_with(
      "m.yaml:6:7: unknown key 'lock-argument'; expected one of "
      "acquire-shared, acquire-upgrade, "))
      << Error;
}

TEST(ModelFileTest, duplicateKey) {
  EXPECT_EQ(errorOf("unwedge-model: 1\nunwedge-model: 1\n"),
            "m.yaml:2:1: duplicated mapping key 'unwedge-model'");
}

TEST(ModelFileTest, unknownValue) {
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: [A]
    recursion:
      shared-shared: sometimes
)"),
            "m.yaml:6:22: unknown value; expected one of allowed, deadlocks, "
            "deadlocks-if-writer-waits, undefined, forbidden, "
            "implementation-defined, unknown");
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
functions:
  - effect: explodes
    names: [f]
)"),
            "m.yaml:3:13: unknown value; expected one of locks-each-argument, "
            "runs-arguments, same-object, identifies-thread, constructs, "
            "constructs-in-receiver, destroys-in-receiver, binds, "
            "exchanges, nothing");
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
guards:
  - id: a
    types: [A]
    mode: read
)"),
            "m.yaml:5:11: unknown value; expected one of shared, upgrade, "
            "exclusive");
}

TEST(ModelFileTest, missingKey) {
  EXPECT_EQ(errorOf("locks: []\n"),
            "m.yaml:1:1: missing required key 'unwedge-model'");
  EXPECT_EQ(errorOf("unwedge-model: 1\nlocks:\n  - id: a\n"),
            "m.yaml:3:5: missing required key 'types'");
  EXPECT_EQ(errorOf("unwedge-model: 1\nguards:\n  - types: [A]\n"),
            "m.yaml:3:5: missing required key 'id'");
  EXPECT_EQ(errorOf("unwedge-model: 1\nfunctions:\n  - effect: nothing\n"),
            "m.yaml:3:5: missing required key 'names'");
}

TEST(ModelFileTest, wrongType) {
  EXPECT_EQ(errorOf("unwedge-model: 1\nlocks: many\n"),
            "m.yaml:2:8: not a sequence");
  EXPECT_EQ(errorOf("unwedge-model: 1\nlocks:\n  - id: a\n    types: A\n"),
            "m.yaml:4:12: not a sequence");
  EXPECT_EQ(errorOf("unwedge-model: 1\nlocks:\n  - just text\n"),
            "m.yaml:3:5: not a mapping");
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
guards:
  - id: a
    types: [A]
    mode: shared
    lock-argument: first
)"),
            "m.yaml:6:20: invalid number");
}

//===----------------------------------------------------------------------===//
// What no schema expresses
//===----------------------------------------------------------------------===//

TEST(ModelFileTest, modeSelectorNeedsOneSource) {
  const char *Expected =
      "m.yaml:6:14: expected either 'argument' or 'template-argument' beside "
      "'exclusive-when'";
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: [A]
    methods:
      mode: {exclusive-when: 'true'}
)"),
            Expected);
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: [A]
    methods:
      mode: {argument: 0, template-argument: 0, exclusive-when: 'true'}
)"),
            Expected);
}

TEST(ModelFileTest, configurationNeedsSource) {
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: [A]
    configured-by:
      - value: 'true'
        recursion: {shared-shared: allowed}
)"),
            "m.yaml:6:9: expected 'constructor-argument', 'in-initializer' or "
            "'attribute-setter' beside 'value'");
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: [A]
    configured-by:
      - attribute-setter: set_kind
        value: FAIR
        recursion: {shared-shared: allowed}
)"),
            "m.yaml:6:9: expected 'attribute-setter' and 'initializer' "
            "together");
}

TEST(ModelFileTest, guardNeedsMode) {
  const char *Expected = "m.yaml:3:5: guard 'a': expected either 'mode' or "
                         "'mode-selected-by'";
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
guards:
  - id: a
    types: [A]
)"),
            Expected);
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
guards:
  - id: a
    types: [A]
    mode: shared
    mode-selected-by: {argument: 1, exclusive-when: 'true'}
)"),
            Expected);
}

TEST(ModelFileTest, contradictoryEffects) {
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: [A]
    methods:
      acquire-shared: [lock]
      acquire-exclusive: [lock]
)"),
            "m.yaml:3:5: contradiction: 'lock' of 'a' has two effects; "
            "expected one");
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: [A]
    functions:
      - acquire-shared: [a_lock]
        release: [a_lock]
)"),
            "m.yaml:3:5: contradiction: 'a_lock' of 'a' has two effects; "
            "expected one");
}

TEST(ModelFileTest, duplicateType) {
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: [A, B]
  - id: b
    types: [B]
)"),
            "m.yaml:5:5: contradiction: type 'B' of 'b' is described by the "
            "entry of line 3 already; expected one entry for a type");
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: [A]
guards:
  - id: b
    types: [A]
    mode: shared
)"),
            "m.yaml:6:5: contradiction: type 'A' of 'b' is described by the "
            "entry of line 3 already; expected one entry for a type");
}

TEST(ModelFileTest, duplicateId) {
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: [A]
  - id: a
    types: [B]
)"),
            "m.yaml:5:5: id 'a' is taken; the entry of line 3 has it; expected "
            "a unique id");
}

TEST(ModelFileTest, emptyLists) {
  EXPECT_EQ(errorOf("unwedge-model: 1\nlocks:\n  - id: a\n    types: []\n"),
            "m.yaml:3:5: 'types' is empty; expected at least one name");
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
functions:
  - effect: nothing
    names: []
)"),
            "m.yaml:3:5: 'names' is empty; expected at least one name");
}

TEST(ModelFileTest, templateArgumentsInName) {
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
locks:
  - id: a
    types: ['acme::Lock<int>']
)"),
            "m.yaml:3:5: 'acme::Lock<int>' has template arguments; expected "
            "the name of the template (all its specializations are meant) or "
            "of an alias for one of them");
}

TEST(ModelFileTest, notAName) {
  for (StringRef Name : {"::acme::Lock", "acme::Lock *", "lock()", "acme lock"})
    EXPECT_EQ(errorOf(("unwedge-model: 1\nlocks:\n  - id: a\n    types: ['" +
                       Name + "']\n")
                          .str()),
              ("m.yaml:3:5: '" + Name +
               "' is not a name; expected a qualified C++ name such as "
               "'std::shared_mutex', without a leading '::'")
                  .str());
  for (StringRef Name : {"", "acme::"})
    EXPECT_EQ(errorOf(("unwedge-model: 1\nlocks:\n  - id: a\n    types: ['" +
                       Name + "']\n")
                          .str()),
              "m.yaml:3:5: empty name; expected a qualified C++ name such as "
              "'std::shared_mutex'");
}

TEST(ModelFileTest, operatorsAreNames) {
  EXPECT_EQ(errorOf(R"(unwedge-model: 1
functions:
  - effect: nothing
    names: ['acme::operator<', 'acme::operator()', operator->, operator bool]
)"),
            "");
}

TEST(ModelFileTest, oneErrorIsReported) {
  std::string Error = errorOf("unwedge-model: 1\nlokcs: []\nguadrs: []\n");
  EXPECT_EQ(StringRef(Error).count("m.yaml:"), 1u) << Error;
  EXPECT_EQ(StringRef(Error).count("unknown key"), 1u) << Error;
}

//===----------------------------------------------------------------------===//
// The built-in model
//===----------------------------------------------------------------------===//

const char *const EmbeddedFiles[][2] = {
#include "BuiltinModel.inc"
};

TEST(BuiltinModelTest, everyFileParses) {
  EXPECT_GT(std::size(EmbeddedFiles), 20u);
  for (const auto &[Name, Text] : EmbeddedFiles) {
    llvm::Expected<ModelFile> File = parseModelFile(Name, Text);
    EXPECT_TRUE(!!File) << llvm::toString(File.takeError());
  }
}

TEST(BuiltinModelTest, hasTheLocksOfTheCatalog) {
  const ModelFile &Model = builtinModel();
  EXPECT_GT(Model.Locks.size(), 40u);
  EXPECT_GT(Model.Guards.size(), 60u);
  EXPECT_FALSE(Model.Functions.empty());
}

TEST(BuiltinModelTest, idsAndTypesAreUniqueAcrossFiles) {
  llvm::StringSet<> Ids, Types;
  auto Check = [&](const auto &Spec) {
    EXPECT_TRUE(Ids.insert(Spec.Id).second) << Spec.Id;
    for (const std::string &Type : Spec.Types)
      EXPECT_TRUE(Types.insert(Type).second) << Type;
  };
  llvm::for_each(builtinModel().Locks, Check);
  llvm::for_each(builtinModel().Guards, Check);
}

TEST(BuiltinModelTest, functionsHaveOneEffect) {
  llvm::StringSet<> Seen;
  for (const FunctionSpec &Function : builtinModel().Functions)
    for (const std::string &Name : Function.Names)
      EXPECT_TRUE(Seen.insert(Name).second) << Name;
}

/// A lock that can be taken can be given up, except where a guard does it.
TEST(BuiltinModelTest, whatAcquiresAlsoReleases) {
  auto Check = [](const LockSpec &Lock, const LockOperations &Ops) {
    bool Acquires = false, Releases = false;
    for (const EffectNames &Row : Ops.Effects) {
      Acquires |= Row.Effect == LockEffect::Acquire;
      Releases |= Row.Effect == LockEffect::Release;
    }
    EXPECT_EQ(Acquires, Releases) << Lock.Id;
  };
  for (const LockSpec &Lock : builtinModel().Locks) {
    Check(Lock, Lock.Methods);
    for (const LockOperations &Ops : Lock.Functions)
      Check(Lock, Ops);
  }
}

/// Every lock says what happens in the three cases, or whom to ask.
TEST(BuiltinModelTest, recursionIsComplete) {
  for (const LockSpec &Lock : builtinModel().Locks) {
    const RecursionSpec &R = Lock.Recursion;
    if (R.SameAsTemplateArgument)
      continue;
    EXPECT_TRUE(R.SharedShared && R.ExclusiveShared && R.SharedExclusive)
        << Lock.Id;
    if (R.SharedShared && *R.SharedShared != RecursionVerdict::Allowed) {
      EXPECT_FALSE(R.Note.empty()) << Lock.Id;
    }
  }
}

} // namespace

//===--- CleanupModel.cpp ------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/CleanupModel.h"
#include "YamlReader.h"
#include <iterator>

using namespace unwedge;

LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::CleanupPair)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::CleanupVariable)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::CallbackType)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::ScopeGuardType)

template <> struct llvm::yaml::ScalarEnumerationTraits<StateKind> {
  static void enumeration(IO &IO, StateKind &Kind) {
    Values(IO)
        .value(Kind, "lock", StateKind::Lock)
        .value(Kind, "entry", StateKind::Entry)
        .value(Kind, "flag", StateKind::Flag)
        .value(Kind, "counter", StateKind::Counter)
        .value(Kind, "resource", StateKind::Resource)
        .value(Kind, "scope", StateKind::Scope)
        .value(Kind, "completion", StateKind::Completion);
  }
};

template <> struct llvm::yaml::MappingTraits<CleanupPair> {
  static void mapping(IO &IO, CleanupPair &Pair) {
    Pair.Loc = locationOf(IO);
    Keys(IO)
        .required("id", Pair.Id)
        .required("kind", Pair.Kind)
        .optional("types", Pair.Types)
        .optional("argument", Pair.Argument)
        .optional("key", Pair.Key)
        .optional("establish", Pair.Establish)
        .required("discharge", Pair.Discharge)
        .optional("discharge-all", Pair.DischargeAll)
        .optional("death-completes", Pair.DeathCompletes)
        .optional("global", Pair.Global);
  }
};

template <> struct llvm::yaml::MappingTraits<CleanupVariable> {
  static void mapping(IO &IO, CleanupVariable &Variable) {
    Variable.Loc = locationOf(IO);
    Keys(IO)
        .required("id", Variable.Id)
        .optional("types", Variable.Types)
        .optional("argument", Variable.Argument)
        .optional("set", Variable.Set)
        .optional("compare-and-set", Variable.CompareAndSet)
        .optional("set-true", Variable.SetTrue)
        .optional("set-false", Variable.SetFalse)
        .optional("raise", Variable.Raise)
        .optional("lower", Variable.Lower);
  }
};

template <> struct llvm::yaml::MappingTraits<CallbackType> {
  static void mapping(IO &IO, CallbackType &Callback) {
    Callback.Loc = locationOf(IO);
    Keys(IO).required("types", Callback.Types).optional("call", Callback.Call);
  }
};

template <> struct llvm::yaml::MappingTraits<ScopeGuardType> {
  static void mapping(IO &IO, ScopeGuardType &Guard) {
    Guard.Loc = locationOf(IO);
    Keys(IO).required("types", Guard.Types).optional("disarm", Guard.Disarm);
  }
};

namespace unwedge {

template <typename T>
static void move(std::vector<T> &From, std::vector<T> &To) {
  To.insert(To.end(), std::make_move_iterator(From.begin()),
            std::make_move_iterator(From.end()));
}

void CleanupModel::append(CleanupModel &&Other) {
  move(Other.Pairs, Pairs);
  move(Other.Variables, Variables);
  move(Other.Callbacks, Callbacks);
  move(Other.Guards, Guards);
  move(Other.Throwing, Throwing);
  move(Other.EndsProcess, EndsProcess);
}

void mapCleanupModel(Keys &K, CleanupModel &Model) {
  K.optional("cleanup-pairs", Model.Pairs)
      .optional("cleanup-variables", Model.Variables)
      .optional("callbacks", Model.Callbacks)
      .optional("scope-guards", Model.Guards)
      .optional("throwing", Model.Throwing)
      .optional("ends-process", Model.EndsProcess);
}

static std::string checkAll(const ModelLocation &Loc,
                            llvm::ArrayRef<std::string> Names) {
  return Names.empty() ? std::string() : checkNames(Loc, "", Names);
}

std::string validate(const CleanupModel &Model) {
  for (const CleanupPair &Pair : Model.Pairs) {
    if (Pair.Establish.empty() && Pair.Kind != StateKind::Completion)
      return describe(Pair.Loc, "'establish' is missing; only a pair of the "
                                "kind 'completion' can do without");
    if (Pair.Kind == StateKind::Flag)
      return describe(Pair.Loc, "'flag' is no kind of pair; expected an entry "
                                "of 'cleanup-variables'");
    if (std::string E = checkNames(Pair.Loc, "discharge", Pair.Discharge);
        !E.empty())
      return E;
    for (const auto *Names : {&Pair.Types, &Pair.Establish, &Pair.DischargeAll})
      if (std::string E = checkAll(Pair.Loc, *Names); !E.empty())
        return E;
  }
  for (const CleanupVariable &Variable : Model.Variables)
    for (const auto *Names :
         {&Variable.Types, &Variable.Set, &Variable.CompareAndSet,
          &Variable.SetTrue, &Variable.SetFalse, &Variable.Raise,
          &Variable.Lower})
      if (std::string E = checkAll(Variable.Loc, *Names); !E.empty())
        return E;
  for (const CallbackType &Callback : Model.Callbacks) {
    if (std::string E = checkNames(Callback.Loc, "types", Callback.Types);
        !E.empty())
      return E;
    if (std::string E = checkAll(Callback.Loc, Callback.Call); !E.empty())
      return E;
  }
  for (const ScopeGuardType &Guard : Model.Guards) {
    if (std::string E = checkNames(Guard.Loc, "types", Guard.Types); !E.empty())
      return E;
    if (std::string E = checkAll(Guard.Loc, Guard.Disarm); !E.empty())
      return E;
  }
  return "";
}

} // namespace unwedge

//===--- TextModel.cpp ----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/TextModel.h"
#include "YamlReader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace unwedge;

LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::TextSourceSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::TextValueSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::TimeParts)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::TimePartsSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::KeyComparisonSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::TextFunctionSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::KeyFunctions)
LLVM_YAML_IS_SEQUENCE_VECTOR(unwedge::KeyedContainerSpec)

namespace llvm::yaml {

template <> struct ScalarEnumerationTraits<Variation> {
  static void enumeration(IO &IO, Variation &Value) {
    unwedge::Values(IO)
        .value(Value, "clock", Variation::Clock)
        .value(Value, "random", Variation::Random)
        .value(Value, "unique-id", Variation::UniqueId)
        .value(Value, "counter", Variation::Counter)
        .value(Value, "thread", Variation::Thread)
        .value(Value, "address", Variation::Address);
  }
};

template <> struct ScalarEnumerationTraits<TextEffect> {
  static void enumeration(IO &IO, TextEffect &Value) {
    unwedge::Values(IO)
        .value(Value, "passes", TextEffect::Passes)
        .value(Value, "formats", TextEffect::Formats)
        .value(Value, "hashes", TextEffect::Hashes)
        .value(Value, "coarsens", TextEffect::Coarsens)
        .value(Value, "coarsens-by-period", TextEffect::CoarsensByPeriod)
        .value(Value, "ends", TextEffect::Ends)
        .value(Value, "resets", TextEffect::Resets)
        .value(Value, "trims", TextEffect::Trims)
        .value(Value, "cuts", TextEffect::Cuts);
  }
};

template <> struct ScalarEnumerationTraits<FormatSyntax> {
  static void enumeration(IO &IO, FormatSyntax &Value) {
    unwedge::Values(IO)
        .value(Value, "printf", FormatSyntax::Printf)
        .value(Value, "strftime", FormatSyntax::Strftime)
        .value(Value, "qt-time", FormatSyntax::QtTime)
        .value(Value, "braces", FormatSyntax::Braces);
  }
};

template <> struct ScalarEnumerationTraits<KeyOperation> {
  static void enumeration(IO &IO, KeyOperation &Value) {
    unwedge::Values(IO)
        .value(Value, "lookup", KeyOperation::Lookup)
        .value(Value, "insert", KeyOperation::Insert)
        .value(Value, "access", KeyOperation::Access)
        .value(Value, "erase", KeyOperation::Erase)
        .value(Value, "shrink", KeyOperation::Shrink)
        .value(Value, "size", KeyOperation::Size)
        .value(Value, "iterate", KeyOperation::Iterate);
  }
};

template <> struct ScalarEnumerationTraits<KeyComparison> {
  static void enumeration(IO &IO, KeyComparison &Value) {
    unwedge::Values(IO)
        .value(Value, "==", KeyComparison::Equal)
        .value(Value, "<", KeyComparison::Less)
        .value(Value, ">", KeyComparison::Greater);
  }
};

template <> struct MappingTraits<KeyComparisonSpec> {
  static void mapping(IO &IO, KeyComparisonSpec &Spec) {
    Spec.Loc = locationOf(IO);
    Keys(IO).required("operator", Spec.Operator).required("types", Spec.Types);
  }
};

template <> struct MappingTraits<TextSourceSpec> {
  static void mapping(IO &IO, TextSourceSpec &Source) {
    Source.Loc = locationOf(IO);
    Keys(IO)
        .required("kind", Source.Kind)
        .required("names", Source.Names)
        .optional("out-argument", Source.OutArgument);
  }
};

template <> struct MappingTraits<TextValueSpec> {
  static void mapping(IO &IO, TextValueSpec &Value) {
    Value.Loc = locationOf(IO);
    Keys(IO)
        .required("types", Value.Types)
        .optional("text", Value.IsText)
        .optional("writes-to-argument", Value.WritesToArgument)
        .optional("digest", Value.IsDigest);
  }
};

template <> struct MappingTraits<TimeParts> {
  static void mapping(IO &IO, TimeParts &Parts) {
    Keys(IO).required("names", Parts.Names).required("period", Parts.Period);
  }
};

template <> struct MappingTraits<TimePartsSpec> {
  static void mapping(IO &IO, TimePartsSpec &Spec) {
    Spec.Loc = locationOf(IO);
    Keys(IO).required("type", Spec.Type).required("members", Spec.Members);
  }
};

template <> struct MappingTraits<TextFunctionSpec> {
  static void mapping(IO &IO, TextFunctionSpec &Function) {
    Function.Loc = locationOf(IO);
    Keys(IO)
        .required("effect", Function.Effect)
        .required("names", Function.Names)
        .optional("out-argument", Function.OutArgument)
        .optional("appends", Function.Appends)
        .optional("first-argument", Function.FirstArgument)
        .optional("format-argument", Function.FormatArgument)
        .optional("format", Function.Format)
        .optional("shortest-period", Function.ShortestPeriod)
        .optional("length-argument", Function.LengthArgument);
    if (Function.FormatArgument.has_value() !=
        (Function.Format != FormatSyntax::None))
      IO.setError("expected 'format-argument' and 'format' together");
  }
};

template <> struct MappingTraits<KeyFunctions> {
  static void mapping(IO &IO, KeyFunctions &Functions) {
    Keys(IO)
        .required("operation", Functions.Operation)
        .required("names", Functions.Names)
        .optional("key-argument", Functions.KeyArgument)
        .optional("in-pair", Functions.InPair);
  }
};

template <> struct MappingTraits<KeyedContainerSpec> {
  static void mapping(IO &IO, KeyedContainerSpec &Container) {
    Container.Loc = locationOf(IO);
    Keys(IO)
        .required("id", Container.Id)
        .optional("types", Container.Types)
        .optional("bounded", Container.Bounded)
        .optional("ordered", Container.Ordered)
        .optional("members", Container.Members)
        .optional("functions", Container.Functions);
    if (Container.Types.empty() != Container.Members.empty())
      IO.setError("expected 'types' and 'members' together");
    else if (Container.Types.empty() && Container.Functions.empty())
      IO.setError("expected 'types' and 'members', or 'functions'");
  }
};

} // namespace llvm::yaml

namespace unwedge {

void TextModel::append(TextModel &&Other) {
  llvm::append_range(Sources, std::move(Other.Sources));
  llvm::append_range(Values, std::move(Other.Values));
  llvm::append_range(Parts, std::move(Other.Parts));
  llvm::append_range(Functions, std::move(Other.Functions));
  llvm::append_range(Hooks, std::move(Other.Hooks));
  llvm::append_range(Containers, std::move(Other.Containers));
  llvm::append_range(Comparisons, std::move(Other.Comparisons));
}

void mapTextModel(Keys &K, TextModel &Model) {
  K.optional("text-sources", Model.Sources)
      .optional("text-values", Model.Values)
      .optional("text-time-parts", Model.Parts)
      .optional("text-functions", Model.Functions)
      .optional("text-hooks", Model.Hooks)
      .optional("keyed-containers", Model.Containers)
      .optional("key-comparisons", Model.Comparisons);
}

std::string validate(const TextModel &Model) {
  for (const TextSourceSpec &Source : Model.Sources)
    if (std::string E = checkNames(Source.Loc, "names", Source.Names);
        !E.empty())
      return E;
  for (const TextValueSpec &Value : Model.Values)
    if (std::string E = checkNames(Value.Loc, "types", Value.Types); !E.empty())
      return E;
  for (const TimePartsSpec &Spec : Model.Parts) {
    if (std::string E = checkNames(Spec.Loc, "type", {Spec.Type}); !E.empty())
      return E;
    for (const TimeParts &Parts : Spec.Members)
      if (std::string E = checkNames(Spec.Loc, "names", Parts.Names);
          !E.empty())
        return E;
  }
  for (const TextFunctionSpec &Function : Model.Functions)
    if (std::string E = checkNames(Function.Loc, "names", Function.Names);
        !E.empty())
      return E;
  for (const KeyComparisonSpec &Spec : Model.Comparisons)
    if (std::string E = checkNames(Spec.Loc, "types", Spec.Types); !E.empty())
      return E;
  llvm::StringMap<ModelLocation> Ids;
  for (const KeyedContainerSpec &Container : Model.Containers) {
    auto [It, New] = Ids.try_emplace(Container.Id, Container.Loc);
    if (!New)
      return describe(Container.Loc, "id '" + Container.Id +
                                         "' is taken; the entry of line " +
                                         llvm::Twine(It->second.Line) +
                                         " has it; expected a unique id");
    if (!Container.Types.empty())
      if (std::string E = checkNames(Container.Loc, "types", Container.Types);
          !E.empty())
        return E;
    for (const auto *Block : {&Container.Members, &Container.Functions})
      for (const KeyFunctions &Row : *Block)
        if (std::string E = checkNames(Container.Loc, "names", Row.Names);
            !E.empty())
          return E;
  }
  return "";
}

} // namespace unwedge

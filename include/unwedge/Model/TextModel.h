//===--- TextModel.h - The model of unstable-cache-key --------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What changes from call to call, how text is made of it, and which containers
// take keys. docs/model-files.md documents the format for users.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_TEXTMODEL_H
#define UNWEDGE_MODEL_TEXTMODEL_H

#include "unwedge/Model/ModelLocation.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace unwedge {

/// In which way a value is another one the next time.
enum class Variation : uint8_t {
  /// The time, or what remains until or has passed since some time.
  Clock,
  Random,
  /// An id that no other call gets.
  UniqueId,
  /// A number that goes up with each call.
  Counter,
  /// The thread, process or processor: the same while the same thread runs.
  Thread,
  /// Where an object lies: the same while it lives, and then another's.
  Address,
};

/// Functions whose result, or what they write, changes from call to call.
struct TextSourceSpec {
  Variation Kind = Variation::Clock;
  /// A constructor stands for the one that is called without arguments.
  std::vector<std::string> Names;
  /// The argument that is (the address of) what they write; unset: the result.
  std::optional<unsigned> OutArgument;
  ModelLocation Loc;
};

/// Types whose objects are made of the values that go into them: what their
/// constructors, members and operators are given is in the object, and what
/// they return is made of the object.
struct TextValueSpec {
  std::vector<std::string> Types;
  /// What is put into the object becomes text (a string, a stream).
  bool IsText = false;
  /// What is put into the object goes to the first argument of its constructor
  /// (a stream that writes to a string).
  bool WritesToArgument = false;
  /// Makes a digest of what is put into it: the objects that pointers point to,
  /// not their addresses.
  bool IsDigest = false;
  /// Not of any model: a class of the project's own that has the members of a
  /// string. What its members give beside text is not of the text.
  bool Inferred = false;
  ModelLocation Loc;
};

/// Members of a class that holds a time by its parts.
struct TimeParts {
  std::vector<std::string> Names;
  /// The seconds for which the part stays the same.
  unsigned Period = 0;
};
struct TimePartsSpec {
  std::string Type;
  std::vector<TimeParts> Members;
  ModelLocation Loc;
};

enum class TextEffect : uint8_t {
  /// The result has the same value in another form.
  Passes,
  /// The result is text, or a number made of text, of the arguments.
  Formats,
  /// The result is a digest of the arguments.
  Hashes,
  /// The result stays the same for a while.
  Coarsens,
  /// As Coarsens, if the period of the type that template argument 0 names is
  /// long enough; else as Passes.
  CoarsensByPeriod,
  /// The result does not carry the value: a size, a comparison.
  Ends,
  /// A member: its object is empty afterwards.
  Resets,
  /// As Ends, of a member: the place where the text begins, or ends, but for
  /// characters that its argument has. What is cut off there is not missed.
  Trims,
  /// A member: only a part of the text is left, in the result or, if there is
  /// none, in its object. Which part is seldom known.
  Cuts,
};

/// How a format argument is written.
enum class FormatSyntax : uint8_t {
  None,
  Printf,
  Strftime,
  QtTime,
  /// `{}` of std::format and fmt.
  Braces,
};

struct TextFunctionSpec {
  TextEffect Effect = TextEffect::Passes;
  std::vector<std::string> Names;
  /// Unset: the result.
  std::optional<unsigned> OutArgument;
  /// What the out argument held stays in it.
  bool Appends = false;
  /// The first argument that counts.
  unsigned FirstArgument = 0;
  std::optional<unsigned> FormatArgument;
  FormatSyntax Format = FormatSyntax::None;
  /// For CoarsensByPeriod, in seconds; unset: what the option says.
  std::optional<unsigned> ShortestPeriod;
  /// For Cuts: the argument that tells how much is left; the others tell where,
  /// or how much goes.
  std::optional<unsigned> LengthArgument;
  ModelLocation Loc;
};

enum class KeyOperation : uint8_t {
  /// Asks for the entry of the key.
  Lookup,
  /// Adds or replaces the entry of the key.
  Insert,
  /// Gives the entry of the key, which is made if there is none.
  Access,
  Erase,
  /// Takes entries out without a key.
  Shrink,
  /// Asks how many entries there are.
  Size,
  /// Goes over the entries.
  Iterate,
};

struct KeyFunctions {
  KeyOperation Operation = KeyOperation::Lookup;
  std::vector<std::string> Names;
  /// The argument that is the key.
  unsigned KeyArgument = 0;
  /// The key is the first half of that argument.
  bool InPair = false;
};

/// Maps, sets, caches and stores.
struct KeyedContainerSpec {
  std::string Id;
  std::vector<std::string> Types;
  /// Takes entries out by itself: by number, age or use.
  bool Bounded = false;
  /// Keeps its entries in order of the keys: a key that *is* a time then makes
  /// a timeline.
  bool Ordered = false;
  std::vector<KeyFunctions> Members;
  /// Free functions, on a container that outlives every call.
  std::vector<KeyFunctions> Functions;
  ModelLocation Loc;
};

/// The sections of a model file that unstable-cache-key looks at.
/// The operator that a functor calls to compare two keys.
enum class KeyComparison : uint8_t { Equal, Less, Greater };

/// Classes of functors that do nothing but compare two keys by an operator.
struct KeyComparisonSpec {
  KeyComparison Operator = KeyComparison::Equal;
  std::vector<std::string> Types;
  ModelLocation Loc;
};

struct TextModel {
  std::vector<TextSourceSpec> Sources;
  std::vector<TextValueSpec> Values;
  std::vector<TimePartsSpec> Parts;
  std::vector<TextFunctionSpec> Functions;
  /// Names of functions that a library finds by argument-dependent look-up, or
  /// in a specialization of its template, to make text of a user's object.
  std::vector<std::string> Hooks;
  std::vector<KeyedContainerSpec> Containers;
  std::vector<KeyComparisonSpec> Comparisons;

  /// Adds the entries of \p Other behind this model's own.
  void append(TextModel &&Other);
};

} // namespace unwedge

#endif // UNWEDGE_MODEL_TEXTMODEL_H

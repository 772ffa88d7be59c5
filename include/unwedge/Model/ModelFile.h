//===--- ModelFile.h - The model as it stands in YAML ---------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The in-memory form of one model file, before its names are looked up in a
// translation unit. docs/model-files.md documents the format for users.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_MODELFILE_H
#define UNWEDGE_MODEL_MODELFILE_H

#include "unwedge/Model/CleanupModel.h"
#include "unwedge/Model/ModelLocation.h"
#include "unwedge/Model/Operation.h"
#include "unwedge/Model/QueueModel.h"
#include "unwedge/Model/TextModel.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace unwedge {

/// The recursion block of a lock entry. Unset members keep what an enclosing
/// or default block says.
struct RecursionSpec {
  std::optional<RecursionVerdict> SharedShared;
  std::optional<RecursionVerdict> ExclusiveShared;
  std::optional<RecursionVerdict> SharedExclusive;
  /// What a diagnostic adds for the reader, e.g. on which platforms the
  /// mistake shows.
  std::string Note;
  /// Follow the lock type named by this template argument of the lock
  /// (a wrapper such as folly::Synchronized<T, Mutex>).
  std::optional<unsigned> SameAsTemplateArgument;
};

/// Mode decided at the call: by an argument or by the template argument of
/// the class.
struct ModeSelector {
  std::optional<unsigned> Argument;
  std::optional<unsigned> TemplateArgument;
  /// What means exclusive; any other constant or type means shared. For an
  /// argument: an enumerator, `true`, `false` or an integer. For a template
  /// argument these too, or the name of a type, or `const` or `non-const` for
  /// the constness of the type.
  std::string ExclusiveWhen;
};

/// One `effect: [names]` row.
struct EffectNames {
  LockEffect Effect;
  /// Unset: by constness of the receiver (const: shared) or by `mode`.
  std::optional<LockMode> Mode;
  std::vector<std::string> Names;
};

/// Operations that name the functions of one lock type.
struct LockOperations {
  /// For free functions: the argument that is (the address of) the lock.
  unsigned LockArgument = 0;
  std::vector<EffectNames> Effects;
  /// For the rows without a mode; unset means constness of the receiver.
  std::optional<ModeSelector> Mode;
};

/// A visible configuration of one lock object that changes its recursion
/// semantics.
struct ConfigurationSpec {
  /// The constructor argument that has the value; or
  std::optional<unsigned> ConstructorArgument;
  /// any mention of the value in the initialiser of the lock; or
  bool InInitializer = false;
  /// a call of this function with an attribute object at argument 0 and the
  /// value at argument 1, the attribute object then being given to a function
  /// that initialises the lock (argument 0) with it (argument 1).
  std::string AttributeSetter;
  std::string Initializer;
  /// Enumerator, macro-free constant, `true`, `false` or integer.
  std::string Value;
  RecursionSpec Recursion;
};

/// How the result of a try operation says that the lock is held.
enum class TryResult : uint8_t { True, Zero };

struct LockSpec {
  std::string Id;
  std::vector<std::string> Types;
  RecursionSpec Recursion;
  std::vector<ConfigurationSpec> ConfiguredBy;
  TryResult SuccessIs = TryResult::True;
  /// The name is one that other projects use as well: where member functions
  /// have bodies in sight, these count and the entry does not.
  bool YieldsToBodies = false;
  LockOperations Methods;
  std::vector<LockOperations> Functions;
  ModelLocation Loc;
};

struct GuardSpec {
  std::string Id;
  std::vector<std::string> Types;
  /// Unset: decided by \c Select.
  std::optional<LockMode> Mode;
  std::optional<ModeSelector> Select;
  /// Mode when the selecting argument is not there.
  LockMode DefaultMode = LockMode::Shared;
  /// Constructor argument that is the lock; unset with \c AllArguments.
  unsigned LockArgument = 0;
  bool AllArguments = false;
  /// The lock argument is a guard; its lock is converted, not acquired.
  bool ConvertsGuard = false;
  /// As for locks.
  bool YieldsToBodies = false;
  /// The constructor never acquires; the destructor releases.
  bool Adopts = false;
  /// The constructor only tries.
  bool Tries = false;
  std::vector<std::string> AdoptTags, DeferTags, TryTags;
  std::vector<std::string> Acquire, TryAcquire, Release, Detach, Owns;
  std::vector<std::string> ConvertToShared, ConvertToExclusive;
  ModelLocation Loc;
};

/// What a function means that is no operation of one lock.
enum class FunctionEffect : uint8_t {
  /// Acquires every argument, exclusively or as the guard that it is.
  LocksEachArgument,
  /// Calls each callable argument before it returns, on this thread.
  RunsArguments,
  /// Returns its first argument, or a reference or pointer to it.
  SameObject,
  /// Tells which thread runs.
  IdentifiesThread,
  /// Returns a holder of a new object of template argument 0 made of the
  /// arguments.
  Constructs,
  /// A member of a holder: puts a new object, made of the arguments, into it.
  ConstructsInReceiver,
  /// A member of a holder: destroys what it holds.
  DestroysInReceiver,
  /// Returns a callable of argument 0 with some of its arguments, the object
  /// that a member function is called on among them, fixed.
  Binds,
  /// Exchanges its two arguments, or its receiver and argument.
  Exchanges,
  /// Has no effect on any lock, even if it is given one (it may release and
  /// re-take the lock inside, as a condition variable does).
  Nothing,
};

struct FunctionSpec {
  FunctionEffect Effect = FunctionEffect::Nothing;
  std::vector<std::string> Names;
  ModelLocation Loc;
};

/// One parsed and validated model file.
struct ModelFile {
  unsigned Version = 0;
  bool InheritParent = false;
  std::vector<LockSpec> Locks;
  std::vector<GuardSpec> Guards;
  std::vector<FunctionSpec> Functions;
  /// Types of a first constructor argument that says: make what is held out of
  /// the other arguments.
  std::vector<std::string> InPlaceTags;
  CleanupModel Cleanup;
  QueueModel Queues;
  TextModel Text;
};

/// Parses \p Text, which came from \p FileName. On failure the error's message
/// has the form `file:line:col: what is wrong, what was expected`.
llvm::Expected<ModelFile> parseModelFile(llvm::StringRef FileName,
                                         llvm::StringRef Text);

/// The model that is compiled into the binaries.
const ModelFile &builtinModel();

} // namespace unwedge

#endif // UNWEDGE_MODEL_MODELFILE_H

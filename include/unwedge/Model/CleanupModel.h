//===--- CleanupModel.h - The model of unguarded-cleanup -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_CLEANUPMODEL_H
#define UNWEDGE_MODEL_CLEANUPMODEL_H

#include "unwedge/Model/ModelLocation.h"
#include <optional>
#include <string>
#include <vector>

namespace unwedge {

/// What kind of state a pair of operations establishes and takes back.
enum class StateKind : uint8_t {
  /// Held by a thread; others wait for it.
  Lock,
  /// An element of a container that outlives the function.
  Entry,
  /// A variable that is set and set back.
  Flag,
  /// A variable that is raised and lowered.
  Counter,
  /// What a raw variable owns.
  Resource,
  /// Any other pair: begin and end of something.
  Scope,
  /// Others wait until it is done; nothing in the function establishes it.
  Completion,
};

/// Operations that establish a state and the ones that take it back.
struct CleanupPair {
  std::string Id;
  StateKind Kind = StateKind::Scope;
  /// The classes whose members the names are; without any, the names are those
  /// of free functions.
  std::vector<std::string> Types;
  /// For free functions: the argument that is the object, or that refers to
  /// it. A resource is what its `establish` functions return.
  unsigned Argument = 0;
  /// The argument that says which entry; without it, any.
  std::optional<unsigned> Key;
  std::vector<std::string> Establish, Discharge;
  /// For completions: if the object dies before, those who wait are told.
  bool DeathCompletes = false;
  /// The state is the program's or the thread's, not that of an object.
  bool Global = false;
  /// Takes back everything of the object, whatever the key.
  std::vector<std::string> DischargeAll;
  ModelLocation Loc;
};

/// Variables that are changed through functions.
struct CleanupVariable {
  std::string Id;
  /// As in CleanupPair.
  std::vector<std::string> Types;
  unsigned Argument = 0;
  /// Gives it the value of the argument after the object.
  std::vector<std::string> Set;
  /// Gives it the value of the second argument after the object.
  std::vector<std::string> CompareAndSet;
  std::vector<std::string> SetTrue, SetFalse;
  std::vector<std::string> Raise, Lower;
  ModelLocation Loc;
};

/// Classes whose objects call what was put into them.
struct CallbackType {
  std::vector<std::string> Types;
  /// The members that do so.
  std::vector<std::string> Call;
  ModelLocation Loc;
};

/// Classes whose destructors run a callable.
struct ScopeGuardType {
  std::vector<std::string> Types;
  /// Members after which the destructor does nothing.
  std::vector<std::string> Disarm;
  ModelLocation Loc;
};

/// The sections of a model file that say what pairs up, what guards it, and
/// what calls back.
struct CleanupModel {
  std::vector<CleanupPair> Pairs;
  std::vector<CleanupVariable> Variables;
  std::vector<CallbackType> Callbacks;
  std::vector<ScopeGuardType> Guards;
  /// Functions of libraries that throw in the ordinary course of events. Other
  /// functions of system headers are taken to throw for want of memory only.
  std::vector<std::string> Throwing;
  /// Classes that are given a callable and run it where an exception ends the
  /// process.
  std::vector<std::string> EndsProcess;

  /// Adds the entries of \p Other behind this model's own.
  void append(CleanupModel &&Other);
};

} // namespace unwedge

#endif // UNWEDGE_MODEL_CLEANUPMODEL_H

//===--- CleanupIndex.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Model/CleanupIndex.h"
#include "llvm/ADT/MapVector.h"
#include <map>
#include <string>

namespace unwedge {

namespace {

/// Collects the roles of each name; one name may have several.
class RoleCollector {
public:
  void add(llvm::ArrayRef<std::string> Types, llvm::ArrayRef<std::string> Names,
           CleanupRole Role) {
    Role.OnReceiver = !Types.empty();
    if (Types.empty())
      for (const std::string &Name : Names)
        Roles[Name].push_back(Role);
    for (const std::string &Type : Types)
      for (const std::string &Name : Names)
        Roles[Type + "::" + Name].push_back(Role);
  }

  llvm::MapVector<std::string, CleanupIndex::Roles,
                  std::map<std::string, unsigned>>
      Roles;
};

} // namespace

CleanupIndex::CleanupIndex(const ModelIndex &Model)
    : Operations(Model), Callbacks(Model), CallbackTypes(Model), Guards(Model),
      Throwing(Model), EndsProcess(Model) {
  RoleCollector Collector;
  for (const ModelFile *File : Model.files()) {
    const CleanupModel &Cleanup = File->Cleanup;
    for (const CleanupPair &Pair : Cleanup.Pairs) {
      CleanupRole Role{CleanupAction::Establish, &Pair, nullptr, false,
                       Pair.Argument};
      Collector.add(Pair.Types, Pair.Establish, Role);
      Role.Action = CleanupAction::Discharge;
      Collector.add(Pair.Types, Pair.Discharge, Role);
      Role.Action = CleanupAction::DischargeAll;
      Collector.add(Pair.Types, Pair.DischargeAll, Role);
    }
    for (const CleanupVariable &Variable : Cleanup.Variables) {
      auto Add = [&](CleanupAction Action, llvm::ArrayRef<std::string> Names) {
        Collector.add(Variable.Types, Names,
                      {Action, nullptr, &Variable, false, Variable.Argument});
      };
      Add(CleanupAction::Set, Variable.Set);
      Add(CleanupAction::CompareAndSet, Variable.CompareAndSet);
      Add(CleanupAction::SetTrue, Variable.SetTrue);
      Add(CleanupAction::SetFalse, Variable.SetFalse);
      Add(CleanupAction::Raise, Variable.Raise);
      Add(CleanupAction::Lower, Variable.Lower);
    }
    for (const CallbackType &Callback : Cleanup.Callbacks)
      for (const std::string &Type : Callback.Types) {
        if (!CallbackTypes.addType(Type, Listed()))
          continue;
        if (Callback.Call.empty())
          Callbacks.addFunction(Type + "::operator()", Listed());
        for (const std::string &Name : Callback.Call)
          Callbacks.addFunction(Type + "::" + Name, Listed());
      }
    for (const ScopeGuardType &Guard : Cleanup.Guards)
      for (const std::string &Type : Guard.Types)
        Guards.addType(Type, &Guard);
    for (const std::string &Name : Cleanup.Throwing)
      Throwing.addFunction(Name, Listed());
    for (const std::string &Name : Cleanup.EndsProcess)
      EndsProcess.addType(Name, Listed());
  }
  for (auto &[Name, Roles] : Collector.Roles)
    Operations.addFunction(Name, Roles);
}

} // namespace unwedge

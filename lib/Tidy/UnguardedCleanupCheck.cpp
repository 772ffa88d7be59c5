//===--- UnguardedCleanupCheck.cpp ---------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnguardedCleanupCheck.h"

namespace unwedge::tidy {

UnguardedCleanupCheck::UnguardedCleanupCheck(
    llvm::StringRef Name, clang::tidy::ClangTidyContext *Context)
    : UnwedgeCheck(Name, Context),
      VirtualCallbacks(Options.get("VirtualCallbacks", false)),
      ScopeGuard(Options.get("ScopeGuard", "none")),
      ScopeGuardTemplate(Options.get("ScopeGuardTemplate", "")),
      ScopeGuardDismissal(Options.get("ScopeGuardDismissal", "")),
      ScopeGuardInclude(Options.get("ScopeGuardInclude", "")) {}

void UnguardedCleanupCheck::storeOptions(
    clang::tidy::ClangTidyOptions::OptionMap &Opts) {
  UnwedgeCheck::storeOptions(Opts);
  Options.store(Opts, "VirtualCallbacks", VirtualCallbacks);
  Options.store(Opts, "ScopeGuard", ScopeGuard);
  Options.store(Opts, "ScopeGuardTemplate", ScopeGuardTemplate);
  Options.store(Opts, "ScopeGuardDismissal", ScopeGuardDismissal);
  Options.store(Opts, "ScopeGuardInclude", ScopeGuardInclude);
}

std::vector<Finding> UnguardedCleanupCheck::findings(TranslationUnit &Unit,
                                                     Confidence Minimum) {
  UnguardedCleanupOptions Chosen;
  Chosen.VirtualCallbacks = VirtualCallbacks;
  if (const ScopeGuardStyle *Style = findScopeGuardStyle(ScopeGuard))
    Chosen.Guard = *Style;
  else
    showConfigurationError(Unit.model().context(),
                           ("unknown scope guard '" + ScopeGuard +
                            "' in the option ScopeGuard; expected one of " +
                            scopeGuardStyleNames())
                               .str());
  if (!ScopeGuardTemplate.empty()) {
    if (ScopeGuardTemplate.contains("{name}") &&
        ScopeGuardTemplate.contains("{cleanup}"))
      Chosen.Guard = {ScopeGuardTemplate.str(), ScopeGuardDismissal.str(),
                      ScopeGuardInclude.str()};
    else
      showConfigurationError(Unit.model().context(),
                             "the option ScopeGuardTemplate must contain "
                             "'{name}' and '{cleanup}'");
  }
  return findUnguardedCleanups(Unit, Minimum, Chosen);
}

} // namespace unwedge::tidy

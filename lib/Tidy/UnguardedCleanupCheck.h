//===--- UnguardedCleanupCheck.h - unwedge-unguarded-cleanup -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_TIDY_UNGUARDEDCLEANUPCHECK_H
#define UNWEDGE_LIB_TIDY_UNGUARDEDCLEANUPCHECK_H

#include "UnwedgeCheck.h"
#include "unwedge/Rules/UnguardedCleanup.h"

namespace unwedge::tidy {

/// Finds cleanup that is skipped when a callback throws.
///
/// The page of the check:
/// docs/checks/unwedge-unguarded-cleanup.md
class UnguardedCleanupCheck : public UnwedgeCheck {
public:
  UnguardedCleanupCheck(llvm::StringRef Name,
                        clang::tidy::ClangTidyContext *Context);
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

private:
  std::vector<Finding> findings(TranslationUnit &Unit,
                                Confidence Minimum) override;

  const bool VirtualCallbacks;
  const llvm::StringRef ScopeGuard;
  const llvm::StringRef ScopeGuardTemplate;
  const llvm::StringRef ScopeGuardDismissal;
  const llvm::StringRef ScopeGuardInclude;
};

} // namespace unwedge::tidy

#endif // UNWEDGE_LIB_TIDY_UNGUARDEDCLEANUPCHECK_H

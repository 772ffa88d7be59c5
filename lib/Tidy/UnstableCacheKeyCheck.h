//===--- UnstableCacheKeyCheck.h - unwedge-unstable-cache-key -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_TIDY_UNSTABLECACHEKEYCHECK_H
#define UNWEDGE_LIB_TIDY_UNSTABLECACHEKEYCHECK_H

#include "UnwedgeCheck.h"

namespace unwedge::tidy {

/// Finds keys of maps and caches that outlive the call, made of text that
/// changes from one call to the next.
///
/// The page of the check:
/// docs/checks/unwedge-unstable-cache-key.md
class UnstableCacheKeyCheck : public UnwedgeCheck {
public:
  UnstableCacheKeyCheck(llvm::StringRef Name,
                        clang::tidy::ClangTidyContext *Context);
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

private:
  std::vector<Finding> findings(TranslationUnit &Unit,
                                Confidence Minimum) override;

  const unsigned BucketSeconds;
};

} // namespace unwedge::tidy

#endif // UNWEDGE_LIB_TIDY_UNSTABLECACHEKEYCHECK_H

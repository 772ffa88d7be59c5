//===--- UnstableCacheKeyCheck.cpp ----------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnstableCacheKeyCheck.h"
#include "unwedge/Rules/UnstableCacheKey.h"

namespace unwedge::tidy {

UnstableCacheKeyCheck::UnstableCacheKeyCheck(
    llvm::StringRef Name, clang::tidy::ClangTidyContext *Context)
    : UnwedgeCheck(Name, Context),
      BucketSeconds(
          Options.get("BucketSeconds", CacheKeyOptions().BucketSeconds)) {}

void UnstableCacheKeyCheck::storeOptions(
    clang::tidy::ClangTidyOptions::OptionMap &Opts) {
  UnwedgeCheck::storeOptions(Opts);
  Options.store(Opts, "BucketSeconds", BucketSeconds);
}

std::vector<Finding> UnstableCacheKeyCheck::findings(TranslationUnit &Unit,
                                                     Confidence Minimum) {
  CacheKeyOptions KeyOptions;
  KeyOptions.BucketSeconds = BucketSeconds;
  return findUnstableCacheKeys(Unit, KeyOptions, Minimum);
}

} // namespace unwedge::tidy

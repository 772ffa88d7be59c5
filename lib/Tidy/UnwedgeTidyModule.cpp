//===--- UnwedgeTidyModule.cpp - Registers the checks with clang-tidy -----===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RecursiveSharedLockCheck.h"
#include "SelfBlockingConsumerCheck.h"
#include "UnguardedCleanupCheck.h"
#include "UnstableCacheKeyCheck.h"
#define UNWEDGE_COMPAT_CLANG_TIDY
#include "unwedge/Support/ClangCompat.h"

namespace unwedge::tidy {
namespace {

class UnwedgeModule : public clang::tidy::ClangTidyModule {
public:
  void
  addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) override {
    Factories.registerCheck<RecursiveSharedLockCheck>(
        "unwedge-recursive-shared-lock");
    Factories.registerCheck<SelfBlockingConsumerCheck>(
        "unwedge-self-blocking-consumer");
    Factories.registerCheck<UnguardedCleanupCheck>("unwedge-unguarded-cleanup");
    Factories.registerCheck<UnstableCacheKeyCheck>(
        "unwedge-unstable-cache-key");
  }
};

} // namespace

static clang::tidy::ClangTidyModuleRegistry::Add<UnwedgeModule>
    Registration("unwedge-module",
                 "Finds ways in which a program wedges in production.");

} // namespace unwedge::tidy

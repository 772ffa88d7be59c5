//===--- AnalyzerPlugin.cpp - Registers the checkers with clang ----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FindingReports.h"
#include "RecursiveSharedLockChecker.h"
#include "unwedge/Rules/SelfBlockingConsumer.h"
#include "unwedge/Rules/UnguardedCleanup.h"
#include "unwedge/Rules/UnstableCacheKey.h"
#include "clang/Basic/Version.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;
using namespace clang::ento;

namespace unwedge::analyzer {
namespace {

// One class each: the analyzer tells checkers apart by their classes.
class SelfBlockingConsumerChecker : public RuleChecker {
public:
  SelfBlockingConsumerChecker()
      : RuleChecker("unwedge-self-blocking-consumer", "Self-blocking consumer",
                    "Deadlock") {}
};
class UnguardedCleanupChecker : public RuleChecker {
public:
  UnguardedCleanupChecker()
      : RuleChecker("unwedge-unguarded-cleanup", "Unguarded cleanup",
                    "Exception safety") {}
};
class UnstableCacheKeyChecker : public RuleChecker {
public:
  UnstableCacheKeyChecker()
      : RuleChecker("unwedge-unstable-cache-key", "Unstable cache key",
                    "Unbounded growth") {}
};

void registerRecursiveSharedLock(CheckerManager &Manager) {
  Manager.registerChecker<RecursiveSharedLockChecker>()->start(Manager);
}

void registerSelfBlockingConsumer(CheckerManager &Manager) {
  Manager.registerChecker<SelfBlockingConsumerChecker>()->start(
      Manager, findSelfBlockingConsumers);
}

void registerUnguardedCleanup(CheckerManager &Manager) {
  auto *Checker = Manager.registerChecker<UnguardedCleanupChecker>();
  const AnalyzerOptions &Given = Manager.getAnalyzerOptions();
  UnguardedCleanupOptions Options;
  Options.VirtualCallbacks =
      Given.getCheckerBooleanOption(Checker, "VirtualCallbacks");
  if (const ScopeGuardStyle *Style = findScopeGuardStyle(
          Given.getCheckerStringOption(Checker, "ScopeGuard")))
    Options.Guard = *Style;
  else
    Manager.reportInvalidCheckerOptionValue(Checker, "ScopeGuard",
                                            "one of " + scopeGuardStyleNames());
  // clang takes no option with a second '=' in it.
  auto TextOption = [&](llvm::StringRef Name) {
    std::string Text = Given.getCheckerStringOption(Checker, Name).str();
    constexpr llvm::StringLiteral Equals = "{eq}";
    for (size_t At = 0; (At = Text.find(Equals.data(), At)) != Text.npos; ++At)
      Text.replace(At, Equals.size(), "=");
    return Text;
  };
  std::string Template = TextOption("ScopeGuardTemplate");
  if (!Template.empty()) {
    if (llvm::StringRef(Template).contains("{name}") &&
        llvm::StringRef(Template).contains("{cleanup}"))
      Options.Guard = {Template, TextOption("ScopeGuardDismissal"),
                       TextOption("ScopeGuardInclude")};
    else
      Manager.reportInvalidCheckerOptionValue(
          Checker, "ScopeGuardTemplate",
          "a text that contains '{name}' and '{cleanup}'");
  }
  Checker->start(Manager,
                 [Options](TranslationUnit &Unit, const FindingFilter &Filter) {
                   return findUnguardedCleanups(Unit, Filter, Options);
                 });
}

void registerUnstableCacheKey(CheckerManager &Manager) {
  auto *Checker = Manager.registerChecker<UnstableCacheKeyChecker>();
  int Seconds = Manager.getAnalyzerOptions().getCheckerIntegerOption(
      Checker, "BucketSeconds");
  if (Seconds < 0)
    Manager.reportInvalidCheckerOptionValue(Checker, "BucketSeconds",
                                            "a number of seconds");
  CacheKeyOptions Options;
  Options.BucketSeconds = std::max(Seconds, 0);
  Checker->start(Manager,
                 [Options](TranslationUnit &Unit, const FindingFilter &Filter) {
                   return findUnstableCacheKeys(Unit, Options, Filter);
                 });
}

/// clang turns away a plugin of another patch version with a warning that
/// analysing switches off, and then says that there are no such checkers. This
/// runs before clang looks at the version.
struct VersionWarning {
  VersionWarning() {
    std::string Host = clang::getClangFullVersion();
    if (!llvm::StringRef(Host).contains(CLANG_VERSION_STRING))
      llvm::errs() << "unwedge: warning: this analyzer plugin was built for "
                      "clang " CLANG_VERSION_STRING ", and this is "
                   << Host
                   << "; clang does not take checkers of another patch version "
                      "and will say that there are none\n";
  }
} WarnOfOtherVersion;

bool always(const CheckerManager &) { return true; }

/// What the checkers share comes before them, as a checker that they depend on.
constexpr llvm::StringLiteral SharedName = "unwedge.Shared";
void registerShared(CheckerManager &Manager) {
  Manager.registerChecker<CheckerUnits>();
}

void addChecker(CheckerRegistry &Registry, RegisterCheckerFn Register,
                llvm::StringRef Name, llvm::StringRef Description,
                llvm::StringRef Page) {
  Registry.addChecker(Register, always, Name, Description, Page,
                      /*IsHidden=*/false);
  Registry.addDependency(Name, SharedName);
  Registry.addCheckerOption(
      "string", Name, "ModelFiles", "",
      "Model files to use besides those named .unwedge.yaml, separated by "
      "semicolons.",
      "released");
  Registry.addCheckerOption(
      "string", Name, "MinimumConfidence", "likely",
      "Findings that are less sure than this ('possible', 'likely', "
      "'definite') are counted and not reported.",
      "released");
  Registry.addCheckerOption(
      "bool", Name, "ShowStatistics", "false",
      "Print on standard error what was seen and what was given up.",
      "released");
}

} // namespace
} // namespace unwedge::analyzer

#define UNWEDGE_EXPORT __attribute__((visibility("default")))

extern "C" UNWEDGE_EXPORT const char clang_analyzerAPIVersionString[] =
    CLANG_ANALYZER_API_VERSION_STRING;

extern "C" UNWEDGE_EXPORT void
clang_registerCheckers(CheckerRegistry &Registry) {
  using namespace unwedge::analyzer;
  Registry.addChecker(registerShared, always, SharedName,
                      "What the other checkers of unwedge have in common", "",
                      /*IsHidden=*/true);
  addChecker(Registry, registerRecursiveSharedLock,
             "unwedge.RecursiveSharedLock",
             "Finds reader/writer locks that are acquired shared again by the "
             "thread that holds them already",
             "docs/checks/unwedge-recursive-shared-lock.md");
  addChecker(Registry, registerSelfBlockingConsumer,
             "unwedge.SelfBlockingConsumer",
             "Finds consumers of a bounded queue that put into it and wait for "
             "room",
             "docs/checks/unwedge-self-blocking-consumer.md");
  addChecker(Registry, registerUnguardedCleanup, "unwedge.UnguardedCleanup",
             "Finds cleanup that is skipped when a callback throws",
             "docs/checks/unwedge-unguarded-cleanup.md");
  addChecker(Registry, registerUnstableCacheKey, "unwedge.UnstableCacheKey",
             "Finds keys of maps and caches that outlive the call, made of "
             "text that changes from one call to the next",
             "docs/checks/unwedge-unstable-cache-key.md");

  constexpr llvm::StringLiteral Cleanup = "unwedge.UnguardedCleanup";
  Registry.addCheckerOption(
      "bool", Cleanup, "VirtualCallbacks", "false",
      "A virtual call on an object that came from outside is a callback, too.",
      "released");
  Registry.addCheckerOption("string", Cleanup, "ScopeGuard", "none",
                            "The library whose scope guard repairs use.",
                            "released");
  Registry.addCheckerOption(
      "string", Cleanup, "ScopeGuardTemplate", "",
      "How a scope guard is declared, with {name} and {cleanup}, and {eq} for "
      "an equals sign.",
      "released");
  Registry.addCheckerOption("string", Cleanup, "ScopeGuardDismissal", "",
                            "How a scope guard is called off, with {name}.",
                            "released");
  Registry.addCheckerOption("string", Cleanup, "ScopeGuardInclude", "",
                            "The header that declares the scope guard.",
                            "released");
  Registry.addCheckerOption(
      "int", "unwedge.UnstableCacheKey", "BucketSeconds", "60",
      "A time that is cut off to at least so many seconds is a bucket on "
      "purpose.",
      "released");
}

//===--- AnalyzerPlugin.cpp - Registers the checkers with clang ----------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FindingReports.h"
#include "RecursiveSharedLockChecker.h"
#include "unwedge/Rules/CheckTexts.h"
#include "unwedge/Rules/SelfBlockingConsumer.h"
#include "unwedge/Rules/UnguardedCleanup.h"
#include "unwedge/Rules/UnstableCacheKey.h"
#include "clang/Basic/Version.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"
#include "llvm/Support/raw_ostream.h"
#include <utility>

using namespace clang;
using namespace clang::ento;

namespace unwedge::analyzer {
namespace {

/// What one of the checkers that show findings of shared rules is called.
class CataloguedChecker : public RuleChecker {
public:
  explicit CataloguedChecker(const CheckTexts &Texts)
      : RuleChecker(Texts.CheckName, Texts.Title, Texts.Category) {}
};
// One class each: the analyzer tells checkers apart by their classes.
class SelfBlockingConsumerChecker : public CataloguedChecker {
public:
  SelfBlockingConsumerChecker()
      : CataloguedChecker(texts::SelfBlockingConsumer) {}
};
class UnguardedCleanupChecker : public CataloguedChecker {
public:
  UnguardedCleanupChecker() : CataloguedChecker(texts::UnguardedCleanup) {}
};
class UnstableCacheKeyChecker : public CataloguedChecker {
public:
  UnstableCacheKeyChecker() : CataloguedChecker(texts::UnstableCacheKey) {}
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

/// The registry that has our checkers and whose checkers were not made yet.
const CheckerRegistry *Filled = nullptr;

void registerShared(CheckerManager &Manager) {
  Filled = nullptr;
  Manager.registerChecker<CheckerUnits>();
}

void addChecker(CheckerRegistry &Registry, RegisterCheckerFn Register,
                const CheckTexts &Texts) {
  // clang's own descriptions have no full stop.
  Registry.addChecker(
      Register, always, Texts.CheckerName, Texts.Summary.rtrim('.'),
      Texts.HelpAddress.empty() ? Texts.Page : Texts.HelpAddress,
      /*IsHidden=*/false);
  Registry.addDependency(Texts.CheckerName, SharedName);
}

} // namespace
} // namespace unwedge::analyzer

#define UNWEDGE_EXPORT __attribute__((visibility("default")))

extern "C" UNWEDGE_EXPORT const char clang_analyzerAPIVersionString[] =
    CLANG_ANALYZER_API_VERSION_STRING;

extern "C" UNWEDGE_EXPORT void
clang_registerCheckers(CheckerRegistry &Registry) {
  using namespace unwedge;
  using namespace unwedge::analyzer;
  // Loaded by two options, clang 19 calls this twice for one registry.
  if (std::exchange(Filled, &Registry) == &Registry)
    return;
  Registry.addChecker(registerShared, always, SharedName,
                      "What the other checkers of unwedge have in common", "",
                      /*IsHidden=*/true);
#define UNWEDGE_CHECK(Id, ...) addChecker(Registry, register##Id, texts::Id);
#define UNWEDGE_CHECKER_OPTION(Id, Type, Name, Default, Help)                  \
  Registry.addCheckerOption(Type, texts::Id.CheckerName, Name, Default, Help,  \
                            "released");
#include "unwedge/Rules/Checks.def"
}

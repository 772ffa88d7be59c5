//===--- UnstableCacheKey.h - The rule unstable-cache-key -----------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RULES_UNSTABLECACHEKEY_H
#define UNWEDGE_RULES_UNSTABLECACHEKEY_H

#include "unwedge/Program/TextFacts.h"
#include "unwedge/Report/Finding.h"
#include <memory>
#include <vector>

namespace unwedge {

struct CacheKeyOptions {
  /// A time that a cast cuts off to at least so many seconds is taken for a
  /// bucket on purpose.
  unsigned BucketSeconds = 60;
};

/// Finds keys of maps and caches that outlive the call, made of text that
/// changes from one call to the next.
///
/// A look-up with such a key never finds what an earlier call stored, an erase
/// with it takes nothing out, and so the map grows for as long as the program
/// runs. Text of an address does so more slowly, and has a second harm: the
/// entry of an object that is gone is taken for that of the next one there.
///
/// Findings that \p Filter does not keep are counted in the statistics and
/// dropped. The result is sorted by location.
std::vector<Finding> findUnstableCacheKeys(TranslationUnit &Unit,
                                           const CacheKeyOptions &Options,
                                           const FindingFilter &Filter);

/// What KeyQuestions asks of a key, whatever the value in it.
struct KeyTraits {
  bool KeptElsewhere = false;
  bool UsesTheHit = false;
  bool FillsIfEmpty = false;
  bool KnownElsewhere = false;
  /// As far as other units know no more.
  bool ShownByKeyOnly = false;
};

/// The rule and its facts, for those who need both.
class CacheKeyAnalysis {
public:
  /// See TextLimits::KeepsOpenCalls.
  CacheKeyAnalysis(TranslationUnit &Unit, const CacheKeyOptions &Options,
                   bool KeepsOpenCalls = false);
  ~CacheKeyAnalysis();

  /// As findUnstableCacheKeys(). To be called once.
  std::vector<Finding> find(const FindingFilter &Filter);

  const TextFacts &facts() const;
  /// Of the key of \p Use in \p F that has \p O in it.
  KeyTraits traits(const clang::FunctionDecl *F, const KeyUse &Use,
                   const TextOrigin &O) const;
  /// As KeyTraits::KeptElsewhere; of \p Use no more is needed than the key and
  /// the call that it is given to.
  bool keepsKey(const clang::FunctionDecl *F, const KeyUse &Use) const;
  bool erasesByOtherKey(const clang::Expr *Erase,
                        const ContainerFacts &Of) const;
  /// How \p O comes about, as far as it does so in this unit.
  std::vector<FindingStep> steps(const TextOrigin &O) const;

private:
  class Implementation;
  std::unique_ptr<Implementation> Impl;
};

} // namespace unwedge

#endif // UNWEDGE_RULES_UNSTABLECACHEKEY_H

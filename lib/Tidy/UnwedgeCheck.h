//===--- UnwedgeCheck.h - What all checks of the module share -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_TIDY_UNWEDGECHECK_H
#define UNWEDGE_LIB_TIDY_UNWEDGECHECK_H

#include "clang-tidy/ClangTidyCheck.h"
#include "unwedge/Program/TranslationUnit.h"
#include "unwedge/Report/Finding.h"

namespace unwedge::tidy {

/// A clang-tidy check that shows the findings of one rule.
///
/// All work is done when the translation unit ends, on state that is made there
/// and dies there.
class UnwedgeCheck : public clang::tidy::ClangTidyCheck {
public:
  UnwedgeCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context);

  bool
  isLanguageVersionSupported(const clang::LangOptions &Options) const override {
    return Options.CPlusPlus || Options.C99;
  }
  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override;
  void onEndOfTranslationUnit() override;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

private:
  /// The findings of the rule, surest or not, but for those below \p Minimum.
  virtual std::vector<Finding> findings(TranslationUnit &Unit,
                                        Confidence Minimum) = 0;

  void show(const Finding &F);

  const llvm::StringRef ModelFiles;
  const Confidence MinimumConfidence;
  const bool ShowStatistics;
  clang::ASTContext *AST = nullptr;
};

} // namespace unwedge::tidy

#endif // UNWEDGE_LIB_TIDY_UNWEDGECHECK_H

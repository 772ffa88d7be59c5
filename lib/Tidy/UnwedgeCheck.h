//===--- UnwedgeCheck.h - What all checks of the module share -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_TIDY_UNWEDGECHECK_H
#define UNWEDGE_LIB_TIDY_UNWEDGECHECK_H

#include "SharedUnits.h"
#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/utils/IncludeInserter.h"
#include "unwedge/Report/Finding.h"

namespace unwedge::tidy {

/// A clang-tidy check that shows the findings of one rule.
///
/// All work is done when the translation unit ends, on state that the checks
/// share and that dies with the last of them. A derived class with options of
/// its own reads them in its constructor and overrides storeOptions().
class UnwedgeCheck : public clang::tidy::ClangTidyCheck {
public:
  UnwedgeCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context);

  bool
  isLanguageVersionSupported(const clang::LangOptions &Options) const override {
    return Options.CPlusPlus || Options.C99;
  }
  void registerPPCallbacks(const clang::SourceManager &SM,
                           clang::Preprocessor *PP,
                           clang::Preprocessor *ModuleExpanderPP) override;
  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override;
  void onStartOfTranslationUnit() override;
  void onEndOfTranslationUnit() override;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

protected:
  /// Says what is wrong with options or model files.
  void showConfigurationError(const clang::ASTContext &Context,
                              llvm::StringRef Message);

private:
  /// The findings of the rule, surest or not, but for those below \p Minimum.
  virtual std::vector<Finding> findings(TranslationUnit &Unit,
                                        Confidence Minimum) = 0;

  /// Puts what is known of the whole program with what the unit shows.
  void consultProgram(clang::ASTContext &Context, SharedUnits &Units,
                      std::vector<Finding> &Found);
  void show(const Finding &F, const clang::SourceManager &SM);

  const llvm::StringRef ModelFiles;
  const llvm::StringRef ProgramSummaryFile;
  const Confidence MinimumConfidence;
  const bool ShowStatistics;
  clang::tidy::utils::IncludeInserter Includes;
  std::shared_ptr<SharedUnits> Shared;
  clang::ASTContext *AST = nullptr;
};

} // namespace unwedge::tidy

#endif // UNWEDGE_LIB_TIDY_UNWEDGECHECK_H

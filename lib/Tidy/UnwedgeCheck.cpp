//===--- UnwedgeCheck.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnwedgeCheck.h"
#include "unwedge/Model/ModelIndex.h"
#include "unwedge/Model/ModelSearch.h"
#include "unwedge/Report/Statistics.h"
#include "unwedge/Report/Suppression.h"
#include "clang/AST/ASTContext.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Basic/FileManager.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;
using namespace clang::ast_matchers;

namespace clang::tidy {
template <> struct OptionEnumMapping<unwedge::Confidence> {
  static llvm::ArrayRef<std::pair<unwedge::Confidence, llvm::StringRef>>
  getEnumMapping() {
    static constexpr std::pair<unwedge::Confidence, llvm::StringRef> Mapping[] =
        {{unwedge::Confidence::Possible, "possible"},
         {unwedge::Confidence::Likely, "likely"},
         {unwedge::Confidence::Definite, "definite"}};
    return {Mapping};
  }
};
} // namespace clang::tidy

namespace unwedge::tidy {

namespace {

/// Matches nothing, and remembers the context. The traversal scope of a host
/// (clangd's, say) need not contain the translation unit's own declaration, so
/// any declaration has to do.
AST_MATCHER_P(Decl, remembersContext, ASTContext **, Where) {
  *Where = &Finder->getASTContext();
  return false;
}

} // namespace

UnwedgeCheck::UnwedgeCheck(llvm::StringRef Name,
                           clang::tidy::ClangTidyContext *Context)
    : ClangTidyCheck(Name, Context), ModelFiles(Options.get("ModelFiles", "")),
      MinimumConfidence(Options.get("MinimumConfidence", Confidence::Likely)),
      ShowStatistics(Options.get("ShowStatistics", false)) {}

void UnwedgeCheck::storeOptions(
    clang::tidy::ClangTidyOptions::OptionMap &Opts) {
  Options.store(Opts, "ModelFiles", ModelFiles);
  Options.store(Opts, "MinimumConfidence", MinimumConfidence);
  Options.store(Opts, "ShowStatistics", ShowStatistics);
}

void UnwedgeCheck::registerMatchers(MatchFinder *Finder) {
  AST = nullptr;
  Finder->addMatcher(
      decl(anyOf(translationUnitDecl(), functionDecl(), cxxRecordDecl()),
           remembersContext(&AST)),
      this);
}

void UnwedgeCheck::onEndOfTranslationUnit() {
  if (!AST)
    return;
  ASTContext &Context = *AST;
  AST = nullptr;
  // A broken unit is analysed as far as it goes, as clang-tidy's own checks do.
  FileManager &Files = Context.getSourceManager().getFileManager();
  std::vector<ModelFile> Loaded;
  for (llvm::Error &E : loadModelFiles(Files.getVirtualFileSystem(), ModelFiles,
                                       getCurrentMainFile(), Loaded))
    configurationDiag("%0") << llvm::toString(std::move(E));
  llvm::SmallVector<const ModelFile *, 4> All;
  for (const ModelFile &File : Loaded)
    All.push_back(&File);
  All.push_back(&builtinModel());
  ModelIndex Model(Context, All);
  TranslationUnit Unit(Model, AnalysisLimits());
  std::vector<Finding> Found = findings(Unit, MinimumConfidence);
  dropSuppressed(Context, getID(), Found);
  for (const Finding &F : Found)
    show(F);
  if (ShowStatistics)
    printStatistics(llvm::errs(), getCurrentMainFile(), Unit.statistics());
}

void UnwedgeCheck::show(const Finding &F) {
  diag(F.Loc, "%0") << F.Message;
  for (const FindingStep &Step : F.Steps)
    diag(Step.Loc, "%0", DiagnosticIDs::Note) << Step.Message;
}

} // namespace unwedge::tidy

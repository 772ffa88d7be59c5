//===--- UnwedgeCheck.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnwedgeCheck.h"
#include "NolintFixes.h"
#include "unwedge/Host/Nolint.h"
#include "unwedge/Report/Suppression.h"
#include "clang/AST/ASTContext.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"

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
      ProgramSummaryFile(Options.getLocalOrGlobal("ProgramSummary", "")),
      MinimumConfidence(Options.get("MinimumConfidence", Confidence::Likely)),
      ShowStatistics(Options.get("ShowStatistics", false)),
      Includes(Options.getLocalOrGlobal(
                   "IncludeStyle", clang::tidy::utils::IncludeSorter::IS_LLVM),
               areDiagsSelfContained()) {}

void UnwedgeCheck::storeOptions(
    clang::tidy::ClangTidyOptions::OptionMap &Opts) {
  Options.store(Opts, "ModelFiles", ModelFiles);
  Options.store(Opts, "ProgramSummary", ProgramSummaryFile);
  Options.store(Opts, "MinimumConfidence", MinimumConfidence);
  Options.store(Opts, "ShowStatistics", ShowStatistics);
  Options.store(Opts, "IncludeStyle", Includes.getStyle());
}

void UnwedgeCheck::registerPPCallbacks(const SourceManager &SM,
                                       Preprocessor *PP, Preprocessor *) {
  Includes.registerPreprocessor(PP);
}

void UnwedgeCheck::registerMatchers(MatchFinder *Finder) {
  AST = nullptr;
  Finder->addMatcher(
      decl(anyOf(translationUnitDecl(), functionDecl(), cxxRecordDecl()),
           remembersContext(&AST)),
      this);
}

void UnwedgeCheck::onStartOfTranslationUnit() {
  Shared = SharedUnits::current();
}

void UnwedgeCheck::onEndOfTranslationUnit() {
  // Lets go at the end of this function, whatever happens.
  std::shared_ptr<SharedUnits> Units = std::move(Shared);
  if (!AST || !Units)
    return;
  ASTContext &Context = *AST;
  AST = nullptr;
  // A broken unit is analysed as far as it goes, as clang-tidy's own checks do.
  AnalyzedUnit &Analyzed =
      Units->get(Context, ModelFiles, getCurrentMainFile());
  for (const std::string &Message : Analyzed.takeModelErrors())
    showConfigurationError(Context, Message);
  std::vector<Finding> Found = findings(Analyzed.unit(), MinimumConfidence);
  consultProgram(Context, *Units, Found);
  dropSuppressed(Context, getID(), Found);
  const SourceManager &SM = Context.getSourceManager();
  NolintComments Comments(SM);
  for (const Finding &F : Found) {
    // clangd, which shows a finding of a header if a note of it is in the open
    // file, reads no comments in headers.
    if (areDiagsSelfContained() &&
        !SM.isInMainFile(SM.getExpansionLoc(F.Loc)) &&
        Comments.suppressing(F.Loc, getID()))
      continue;
    show(F, SM);
  }
  if (ShowStatistics)
    Analyzed.printStatisticsAtEnd();
}

void UnwedgeCheck::consultProgram(ASTContext &Context, SharedUnits &Units,
                                  std::vector<Finding> &Found) {
  // clangd shows what is in headers only if a step of it is in the open file.
  ProgramFindings &Program =
      Units.program(Context, ProgramSummaryFile, getCurrentMainFile(),
                    /*OfMainFile=*/areDiagsSelfContained());
  if (std::optional<std::string> Error = Program.takeError())
    showConfigurationError(Context, *Error);
  Program.dropRefuted(getID(), MinimumConfidence, Found);
  Program.add(getID(), MinimumConfidence, Found);
  const SourceManager &SM = Context.getSourceManager();
  // To clangd a remark is a note of what comes before it.
  if (std::optional<std::string> Stale = Program.takeStaleness())
    diag(SM.getLocForStartOfFile(SM.getMainFileID()), "%0",
         areDiagsSelfContained() ? DiagnosticIDs::Warning
                                 : DiagnosticIDs::Remark)
        << *Stale;
}

void UnwedgeCheck::showConfigurationError(const ASTContext &Context,
                                          llvm::StringRef Message) {
  const SourceManager &SM = Context.getSourceManager();
  // An editor has no place for what is in no file: clangd drops it.
  if (areDiagsSelfContained())
    diag(SM.getLocForStartOfFile(SM.getMainFileID()), "configuration: %0")
        << Message;
  else
    configurationDiag("%0") << Message;
}

void UnwedgeCheck::show(const Finding &F, const SourceManager &SM) {
  {
    // A diagnostic is shown when its builder dies; notes follow.
    auto Diag = diag(F.Loc, "%0");
    Diag << F.Message;
    for (const FindingEdit &Edit : F.Edits)
      Diag << FixItHint::CreateReplacement(Edit.Range, Edit.Text);
    for (const std::string &Header : F.NeededIncludes)
      if (auto Include = Includes.createIncludeInsertion(
              SM.getFileID(SM.getExpansionLoc(F.Loc)),
              llvm::StringRef(Header).trim('"')))
        Diag << *Include;
  }
  for (const FindingStep &Step : F.Steps)
    diag(Step.Loc, "%0", DiagnosticIDs::Note) << Step.Message;
  // Where the user chooses one edit at a time, silencing is one of them: clangd
  // makes each note with an edit an alternative. Elsewhere all edits may be
  // applied.
  if (areDiagsSelfContained() && SM.isInMainFile(SM.getExpansionLoc(F.Loc)))
    for (const NolintFix &Fix : nolintFixes(F.Loc, getID(), SM, getLangOpts()))
      diag(F.Loc, "%0", DiagnosticIDs::Note) << Fix.Title << Fix.Edit;
}

} // namespace unwedge::tidy

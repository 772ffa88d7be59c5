//===--- CompilerPlugin.cpp - The plugin of the compiler ------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs before code is made of a unit, warns of what it finds, and leaves the
// unit's summary in a section of the object file.
//
//===----------------------------------------------------------------------===//

#include "PluginArguments.h"
#include "UnitSummary.h"
#include "Warnings.h"
#include "unwedge/Summary/ObjectFiles.h"
#include "clang/Basic/CodeGenOptions.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace clang;

namespace unwedge::compiler {

namespace {

/// Puts a constant into the module that nothing refers to.
class EmbedPass : public llvm::PassInfoMixin<EmbedPass> {
public:
  EmbedPass(std::shared_ptr<const std::string> Bytes, llvm::StringRef Section)
      : Bytes(std::move(Bytes)), Section(Section) {}

  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &) {
    llvm::embedBufferInModule(
        M, llvm::MemoryBufferRef(*Bytes, "summary of unwedge"), Section);
    return llvm::PreservedAnalyses::all();
  }
  /// So that functions with `optnone` and the like make no difference.
  static bool isRequired() { return true; }

private:
  std::shared_ptr<const std::string> Bytes;
  llvm::StringRef Section;
};

/// Code is made later, by the same compilation.
void embed(std::string Bytes, CompilerInstance &CI) {
  llvm::StringRef Section = summarySection(CI.getTarget().getTriple());
  if (Bytes.empty() || Section.empty())
    return;
  auto Shared = std::make_shared<const std::string>(std::move(Bytes));
  CI.getCodeGenOpts().PassBuilderCallbacks.push_back(
      [Shared, Section](llvm::PassBuilder &Builder) {
        Builder.registerPipelineStartEPCallback(
            [Shared, Section](llvm::ModulePassManager &Passes,
                              llvm::OptimizationLevel) {
              Passes.addPass(EmbedPass(Shared, Section));
            });
      });
}

bool makesCode(frontend::ActionKind Action) {
  switch (Action) {
  case frontend::EmitAssembly:
  case frontend::EmitBC:
  case frontend::EmitLLVM:
  case frontend::EmitLLVMOnly:
  case frontend::EmitCodeGenOnly:
  case frontend::EmitObj:
    return true;
  default:
    return false;
  }
}

bool showsWarnings(frontend::ActionKind Action) {
  return makesCode(Action) || Action == frontend::ParseSyntaxOnly ||
         Action == frontend::FixIt;
}

class UnitConsumer : public ASTConsumer {
public:
  /// \p Input is what clang takes for the unit's file: for text that was
  /// preprocessed before the one that it was made of.
  UnitConsumer(CompilerInstance &CI, llvm::StringRef Input,
               const PluginArguments &Arguments)
      : CI(CI), Input(Input), Arguments(Arguments) {}

  void HandleTranslationUnit(ASTContext &Context) override {
    if (!isWanted(Context))
      return;
    const frontend::ActionKind Action = CI.getFrontendOpts().ProgramAction;
    DiagnosticsEngine &Diags = Context.getDiagnostics();
    const bool Embeds = Arguments.Embeds && makesCode(Action);
    const bool Warns = Arguments.Warns && !Diags.getIgnoreAllWarnings();
    if (!Embeds && !Warns)
      return;
    const std::string MainFile = mainFile(Context.getSourceManager());
    // A precompiled header is read as far as needed; a precompiled unit, as the
    // second step for a module is given, is all there is.
    AnalysisLimits Limits;
    Limits.ReadsAllPrecompiled =
        CI.getFrontendOpts().Inputs.size() == 1 &&
        CI.getFrontendOpts().Inputs.front().getKind().getFormat() ==
            InputKind::Precompiled;
    Limits.ObservesCalls = Embeds;
    AnalyzedUnit Unit(Context, Arguments.ModelFiles, MainFile, Limits);
    for (const std::string &Message : Unit.takeModelErrors())
      showWarning(Diags, Message);
    std::vector<NamedFinding> Findings = findAll(Unit, Arguments);
    if (Embeds)
      embed(summaryOf(Unit, MainFile, folderOfText(), Findings, Arguments.Rules,
                      CI),
            CI);
    if (Warns)
      showFindings(std::move(Findings), Context, Arguments);
    if (Arguments.ShowStatistics)
      Unit.printStatisticsAtEnd();
  }

private:
  /// Not what is only a part of units, which tell of it themselves; not what
  /// does not compile; and not the second half of a unit, for a device.
  bool isWanted(const ASTContext &Context) const {
    const LangOptions &Language = Context.getLangOpts();
    return showsWarnings(CI.getFrontendOpts().ProgramAction) &&
           Context.TUKind == TU_Complete &&
           !Context.getDiagnostics().hasUncompilableErrorOccurred() &&
           !Language.CUDAIsDevice && !Language.SYCLIsDevice &&
           !Language.OpenMPIsTargetDevice;
  }

  std::string mainFile(const SourceManager &SM) const {
    llvm::SmallString<256> Path;
    if (CI.getFrontendOpts().Inputs.front().getKind().isPreprocessed())
      Path = Input;
    else if (std::optional<llvm::StringRef> Marked = markedFile(SM))
      Path = *Marked;
    else if (OptionalFileEntryRef File =
                 SM.getFileEntryRefForID(SM.getMainFileID()))
      Path = File->getName();
    if (llvm::sys::path::is_relative(Path)) {
      llvm::SmallString<256> Whole(folderOfText());
      llvm::sys::path::append(Whole, Path);
      Path = Whole;
    }
    SM.getFileManager().makeAbsolutePath(Path);
    llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    return std::string(Path);
  }

  /// The file that standard input was made of, by the marks in it: icecream
  /// hands on preprocessed text without saying so.
  std::optional<llvm::StringRef> markedFile(const SourceManager &SM) const {
    if (CI.getFrontendOpts().Inputs.front().getFile() != "-" ||
        !SM.getBufferData(SM.getMainFileID()).starts_with("# "))
      return std::nullopt;
    // A mark for what is built in may come first. A line has the name that the
    // mark above it gives.
    for (unsigned Line : {2, 3}) {
      PresumedLoc Told =
          SM.getPresumedLoc(SM.translateLineCol(SM.getMainFileID(), Line, 1));
      if (Told.isValid() &&
          !llvm::StringRef(Told.getFilename()).starts_with("<"))
        return Told.getFilename();
    }
    return std::nullopt;
  }

  /// Where the text of standard input was preprocessed, if it may be elsewhere:
  /// icecream passes the folder on for debug information.
  llvm::StringRef folderOfText() const {
    llvm::StringRef Folder = CI.getCodeGenOpts().DebugCompilationDir;
    return CI.getFrontendOpts().Inputs.front().getFile() == "-" &&
                   llvm::sys::path::is_absolute(Folder)
               ? Folder
               : "";
  }

  CompilerInstance &CI;
  const std::string Input;
  const PluginArguments Arguments;
};

class CompilerPlugin : public PluginASTAction {
protected:
  std::unique_ptr<ASTConsumer>
  CreateASTConsumer(CompilerInstance &CI, llvm::StringRef Input) override {
    return std::make_unique<UnitConsumer>(CI, Input, Arguments);
  }

  bool ParseArgs(const CompilerInstance &CI,
                 const std::vector<std::string> &Given) override {
    llvm::Expected<PluginArguments> Read = PluginArguments::read(Given);
    llvm::Error Failed =
        Read ? Read->checkModelFiles(CI.getFileManager().getVirtualFileSystem())
             : Read.takeError();
    if (!Failed) {
      Arguments = std::move(*Read);
      return true;
    }
    DiagnosticsEngine &Diags = CI.getDiagnostics();
    Diags.Report(Diags.getCustomDiagID(DiagnosticsEngine::Error, "%0"))
        << llvm::toString(std::move(Failed));
    return false;
  }

  ActionType getActionType() override { return AddBeforeMainAction; }

private:
  PluginArguments Arguments;
};

FrontendPluginRegistry::Add<CompilerPlugin>
    Registered("unwedge", "finds code that waits or grows for ever");

} // namespace

} // namespace unwedge::compiler

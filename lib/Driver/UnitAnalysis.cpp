//===--- UnitAnalysis.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitAnalysis.h"
#include "CompileCommands.h"
#include "InProcess.h"
#include "unwedge/Host/AnalyzedUnit.h"
#include "unwedge/Host/FindingRecorder.h"
#include "unwedge/Host/UnitSuppressions.h"
#include "unwedge/Report/Statistics.h"
#include "unwedge/Summarize/SummarizeUnit.h"
#include "unwedge/Summary/SummaryFormat.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/Version.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Frontend/Utils.h"
#include "clang/Lex/LexDiagnostic.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Tooling/ArgumentsAdjusters.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;

namespace unwedge::driver {

std::string resourceDirectory() {
  llvm::SmallString<256> Path(UNWEDGE_LLVM_LIBRARY_DIR);
  llvm::sys::path::append(Path, "clang", CLANG_VERSION_MAJOR_STRING);
  return llvm::sys::fs::is_directory(Path) ? std::string(Path) : std::string();
}

namespace {

/// One compile command as a database of its own.
class OneCommand : public tooling::CompilationDatabase {
public:
  explicit OneCommand(const tooling::CompileCommand &Command)
      : Command(Command) {}
  std::vector<tooling::CompileCommand>
  getCompileCommands(llvm::StringRef) const override {
    return {Command};
  }

private:
  const tooling::CompileCommand &Command;
};

/// Keeps the first error; the rest is nobody's business here.
class FirstError : public DiagnosticConsumer {
public:
  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error || !Text.empty())
      return;
    llvm::raw_string_ostream OS(Text);
    if (Info.hasSourceManager() && Info.getLocation().isValid()) {
      PresumedLoc Where =
          Info.getSourceManager().getPresumedLoc(Info.getLocation());
      if (Where.isValid())
        OS << Where.getFilename() << ':' << Where.getLine() << ':'
           << Where.getColumn() << ": ";
    }
    llvm::SmallString<128> Message;
    Info.FormatDiagnostic(Message);
    OS << Message;
    LacksFile = Info.getID() == diag::err_pp_file_not_found;
  }

  std::string Text;
  bool LacksFile = false;
};

/// Milliseconds that this process has had of the processor.
int64_t processTime() {
  llvm::sys::TimePoint<> Now;
  std::chrono::nanoseconds User, System;
  llvm::sys::Process::GetTimeUsage(Now, User, System);
  return std::chrono::duration_cast<std::chrono::milliseconds>(User + System)
      .count();
}

/// What comes of a unit.
struct UnitOutput {
  UnitRecord Record;
  std::string Summary;
};

using ReadCallback = llvm::function_ref<void(llvm::ArrayRef<std::string>)>;

class AnalysisConsumer : public ASTConsumer {
public:
  AnalysisConsumer(const AnalysisOptions &Options, UnitOutput &Output,
                   ReadCallback Read, CompilerInstance &CI)
      : Options(Options), Output(Output), Result(Output.Record), Read(Read) {
    Files.attachToPreprocessor(CI.getPreprocessor());
  }

  void HandleTranslationUnit(ASTContext &Context) override {
    Result.CompileTime = processTime();
    FindingRecorder Record(Context);
    std::vector<std::string> Names = {Result.File};
    for (const std::string &Name : Files.getDependencies())
      Names.push_back(Record.absolute(Name));
    Read(Names);
    if (Context.getDiagnostics().hasErrorOccurred())
      return;
    AnalysisLimits Limits;
    Limits.ObservesCalls = Options.Summarize;
    Analyzed.emplace(Context, Options.ModelFiles, Result.File, Limits);
    Result.Warnings = Analyzed->takeModelErrors();
    for (const RuleInfo &Rule : allRules()) {
      if (!llvm::is_contained(Options.Checks, Rule.CheckName) ||
          (Options.PathSensitive && !Rule.HasOwnPaths))
        continue;
      const int64_t Before = processTime();
      llvm::append_range(All,
                         Rule.Find(Analyzed->unit(), Options.MinimumConfidence,
                                   Options.Rules));
      Result.CheckTimes[Rule.CheckName.str()] = processTime() - Before;
    }
    for (const StatisticsRow &Row :
         statisticsRows(Analyzed->unit().statistics()))
      Result.Counters[Row.What.str()] = Row.Count;
    if (!Options.PathSensitive)
      finish(Context);
  }

  /// What a path was found for.
  void addFromPath(const Finding &F) {
    // What both say, the path says better.
    auto Same = llvm::find_if(All, [&](const Finding &Old) {
      return Old.Rule == F.Rule && Old.Loc == F.Loc && Old.Message == F.Message;
    });
    if (Same != All.end())
      *Same = F;
    else
      All.push_back(F);
  }

  /// Writes down what was found. Has to be called while the syntax tree is
  /// there.
  void finish(ASTContext &Context) {
    if (Context.getDiagnostics().hasErrorOccurred())
      return;
    FindingRecorder Record(Context);
    UnitSuppressions Suppressions(
        Context, [&](SourceLocation Loc) { return Record.place(Loc); }, All);
    for (const Finding &F : All) {
      const std::string Check = ("unwedge-" + F.Rule).str();
      FindingRecord R = Record.record(F, Check);
      Suppressions.silence(F.Loc, Check, R);
      Result.Findings.push_back(std::move(R));
    }
    Result.Suppressions = Suppressions.records();
    if (Options.Summarize) {
      std::vector<const Decl *> WriterOf;
      for (const Finding &F : All)
        WriterOf.push_back(F.WriterOf);
      Output.Summary = summary::writeSummary(
          *summarizeUnit(Analyzed->unit(), Result.File, Result.Findings,
                         WriterOf, Options.Rules));
    }
    // It must not outlive the syntax tree.
    Analyzed.reset();
  }

private:
  const AnalysisOptions &Options;
  UnitOutput &Output;
  UnitRecord &Result;
  ReadCallback Read;
  DependencyCollector Files;
  std::vector<Finding> All;
  std::optional<AnalyzedUnit> Analyzed;
};

/// Comes after all others.
class FinishingConsumer : public ASTConsumer {
public:
  explicit FinishingConsumer(AnalysisConsumer &Analysis) : Analysis(Analysis) {}
  void HandleTranslationUnit(ASTContext &Context) override {
    Analysis.finish(Context);
  }

private:
  AnalysisConsumer &Analysis;
};

class AnalysisAction : public ASTFrontendAction {
public:
  AnalysisAction(const AnalysisOptions &Options, UnitOutput &Result,
                 ReadCallback Read)
      : Options(Options), Result(Result), Read(Read) {}

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 llvm::StringRef) override {
    auto Rules = std::make_unique<AnalysisConsumer>(Options, Result, Read, CI);
    if (!Options.PathSensitive)
      return Rules;
    analyzer::PathSensitiveOptions Paths{Options.Checks,
                                         Options.MinimumConfidence,
                                         Options.ModelFiles, Options.Rules};
    AnalysisConsumer &Analysis = *Rules;
    std::vector<std::unique_ptr<ASTConsumer>> InTurn;
    InTurn.push_back(std::move(Rules));
    InTurn.push_back(analyzer::createPathSensitiveConsumer(
        CI, Paths, [&](const Finding &F) { Analysis.addFromPath(F); }));
    InTurn.push_back(std::make_unique<FinishingConsumer>(Analysis));
    return std::make_unique<MultiplexConsumer>(std::move(InTurn));
  }

private:
  const AnalysisOptions &Options;
  UnitOutput &Result;
  ReadCallback Read;
};

class AnalysisActionFactory : public tooling::FrontendActionFactory {
public:
  AnalysisActionFactory(const AnalysisOptions &Options, UnitOutput &Result,
                        ReadCallback Read)
      : Options(Options), Result(Result), Read(Read) {}
  std::unique_ptr<FrontendAction> create() override {
    return std::make_unique<AnalysisAction>(Options, Result, Read);
  }

private:
  const AnalysisOptions &Options;
  UnitOutput &Result;
  ReadCallback Read;
};

} // namespace

/// The files that \p Command sees. Clang's tooling leaves `-ivfsoverlay` out.
static llvm::Expected<llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>>
filesOf(const tooling::CompileCommand &Command) {
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Result =
      llvm::vfs::getRealFileSystem();
  for (size_t I = 0; I < Command.CommandLine.size(); ++I) {
    llvm::StringRef Name = Command.CommandLine[I];
    if (!Name.consume_front("-ivfsoverlay"))
      continue;
    if (Name.empty() && ++I < Command.CommandLine.size())
      Name = Command.CommandLine[I];
    llvm::SmallString<256> Path(Name);
    if (!llvm::sys::path::is_absolute(Name)) {
      Path = Command.Directory;
      llvm::sys::path::append(Path, Name);
    }
    llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> Text =
        llvm::MemoryBuffer::getFile(Path);
    if (!Text)
      return llvm::createFileError(Path, Text.getError());
    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Overlay =
        llvm::vfs::getVFSFromYAML(std::move(*Text), /*DiagHandler=*/nullptr,
                                  Path, /*DiagContext=*/nullptr, Result);
    if (!Overlay)
      return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                     Path + ": not an overlay of files");
    Result = std::move(Overlay);
  }
  return Result;
}

UnitRecord analyzeUnit(const tooling::CompileCommand &Command,
                       const AnalysisOptions &Options, ReadCallback Read,
                       std::string &Summary) {
  UnitOutput Output;
  UnitRecord &Result = Output.Record;
  Result.File = absoluteFile(Command);

  // Clang's tooling ends the program if it cannot go there.
  if (!llvm::sys::fs::is_directory(Command.Directory)) {
    Result.What = UnitRecord::Status::DoesNotCompile;
    Result.Message =
        "the folder that it is compiled in is not there: " + Command.Directory;
    Result.LacksFile = true;
    return Result;
  }
  OneCommand Database(Command);
  llvm::Expected<llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>> Files =
      filesOf(Command);
  if (!Files) {
    Result.What = UnitRecord::Status::DoesNotCompile;
    Result.Message = llvm::toString(Files.takeError());
    return Result;
  }
  tooling::ClangTool Tool(Database, {Result.File},
                          std::make_shared<PCHContainerOperations>(), *Files);
  FirstError Errors;
  Tool.setDiagnosticConsumer(&Errors);
  Tool.setPrintErrorMessage(false);
  if (std::string Resources = resourceDirectory(); !Resources.empty())
    Tool.appendArgumentsAdjuster(tooling::getInsertArgumentAdjuster(
        ("-resource-dir=" + Resources).c_str(),
        tooling::ArgumentInsertPosition::BEGIN));
  // Warnings that the project turns into errors are its compiler's business.
  Tool.appendArgumentsAdjuster(tooling::getInsertArgumentAdjuster(
      {"-w", "-Wno-error",
       // As clang-tidy and the analyzer do: code may say things to analyses.
       "-Xclang", "-setup-static-analyzer"},
      tooling::ArgumentInsertPosition::END));
  AnalysisActionFactory Factory(Options, Output, Read);
  if (Tool.run(&Factory) != 0) {
    Result.What = UnitRecord::Status::DoesNotCompile;
    Result.Message =
        Errors.Text.empty() ? "the compiler could not be run" : Errors.Text;
    Result.LacksFile = Errors.LacksFile || !(*Files)->exists(Result.File);
    Result.Findings.clear();
    Output.Summary.clear();
  }
  Result.Time = processTime();
  Summary = std::move(Output.Summary);
  return std::move(Output.Record);
}

} // namespace unwedge::driver

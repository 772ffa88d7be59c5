//===--- Main.cpp - The program unwedge -----------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Baseline.h"
#include "CheckPages.h"
#include "CompileCommands.h"
#include "Doctor.h"
#include "Output.h"
#include "Schedule.h"
#include "Suppressions.h"
#include "UnitAnalysis.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include <csignal>
#include <unistd.h>

using namespace llvm;
using namespace unwedge;
using namespace unwedge::driver;
using clang::tooling::CompileCommand;

namespace {

/// What the program says to its caller.
enum ExitCode {
  NothingFound = 0,
  SomethingFound = 1,
  /// The request is wrong, or nothing could be run.
  CouldNotRun = 2,
  /// Nothing was found, but some units were not analysed.
  NotAllAnalyzed = 3,
};

//===----------------------------------------------------------------------===//
// Options.
//===----------------------------------------------------------------------===//

cl::SubCommand Check("check", "find what wedges in the units of a build");
cl::SubCommand Suppressions("suppressions",
                            "list, add or remove what silences findings");
cl::SubCommand Explain("explain", "tell what a check finds, and what to do");
cl::SubCommand Doctor("doctor", "tell whether all that is needed is there");
cl::SubCommand AnalyzeUnit("analyze-unit", "what `check` runs for each unit");
cl::SubCommand RecordFailure("record-failure",
                             "what `check` runs if that fails");

cl::OptionCategory Category("unwedge options");

cl::opt<std::string>
    BuildPath("p", cl::desc("folder of compile_commands.json, or the file"),
              cl::value_desc("build"), cl::sub(Check), cl::sub(Suppressions),
              cl::sub(Doctor), cl::cat(Category));
cl::list<std::string> Files(cl::Positional, cl::desc("[file...]"),
                            cl::sub(Check), cl::sub(Suppressions),
                            cl::cat(Category));
cl::opt<std::string>
    CheckNames("checks", cl::desc("checks to run, separated by commas (all)"),
               cl::value_desc("names"), cl::sub(Check), cl::sub(Suppressions),
               cl::sub(AnalyzeUnit), cl::cat(Category));
cl::opt<Confidence> MinimumConfidence(
    "minimum-confidence", cl::desc("how sure a finding has to be (likely)"),
    cl::values(clEnumValN(Confidence::Possible, "possible", ""),
               clEnumValN(Confidence::Likely, "likely", ""),
               clEnumValN(Confidence::Definite, "definite", "")),
    cl::init(Confidence::Likely), cl::sub(Check), cl::sub(Suppressions),
    cl::sub(AnalyzeUnit), cl::cat(Category));
cl::opt<std::string>
    ModelFiles("model-files", cl::desc("model files, separated by semicolons"),
               cl::value_desc("files"), cl::sub(Check), cl::sub(Suppressions),
               cl::sub(AnalyzeUnit), cl::cat(Category));
cl::opt<unsigned> Jobs("j", cl::Prefix, cl::desc("processes at a time"),
                       cl::value_desc("number"), cl::init(0), cl::sub(Check),
                       cl::sub(Suppressions), cl::cat(Category));
cl::opt<unsigned> TimeLimit("time-limit",
                            cl::desc("seconds that a unit may take (300)"),
                            cl::value_desc("seconds"), cl::init(300),
                            cl::sub(Check), cl::sub(Suppressions),
                            cl::sub(AnalyzeUnit), cl::cat(Category));
enum class Format { Text, JSON, Sarif, GitHub, GitLab };
cl::opt<Format> OutputFormat(
    "format", cl::desc("how findings are told"),
    cl::values(clEnumValN(Format::Text, "text", "as clang does"),
               clEnumValN(Format::JSON, "json", "for programs"),
               clEnumValN(Format::Sarif, "sarif", "SARIF 2.1.0, for services"),
               clEnumValN(Format::GitHub, "github",
                          "annotations of GitHub Actions"),
               clEnumValN(Format::GitLab, "gitlab",
                          "a code quality report of GitLab")),
    cl::init(Format::Text), cl::sub(Check), cl::sub(Suppressions),
    cl::cat(Category));
cl::opt<std::string> OutputFile("output",
                                cl::desc("write findings to this file"),
                                cl::value_desc("file"), cl::sub(Check),
                                cl::sub(Suppressions), cl::sub(AnalyzeUnit),
                                cl::sub(RecordFailure), cl::cat(Category));
cl::opt<std::string>
    Root("root",
         cl::desc("the repository, for sarif, github and gitlab, and "
                  "for edits (.)"),
         cl::value_desc("folder"), cl::init("."), cl::sub(Check),
         cl::sub(Suppressions), cl::cat(Category));
cl::opt<std::string>
    BaselineFile("baseline", cl::desc("do not tell again what this file knows"),
                 cl::value_desc("file"), cl::sub(Check), cl::cat(Category));
cl::opt<bool> ShrinkBaseline(
    "shrink-baseline",
    cl::desc("drop from the baseline what is not found any more"),
    cl::sub(Check), cl::cat(Category));
cl::opt<bool>
    NewBaseline("new-baseline",
                cl::desc("make the baseline of all that is found now"),
                cl::sub(Check), cl::cat(Category));
cl::opt<std::string> StateDirectory(
    "state",
    cl::desc("folder for results to be used again (.unwedge, beside "
             "the compile database)"),
    cl::value_desc("folder"), cl::sub(Check), cl::sub(Suppressions),
    cl::cat(Category));

cl::opt<bool> DemandReason(
    "demand-reason",
    cl::desc("tell of what silences a finding and gives no reason"),
    cl::sub(Check), cl::sub(Suppressions), cl::cat(Category));
cl::opt<std::string>
    AddFor("add", cl::desc("add comments for all that these checks find"),
           cl::value_desc("names"), cl::sub(Suppressions), cl::cat(Category));
cl::opt<std::string> Reason("reason",
                            cl::desc("what the added comments give as reason"),
                            cl::value_desc("text"), cl::sub(Suppressions),
                            cl::cat(Category));
cl::opt<bool> RemoveUnneeded("remove-unneeded",
                             cl::desc("remove comments that silence nothing"),
                             cl::sub(Suppressions), cl::cat(Category));
cl::opt<bool> DryRun("dry-run", cl::desc("show edits, and do not make them"),
                     cl::sub(Suppressions), cl::cat(Category));

cl::opt<std::string> ExplainWhat(cl::Positional, cl::desc("[check]"),
                                 cl::sub(Explain), cl::cat(Category));

cl::opt<std::string> CommandFile("command", cl::sub(AnalyzeUnit),
                                 cl::sub(RecordFailure), cl::cat(Category));
cl::opt<int> FailureStatus("status", cl::sub(RecordFailure), cl::cat(Category));

int complain(const Twine &What) {
  errs() << "unwedge: error: " << What << '\n';
  return CouldNotRun;
}

int complain(Error What) { return complain(toString(std::move(What))); }

/// The checks that \p Names names; `unwedge-` may be left out.
Expected<std::vector<std::string>> selectChecks(StringRef Names) {
  std::vector<std::string> Result;
  if (Names.empty()) {
    for (const RuleInfo &Rule : allRules())
      Result.push_back(Rule.CheckName.str());
    return Result;
  }
  SmallVector<StringRef, 4> Wanted;
  Names.split(Wanted, ',', -1, /*KeepEmpty=*/false);
  for (StringRef Name : Wanted) {
    Name.consume_front("unwedge-");
    const RuleInfo *Known = find_if(allRules(), [&](const RuleInfo &Rule) {
      return Rule.CheckName.ends_with(Name) &&
             Rule.CheckName.size() ==
                 Name.size() + StringRef("unwedge-").size();
    });
    if (Known == allRules().end()) {
      std::string Message =
          ("there is no check '" + Name + "'; there are").str();
      for (const RuleInfo &Rule : allRules())
        Message += " " + Rule.CheckName.str();
      return createStringError(inconvertibleErrorCode(), Message);
    }
    Result.push_back(Known->CheckName.str());
  }
  return Result;
}

//===----------------------------------------------------------------------===//
// check
//===----------------------------------------------------------------------===//

/// The commands that are asked for.
Expected<std::vector<CompileCommand>>
selectCommands(std::vector<CompileCommand> All) {
  if (Files.empty())
    return All;
  StringSet<> Wanted, Known;
  for (const std::string &Name : Files)
    Wanted.insert(absolutePath(Name));
  erase_if(All, [&](const CompileCommand &Command) {
    std::string File = absoluteFile(Command);
    if (!Wanted.contains(File))
      return true;
    Known.insert(File);
    return false;
  });
  for (const std::string &Name : Files)
    if (!Known.contains(absolutePath(Name)))
      return createStringError(inconvertibleErrorCode(),
                               Name + " is not in the compile database");
  return All;
}

/// Makes the baseline of \p Run.
Error makeBaseline(RunResult &Run) {
  Baseline Known = Baseline::of(Run);
  if (Error Failed = Known.write(BaselineFile))
    return Failed;
  Known.silence(Run);
  return Error::success();
}

/// Silences what \p Known has, and says or drops what is found no more.
Error applyBaseline(Baseline &Known, RunResult &Run) {
  const unsigned Gone = Known.silence(Run);
  // Where not everything was looked at, nobody knows what is gone.
  if (Gone == 0 || !Files.empty() ||
      Run.unitsThatAre(UnitRecord::Status::Analyzed) != Run.Units.size())
    return Error::success();
  if (!ShrinkBaseline) {
    Run.Warnings.push_back((BaselineFile + ": " + Twine(Gone) + " of " +
                            Twine(Known.size()) +
                            " findings are there no more; --shrink-baseline "
                            "drops them")
                               .str());
    return Error::success();
  }
  Known.shrink();
  return Known.write(BaselineFile);
}

/// Analyses the units that are asked for.
Expected<RunResult> analyzeBuild(const char *Argv0, void *MainAddress,
                                 ArrayRef<std::string> Checks) {
  if (BuildPath.empty())
    return createStringError(
        inconvertibleErrorCode(),
        "-p is missing: name the folder of compile_commands.json");
  const std::string Database = databaseFile(BuildPath);
  Expected<std::vector<CompileCommand>> All = readDatabase(Database);
  if (!All)
    return All.takeError();
  if (All->empty())
    return createStringError(inconvertibleErrorCode(),
                             Database + ": there is no unit in it");
  Expected<std::vector<CompileCommand>> Commands =
      selectCommands(std::move(*All));
  if (!Commands)
    return Commands.takeError();

  ScheduleOptions Options;
  Options.Program = sys::fs::getMainExecutable(Argv0, MainAddress);
  SmallString<256> State(StateDirectory);
  if (State.empty()) {
    State = sys::path::parent_path(Database);
    sys::path::append(State, ".unwedge");
  }
  Options.StateDirectory = absolutePath(State);
  Options.AnalysisArguments = {"--checks=" + join(Checks, ","),
                               "--minimum-confidence=" +
                                   confidenceName(MinimumConfidence).str()};
  if (!ModelFiles.empty()) {
    // Units are analysed in folders of their own.
    std::vector<std::string> Absolute;
    SmallVector<StringRef, 4> Given;
    StringRef(ModelFiles).split(Given, ';', -1, /*KeepEmpty=*/false);
    for (StringRef File : Given)
      Absolute.push_back(absolutePath(File.trim()));
    Options.AnalysisArguments.push_back("--model-files=" + join(Absolute, ";"));
    Options.ModelFiles = Absolute;
  }
  Options.Jobs = Jobs;
  Options.TimeLimit = TimeLimit;
  Expected<std::vector<UnitRecord>> Units = analyzeAll(*Commands, Options);
  if (!Units)
    return Units.takeError();
  return mergeUnits(std::move(*Units));
}

int runCheck(const char *Argv0, void *MainAddress) {
  if (BaselineFile.empty() && (NewBaseline || ShrinkBaseline))
    return complain("--baseline is missing: name the file");
  Expected<std::vector<std::string>> Checks = selectChecks(CheckNames);
  if (!Checks)
    return complain(Checks.takeError());
  std::optional<Baseline> Known;
  if (!BaselineFile.empty() && !NewBaseline) {
    Expected<Baseline> Read = Baseline::read(BaselineFile);
    if (!Read)
      return complain(Read.takeError());
    Known = std::move(*Read);
  }
  Expected<RunResult> Analyzed = analyzeBuild(Argv0, MainAddress, *Checks);
  if (!Analyzed)
    return complain(Analyzed.takeError());
  RunResult &Run = *Analyzed;
  if (DemandReason)
    demandReasons(Run);
  if (NewBaseline) {
    if (Error Failed = makeBaseline(Run))
      return complain(std::move(Failed));
  } else if (Known) {
    if (Error Failed = applyBaseline(*Known, Run))
      return complain(std::move(Failed));
  }

  auto Print = [&](raw_ostream &OS) {
    switch (OutputFormat) {
    case Format::Text:
      printText(Run, OS);
      break;
    case Format::JSON:
      printJSON(Run, OS);
      break;
    case Format::GitHub:
      printGitHub(Run, absolutePath(Root), OS);
      break;
    case Format::GitLab:
      printGitLab(Run, absolutePath(Root), OS);
      break;
    case Format::Sarif:
      printSarif(Run, absolutePath(Root), OS);
      break;
    }
    return Error::success();
  };
  if (Error Failed =
          OutputFile.empty() ? Print(outs()) : writeToOutput(OutputFile, Print))
    return complain(std::move(Failed));
  outs().flush();
  printSummary(Run, errs());
  if (Run.findingsThatCount() != 0)
    return SomethingFound;
  return Run.unitsThatAre(UnitRecord::Status::Analyzed) == Run.Units.size()
             ? NothingFound
             : NotAllAnalyzed;
}

//===----------------------------------------------------------------------===//
// suppressions
//===----------------------------------------------------------------------===//

/// What the options ask for. An error names the option.
Expected<SuppressionsRequest> readRequest(ArrayRef<std::string> Checks) {
  auto Refuse = [](const Twine &Why) {
    return createStringError(inconvertibleErrorCode(), Why);
  };
  SuppressionsRequest Request;
  Request.Checks = Checks;
  Request.AllUnits = Files.empty();
  Request.DemandReason = DemandReason;
  Request.AsJSON = OutputFormat == Format::JSON;
  Request.RemoveUnneeded = RemoveUnneeded;
  Request.DryRun = DryRun;
  Request.Root = absolutePath(Root);
  Request.Reason = StringRef(Reason).trim().str();
  const bool Edits = RemoveUnneeded || AddFor.getNumOccurrences();
  if (OutputFormat != Format::Text && (!Request.AsJSON || Edits))
    return Refuse("--format has to be text" +
                  Twine(Edits ? " where files are edited" : " or json"));
  if (RemoveUnneeded && AddFor.getNumOccurrences())
    return Refuse("--add and --remove-unneeded have to be two runs");
  if (DryRun && !Edits)
    return Refuse("--dry-run is for --add and --remove-unneeded");
  if (!AddFor.getNumOccurrences())
    return Request;
  if (AddFor.empty())
    return Refuse("--add has to name a check");
  Expected<std::vector<std::string>> Wanted = selectChecks(AddFor);
  if (!Wanted)
    return Wanted.takeError();
  Request.Add = *Wanted;
  for (const std::string &Check : Request.Add)
    if (!is_contained(Checks, Check))
      return Refuse("--add names " + Check + ", and --checks does not");
  if (Request.Reason.empty())
    return Refuse("--reason is missing: say why the findings are silenced");
  // The comment would end before it is over, or not at its end.
  if (StringRef(Request.Reason).contains("*/") ||
      StringRef(Request.Reason).contains("NOLINT") ||
      StringRef(Request.Reason).find_first_of("\r\n") != StringRef::npos ||
      StringRef(Request.Reason).ends_with("\\"))
    return Refuse("--reason has to be one line that fits into a comment");
  return Request;
}

int runSuppressions(const char *Argv0, void *MainAddress) {
  Expected<std::vector<std::string>> Checks = selectChecks(CheckNames);
  if (!Checks)
    return complain(Checks.takeError());
  Expected<SuppressionsRequest> Request = readRequest(*Checks);
  if (!Request)
    return complain(Request.takeError());
  Expected<RunResult> Run = analyzeBuild(Argv0, MainAddress, *Checks);
  if (!Run)
    return complain(Run.takeError());
  SuppressionsResult Result;
  auto Manage = [&](raw_ostream &OS) -> Error {
    return manageSuppressions(*Run, *Request, OS).moveInto(Result);
  };
  if (Error Failed = OutputFile.empty() ? Manage(outs())
                                        : writeToOutput(OutputFile, Manage))
    return complain(std::move(Failed));
  outs().flush();
  printSummary(*Run, errs());
  errs() << "unwedge: " << Result.Summary << '\n';
  if (Result.NeedsAttention)
    return SomethingFound;
  return Run->unitsThatAre(UnitRecord::Status::Analyzed) == Run->Units.size()
             ? NothingFound
             : NotAllAnalyzed;
}

//===----------------------------------------------------------------------===//
// One unit's process.
//===----------------------------------------------------------------------===//

int runAnalyzeUnit() {
  // Nothing handles the signal: it ends the process, whatever that is at.
  ::alarm(TimeLimit);
  Expected<std::vector<std::string>> Checks = selectChecks(CheckNames);
  if (!Checks)
    return complain(Checks.takeError());
  Expected<CompileCommand> Command = readCommand(CommandFile);
  if (!Command)
    return complain(Command.takeError());
  AnalysisOptions Options;
  Options.Checks = *Checks;
  Options.MinimumConfidence = MinimumConfidence;
  Options.ModelFiles = ModelFiles;
  Error Failed = Error::success();
  UnitRecord Unit =
      analyzeUnit(*Command, Options, [&](ArrayRef<std::string> Read) {
        Failed =
            joinErrors(std::move(Failed),
                       writeDependencies(OutputFile, Read, OutputFile + ".d"));
      });
  if (Failed)
    return complain(std::move(Failed));
  if (Error NotWritten = writeUnit(Unit, OutputFile))
    return complain(std::move(NotWritten));
  return 0;
}

int runRecordFailure() {
  Expected<CompileCommand> Command = readCommand(CommandFile);
  if (!Command)
    return complain(Command.takeError());
  UnitRecord Unit;
  Unit.File = absoluteFile(*Command);
  // What the shell says of a process that a signal ended.
  constexpr int SignalBase = 128;
  const int Signal = FailureStatus - SignalBase;
  if (Signal == SIGALRM) {
    Unit.What = UnitRecord::Status::TimedOut;
    Unit.Message = "more than the time limit";
  } else {
    Unit.What = UnitRecord::Status::Crashed;
    Unit.Message = Signal > 0 ? "signal " + std::to_string(Signal)
                              : "exit code " + std::to_string(FailureStatus);
    Unit.Message += "; its output is in " + OutputFile + ".log";
  }
  const std::string Dependencies = OutputFile + ".d";
  if (!sys::fs::exists(Dependencies))
    if (Error Failed = writeDependencies(OutputFile, {Unit.File}, Dependencies))
      return complain(std::move(Failed));
  if (Error Failed = writeUnit(Unit, OutputFile))
    return complain(std::move(Failed));
  return 0;
}

//===----------------------------------------------------------------------===//
// explain
//===----------------------------------------------------------------------===//

int runExplain() {
  if (ExplainWhat.empty()) {
    for (const RuleInfo &Rule : allRules())
      outs() << Rule.CheckName << "\n    " << Rule.Summary << '\n';
    return 0;
  }
  Expected<std::vector<std::string>> Checks = selectChecks(ExplainWhat);
  if (!Checks)
    return complain(Checks.takeError());
  for (const std::string &Check : *Checks)
    outs() << checkPage(Check);
  return 0;
}

} // namespace

int main(int Argc, const char **Argv) {
  InitLLVM Init(Argc, Argv);
  cl::SetVersionPrinter([](raw_ostream &OS) {
    OS << "unwedge " UNWEDGE_VERSION ", with clang " CLANG_VERSION_STRING "\n";
  });
  cl::HideUnrelatedOptions(Category);
  for (cl::SubCommand *Sub :
       {&Check, &Suppressions, &Explain, &Doctor, &AnalyzeUnit, &RecordFailure})
    cl::HideUnrelatedOptions(Category, *Sub);
  cl::ParseCommandLineOptions(
      Argc, Argv,
      "unwedge finds ways in which a program that passes its tests gets stuck "
      "in production\n");
  if (Check)
    return runCheck(Argv[0], reinterpret_cast<void *>(&runExplain));
  if (Suppressions)
    return runSuppressions(Argv[0], reinterpret_cast<void *>(&runExplain));
  if (Explain)
    return runExplain();
  if (Doctor)
    return runDoctor(BuildPath, outs());
  if (AnalyzeUnit)
    return runAnalyzeUnit();
  if (RecordFailure)
    return runRecordFailure();
  cl::PrintHelpMessage();
  return CouldNotRun;
}

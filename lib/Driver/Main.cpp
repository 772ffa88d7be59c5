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
#include "HostPrograms.h"
#include "OldSources.h"
#include "Output.h"
#include "ProgramInputs.h"
#include "ProgramSummaryFile.h"
#include "Schedule.h"
#include "Stats.h"
#include "Suppressions.h"
#include "UnitAnalysis.h"
#include "unwedge/Host/CheckOptions.h"
#include "unwedge/Link/Link.h"
#include "unwedge/Model/ModelSearch.h"
#include "unwedge/Summary/SummaryFormat.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <csignal>
#include <map>
#include <set>
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
  /// Nothing was found, but some units were not analysed, or not as asked for.
  NotAllAnalyzed = 3,
  /// The user stopped it; as shells say it of SIGINT.
  Stopped = 130,
};

constexpr std::pair<ExitCode, StringLiteral> ExitCodes[] = {
    {NothingFound, "nothing was found, in any unit"},
    {SomethingFound, "something was found that is not silenced"},
    {CouldNotRun, "the request is wrong, or nothing could be run"},
    {NotAllAnalyzed, "nothing was found, but some units could not be analysed, "
                     "or a model file that was named is wrong"},
    {Stopped, "the user stopped it; what it has done is kept"},
};

//===----------------------------------------------------------------------===//
// Options.
//===----------------------------------------------------------------------===//

cl::SubCommand Check("check", "find what wedges in the units of a build");
cl::SubCommand Suppressions("suppressions",
                            "list, add or remove what silences findings");
cl::SubCommand Link("link", "find what it takes several units to see, in "
                            "objects, archives and summaries");
cl::SubCommand Dump("dump", "show the summaries in objects, as JSON");
cl::SubCommand Explain("explain", "tell what a check finds, and what to do");
cl::SubCommand Doctor("doctor", "tell whether all that is needed is there");
cl::SubCommand Stats("stats", "tell what the last check has cost and given up");
cl::SubCommand AnalyzeUnit("analyze-unit", "what `check` runs for each unit");
cl::SubCommand RecordFailure("record-failure",
                             "what `check` runs if that fails");

cl::OptionCategory Category("unwedge options");

cl::opt<std::string>
    BuildPath("p", cl::desc("folder of compile_commands.json, or the file"),
              cl::value_desc("build"), cl::sub(Check), cl::sub(Suppressions),
              cl::sub(Doctor), cl::sub(Stats), cl::cat(Category));
cl::list<std::string> Files(cl::Positional, cl::desc("[file...]"),
                            cl::sub(Check), cl::sub(Suppressions),
                            cl::cat(Category));
cl::list<std::string> Inputs(cl::Positional, cl::OneOrMore,
                             cl::desc("object, archive or summary..."),
                             cl::sub(Link), cl::sub(Dump), cl::cat(Category));
cl::opt<bool>
    WholeProgram("whole-program",
                 cl::desc("find what it takes several units to see, too"),
                 cl::sub(Check), cl::sub(Suppressions), cl::cat(Category));
cl::opt<std::string> ProgramSummaryFile(
    "program-summary",
    cl::desc("write what editors show of the whole program to this file"),
    cl::value_desc("file"), cl::sub(Check), cl::sub(Link), cl::cat(Category));
cl::opt<bool> ShowStatistics(
    "show-statistics",
    cl::desc("tell what was seen of the whole program, and given up"),
    cl::sub(Check), cl::sub(Link), cl::cat(Category));
cl::opt<std::string> SummaryFile("summary",
                                 cl::desc("write the unit's summary here"),
                                 cl::value_desc("file"), cl::sub(AnalyzeUnit),
                                 cl::cat(Category));
cl::opt<std::string>
    OutputsIn("outputs-in",
              cl::desc("only units whose object files go into this folder"),
              cl::value_desc("folder"), cl::sub(Check), cl::cat(Category));
cl::opt<bool> PassOverUnknown(
    "pass-over-unknown",
    cl::desc("files that are not in the compile database are no error"),
    cl::sub(Check), cl::cat(Category));
cl::opt<std::string>
    CheckNames("checks", cl::desc("checks to run, separated by commas (all)"),
               cl::value_desc("names"), cl::sub(Check), cl::sub(Suppressions),
               cl::sub(AnalyzeUnit), cl::sub(Link), cl::cat(Category));
cl::opt<Confidence> MinimumConfidence(
    "minimum-confidence", cl::desc("how sure a finding has to be (likely)"),
    cl::values(clEnumValN(Confidence::Possible, "possible", ""),
               clEnumValN(Confidence::Likely, "likely", ""),
               clEnumValN(Confidence::Definite, "definite", "")),
    cl::init(Confidence::Likely), cl::sub(Check), cl::sub(Suppressions),
    cl::sub(AnalyzeUnit), cl::sub(Link), cl::cat(Category));
cl::opt<std::string>
    ModelFiles("model-files", cl::desc("model files, separated by semicolons"),
               cl::value_desc("files"), cl::sub(Check), cl::sub(Suppressions),
               cl::sub(AnalyzeUnit), cl::cat(Category));
cl::list<std::string>
    CheckOptions("option", cl::desc("an option of a check, as in .clang-tidy"),
                 cl::value_desc("check.option=value"), cl::sub(Check),
                 cl::sub(Suppressions), cl::sub(AnalyzeUnit),
                 cl::cat(Category));
cl::opt<bool> PathSensitive(
    "path-sensitive",
    cl::desc("follow paths as the static analyzer's plugin does, too"),
    cl::sub(Check), cl::sub(Suppressions), cl::sub(AnalyzeUnit),
    cl::cat(Category));
cl::opt<unsigned> Jobs("j", cl::Prefix,
                       cl::desc("processes, or threads, at a time"),
                       cl::value_desc("number"), cl::init(0), cl::sub(Check),
                       cl::sub(Suppressions), cl::sub(Link), cl::sub(Dump),
                       cl::cat(Category));
cl::opt<unsigned> TimeLimit("time-limit",
                            cl::desc("seconds that a unit may take (300)"),
                            cl::value_desc("seconds"), cl::init(300),
                            cl::sub(Check), cl::sub(Suppressions),
                            cl::sub(AnalyzeUnit), cl::cat(Category));
enum class Format { Text, JSON, Sarif, GitHub, GitLab, HTML };
cl::opt<Format> OutputFormat(
    "format", cl::desc("how findings are told"),
    cl::values(
        clEnumValN(Format::Text, "text", "as clang does"),
        clEnumValN(Format::JSON, "json", "for programs"),
        clEnumValN(Format::Sarif, "sarif", "SARIF 2.1.0, for services"),
        clEnumValN(Format::GitHub, "github", "annotations of GitHub Actions"),
        clEnumValN(Format::GitLab, "gitlab", "a code quality report of GitLab"),
        clEnumValN(Format::HTML, "html", "one page, for a browser")),
    cl::init(Format::Text), cl::sub(Check), cl::sub(Suppressions),
    cl::sub(Link), cl::cat(Category));
cl::opt<std::string>
    OutputFile("output", cl::desc("write findings to this file"),
               cl::value_desc("file"), cl::sub(Check), cl::sub(Suppressions),
               cl::sub(Stats), cl::sub(AnalyzeUnit), cl::sub(RecordFailure),
               cl::sub(Link), cl::sub(Dump), cl::cat(Category));
cl::opt<std::string>
    Root("root",
         cl::desc("the repository, for all formats but text and json (.)"),
         cl::value_desc("folder"), cl::init("."), cl::sub(Check),
         cl::sub(Suppressions), cl::sub(Link), cl::cat(Category));
cl::opt<std::string>
    BaselineFile("baseline", cl::desc("do not tell again what this file knows"),
                 cl::value_desc("file"), cl::sub(Check), cl::sub(Link),
                 cl::cat(Category));
enum class StatsFormat { Text, JSON };
cl::opt<StatsFormat> StatsOutputFormat(
    "format", cl::desc("how it is told"),
    cl::values(clEnumValN(StatsFormat::Text, "text", "for people"),
               clEnumValN(StatsFormat::JSON, "json", "for programs")),
    cl::init(StatsFormat::Text), cl::sub(Stats), cl::cat(Category));

cl::opt<bool> ShrinkBaseline(
    "shrink-baseline",
    cl::desc("drop from the baseline what is not found any more"),
    cl::sub(Check), cl::sub(Link), cl::cat(Category));
cl::opt<bool>
    NewBaseline("new-baseline",
                cl::desc("make the baseline of all that is found now"),
                cl::sub(Check), cl::sub(Link), cl::cat(Category));
cl::opt<std::string> DiffRevision(
    "diff", cl::desc("tell what came with the changes since this revision"),
    cl::value_desc("revision"), cl::sub(Check), cl::cat(Category));
cl::opt<std::string> StateDirectory(
    "state",
    cl::desc("folder for results to be used again (.unwedge, beside "
             "the compile database)"),
    cl::value_desc("folder"), cl::sub(Check), cl::sub(Suppressions),
    cl::sub(Stats), cl::cat(Category));

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

cl::opt<std::string> ExplainWhat(cl::Positional,
                                 cl::desc("[check or exit-codes]"),
                                 cl::sub(Explain), cl::cat(Category));

cl::opt<std::string> CommandFile("command", cl::sub(AnalyzeUnit),
                                 cl::sub(RecordFailure), cl::cat(Category));
cl::opt<int> FailureStatus("status", cl::sub(RecordFailure), cl::cat(Category));

int complain(const Twine &What) {
  errs() << "unwedge: error: " << What << '\n';
  return CouldNotRun;
}

int complain(Error What) {
  int Code = CouldNotRun;
  handleAllErrors(std::move(What), [&](const ErrorInfoBase &E) {
    complain(E.message());
    if (E.convertToErrorCode() == std::errc::interrupted)
      Code = Stopped;
  });
  return Code;
}

/// Writes what is asked for to the output stream, or to the file that takes its
/// place.
Error tell(function_ref<void(raw_ostream &)> Print) {
  return writeFile(OutputFile.empty() ? "-" : StringRef(OutputFile), Print);
}

/// Where results for \p Database are kept.
std::string stateDirectory(StringRef Database) {
  SmallString<256> State(StateDirectory);
  if (State.empty()) {
    State = sys::path::parent_path(Database);
    sys::path::append(State, ".unwedge");
  }
  return absolutePath(State);
}

//===----------------------------------------------------------------------===//
// check
//===----------------------------------------------------------------------===//

/// The commands that are asked for.
Expected<std::vector<CompileCommand>>
selectCommands(std::vector<CompileCommand> All) {
  if (!OutputsIn.empty()) {
    const std::string Folder =
        StringRef(absolutePath(OutputsIn)).rtrim('/').str() + "/";
    erase_if(All, [&](const CompileCommand &Command) {
      return !StringRef(absoluteOutput(Command)).starts_with(Folder);
    });
    if (All.empty())
      return createStringError(inconvertibleErrorCode(),
                               "no unit of the compile database has its "
                               "object file in " +
                                   OutputsIn);
  }
  if (Files.empty()) {
    // Nobody asked for them by name.
    const size_t Before = All.size();
    erase_if(All, [](const CompileCommand &Command) {
      return !isOfTheCFamily(Command);
    });
    if (All.empty() && Before != 0)
      return createStringError(inconvertibleErrorCode(),
                               "no unit of the compile database is C or C++");
    if (const size_t Others = Before - All.size())
      errs() << "unwedge: passed over, not C or C++: " << Others
             << (Others == 1 ? " unit" : " units") << '\n';
    return All;
  }
  // A file may be named by other links than in the database.
  StringSet<> Wanted, Known;
  for (const std::string &Name : Files)
    Wanted.insert(realPath(absolutePath(Name)));
  erase_if(All, [&](const CompileCommand &Command) {
    std::string File = realPath(absoluteFile(Command));
    if (!Wanted.contains(File))
      return true;
    Known.insert(File);
    return false;
  });
  for (const std::string &Name : Files) {
    if (Known.contains(realPath(absolutePath(Name))))
      continue;
    if (!PassOverUnknown)
      return createStringError(inconvertibleErrorCode(),
                               Name + " is not in the compile database");
    errs() << "unwedge: passed over, not in the compile database: " << Name
           << '\n';
  }
  return All;
}

/// Whether everything was looked at: of the rest nobody knows what is gone.
bool isOfEverything(const RunResult &Run) {
  return Files.empty() && OutputsIn.empty() && !Run.LacksParts &&
         !Run.LacksModel &&
         Run.unitsThatAre(UnitRecord::Status::Analyzed) == Run.Units.size();
}

/// Makes the baseline of \p Run.
Error makeBaseline(RunResult &Run, const Baseline::Scope &Searched) {
  Baseline Known = Baseline::of(Run, Searched);
  if (!isOfEverything(Run) && sys::fs::exists(BaselineFile)) {
    Expected<Baseline> Old = Baseline::read(BaselineFile);
    if (!Old)
      return Old.takeError();
    if (const unsigned Kept = Known.keep(*Old))
      Run.Warnings.push_back((BaselineFile + ": " + Twine(Kept) +
                              (Kept == 1 ? " finding that it had is"
                                         : " findings that it had are") +
                              " kept, since not everything was looked at")
                                 .str());
  }
  if (Error Failed = Known.write(BaselineFile))
    return Failed;
  Known.silence(Run);
  return Error::success();
}

/// Silences what \p Known has, and says or drops what is found no more.
Error applyBaseline(Baseline &Known, RunResult &Run,
                    const Baseline::Scope &Searched) {
  Known.silence(Run);
  const unsigned Gone = isOfEverything(Run) ? Known.gone(Searched) : 0;
  if (Gone == 0)
    return Error::success();
  if (!ShrinkBaseline) {
    Run.Warnings.push_back((BaselineFile + ": " + Twine(Gone) + " of " +
                            Twine(Known.size()) +
                            " findings are there no more; --shrink-baseline "
                            "drops them")
                               .str());
    return Error::success();
  }
  Known.shrink(Searched);
  return Known.write(BaselineFile);
}

/// The baseline that is to be applied, if there is one.
Expected<std::optional<Baseline>> readBaseline() {
  if (BaselineFile.empty() &&
      (NewBaseline || ShrinkBaseline || BaselineFile.getNumOccurrences()))
    return createStringError(inconvertibleErrorCode(),
                             "--baseline is missing: name the file");
  if (NewBaseline && ShrinkBaseline)
    return createStringError(inconvertibleErrorCode(),
                             "--new-baseline and --shrink-baseline do not go "
                             "together: a new one has nothing to drop");
  if (BaselineFile.empty() || NewBaseline)
    return std::nullopt;
  Expected<Baseline> Read = Baseline::read(BaselineFile);
  if (!Read)
    return Read.takeError();
  return std::optional<Baseline>(std::move(*Read));
}

/// Makes or applies the baseline, if there is one.
Error useBaseline(std::optional<Baseline> &Known, RunResult &Run,
                  const Baseline::Scope &Searched) {
  if (NewBaseline)
    return makeBaseline(Run, Searched);
  return Known ? applyBaseline(*Known, Run, Searched) : Error::success();
}

/// The units that were asked for, and what was found in them.
struct BuildAnalysis {
  std::vector<CompileCommand> Commands;
  ScheduleOptions Options;
  /// What the change began with, if one is looked at.
  std::optional<OldSources> Old;
  RunResult Run;
};

/// What is found in \p Program, which is all that there is if \p IsWhole. It is
/// also written to \p SummaryFile, for editors, unless that is empty.
Expected<std::vector<FindingRecord>> findIn(const link::Program &Program,
                                            ArrayRef<std::string> Checks,
                                            bool IsWhole,
                                            StringRef SummaryFile) {
  link::LinkOptions Options;
  Options.IsWhole = IsWhole;
  Options.Checks = Checks;
  Options.MinimumConfidence = MinimumConfidence;
  std::vector<FindingRecord> Found = link::findInProgram(Program, Options);
  if (!SummaryFile.empty()) {
    Expected<std::string> Warning =
        writeProgramSummary(Program, Options, Found, SummaryFile);
    if (!Warning)
      return Warning.takeError();
    if (!Warning->empty())
      errs() << "unwedge: warning: " << *Warning << '\n';
  }
  if (ShowStatistics)
    for (const auto &[What, Count] : link::statisticsRows(Program.Statistics))
      errs() << "unwedge: program: " << What << ": " << Count << '\n';
  return Found;
}

/// What \c findAcrossUnits could do.
enum class Linked { All, Part, Nothing };

/// Adds to \p Units what it takes several of them to see, and drops what others
/// refute. A unit whose summary cannot be read keeps its own findings; if
/// \p MayRepeat, nothing is done then, and such summaries are removed, so that
/// they are made again.
///
/// What editors show is written to \p SummaryFile, unless that is empty, or
/// what was linked is a part and the user has not named the file: a part must
/// not take the place of all.
Expected<Linked> findAcrossUnits(std::vector<UnitRecord> &Units,
                                 ArrayRef<std::string> Checks,
                                 StringRef SummaryFile, bool MayRepeat) {
  std::vector<std::unique_ptr<summary::UnitSummary>> Summaries;
  std::vector<UnitRecord *> Analyzed, Joined;
  std::vector<std::string> SummaryFiles;
  for (UnitRecord &Unit : Units)
    if (Unit.What == UnitRecord::Status::Analyzed) {
      Analyzed.push_back(&Unit);
      SummaryFiles.push_back(Unit.SummaryFile);
    }
  std::vector<ProgramInputs> Inputs = readSummaries(SummaryFiles, Jobs);
  if (MayRepeat && any_of(Inputs, [](const ProgramInputs &Read) {
        return !Read.Errors.empty();
      })) {
    for (auto &&[Unit, Read] : zip_equal(Analyzed, Inputs))
      if (!Read.Errors.empty())
        sys::fs::remove(Unit->SummaryFile);
    return Linked::Nothing;
  }
  for (auto &&[Unit, Read] : zip_equal(Analyzed, Inputs)) {
    if (Read.Errors.empty()) {
      Joined.push_back(Unit);
      append_range(Summaries,
                   make_range(std::make_move_iterator(Read.Units.begin()),
                              std::make_move_iterator(Read.Units.end())));
      continue;
    }
    for (const std::string &Message : Read.Errors)
      Unit->Warnings.push_back(Message + "; what takes " + Unit->File +
                               " and others to see is not found, and its "
                               "summary is made again the next time");
    // What is not there is made again.
    sys::fs::remove(Unit->SummaryFile);
  }
  const Linked Result =
      Joined.size() == Analyzed.size() ? Linked::All : Linked::Part;
  if (Joined.empty())
    return Result;
  const link::Program Program(std::move(Summaries));
  const bool IsWhole =
      Joined.size() == Units.size() && Files.empty() && OutputsIn.empty();
  if (!IsWhole && ProgramSummaryFile.empty() && !SummaryFile.empty()) {
    SummaryFile = "";
    Joined.front()->Warnings.push_back(
        "editors are not told what was found of the whole program: it is not "
        "whole");
  }
  Expected<std::vector<FindingRecord>> InProgram =
      findIn(Program, Checks, IsWhole, SummaryFile);
  if (!InProgram)
    return InProgram.takeError();
  using Key = std::tuple<std::string, PlaceRecord, std::string>;
  auto KeyOf = [](const FindingRecord &F) {
    return Key(F.Check, F.Where, F.Message);
  };
  std::map<Key, FindingRecord> Found;
  for (FindingRecord &F : *InProgram)
    Found.try_emplace(KeyOf(F), std::move(F));
  std::set<Key> Known;
  for (UnitRecord *Unit : Joined)
    erase_if(Unit->Findings, [&](FindingRecord &Own) {
      const auto F = Found.find(KeyOf(Own));
      if (F == Found.end())
        return true;
      // Others may have made sure of it.
      Own.Confidence = F->second.Confidence;
      Own.Steps = F->second.Steps;
      Known.insert(F->first);
      return false;
    });
  for (auto &[Key, F] : Found)
    if (!Known.count(Key)) {
      F.IsAcrossUnits = true;
      Joined.front()->Findings.push_back(std::move(F));
    }
  return Result;
}

/// Where editors find what was found of the whole program; empty if it is not
/// to be written: what is found of a part must not take the place of all.
std::string programSummaryFile(StringRef StateDirectory) {
  if (!ProgramSummaryFile.empty())
    return ProgramSummaryFile;
  if (!Files.empty() || !OutputsIn.empty() || !CheckNames.empty() ||
      MinimumConfidence > Confidence::Likely)
    return "";
  SmallString<256> Result(StateDirectory);
  sys::path::append(Result, "program.json");
  return std::string(Result);
}

bool hasToBeTold(const UnitRecord &Unit) {
  return any_of(
             Unit.Findings,
             [](const FindingRecord &F) { return F.SuppressedBy.empty(); }) ||
         (DemandReason && !Unit.Suppressions.empty());
}

/// The commands that tell what was found before the change, if there is
/// anything to compare with it.
///
/// What a unit finds alone, it found alone: of the others nobody asks. A whole
/// program needs all units, and of those that read nothing that has changed,
/// what they are today.
Expected<std::vector<CompileCommand>>
commandsBefore(const BuildAnalysis &Build) {
  const OldSources &Old = *Build.Old;
  const RunResult &Run = Build.Run;
  std::vector<CompileCommand> Before;
  if (!WholeProgram) {
    for (auto [Command, Unit] : zip_equal(Build.Commands, Run.Units))
      if (hasToBeTold(Unit) && !Old.isNew(Unit.File))
        Before.push_back(Old.command(Command));
    return Before;
  }
  if (none_of(Run.Units, hasToBeTold))
    return Before;
  Expected<std::vector<std::vector<std::string>>> Read =
      filesRead(Build.Commands, Build.Options);
  if (!Read)
    return Read.takeError();
  for (auto [Command, Files] : zip_equal(Build.Commands, *Read))
    if (!Files.empty() && none_of(Files, [&](const std::string &File) {
          return Old.isOther(File);
        }))
      Before.push_back(Command);
    else if (!Old.isNew(absoluteFile(Command)))
      Before.push_back(Old.command(Command));
  return Before;
}

/// Drops what was found before the change as well.
///
/// Units are analysed once more, with the files as they were. A line that a
/// change has not touched may have a new finding all the same, for what it
/// calls, and one that it has may have had its finding before.
Error keepWhatIsNew(BuildAnalysis &Build, ArrayRef<std::string> Checks) {
  RunResult &Run = Build.Run;
  constexpr StringLiteral Unchanged = "unchanged";
  Expected<std::vector<CompileCommand>> Before = commandsBefore(Build);
  if (!Before)
    return Before.takeError();
  if (Before->empty())
    return Error::success();
  Build.Options.IsNoted = false;
  Expected<std::vector<UnitRecord>> Units = analyzeAll(*Before, Build.Options);
  if (!Units)
    return Units.takeError();
  for (const UnitRecord &Unit : *Units)
    if (Unit.What != UnitRecord::Status::Analyzed)
      Run.Warnings.push_back(
          Unit.File +
          ": could not be analysed as it was before the change, so "
          "that its findings may be older: " +
          Unit.Message);
  if (WholeProgram)
    if (Expected<Linked> Done =
            findAcrossUnits(*Units, Checks, /*SummaryFile=*/"",
                            /*MayRepeat=*/false);
        !Done)
      return Done.takeError();
  RunResult Earlier = mergeUnits(std::move(*Units));
  if (DemandReason)
    demandReasons(Earlier);
  Baseline::of(Earlier, {}).silence(Run, Unchanged);
  erase_if(Run.Findings, [&](const FindingRecord &F) {
    return F.SuppressedBy == Unchanged && ++Run.Unchanged != 0;
  });
  return Error::success();
}

/// Analyses the units that are asked for.
Expected<BuildAnalysis> analyzeBuild(const char *Argv0, void *MainAddress,
                                     ArrayRef<std::string> Checks) {
  if (BuildPath.empty())
    return createStringError(
        inconvertibleErrorCode(),
        "-p is missing: name the folder of compile_commands.json");
  BuildAnalysis Result;
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
  Result.Commands = std::move(*Commands);

  ScheduleOptions &Options = Result.Options;
  Options.Program = sys::fs::getMainExecutable(Argv0, MainAddress);
  Options.StateDirectory = stateDirectory(Database);
  if (!BaselineFile.empty())
    Options.BaselineFile = absolutePath(BaselineFile);
  Options.AnalysisArguments = {"--checks=" + join(Checks, ","),
                               "--minimum-confidence=" +
                                   confidenceName(MinimumConfidence).str()};
  if (PathSensitive)
    Options.AnalysisArguments.push_back("--path-sensitive");
  for (const std::string &Option : CheckOptions)
    Options.AnalysisArguments.push_back("--option=" + Option);
  if (!ModelFiles.empty()) {
    // Units are analysed in folders of their own.
    std::vector<std::string> Absolute;
    SmallVector<StringRef, 4> Given;
    StringRef(ModelFiles).split(Given, ';', -1, /*KeepEmpty=*/false);
    for (StringRef File : Given)
      Absolute.push_back(absolutePath(File.trim()));
    Options.AnalysisArguments.push_back("--model-files=" + join(Absolute, ";"));
    Options.ModelFiles = Absolute;
    // Each unit tells what is wrong with them. Whoever names a file wants what
    // is in it, so that without it nothing is sure; one that is found beside
    // the sources costs itself only.
    std::vector<ModelFile> Loaded;
    for (Error &E : loadModelFiles(*vfs::getRealFileSystem(),
                                   join(Absolute, ";"), "", Loaded)) {
      consumeError(std::move(E));
      Result.Run.LacksModel = true;
    }
  }
  Options.Summarize = WholeProgram;
  Options.Jobs = Jobs;
  Options.TimeLimit = TimeLimit;
  if (!DiffRevision.empty()) {
    Expected<OldSources> Found = OldSources::at(
        DiffRevision, absolutePath(Root), Options.StateDirectory);
    if (!Found)
      return Found.takeError();
    Result.Old = std::move(*Found);
  }
  if (Result.Commands.empty())
    return Result;
  Expected<std::vector<UnitRecord>> Units =
      analyzeAll(Result.Commands, Options);
  if (!Units)
    return Units.takeError();
  bool LacksParts = false;
  for (bool MayRepeat : {true, false}) {
    if (!Options.Summarize)
      break;
    Expected<Linked> Done = findAcrossUnits(
        *Units, Checks, programSummaryFile(Options.StateDirectory), MayRepeat);
    if (!Done)
      return Done.takeError();
    LacksParts = *Done == Linked::Part;
    if (*Done != Linked::Nothing)
      break;
    Units = analyzeAll(Result.Commands, Options);
    if (!Units)
      return Units.takeError();
  }
  const bool LacksModel = Result.Run.LacksModel;
  Result.Run = mergeUnits(std::move(*Units));
  Result.Run.LacksParts = LacksParts;
  Result.Run.LacksModel = LacksModel;
  return Result;
}

/// Writes the findings as they are asked for.
Error tellFindings(RunResult &Run) {
  if (is_contained({Format::Sarif, Format::GitHub, Format::GitLab},
                   OutputFormat.getValue()))
    warnOfFilesOutside(Run, absolutePath(Root));
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
    case Format::HTML:
      printHTML(Run, absolutePath(Root), OS);
      break;
    }
  };
  return tell(Print);
}

int runCheck(const char *Argv0, void *MainAddress) {
  if (NewBaseline && !DiffRevision.empty())
    return complain("--diff and --new-baseline do not go together: a baseline "
                    "has all that is found");
  if (!WholeProgram && !ProgramSummaryFile.empty())
    return complain("--program-summary is for --whole-program");
  if (!WholeProgram && ShowStatistics)
    return complain("--show-statistics is for --whole-program; unwedge stats "
                    "tells of each unit");
  if (DiffRevision.getNumOccurrences() && DiffRevision.empty())
    return complain("--diff is empty: name the revision");
  Expected<std::vector<std::string>> Checks = selectChecks(CheckNames);
  if (!Checks)
    return complain(Checks.takeError());
  if (Expected<RuleOptions> Rules = readCheckOptions(CheckOptions); !Rules)
    return complain(Rules.takeError());
  Expected<std::optional<Baseline>> Known = readBaseline();
  if (!Known)
    return complain(Known.takeError());
  Expected<BuildAnalysis> Build = analyzeBuild(Argv0, MainAddress, *Checks);
  if (!Build)
    return complain(Build.takeError());
  RunResult &Run = Build->Run;
  if (DemandReason)
    demandReasons(Run);
  if (Error Failed = useBaseline(*Known, Run,
                                 {*Checks, MinimumConfidence, PathSensitive,
                                  WholeProgram, DemandReason}))
    return complain(std::move(Failed));
  if (Build->Old)
    if (Error Failed = keepWhatIsNew(*Build, *Checks))
      return complain(std::move(Failed));

  if (Error Failed = tellFindings(Run))
    return complain(std::move(Failed));
  printSummary(Run, errs());
  if (Run.findingsThatCount() != 0)
    return SomethingFound;
  return Run.unitsThatAre(UnitRecord::Status::Analyzed) == Run.Units.size() &&
                 !Run.LacksParts && !Run.LacksModel
             ? NothingFound
             : NotAllAnalyzed;
}

//===----------------------------------------------------------------------===//
// link, dump
//===----------------------------------------------------------------------===//

int runLink() {
  Expected<std::vector<std::string>> Checks = selectChecks(CheckNames);
  if (!Checks)
    return complain(Checks.takeError());
  Expected<std::optional<Baseline>> Known = readBaseline();
  if (!Known)
    return complain(Known.takeError());
  ProgramInputs Read = readProgram(Inputs, Jobs);
  for (const std::string &Message : Read.Errors)
    errs() << "unwedge: error: " << Message << '\n';
  if (Read.Units.empty())
    return complain("there is no summary in what was given; was it compiled "
                    "with the plugin?");
  const link::Program Program(std::move(Read.Units));
  std::vector<UnitRecord> Units;
  for (const auto &Unit : Program.units()) {
    UnitRecord Record;
    Record.File = Unit->MainFile.str();
    Units.push_back(std::move(Record));
  }
  Expected<std::vector<FindingRecord>> Found =
      findIn(Program, *Checks,
             /*IsWhole=*/Read.Errors.empty() && Read.WithoutSummary == 0,
             ProgramSummaryFile);
  if (!Found)
    return complain(Found.takeError());
  Units.front().Findings = std::move(*Found);
  RunResult Run = mergeUnits(std::move(Units));
  Run.LacksParts = !Read.Errors.empty();
  if (Read.WithoutSummary != 0)
    Run.Warnings.push_back(
        (Twine(Read.WithoutSummary) +
         (Read.WithoutSummary == 1 ? " object has" : " objects have") +
         " no summary, the first is " + Read.FirstWithout +
         "; what is in such is not seen")
            .str());
  if (Error Failed =
          useBaseline(*Known, Run,
                      {*Checks, MinimumConfidence, /*PathSensitive=*/false,
                       /*WholeProgram=*/true, /*DemandReason=*/false}))
    return complain(std::move(Failed));
  if (Error Failed = tellFindings(Run))
    return complain(std::move(Failed));
  printSummary(Run, errs());
  if (Run.findingsThatCount() != 0)
    return SomethingFound;
  return Read.Errors.empty() ? NothingFound : NotAllAnalyzed;
}

int runDump() {
  ProgramInputs Read = readProgram(Inputs, Jobs);
  for (const std::string &Message : Read.Errors)
    errs() << "unwedge: error: " << Message << '\n';
  if (Error Failed = tell([&](raw_ostream &OS) {
        json::OStream Out(OS, 2);
        Out.array([&] {
          for (const auto &Unit : Read.Units)
            summary::dumpSummary(*Unit, Out);
        });
        OS << '\n';
      }))
    return complain(std::move(Failed));
  return Read.Errors.empty() ? 0 : CouldNotRun;
}

//===----------------------------------------------------------------------===//
// stats
//===----------------------------------------------------------------------===//

int runStats() {
  if (BuildPath.empty())
    return complain("-p is missing: name the folder of compile_commands.json");
  Expected<LastRun> Last = readLastRun(stateDirectory(databaseFile(BuildPath)));
  if (!Last)
    return complain(Last.takeError());
  RunResult Run = mergeUnits(std::move(Last->Units));
  if (!Last->BaselineFile.empty()) {
    Expected<Baseline> Known = Baseline::read(Last->BaselineFile);
    if (!Known)
      return complain(Known.takeError());
    Known->silence(Run);
  }
  if (Last->NotReached != 0)
    errs() << "unwedge: the run did not come to " << Last->NotReached
           << (Last->NotReached == 1 ? " unit\n" : " units\n");
  if (Last->IsWholeProgram)
    errs() << "unwedge: what the run has found across units is not counted\n";
  if (Error Failed = tell([&](raw_ostream &OS) {
        if (StatsOutputFormat == StatsFormat::JSON)
          printStatsJSON(Run, OS);
        else
          printStats(Run, OS);
      }))
    return complain(std::move(Failed));
  return 0;
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
  if (Expected<RuleOptions> Rules = readCheckOptions(CheckOptions); !Rules)
    return complain(Rules.takeError());
  Expected<BuildAnalysis> Build = analyzeBuild(Argv0, MainAddress, *Checks);
  if (!Build)
    return complain(Build.takeError());
  RunResult &Run = Build->Run;
  addSilencedAcrossUnits(Run);
  Request->LacksWholeProgram =
      !WholeProgram && any_of(Run.Units, [](const UnitRecord &Unit) {
        return sys::fs::exists(Unit.SummaryFile);
      });
  SuppressionsResult Result;
  std::string Said;
  raw_string_ostream OS(Said);
  if (Error Failed = manageSuppressions(Run, *Request, OS).moveInto(Result))
    return complain(std::move(Failed));
  if (Error Failed = tell([&](raw_ostream &To) { To << OS.str(); }))
    return complain(std::move(Failed));
  outs().flush();
  printSummary(Run, errs());
  errs() << "unwedge: " << Result.Summary << '\n';
  if (Result.NeedsAttention)
    return SomethingFound;
  return Run.unitsThatAre(UnitRecord::Status::Analyzed) == Run.Units.size() &&
                 !Run.LacksModel
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
  Expected<RuleOptions> Rules = readCheckOptions(CheckOptions);
  if (!Rules)
    return complain(Rules.takeError());
  Expected<CompileCommand> Command = readCommand(CommandFile);
  if (!Command)
    return complain(Command.takeError());
  AnalysisOptions Options;
  Options.PathSensitive = PathSensitive;
  Options.Rules = std::move(*Rules);
  Options.Checks = *Checks;
  Options.MinimumConfidence = MinimumConfidence;
  Options.ModelFiles = ModelFiles;
  Options.Summarize = !SummaryFile.empty();
  // Better none than that of another time.
  if (Options.Summarize)
    sys::fs::remove(SummaryFile);
  Error Failed = Error::success();
  std::string Summary;
  UnitRecord Unit = analyzeUnit(
      *Command, Options,
      [&](ArrayRef<std::string> Read) {
        Failed =
            joinErrors(std::move(Failed),
                       writeDependencies(OutputFile, Read, OutputFile + ".d"));
      },
      Summary);
  if (Failed)
    return complain(std::move(Failed));
  if (!Summary.empty())
    if (Error NotWritten =
            writeFile(SummaryFile, [&](raw_ostream &OS) { OS << Summary; }))
      return complain(std::move(NotWritten));
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
    outs() << "exit-codes\n    What the exit codes of check say.\n";
    return 0;
  }
  if (ExplainWhat == "exit-codes") {
    for (const auto &[Code, Meaning] : ExitCodes)
      outs() << format("%4d  ", static_cast<int>(Code)) << Meaning << '\n';
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
  // A reader that has gone ends the program by the signal, as its callers
  // expect: LLVM 19's own handler ends it with exit code 74.
  sys::SetOneShotPipeSignalFunction([] { raise(SIGPIPE); });
  InitLLVM Init(Argc, Argv, /*InstallPipeSignalExitHandler=*/false);
  if (std::optional<int> Code = becomeHost(Argc, Argv))
    return *Code;
  cl::SetVersionPrinter(printVersions);
  cl::HideUnrelatedOptions(Category);
  for (cl::SubCommand *Sub : {&Check, &Suppressions, &Link, &Dump, &Explain,
                              &Doctor, &Stats, &AnalyzeUnit, &RecordFailure})
    cl::HideUnrelatedOptions(Category, *Sub);
  // Without a stream to write to, a wrong command line would end the program
  // with 1, which says that something was found.
  std::string Wrong;
  raw_string_ostream WhatIsWrong(Wrong);
  if (!cl::ParseCommandLineOptions(
          Argc, Argv,
          "unwedge finds ways in which a program that passes its tests gets "
          "stuck in production\n",
          &WhatIsWrong)) {
    errs() << WhatIsWrong.str();
    return CouldNotRun;
  }
  if (Check)
    return runCheck(Argv[0], reinterpret_cast<void *>(&runExplain));
  if (Suppressions)
    return runSuppressions(Argv[0], reinterpret_cast<void *>(&runExplain));
  if (Link)
    return runLink();
  if (Dump)
    return runDump();
  if (Explain)
    return runExplain();
  if (Doctor)
    return runDoctor(BuildPath, outs());
  if (Stats)
    return runStats();
  if (AnalyzeUnit)
    return runAnalyzeUnit();
  if (RecordFailure)
    return runRecordFailure();
  cl::PrintHelpMessage();
  return CouldNotRun;
}

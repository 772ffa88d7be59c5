//===--- Schedule.cpp -----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Schedule.h"
#include "CompileCommands.h"
#include "ProgramOutput.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

using namespace llvm;
using clang::tooling::CompileCommand;

namespace unwedge::driver {

//===----------------------------------------------------------------------===//
// Names and quoting.
//===----------------------------------------------------------------------===//

/// A name that stays the same as long as the command does, wherever it stands
/// in the database.
static std::string nameOf(const CompileCommand &Command) {
  SHA256 Hash;
  auto Add = [&](StringRef Text) {
    Hash.update(Text);
    Hash.update(StringRef("\0", 1));
  };
  Add(Command.Directory);
  Add(Command.Filename);
  for (const std::string &Argument : Command.CommandLine)
    Add(Argument);
  return toHex(ArrayRef(Hash.final()).take_front(10), /*LowerCase=*/true);
}

/// \p Text as part of a path in a build statement.
static std::string ninjaPath(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    if (C == '$' || C == ' ' || C == ':')
      Result += '$';
    Result += C;
  }
  return Result;
}

/// \p Text with spaces for line breaks.
static std::string onOneLine(StringRef Text) {
  std::string Result = Text.str();
  for (char &C : Result)
    if (C == '\n' || C == '\r')
      C = ' ';
  return Result;
}

/// \p Text as the value of a variable.
static std::string ninjaValue(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    if (C == '$')
      Result += '$';
    Result += C;
  }
  return Result;
}

/// \p Text as one word of the shell.
static std::string shellWord(StringRef Text) {
  std::string Result = "'";
  for (char C : Text) {
    if (C == '\'')
      Result += "'\\''";
    else
      Result += C;
  }
  return Result + "'";
}

/// \p Text as a name in a file of dependencies that Ninja reads.
static std::string dependencyName(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    if (C == '$')
      Result += '$';
    else if (C == ' ' || C == '#' || C == '\\')
      Result += '\\';
    Result += C;
  }
  return Result;
}

/// Leaves \p File alone if it has that content already, so that what depends on
/// it is not done again.
static Error writeIfChanged(StringRef File, StringRef Content) {
  if (ErrorOr<std::unique_ptr<MemoryBuffer>> Old = MemoryBuffer::getFile(File);
      Old && (*Old)->getBuffer() == Content)
    return Error::success();
  return writeFile(File, [&](raw_ostream &OS) { OS << Content; });
}

//===----------------------------------------------------------------------===//
// Commands.
//===----------------------------------------------------------------------===//

static std::string commandAsJSON(const CompileCommand &Command,
                                 ArrayRef<std::string> ModelFiles) {
  return formatv("{0:2}\n",
                 json::Value(json::Object{
                     {"directory", Command.Directory},
                     {"file", Command.Filename},
                     {"arguments", json::Array(Command.CommandLine)},
                     // Not read; a new one is a change of the command.
                     {"modelFiles", json::Array(ModelFiles)}}))
      .str();
}

Expected<CompileCommand> readCommand(StringRef CommandFile) {
  Expected<json::Value> Value = readJSON(CommandFile);
  if (!Value)
    return Value.takeError();
  json::Path::Root Root("command");
  CompileCommand Command;
  json::ObjectMapper Map(*Value, Root);
  if (!Map || !Map.map("directory", Command.Directory) ||
      !Map.map("file", Command.Filename) ||
      !Map.map("arguments", Command.CommandLine))
    return createFileError(CommandFile, Root.getError());
  return Command;
}

Error writeDependencies(StringRef Output, ArrayRef<std::string> Files,
                        StringRef DependencyFile) {
  return writeFile(DependencyFile, [&](raw_ostream &OS) {
    OS << dependencyName(Output) << ':';
    // Ninja has no way to name a file with a line break.
    for (const std::string &File : Files)
      if (onOneLine(File) == File)
        OS << " \\\n  " << dependencyName(File);
    OS << '\n';
  });
}

/// The model files that may count for \p SourceFile.
static std::vector<std::string> modelFilesAbove(StringRef SourceFile) {
  std::vector<std::string> Result;
  for (StringRef Folder = sys::path::parent_path(SourceFile); !Folder.empty();
       Folder = sys::path::parent_path(Folder)) {
    SmallString<256> File(Folder);
    sys::path::append(File, ".unwedge.yaml");
    if (sys::fs::exists(File))
      Result.push_back(std::string(File));
  }
  return Result;
}

//===----------------------------------------------------------------------===//
// The state directory.
//===----------------------------------------------------------------------===//

/// Behind the name of a unit's record, the name of its summary.
static constexpr StringLiteral SummaryEnding = ".summary";

static std::string inState(StringRef StateDirectory, StringRef Name) {
  SmallString<256> Path(StateDirectory);
  sys::path::append(Path, Name);
  return std::string(Path);
}

namespace {

/// Keeps others from working in a state directory.
class StateLock {
public:
  explicit StateLock(int File) : File(File) {}
  StateLock(StateLock &&Other) : File(std::exchange(Other.File, -1)) {}
  ~StateLock() {
    if (File >= 0)
      ::close(File);
  }
  static Expected<StateLock> take(StringRef StateDirectory);

private:
  // The system takes the lock back however the process ends. What the process
  // has started has it too: if this program is killed, Ninja goes on.
  int File;
};

/// A command, and where its result is.
struct UnitResult {
  std::string Source;
  std::string Record;
};

bool fromJSON(const json::Value &From, UnitResult &To, json::Path Path) {
  json::ObjectMapper Map(From, Path);
  return Map && Map.map("file", To.Source) && Map.map("record", To.Record);
}

} // namespace

Expected<StateLock> StateLock::take(StringRef StateDirectory) {
  const std::string Name = inState(StateDirectory, "lock");
  auto Failed = [&] {
    return createFileError(Name,
                           std::error_code(errno, std::generic_category()));
  };
  constexpr mode_t ReadAndWrite = 0666;
  int File = ::open(Name.c_str(), O_RDWR | O_CREAT, ReadAndWrite);
  if (File < 0)
    return Failed();
  StateLock Lock(File);
  if (::flock(File, LOCK_EX | LOCK_NB) == 0)
    return std::move(Lock);
  if (errno != EWOULDBLOCK)
    return Failed();
  errs() << "unwedge: another unwedge works in " << StateDirectory
         << "; waiting for it\n";
  while (::flock(File, LOCK_EX) != 0)
    if (errno != EINTR)
      return Failed();
  return std::move(Lock);
}

/// \p Unwritten says what it means that there is no record.
static std::vector<UnitRecord> readResults(ArrayRef<UnitResult> Results,
                                           StringRef Unwritten) {
  std::vector<UnitRecord> Records;
  for (const UnitResult &Result : Results) {
    Expected<UnitRecord> Record = readUnit(Result.Record);
    if (Record) {
      Record->SummaryFile = Result.Record + SummaryEnding.str();
      Records.push_back(std::move(*Record));
      continue;
    }
    UnitRecord Lost;
    Lost.What = UnitRecord::Status::Crashed;
    Lost.File = Result.Source;
    Lost.Message = Unwritten.str() + ": " + toString(Record.takeError());
    Records.push_back(std::move(Lost));
  }
  return Records;
}

static constexpr int64_t RunVersion = 1;

static Error writeRun(ArrayRef<UnitResult> Results,
                      const ScheduleOptions &Options) {
  json::Array Units;
  for (const UnitResult &Result : Results)
    Units.push_back(json::Object{{"file", json::fixUTF8(Result.Source)},
                                 {"record", Result.Record}});
  return writeFile(
      inState(Options.StateDirectory, "run.json"), [&](raw_ostream &OS) {
        OS << formatv("{0:2}\n", json::Value(json::Object{
                                     {"version", RunVersion},
                                     {"baseline", Options.BaselineFile},
                                     {"wholeProgram", Options.Summarize},
                                     {"units", std::move(Units)}}));
      });
}

Expected<LastRun> readLastRun(StringRef StateDirectory) {
  const std::string File = inState(StateDirectory, "run.json");
  if (!sys::fs::exists(File))
    return createStringError(inconvertibleErrorCode(),
                             "there are no results in " + StateDirectory +
                                 "; run unwedge check first");
  Expected<json::Value> Value = readJSON(File);
  if (!Value)
    return Value.takeError();
  json::Path::Root Root("run");
  json::ObjectMapper Map(*Value, Root);
  int64_t Version = 0;
  LastRun Run;
  std::vector<UnitResult> Results;
  if (!Map || !Map.map("version", Version) ||
      !Map.map("baseline", Run.BaselineFile) || !Map.map("units", Results) ||
      !Map.mapOptional("wholeProgram", Run.IsWholeProgram))
    return createFileError(File, Root.getError());
  if (Version != RunVersion)
    return createStringError(inconvertibleErrorCode(),
                             File + ": its version is " + Twine(Version) +
                                 ", and this unwedge reads " +
                                 Twine(RunVersion));
  const size_t All = Results.size();
  erase_if(Results, [](const UnitResult &Result) {
    return !sys::fs::exists(Result.Record);
  });
  Run.NotReached = All - Results.size();
  Run.Units = readResults(Results, "its record is damaged");
  return Run;
}

//===----------------------------------------------------------------------===//
// Ninja.
//===----------------------------------------------------------------------===//

namespace {
/// What the handler of signals knows.
std::atomic<sys::procid_t> RunningNinja{0};
std::atomic<bool> Interrupted{false};
} // namespace

/// Ninja tells its own children, and takes back what is half done. A second
/// signal ends this program.
static void interruptNinja() {
  Interrupted = true;
  if (sys::procid_t Ninja = RunningNinja)
    ::kill(Ninja, SIGINT);
}

/// Returns the exit code of \p ShellCommand.
static int runNinja(StringRef Shell, StringRef ShellCommand,
                    std::string &Message) {
  sys::SetInterruptFunction(interruptNinja);
  bool Failed = false;
  sys::ProcessInfo Ninja =
      sys::ExecuteNoWait(Shell, {"sh", "-c", ShellCommand}, std::nullopt, {},
                         /*MemoryLimit=*/0, &Message, &Failed);
  if (Failed)
    return -1;
  RunningNinja = Ninja.Pid;
  if (Interrupted)
    interruptNinja();
  int Code =
      sys::Wait(Ninja, /*SecondsToWait=*/std::nullopt, &Message).ReturnCode;
  RunningNinja = 0;
  sys::SetInterruptFunction(nullptr);
  return Code;
}

Expected<std::vector<UnitRecord>> analyzeAll(ArrayRef<CompileCommand> Commands,
                                             const ScheduleOptions &Options) {
  ErrorOr<std::string> Ninja = sys::findProgramByName("ninja");
  if (!Ninja)
    return createStringError(Ninja.getError(),
                             "ninja is not to be found; install ninja-build");
  ErrorOr<std::string> Shell = sys::findProgramByName("sh");
  if (!Shell)
    return createStringError(Shell.getError(), "sh is not to be found");

  SmallString<256> Units(Options.StateDirectory);
  sys::path::append(Units, "units");
  if (std::error_code Failed = sys::fs::create_directories(Units))
    return createStringError(Failed, Units + ": " + Failed.message() +
                                         "; --state names another folder for "
                                         "results");
  Expected<StateLock> Lock = StateLock::take(Options.StateDirectory);
  if (!Lock)
    return Lock.takeError();

  // A unit's process ends by itself at the time limit, so that whatever
  // happens to it the shell knows, and says it in the unit's place.
  std::string Analyze;
  for (StringRef Word : {StringRef(Options.Program), StringRef("analyze-unit")})
    Analyze += shellWord(Word) + " ";
  for (const std::string &Argument : Options.AnalysisArguments)
    Analyze += shellWord(Argument) + " ";
  std::string Build;
  raw_string_ostream OS(Build);
  OS << "ninja_required_version = 1.10\n"
     << "builddir = " << ninjaValue(Options.StateDirectory) << "\n\n"
     << "rule analyze\n"
     << "  command = " << ninjaValue(Analyze)
     << "--time-limit=" << Options.TimeLimit
     << " --command=$in_file --output=$out_file"
     << " $summary"
     << " > $out_file.log 2>&1 || " << ninjaValue(shellWord(Options.Program))
     << " record-failure --status=$$? --command=$in_file --output=$out_file\n"
     << "  description = $what\n"
     << "  depfile = $out.d\n"
     << "  deps = gcc\n\n";
  std::vector<UnitResult> Results;
  StringSet<> Seen;
  for (const CompileCommand &Command : Commands) {
    const std::string Name = nameOf(Command);
    SmallString<256> Base(Units);
    sys::path::append(Base, Name);
    const std::string In = (Base + ".command.json").str();
    const std::string Out = (Base + ".json").str();
    const std::string File = absoluteFile(Command);
    Results.push_back({File, Out});
    // The same command twice is one unit.
    if (!Seen.insert(Name).second)
      continue;
    // What is not there may have been made, which no dependency tells; nor does
    // one tell that a record is damaged.
    if (Expected<UnitRecord> Last = readUnit(Out); !Last) {
      consumeError(Last.takeError());
      sys::fs::remove(Out);
    } else if (Last->LacksFile || (Options.Summarize &&
                                   Last->What == UnitRecord::Status::Analyzed &&
                                   !sys::fs::exists(Out + SummaryEnding))) {
      sys::fs::remove(Out);
    }
    std::vector<std::string> ModelFiles = modelFilesAbove(File);
    for (const std::string &Given : Options.ModelFiles)
      if (sys::fs::exists(Given))
        ModelFiles.push_back(Given);
    if (Error Failed = writeIfChanged(In, commandAsJSON(Command, ModelFiles)))
      return std::move(Failed);
    OS << "build " << ninjaPath(Out) << ": analyze " << ninjaPath(In) << " | "
       << ninjaPath(Options.Program);
    for (const std::string &ModelFile : ModelFiles)
      OS << ' ' << ninjaPath(ModelFile);
    OS << "\n  in_file = " << ninjaValue(shellWord(In))
       << "\n  out_file = " << ninjaValue(shellWord(Out))
       << "\n  what = " << ninjaValue(onOneLine(File));
    // A unit that was summarised once goes on to be: its record has all that a
    // run without summaries asks for, and another command would be another
    // unit.
    if (Options.Summarize || sys::fs::exists(Out + SummaryEnding))
      OS << "\n  summary = --summary="
         << ninjaValue(shellWord(Out + SummaryEnding.str()));
    OS << '\n';
  }
  const std::string BuildFile = inState(Options.StateDirectory, "build.ninja");
  if (Error Failed = writeIfChanged(BuildFile, Build))
    return std::move(Failed);
  if (Error Failed =
          Options.IsNoted ? writeRun(Results, Options) : Error::success())
    return std::move(Failed);

  // Findings are what the output stream is for.
  std::string Message;
  int Code = runNinja(
      *Shell,
      "exec " + shellWord(*Ninja) + " -k 0 -f " + shellWord(BuildFile) +
          (Options.Jobs ? " -j " + utostr(Options.Jobs) : "") + " 1>&2",
      Message);
  if (Interrupted) {
    const size_t Done = count_if(Results, [](const UnitResult &Result) {
      return sys::fs::exists(Result.Record);
    });
    return createStringError(
        std::errc::interrupted,
        "interrupted; %zu of %zu units have a result, which is kept: the same "
        "command goes on from there",
        Done, Results.size());
  }
  std::vector<UnitRecord> Records =
      readResults(Results, "it left no result; is the disk full?");
  if (Code != 0 && all_of(Records, [](const UnitRecord &Record) {
        return Record.What == UnitRecord::Status::Crashed;
      }))
    return createStringError(inconvertibleErrorCode(),
                             "ninja failed with exit code %d%s%s", Code,
                             Message.empty() ? "" : ": ", Message.c_str());
  return Records;
}

Expected<std::vector<std::vector<std::string>>>
filesRead(ArrayRef<CompileCommand> Commands, const ScheduleOptions &Options) {
  Expected<ProgramOutput> Said = outputOf(
      "ninja",
      {"-f", inState(Options.StateDirectory, "build.ninja"), "-t", "deps"}, "");
  if (!Said)
    return Said.takeError();
  if (Said->ExitCode != 0)
    return createStringError(inconvertibleErrorCode(),
                             "ninja: " + StringRef(Said->Errors).trim());
  // For each record "NAME: #deps ... (VALID)"; then one file in each line.
  StringMap<std::vector<std::string>> ByRecord;
  std::vector<std::string> *Files = nullptr;
  SmallVector<StringRef, 0> Lines;
  StringRef(Said->Text).split(Lines, '\n', -1, /*KeepEmpty=*/false);
  for (StringRef Line : Lines)
    if (Line.consume_front("    ")) {
      if (Files)
        Files->push_back(Line.str());
    } else {
      Files = Line.ends_with("(VALID)")
                  ? &ByRecord[sys::path::filename(Line.split(": #deps").first)]
                  : nullptr;
    }
  std::vector<std::vector<std::string>> Result;
  for (const CompileCommand &Command : Commands)
    Result.push_back(ByRecord.lookup(nameOf(Command) + ".json"));
  return Result;
}

} // namespace unwedge::driver

//===--- Schedule.cpp -----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Schedule.h"
#include "CompileCommands.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

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
  return writeToOutput(File, [&](raw_ostream &OS) {
    OS << Content;
    return Error::success();
  });
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
  return writeToOutput(DependencyFile, [&](raw_ostream &OS) {
    OS << dependencyName(Output) << ':';
    for (const std::string &File : Files)
      OS << " \\\n  " << dependencyName(File);
    OS << '\n';
    return Error::success();
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
// Ninja.
//===----------------------------------------------------------------------===//

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
    return createFileError(Units, Failed);

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
     << " --command=$in_file --output=$out_file > $out_file.log 2>&1 || "
     << ninjaValue(shellWord(Options.Program))
     << " record-failure --status=$$? --command=$in_file --output=$out_file\n"
     << "  description = $what\n"
     << "  depfile = $out.d\n"
     << "  deps = gcc\n\n";
  std::vector<std::string> Results;
  StringSet<> Seen;
  for (const CompileCommand &Command : Commands) {
    const std::string Name = nameOf(Command);
    SmallString<256> Base(Units);
    sys::path::append(Base, Name);
    const std::string In = (Base + ".command.json").str();
    const std::string Out = (Base + ".json").str();
    Results.push_back(Out);
    // The same command twice is one unit.
    if (!Seen.insert(Name).second)
      continue;
    // What is not there may have been made, which no dependency tells.
    if (Expected<UnitRecord> Last = readUnit(Out); !Last)
      consumeError(Last.takeError());
    else if (Last->LacksFile)
      sys::fs::remove(Out);
    const std::string File = absoluteFile(Command);
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
       << "\n  what = " << ninjaValue(File) << '\n';
  }
  SmallString<256> BuildFile(Options.StateDirectory);
  sys::path::append(BuildFile, "build.ninja");
  if (Error Failed = writeIfChanged(BuildFile, Build))
    return std::move(Failed);

  // Findings are what the output stream is for.
  std::string Run =
      "exec " + shellWord(*Ninja) + " -k 0 -f " + shellWord(BuildFile) +
      (Options.Jobs ? " -j " + utostr(Options.Jobs) : "") + " 1>&2";
  std::string Message;
  int Code =
      sys::ExecuteAndWait(*Shell, {"sh", "-c", Run}, std::nullopt, {},
                          /*SecondsToWait=*/0, /*MemoryLimit=*/0, &Message);
  std::vector<UnitRecord> Records;
  for (size_t I = 0; I < Commands.size(); ++I) {
    Expected<UnitRecord> Record = readUnit(Results[I]);
    if (Record) {
      Records.push_back(std::move(*Record));
      continue;
    }
    // Each unit has a result, unless the disk is full, or somebody stopped it.
    UnitRecord Lost;
    Lost.What = UnitRecord::Status::Crashed;
    Lost.File = absoluteFile(Commands[I]);
    Lost.Message = toString(Record.takeError());
    Records.push_back(std::move(Lost));
  }
  if (Code != 0 && all_of(Records, [](const UnitRecord &Record) {
        return Record.What == UnitRecord::Status::Crashed;
      }))
    return createStringError(inconvertibleErrorCode(),
                             "ninja failed with exit code %d%s%s", Code,
                             Message.empty() ? "" : ": ", Message.c_str());
  return Records;
}

} // namespace unwedge::driver

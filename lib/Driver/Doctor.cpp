//===--- Doctor.cpp -------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Doctor.h"
#include "CompileCommands.h"
#include "HostPrograms.h"
#include "ProgramOutput.h"
#include "UnitAnalysis.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <map>

using namespace llvm;

namespace unwedge::driver {

namespace {

class Visit {
public:
  explicit Visit(raw_ostream &OS) : OS(OS) {}

  void good(const Twine &What) { OS << "good: " << What << '\n'; }
  /// Something works less well, or some part does not.
  void poor(const Twine &What, const Twine &Cure) {
    OS << "poor: " << What << "; " << Cure << '\n';
  }
  /// `check` cannot run.
  void bad(const Twine &What, const Twine &Cure) {
    OS << "bad:  " << What << "; " << Cure << '\n';
    Healthy = false;
  }
  bool isHealthy() const { return Healthy; }

private:
  raw_ostream &OS;
  bool Healthy = true;
};

} // namespace

static void lookAtNinja(Visit &Report) {
  ErrorOr<std::string> Ninja = sys::findProgramByName("ninja");
  if (!Ninja) {
    Report.bad("ninja is not to be found", "install ninja-build");
    return;
  }
  Report.good("ninja " + StringRef(textOf(*Ninja, {"--version"})).trim() +
              " is " + *Ninja);
}

static void lookAtHeaders(Visit &Report) {
  std::string Resources = resourceDirectory();
  if (Resources.empty())
    Report.bad("the compiler's own headers are not in " UNWEDGE_LLVM_LIBRARY_DIR
               "/clang/" CLANG_VERSION_MAJOR_STRING,
               "install libclang-common-" CLANG_VERSION_MAJOR_STRING "-dev");
  else
    Report.good("the compiler's own headers are in " + Resources);
}

/// What is loaded into a program of another version does not work, and says so
/// badly.
static void lookAtHost(const HostKind &Kind, StringRef Without, Visit &Report) {
  if (findCompanion(Kind.Loads).empty()) {
    Report.poor(Kind.Loads + " is not where unwedge is",
                "without it " + Without + "; build or install all of unwedge");
    return;
  }
  const std::vector<HostProgram> Hosts = findHosts(Kind);
  const std::string Package =
      (Kind.Name + "-" CLANG_VERSION_MAJOR_STRING).str();
  if (Hosts.empty()) {
    Report.poor(Kind.Name + " is not to be found",
                "without it " + Without + "; install " + Package);
    return;
  }
  const HostProgram &Host = Hosts.back();
  if (Host.Fits)
    Report.good(Host.Path + " is " + Kind.Name + " " + Host.Version +
                ", in which " + Kind.Loads + " loads");
  else
    Report.poor(Host.Path +
                    (Host.Version.empty()
                         ? " does not tell its version"
                         : " is " + Kind.Name.str() + " " + Host.Version) +
                    ", and " + Kind.Loads + " is for " + Kind.Name + " " +
                    Kind.Version,
                "it will not load; build unwedge anew, or install " + Package +
                    " of that version");
}

static void lookAtDatabase(StringRef BuildPath, Visit &Report) {
  const std::string Path = databaseFile(BuildPath);
  if (!sys::fs::exists(Path)) {
    Report.bad("there is no " + Path,
               "make it with cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, meson, "
               "or bear");
    return;
  }
  Expected<std::vector<clang::tooling::CompileCommand>> Read =
      readDatabase(Path);
  if (!Read) {
    Report.bad(toString(Read.takeError()), "make it anew");
    return;
  }
  const std::vector<clang::tooling::CompileCommand> &Commands = *Read;
  if (Commands.empty()) {
    Report.bad("there is no unit in " + Path, "build the project's targets");
    return;
  }
  Report.good(Path + " has " + Twine(Commands.size()) + " commands");

  std::string FirstMissing, FirstNowhere;
  unsigned Missing = 0, Nowhere = 0, Twice = 0;
  StringMap<unsigned> Times;
  std::map<std::string, unsigned> Compilers;
  for (const clang::tooling::CompileCommand &Command : Commands) {
    const std::string File = absoluteFile(Command);
    if (!sys::fs::exists(File) && Missing++ == 0)
      FirstMissing = File;
    if (!sys::fs::is_directory(Command.Directory) && Nowhere++ == 0)
      FirstNowhere = Command.Directory;
    Twice += Times[File]++ == 1;
    if (!Command.CommandLine.empty())
      ++Compilers[sys::path::filename(Command.CommandLine.front()).str()];
  }
  if (Nowhere)
    Report.bad(Twine(Nowhere) +
                   " commands are for folders that are not there, "
                   "the first " +
                   FirstNowhere,
               "the build was moved or removed: make the database anew");
  if (Missing)
    Report.poor(Twine(Missing) + " files are not there, the first " +
                    FirstMissing,
                "build the project once, so that what it generates is there");
  if (Twice)
    Report.good(Twine(Twice) +
                " files have several commands; all of them are analysed");
  for (const auto &[Compiler, Number] : Compilers)
    if (StringRef(Compiler).contains("clang"))
      Report.good(Twine(Number) + " commands are for " + Compiler);
    else
      Report.good(Twine(Number) + " commands are for " + Compiler +
                  ", and are read by clang: options that it does not know "
                  "show as errors of the unit");
}

int runDoctor(StringRef BuildPath, raw_ostream &OS) {
  Visit Report(OS);
  Report.good("unwedge " UNWEDGE_VERSION
              " is built with clang " CLANG_VERSION_STRING);
  lookAtNinja(Report);
  lookAtHeaders(Report);
  lookAtHost(ClangTidyHost, "there are no checks in clang-tidy", Report);
  lookAtHost(ClangHost, "there is no clang --analyze", Report);
  if (BuildPath.empty())
    Report.poor("no compile database was looked at", "name one with -p");
  else
    lookAtDatabase(BuildPath, Report);
  return Report.isHealthy() ? 0 : 1;
}

} // namespace unwedge::driver

//===--- HostPrograms.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostPrograms.h"
#include "ProgramOutput.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <cerrno>
#include <cstdlib>
#include <unistd.h>

using namespace llvm;

namespace unwedge::driver {

const HostKind ClangTidyHost = {"clang-tidy", "UNWEDGE_CLANG_TIDY",
                                "unwedge-tidy.so", UNWEDGE_LLVM_SERIES};
const HostKind ClangHost = {"clang", "UNWEDGE_CLANG", "unwedge-analyzer.so",
                            CLANG_VERSION_STRING};

/// Links are resolved.
static std::string thisProgram() {
  static int Here;
  return sys::fs::getMainExecutable(nullptr, &Here);
}

std::string findCompanion(StringRef Name) {
  SmallString<256> Path(sys::path::parent_path(thisProgram()));
  if (Name.ends_with(".so"))
    sys::path::append(Path, "..", "lib");
  sys::path::append(Path, Name);
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return sys::fs::exists(Path) ? std::string(Path) : std::string();
}

/// The version in what `--version` of a program of LLVM's prints.
static std::string versionOf(StringRef Program) {
  // A wrapper that was named as its own host would go on for ever.
  if (sys::fs::equivalent(Program, thisProgram()))
    return "";
  const std::string Text = textOf(Program, {"--version"});
  for (StringRef Mark : {"LLVM version ", "clang version "}) {
    size_t Where = StringRef(Text).find(Mark);
    if (Where != StringRef::npos)
      return StringRef(Text)
          .drop_front(Where + Mark.size())
          .take_while([](char C) { return isAlnum(C) || C == '.'; })
          .str();
  }
  return "";
}

/// Whether \p Version is \p Wanted, or begins with it and a dot.
static bool fits(StringRef Version, StringRef Wanted) {
  return Version.consume_front(Wanted) &&
         (Version.empty() || Version.front() == '.');
}

std::vector<HostProgram> findHosts(const HostKind &Kind) {
  std::vector<std::string> Candidates;
  if (const char *Named = std::getenv(Kind.Variable); Named && *Named) {
    ErrorOr<std::string> Found = sys::findProgramByName(Named);
    Candidates.push_back(Found ? *Found : Named);
  } else {
    // Beside the LLVM that this was built with is the surest place.
    SmallString<128> Beside(UNWEDGE_LLVM_TOOLS_DIR);
    sys::path::append(Beside, Kind.Name);
    if (sys::fs::can_execute(Beside))
      Candidates.push_back(std::string(Beside));
    for (const std::string &Name :
         {(Kind.Name + "-" CLANG_VERSION_MAJOR_STRING).str(), Kind.Name.str()})
      if (ErrorOr<std::string> Found = sys::findProgramByName(Name))
        Candidates.push_back(*Found);
  }
  std::vector<HostProgram> Result;
  for (const std::string &Path : Candidates) {
    HostProgram Host;
    Host.Path = Path;
    Host.Version = versionOf(Path);
    Host.Fits = fits(Host.Version, Kind.Version);
    Result.push_back(Host);
    if (Host.Fits)
      break;
  }
  return Result;
}

//===----------------------------------------------------------------------===//
// Versions.
//===----------------------------------------------------------------------===//

static void printHost(const HostKind &Kind, raw_ostream &OS) {
  const std::string Companion = findCompanion(Kind.Loads);
  OS << "  " << Kind.Loads << ": "
     << (Companion.empty() ? "not there" : Companion) << "\n    needs "
     << Kind.Name << ' ' << Kind.Version << ": ";
  std::vector<HostProgram> Hosts = findHosts(Kind);
  if (Hosts.empty())
    OS << "none is there";
  else if (Hosts.back().Fits)
    OS << Hosts.back().Path << " is " << Hosts.back().Version;
  else
    OS << "none fits; " << Hosts.front().Path << " is "
       << (Hosts.front().Version.empty() ? "not one" : Hosts.front().Version);
  OS << '\n';
}

void printVersions(raw_ostream &OS) {
  OS << "unwedge " UNWEDGE_VERSION ", with clang " CLANG_VERSION_STRING "\n"
     << "  running with " << clang::getClangFullVersion() << '\n';
  for (const HostKind *Kind : {&ClangTidyHost, &ClangHost})
    printHost(*Kind, OS);
  if (std::string Clangd = findCompanion("unwedge-clangd"); !Clangd.empty())
    OS << "  unwedge-clangd: " << Clangd << '\n';
}

//===----------------------------------------------------------------------===//
// Wrappers.
//===----------------------------------------------------------------------===//

namespace {

/// A name of this program by which it stands for a host.
struct Wrapper {
  StringRef Name;
  const HostKind &Kind;
  /// Prints where that is which the host loads, and ends.
  StringRef PrintOption;
  /// \p Companion loaded, in the host's words.
  void (*AddArguments)(StringRef Companion, std::vector<std::string> &To);
};

} // namespace

static void loadModule(StringRef Companion, std::vector<std::string> &To) {
  To.push_back(("--load=" + Companion).str());
}

static void loadPlugin(StringRef Companion, std::vector<std::string> &To) {
  // Commands of a build have arguments for what is not done here.
  To.insert(To.end(),
            {"-Qunused-arguments", "--analyze", "--analyzer-no-default-checks",
             ("-fplugin=" + Companion).str(), "-Xclang",
             "-analyzer-checker=unwedge", "-Xclang", "-analyzer-output=text"});
}

static const Wrapper Wrappers[] = {
    {"unwedge-tidy", ClangTidyHost, "--print-module", loadModule},
    {"unwedge-analyze", ClangHost, "--print-plugin", loadPlugin},
};

/// Whether the program was called by \p Name, or that with a version behind it.
static bool isCalled(StringRef Argv0, StringRef Name) {
  StringRef Called = sys::path::filename(Argv0);
  return Called.consume_front(Name) &&
         (Called.empty() || Called == "-" CLANG_VERSION_MAJOR_STRING);
}

static int lacksHost(const Wrapper &As, ArrayRef<HostProgram> Found) {
  errs() << As.Name << ": error: " << As.Kind.Loads << " is for "
         << As.Kind.Name << ' ' << As.Kind.Version
         << ", which is not to be found\n";
  for (const HostProgram &Host : Found) {
    errs() << As.Name << ": note: " << Host.Path;
    if (Host.Version.empty())
      errs() << " does not run, or does not tell its version\n";
    else
      errs() << " is " << As.Kind.Name << ' ' << Host.Version << '\n';
  }
  errs() << As.Name << ": note: install " << As.Kind.Name
         << "-" CLANG_VERSION_MAJOR_STRING " of LLVM " << As.Kind.Version
         << ", name the program in " << As.Kind.Variable
         << ", or build unwedge for the LLVM that is there\n";
  return 2;
}

std::optional<int> becomeHost(int Argc, const char **Argv) {
  const Wrapper *As = find_if(
      Wrappers, [&](const Wrapper &W) { return isCalled(Argv[0], W.Name); });
  if (As == std::end(Wrappers))
    return std::nullopt;
  const std::string Companion = findCompanion(As->Kind.Loads);
  if (Companion.empty()) {
    errs() << As->Name << ": error: " << As->Kind.Loads
           << " is not where unwedge is installed; install unwedge anew\n";
    return 2;
  }
  if (Argc == 2 && Argv[1] == As->PrintOption) {
    outs() << Companion << '\n';
    return 0;
  }
  std::vector<HostProgram> Hosts = findHosts(As->Kind);
  if (Hosts.empty() || !Hosts.back().Fits)
    return lacksHost(*As, Hosts);

  const std::string &Host = Hosts.back().Path;
  std::vector<std::string> Words = {Host};
  As->AddArguments(Companion, Words);
  Words.insert(Words.end(), Argv + 1, Argv + Argc);
  std::vector<char *> Pointers;
  for (std::string &Word : Words)
    Pointers.push_back(Word.data());
  Pointers.push_back(nullptr);
  ::execv(Host.c_str(), Pointers.data());
  errs() << As->Name << ": error: " << Host << ": "
         << std::error_code(errno, std::generic_category()).message() << '\n';
  return 2;
}

} // namespace unwedge::driver

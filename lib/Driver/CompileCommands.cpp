//===--- CompileCommands.cpp ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompileCommands.h"
#include "clang/Driver/Types.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;
using clang::tooling::CompileCommand;

namespace unwedge::driver {

std::string absolutePath(StringRef Path) {
  SmallString<256> Result(Path);
  sys::fs::make_absolute(Result);
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return std::string(Result);
}

std::string realPath(StringRef Path) {
  SmallString<256> Real;
  return sys::fs::real_path(Path, Real) ? Path.str() : std::string(Real);
}

/// \p Path as it is meant in the folder that \p Command is run in.
static std::string absoluteIn(const CompileCommand &Command, StringRef Path) {
  if (sys::path::is_absolute(Path))
    return absolutePath(Path);
  SmallString<256> Result(Command.Directory);
  sys::path::append(Result, Path);
  return absolutePath(Result);
}

std::string absoluteFile(const CompileCommand &Command) {
  return absoluteIn(Command, Command.Filename);
}

std::string absoluteOutput(const CompileCommand &Command) {
  if (!Command.Output.empty())
    return absoluteIn(Command, Command.Output);
  const std::vector<std::string> &Words = Command.CommandLine;
  for (size_t I = 0; I + 1 < Words.size(); ++I)
    if (Words[I] == "-o")
      return absoluteIn(Command, Words[I + 1]);
  for (const std::string &Word : Words)
    if (StringRef(Word).starts_with("-o") && Word.size() > 2 &&
        !StringRef(Word).starts_with("-obj"))
      return absoluteIn(Command, StringRef(Word).drop_front(2));
  return "";
}

bool isOfTheCFamily(const CompileCommand &Command) {
  namespace types = clang::driver::types;
  types::ID Type = types::TY_INVALID;
  const std::vector<std::string> &Words = Command.CommandLine;
  for (size_t I = 0; I < Words.size(); ++I) {
    StringRef Language = Words[I];
    if (!Language.consume_front("-x"))
      continue;
    if (Language.empty() && I + 1 < Words.size())
      Language = Words[++I];
    Type = types::lookupTypeForTypeSpecifier(Language.str().c_str());
  }
  if (Type == types::TY_INVALID)
    Type = types::lookupTypeForExtension(
        sys::path::extension(Command.Filename).ltrim('.'));
  // What clang does not know at all is for the compiler to complain of.
  return Type == types::TY_INVALID || types::isDerivedFromC(Type);
}

std::string databaseFile(StringRef BuildPath) {
  SmallString<256> Path(absolutePath(BuildPath));
  if (sys::fs::is_directory(Path))
    sys::path::append(Path, "compile_commands.json");
  return std::string(Path);
}

Expected<std::vector<CompileCommand>> readDatabase(StringRef DatabaseFile) {
  std::string Message;
  std::unique_ptr<clang::tooling::CompilationDatabase> Database =
      clang::tooling::JSONCompilationDatabase::loadFromFile(
          DatabaseFile, Message,
          clang::tooling::JSONCommandLineSyntax::AutoDetect);
  if (!Database)
    return createStringError(inconvertibleErrorCode(),
                             DatabaseFile + ": " + StringRef(Message).trim());
  return clang::tooling::expandResponseFiles(std::move(Database),
                                             vfs::getRealFileSystem())
      ->getAllCompileCommands();
}

} // namespace unwedge::driver

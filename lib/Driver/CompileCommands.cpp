//===--- CompileCommands.cpp ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompileCommands.h"
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

std::string absoluteFile(const CompileCommand &Command) {
  if (sys::path::is_absolute(Command.Filename))
    return absolutePath(Command.Filename);
  SmallString<256> Path(Command.Directory);
  sys::path::append(Path, Command.Filename);
  return absolutePath(Path);
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

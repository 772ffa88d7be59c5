//===--- CompileCommands.h - Commands of a compile database ---------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_COMPILECOMMANDS_H
#define UNWEDGE_LIB_DRIVER_COMPILECOMMANDS_H

#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/Support/Error.h"

namespace unwedge::driver {

/// Absolute and without `.` and `..`; links are left as they are.
std::string absolutePath(llvm::StringRef Path);
/// \p Path, absolute, with what links stand for; as it is if nothing is there.
std::string realPath(llvm::StringRef Path);
/// The file that \p Command compiles.
std::string absoluteFile(const clang::tooling::CompileCommand &Command);
/// The file that \p Command makes; empty if the database does not tell.
std::string absoluteOutput(const clang::tooling::CompileCommand &Command);

/// Whether \p Command compiles C, C++, or a language made of these, as far as
/// its `-x` or the ending of its file tells; also if neither does.
bool isOfTheCFamily(const clang::tooling::CompileCommand &Command);

/// The file that \p BuildPath stands for: itself, or the database in it.
std::string databaseFile(llvm::StringRef BuildPath);
/// Every command of \p DatabaseFile, in its order, with what the files that it
/// names by `@` say. An error names the file.
llvm::Expected<std::vector<clang::tooling::CompileCommand>>
readDatabase(llvm::StringRef DatabaseFile);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_COMPILECOMMANDS_H

//===--- ClangdMain.cpp - clangd with the checks of unwedge ---------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clangd's own main function does everything; the checks register themselves as
// they do when clang-tidy loads them. clangd's headers are not installed, so
// what is used of it is declared here.
//
//===----------------------------------------------------------------------===//

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <optional>
#include <string>

namespace clang::clangd {
int clangdMain(int Argc, char *Argv[]);
} // namespace clang::clangd

// Whether a check is quick enough for an editor; nullopt for one that clangd
// has not measured, which the default of its setting FastCheckFilter drops. The
// linker's --wrap has clangd ask here first. What ours cost stands in
// benchmarks/README.md.
std::optional<bool> isFastForClangd(llvm::StringRef Check) __asm__(
    "__real__ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE");
std::optional<bool> isFast(llvm::StringRef Check) __asm__(
    "__wrap__ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE");

std::optional<bool> isFast(llvm::StringRef Check) {
  return Check.starts_with("unwedge-") ? true : isFastForClangd(Check);
}

/// The folder of the compiler's own headers; empty if clangd finds it by
/// itself.
static std::string resourceDirectory(const char *Argv0) {
  static int Here;
  llvm::SmallString<256> Beside(llvm::sys::fs::getMainExecutable(Argv0, &Here));
  llvm::StringRef Installed = UNWEDGE_RESOURCE_DIR;
  llvm::sys::path::remove_filename(Beside);
  llvm::sys::path::append(Beside, "..", "lib", "clang",
                          llvm::sys::path::filename(Installed));
  if (llvm::sys::fs::is_directory(Beside) ||
      !llvm::sys::fs::is_directory(Installed))
    return "";
  return Installed.str();
}

int main(int Argc, char *Argv[]) {
  llvm::SmallVector<char *, 16> Args(Argv, Argv + Argc);
  auto Given = [&](llvm::StringRef Option) {
    return llvm::any_of(llvm::drop_begin(Args), [&](llvm::StringRef Arg) {
      return (Arg.consume_front("--") || Arg.consume_front("-")) &&
             Arg.take_until([](char C) { return C == '='; }) == Option;
    });
  };
  if (Given("version"))
    llvm::outs() << "unwedge " << UNWEDGE_VERSION << "\n";
  // clangd's own help hides options that it does not know.
  if (Given("help") || Given("help-hidden"))
    for (const auto &[Name, Option] : llvm::cl::getRegisteredOptions())
      if (Name == "skip-header-bodies")
        llvm::outs() << "unwedge: --" << Name << " - " << Option->HelpStr
                     << "\n\n";
  std::string Resources = resourceDirectory(Argv[0]);
  // clangd takes options from here as well.
  llvm::StringRef FromEnvironment = std::getenv("CLANGD_FLAGS");
  if (!Resources.empty() && !Given("resource-dir") &&
      !FromEnvironment.contains("-resource-dir")) {
    Resources.insert(0, "--resource-dir=");
    Args.insert(Args.begin() + 1, Resources.data());
  }
  Args.push_back(nullptr);
  return clang::clangd::clangdMain(Args.size() - 1, Args.data());
}

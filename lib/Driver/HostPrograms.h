//===--- HostPrograms.h - The programs that load what is ours -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_HOSTPROGRAMS_H
#define UNWEDGE_LIB_DRIVER_HOSTPROGRAMS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <string>
#include <vector>

namespace unwedge::driver {

/// A program of LLVM's that one of our shared objects is made for.
struct HostKind {
  /// As LLVM calls it.
  llvm::StringRef Name;
  /// Names the one to take, if it is set.
  const char *Variable;
  /// What the host loads.
  llvm::StringRef Loads;
  /// The version that the host has to have: the first numbers of it.
  llvm::StringRef Version;
};

/// The module for clang-tidy loads in any patch release.
extern const HostKind ClangTidyHost;
/// clang loads plugins of the analyzer only if all of the version is the same.
extern const HostKind ClangHost;

/// A program that was found.
struct HostProgram {
  std::string Path;
  /// Empty if it does not tell, or does not run.
  std::string Version;
  bool Fits = false;
};

/// The programs of \p Kind that there are, up to and with the first that fits.
std::vector<HostProgram> findHosts(const HostKind &Kind);

/// Where \p Name is, which is built and installed with this program; empty if
/// it is not there.
std::string findCompanion(llvm::StringRef Name);

/// The versions of this program, and of all that works with it.
void printVersions(llvm::raw_ostream &OS);

/// Called as unwedge-tidy or unwedge-analyze, becomes the host that fits, with
/// what is ours loaded and with all arguments. Nothing if called by another
/// name; otherwise it returns an exit code only if there is no such host.
std::optional<int> becomeHost(int Argc, const char **Argv);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_HOSTPROGRAMS_H

//===--- OldSources.h - The sources before a change -----------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_OLDSOURCES_H
#define UNWEDGE_LIB_DRIVER_OLDSOURCES_H

#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include <string>

namespace unwedge::driver {

/// The files of a git repository as they were where a change began, seen in
/// the place of those that are there now.
///
/// Only what git knows is old: generated files, the compile database and files
/// of other repositories are those of today.
class OldSources {
public:
  /// Those of the last commit that \p Revision and the present state have in
  /// common, in the repository that \p Root is in. \p StateDirectory keeps what
  /// is needed of them. An error says what git does not know.
  static llvm::Expected<OldSources> at(llvm::StringRef Revision,
                                       llvm::StringRef Root,
                                       llvm::StringRef StateDirectory);

  /// Whether \p File, absolute, came with the change.
  bool isNew(llvm::StringRef File) const { return NewFiles.contains(File); }
  /// Whether \p File, absolute, is another one than before, or was not there.
  bool isOther(llvm::StringRef File) const {
    return NewFiles.contains(File) || ChangedFiles.contains(File);
  }
  /// Whether nothing is different.
  bool empty() const { return Overlay.empty() && NewFiles.empty(); }
  /// \p Command with the old files instead of the present ones.
  clang::tooling::CompileCommand
  command(clang::tooling::CompileCommand Command) const;

private:
  /// A file for clang's `-ivfsoverlay`; empty if all files are as they were.
  std::string Overlay;
  llvm::StringSet<> NewFiles, ChangedFiles;
};

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_OLDSOURCES_H

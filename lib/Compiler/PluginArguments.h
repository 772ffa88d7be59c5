//===--- PluginArguments.h - Arguments of the compiler plugin -------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_COMPILER_PLUGINARGUMENTS_H
#define UNWEDGE_LIB_COMPILER_PLUGINARGUMENTS_H

#include "unwedge/Rules/Rules.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <string>
#include <vector>

namespace unwedge::compiler {

/// What the user has chosen, by arguments `-fplugin-arg-unwedge-…`.
struct PluginArguments {
  /// Names as clang-tidy knows them.
  std::vector<std::string> Checks;
  /// Those of them whose findings are errors.
  std::vector<std::string> Errors;
  Confidence MinimumConfidence = Confidence::Likely;
  /// Separated by semicolons.
  std::string ModelFiles;
  RuleOptions Rules;
  bool Warns = true;
  bool Embeds = true;
  bool ShowStatistics = false;

  /// Reads what stands behind `-fplugin-arg-unwedge-`. Of two arguments of one
  /// name the last counts, but for those that add something. An error names the
  /// argument and says what was expected.
  static llvm::Expected<PluginArguments>
  read(llvm::ArrayRef<std::string> Given);

  /// Fails if one of the model files cannot be read; what is wrong inside of
  /// one is told where it is used.
  llvm::Error checkModelFiles(llvm::vfs::FileSystem &Files) const;
};

} // namespace unwedge::compiler

#endif // UNWEDGE_LIB_COMPILER_PLUGINARGUMENTS_H

//===--- AnalyzedUnit.h - A translation unit and its model
//------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_HOST_ANALYZEDUNIT_H
#define UNWEDGE_HOST_ANALYZEDUNIT_H

#include "unwedge/Model/ModelFile.h"
#include "unwedge/Model/ModelIndex.h"
#include "unwedge/Program/PrecompiledCode.h"
#include "unwedge/Program/TranslationUnit.h"
#include "clang/AST/ASTContext.h"
#include <optional>
#include <string>
#include <vector>

namespace unwedge {

/// One translation unit with the model that applies to it.
class AnalyzedUnit {
public:
  /// \p Known may say what is in precompiled headers that are not read whole.
  AnalyzedUnit(clang::ASTContext &Context, llvm::StringRef ModelFiles,
               llvm::StringRef MainFile,
               const AnalysisLimits &Limits = AnalysisLimits(),
               const Overriders *Known = nullptr);
  ~AnalyzedUnit();

  TranslationUnit &unit() { return *Unit; }
  /// The messages of the model files that could not be loaded; empty from the
  /// second call on, so that each is shown once.
  std::vector<std::string> takeModelErrors() { return std::move(Errors); }
  /// Prints the statistics when the last check is through.
  void printStatisticsAtEnd() { ShowStatistics = true; }

private:
  std::string MainFile;
  std::vector<ModelFile> Loaded;
  std::vector<std::string> Errors;
  std::optional<ModelIndex> Model;
  std::optional<TranslationUnit> Unit;
  bool ShowStatistics = false;
};

} // namespace unwedge

#endif // UNWEDGE_HOST_ANALYZEDUNIT_H

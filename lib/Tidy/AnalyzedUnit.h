//===--- AnalyzedUnit.h - What the checks of one run share ---------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_TIDY_ANALYZEDUNIT_H
#define UNWEDGE_LIB_TIDY_ANALYZEDUNIT_H

#include "unwedge/Model/ModelFile.h"
#include "unwedge/Model/ModelIndex.h"
#include "unwedge/Program/TranslationUnit.h"
#include "clang/AST/ASTContext.h"
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace unwedge::tidy {

/// One translation unit with the model that applies to it.
class AnalyzedUnit {
public:
  AnalyzedUnit(clang::ASTContext &Context, llvm::StringRef ModelFiles,
               llvm::StringRef MainFile);
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

/// The units that the checks of one run of clang-tidy over one file share: one,
/// unless checks are given different model files.
///
/// A check takes hold of it when the translation unit starts and lets go when
/// it ends. clang-tidy starts all checks before it ends any, so all get the
/// same object, and nothing of it is left for the next translation unit.
class SharedUnits {
public:
  /// The object that lives on this thread, or a new one.
  static std::shared_ptr<SharedUnits> current();

  AnalyzedUnit &get(clang::ASTContext &Context, llvm::StringRef ModelFiles,
                    llvm::StringRef MainFile);

private:
  std::map<std::string, std::unique_ptr<AnalyzedUnit>> ByModelFiles;
};

} // namespace unwedge::tidy

#endif // UNWEDGE_LIB_TIDY_ANALYZEDUNIT_H

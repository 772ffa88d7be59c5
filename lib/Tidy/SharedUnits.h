//===--- SharedUnits.h - What the checks of one run share
//-------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_TIDY_SHAREDUNITS_H
#define UNWEDGE_LIB_TIDY_SHAREDUNITS_H

#include "unwedge/Host/AnalyzedUnit.h"
#include "unwedge/Host/ProgramFindings.h"
#include <map>
#include <memory>
#include <string>

namespace unwedge::tidy {

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
  /// What the program says of the unit; \p Option says where that stands.
  ProgramFindings &program(clang::ASTContext &Context, llvm::StringRef Option,
                           llvm::StringRef MainFile, bool OfMainFile);

private:
  std::map<std::string, std::unique_ptr<AnalyzedUnit>> ByModelFiles;
  std::map<std::string, std::unique_ptr<ProgramFindings>> Programs;
};

} // namespace unwedge::tidy

#endif // UNWEDGE_LIB_TIDY_SHAREDUNITS_H

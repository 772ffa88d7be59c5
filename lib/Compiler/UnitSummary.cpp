//===--- UnitSummary.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitSummary.h"
#include "unwedge/Summary/ObjectFiles.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace clang;

namespace unwedge::compiler {

// FIXME: the name of the unit only, until summaries have a format.
std::string summarizeUnit(AnalyzedUnit &, CompilerInstance &CI) {
  const SourceManager &SM = CI.getSourceManager();
  std::string Name;
  if (OptionalFileEntryRef File = SM.getFileEntryRefForID(SM.getMainFileID()))
    Name = File->getName().str();
  return SummaryHeader::block(Name);
}

} // namespace unwedge::compiler

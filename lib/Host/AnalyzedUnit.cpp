//===--- AnalyzedUnit.cpp
//---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Host/AnalyzedUnit.h"
#include "unwedge/Model/ModelSearch.h"
#include "unwedge/Report/Statistics.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace unwedge {

AnalyzedUnit::AnalyzedUnit(ASTContext &Context, llvm::StringRef ModelFiles,
                           llvm::StringRef MainFile,
                           const AnalysisLimits &Limits,
                           const Overriders *Known)
    : MainFile(MainFile) {
  FileManager &Files = Context.getSourceManager().getFileManager();
  for (llvm::Error &E : loadModelFiles(Files.getVirtualFileSystem(), ModelFiles,
                                       MainFile, Loaded))
    Errors.push_back(llvm::toString(std::move(E)));
  llvm::SmallVector<const ModelFile *, 4> All;
  for (const ModelFile &File : Loaded)
    All.push_back(&File);
  All.push_back(&builtinModel());
  std::vector<const CXXMethodDecl *> Derived;
  if (!Limits.ReadsAllPrecompiled && Context.getExternalSource())
    Derived = readPrecompiledCode(Context, Known);
  Model.emplace(Context, All);
  Unit.emplace(*Model, Limits, Derived);
}

AnalyzedUnit::~AnalyzedUnit() {
  if (ShowStatistics)
    printStatistics(llvm::errs(), MainFile, Unit->statistics());
}

} // namespace unwedge

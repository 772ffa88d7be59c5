//===--- SharedUnits.cpp
//----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SharedUnits.h"
#include "PrecompiledHeaders.h"

using namespace clang;

namespace unwedge::tidy {

std::shared_ptr<SharedUnits> SharedUnits::current() {
  static thread_local std::weak_ptr<SharedUnits> Current;
  std::shared_ptr<SharedUnits> Result = Current.lock();
  if (!Result) {
    Result = std::make_shared<SharedUnits>();
    Current = Result;
  }
  return Result;
}

AnalyzedUnit &SharedUnits::get(ASTContext &Context, llvm::StringRef ModelFiles,
                               llvm::StringRef MainFile) {
  std::unique_ptr<AnalyzedUnit> &Entry = ByModelFiles[ModelFiles.str()];
  if (!Entry) {
    // clangd looks at one file, with all headers precompiled: it is the reason
    // why diagnostics come while one types.
    AnalysisLimits Limits;
    std::vector<Decl *> Scope = Context.getTraversalScope();
    Limits.ReadsAllPrecompiled =
        Scope.size() == 1 && Scope.front() == Context.getTranslationUnitDecl();
    std::shared_ptr<const Overriders> Known = knownOverriders(MainFile);
    Entry = std::make_unique<AnalyzedUnit>(Context, ModelFiles, MainFile,
                                           Limits, Known.get());
  }
  return *Entry;
}

ProgramFindings &SharedUnits::program(ASTContext &Context,
                                      llvm::StringRef Option,
                                      llvm::StringRef MainFile,
                                      bool OfMainFile) {
  std::unique_ptr<ProgramFindings> &Entry = Programs[Option.str()];
  if (!Entry)
    Entry = std::make_unique<ProgramFindings>(Context, Option, MainFile,
                                              OfMainFile);
  return *Entry;
}

} // namespace unwedge::tidy

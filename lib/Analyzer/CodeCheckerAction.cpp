//===--- CodeCheckerAction.cpp - The action that CodeChecker asks for ----===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Whenever its plugin folder is not empty, CodeChecker adds `-plugin
// checkercfg` to the commands for the static analyzer. clang takes that for a
// request to run the plugin of that name instead of the analyzer, and ends with
// an error if there is none. So there is one here, which runs the analyzer.
//
//===----------------------------------------------------------------------===//

#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "clang/StaticAnalyzer/Frontend/AnalysisConsumer.h"

using namespace clang;

namespace {

class CodeCheckerAction : public PluginASTAction {
protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 llvm::StringRef) override {
    return ento::CreateAnalysisConsumer(CI);
  }
  bool ParseArgs(const CompilerInstance &,
                 const std::vector<std::string> &) override {
    return true;
  }
};

FrontendPluginRegistry::Add<CodeCheckerAction>
    Registered("checkercfg", "runs the static analyzer, for CodeChecker");

} // namespace

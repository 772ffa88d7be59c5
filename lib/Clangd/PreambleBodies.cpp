//===--- PreambleBodies.cpp - Reads the functions of the user's headers ---===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What clangd compiles ahead of the text, all headers, it compiles without the
// bodies of functions: an editor does not look into them. But the other half of
// a mistake is often there. So the bodies in headers that are not the system's
// are kept.
//
// It costs time after each edit, too: templates of such headers are instantiated
// for the text. Who would rather have that time back says --skip-header-bodies,
// and loses what only the bodies tell.
//
// clangd asks LLVM for the precompiled headers, and the linker's --wrap has it
// ask here first. The name to wrap is found by CMake, since it has the types of
// the parameters in it, which differ between versions of LLVM.
//
//===----------------------------------------------------------------------===//

#include "../Tidy/PrecompiledHeaders.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/PrecompiledPreamble.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Sema/Sema.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"

using namespace clang;
using namespace unwedge;

namespace {

// clangd reads the command line, and knows all options that are registered.
llvm::cl::opt<bool> SkipHeaderBodies(
    "skip-header-bodies",
    llvm::cl::desc("Do not look into functions that headers define, as clangd "
                   "without unwedge does not: quicker after each edit, and "
                   "finds less"),
    llvm::cl::init(false));

/// Whether the body of \p F was left out where its template was compiled.
bool lacksBody(const FunctionDecl *F) {
  const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
  return Pattern && Pattern->hasSkippedBody();
}

/// Behind the last header, does what clang does for each text that headers
/// precede, and once is enough: finds out which virtual functions are used, and
/// instantiates templates. The end of a precompiled header itself tells nobody.
class BehindLastHeader : public PPCallbacks {
public:
  explicit BehindLastHeader(CompilerInstance &CI) : CI(CI) {}

  void FileChanged(SourceLocation Loc, FileChangeReason Reason,
                   SrcMgr::CharacteristicKind, FileID) override {
    if (Reason == ExitFile)
      finishAt(Loc);
  }
  /// One that was included before.
  void FileSkipped(const FileEntryRef &, const Token &FilenameTok,
                   SrcMgr::CharacteristicKind) override {
    finishAt(FilenameTok.getLocation());
  }

private:
  /// Whether no header is included behind \p Loc, in the main file.
  bool isLast(SourceLocation Loc) const {
    const SourceManager &SM = CI.getSourceManager();
    const auto [File, Offset] = SM.getDecomposedLoc(Loc);
    if (File != SM.getMainFileID())
      return false;
    for (llvm::StringRef Line :
         llvm::split(SM.getBufferData(File).drop_front(Offset), '\n'))
      if (Line.ltrim().starts_with("#") &&
          (Line.contains("include") || Line.contains("import")))
        return false;
    return true;
  }

  void finishAt(SourceLocation Loc) {
    if (!CI.hasSema() || !isLast(Loc))
      return;
    Sema &S = CI.getSema();
    // The parser may still be in the last function, where templates are only
    // looked at: then it is left to the text.
    if (!S.CurContext || !S.CurContext->isFileContext())
      return;
    S.PerformPendingInstantiations();
    // Either leads to more of the other.
    constexpr unsigned MaxRounds = 8;
    for (unsigned I = 0; I < MaxRounds && S.DefineUsedVTables(); ++I)
      S.PerformPendingInstantiations();
    // What still waits for a body that was left out waits for ever.
    llvm::erase_if(S.PendingInstantiations,
                   [](const Sema::PendingImplicitInstantiation &Pending) {
                     const auto *F = dyn_cast<FunctionDecl>(Pending.first);
                     return F && lacksBody(F);
                   });
  }

  CompilerInstance &CI;
};

class CallbacksWithBodies : public PreambleCallbacks {
public:
  CallbacksWithBodies(PreambleCallbacks &Clangd, llvm::StringRef MainFile)
      : Clangd(Clangd), MainFile(MainFile) {}

  bool shouldSkipFunctionBody(Decl *D) override {
    const SourceManager &SM = D->getASTContext().getSourceManager();
    return SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation())) &&
           Clangd.shouldSkipFunctionBody(D);
  }

  void BeforeExecute(CompilerInstance &CI) override {
    Compiler = &CI;
    Clangd.BeforeExecute(CI);
  }
  void AfterExecute(CompilerInstance &CI) override {
    // Clangd may take the syntax tree away.
    if (CI.hasASTContext()) {
      Overriders Known;
      Known.collect(CI.getASTContext().getTranslationUnitDecl());
      tidy::setKnownOverriders(MainFile, std::move(Known));
    }
    Clangd.AfterExecute(CI);
  }
  void AfterPCHEmitted(ASTWriter &Writer) override {
    Clangd.AfterPCHEmitted(Writer);
  }
  void HandleTopLevelDecl(DeclGroupRef DG) override {
    Clangd.HandleTopLevelDecl(DG);
  }
  std::unique_ptr<PPCallbacks> createPPCallbacks() override {
    auto Ours = std::make_unique<BehindLastHeader>(*Compiler);
    std::unique_ptr<PPCallbacks> Theirs = Clangd.createPPCallbacks();
    if (!Theirs)
      return Ours;
    return std::make_unique<PPChainedCallbacks>(std::move(Theirs),
                                                std::move(Ours));
  }
  CommentHandler *getCommentHandler() override {
    return Clangd.getCommentHandler();
  }

private:
  PreambleCallbacks &Clangd;
  llvm::StringRef MainFile;
  CompilerInstance *Compiler = nullptr;
};

/// The type of the parameter that is a reference in some versions and a pointer
/// in others.
template <typename Result, typename A, typename B, typename C, typename D,
          typename... Others>
D fourthOf(Result (*)(A, B, C, D, Others...));
using Diagnostics = decltype(fourthOf(&PrecompiledPreamble::Build));

} // namespace

decltype(PrecompiledPreamble::Build)
    buildPreamble __asm__("__real_" UNWEDGE_PREAMBLE_BUILD),
    buildPreambleWithBodies __asm__("__wrap_" UNWEDGE_PREAMBLE_BUILD);

llvm::ErrorOr<PrecompiledPreamble> buildPreambleWithBodies(
    const CompilerInvocation &Invocation,
    const llvm::MemoryBuffer *MainFileBuffer, PreambleBounds Bounds,
    Diagnostics Engine, llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> VFS,
    std::shared_ptr<PCHContainerOperations> PCHContainerOps, bool StoreInMemory,
    llvm::StringRef StoragePath, PreambleCallbacks &Callbacks) {
  if (SkipHeaderBodies)
    return buildPreamble(Invocation, MainFileBuffer, Bounds, Engine,
                         std::move(VFS), std::move(PCHContainerOps),
                         StoreInMemory, StoragePath, Callbacks);
  CallbacksWithBodies WithBodies(Callbacks,
                                 MainFileBuffer->getBufferIdentifier());
  // Once, here, and not again for each edit.
  CompilerInvocation Instantiating(Invocation);
  Instantiating.getLangOpts().PCHInstantiateTemplates = true;
  return buildPreamble(Instantiating, MainFileBuffer, Bounds, Engine,
                       std::move(VFS), std::move(PCHContainerOps),
                       StoreInMemory, StoragePath, WithBodies);
}

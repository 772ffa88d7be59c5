//===--- LazySpecializations.cpp - Reads fewer precompiled templates ------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of precompiled headers, clang reads what the text needs, and since LLVM 20 of
// a template's specializations those that it needs. But when it looks whether a
// partial specialization, such as std::enable_if<true, T>, is declared again,
// it reads all specializations of that template. Since the bodies of headers
// are compiled here (PreambleBodies.cpp), there are many: of the work after an
// edit, an eighth was reading those. A declaration of a partial specialization
// is a partial specialization, so reading these is enough.
//
// The reader of precompiled headers is asked through the interface of
// ExternalASTSource, and here one is put in front of it. clangd's own start of
// a source file is the place: the linker's --wrap has it come here first.
//
//===----------------------------------------------------------------------===//

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/ASTSourceDescriptor.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Sema/ExternalSemaSource.h"
#include "clang/Sema/MultiplexExternalSemaSource.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/Support/SaveAndRestore.h"
#include <cstdint>
#include <optional>
#include <utility>

using namespace clang;

namespace {

/// Answers as the reader it is given does, but with the partial specializations
/// of a template alone where the reader would load all specializations to find
/// the declarations of a partial one.
class LazySpecializations : public MultiplexExternalSemaSource {
public:
  explicit LazySpecializations(
      llvm::IntrusiveRefCntPtr<ExternalSemaSource> Reader)
      : MultiplexExternalSemaSource(
            Reader,
            // Two are wanted, and this one knows nothing.
            llvm::makeIntrusiveRefCnt<ExternalSemaSource>()),
        Reader(std::move(Reader)) {}

  void CompleteRedeclChain(const Decl *D) override {
    const RedeclarableTemplateDecl *Template = nullptr;
    if (const auto *Class = dyn_cast<ClassTemplatePartialSpecializationDecl>(D))
      Template = Class->getSpecializedTemplate();
    else if (const auto *Variable =
                 dyn_cast<VarTemplatePartialSpecializationDecl>(D))
      Template = Variable->getSpecializedTemplate();
    llvm::SaveAndRestore<const Decl *> Restored(
        OfPartial, Template ? Template->getCanonicalDecl() : nullptr);
    MultiplexExternalSemaSource::CompleteRedeclChain(D);
  }

  bool LoadExternalSpecializations(const Decl *D, bool OnlyPartial) override {
    return MultiplexExternalSemaSource::LoadExternalSpecializations(
        D, OnlyPartial || (OfPartial && D->getCanonicalDecl() == OfPartial));
  }
  bool LoadExternalSpecializations(const Decl *D,
                                   ArrayRef<TemplateArgument> Args) override {
    return MultiplexExternalSemaSource::LoadExternalSpecializations(D, Args);
  }

  // MultiplexExternalSemaSource does not hand these on.
  void updateOutOfDateIdentifier(const IdentifierInfo &II) override {
    Reader->updateOutOfDateIdentifier(II);
  }
  std::optional<ASTSourceDescriptor> getSourceDescriptor(unsigned ID) override {
    return Reader->getSourceDescriptor(ID);
  }

  /// Raises the generation of this source, which has to be the context's.
  /// Declarations compare it with that in which they were completed last, and
  /// which is 0 for those that never were.
  void reach(std::uint32_t Generation, ASTContext &Context) {
    while (getGeneration() < Generation)
      incrementGeneration(Context);
  }

private:
  llvm::IntrusiveRefCntPtr<ExternalSemaSource> Reader;
  /// The template whose partial specialization is looked at; null if none is.
  const Decl *OfPartial = nullptr;
};

} // namespace

// A member function, its object as the first parameter.
bool beginSourceFile(FrontendAction *Action, CompilerInstance &CI,
                     const FrontendInputFile
                         &Input) __asm__("__real_" UNWEDGE_BEGIN_SOURCE_FILE);
bool beginSourceFileLazily(
    FrontendAction *Action, CompilerInstance &CI,
    const FrontendInputFile
        &Input) __asm__("__wrap_" UNWEDGE_BEGIN_SOURCE_FILE);

bool beginSourceFileLazily(FrontendAction *Action, CompilerInstance &CI,
                           const FrontendInputFile &Input) {
  if (!beginSourceFile(Action, CI, Input))
    return false;
  if (CI.getPreprocessorOpts().ImplicitPCHInclude.empty() ||
      !CI.hasASTContext())
    return true;
  ASTContext &Context = CI.getASTContext();
  auto *Reader =
      dyn_cast_or_null<ExternalSemaSource>(Context.getExternalSource());
  if (!Reader)
    return true;
  auto Lazy = llvm::makeIntrusiveRefCnt<LazySpecializations>(
      llvm::IntrusiveRefCntPtr<ExternalSemaSource>(Reader));
  Context.setExternalSource(Lazy);
  Lazy->reach(Reader->getGeneration(), Context);
  return true;
}

//===--- ClangCompat.h - What differs between LLVM 19 and 22 --------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The only place that asks for LLVM's version.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_SUPPORT_CLANGCOMPAT_H
#define UNWEDGE_SUPPORT_CLANGCOMPAT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/Version.h"

#ifdef UNWEDGE_COMPAT_CLANG_TIDY
#include "clang-tidy/ClangTidyModule.h"
#if CLANG_VERSION_MAJOR < 22 // Remove when LLVM 21 is dropped.
#include "clang-tidy/ClangTidyModuleRegistry.h"
#endif
#endif

#ifdef UNWEDGE_COMPAT_FRONTEND
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/Sarif.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include <memory>
#endif

#ifdef UNWEDGE_COMPAT_ANALYSIS_CONSUMER
#include "clang/Analysis/PathDiagnostic.h"
#include "clang/StaticAnalyzer/Frontend/AnalysisConsumer.h"
#include <memory>
#endif

#ifdef UNWEDGE_COMPAT_STATIC_ANALYZER
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/SValBuilder.h"
#endif

namespace unwedge::compat {

#ifdef UNWEDGE_COMPAT_STATIC_ANALYZER
/// A value of \p Type that nothing is known of, made by \p Call and told apart
/// from others by \p Tag.
inline clang::ento::SVal conjureValue(clang::ento::CheckerContext &C,
                                      const clang::ento::CallEvent &Call,
                                      clang::QualType Type, const void *Tag) {
#if CLANG_VERSION_MAJOR >= 22
  return C.getSValBuilder().conjureSymbolVal(Call, Type, C.blockCount(), Tag);
#else // Remove when LLVM 21 is dropped.
  return C.getSValBuilder().conjureSymbolVal(
      Tag, Call.getOriginExpr(), C.getLocationContext(), Type, C.blockCount());
#endif
}
#endif

#ifdef UNWEDGE_COMPAT_STATIC_ANALYZER
/// Where \p Region was made, whatever a checker has found out since.
inline const clang::ento::MemSpaceRegion *
memorySpaceOf(const clang::ento::MemRegion *Region) {
#if CLANG_VERSION_MAJOR >= 21
  return Region->getRawMemorySpace();
#else // Remove when LLVM 20 is dropped.
  return Region->getMemorySpace();
#endif
}
#endif

#ifdef UNWEDGE_COMPAT_ANALYSIS_CONSUMER
/// Has \p Analysis, which owns it from then on, tell \p Listener what it finds.
inline void addDiagnosticConsumer(
    clang::ento::AnalysisASTConsumer &Analysis,
    std::unique_ptr<clang::ento::PathDiagnosticConsumer> Listener) {
#if CLANG_VERSION_MAJOR >= 22
  Analysis.AddDiagnosticConsumer(std::move(Listener));
#else // Remove when LLVM 21 is dropped.
  Analysis.AddDiagnosticConsumer(Listener.release());
#endif
}
#endif

#ifdef UNWEDGE_COMPAT_FRONTEND
/// Diagnostics that are printed to a stream as clang prints them.
class DiagnosticPrinting {
public:
  DiagnosticPrinting(llvm::raw_ostream &OS, bool WithColors) {
    Options->ShowColors = WithColors;
#if CLANG_VERSION_MAJOR >= 22
    Engine = std::make_unique<clang::DiagnosticsEngine>(
        llvm::makeIntrusiveRefCnt<clang::DiagnosticIDs>(), *Options,
        new clang::TextDiagnosticPrinter(OS, *Options));
#else // Remove when LLVM 21 is dropped.
    Engine = std::make_unique<clang::DiagnosticsEngine>(
        llvm::makeIntrusiveRefCnt<clang::DiagnosticIDs>(), Options,
        new clang::TextDiagnosticPrinter(OS, Options.get()));
#endif
  }
  clang::DiagnosticsEngine &engine() { return *Engine; }

private:
#if CLANG_VERSION_MAJOR >= 22
  std::unique_ptr<clang::DiagnosticOptions> Options =
      std::make_unique<clang::DiagnosticOptions>();
#else // Remove when LLVM 21 is dropped.
  llvm::IntrusiveRefCntPtr<clang::DiagnosticOptions> Options =
      llvm::makeIntrusiveRefCnt<clang::DiagnosticOptions>();
#endif
  std::unique_ptr<clang::DiagnosticsEngine> Engine;
};
#endif

#ifdef UNWEDGE_COMPAT_FRONTEND
/// \p Result, found at \p Where.
inline clang::SarifResult locatedAt(const clang::SarifResult &Result,
                                    clang::CharSourceRange Where) {
  clang::SarifResult Copy = Result;
#if CLANG_VERSION_MAJOR >= 22
  return Copy.addLocations({Where});
#else // Remove when LLVM 21 is dropped.
  return Copy.setLocations({Where});
#endif
}
#endif

/// The type that \p Class declares.
inline clang::QualType recordType(const clang::ASTContext &Context,
                                  const clang::RecordDecl *Class) {
#if CLANG_VERSION_MAJOR >= 22
  return Context.getCanonicalTagType(Class);
#else // Remove when LLVM 21 is dropped.
  return Context.getRecordType(Class);
#endif
}

/// Whether \p Class says `reentrant_capability`.
inline bool isReentrantCapability(const clang::CXXRecordDecl *Class) {
#if CLANG_VERSION_MAJOR >= 21
  return Class->hasAttr<clang::ReentrantCapabilityAttr>();
#else // Remove when LLVM 20 is dropped: the attribute did not exist.
  (void)Class;
  return false;
#endif
}

/// Whether \p F has one of the old spellings of `try_acquire_capability`.
inline bool hasLegacyTryAttr(const clang::FunctionDecl *F) {
#if CLANG_VERSION_MAJOR >= 22
  (void)F;
  return false;
#else // Remove when LLVM 21 is dropped: one class has all spellings since then.
  return F->hasAttr<clang::ExclusiveTrylockFunctionAttr>() ||
         F->hasAttr<clang::SharedTrylockFunctionAttr>();
#endif
}

/// Calls \p Visit (lock arguments, their number, shared, success value) for
/// each old spelling of `try_acquire_capability` on \p F.
template <typename Fn>
void forEachLegacyTryAttr(const clang::FunctionDecl *F, Fn Visit) {
#if CLANG_VERSION_MAJOR >= 22
  (void)F;
  (void)Visit;
#else // Remove when LLVM 21 is dropped.
  for (const auto *A : F->specific_attrs<clang::ExclusiveTrylockFunctionAttr>())
    Visit(A->args_begin(), A->args_size(), false, A->getSuccessValue());
  for (const auto *A : F->specific_attrs<clang::SharedTrylockFunctionAttr>())
    Visit(A->args_begin(), A->args_size(), true, A->getSuccessValue());
#endif
}

} // namespace unwedge::compat

#endif // UNWEDGE_SUPPORT_CLANGCOMPAT_H

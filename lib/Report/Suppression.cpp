//===--- Suppression.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Report/Suppression.h"
#include "clang/AST/Attr.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace unwedge {

namespace {

/// Collects the source ranges that the attribute covers. Runs only when there
/// is something to suppress.
class RangeCollector : public RecursiveASTVisitor<RangeCollector> {
public:
  RangeCollector(ASTContext &Context, llvm::StringRef CheckName)
      : SM(Context.getSourceManager()), CheckName(CheckName) {}

  bool TraverseDecl(Decl *D) {
    if (D && !isa<TranslationUnitDecl>(D) && D->getLocation().isValid() &&
        SM.isInSystemHeader(D->getLocation()))
      return true;
    return RecursiveASTVisitor::TraverseDecl(D);
  }

  bool VisitDecl(Decl *D) {
    for (const auto *A : D->specific_attrs<SuppressAttr>())
      add(*A, D->getSourceRange());
    return true;
  }

  bool VisitAttributedStmt(AttributedStmt *S) {
    for (const Attr *A : S->getAttrs())
      if (const auto *Suppress = dyn_cast<SuppressAttr>(A))
        add(*Suppress, S->getSourceRange());
    return true;
  }

  /// Collects what may cover one of \p Findings. Of a precompiled header or
  /// module no more is read than stands around them.
  void collectAround(ASTContext &Context, llvm::ArrayRef<Finding> Findings) {
    for (Decl *D : Context.getTranslationUnitDecl()->noload_decls())
      TraverseDecl(D);
    for (const Finding &F : Findings) {
      SourceLocation Loc = SM.getExpansionLoc(F.Loc);
      if (!SM.isLoadedSourceLocation(Loc))
        continue;
      auto [File, Offset] = SM.getDecomposedLoc(Loc);
      llvm::SmallVector<Decl *, 2> Here;
      Context.getExternalSource()->FindFileRegionDecls(File, Offset, 1, Here);
      for (Decl *D : Here) {
        TraverseDecl(D);
        while (auto *Outer =
                   dyn_cast<NamespaceDecl>(D->getLexicalDeclContext())) {
          VisitDecl(Outer);
          D = Outer;
        }
      }
    }
  }

  bool covers(SourceLocation Loc) const {
    Loc = SM.getExpansionLoc(Loc);
    return llvm::any_of(Ranges, [&](SourceRange Range) {
      SourceLocation Begin = SM.getExpansionLoc(Range.getBegin());
      SourceLocation End = SM.getExpansionRange(Range.getEnd()).getEnd();
      return !SM.isBeforeInTranslationUnit(Loc, Begin) &&
             !SM.isBeforeInTranslationUnit(End, Loc);
    });
  }

private:
  void add(const SuppressAttr &A, SourceRange Range) {
    bool Meant = A.diagnosticIdentifiers_size() == 0 ||
                 llvm::is_contained(A.diagnosticIdentifiers(), CheckName);
    if (Meant && Range.isValid())
      Ranges.push_back(Range);
  }

  const SourceManager &SM;
  llvm::StringRef CheckName;
  std::vector<SourceRange> Ranges;
};

} // namespace

void dropSuppressed(ASTContext &Context, llvm::StringRef CheckName,
                    std::vector<Finding> &Findings) {
  if (Findings.empty())
    return;
  RangeCollector Collector(Context, CheckName);
  Collector.collectAround(Context, Findings);
  llvm::erase_if(Findings,
                 [&](const Finding &F) { return Collector.covers(F.Loc); });
}

} // namespace unwedge

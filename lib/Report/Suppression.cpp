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
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace unwedge {

std::string checkerName(llvm::StringRef CheckName) {
  std::string Result = "unwedge.";
  CheckName.consume_front("unwedge-");
  bool Begins = true;
  for (char C : CheckName) {
    if (C != '-')
      Result += Begins ? llvm::toUpper(C) : C;
    Begins = C == '-';
  }
  return Result;
}

namespace {

/// Collects the attributes with the source ranges that they cover.
class RangeCollector : public RecursiveASTVisitor<RangeCollector> {
public:
  RangeCollector(const SourceManager &SM,
                 std::vector<SuppressionAttributes::Covered> &Found)
      : SM(SM), Found(Found) {}

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

  // The visitor shows the body of a lambda, but not the function it is of.
  bool VisitLambdaExpr(LambdaExpr *E) {
    if (const CXXMethodDecl *Call = E->getCallOperator())
      for (const auto *A : Call->specific_attrs<SuppressAttr>())
        add(*A, E->getSourceRange());
    return true;
  }

private:
  void add(const SuppressAttr &A, SourceRange Range) {
    if (Range.isValid())
      Found.push_back({&A, Range});
  }

  const SourceManager &SM;
  std::vector<SuppressionAttributes::Covered> &Found;
};

} // namespace

void SuppressionAttributes::collect(llvm::ArrayRef<Finding> Findings) {
  const SourceManager &SM = Context.getSourceManager();
  RangeCollector Collector(SM, Found);
  for (Decl *D : Context.getTranslationUnitDecl()->noload_decls())
    Collector.TraverseDecl(D);
  for (const Finding &F : Findings) {
    SourceLocation Loc = SM.getExpansionLoc(F.Loc);
    if (!SM.isLoadedSourceLocation(Loc))
      continue;
    auto [File, Offset] = SM.getDecomposedLoc(Loc);
    llvm::SmallVector<Decl *, 2> Here;
    Context.getExternalSource()->FindFileRegionDecls(File, Offset, 1, Here);
    for (Decl *D : Here) {
      Collector.TraverseDecl(D);
      while (auto *Outer =
                 dyn_cast<NamespaceDecl>(D->getLexicalDeclContext())) {
        Collector.VisitDecl(Outer);
        D = Outer;
      }
    }
  }
}

const SuppressAttr *
SuppressionAttributes::suppressing(SourceLocation Loc,
                                   llvm::StringRef CheckName) const {
  const SourceManager &SM = Context.getSourceManager();
  const std::string Checker = checkerName(CheckName);
  auto IsMeant = [&](const SuppressAttr &A) {
    return A.diagnosticIdentifiers_size() == 0 ||
           llvm::is_contained(A.diagnosticIdentifiers(), CheckName) ||
           llvm::is_contained(A.diagnosticIdentifiers(), Checker);
  };
  auto NotAfter = [&](SourceLocation A, SourceLocation B) {
    return A == B || SM.isBeforeInTranslationUnit(A, B);
  };
  for (const Covered &C : Found)
    if (IsMeant(*C.Attribute) && NotAfter(C.Range.getBegin(), Loc) &&
        NotAfter(Loc, C.Range.getEnd()))
      return C.Attribute;
  return nullptr;
}

void dropSuppressed(ASTContext &Context, llvm::StringRef CheckName,
                    std::vector<Finding> &Findings) {
  if (Findings.empty())
    return;
  SuppressionAttributes Attributes(Context);
  Attributes.collect(Findings);
  llvm::erase_if(Findings, [&](const Finding &F) {
    return Attributes.suppressing(F.Loc, CheckName) != nullptr;
  });
}

} // namespace unwedge

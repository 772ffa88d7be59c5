//===--- Finding.cpp ------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Report/Finding.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace clang;

namespace unwedge {

llvm::StringRef confidenceName(Confidence C) {
  switch (C) {
  case Confidence::Possible:
    return "possible";
  case Confidence::Likely:
    return "likely";
  case Confidence::Definite:
    return "definite";
  }
  llvm_unreachable("covered switch");
}

std::optional<Confidence> confidenceNamed(llvm::StringRef Name) {
  for (Confidence C :
       {Confidence::Possible, Confidence::Likely, Confidence::Definite})
    if (Name == confidenceName(C))
      return C;
  return std::nullopt;
}

std::vector<Finding> selectFindings(std::vector<Finding> All,
                                    const FindingFilter &Filter,
                                    const clang::SourceManager &SM,
                                    unsigned &Below) {
  size_t Before = All.size();
  llvm::erase_if(All, [&](const Finding &F) { return !Filter.keeps(F); });
  Below += Before - All.size();
  auto PlaceOfRun = [](const Finding &F) {
    return F.Run ? F.Run->F->getLocation() : SourceLocation();
  };
  llvm::sort(All, [&](const Finding &A, const Finding &B) {
    if (A.Loc != B.Loc)
      return SM.isBeforeInTranslationUnit(A.Loc, B.Loc);
    if (A.Level != B.Level)
      return A.Level > B.Level;
    if (A.Message != B.Message)
      return A.Message < B.Message;
    return PlaceOfRun(A) < PlaceOfRun(B);
  });
  return All;
}

} // namespace unwedge

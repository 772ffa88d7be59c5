//===--- NolintFixes.h - Comments that silence, as edits ------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_TIDY_NOLINTFIXES_H
#define UNWEDGE_LIB_TIDY_NOLINTFIXES_H

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace clang {
class SourceManager;
} // namespace clang

namespace unwedge::tidy {

struct NolintFix {
  std::string Title;
  clang::FixItHint Edit;
};

/// The ways to silence \p Check at \p Loc by a comment: on a line above, and at
/// the end of the line. A comment that silences other checks there is extended
/// instead.
llvm::SmallVector<NolintFix, 2> nolintFixes(clang::SourceLocation Loc,
                                            llvm::StringRef Check,
                                            const clang::SourceManager &SM,
                                            const clang::LangOptions &Language);

} // namespace unwedge::tidy

#endif // UNWEDGE_LIB_TIDY_NOLINTFIXES_H

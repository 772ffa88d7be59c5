//===--- NeededIncludes.cpp -----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Host/NeededIncludes.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Format/Format.h"
#include "clang/Tooling/Inclusions/HeaderIncludes.h"

using namespace clang;

namespace unwedge {

std::optional<FindingEdit> includeEdit(const SourceManager &SM,
                                       SourceLocation Where,
                                       llvm::StringRef Header) {
  FileID File = SM.getFileID(SM.getExpansionLoc(Where));
  OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
  if (!Entry)
    return std::nullopt;
  tooling::HeaderIncludes Includes(Entry->getName(), SM.getBufferData(File),
                                   format::getLLVMStyle().IncludeStyle);
  // Nothing if it is included.
  std::optional<tooling::Replacement> New =
      Includes.insert(Header.trim("<>\""), Header.starts_with("<"),
                      tooling::IncludeDirective::Include);
  if (!New)
    return std::nullopt;
  SourceLocation Begin =
      SM.getLocForStartOfFile(File).getLocWithOffset(New->getOffset());
  return FindingEdit{CharSourceRange::getCharRange(
                         Begin, Begin.getLocWithOffset(New->getLength())),
                     New->getReplacementText().str()};
}

} // namespace unwedge

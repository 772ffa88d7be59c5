//===--- NolintFixes.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NolintFixes.h"
#include "clang/Basic/SourceManager.h"
#include <optional>

using namespace clang;

namespace unwedge::tidy {

/// The offset in \p Line of the bracket that closes `Word(`; nullopt if it is
/// not there.
static std::optional<size_t> listEnd(llvm::StringRef Line,
                                     llvm::StringRef Word) {
  size_t Open = Line.find((Word + "(").str());
  size_t Close = Open == llvm::StringRef::npos ? Open : Line.find(')', Open);
  if (Close == llvm::StringRef::npos)
    return std::nullopt;
  return Close;
}

llvm::SmallVector<NolintFix, 2> nolintFixes(SourceLocation Loc,
                                            llvm::StringRef Check,
                                            const SourceManager &SM,
                                            const LangOptions &Language) {
  llvm::SmallVector<NolintFix, 2> Result;
  auto [File, Offset] = SM.getDecomposedExpansionLoc(Loc);
  std::optional<llvm::StringRef> Data = SM.getBufferDataOrNone(File);
  if (!Data || Offset > Data->size())
    return Result;
  llvm::StringRef Text = *Data;
  auto Insertion = [&, File = File](size_t At, const llvm::Twine &New) {
    return FixItHint::CreateInsertion(
        SM.getLocForStartOfFile(File).getLocWithOffset(At), New.str());
  };
  auto Comment = [&](llvm::StringRef Word) {
    std::string Inside = (Word + "(" + Check + ")").str();
    return Language.LineComment ? "// " + Inside : "/* " + Inside + " */";
  };

  size_t Begin = Text.take_front(Offset).rfind('\n') + 1; // npos + 1 is 0
  size_t End = std::min(Text.find('\n', Offset), Text.size());
  llvm::StringRef Line = Text.slice(Begin, End).rtrim('\r');
  size_t AboveBegin =
      Begin == 0 ? 0 : Text.take_front(Begin - 1).rfind('\n') + 1;
  llvm::StringRef Above =
      Text.slice(AboveBegin, std::max<size_t>(Begin, 1) - 1).rtrim('\r');

  std::string Title = ("silence '" + Check + "' ").str();
  // Nothing may come between a comment and the line that it is for, nor between
  // a line and the one that it is continued on.
  if (std::optional<size_t> At = listEnd(Above, "NOLINTNEXTLINE"))
    Result.push_back({Title + "by the comment above",
                      Insertion(AboveBegin + *At, "," + Check)});
  else if (!Above.rtrim().ends_with("\\"))
    Result.push_back(
        {Title + "by a comment above",
         Insertion(
             Begin,
             Line.take_while([](char C) { return C == ' ' || C == '\t'; }) +
                 Comment("NOLINTNEXTLINE") +
                 (Text.slice(Begin, End).ends_with("\r") ? "\r\n" : "\n"))});
  if (std::optional<size_t> At = listEnd(Line, "NOLINT"))
    Result.push_back({Title + "by the comment at the end of the line",
                      Insertion(Begin + *At, "," + Check)});
  else if (!Line.rtrim().ends_with("\\"))
    Result.push_back(
        {Title + "by a comment at the end of the line",
         Insertion(Begin + Line.size(),
                   (Line.ends_with(" ") ? "" : " ") + Comment("NOLINT"))});
  return Result;
}

} // namespace unwedge::tidy

//===--- Nolint.cpp ------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Host/Nolint.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace clang;

namespace unwedge {

/// Whether \p Name matches \p Glob, in which `*` stands for any text.
static bool matchesGlob(llvm::StringRef Glob, llvm::StringRef Name) {
  size_t Star = Glob.find('*');
  if (Star == llvm::StringRef::npos)
    return Glob == Name;
  if (!Name.consume_front(Glob.take_front(Star)))
    return false;
  Glob = Glob.drop_front(Star + 1);
  for (size_t Skip = 0; Skip <= Name.size(); ++Skip)
    if (matchesGlob(Glob, Name.drop_front(Skip)))
      return true;
  return false;
}

/// clang-tidy takes no notice of globs with a minus here.
static bool matchesGlobList(llvm::StringRef Globs, llvm::StringRef Name) {
  llvm::SmallVector<llvm::StringRef, 4> Parts;
  Globs.split(Parts, ',');
  return llvm::any_of(Parts, [&](llvm::StringRef Glob) {
    Glob = Glob.trim();
    return !Glob.empty() && !Glob.starts_with("-") && matchesGlob(Glob, Name);
  });
}

const std::vector<NolintComments::Comment> &
NolintComments::commentsIn(FileID File) {
  auto [It, New] = Files.try_emplace(File);
  std::vector<Comment> &Result = It->second;
  if (!New)
    return Result;
  std::optional<llvm::StringRef> Data = SM.getBufferDataOrNone(File);
  if (!Data)
    return Result;
  llvm::StringRef Text = *Data;

  auto LineEnd = [&](size_t Pos) {
    return std::min(Text.find('\n', Pos), Text.size());
  };
  llvm::SmallVector<Comment, 4> Open;
  size_t Pos = 0;
  while ((Pos = Text.find("NOLINT", Pos)) != llvm::StringRef::npos) {
    size_t Start = Pos;
    while (Pos < Text.size() && isAlphanumeric(Text[Pos]))
      ++Pos;
    llvm::StringRef Word = Text.slice(Start, Pos);
    Comment C;
    C.Checks = "*";
    if (Pos < Text.size() && Text[Pos] == '(') {
      size_t Close = Text.find_first_of("\n)", Pos);
      if (Close != llvm::StringRef::npos && Text[Close] == ')') {
        C.Checks = Text.slice(Pos + 1, Close).str();
        Pos = Close + 1;
      }
    }
    if (Word == "NOLINT") {
      size_t Before = Text.rfind('\n', Start);
      C.Begin = Before == llvm::StringRef::npos ? 0 : Before + 1;
      C.End = LineEnd(Start);
      Result.push_back(std::move(C));
    } else if (Word == "NOLINTNEXTLINE") {
      C.Begin = LineEnd(Start) + 1;
      C.End = LineEnd(std::min<size_t>(C.Begin, Text.size()));
      Result.push_back(std::move(C));
    } else if (Word == "NOLINTBEGIN") {
      C.Begin = Start;
      Open.push_back(std::move(C));
    } else if (Word == "NOLINTEND") {
      // Only the end of the innermost begin that names the same checks.
      if (!Open.empty() && Open.back().Checks == C.Checks) {
        Open.back().End = Start;
        Result.push_back(Open.pop_back_val());
      }
    }
  }
  return Result;
}

bool NolintComments::suppress(SourceLocation Loc, llvm::StringRef Name) {
  while (Loc.isValid()) {
    auto [File, Offset] = SM.getDecomposedSpellingLoc(Loc);
    for (const Comment &C : commentsIn(File))
      if (C.Begin <= Offset && Offset <= C.End &&
          matchesGlobList(C.Checks, Name))
        return true;
    if (!Loc.isMacroID())
      return false;
    Loc = SM.getImmediateExpansionRange(Loc).getBegin();
  }
  return false;
}

} // namespace unwedge

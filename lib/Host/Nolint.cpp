//===--- Nolint.cpp -------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Host/Nolint.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

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

bool NolintComment::names(llvm::StringRef Name) const {
  if (!Checks)
    return true;
  llvm::SmallVector<llvm::StringRef, 4> Globs;
  llvm::StringRef(*Checks).split(Globs, ',');
  return llvm::any_of(Globs, [&](llvm::StringRef Glob) {
    // clang-tidy takes no notice of globs with a minus here.
    return !Glob.empty() && !Glob.starts_with("-") && matchesGlob(Glob, Name);
  });
}

static std::string withoutBlanks(llvm::StringRef Checks) {
  llvm::SmallVector<llvm::StringRef, 4> Names;
  Checks.split(Names, ',');
  for (llvm::StringRef &Name : Names)
    Name = Name.trim();
  return llvm::join(Names, ",");
}

/// \p Rest is what stands in the line behind the word.
static std::string reasonIn(llvm::StringRef Rest) {
  Rest = Rest.take_front(Rest.find("*/"));
  return Rest.ltrim(" \t:-").rtrim().str();
}

std::vector<NolintComment> findNolintComments(llvm::StringRef Text) {
  auto LineEnd = [&](size_t Pos) {
    return std::min(Text.find('\n', Pos), Text.size());
  };
  std::vector<NolintComment> Result;
  llvm::SmallVector<NolintComment, 4> Open;
  size_t Pos = 0;
  while ((Pos = Text.find("NOLINT", Pos)) != llvm::StringRef::npos) {
    NolintComment C;
    C.Word = Pos;
    while (Pos < Text.size() && llvm::isAlpha(Text[Pos]))
      ++Pos;
    llvm::StringRef Word = Text.slice(C.Word, Pos);
    if (Pos < Text.size() && Text[Pos] == '(') {
      size_t Close = Text.find_first_of("\n)", Pos);
      if (Close != llvm::StringRef::npos && Text[Close] == ')') {
        C.Checks = withoutBlanks(Text.slice(Pos + 1, Close));
        Pos = Close + 1;
      }
    }
    C.AfterWord = Pos;
    C.Reason = reasonIn(Text.slice(Pos, LineEnd(Pos)));
    if (Word == "NOLINT") {
      size_t Before = Text.rfind('\n', C.Word);
      C.Begin = Before == llvm::StringRef::npos ? 0 : Before + 1;
      C.End = LineEnd(C.Word);
      Result.push_back(std::move(C));
    } else if (Word == "NOLINTNEXTLINE") {
      C.Kind = NolintComment::Form::NextLine;
      C.Begin = LineEnd(C.Word) + 1;
      C.End = LineEnd(std::min<size_t>(C.Begin, Text.size()));
      Result.push_back(std::move(C));
    } else if (Word == "NOLINTBEGIN") {
      C.Kind = NolintComment::Form::LoneBegin;
      C.Begin = C.Word;
      Open.push_back(std::move(C));
    } else if (Word == "NOLINTEND") {
      // Only the end of the innermost begin that is written alike.
      if (!Open.empty() && Open.back().Checks == C.Checks) {
        Open.back().Kind = NolintComment::Form::Block;
        Open.back().End = C.Word;
        Result.push_back(Open.pop_back_val());
      } else {
        C.Kind = NolintComment::Form::LoneEnd;
        Result.push_back(std::move(C));
      }
    }
  }
  std::move(Open.begin(), Open.end(), std::back_inserter(Result));
  return Result;
}

const std::vector<NolintComment> &NolintComments::in(FileID File) {
  auto [It, New] = Files.try_emplace(File);
  if (New)
    if (std::optional<llvm::StringRef> Text = SM.getBufferDataOrNone(File))
      It->second = findNolintComments(*Text);
  return It->second;
}

SourceLocation NolintComments::lineFor(SourceLocation Loc) const {
  const SourceLocation Shown = SM.getFileLoc(Loc);
  for (; Loc.isMacroID(); Loc = SM.getImmediateExpansionRange(Loc).getBegin())
    if (SM.getSpellingLoc(Loc) == Shown)
      return Shown;
  return Loc;
}

NolintComments::Place NolintComments::suppressing(SourceLocation Loc,
                                                  llvm::StringRef Name) {
  while (Loc.isValid()) {
    auto [File, Offset] = SM.getDecomposedSpellingLoc(Loc);
    for (const NolintComment &C : in(File))
      if (C.covers(Offset) && C.names(Name))
        return {File, &C};
    if (!Loc.isMacroID())
      break;
    Loc = SM.getImmediateExpansionRange(Loc).getBegin();
  }
  return {};
}

} // namespace unwedge

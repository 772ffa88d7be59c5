//===--- FindingRecorder.cpp ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Host/FindingRecorder.h"
#include "unwedge/Host/NeededIncludes.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"

using namespace clang;

namespace unwedge {

FindingRecorder::FindingRecorder(ASTContext &Context, llvm::StringRef Folder)
    : Context(Context), SM(Context.getSourceManager()), Folder(Folder) {
  // A mark, and not `#line`, which is what generators write: it says where the
  // text begins.
  std::optional<llvm::StringRef> Text =
      SM.getBufferDataOrNone(SM.getMainFileID());
  IsPreprocessed = Text && Text->consume_front("# ") && !Text->empty() &&
                   llvm::isDigit(Text->front());
}

FindingRecord FindingRecorder::record(const Finding &F, llvm::StringRef Check) {
  FindingRecord Result;
  Result.Check = Check.str();
  Result.Confidence = confidenceName(F.Level).str();
  Result.Where = place(F.Loc);
  Result.Message = F.Message;
  for (const FindingStep &Step : F.Steps)
    Result.Steps.push_back({place(Step.Loc), Step.Message});
  for (const FindingEdit &Edit : F.Edits)
    addEdit(Edit, Result);
  for (const std::string &Header : F.NeededIncludes)
    if (std::optional<FindingEdit> Include = includeEdit(SM, F.Loc, Header))
      addEdit(*Include, Result);
  Result.Fingerprint = fingerprint(F, Check);
  return Result;
}

std::string FindingRecorder::absolute(llvm::StringRef Name) const {
  llvm::SmallString<256> Path(Name);
  SM.getFileManager().makeAbsolutePath(Path);
  llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return std::string(Path);
}

PlaceRecord FindingRecorder::place(SourceLocation Loc) const {
  Loc = SM.getFileLoc(Loc);
  if (std::optional<PlaceRecord> Marked = markedPlace(Loc))
    return *Marked;
  PlaceRecord Result;
  if (OptionalFileEntryRef File = SM.getFileEntryRefForID(SM.getFileID(Loc)))
    Result.File = absolute(File->getName());
  Result.Line = SM.getSpellingLineNumber(Loc);
  Result.Column = SM.getSpellingColumnNumber(Loc);
  return Result;
}

std::optional<PlaceRecord>
FindingRecorder::markedPlace(SourceLocation Loc) const {
  if (!IsPreprocessed || SM.getFileID(Loc) != SM.getMainFileID())
    return std::nullopt;
  PresumedLoc Told = SM.getPresumedLoc(Loc);
  if (Told.isInvalid())
    return std::nullopt;
  PlaceRecord Result;
  llvm::SmallString<256> Name;
  if (llvm::sys::path::is_relative(Told.getFilename()))
    Name = Folder;
  llvm::sys::path::append(Name, Told.getFilename());
  Result.File = absolute(Name);
  Result.Line = Told.getLine();
  Result.Column = Told.getColumn();
  return Result;
}

void FindingRecorder::addEdit(const FindingEdit &Edit,
                              FindingRecord &To) const {
  CharSourceRange Range =
      Lexer::makeFileCharRange(Edit.Range, SM, Context.getLangOpts());
  if (Range.isInvalid())
    return;
  auto [File, Offset] = SM.getDecomposedLoc(Range.getBegin());
  OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
  if (!Entry)
    return;
  To.Edits.push_back({absolute(Entry->getName()), Offset,
                      SM.getFileOffset(Range.getEnd()) - Offset, Edit.Text});
}

/// The tokens from \p Loc to the end of its statement say what stands there
/// however it is laid out, and in whichever file and line.
std::string FindingRecorder::fingerprint(const Finding &F,
                                         llvm::StringRef Check) const {
  llvm::SHA256 Hash;
  auto Add = [&](llvm::StringRef Text) {
    Hash.update(Text);
    Hash.update(llvm::StringRef("\0", 1));
  };
  Add(Check);
  Add(F.Message);
  for (const std::string &Word : wordsOfStatement(SM.getFileLoc(F.Loc)))
    Add(Word);
  return llvm::toHex(llvm::ArrayRef(Hash.final()).take_front(16),
                     /*LowerCase=*/true);
}

/// Tokens, but for what formatters make of them: a literal that was split is
/// one, and so are not the ends of two lists of template arguments.
std::vector<std::string>
FindingRecorder::wordsOfStatement(SourceLocation Loc) const {
  constexpr unsigned MaxWords = 64;
  auto [File, Offset] = SM.getDecomposedLoc(Loc);
  llvm::StringRef Text = SM.getBufferData(File);
  Lexer Lex(SM.getLocForStartOfFile(File), Context.getLangOpts(), Text.begin(),
            Text.begin() + Offset, Text.end());
  std::vector<std::string> Words;
  bool AfterLiteral = false, AfterHead = false;
  unsigned Parentheses = 0;
  Token Next;
  while (Words.size() <= MaxWords) {
    Lex.LexFromRawLexer(Next);
    if (Next.isOneOf(tok::eof, tok::semi, tok::l_brace, tok::r_brace))
      break;
    // The head of an `if` and its like ends here; braces may come and go.
    if (AfterHead && Next.is(tok::raw_identifier))
      break;
    AfterHead = Next.is(tok::r_paren) && Parentheses == 0;
    if (Next.is(tok::l_paren))
      ++Parentheses;
    else if (Next.is(tok::r_paren) && Parentheses)
      --Parentheses;
    std::string Word = Lexer::getSpelling(Next, SM, Context.getLangOpts());
    // A raw literal has the line ends of its file in it.
    llvm::erase(Word, '\r');
    const bool IsLiteral = Next.is(tok::string_literal) && Word.front() == '"';
    if (IsLiteral && AfterLiteral) {
      Words.back().pop_back();
      Words.back() += Word.substr(1);
    } else if (Next.is(tok::greatergreater)) {
      Words.insert(Words.end(), 2, ">");
    } else {
      Words.push_back(std::move(Word));
    }
    AfterLiteral = IsLiteral;
  }
  Words.resize(std::min<size_t>(Words.size(), MaxWords));
  return Words;
}

} // namespace unwedge

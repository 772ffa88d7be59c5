//===--- SuppressionEdits.cpp ---------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SuppressionEdits.h"
#include "ProgramOutput.h"
#include "unwedge/Host/Nolint.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"
#include "clang/Tooling/Core/Replacement.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using clang::tooling::Replacement;
using clang::tooling::Replacements;

namespace unwedge::driver {

namespace {

/// A token or comment, by offsets.
struct Span {
  size_t Begin, End;
  bool IsComment;
};

/// One file that is edited.
class EditedText {
public:
  explicit EditedText(StringRef Text);

  Error silence(int64_t Line, const LineToSilence &What, StringRef Reason,
                function_ref<bool(StringRef)> IsBroken);
  /// Whether it could be done.
  Expected<bool> remove(const CommentToRemove &What);
  Expected<std::string> result() const {
    return clang::tooling::applyAllReplacements(Text, Edits);
  }

private:
  /// Where \p Line begins, and where it ends without its line break.
  Expected<std::pair<size_t, size_t>> line(int64_t Line) const;
  /// What \p Offset is in the middle of, or null.
  const Span *inside(size_t Offset) const;
  bool isSpliced(size_t LineBegin) const;
  Error replace(size_t Offset, size_t Length, const Twine &By) {
    return Edits.add(Replacement("", Offset, Length, By.str()));
  }
  Error joinTo(const NolintComment &C, StringRef Names, StringRef Reason);
  Error dropNames(size_t ListBegin, const std::set<std::string> &Names);
  Expected<bool> dropComment(size_t Word);

  StringRef Text;
  std::vector<size_t> LineBegins = {0};
  std::vector<Span> Spans;
  std::vector<NolintComment> Comments;
  Replacements Edits;
};

} // namespace

EditedText::EditedText(StringRef Text)
    : Text(Text), Comments(findNolintComments(Text)) {
  for (size_t At = 0; (At = Text.find('\n', At)) != StringRef::npos;)
    LineBegins.push_back(++At);
  // What one language takes for a raw string another takes for two tokens; no
  // file is read as both by those who want to keep their senses.
  clang::LangOptions Language;
  Language.CPlusPlus = Language.CPlusPlus11 = Language.LineComment = true;
  Language.RawStringLiterals = true;
  clang::Lexer Lex(clang::SourceLocation(), Language, Text.begin(),
                   Text.begin(), Text.end());
  Lex.SetCommentRetentionState(true);
  clang::Token Next;
  bool AtEnd = false;
  while (!AtEnd) {
    AtEnd = Lex.LexFromRawLexer(Next);
    size_t End = Lex.getBufferLocation() - Text.begin();
    if (Next.isNot(clang::tok::eof))
      Spans.push_back(
          {End - Next.getLength(), End, Next.is(clang::tok::comment)});
  }
}

Expected<std::pair<size_t, size_t>> EditedText::line(int64_t Line) const {
  if (Line < 1 || static_cast<size_t>(Line) > LineBegins.size())
    return createStringError(inconvertibleErrorCode(),
                             "there is no line " + Twine(Line) + " any more");
  size_t Begin = LineBegins[Line - 1];
  size_t End = std::min(Text.find('\n', Begin), Text.size());
  if (End > Begin && Text[End - 1] == '\r')
    --End;
  if (Line == 1 && Text.starts_with("\xEF\xBB\xBF"))
    Begin += 3;
  return std::make_pair(Begin, End);
}

const Span *EditedText::inside(size_t Offset) const {
  auto It =
      partition_point(Spans, [&](const Span &S) { return S.End <= Offset; });
  return It != Spans.end() && It->Begin < Offset ? &*It : nullptr;
}

/// Whether the line before goes on in that which begins at \p LineBegin.
bool EditedText::isSpliced(size_t LineBegin) const {
  StringRef Before = Text.take_front(LineBegin);
  return Before.consume_back("\n") && Before.rtrim(" \t\r").ends_with("\\");
}

Error EditedText::joinTo(const NolintComment &C, StringRef Names,
                         StringRef Reason) {
  StringRef Rest = Text.substr(C.AfterWord);
  Rest = Rest.take_front(Rest.find_first_of("\r\n"));
  Rest = Rest.take_front(Rest.find("*/")).rtrim();
  const std::string More = C.Reason.empty()
                               ? (": " + Reason).str()
                               : ("; " + Names + ": " + Reason).str();
  const std::string Separator = C.Checks->empty() ? "" : ", ";
  // Both at one place if there is nothing behind the parenthesis.
  if (Rest.empty())
    return replace(C.AfterWord - 1, 1, Separator + Names + ")" + More);
  return joinErrors(replace(C.AfterWord - 1, 0, Separator + Names),
                    replace(C.AfterWord + Rest.size(), 0, More));
}

Error EditedText::silence(int64_t Line, const LineToSilence &What,
                          StringRef Reason,
                          function_ref<bool(StringRef)> IsBroken) {
  Expected<std::pair<size_t, size_t>> Found = line(Line);
  if (!Found)
    return Found.takeError();
  auto [Begin, End] = *Found;
  const std::string Names = join(What.Checks, ", ");
  const bool GoesOn = Text.slice(Begin, End).rtrim(" \t").ends_with("\\");
  const NolintComment *Above = nullptr;
  for (const NolintComment &C : Comments)
    if (C.Kind == NolintComment::Form::NextLine && C.covers(Begin) && C.Checks)
      Above = &C;
  if (Above) {
    // In a string it counts, too, but is not to be changed.
    const Span *In = inside(Above->Word);
    if (In && In->IsComment)
      return joinTo(*Above, Names, Reason);
  } else if (!inside(Begin) && !isSpliced(Begin)) {
    StringRef Indent = Text.substr(Begin);
    Indent = Indent.take_while([](char C) { return C == ' ' || C == '\t'; });
    // The line's own break; the one before if the file ends here.
    const size_t Break = Text.find('\n', Begin);
    const bool IsCRLF = Break != StringRef::npos
                            ? End < Break
                            : Text.take_front(Begin).ends_with("\r\n");
    const StringRef EndOfLine = IsCRLF ? "\r\n" : "\n";
    const std::string Whole =
        (Indent + "// NOLINTNEXTLINE(" + Names + "): " + Reason).str();
    if (!IsBroken(Whole) || GoesOn || inside(End))
      return replace(Begin, 0, Whole + EndOfLine);
    return joinErrors(
        replace(Begin, 0,
                Indent + "// NOLINTBEGIN(" + Names + "): " + Reason +
                    EndOfLine),
        replace(End, 0, EndOfLine + Indent + "// NOLINTEND(" + Names + ")"));
  }
  if (!GoesOn && !inside(End))
    return replace(End, 0, " // NOLINT(" + Names + "): " + Reason);
  const size_t Column = What.Column - 1;
  if (LineBegins[Line - 1] + Column >= End)
    return createStringError(inconvertibleErrorCode(),
                             "line " + Twine(Line) + " has changed");
  return replace(LineBegins[Line - 1] + Column, 0,
                 "/* NOLINT(" + Names + "): " + Reason + " */ ");
}

/// \p ListBegin is where the parenthesis opens.
Error EditedText::dropNames(size_t ListBegin,
                            const std::set<std::string> &Names) {
  const size_t End = Text.find(')', ListBegin);
  SmallVector<StringRef, 4> Given, Kept;
  Text.slice(ListBegin + 1, End).split(Given, ',');
  for (StringRef Name : Given)
    if (!Names.count(Name.trim().str()))
      Kept.push_back(Name.trim());
  return replace(ListBegin + 1, End - ListBegin - 1, join(Kept, ", "));
}

/// Takes away the comment that begins with the word at \p Word, and the line if
/// nothing else is in it.
Expected<bool> EditedText::dropComment(size_t Word) {
  const Span *In = inside(Word);
  if (!In || !In->IsComment ||
      !Text.slice(In->Begin, Word).ltrim("/*!<").trim().empty() ||
      Text.slice(In->Begin, In->End).contains('\n'))
    return false;
  size_t Begin = In->Begin, End = In->End;
  while (Begin > 0 && (Text[Begin - 1] == ' ' || Text[Begin - 1] == '\t'))
    --Begin;
  StringRef Behind = Text.substr(End);
  const bool BeginsLine = Begin == 0 || Text[Begin - 1] == '\n';
  const bool EndsLine = Behind.take_front(Behind.find('\n')).trim().empty();
  if (BeginsLine && EndsLine) {
    size_t Break = Text.find('\n', End);
    End = Break == StringRef::npos ? Text.size() : Break + 1;
  } else if (!EndsLine) {
    // What stands before may need the blank behind it.
    Begin = In->Begin;
    End += Behind.size() - Behind.ltrim(" \t").size();
  }
  if (Error Failed = replace(Begin, End - Begin, ""))
    return std::move(Failed);
  return true;
}

Expected<bool> EditedText::remove(const CommentToRemove &What) {
  Expected<std::pair<size_t, size_t>> Found = line(What.Line);
  if (!Found)
    return Found.takeError();
  const size_t Word = LineBegins[What.Line - 1] + What.Column - 1;
  auto C =
      find_if(Comments, [&](const NolintComment &C) { return C.Word == Word; });
  if (C == Comments.end() || !C->Checks)
    return createStringError(inconvertibleErrorCode(),
                             "line " + Twine(What.Line) + " has changed");
  const bool IsBlock = C->Kind == NolintComment::Form::Block;
  SmallVector<StringRef, 4> Given;
  StringRef(*C->Checks).split(Given, ',', -1, /*KeepEmpty=*/false);
  if (all_of(Given, [&](StringRef Name) {
        return What.Names.count(Name.str()) != 0;
      })) {
    // Half a block is worse than a whole one.
    const Span *EndIn = IsBlock ? inside(C->End) : nullptr;
    if (IsBlock && (!EndIn || !EndIn->IsComment))
      return false;
    Expected<bool> Done = dropComment(C->Word);
    if (!Done || !*Done || !IsBlock)
      return Done;
    return dropComment(C->End);
  }
  const Span *In = inside(Word);
  if (!In || !In->IsComment)
    return false;
  if (Error Failed = dropNames(Text.find('(', Word), What.Names))
    return std::move(Failed);
  if (IsBlock)
    if (Error Failed = dropNames(Text.find('(', C->End), What.Names))
      return std::move(Failed);
  return true;
}

Expected<std::string> addComments(StringRef Text,
                                  const std::map<int64_t, LineToSilence> &Lines,
                                  StringRef Reason,
                                  function_ref<bool(StringRef)> IsBroken) {
  EditedText Edited(Text);
  for (const auto &[Line, What] : Lines)
    if (Error Failed = Edited.silence(Line, What, Reason, IsBroken))
      return std::move(Failed);
  return Edited.result();
}

Expected<std::string> removeComments(StringRef Text,
                                     ArrayRef<CommentToRemove> Comments,
                                     unsigned &Left) {
  EditedText Edited(Text);
  for (const CommentToRemove &What : Comments) {
    Expected<bool> Done = Edited.remove(What);
    if (!Done)
      return Done.takeError();
    Left += !*Done;
  }
  return Edited.result();
}

Expected<std::string> unifiedDiff(StringRef File, StringRef Name,
                                  StringRef After) {
  SmallString<128> Changed;
  int Descriptor = -1;
  if (std::error_code Failed =
          sys::fs::createTemporaryFile("unwedge", "new", Descriptor, Changed))
    return createFileError(Changed, Failed);
  FileRemover Remover(Changed);
  raw_fd_ostream New(Descriptor, /*shouldClose=*/true);
  New << After;
  New.close();
  if (std::error_code Failed = New.error()) {
    New.clear_error();
    return createFileError(Changed, Failed);
  }
  Expected<ProgramOutput> Said = outputOf(
      "diff", {"-u", "--label", ("a/" + Name).str(), "--label",
               ("b/" + Name).str(), "--", File.str(), std::string(Changed)});
  if (!Said)
    return Said.takeError();
  return std::move(Said->Text);
}

} // namespace unwedge::driver

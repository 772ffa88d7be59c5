//===--- UnitSuppressions.cpp ---------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Host/UnitSuppressions.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace clang;

namespace unwedge {

bool isOwnName(llvm::StringRef Name) {
  return Name.starts_with("unwedge-") || Name.starts_with("unwedge.");
}

UnitSuppressions::UnitSuppressions(ASTContext &Context, PlaceOf Place,
                                   llvm::ArrayRef<Finding> Findings)
    : Context(Context), SM(Context.getSourceManager()), Place(std::move(Place)),
      Comments(SM), Attributes(Context) {
  // Most units never have the word in them.
  if (Context.getExternalSource() ||
      Context.Idents.find("suppress") != Context.Idents.end())
    Attributes.collect(Findings);
}

/// Where the statement around \p Offset begins and ends, by its tokens alone:
/// what a macro makes of it does not matter to where a comment may stand.
static std::pair<unsigned, unsigned>
statementAround(const SourceManager &SM, const LangOptions &Language,
                FileID File, unsigned Offset) {
  llvm::StringRef Text = SM.getBufferData(File);
  Lexer Lex(SM.getLocForStartOfFile(File), Language, Text.begin(), Text.begin(),
            Text.end());
  unsigned Begin = 0, Parentheses = 0;
  bool IsNew = true;
  Token Next;
  while (!Lex.LexFromRawLexer(Next)) {
    unsigned At = SM.getFileOffset(Next.getLocation());
    if (Next.is(tok::hash) && Next.isAtStartOfLine()) {
      // Behind a directive something else begins, but for one inside a call.
      size_t End = Text.find('\n', At);
      while (End != llvm::StringRef::npos &&
             Text.take_front(End).rtrim("\r").ends_with("\\"))
        End = Text.find('\n', End + 1);
      if (End == llvm::StringRef::npos)
        break;
      Lex.seek(End, /*IsAtStartOfLine=*/true);
      IsNew |= Parentheses == 0;
      continue;
    }
    if (IsNew) {
      Begin = At;
      IsNew = false;
    }
    if (Next.is(tok::l_paren))
      ++Parentheses;
    else if (Next.is(tok::r_paren) && Parentheses)
      --Parentheses;
    bool Ends = Next.isOneOf(tok::l_brace, tok::r_brace) ||
                (Next.is(tok::semi) && Parentheses == 0);
    if (!Ends)
      continue;
    if (At >= Offset)
      return {Begin, At};
    Parentheses = 0;
    IsNew = true;
  }
  return {Begin, static_cast<unsigned>(Text.size())};
}

void UnitSuppressions::silence(SourceLocation Loc, llvm::StringRef Check,
                               FindingRecord &To) {
  auto Credit = [&](const void *Whom) {
    std::vector<std::string> &Checks = Silenced[Whom];
    if (!llvm::is_contained(Checks, Check))
      Checks.push_back(Check.str());
  };
  if (NolintComments::Place By = Comments.suppressing(Loc, Check)) {
    To.SuppressedBy = "comment";
    To.Reason = By.Comment->Reason;
    Credit(By.Comment);
    SilencingFiles.insert(By.File);
    return;
  }
  if (const SuppressAttr *A = Attributes.suppressing(Loc, Check)) {
    To.SuppressedBy = "attribute";
    To.Reason = reasonBeside(*A);
    Credit(A);
    return;
  }
  SourceLocation Shown = SM.getFileLoc(Loc);
  SourceLocation Counts = Comments.lineFor(Loc);
  if (Counts != Shown)
    To.CommentAt = Place(Counts);
  auto [File, Offset] = SM.getDecomposedLoc(Shown);
  auto [Begin, End] = statementAround(SM, Context.getLangOpts(), File, Offset);
  Statements.push_back({File, Begin, End, Check.str()});
}

/// The comment in the line of \p A, behind it.
std::string UnitSuppressions::reasonBeside(const SuppressAttr &A) const {
  auto [File, Offset] = SM.getDecomposedLoc(SM.getFileLoc(A.getLocation()));
  llvm::StringRef Text = SM.getBufferData(File);
  const size_t LineEnd = std::min(Text.find('\n', Offset), Text.size());
  Lexer Lex(SM.getLocForStartOfFile(File), Context.getLangOpts(), Text.begin(),
            Text.begin() + Offset, Text.end());
  Lex.SetCommentRetentionState(true);
  Token Next;
  while (!Lex.LexFromRawLexer(Next)) {
    size_t At = SM.getFileOffset(Next.getLocation());
    if (At >= LineEnd)
      break;
    if (!Next.is(tok::comment))
      continue;
    llvm::StringRef Said = Text.substr(At, Next.getLength());
    Said.consume_back("*/");
    Said = Said.ltrim("/*!<").trim();
    // A comment for clang-tidy alone says nothing of the reason.
    if (!Said.empty() && !Said.starts_with("NOLINT"))
      return Said.str();
  }
  return "";
}

/// Why \p C, which silences nothing, may have been meant to.
std::string UnitSuppressions::hintFor(FileID File,
                                      const NolintComment &C) const {
  using Form = NolintComment::Form;
  if (C.Kind == Form::LoneBegin)
    return "no NOLINTEND with the same names belongs to it";
  if (C.Kind == Form::LoneEnd)
    return "no NOLINTBEGIN with the same names belongs to it";
  if (C.Kind != Form::Line && C.Kind != Form::NextLine)
    return "";
  // What a formatter makes of a comment that is too long for its line.
  llvm::StringRef Text = SM.getBufferData(File);
  if (C.Kind == Form::NextLine &&
      Text.substr(C.Begin).ltrim(" \t").starts_with("//"))
    return "the next line is a comment";
  for (const Statement &F : Statements)
    if (F.File == File && C.names(F.Check) && C.Begin <= F.End &&
        F.Begin <= C.End)
      return "it stands at another line of the statement than the finding";
  return "";
}

std::string UnitSuppressions::fingerprintOfLine(SourceLocation Loc,
                                                llvm::StringRef Form) const {
  auto [File, Offset] = SM.getDecomposedLoc(Loc);
  llvm::StringRef Text = SM.getBufferData(File);
  llvm::StringRef Line = Text.take_front(Text.find('\n', Offset));
  Line = Line.drop_front(Line.rfind('\n') + 1).trim();
  llvm::SHA256 Hash;
  Hash.update(Form);
  Hash.update(Line);
  return llvm::toHex(llvm::ArrayRef(Hash.final()).take_front(16),
                     /*LowerCase=*/true);
}

std::vector<SuppressionRecord> UnitSuppressions::records() {
  std::map<std::pair<PlaceRecord, std::string>, SuppressionRecord> All;
  auto Add = [&](const void *Which, SourceLocation Loc, std::string Form,
                 std::vector<std::string> Names, std::string Reason,
                 std::string Hint) {
    auto It = Silenced.find(Which);
    if (It == Silenced.end() && llvm::none_of(Names, isOwnName))
      return;
    SuppressionRecord R{
        std::move(Form), Place(Loc), std::move(Names), std::move(Reason), {},
        std::move(Hint), ""};
    if (R.Where.File.empty())
      return;
    R.Fingerprint = fingerprintOfLine(Loc, R.Form);
    // A file may be read several times, and an attribute be inherited.
    SuppressionRecord &Known =
        All.try_emplace({R.Where, R.Form}, R).first->second;
    if (It == Silenced.end())
      return;
    for (const std::string &Check : It->second)
      if (!llvm::is_contained(Known.Silences, Check))
        Known.Silences.push_back(Check);
  };

  auto AddFile = [&](FileID File) {
    if (!SM.getFileEntryRefForID(File))
      return;
    for (const NolintComment &C : Comments.in(File)) {
      using Form = NolintComment::Form;
      llvm::SmallVector<llvm::StringRef, 4> Parts;
      if (C.Checks)
        llvm::StringRef(*C.Checks).split(Parts, ',', -1, /*KeepEmpty=*/false);
      Add(&C, SM.getLocForStartOfFile(File).getLocWithOffset(C.Word),
          C.Kind == Form::Line       ? "NOLINT"
          : C.Kind == Form::NextLine ? "NOLINTNEXTLINE"
          : C.Kind == Form::LoneEnd  ? "NOLINTEND"
                                     : "NOLINTBEGIN",
          std::vector<std::string>(Parts.begin(), Parts.end()), C.Reason,
          hintFor(File, C));
    }
  };
  for (unsigned I = 0; I < SM.local_sloc_entry_size(); ++I) {
    const SrcMgr::SLocEntry &Entry = SM.getLocalSLocEntry(I);
    if (Entry.isFile() &&
        !SrcMgr::isSystem(Entry.getFile().getFileCharacteristic()))
      AddFile(
          SM.getFileID(SourceLocation::getFromRawEncoding(Entry.getOffset())));
  }
  for (FileID File : SilencingFiles)
    if (SM.isLoadedFileID(File))
      AddFile(File);
  for (const SuppressionAttributes::Covered &C : Attributes.all()) {
    const SuppressAttr &A = *C.Attribute;
    std::vector<std::string> Names;
    for (llvm::StringRef Name : A.diagnosticIdentifiers())
      Names.push_back(Name.str());
    Add(&A, SM.getFileLoc(A.getLocation()), "suppress", std::move(Names),
        reasonBeside(A), "");
  }

  std::vector<SuppressionRecord> Result;
  for (auto &[Key, R] : All) {
    if (!R.Silences.empty())
      R.Hint.clear();
    Result.push_back(std::move(R));
  }
  return Result;
}

} // namespace unwedge

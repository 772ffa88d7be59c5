//===--- Suppressions.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Suppressions.h"
#include "LineAges.h"
#include "SuppressionEdits.h"
#include "unwedge/Host/Nolint.h"
#include "unwedge/Host/UnitSuppressions.h"
#include "unwedge/Rules/Rules.h"
#include "clang/Format/Format.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace unwedge::driver {

//===----------------------------------------------------------------------===//
// What each is good for.
//===----------------------------------------------------------------------===//

std::vector<SuppressionRecord> mergeSuppressions(ArrayRef<UnitRecord> Units) {
  std::map<std::pair<PlaceRecord, std::string>, SuppressionRecord> All;
  for (const UnitRecord &Unit : Units)
    for (const SuppressionRecord &S : Unit.Suppressions) {
      SuppressionRecord &Known =
          All.try_emplace({S.Where, S.Form}, S).first->second;
      for (const std::string &Check : S.Silences)
        if (!is_contained(Known.Silences, Check))
          Known.Silences.push_back(Check);
      if (Known.Hint.empty())
        Known.Hint = S.Hint;
    }
  std::vector<SuppressionRecord> Result;
  for (auto &[Key, S] : All) {
    llvm::sort(S.Silences);
    Result.push_back(std::move(S));
  }
  return Result;
}

/// Whether \p Name, as it stands in \p S, means \p Check.
static bool means(const SuppressionRecord &S, const std::string &Name,
                  StringRef Check) {
  if (S.Form == "suppress")
    return Name == Check || Name == checkerName(Check);
  NolintComment One;
  One.Checks = Name;
  return One.names(Check);
}

/// The names of \p S that silence nothing. Of a name that means checks that
/// were not run nothing is known.
static std::vector<std::string> unneededNames(const SuppressionRecord &S,
                                              ArrayRef<std::string> ChecksRun) {
  std::vector<std::string> Result;
  for (const std::string &Name : S.Names) {
    auto IsMeant = [&](StringRef Check) { return means(S, Name, Check); };
    if (!isOwnName(Name) || any_of(S.Silences, IsMeant))
      continue;
    if (all_of(allRules(), [&](const RuleInfo &Rule) {
          return !IsMeant(Rule.CheckName) ||
                 is_contained(ChecksRun, Rule.CheckName);
        }))
      Result.push_back(Name);
  }
  return Result;
}

/// Whether \p S may be what silences \p F, a finding that takes several units
/// to see. Their summaries say that it is silenced, and not by which of several
/// comments: of a range, all count that are in the file.
static bool maySilence(const SuppressionRecord &S, const FindingRecord &F) {
  const PlaceRecord &Where = F.CommentAt ? *F.CommentAt : F.Where;
  if (S.Where.File != Where.File ||
      !(S.Names.empty() || any_of(S.Names, [&](const std::string &Name) {
          return means(S, Name, F.Check);
        })))
    return false;
  if (S.Form == "NOLINT")
    return S.Where.Line == Where.Line;
  if (S.Form == "NOLINTNEXTLINE")
    return S.Where.Line + 1 == Where.Line;
  if (S.Form == "NOLINTEND")
    return S.Where.Line > Where.Line;
  return S.Where.Line <= Where.Line;
}

void addSilencedAcrossUnits(RunResult &Run) {
  for (const FindingRecord &F : Run.Findings)
    if (F.IsAcrossUnits && !F.SuppressedBy.empty())
      for (UnitRecord &Unit : Run.Units)
        for (SuppressionRecord &S : Unit.Suppressions)
          if (maySilence(S, F) && !is_contained(S.Silences, F.Check))
            S.Silences.push_back(F.Check);
}

/// As it is written, more or less.
static std::string shown(const SuppressionRecord &S) {
  std::string Result = S.Form;
  if (S.Form == "suppress")
    Result = "[[clang::suppress";
  if (!S.Names.empty()) {
    const char *Quote = S.Form == "suppress" ? "\"" : "";
    Result += "(";
    for (const auto &[Index, Name] : enumerate(S.Names))
      Result += (Index ? ", " : "") + (Quote + Name) + Quote;
    Result += ")";
  }
  if (S.Form == "suppress")
    Result += "]]";
  return Result;
}

/// An end is no place for a reason, and without its begin has nothing to say.
static bool lacksReason(const SuppressionRecord &S) {
  return S.Reason.empty() && S.Form != "NOLINTEND";
}

//===----------------------------------------------------------------------===//
// Reasons.
//===----------------------------------------------------------------------===//

void demandReasons(RunResult &Run) {
  StringMap<unsigned> Equal;
  for (const SuppressionRecord &S : mergeSuppressions(Run.Units)) {
    if (!lacksReason(S))
      continue;
    FindingRecord F;
    F.Check = ReasonCheckName.str();
    F.Confidence = "definite";
    F.Where = S.Where;
    F.Message =
        "'" + shown(S) + "' gives no reason; " +
        (S.Form == "suppress" ? "write it into a comment behind it in the line"
                              : "write it behind: '" + shown(S) + ": reason'");
    F.Fingerprint = S.Fingerprint;
    if (unsigned Number = Equal[F.Fingerprint]++)
      F.Fingerprint += "-" + std::to_string(Number + 1);
    Run.Findings.push_back(std::move(F));
  }
  llvm::sort(Run.Findings, [](const FindingRecord &A, const FindingRecord &B) {
    return std::tie(A.Where, A.Check, A.Message) <
           std::tie(B.Where, B.Check, B.Message);
  });
}

//===----------------------------------------------------------------------===//
// The list.
//===----------------------------------------------------------------------===//

namespace {

struct Listed {
  SuppressionRecord What;
  std::vector<std::string> Unneeded;
  std::optional<LineAge> Age;
};

} // namespace

static std::string dateOf(const LineAge &Age) {
  return formatv("{0:%Y-%m-%d}",
                 sys::toUtcTime(static_cast<std::time_t>(Age.Time)));
}

static int64_t daysOf(const LineAge &Age) {
  using namespace std::chrono;
  constexpr int64_t SecondsOfDay = 24 * 60 * 60;
  const int64_t Now =
      duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
  return std::max<int64_t>(0, (Now - Age.Time) / SecondsOfDay);
}

static std::vector<Listed> listSuppressions(const RunResult &Run,
                                            ArrayRef<std::string> ChecksRun) {
  std::vector<Listed> Result;
  std::map<std::string, std::vector<int64_t>> Lines;
  for (SuppressionRecord &S : mergeSuppressions(Run.Units)) {
    Lines[S.Where.File].push_back(S.Where.Line);
    std::vector<std::string> Unneeded = unneededNames(S, ChecksRun);
    Result.push_back({std::move(S), std::move(Unneeded), std::nullopt});
  }
  std::map<std::string, std::map<int64_t, LineAge>> Ages;
  for (const auto &[File, Of] : Lines)
    Ages[File] = agesOfLines(File, Of);
  for (Listed &L : Result) {
    const std::map<int64_t, LineAge> &OfFile = Ages[L.What.Where.File];
    if (auto It = OfFile.find(L.What.Where.Line); It != OfFile.end())
      L.Age = It->second;
  }
  return Result;
}

static void printList(ArrayRef<Listed> All, bool IsWhole,
                      const SuppressionsRequest &Request, raw_ostream &OS) {
  constexpr size_t CommitLength = 12;
  for (const Listed &L : All) {
    const SuppressionRecord &S = L.What;
    OS << S.Where.File << ':' << S.Where.Line << ':' << S.Where.Column << ": "
       << shown(S);
    if (!S.Reason.empty())
      OS << ": " << S.Reason;
    OS << '\n';
    if (L.Age) {
      const int64_t Days = daysOf(*L.Age);
      OS << "    since " << dateOf(*L.Age) << ", " << Days
         << (Days == 1 ? " day" : " days") << ", by commit "
         << StringRef(L.Age->Commit).take_front(CommitLength) << '\n';
    } else {
      OS << "    age unknown\n";
    }
    if (!S.Silences.empty())
      OS << "    silences " << join(S.Silences, ", ") << '\n';
    const char *Where = IsWhole ? "" : " in the units analysed";
    if (!L.Unneeded.empty()) {
      OS << "    ";
      if (!S.Silences.empty() || L.Unneeded.size() != S.Names.size())
        OS << join(L.Unneeded, ", ") << ' ';
      OS << "silences nothing" << Where;
      if (!S.Hint.empty())
        OS << ": " << S.Hint;
      OS << '\n';
    }
    for (const std::string &Name : L.Unneeded)
      if (none_of(allRules(),
                  [&](const RuleInfo &Rule) {
                    return means(S, Name, Rule.CheckName);
                  }) &&
          Name != ReasonCheckName)
        OS << "    there is no check '" << Name << "'\n";
    if (Request.DemandReason && lacksReason(S))
      OS << "    gives no reason\n";
  }
}

static void printListAsJSON(ArrayRef<Listed> All, bool IsWhole,
                            const RunResult &Run, raw_ostream &OS) {
  json::Array Items, Units;
  for (const Listed &L : All) {
    json::Value Value = toJSON(L.What);
    json::Object &Item = *Value.getAsObject();
    json::Array Unneeded;
    for (const std::string &Name : L.Unneeded)
      Unneeded.push_back(json::fixUTF8(Name));
    Item["unneeded"] = std::move(Unneeded);
    if (L.Age)
      Item["age"] = json::Object{{"commit", L.Age->Commit},
                                 {"date", dateOf(*L.Age)},
                                 {"days", daysOf(*L.Age)}};
    Items.push_back(std::move(Value));
  }
  for (const UnitRecord &U : Run.Units)
    Units.push_back(json::Object{{"file", json::fixUTF8(U.File)},
                                 {"status", statusName(U.What)}});
  OS << formatv("{0:2}\n",
                json::Value(json::Object{{"version", 1},
                                         {"suppressions", std::move(Items)},
                                         {"whole", IsWhole},
                                         {"units", std::move(Units)}}));
}

//===----------------------------------------------------------------------===//
// Edits.
//===----------------------------------------------------------------------===//

namespace {

/// Edits files below the root, or shows what it would do.
class FileEditor {
public:
  FileEditor(const SuppressionsRequest &Request, raw_ostream &OS)
      : Request(Request), OS(OS) {}

  bool mayEdit(StringRef File) const {
    return File.starts_with(Request.Root) &&
           File.size() > Request.Root.size() &&
           (StringRef(Request.Root).ends_with("/") ||
            sys::path::is_separator(File[Request.Root.size()]));
  }

  Error edit(const std::string &File,
             function_ref<Expected<std::string>(StringRef)> Change) {
    ErrorOr<std::unique_ptr<MemoryBuffer>> Before =
        MemoryBuffer::getFile(File, /*IsText=*/false,
                              /*RequiresNullTerminator=*/true,
                              /*IsVolatile=*/true);
    if (!Before)
      return createFileError(File, Before.getError());
    Expected<std::string> After = Change((*Before)->getBuffer());
    if (!After)
      return createFileError(File, After.takeError());
    if (*After == (*Before)->getBuffer())
      return Error::success();
    if (Request.DryRun) {
      StringRef Name = File;
      Name = Name.drop_front(Request.Root.size()).ltrim('/');
      Expected<std::string> Diff = unifiedDiff(File, Name, *After);
      if (!Diff)
        return Diff.takeError();
      OS << *Diff;
    } else if (Error Failed =
                   writeFile(File, [&](raw_ostream &New) { New << *After; })) {
      return Failed;
    }
    ++Files;
    return Error::success();
  }

  unsigned Files = 0;

private:
  const SuppressionsRequest &Request;
  raw_ostream &OS;
};

} // namespace

static std::string counted(size_t Number, StringRef What) {
  return (Twine(Number) + " " + What + (Number == 1 ? "" : "s")).str();
}

/// Whether the project's formatter makes two lines of \p Comment, which is one
/// in \p File.
static bool isBrokenByFormatter(StringRef Comment, StringRef File) {
  Expected<clang::format::FormatStyle> Style =
      clang::format::getStyle("file", File, "none");
  if (!Style) {
    consumeError(Style.takeError());
    return false;
  }
  if (Style->DisableFormat || Style->ColumnLimit == 0 ||
      Comment.size() <= Style->ColumnLimit)
    return false;
  return Style->CommentPragmas.empty() ||
         !Regex(Style->CommentPragmas)
              .match(Comment.ltrim(" \t").drop_front(StringRef("//").size()));
}

static Expected<SuppressionsResult>
addSuppressions(const RunResult &Run, const SuppressionsRequest &Request,
                raw_ostream &OS) {
  FileEditor Editor(Request, OS);
  std::map<std::string, std::map<int64_t, LineToSilence>> ByFile;
  unsigned Silenced = 0, Elsewhere = 0;
  for (const FindingRecord &F : Run.Findings) {
    if (!F.SuppressedBy.empty() || !is_contained(Request.Add, F.Check))
      continue;
    const PlaceRecord &Where = F.CommentAt ? *F.CommentAt : F.Where;
    if (!Editor.mayEdit(Where.File)) {
      ++Elsewhere;
      OS << "# not below the root: " << Where.File << ':' << Where.Line << ": "
         << F.Check << '\n';
      continue;
    }
    LineToSilence &Line = ByFile[Where.File][Where.Line];
    if (Line.Checks.empty() || Where.Column < Line.Column)
      Line.Column = Where.Column;
    Line.Checks.insert(F.Check);
    ++Silenced;
  }
  for (const auto &[File, Lines] : ByFile)
    if (Error Failed = Editor.edit(
            File, [&File = File, &Lines = Lines, &Request](StringRef Text) {
              return addComments(Text, Lines, Request.Reason,
                                 [&](StringRef Comment) {
                                   return isBrokenByFormatter(Comment, File);
                                 });
            }))
      return std::move(Failed);
  SuppressionsResult Result;
  Result.NeedsAttention = Elsewhere != 0;
  Result.Summary =
      counted(Silenced, "finding") +
      (Request.DryRun ? " would be silenced in " : " silenced in ") +
      counted(Editor.Files, "file");
  if (Elsewhere)
    Result.Summary += ", " + utostr(Elsewhere) + " not below the root";
  return Result;
}

static Expected<SuppressionsResult>
removeUnneeded(ArrayRef<Listed> All, const SuppressionsRequest &Request,
               raw_ostream &OS) {
  FileEditor Editor(Request, OS);
  std::map<std::string, std::vector<CommentToRemove>> ByFile;
  unsigned Removed = 0, Left = 0;
  for (const Listed &L : All) {
    if (L.Unneeded.empty())
      continue;
    // An attribute may be written in too many ways.
    if (L.What.Form == "suppress" || !Editor.mayEdit(L.What.Where.File)) {
      ++Left;
      continue;
    }
    ByFile[L.What.Where.File].push_back(
        {L.What.Where.Line,
         L.What.Where.Column,
         {L.Unneeded.begin(), L.Unneeded.end()}});
    ++Removed;
  }
  unsigned NotRemoved = 0;
  for (const auto &[File, Comments] : ByFile)
    if (Error Failed = Editor.edit(
            File, [&Comments = Comments, &NotRemoved](StringRef Text) {
              return removeComments(Text, Comments, NotRemoved);
            }))
      return std::move(Failed);
  Removed -= NotRemoved;
  Left += NotRemoved;
  SuppressionsResult Result;
  Result.NeedsAttention = Left != 0;
  Result.Summary =
      counted(Removed, "comment") +
      (Request.DryRun ? " would be removed from " : " removed from ") +
      counted(Editor.Files, "file");
  if (Left)
    Result.Summary += ", " + utostr(Left) + " left to you";
  return Result;
}

Expected<SuppressionsResult>
manageSuppressions(const RunResult &Run, const SuppressionsRequest &Request,
                   raw_ostream &OS) {
  if (!Request.Add.empty())
    return addSuppressions(Run, Request, OS);
  const bool IsWhole =
      Request.AllUnits && !Run.LacksParts && !Run.LacksModel &&
      Run.unitsThatAre(UnitRecord::Status::Analyzed) == Run.Units.size();
  std::vector<Listed> All = listSuppressions(Run, Request.Checks);
  if (Request.RemoveUnneeded) {
    if (Request.LacksWholeProgram)
      return createStringError(
          inconvertibleErrorCode(),
          "this build was checked with --whole-program; say that here, too, "
          "since a finding across files may need what silences nothing in a "
          "unit alone");
    if (Run.LacksModel)
      return createStringError(
          inconvertibleErrorCode(),
          "a model file cannot be used, and what it says may be what needs a "
          "comment");
    if (!IsWhole)
      return createStringError(
          inconvertibleErrorCode(),
          "not all units were analysed, and one of the others may need what "
          "silences nothing here");
    return removeUnneeded(All, Request, OS);
  }
  if (Request.AsJSON)
    printListAsJSON(All, IsWhole, Run, OS);
  else
    printList(All, IsWhole, Request, OS);
  const size_t Unneeded =
      count_if(All, [](const Listed &L) { return !L.Unneeded.empty(); });
  const size_t WithoutReason =
      Request.DemandReason
          ? count_if(All, [](const Listed &L) { return lacksReason(L.What); })
          : 0;
  SuppressionsResult Result;
  Result.NeedsAttention = Unneeded != 0 || WithoutReason != 0;
  Result.Summary = counted(All.size(), "suppression") + ", " +
                   utostr(Unneeded) +
                   (Unneeded == 1 ? " silences" : " silence") + " nothing";
  if (Request.DemandReason)
    Result.Summary += ", " + utostr(WithoutReason) +
                      (WithoutReason == 1 ? " gives" : " give") + " no reason";
  if (Run.LacksModel)
    Result.Summary += "; a model file cannot be used, so that more may be "
                      "needed";
  else if (!IsWhole)
    Result.Summary +=
        "; not all units were analysed, so that more may be needed";
  if (Request.LacksWholeProgram)
    Result.Summary += "; findings across files, of --whole-program, may need "
                      "more";
  return Result;
}

} // namespace unwedge::driver

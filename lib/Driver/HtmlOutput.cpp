//===--- HtmlOutput.cpp - The findings as one page ------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Output.h"
#include "unwedge/Rules/Rules.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include <set>

using namespace llvm;

namespace unwedge::driver {

namespace {

struct Asset {
  StringLiteral File;
  StringLiteral Text;
};

constexpr Asset Assets[] = {
#include "HtmlAssets.inc"
};

StringRef asset(StringRef File) {
  for (const Asset &Each : Assets)
    if (Each.File == File)
      return Each.Text;
  llvm_unreachable("no such asset");
}

/// Lines around a place; as many as report.js can show.
constexpr int64_t Context = 12;

/// A file that findings touch, as it is now.
class TouchedFile {
public:
  explicit TouchedFile(StringRef Name);

  /// Has the line of \p Where shown, and those around it.
  void touch(const PlaceRecord &Where);
  /// Where \p Where is in what is shown of its line, from 0 and in units of
  /// UTF-16, as JavaScript counts; none if there is no such place any more.
  std::optional<size_t> column(const PlaceRecord &Where) const;
  bool isReadable() const { return Buffer != nullptr; }
  /// Pieces of consecutive lines.
  json::Array chunks() const;

private:
  /// What is shown of a line: all of it, unless it is very long.
  struct Window {
    size_t Begin = 0;
    size_t End = StringRef::npos;
  };

  bool has(const PlaceRecord &Where) const;
  StringRef line(int64_t Number) const { return Lines[Number - 1]; }
  Window window(int64_t Number) const;
  std::string shown(int64_t Number) const;

  std::unique_ptr<MemoryBuffer> Buffer;
  std::vector<StringRef> Lines;
  /// The columns that are told of each line, from 1.
  std::map<int64_t, std::set<int64_t>> Touched;
};

class HtmlReport {
public:
  HtmlReport(const RunResult &Run, StringRef Root, raw_ostream &OS);
  void write();

private:
  void text(StringRef Text);
  void count(size_t Number, StringRef One, StringRef Many);
  StringRef fileName(StringRef File) const;
  void place(const PlaceRecord &Where);
  void data(const PlaceRecord &Where);
  void writeSummary();
  void writeFailures();
  void writeFilter();
  void writeFinding(const FindingRecord &F);
  void writeSources();

  const RunResult &Run;
  std::string Root;
  raw_ostream &OS;
  MapVector<StringRef, TouchedFile> Files;
};

} // namespace

//===----------------------------------------------------------------------===//
// Files.
//===----------------------------------------------------------------------===//

TouchedFile::TouchedFile(StringRef Name) {
  // It may be written to while this runs.
  ErrorOr<std::unique_ptr<MemoryBuffer>> Read =
      MemoryBuffer::getFile(Name, /*IsText=*/false,
                            /*RequiresNullTerminator=*/true,
                            /*IsVolatile=*/true);
  if (!Read)
    return;
  Buffer = std::move(*Read);
  StringRef Rest = Buffer->getBuffer();
  while (!Rest.empty()) {
    auto [Line, Next] = Rest.split('\n');
    Lines.push_back(Line.rtrim('\r'));
    Rest = Next;
  }
}

bool TouchedFile::has(const PlaceRecord &Where) const {
  return Where.Line >= 1 && Where.Line <= int64_t(Lines.size()) &&
         Where.Column >= 1 &&
         Where.Column <= int64_t(line(Where.Line).size()) + 1;
}

void TouchedFile::touch(const PlaceRecord &Where) {
  if (has(Where))
    Touched[Where.Line].insert(Where.Column);
}

static bool continuesCharacter(char C) {
  return (static_cast<unsigned char>(C) & 0xC0) == 0x80;
}

TouchedFile::Window TouchedFile::window(int64_t Number) const {
  constexpr size_t LongLine = 1000, Before = 200, Behind = 400, Widest = 8000;
  StringRef Text = line(Number);
  if (Text.size() <= LongLine)
    return {};
  size_t First = 0, Last = 0;
  if (auto It = Touched.find(Number); It != Touched.end()) {
    First = *It->second.begin() - 1;
    Last = *It->second.rbegin() - 1;
  }
  Window Result;
  Result.Begin = First > Before ? First - Before : 0;
  Result.End = std::max(Result.Begin + LongLine, Last + Behind);
  Result.End = std::min({Result.End, Result.Begin + Widest, Text.size()});
  while (Result.Begin > 0 && continuesCharacter(Text[Result.Begin]))
    --Result.Begin;
  while (Result.End < Text.size() && continuesCharacter(Text[Result.End]))
    ++Result.End;
  return Result;
}

static constexpr StringLiteral Ellipsis = "\xE2\x80\xA6";

std::string TouchedFile::shown(int64_t Number) const {
  StringRef Text = line(Number);
  const Window Part = window(Number);
  std::string Result = json::fixUTF8(Text.slice(Part.Begin, Part.End));
  if (Part.Begin > 0)
    Result = Ellipsis.str() + Result;
  if (Part.End < Text.size())
    Result += Ellipsis;
  return Result;
}

std::optional<size_t> TouchedFile::column(const PlaceRecord &Where) const {
  if (!has(Where))
    return std::nullopt;
  const Window Part = window(Where.Line);
  const size_t Column = Where.Column - 1;
  if (Column < Part.Begin || Column > Part.End)
    return 0;
  size_t Units = Part.Begin > 0 ? 1 : 0;
  for (char C : json::fixUTF8(line(Where.Line).slice(Part.Begin, Column))) {
    constexpr unsigned char FourBytes = 0xF0;
    if (!continuesCharacter(C))
      Units += static_cast<unsigned char>(C) >= FourBytes ? 2 : 1;
  }
  return Units;
}

json::Array TouchedFile::chunks() const {
  json::Array Result;
  json::Array Chunk;
  int64_t First = 0, Next = 0;
  auto Close = [&] {
    if (!Chunk.empty())
      Result.push_back(
          json::Object{{"first", First}, {"lines", std::move(Chunk)}});
    Chunk = json::Array();
  };
  for (const auto &[Line, Columns] : Touched) {
    const int64_t Begin = std::max(Line - Context, std::max<int64_t>(Next, 1));
    const int64_t End = std::min<int64_t>(Line + Context, Lines.size());
    if (Begin != Next) {
      Close();
      First = Begin;
    }
    for (int64_t Number = Begin; Number <= End; ++Number)
      Chunk.push_back(shown(Number));
    Next = std::max(Next, End + 1);
  }
  Close();
  return Result;
}

//===----------------------------------------------------------------------===//
// The page.
//===----------------------------------------------------------------------===//

HtmlReport::HtmlReport(const RunResult &Run, StringRef Root, raw_ostream &OS)
    : Run(Run), Root(Root.rtrim('/').str() + "/"), OS(OS) {
  auto Touch = [&](const PlaceRecord &Where) {
    auto [It, IsNew] = Files.try_emplace(Where.File, Where.File);
    It->second.touch(Where);
  };
  for (const FindingRecord &F : Run.Findings) {
    Touch(F.Where);
    for (const StepRecord &Step : F.Steps)
      Touch(Step.Where);
  }
}

/// As text, or as the value of an attribute.
void HtmlReport::text(StringRef Text) {
  std::string Fixed = json::fixUTF8(Text);
  // There is no way to write other control characters in a page.
  for (char &C : Fixed)
    if (static_cast<unsigned char>(C) < ' ' && C != '\n' && C != '\t')
      C = '?';
  printHTMLEscaped(Fixed, OS);
}

void HtmlReport::count(size_t Number, StringRef One, StringRef Many) {
  OS << Number << ' ' << (Number == 1 ? One : Many);
}

StringRef HtmlReport::fileName(StringRef File) const {
  File.consume_front(Root);
  return File;
}

void HtmlReport::place(const PlaceRecord &Where) {
  OS << "<span class=\"place\">";
  text(fileName(Where.File));
  OS << ':' << Where.Line << ':' << Where.Column << "</span>";
}

/// For report.js; without a line if the place is not there any more.
void HtmlReport::data(const PlaceRecord &Where) {
  auto It = Files.find(Where.File);
  OS << " data-file=\"" << It - Files.begin() << '"';
  if (std::optional<size_t> Column = It->second.column(Where))
    OS << " data-line=\"" << Where.Line << "\" data-column=\"" << *Column
       << '"';
}

void HtmlReport::writeFailures() {
  auto List = [&](UnitRecord::Status What, StringRef Title) {
    const unsigned Number = Run.unitsThatAre(What);
    if (Number == 0)
      return;
    OS << "<details><summary>" << Number << ' ' << Title
       << "</summary>\n<ul>\n";
    for (const UnitRecord &Unit : Run.Units)
      if (Unit.What == What) {
        OS << "<li><span class=\"place\">";
        text(fileName(Unit.File));
        OS << "</span>: ";
        text(Unit.Message);
        OS << "</li>\n";
      }
    OS << "</ul></details>\n";
  };
  using Status = UnitRecord::Status;
  List(Status::DoesNotCompile, "not analysed: does not compile");
  List(Status::TimedOut, "not analysed: took too long");
  List(Status::Crashed, "not analysed: the analysis crashed");
  for (const std::string &Warning : Run.Warnings) {
    OS << "<p>warning: ";
    text(Warning);
    OS << "</p>\n";
  }
}

void HtmlReport::writeSummary() {
  const unsigned Counted = Run.findingsThatCount();
  OS << "<h1>";
  count(Counted, "finding", "findings");
  OS << "</h1>\n<p class=\"quiet\">"
     << Run.unitsThatAre(UnitRecord::Status::Analyzed) << " of ";
  count(Run.Units.size(), "unit", "units");
  OS << " analysed by unwedge " UNWEDGE_VERSION;
  if (const size_t Silenced = Run.Findings.size() - Counted)
    OS << "; " << Silenced << " silenced";
  OS << "</p>\n";
  writeFailures();
  if (Run.Findings.empty())
    return;
  constexpr StringLiteral Columns[] = {"definite", "likely", "possible",
                                       "silenced"};
  std::map<StringRef, std::map<StringRef, unsigned>> Table;
  for (const FindingRecord &F : Run.Findings)
    ++Table[F.Check]
           [F.SuppressedBy.empty() ? StringRef(F.Confidence) : "silenced"];
  OS << "<h2>Summary</h2>\n<table>\n<thead><tr><td></td>";
  for (StringRef Column : Columns)
    OS << "<th scope=\"col\">" << Column << "</th>";
  OS << "</tr></thead>\n<tbody>\n";
  for (auto &[Check, Row] : Table) {
    OS << "<tr><th scope=\"row\">" << Check << "</th>";
    for (StringRef Column : Columns)
      OS << "<td>" << Row[Column] << "</td>";
    OS << "</tr>\n";
  }
  OS << "</tbody>\n</table>\n";
}

/// Of no use without JavaScript, and not to be seen then.
void HtmlReport::writeFilter() {
  OS << "<form id=\"filter\" class=\"filter\" role=\"search\" "
        "aria-label=\"filter\" hidden>\n"
        "<label>Check <select name=\"check\"><option value=\"\">all</option>";
  std::set<StringRef> Checks;
  for (const FindingRecord &F : Run.Findings)
    Checks.insert(F.Check);
  for (StringRef Check : Checks)
    OS << "<option>" << Check << "</option>";
  OS << "</select></label>\n"
        "<label>Confidence <select name=\"confidence\">"
        "<option value=\"possible\">all</option>"
        "<option value=\"likely\">likely or definite</option>"
        "<option value=\"definite\">definite</option></select></label>\n"
        "<label>File <input type=\"search\" name=\"file\" size=\"18\">"
        "</label>\n"
        "<label>Text <input type=\"search\" name=\"text\" size=\"18\">"
        "</label>\n"
        "<label class=\"check\"><input type=\"checkbox\" name=\"silenced\">"
        "show silenced</label>\n"
        "<output id=\"shown\"></output>\n</form>\n"
        "<p id=\"keys\" class=\"keys quiet\" hidden>Keys: <kbd>j</kbd> next "
        "finding, <kbd>k</kbd> previous finding, <kbd>n</kbd> next step, "
        "<kbd>p</kbd> previous step, <kbd>/</kbd> text</p>\n"
        "<p id=\"none\" hidden>Nothing fits the filter.</p>\n";
}

void HtmlReport::writeFinding(const FindingRecord &F) {
  OS << "<li class=\"finding" << (F.SuppressedBy.empty() ? "" : " silenced")
     << "\" id=\"f-" << F.Fingerprint << "\" data-check=\"" << F.Check
     << "\" data-confidence=\"" << F.Confidence << '"';
  data(F.Where);
  OS << ">\n<details><summary><span class=\"level " << F.Confidence << "\">"
     << F.Confidence << "</span><div><h3>";
  text(F.Message);
  OS << "</h3>";
  place(F.Where);
  OS << " <span class=\"quiet\">" << F.Check;
  if (!F.SuppressedBy.empty())
    OS << ", silenced by " << F.SuppressedBy;
  OS << "</span></div></summary>\n<ol class=\"steps\">\n";
  for (const StepRecord &Step : F.Steps) {
    OS << "<li";
    data(Step.Where);
    OS << '>';
    place(Step.Where);
    OS << " <span class=\"message\">";
    text(Step.Message);
    OS << "</span></li>\n";
  }
  OS << "</ol></details></li>\n";
}

/// Each file once, in the order of the numbers that findings name.
void HtmlReport::writeSources() {
  OS << "<script type=\"application/json\" id=\"sources\">[";
  bool IsFirst = true;
  for (const auto &[Name, File] : Files) {
    if (!IsFirst)
      OS << ',';
    IsFirst = false;
    std::string Text = formatv(
        "\n{0}",
        json::Value(json::Object{{"name", json::fixUTF8(fileName(Name))},
                                 {"readable", File.isReadable()},
                                 {"chunks", File.chunks()}}));
    // It is in texts only, where it may be written so: nothing in a source
    // ends the element.
    for (char C : Text)
      if (C == '<')
        OS << "\\u003c";
      else
        OS << C;
  }
  OS << "\n]</script>\n";
}

void HtmlReport::write() {
  // The policy keeps a browser from loading anything, whatever gets in here.
  OS << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
        "<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
        "'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<title>";
  count(Run.findingsThatCount(), "finding", "findings");
  OS << " of unwedge</title>\n<style>\n"
     << asset("report.css") << "</style>\n</head>\n<body>\n";
  writeSummary();
  OS << "<main>\n<h2>Findings</h2>\n";
  if (Run.Findings.empty())
    OS << "<p>Nothing was found.</p>\n";
  writeFilter();
  OS << "<ol class=\"findings\">\n";
  for (const FindingRecord &F : Run.Findings)
    writeFinding(F);
  OS << "</ol>\n</main>\n"
        "<noscript><p>Without JavaScript the page shows places and messages, "
        "and no source.</p></noscript>\n";
  writeSources();
  OS << "<script>\n" << asset("report.js") << "</script>\n</body>\n</html>\n";
}

void printHTML(const RunResult &Run, StringRef Root, raw_ostream &OS) {
  HtmlReport(Run, Root, OS).write();
}

} // namespace unwedge::driver

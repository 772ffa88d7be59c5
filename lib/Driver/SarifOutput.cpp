//===--- SarifOutput.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#define UNWEDGE_COMPAT_FRONTEND
#include "CheckPages.h"
#include "Output.h"
#include "Sources.h"
#include "Suppressions.h"
#include "unwedge/Rules/Rules.h"
#include "unwedge/Support/ClangCompat.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Basic/Sarif.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace unwedge::driver {

namespace {

/// As Clang's writer encodes names of files.
std::string fileURI(StringRef Path) {
  std::string Result = "file://";
  for (char C : Path)
    if (isAlnum(C) || StringRef("/-._~:@!$&'()*+,;=").contains(C))
      Result += C;
    else
      Result += "%" + toHex(StringRef(&C, 1));
  return Result;
}

/// Clang's writer makes the document; it knows no suppressions, fingerprints
/// (before LLVM 22), fixes or help, which are added to what it made.
class SarifOutput {
public:
  explicit SarifOutput(StringRef Root)
      : Printing(nulls(), /*WithColors=*/false), Places(Printing.engine()),
        Root(fileURI(Root.rtrim('/')) + "/") {}

  json::Object document(const RunResult &Run);

private:
  clang::CharSourceRange range(const PlaceRecord &Where);
  json::Object fix(const FindingRecord &F);
  json::Object region(const EditRecord &Edit);
  static json::Object formerLocation(const PlaceRecord &Where);
  static json::Object suppression(const FindingRecord &F);
  static json::Object invocation(const RunResult &Run);
  void makeRelative(json::Value &Value) const;

  compat::DiagnosticPrinting Printing;
  Sources Places;
  const std::string Root;
};

} // namespace

/// The token at \p Where; if that is gone, the beginning of the file, and if
/// that is gone as well, nothing.
clang::CharSourceRange SarifOutput::range(const PlaceRecord &Where) {
  clang::SourceLocation Begin = Places.locate(Where);
  if (Begin.isInvalid()) {
    clang::FileID File = Places.file(Where.File);
    Begin = File.isValid() ? Places.manager().getLocForStartOfFile(File)
                           : clang::SourceLocation();
  }
  if (Begin.isInvalid())
    return clang::CharSourceRange();
  clang::LangOptions Language;
  unsigned Length =
      clang::Lexer::MeasureTokenLength(Begin, Places.manager(), Language);
  return clang::CharSourceRange::getCharRange(
      Begin, Begin.getLocWithOffset(std::max(Length, 1u)));
}

/// \p Where as it was; services show nothing that has no location.
json::Object SarifOutput::formerLocation(const PlaceRecord &Where) {
  return json::Object{
      {"physicalLocation",
       json::Object{
           {"artifactLocation", json::Object{{"uri", fileURI(Where.File)}}},
           {"region", json::Object{{"startLine", Where.Line},
                                   {"startColumn", Where.Column},
                                   {"endLine", Where.Line},
                                   {"endColumn", Where.Column + 1}}}}}};
}

/// Columns are counted in characters.
json::Object SarifOutput::region(const EditRecord &Edit) {
  const clang::SourceManager &SM = Places.manager();
  clang::FileID File = Places.file(Edit.File);
  StringRef Text = SM.getBufferData(File);
  auto Column = [&](int64_t Offset) -> int64_t {
    StringRef Line = Text.take_front(Offset);
    Line = Line.drop_front(Line.rfind('\n') + 1);
    // All bytes but those that go on with a character.
    return 1 + count_if(Line, [](char C) {
             return (static_cast<unsigned char>(C) & 0xC0) != 0x80;
           });
  };
  const int64_t End = Edit.Offset + Edit.Length;
  return json::Object{{"startLine", SM.getLineNumber(File, Edit.Offset)},
                      {"startColumn", Column(Edit.Offset)},
                      {"endLine", SM.getLineNumber(File, End)},
                      {"endColumn", Column(End)}};
}

json::Object SarifOutput::fix(const FindingRecord &F) {
  json::Array Changes;
  for (const EditRecord &Edit : F.Edits) {
    clang::FileID File = Places.file(Edit.File);
    if (File.isInvalid() ||
        Edit.Offset + Edit.Length >
            int64_t(Places.manager().getBufferData(File).size()))
      return json::Object();
    Changes.push_back(json::Object{
        {"artifactLocation", json::Object{{"uri", fileURI(Edit.File)}}},
        {"replacements",
         json::Array{json::Object{
             {"deletedRegion", region(Edit)},
             {"insertedContent", json::Object{{"text", Edit.Text}}}}}}});
  }
  return json::Object{{"description", json::Object{{"text", F.Message}}},
                      {"artifactChanges", std::move(Changes)}};
}

/// What silences it as a property, the reason that people gave as the
/// justification.
json::Object SarifOutput::suppression(const FindingRecord &F) {
  json::Object Result{
      {"kind", F.SuppressedBy == "baseline" ? "external" : "inSource"},
      {"properties", json::Object{{"by", F.SuppressedBy}}}};
  if (!F.Reason.empty())
    Result["justification"] = json::fixUTF8(F.Reason);
  return Result;
}

json::Object SarifOutput::invocation(const RunResult &Run) {
  json::Array Notifications;
  for (const UnitRecord &Unit : Run.Units)
    if (Unit.What != UnitRecord::Status::Analyzed)
      Notifications.push_back(json::Object{
          {"level", "error"},
          {"message",
           json::Object{{"text", json::fixUTF8(Unit.File + ": " +
                                               statusName(Unit.What).str() +
                                               ": " + Unit.Message)}}},
          {"locations",
           json::Array{json::Object{
               {"physicalLocation",
                json::Object{{"artifactLocation",
                              json::Object{{"uri", fileURI(Unit.File)}}}}}}}}});
  for (const std::string &Warning : Run.Warnings)
    Notifications.push_back(json::Object{
        {"level", "warning"},
        {"message", json::Object{{"text", json::fixUTF8(Warning)}}}});
  return json::Object{
      {"executionSuccessful",
       Run.unitsThatAre(UnitRecord::Status::Analyzed) == Run.Units.size()},
      {"toolExecutionNotifications", std::move(Notifications)}};
}

/// Places below the root are told from there.
void SarifOutput::makeRelative(json::Value &Value) const {
  if (json::Array *Items = Value.getAsArray()) {
    for (json::Value &Item : *Items)
      makeRelative(Item);
    return;
  }
  json::Object *Members = Value.getAsObject();
  if (!Members)
    return;
  if (std::optional<StringRef> URI = Members->getString("uri");
      URI && URI->starts_with(Root)) {
    std::string Relative = URI->drop_front(Root.size()).str();
    (*Members)["uri"] = Relative;
    (*Members)["uriBaseId"] = "SRCROOT";
  }
  for (auto &Member : *Members)
    makeRelative(Member.second);
}

json::Object SarifOutput::document(const RunResult &Run) {
  clang::SarifDocumentWriter Writer(Places.manager());
  Writer.createRun("unwedge", "unwedge", UNWEDGE_VERSION);
  StringMap<size_t> RuleNumbers;
  for (const RuleInfo &Rule : allRules())
    RuleNumbers[Rule.CheckName] =
        Writer.createRule(clang::SarifRule::create()
                              .setRuleId(Rule.CheckName)
                              // The identifier alone: without 'unwedge.'.
                              .setName(Rule.CheckerName.split('.').second.str())
                              .setDescription(Rule.Summary.str())
                              .setHelpURI(Rule.HelpAddress.str()));
  if (any_of(Run.Findings,
             [](const FindingRecord &F) { return F.Check == ReasonCheckName; }))
    RuleNumbers[ReasonCheckName] = Writer.createRule(
        clang::SarifRule::create()
            .setRuleId(ReasonCheckName.str())
            .setName("SuppressionReason")
            .setDescription("Finds comments and attributes that silence a "
                            "check and give no reason."));
  std::vector<const FindingRecord *> Written;
  for (const FindingRecord &F : Run.Findings) {
    clang::CharSourceRange Where = range(F.Where);
    std::vector<clang::ThreadFlow> Steps;
    for (const StepRecord &Step : F.Steps)
      if (clang::CharSourceRange At = range(Step.Where); At.isValid())
        Steps.push_back(
            clang::ThreadFlow::create()
                .setRange(At)
                .setImportance(clang::ThreadFlowImportance::Essential)
                .setMessage(Step.Message));
    clang::SarifResult Result =
        clang::SarifResult::create(RuleNumbers.lookup(F.Check))
            .setRuleId(F.Check)
            .setDiagnosticMessage(F.Message)
            .setDiagnosticLevel(clang::SarifResultLevel::Warning);
    if (Where.isValid())
      Result = compat::locatedAt(Result, Where);
    Writer.appendResult(Steps.empty() ? Result : Result.setThreadFlows(Steps));
    Written.push_back(&F);
  }
  json::Object Document = Writer.createDocument();

  json::Object &OneRun = *Document.getArray("runs")->front().getAsObject();
  json::Array &Results = *OneRun.getArray("results");
  for (auto [Result, F] : zip_equal(Results, Written)) {
    json::Object &Members = *Result.getAsObject();
    if (!Members.getArray("locations"))
      Members["locations"] = json::Array{formerLocation(F->Where)};
    // GitHub knows an alert again by the second name alone.
    Members["partialFingerprints"] =
        json::Object{{"unwedge/v1", F->Fingerprint},
                     {"primaryLocationLineHash", F->Fingerprint}};
    Members["properties"] = json::Object{{"confidence", F->Confidence}};
    if (!F->SuppressedBy.empty())
      Members["suppressions"] = json::Array{suppression(*F)};
    if (!F->Edits.empty())
      if (json::Object Repair = fix(*F); !Repair.empty())
        Members["fixes"] = json::Array{std::move(Repair)};
  }
  json::Object &Driver = *OneRun.getObject("tool")->getObject("driver");
  // The writer names clang's manual.
  Driver.erase("informationUri");
  for (json::Value &Written : *Driver.getArray("rules")) {
    json::Object &Members = *Written.getAsObject();
    const StringRef Name = *Members.getString("id");
    auto Rule = find_if(allRules(),
                        [&](const RuleInfo &R) { return R.CheckName == Name; });
    // Reasons are no rule's.
    if (Rule == allRules().end()) {
      const std::string Description =
          Members.getObject("fullDescription")->getString("text")->str();
      Members["shortDescription"] = json::Object{{"text", Description}};
      Members["help"] =
          json::Object{{"text", Description}, {"markdown", Description}};
      Members["defaultConfiguration"] =
          json::Object{{"enabled", true}, {"level", "warning"}};
      Members["properties"] =
          json::Object{{"severity", "low"},
                       {"problem.severity", "warning"},
                       {"tags", json::Array{"maintainability"}}};
      continue;
    }
    StringRef Page = checkPage(Name);
    Members["help"] = json::Object{{"text", Page}, {"markdown", Page}};
    Members["shortDescription"] = json::Object{{"text", Rule->Title}};
    Members["defaultConfiguration"] =
        json::Object{{"enabled", true}, {"level", Rule->Level}};
    json::Array Tags;
    for (StringRef Tag : split(Rule->Tags, ','))
      Tags.push_back(Tag);
    // GitHub knows the last two.
    Members["properties"] = json::Object{{"severity", Rule->Severity.lower()},
                                         {"since", Rule->Since},
                                         {"problem.severity", Rule->Level},
                                         {"tags", std::move(Tags)}};
  }
  OneRun["invocations"] = json::Array{invocation(Run)};
  json::Value All(std::move(Document));
  makeRelative(All);
  (*(*All.getAsObject())
        .getArray("runs")
        ->front()
        .getAsObject())["originalUriBaseIds"] =
      json::Object{{"SRCROOT", json::Object{{"uri", Root}}}};
  return std::move(*All.getAsObject());
}

void printSarif(const RunResult &Run, StringRef Root, raw_ostream &OS) {
  OS << formatv("{0:2}\n", json::Value(SarifOutput(Root).document(Run)));
}

} // namespace unwedge::driver

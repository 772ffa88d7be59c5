//===--- PluginArguments.cpp ----------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PluginArguments.h"
#include "unwedge/Host/CheckOptions.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MemoryBuffer.h"
#include <optional>

using namespace llvm;

namespace unwedge::compiler {

namespace {
constexpr StringLiteral Prefix = "-fplugin-arg-unwedge-";

enum class Kind {
  Checks,
  Errors,
  MinimumConfidence,
  ModelFiles,
  Option,
  NoWarnings,
  NoSummary,
  ShowStatistics,
  Unknown
};
} // namespace

Expected<PluginArguments> PluginArguments::read(ArrayRef<std::string> Given) {
  PluginArguments Result;
  std::vector<std::string> Options;
  StringRef CheckNames, ErrorNames;
  bool HasErrors = false;
  StringRef Current;
  auto Wrong = [&](const Twine &Why) {
    return createStringError(inconvertibleErrorCode(),
                             Prefix + Current + ": " + Why);
  };
  StringRef CurrentChecks = "checks=", CurrentErrors = "errors";
  for (const std::string &Argument : Given) {
    Current = Argument;
    auto [Name, Value] = Current.split('=');
    const bool HasValue = Name.size() != Current.size();
    const Kind Which = StringSwitch<Kind>(Name)
                           .Case("checks", Kind::Checks)
                           .Case("errors", Kind::Errors)
                           .Case("minimum-confidence", Kind::MinimumConfidence)
                           .Case("model-files", Kind::ModelFiles)
                           .Case("option", Kind::Option)
                           .Case("no-warnings", Kind::NoWarnings)
                           .Case("no-summary", Kind::NoSummary)
                           .Case("show-statistics", Kind::ShowStatistics)
                           .Default(Kind::Unknown);
    switch (Which) {
    case Kind::Unknown:
      return Wrong("there is no such argument; there are checks=, errors, "
                   "errors=, minimum-confidence=, model-files=, option=, "
                   "no-warnings, no-summary and show-statistics");
    case Kind::NoWarnings:
    case Kind::NoSummary:
    case Kind::ShowStatistics:
      if (HasValue)
        return Wrong("it takes no value");
      break;
    case Kind::Errors:
      break;
    default:
      if (Value.empty())
        return Wrong("expected a value behind '='");
    }
    switch (Which) {
    case Kind::Checks:
      CheckNames = Value;
      CurrentChecks = Current;
      break;
    case Kind::Errors:
      if (HasValue && Value.empty())
        return Wrong("expected a value behind '='");
      HasErrors = true;
      ErrorNames = Value;
      CurrentErrors = Current;
      break;
    case Kind::MinimumConfidence: {
      std::optional<Confidence> Level;
      for (Confidence C :
           {Confidence::Possible, Confidence::Likely, Confidence::Definite})
        if (Value == confidenceName(C))
          Level = C;
      if (!Level)
        return Wrong("expected 'possible', 'likely' or 'definite'");
      Result.MinimumConfidence = *Level;
      break;
    }
    case Kind::ModelFiles:
      if (!Result.ModelFiles.empty())
        Result.ModelFiles += ';';
      Result.ModelFiles += Value;
      break;
    case Kind::Option:
      Options.push_back(Value.str());
      break;
    case Kind::NoWarnings:
      Result.Warns = false;
      break;
    case Kind::NoSummary:
      Result.Embeds = false;
      break;
    case Kind::ShowStatistics:
      Result.ShowStatistics = true;
      break;
    case Kind::Unknown:
      llvm_unreachable("refused above");
    }
  }
  auto Select = [&](StringRef Names, StringRef As,
                    std::vector<std::string> &To) -> Error {
    Current = As;
    Expected<std::vector<std::string>> Chosen = selectChecks(Names);
    if (!Chosen)
      return Wrong(toString(Chosen.takeError()));
    To = std::move(*Chosen);
    return Error::success();
  };
  if (Error Failed = Select(CheckNames, CurrentChecks, Result.Checks))
    return std::move(Failed);
  if (HasErrors)
    if (Error Failed = Select(ErrorNames, CurrentErrors, Result.Errors))
      return std::move(Failed);
  Expected<RuleOptions> Rules =
      readCheckOptions(Options, (Prefix + "option=").str());
  if (!Rules)
    return Rules.takeError();
  Result.Rules = std::move(*Rules);
  return Result;
}

Error PluginArguments::checkModelFiles(vfs::FileSystem &Files) const {
  SmallVector<StringRef, 4> Paths;
  StringRef(ModelFiles).split(Paths, ';', -1, /*KeepEmpty=*/false);
  for (StringRef Path : Paths) {
    ErrorOr<std::unique_ptr<MemoryBuffer>> File =
        Files.getBufferForFile(Path.trim());
    if (!File)
      return createStringError(File.getError(),
                               Prefix + "model-files=" + Path.trim() + ": " +
                                   File.getError().message());
  }
  return Error::success();
}

} // namespace unwedge::compiler

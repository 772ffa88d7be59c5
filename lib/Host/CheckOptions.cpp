//===--- CheckOptions.cpp -------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Host/CheckOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace llvm;

namespace unwedge {

namespace {

class OptionReader {
public:
  explicit OptionReader(StringRef Prefix) : Prefix(Prefix) {}
  Error read(StringRef Given);
  RuleOptions finish();

private:
  Error wrong(const Twine &Why) const {
    return createStringError(inconvertibleErrorCode(),
                             Prefix + Current + ": " + Why);
  }

  StringRef Prefix;
  RuleOptions Result;
  StringRef Current;
  /// As they were given; they belong together.
  std::string Template, Dismissal, Include;
};

} // namespace

Error OptionReader::read(StringRef Given) {
  Current = Given;
  auto [Name, Value] = Given.split('=');
  if (Name.size() == Given.size())
    return wrong("there is no '=' in it; expected CHECK.OPTION=VALUE");
  Name.consume_front("unwedge-");
  if (Name == "unguarded-cleanup.VirtualCallbacks") {
    if (Value != "true" && Value != "false")
      return wrong("expected 'true' or 'false'");
    Result.Cleanup.VirtualCallbacks = Value == "true";
  } else if (Name == "unguarded-cleanup.ScopeGuard") {
    const ScopeGuardStyle *Style = findScopeGuardStyle(Value);
    if (!Style)
      return wrong("expected one of " + scopeGuardStyleNames());
    Result.Cleanup.Guard = *Style;
  } else if (Name == "unguarded-cleanup.ScopeGuardTemplate") {
    if (!Value.contains("{name}") || !Value.contains("{cleanup}"))
      return wrong("the text must contain '{name}' and '{cleanup}'");
    Template = Value.str();
  } else if (Name == "unguarded-cleanup.ScopeGuardDismissal") {
    Dismissal = Value.str();
  } else if (Name == "unguarded-cleanup.ScopeGuardInclude") {
    Include = Value.str();
  } else if (Name == "unstable-cache-key.BucketSeconds") {
    if (Value.getAsInteger(10, Result.Keys.BucketSeconds))
      return wrong("expected a number of seconds");
  } else {
    return wrong("there is no such option; 'unwedge explain CHECK' tells those "
                 "of a check, and what they have in common is given once, "
                 "for all");
  }
  return Error::success();
}

RuleOptions OptionReader::finish() {
  if (!Template.empty())
    Result.Cleanup.Guard = {Template, Dismissal, Include};
  return std::move(Result);
}

Expected<RuleOptions> readCheckOptions(ArrayRef<std::string> Given,
                                       StringRef Prefix) {
  OptionReader Reader(Prefix);
  for (const std::string &Option : Given)
    if (Error Failed = Reader.read(Option))
      return std::move(Failed);
  return Reader.finish();
}

Expected<std::vector<std::string>> selectChecks(StringRef Names) {
  std::vector<std::string> Result;
  if (Names.empty()) {
    for (const RuleInfo &Rule : allRules())
      Result.push_back(Rule.CheckName.str());
    return Result;
  }
  SmallVector<StringRef, 4> Wanted;
  Names.split(Wanted, ',', -1, /*KeepEmpty=*/false);
  for (StringRef Name : Wanted) {
    Name.consume_front("unwedge-");
    const RuleInfo *Known = find_if(allRules(), [&](const RuleInfo &Rule) {
      return Rule.CheckName.ends_with(Name) &&
             Rule.CheckName.size() ==
                 Name.size() + StringRef("unwedge-").size();
    });
    if (Known == allRules().end()) {
      std::string Message =
          ("there is no check '" + Name + "'; there are").str();
      for (const RuleInfo &Rule : allRules())
        Message += " " + Rule.CheckName.str();
      return createStringError(inconvertibleErrorCode(), Message);
    }
    Result.push_back(Known->CheckName.str());
  }
  return Result;
}

} // namespace unwedge

//===--- Stats.cpp --------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stats.h"
#include "unwedge/Report/Statistics.h"
#include "unwedge/Rules/Rules.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace unwedge::driver {

namespace {

constexpr StringLiteral Levels[] = {"definite", "likely", "possible"};
constexpr StringLiteral Silencers[] = {"comment", "attribute", "baseline"};
constexpr UnitRecord::Status Failures[] = {
    UnitRecord::Status::DoesNotCompile,
    UnitRecord::Status::TimedOut,
    UnitRecord::Status::Crashed,
};

/// One counter, over all units.
struct CounterSum {
  StatisticsRow Row;
  int64_t Count = 0;
  /// Those that count anything.
  unsigned Units = 0;
  const UnitRecord *Most = nullptr;
  int64_t MostCount = 0;
};

/// What both forms tell.
struct Sums {
  explicit Sums(const RunResult &Run);

  std::vector<const UnitRecord *> Slowest;
  int64_t Time = 0;
  int64_t CompileTime = 0;
  std::map<std::string, int64_t> CheckTimes;
  /// By check, then by confidence: what counts.
  std::map<std::string, std::map<std::string, unsigned>> Findings;
  /// By what silences, then by check.
  std::map<std::string, std::map<std::string, unsigned>> Silenced;
  /// In the order of statisticsRows.
  std::vector<CounterSum> Counters;
};

} // namespace

Sums::Sums(const RunResult &Run) {
  for (const StatisticsRow &Row : statisticsRows({}))
    Counters.push_back({Row});
  for (const UnitRecord &Unit : Run.Units) {
    Time += Unit.Time;
    CompileTime += Unit.CompileTime;
    if (Unit.Time)
      Slowest.push_back(&Unit);
    for (const auto &[Check, Spent] : Unit.CheckTimes)
      CheckTimes[Check] += Spent;
    for (CounterSum &Sum : Counters) {
      auto It = Unit.Counters.find(Sum.Row.What.str());
      if (It == Unit.Counters.end() || It->second == 0)
        continue;
      Sum.Count += It->second;
      ++Sum.Units;
      if (It->second > Sum.MostCount) {
        Sum.MostCount = It->second;
        Sum.Most = &Unit;
      }
    }
  }
  llvm::sort(Slowest, [](const UnitRecord *A, const UnitRecord *B) {
    return std::tie(B->Time, A->File) < std::tie(A->Time, B->File);
  });
  for (const FindingRecord &F : Run.Findings)
    if (F.SuppressedBy.empty())
      ++Findings[F.Check][F.Confidence];
    else
      ++Silenced[F.SuppressedBy][F.Check];
}

static unsigned total(const std::map<std::string, unsigned> &Counts) {
  unsigned Result = 0;
  for (const auto &[Name, Count] : Counts)
    Result += Count;
  return Result;
}

static unsigned at(const std::map<std::string, unsigned> &Counts,
                   StringRef Name) {
  auto It = Counts.find(Name.str());
  return It == Counts.end() ? 0 : It->second;
}

//===----------------------------------------------------------------------===//
// Text.
//===----------------------------------------------------------------------===//

static format_object<double> seconds(int64_t Milliseconds) {
  return format("%8.2f s", static_cast<double>(Milliseconds) / 1000);
}

static void printUnits(const RunResult &Run, raw_ostream &OS) {
  OS << "units: " << Run.unitsThatAre(UnitRecord::Status::Analyzed) << " of "
     << Run.Units.size() << " analysed\n";
  for (UnitRecord::Status What : Failures) {
    if (const unsigned Number = Run.unitsThatAre(What))
      OS << format("%8u  ", Number) << statusName(What) << '\n';
    for (const UnitRecord &Unit : Run.Units)
      if (Unit.What == What)
        OS << "            " << Unit.File << '\n';
  }
}

static void printFindings(const RunResult &Run, const Sums &All,
                          raw_ostream &OS) {
  OS << "findings: " << Run.findingsThatCount() << ", and "
     << Run.Findings.size() - Run.findingsThatCount() << " silenced\n";
  if (Run.Findings.empty())
    return;
  OS << "  definite    likely  possible  silenced\n";
  for (const RuleInfo &Rule : allRules()) {
    std::map<std::string, unsigned> Counts;
    if (auto It = All.Findings.find(Rule.CheckName.str());
        It != All.Findings.end())
      Counts = It->second;
    for (StringRef Level : Levels)
      OS << format("%10u", at(Counts, Level));
    unsigned Silenced = 0;
    for (const auto &[By, Checks] : All.Silenced)
      Silenced += at(Checks, Rule.CheckName);
    OS << format("%10u", Silenced) << "  " << Rule.CheckName << '\n';
  }
  if (!All.Silenced.empty())
    OS << "silenced by\n";
  for (StringRef By : Silencers)
    if (auto It = All.Silenced.find(By.str()); It != All.Silenced.end())
      OS << format("%10u", total(It->second)) << "  " << By << '\n';
}

static void printTimes(const Sums &All, raw_ostream &OS) {
  constexpr size_t Shown = 10;
  OS << "processor time: " << seconds(All.Time) << " in " << All.Slowest.size()
     << (All.Slowest.size() == 1 ? " unit" : " units") << '\n'
     << seconds(All.CompileTime) << "  compiling\n";
  for (const auto &[Check, Time] : All.CheckTimes)
    OS << seconds(Time) << "  " << Check << '\n';
  OS << "slowest units\n";
  for (const UnitRecord *Unit : ArrayRef(All.Slowest).take_front(Shown))
    OS << seconds(Unit->Time) << "  " << Unit->File << '\n';
}

static void printCounters(const Sums &All, bool GivenUp, raw_ostream &OS) {
  OS << (GivenUp ? "given up\n" : "seen\n");
  for (const CounterSum &Sum : All.Counters) {
    if (Sum.Row.IsGivenUp != GivenUp)
      continue;
    OS << format("%10lld  ", static_cast<long long>(Sum.Count)) << Sum.Row.What;
    if (GivenUp && Sum.Most)
      OS << ", in " << Sum.Units << (Sum.Units == 1 ? " unit" : " units")
         << ", most in " << Sum.Most->File;
    OS << '\n';
  }
}

void printStats(const RunResult &Run, raw_ostream &OS) {
  const Sums All(Run);
  printUnits(Run, OS);
  printFindings(Run, All, OS);
  printTimes(All, OS);
  printCounters(All, /*GivenUp=*/false, OS);
  printCounters(All, /*GivenUp=*/true, OS);
}

//===----------------------------------------------------------------------===//
// JSON.
//===----------------------------------------------------------------------===//

static json::Object
toJSON(const std::map<std::string, std::map<std::string, unsigned>> &Table) {
  json::Object Result;
  for (const auto &[Row, Counts] : Table) {
    json::Object Columns;
    for (const auto &[Column, Count] : Counts)
      Columns[Column] = Count;
    Result[Row] = std::move(Columns);
  }
  return Result;
}

void printStatsJSON(const RunResult &Run, raw_ostream &OS) {
  const Sums All(Run);
  json::Array Units, Counters;
  for (const UnitRecord &Unit : Run.Units)
    Units.push_back(
        json::Object{{"file", json::fixUTF8(Unit.File)},
                     {"status", statusName(Unit.What)},
                     {"time", Unit.Time},
                     {"compileTime", Unit.CompileTime},
                     {"checkTimes", unwedge::toJSON(Unit.CheckTimes)},
                     {"counters", unwedge::toJSON(Unit.Counters)}});
  for (const CounterSum &Sum : All.Counters)
    Counters.push_back(json::Object{{"what", Sum.Row.What},
                                    {"count", Sum.Count},
                                    {"units", Sum.Units},
                                    {"givenUp", Sum.Row.IsGivenUp}});
  json::Object Document{{"version", 1},
                        {"units", std::move(Units)},
                        {"findings", toJSON(All.Findings)},
                        {"silenced", toJSON(All.Silenced)},
                        {"time", All.Time},
                        {"compileTime", All.CompileTime},
                        {"checkTimes", unwedge::toJSON(All.CheckTimes)},
                        {"counters", std::move(Counters)}};
  OS << formatv("{0:2}\n", json::Value(std::move(Document)));
}

} // namespace unwedge::driver

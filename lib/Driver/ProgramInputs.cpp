//===--- ProgramInputs.cpp ------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramInputs.h"
#include "unwedge/Summary/ObjectFiles.h"
#include "unwedge/Summary/SummaryFormat.h"
#include "llvm/Support/ThreadPool.h"
#include <atomic>
#include <iterator>

using namespace llvm;

namespace unwedge::driver {

namespace {

ProgramInputs readFile(StringRef File,
                       const std::shared_ptr<summary::StringPool> &Strings) {
  ProgramInputs Result;
  auto Refuse = [&](Error What) {
    handleAllErrors(std::move(What), [&](const ErrorInfoBase &E) {
      Result.Errors.push_back(E.message());
    });
  };
  SummaryReader Reader(
      [&](StringRef Name, StringRef Block) {
        Expected<std::unique_ptr<summary::UnitSummary>> Unit =
            summary::readSummary(Block, Name, Strings);
        if (!Unit)
          Refuse(Unit.takeError());
        else
          Result.Units.push_back(std::move(*Unit));
      },
      Refuse);
  Reader.readFile(File);
  Result.WithoutSummary = Reader.counts().WithoutSummary;
  if (Result.WithoutSummary != 0)
    Result.FirstWithout = File.str();
  return Result;
}

} // namespace

std::vector<ProgramInputs> readSummaries(ArrayRef<std::string> Files,
                                         unsigned Threads) {
  std::vector<ProgramInputs> Result(Files.size());
  const auto Strings = std::make_shared<summary::StringPool>();
  std::atomic<size_t> Next = 0;
  DefaultThreadPool Pool(hardware_concurrency(Threads));
  for (unsigned I = 0; I < Pool.getMaxConcurrency(); ++I)
    Pool.async([&] {
      for (size_t Mine; (Mine = Next++) < Files.size();)
        Result[Mine] = readFile(Files[Mine], Strings);
    });
  Pool.wait();
  return Result;
}

ProgramInputs readProgram(ArrayRef<std::string> Files, unsigned Threads) {
  ProgramInputs Result;
  for (ProgramInputs &Of : readSummaries(Files, Threads)) {
    std::move(Of.Units.begin(), Of.Units.end(),
              std::back_inserter(Result.Units));
    std::move(Of.Errors.begin(), Of.Errors.end(),
              std::back_inserter(Result.Errors));
    Result.WithoutSummary += Of.WithoutSummary;
    if (Result.FirstWithout.empty())
      Result.FirstWithout = Of.FirstWithout;
  }
  return Result;
}

} // namespace unwedge::driver

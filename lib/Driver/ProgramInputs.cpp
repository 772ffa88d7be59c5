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

using namespace llvm;

namespace unwedge::driver {

ProgramInputs readProgram(ArrayRef<std::string> Files) {
  ProgramInputs Result;
  auto Refuse = [&](Error What) {
    handleAllErrors(std::move(What), [&](const ErrorInfoBase &E) {
      Result.Errors.push_back(E.message());
    });
  };
  SummaryReader Reader(
      [&](StringRef Name, StringRef Block) {
        Expected<std::unique_ptr<summary::UnitSummary>> Unit =
            summary::readSummary(Block, Name);
        if (!Unit)
          Refuse(Unit.takeError());
        else
          Result.Units.push_back(std::move(*Unit));
      },
      Refuse);
  for (const std::string &File : Files)
    Reader.readFile(File);
  return Result;
}

} // namespace unwedge::driver

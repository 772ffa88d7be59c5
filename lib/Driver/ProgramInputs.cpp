//===--- ProgramInputs.cpp ------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramInputs.h"
#include "unwedge/Summary/SummaryFormat.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace unwedge::driver {

ProgramInputs readProgram(ArrayRef<std::string> Files) {
  ProgramInputs Result;
  auto Refuse = [&](Error What) {
    handleAllErrors(std::move(What), [&](const ErrorInfoBase &E) {
      Result.Errors.push_back(E.message());
    });
  };
  for (const std::string &File : Files) {
    ErrorOr<std::unique_ptr<MemoryBuffer>> Bytes =
        MemoryBuffer::getFile(File, /*IsText=*/false,
                              /*RequiresNullTerminator=*/false);
    if (!Bytes) {
      Refuse(createFileError(File, Bytes.getError()));
      continue;
    }
    Expected<std::unique_ptr<summary::UnitSummary>> Unit =
        summary::readSummary((*Bytes)->getBuffer(), File);
    if (!Unit)
      Refuse(Unit.takeError());
    else
      Result.Units.push_back(std::move(*Unit));
  }
  return Result;
}

} // namespace unwedge::driver

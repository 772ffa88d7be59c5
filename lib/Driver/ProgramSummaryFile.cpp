//===--- ProgramSummaryFile.cpp -------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramSummaryFile.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace unwedge::driver {

Expected<std::string> writeProgramSummary(const link::Program &Program,
                                          const link::LinkOptions &Options,
                                          ArrayRef<FindingRecord> Found,
                                          StringRef File) {
  std::vector<std::unique_ptr<MemoryBuffer>> Read;
  const link::ProgramResult Result = link::makeProgramResult(
      Program, Options, Found, [&](StringRef Name) -> std::optional<StringRef> {
        auto Buffer = MemoryBuffer::getFile(Name, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
        if (!Buffer)
          return std::nullopt;
        Read.push_back(std::move(*Buffer));
        return Read.back()->getBuffer();
      });
  if (Error Failed = writeFile(File, [&](raw_ostream &OS) {
        OS << formatv("{0}\n", toJSON(Result.Summary));
      }))
    return std::move(Failed);
  if (Result.LeftOut == 0)
    return "";
  return (Twine(Result.LeftOut) +
          (Result.LeftOut == 1 ? " finding" : " findings") +
          " of the program will not be shown by editors: " +
          Result.FileThatDiffers +
          " is not known to be the text that was compiled")
      .str();
}

} // namespace unwedge::driver

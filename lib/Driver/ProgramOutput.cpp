//===--- ProgramOutput.cpp ------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramOutput.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace unwedge::driver {

Expected<ProgramOutput> outputOf(StringRef Program,
                                 ArrayRef<std::string> Arguments) {
  ErrorOr<std::string> Path = sys::findProgramByName(Program);
  if (!Path)
    return createFileError(Program, Path.getError());
  SmallString<128> Output;
  if (std::error_code Failed =
          sys::fs::createTemporaryFile("unwedge", "out", Output))
    return createFileError(Output, Failed);
  FileRemover Remover(Output);
  std::vector<StringRef> Words = {Program};
  Words.insert(Words.end(), Arguments.begin(), Arguments.end());
  std::string Message;
  ProgramOutput Result;
  Result.ExitCode =
      sys::ExecuteAndWait(*Path, Words, std::nullopt,
                          {StringRef(""), StringRef(Output), StringRef("")},
                          /*SecondsToWait=*/0, /*MemoryLimit=*/0, &Message);
  if (Result.ExitCode < 0)
    return createStringError(inconvertibleErrorCode(),
                             Program + ": " + Message);
  ErrorOr<std::unique_ptr<MemoryBuffer>> Text = MemoryBuffer::getFile(Output);
  if (!Text)
    return createFileError(Output, Text.getError());
  Result.Text = (*Text)->getBuffer().str();
  return Result;
}

} // namespace unwedge::driver

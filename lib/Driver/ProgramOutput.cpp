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
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace unwedge::driver {

namespace {

/// One stream of a program, in a file that goes with it.
class StreamFile {
public:
  Error create(StringRef Name, StringRef Content = "") {
    int Descriptor = -1;
    if (std::error_code Failed =
            sys::fs::createTemporaryFile("unwedge", Name, Descriptor, Path))
      return createFileError(Path, Failed);
    Remover.setFile(Path);
    raw_fd_ostream OS(Descriptor, /*shouldClose=*/true);
    OS << Content;
    OS.close();
    if (std::error_code Failed = OS.error()) {
      OS.clear_error();
      return createFileError(Path, Failed);
    }
    return Error::success();
  }
  Error read(std::string &To) const {
    ErrorOr<std::unique_ptr<MemoryBuffer>> Text = MemoryBuffer::getFile(Path);
    if (!Text)
      return createFileError(Path, Text.getError());
    To = (*Text)->getBuffer().str();
    return Error::success();
  }
  StringRef path() const { return Path; }

private:
  SmallString<128> Path;
  FileRemover Remover;
};

} // namespace

Expected<ProgramOutput> outputOf(StringRef Program,
                                 ArrayRef<std::string> Arguments,
                                 StringRef Input, unsigned Seconds) {
  ErrorOr<std::string> Path = sys::findProgramByName(Program);
  if (!Path)
    return createFileError(Program, Path.getError());
  StreamFile In, Out, Err;
  if (Error Failed = In.create("in", Input))
    return std::move(Failed);
  if (Error Failed = Out.create("out"))
    return std::move(Failed);
  if (Error Failed = Err.create("err"))
    return std::move(Failed);
  std::vector<StringRef> Words = {Program};
  Words.insert(Words.end(), Arguments.begin(), Arguments.end());
  std::string Message;
  ProgramOutput Result;
  Result.ExitCode = sys::ExecuteAndWait(*Path, Words, std::nullopt,
                                        {In.path(), Out.path(), Err.path()},
                                        Seconds, /*MemoryLimit=*/0, &Message);
  if (Result.ExitCode < 0)
    return createStringError(inconvertibleErrorCode(),
                             Program + ": " + Message);
  if (Error Failed = Out.read(Result.Text))
    return std::move(Failed);
  if (Error Failed = Err.read(Result.Errors))
    return std::move(Failed);
  return Result;
}

std::string textOf(StringRef Program, ArrayRef<std::string> Arguments) {
  constexpr unsigned Patience = 20;
  Expected<ProgramOutput> Output = outputOf(Program, Arguments, "", Patience);
  if (!Output) {
    consumeError(Output.takeError());
    return "";
  }
  return Output->ExitCode == 0 ? std::move(Output->Text) : "";
}

} // namespace unwedge::driver

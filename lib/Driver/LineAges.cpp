//===--- LineAges.cpp -----------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LineAges.h"
#include "ProgramOutput.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace unwedge::driver {

std::map<int64_t, LineAge> agesOfLines(StringRef File,
                                       ArrayRef<int64_t> Lines) {
  std::vector<std::string> Arguments = {
      "-C", sys::path::parent_path(File).str(), "blame", "--line-porcelain"};
  for (int64_t Line : Lines)
    Arguments.push_back(("-L" + Twine(Line) + "," + Twine(Line)).str());
  Arguments.insert(Arguments.end(), {"--", sys::path::filename(File).str()});
  Expected<ProgramOutput> Said = outputOf("git", Arguments);
  std::map<int64_t, LineAge> Result;
  if (!Said || Said->ExitCode != 0) {
    consumeError(Said.takeError());
    return Result;
  }
  // Each line has a head "COMMIT OLD-LINE NEW-LINE ...", then pairs of names
  // and values, then the text behind a tab.
  SmallVector<StringRef, 0> Output;
  StringRef(Said->Text).split(Output, '\n', -1, /*KeepEmpty=*/false);
  LineAge Age;
  int64_t Line = 0;
  bool IsHead = true;
  for (StringRef Text : Output) {
    if (IsHead) {
      SmallVector<StringRef, 4> Head;
      Text.split(Head, ' ');
      if (Head.size() < 3 || Head[2].getAsInteger(10, Line))
        return Result;
      Age.Commit = Head[0].str();
      IsHead = false;
    } else if (Text.consume_front("author-time ")) {
      Text.getAsInteger(10, Age.Time);
    } else if (Text.starts_with("\t")) {
      if (any_of(Age.Commit, [](char C) { return C != '0'; }))
        Result[Line] = Age;
      IsHead = true;
    }
  }
  return Result;
}

} // namespace unwedge::driver

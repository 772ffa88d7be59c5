//===--- FuzzSummaries.cpp - Damaged summaries ----------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A target of libFuzzer: reads what it is given as a file, each summary in it,
// and shows and renumbers those that can be read. Whatever the bytes are, it
// must neither crash nor hang, nor take memory out of proportion to them.
// CONTRIBUTING.md says how to run it.
//
//===----------------------------------------------------------------------===//

#include "unwedge/Summary/ObjectFiles.h"
#include "unwedge/Summary/Renumber.h"
#include "unwedge/Summary/SummaryFormat.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace unwedge;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  const StringRef Bytes(reinterpret_cast<const char *>(Data), Size);
  SummaryReader Reader(
      [](StringRef Name, StringRef Block) {
        Expected<std::unique_ptr<summary::UnitSummary>> Unit =
            summary::readSummary(Block, Name);
        if (!Unit)
          return consumeError(Unit.takeError());
        raw_null_ostream Nowhere;
        json::OStream Out(Nowhere);
        summary::dumpSummary(**Unit, Out);
        // What can be read can be written, and is the same afterwards.
        const std::string Again = summary::writeSummary(**Unit);
        Expected<std::unique_ptr<summary::UnitSummary>> Same =
            summary::readSummary(Again, Name);
        if (!Same || summary::writeSummary(**Same) != Again)
          abort();
        summary::dropUnused(**Unit);
      },
      [](Error Failed) { consumeError(std::move(Failed)); });
  Reader.read(MemoryBufferRef(Bytes, "input"));
  return 0;
}

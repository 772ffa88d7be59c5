//===--- SummaryFormat.h - Summaries as bytes -----------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A summary is a block, as ObjectFiles.h says, of MessagePack (msgpack.org):
// the strings that it has, each once, and its fields in order, where a string
// is its number. What is written depends on nothing but the summary.
// docs/summary-format.md has all of it.
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_SUMMARY_SUMMARYFORMAT_H
#define UNWEDGE_SUMMARY_SUMMARYFORMAT_H

#include "unwedge/Summary/ObjectFiles.h"
#include "unwedge/Summary/UnitSummary.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <string>

namespace unwedge::summary {

/// Another version is another format: what is of a later one is not read.
constexpr uint32_t FormatVersion = 3;

/// The bytes of \p Unit, with the header. Compressed, if LLVM can.
std::string writeSummary(const UnitSummary &Unit, bool Compress = true);

/// Reads what writeSummary() has written; \p Bytes begins with the header and
/// is no longer than the summary. \p Name is what errors call it, which give
/// the offset as well. Takes no more memory than a fixed multiple of the
/// length of \p Bytes, whatever is in them.
///
/// \returns null only with an error. All indices in the result are in range or
/// None, and all strings are copies: in \p Strings, which units may share, or
/// in a pool of the unit's own.
llvm::Expected<std::unique_ptr<UnitSummary>>
readSummary(llvm::StringRef Bytes, llvm::StringRef Name,
            std::shared_ptr<StringPool> Strings = nullptr);

/// Everything in \p Unit, with strings and names in place of numbers where that
/// helps people.
void dumpSummary(const UnitSummary &Unit, llvm::json::OStream &To);

} // namespace unwedge::summary

#endif // UNWEDGE_SUMMARY_SUMMARYFORMAT_H

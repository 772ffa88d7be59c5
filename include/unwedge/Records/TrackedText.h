//===--- TrackedText.h - Finds text again that has moved ------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RECORDS_TRACKEDTEXT_H
#define UNWEDGE_RECORDS_TRACKEDTEXT_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace unwedge {

/// A stretch of the tokens of a file, as they were at some time: of a function,
/// say. Comments and layout are no part of it, and it claims nothing of what is
/// around it.
struct TextStretch {
  /// How many there are; 0 in a file without any, as a whole.
  uint32_t Tokens = 0;
  /// Of the tokens in their order.
  uint64_t Hash = 0;
  /// How many stretches of the file have those tokens, and which one, from 0,
  /// it is.
  uint32_t Copies = 1, Copy = 0;
  /// It has all tokens of the file.
  bool IsWholeFile = false;
};

/// A place in a TextStretch.
struct StretchPlace {
  /// From 0.
  uint32_t Token = 0;
  /// Bytes behind where that begins.
  uint32_t Offset = 0;
};

/// The text of a file, as it is now.
class TrackedText {
public:
  /// \p Text has to outlive it.
  explicit TrackedText(llvm::StringRef Text);

  llvm::StringRef text() const { return Text; }
  /// The offset of a place by its line and column, from 1, as Clang counts
  /// them; none if there is no such line, or it is shorter.
  std::optional<size_t> offset(uint64_t Line, uint64_t Column) const;

  /// A stretch that is there now.
  struct Bound {
    TextStretch Is;
    size_t FirstToken = 0;
  };
  /// The tokens that begin from \p Begin on and before \p End; none if there
  /// are none.
  std::optional<Bound> bind(size_t Begin, size_t End) const;
  Bound bindAll() const;
  /// \p Offset, which is in \p In.
  StretchPlace place(const Bound &In, size_t Offset) const;

  /// Where \p P in \p Old is now; none if \p Old is not there any more, or if
  /// it cannot be told from others that are alike.
  std::optional<size_t> find(const TextStretch &Old, StretchPlace P) const;

private:
  uint64_t hashOf(size_t First, size_t Count) const;
  /// The tokens that stretches like \p S begin with, upward.
  std::vector<size_t> copiesOf(const TextStretch &S) const;

  llvm::StringRef Text;
  /// Offsets of lines, and of tokens.
  std::vector<size_t> Lines, Tokens;
  /// Of all tokens before one.
  std::vector<uint64_t> Hashes;
};

} // namespace unwedge

#endif // UNWEDGE_RECORDS_TRACKEDTEXT_H

//===--- CodeTokens.h - The tokens of a text without the compiler ---------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_RECORDS_CODETOKENS_H
#define UNWEDGE_RECORDS_CODETOKENS_H

#include "llvm/ADT/StringRef.h"
#include <algorithm>
#include <optional>
#include <utility>

namespace unwedge {

/// Goes over the tokens of C or C++, as far as it takes to tell code from
/// comments and to know brackets: words, numbers and literals are tokens, and
/// each other character is one. Two texts that have the same are the same
/// program, but for the layout.
class CodeTokens {
public:
  /// \p WithDirectives: what stands behind a `#` at the start of a line counts.
  explicit CodeTokens(llvm::StringRef Text, bool WithDirectives)
      : Text(Text), WithDirectives(WithDirectives) {}

  /// The next one, a part of the text; empty at the end.
  llvm::StringRef next();
  size_t offset(llvm::StringRef Token) const {
    return Token.data() - Text.data();
  }

private:
  void skipTo(size_t Pos) { At = std::min(Pos, Text.size()); }
  void skipWhatIsNoCode();
  void skipLine();
  void skipLiteral();
  void skipRawString();

  llvm::StringRef Text;
  const bool WithDirectives;
  size_t At = 0;
  bool IsLineStart = true;
};

/// The outermost declaration around \p Offset that is no namespace, by its
/// brackets alone: a function, or a class with all that is in it. None if there
/// is none, or if the brackets of \p Text do not go together, as where an
/// `#else` has another one.
std::optional<std::pair<size_t, size_t>> declarationAround(llvm::StringRef Text,
                                                           size_t Offset);

} // namespace unwedge

#endif // UNWEDGE_RECORDS_CODETOKENS_H

//===--- TrackedText.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Records/TrackedText.h"
#include "unwedge/Records/CodeTokens.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace unwedge {

// The hash of tokens is a polynomial of their own hashes, so that all stretches
// of a length have theirs in one go.
static constexpr uint64_t Base = 0x9e3779b97f4a7c15;

TrackedText::TrackedText(StringRef Text) : Text(Text), Lines{0}, Hashes{0} {
  for (size_t I = 0; (I = Text.find_first_of("\r\n", I)) != StringRef::npos;) {
    // Either of them ends a line, and both together end one.
    I += Text.substr(I).starts_with("\r\n") ? 2 : 1;
    Lines.push_back(I);
  }
  CodeTokens All(Text, /*WithDirectives=*/true);
  for (StringRef Token = All.next(); !Token.empty(); Token = All.next()) {
    Tokens.push_back(All.offset(Token));
    Hashes.push_back(Hashes.back() * Base + xxh3_64bits(Token));
  }
}

std::optional<size_t> TrackedText::offset(uint64_t Line,
                                          uint64_t Column) const {
  if (Line == 0 || Column == 0 || Line > Lines.size())
    return std::nullopt;
  const size_t End = Line < Lines.size() ? Lines[Line] : Text.size() + 1;
  if (Column - 1 >= End - Lines[Line - 1])
    return std::nullopt;
  return Lines[Line - 1] + (Column - 1);
}

std::optional<TrackedText::Bound> TrackedText::bind(size_t Begin,
                                                    size_t End) const {
  Bound B;
  B.FirstToken = lower_bound(Tokens, Begin) - Tokens.begin();
  const size_t Behind = lower_bound(Tokens, End) - Tokens.begin();
  if (Behind <= B.FirstToken)
    return std::nullopt;
  B.Is.Tokens = Behind - B.FirstToken;
  B.Is.Hash = hashOf(B.FirstToken, B.Is.Tokens);
  const std::vector<size_t> Copies = copiesOf(B.Is);
  B.Is.Copies = Copies.size();
  B.Is.Copy = lower_bound(Copies, B.FirstToken) - Copies.begin();
  return B;
}

TrackedText::Bound TrackedText::bindAll() const {
  Bound B;
  B.Is.Tokens = Tokens.size();
  B.Is.Hash = Hashes.back();
  B.Is.IsWholeFile = true;
  return B;
}

StretchPlace TrackedText::place(const Bound &In, size_t Offset) const {
  const size_t Behind = upper_bound(Tokens, Offset) - Tokens.begin();
  // In front of the first token is as good as at its begin.
  if (Behind <= In.FirstToken)
    return {};
  const size_t Token = Behind - 1;
  return {static_cast<uint32_t>(Token - In.FirstToken),
          static_cast<uint32_t>(Offset - Tokens[Token])};
}

std::optional<size_t> TrackedText::find(const TextStretch &Old,
                                        StretchPlace P) const {
  if (Old.IsWholeFile &&
      (Old.Tokens != Tokens.size() || Old.Hash != Hashes.back()))
    return std::nullopt;
  size_t First = 0;
  if (!Old.IsWholeFile) {
    const std::vector<size_t> Copies = copiesOf(Old);
    if (Copies.size() != Old.Copies || Old.Copy >= Copies.size())
      return std::nullopt;
    First = Copies[Old.Copy];
  }
  const size_t Token = First + P.Token;
  if (P.Token >= Old.Tokens || Token >= Tokens.size() ||
      P.Offset > Text.size() - Tokens[Token])
    return std::nullopt;
  return Tokens[Token] + P.Offset;
}

static uint64_t power(uint64_t Exponent) {
  uint64_t Result = 1;
  for (uint64_t Factor = Base; Exponent; Exponent >>= 1, Factor *= Factor)
    if (Exponent & 1)
      Result *= Factor;
  return Result;
}

uint64_t TrackedText::hashOf(size_t First, size_t Count) const {
  return Hashes[First + Count] - Hashes[First] * power(Count);
}

std::vector<size_t> TrackedText::copiesOf(const TextStretch &S) const {
  std::vector<size_t> Result;
  if (S.Tokens == 0)
    return Result;
  const uint64_t Power = power(S.Tokens);
  for (size_t First = 0; First + S.Tokens <= Tokens.size(); ++First)
    if (Hashes[First + S.Tokens] - Hashes[First] * Power == S.Hash)
      Result.push_back(First);
  return Result;
}

} // namespace unwedge

//===--- CodeTokens.cpp ---------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Records/CodeTokens.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace unwedge {

static bool isWord(char C) {
  return isAlnum(C) || C == '_' || static_cast<unsigned char>(C) >= 0x80;
}

StringRef CodeTokens::next() {
  skipWhatIsNoCode();
  const size_t Begin = At;
  if (At == Text.size())
    return "";
  if (isWord(Text[At])) {
    while (At < Text.size() &&
           (isWord(Text[At]) || (Text[At] == '\'' && isDigit(Text[Begin]))))
      ++At;
    constexpr StringLiteral Raw[] = {"R", "LR", "uR", "UR", "u8R"};
    if (At < Text.size() && Text[At] == '"' &&
        is_contained(Raw, Text.slice(Begin, At)))
      skipRawString();
  } else if (Text[At] == '"' || Text[At] == '\'') {
    skipLiteral();
  } else {
    ++At;
  }
  return Text.slice(Begin, At);
}

void CodeTokens::skipWhatIsNoCode() {
  while (At < Text.size()) {
    const StringRef Rest = Text.substr(At);
    if (isSpace(Rest[0]) || Rest[0] == '\\') {
      IsLineStart |= Rest[0] == '\n';
      ++At;
    } else if (Rest.starts_with("//") ||
               (Rest[0] == '#' && IsLineStart && !WithDirectives)) {
      skipLine();
    } else if (Rest.starts_with("/*")) {
      const size_t End = Text.find("*/", At + 2);
      skipTo(End == StringRef::npos ? End : End + 2);
    } else {
      IsLineStart = false;
      return;
    }
  }
}

/// With those that it is continued on.
void CodeTokens::skipLine() {
  do
    skipTo(Text.find('\n', At + 1));
  while (At < Text.size() && Text.take_front(At).rtrim('\r').ends_with("\\"));
}

void CodeTokens::skipLiteral() {
  const char Quote = Text[At++];
  while (At < Text.size() && Text[At] != Quote && Text[At] != '\n')
    skipTo(At + (Text[At] == '\\' ? 2 : 1));
  // One that is not closed ends with the line.
  if (At < Text.size() && Text[At] == Quote)
    ++At;
}

void CodeTokens::skipRawString() {
  const size_t Open = Text.find('(', At);
  const std::string Close = (")" + Text.slice(At + 1, Open) + "\"").str();
  const size_t End = Text.find(Close, Open);
  skipTo(End == StringRef::npos ? End : End + Close.size());
}

std::optional<std::pair<size_t, size_t>> declarationAround(StringRef Text,
                                                           size_t Offset) {
  CodeTokens All(Text, /*WithDirectives=*/false);
  std::optional<std::pair<size_t, size_t>> Result;
  // Of the declaration at hand: where it begins, whether it is a namespace, and
  // how many brackets of it are open.
  std::optional<size_t> Begin;
  bool IsNamespace = false;
  unsigned Namespaces = 0, Depth = 0;
  StringRef Before;
  for (StringRef Token = All.next(); !Token.empty();
       Before = Token, Token = All.next()) {
    const size_t At = All.offset(Token);
    if (!Begin && Token != "}" && Token != ";") {
      Begin = At;
      IsNamespace = false;
    }
    if (Depth == 0 && (Token == "namespace" ||
                       (Before == "extern" && Token.starts_with("\""))))
      IsNamespace = true;
    if (Token == "{") {
      if (Depth == 0 && IsNamespace) {
        ++Namespaces;
        Begin.reset();
      } else {
        ++Depth;
      }
    } else if (Token == "}") {
      if (Depth == 0) {
        if (Namespaces-- == 0)
          return std::nullopt;
        Begin.reset();
      } else if (--Depth == 0) {
        if (*Begin <= Offset && Offset <= At)
          Result = {*Begin, At + 1};
        Begin.reset();
      }
    } else if (Token == ";" && Depth == 0) {
      if (Begin && *Begin <= Offset && Offset <= At)
        Result = {*Begin, At + 1};
      Begin.reset();
    }
  }
  if (Depth || Namespaces)
    return std::nullopt;
  return Result;
}

} // namespace unwedge

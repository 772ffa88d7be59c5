//===--- UnitSummary.cpp --------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Summary/UnitSummary.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"
#include <algorithm>

namespace unwedge::summary {

std::string hashedUSR(llvm::StringRef USR) {
  return llvm::utohexstr(llvm::xxh3_64bits(USR), /*LowerCase=*/true, 16);
}

std::string parameterUSR(llvm::StringRef Function, unsigned Number) {
  return hashedUSR((Function + "@parameter@" + llvm::Twine(Number)).str());
}

llvm::StringRef StringPool::save(llvm::StringRef Text) {
  const llvm::CachedHashStringRef Key(Text);
  // The low bits choose a bucket within the set.
  Shard &S = Shards[(Key.hash() >> 24) % Shards.size()];
  const std::lock_guard Lock(S.Guard);
  if (auto It = S.Texts.find(Key); It != S.Texts.end())
    return It->val();
  const llvm::StringRef Copy = Text.copy(S.Memory);
  S.Texts.insert(llvm::CachedHashStringRef(Copy, Key.hash()));
  return Copy;
}

bool Path::hasUnknownIndex() const {
  return llvm::any_of(Elements, [](const PathElement &E) {
    return E.Kind == PathElement::UnknownIndex;
  });
}

bool Path::operator==(const Path &O) const {
  return Root != Opaque && Root != Null && sameText(O) && !hasUnknownIndex();
}

bool Path::operator<(const Path &O) const {
  if (!sameRoot(O))
    return std::tie(Root, Number, Of) < std::tie(O.Root, O.Number, O.Of);
  return std::lexicographical_compare(Elements.begin(), Elements.end(),
                                      O.Elements.begin(), O.Elements.end());
}

bool Path::startsWith(const Path &Prefix) const {
  return isNamed() && sameRoot(Prefix) &&
         Elements.size() >= Prefix.Elements.size() &&
         std::equal(Prefix.Elements.begin(), Prefix.Elements.end(),
                    Elements.begin());
}

Path Path::rebase(const Path &Base, size_t From) const {
  constexpr size_t MaxElements = 6;
  if (!Base.isNamed() ||
      Base.Elements.size() + Elements.size() - From > MaxElements)
    return {};
  Path Result = Base;
  Result.Elements.append(Elements.begin() + From, Elements.end());
  return Result;
}

Index Path::placeClass() const {
  for (const PathElement &E : llvm::reverse(Elements))
    if (E.Kind == PathElement::Field || E.Kind == PathElement::Getter)
      return E.Of;
  return Root == Var || Root == Result ? Of : None;
}

bool Condition::holdsFor(int64_t Actual) const {
  switch (Is) {
  case Equal:
    return Actual == Value;
  case NotEqual:
    return Actual != Value;
  case Less:
    return Actual < Value;
  case GreaterEqual:
    return Actual >= Value;
  }
  llvm_unreachable("covered switch");
}

} // namespace unwedge::summary

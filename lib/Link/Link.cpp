//===--- Link.cpp ---------------------------------------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "unwedge/Link/Link.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include <set>

using namespace llvm;

namespace unwedge::link {

using namespace summary;

void finishFinding(const Program &P, Index Function, const Place &Where,
                   FindingRecord &F) {
  finishFindingIn(P, P.functions()[Function]->Is, Where, F);
}

void finishFindingIn(const Program &P, Index Function, const Place &Where,
                     FindingRecord &F) {
  F.Where = P.record(Where);
  F.SuppressedBy = P.silencedBy(Where, F.Check).str();
  const Entity &In = P.entity(Function);
  SHA256 Hash;
  for (StringRef Part : {StringRef(F.Check), StringRef(F.Message),
                         In.USR.empty() ? In.Name : In.USR}) {
    Hash.update(Part);
    Hash.update(StringRef("\0", 1));
  }
  F.Fingerprint = toHex(ArrayRef(Hash.final()).take_front(16),
                        /*LowerCase=*/true);
}

static FindingRecord toRecord(const Program &P, const UnitFinding &From) {
  FindingRecord To;
  To.Check = From.Check.str();
  To.Confidence = From.Confidence.str();
  To.Where = P.record(From.Where);
  To.Message = From.Message.str();
  for (const Step &S : From.Steps)
    To.Steps.push_back({P.record(S.Where), S.Text.str()});
  To.Fingerprint = From.Fingerprint.str();
  To.SuppressedBy = From.SuppressedBy.str();
  To.Reason = From.Reason.str();
  return To;
}

std::vector<FindingRecord> findInProgram(const Program &P,
                                         const LinkOptions &Options) {
  std::vector<FindingRecord> Local, Found;
  for (const auto &Unit : P.units())
    for (const UnitFinding &F : Unit->Findings)
      if (is_contained(Options.Checks, F.Check))
        Local.push_back(toRecord(P, F));
  using Part = void (*)(const Program &, const LinkOptions &, LocalFindings &,
                        std::vector<FindingRecord> &);
  static constexpr std::pair<StringLiteral, Part> Parts[] = {
      {"unwedge-recursive-shared-lock", linkRecursiveSharedLocks},
      {"unwedge-unstable-cache-key", linkUnstableCacheKeys},
      {"unwedge-unguarded-cleanup", linkUnguardedCleanups},
      {"unwedge-self-blocking-consumer", linkSelfBlockingConsumers},
  };
  for (const auto &[Check, Run] : Parts)
    if (is_contained(Options.Checks, Check))
      Run(P, Options, Local, Found);
  // What units found alone may have another level by now.
  erase_if(Local, [&](const FindingRecord &F) {
    return confidenceNamed(F.Confidence) < Options.MinimumConfidence;
  });
  std::set<std::pair<std::string, PlaceRecord>> Known;
  for (const FindingRecord &F : Local)
    Known.insert({F.Check, F.Where});
  for (FindingRecord &F : Found)
    // What a unit saw itself, it says better.
    if (Known.insert({F.Check, F.Where}).second)
      Local.push_back(std::move(F));
  llvm::sort(Local, [](const FindingRecord &A, const FindingRecord &B) {
    return std::tie(A.Where, A.Check, A.Message) <
           std::tie(B.Where, B.Check, B.Message);
  });
  return Local;
}

} // namespace unwedge::link

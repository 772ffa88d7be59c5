//===--- Confidence.h - How sure a finding is -----------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_REPORT_CONFIDENCE_H
#define UNWEDGE_REPORT_CONFIDENCE_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace unwedge {

/// How sure a finding is. A larger value is surer.
enum class Confidence : uint8_t {
  /// The same class of lock only, a target that is one of many, or a lock that
  /// allows it on some platforms.
  Possible,
  /// Rests on assumptions that are nearly always right; the notes name them.
  Likely,
  /// Nothing is assumed.
  Definite,
};

llvm::StringRef confidenceName(Confidence C);
std::optional<Confidence> confidenceNamed(llvm::StringRef Name);

} // namespace unwedge

#endif // UNWEDGE_REPORT_CONFIDENCE_H

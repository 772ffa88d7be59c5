//===--- CallKind.h - How a call finds its target -------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_FACTS_CALLKIND_H
#define UNWEDGE_FACTS_CALLKIND_H

#include <cstdint>

namespace unwedge {

/// How a call finds its target.
enum class CallKind : uint8_t {
  Direct,
  /// A virtual call; the target is one of the overriders in sight.
  Virtual,
  /// A call of a callable object or function pointer; the target is one that
  /// was stored in it.
  Stored,
};

} // namespace unwedge

#endif // UNWEDGE_FACTS_CALLKIND_H

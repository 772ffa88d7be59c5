//===--- FindingListener.h - Who hears of findings ------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_ANALYZER_FINDINGLISTENER_H
#define UNWEDGE_LIB_ANALYZER_FINDINGLISTENER_H

#include "unwedge/Report/Finding.h"

namespace unwedge::analyzer {

/// A host in the same process. What it wants to know of a finding has no place
/// in the analyzer's reports: how sure it is, and the repair with its includes.
class FindingListener {
public:
  virtual ~FindingListener() = default;
  /// \p F becomes a report, at the same place and with the same message.
  virtual void heard(const Finding &F) = 0;
};

/// Null in clang. The analyzer lets nothing through to the checkers that it
/// registers but their options, which are text.
extern FindingListener *TheListener;

} // namespace unwedge::analyzer

#endif // UNWEDGE_LIB_ANALYZER_FINDINGLISTENER_H

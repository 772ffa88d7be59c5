//===--- LineAges.h - Since when a line is there --------------------------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_LIB_DRIVER_LINEAGES_H
#define UNWEDGE_LIB_DRIVER_LINEAGES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <map>
#include <string>

namespace unwedge::driver {

/// The change that made a line what it is.
struct LineAge {
  std::string Commit;
  /// Seconds since 1970.
  int64_t Time = 0;
};

/// What `git blame` says of \p Lines of \p File, which count from 1. Lines that
/// are not committed are left out, and so are all if the file is in no
/// repository, or if there is no git.
std::map<int64_t, LineAge> agesOfLines(llvm::StringRef File,
                                       llvm::ArrayRef<int64_t> Lines);

} // namespace unwedge::driver

#endif // UNWEDGE_LIB_DRIVER_LINEAGES_H

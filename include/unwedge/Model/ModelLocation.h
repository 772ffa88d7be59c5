//===--- ModelLocation.h - Where an entry of a model file stands ---------===//
//
// Part of the unwedge Project, under the Apache License v2.0 with LLVM
// Exceptions. See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef UNWEDGE_MODEL_MODELLOCATION_H
#define UNWEDGE_MODEL_MODELLOCATION_H

#include <string>

namespace unwedge {

/// Where an entry stands in its file; lines and columns count from 1.
struct ModelLocation {
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;
};

} // namespace unwedge

#endif // UNWEDGE_MODEL_MODELLOCATION_H
